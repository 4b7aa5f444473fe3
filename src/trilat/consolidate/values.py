"""What a claim's value is today: an id that was merged or renamed reads as the one that goes now."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from trilat.claims import fields_of
from trilat.hashing import canonical_json
from trilat.relations import AND_OTHERS
from trilat.tables.redirects import canonical, canonical_in
from trilat.tables.rows import ClaimRow
from trilat.vocabularies import Stance


def current_value(claim: ClaimRow, redirects: Mapping[tuple[str, str], str]) -> Any:
    """A claim's value, with the ids that go today."""
    return json.loads(current_text(claim.record_table, claim.field, claim.value, redirects))


def entry_of(claim: Any) -> tuple[str, tuple[str, ...], str, Stance]:
    """The entry that a claim comes from: the article, the relays, the origin and the stance."""
    return claim.article_id, claim.via_ids, claim.origin_id, claim.stance


def whole_lists(
    claims: Iterable[Any], marks: Iterable[Any], value: Callable[[Any], str]
) -> Iterator[tuple[list[str], bool, list[Any]]]:
    """The list that each entry gives, whether it denies it, and its claims.

    `marks` are the claims that say of lists whether they are complete; one that is not ends in AND_OTHERS. `value`
    reads the element of a claim.
    """
    incomplete = {entry_of(mark) for mark in marks if mark.value == "false"}
    by_entry: dict[Any, list[Any]] = defaultdict(list)
    for claim in claims:
        by_entry[entry_of(claim)].append(claim)
    for entry, some in by_entry.items():
        members = sorted({value(claim) for claim in some})
        yield members + [AND_OTHERS] * (entry in incomplete), some[0].stance is Stance.DENIED, some


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
