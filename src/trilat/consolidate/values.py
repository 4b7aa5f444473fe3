"""What a claim's value is today: an id that was merged or renamed reads as the one that goes now."""

import json
from collections.abc import Mapping
from typing import Any

from trilat.claims import fields_of
from trilat.registries import canonical_in
from trilat.tables.rows import ClaimRow


def current_value(claim: ClaimRow, redirects: Mapping[tuple[str, str], str]) -> Any:
    """A claim's value; where it is an id, the one that goes today."""
    value = json.loads(claim.value)
    table = fields_of(claim.record_table)[claim.field].to
    if table is None:
        return value
    bare = value.rstrip("~")
    return canonical_in(table.split("|"), bare, redirects) + value[len(bare):]
