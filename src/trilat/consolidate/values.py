"""What a claim's value is today: an id that was merged or renamed reads as the one that goes now."""

import json
from collections.abc import Mapping
from typing import Any

from trilat.claims import fields_of
from trilat.hashing import canonical_json
from trilat.tables.redirects import canonical, canonical_in
from trilat.tables.rows import ClaimRow


def current_value(claim: ClaimRow, redirects: Mapping[tuple[str, str], str]) -> Any:
    """A claim's value, with the ids that go today."""
    return json.loads(current_text(claim.record_table, claim.field, claim.value, redirects))


def current_text(table: str, field: str, text: str, redirects: Mapping[tuple[str, str], str]) -> str:
    """A value of a field as JSON text, with the ids that go today."""
    if not redirects:
        return text
    to = fields_of(table)[field].to
    value = json.loads(text)
    if field == "firsts" and "previous" in value:
        return canonical_json(value | {"previous": canonical("meetings", value["previous"], redirects)})
    if to is None:
        return text
    bare = value.rstrip("~")
    return canonical_json(canonical_in(to.split("|"), bare, redirects) + value[len(bare):])
