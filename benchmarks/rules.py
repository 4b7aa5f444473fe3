"""What the formulations of consolidation share: what is declared of fields, and what is known of distinct values."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from trilat import edtf
from trilat.claims import MODELS, fields_of
from trilat.vocabularies import (
    FINAL_ATTENDANCES,
    FINAL_STAGES,
    FINAL_STATUSES,
    Consolidation,
    Level,
    Status,
)


def fields() -> dict[tuple[str, str], tuple[str, str]]:
    """By table and field, how claims consolidate (once, set, evolving, union, prose) and what relates values."""
    once, local = Consolidation.ONCE, Consolidation.LOCAL
    return {
        (table, name): ("set" if field.many and field.consolidation is once else str(field.consolidation),
                        field.relation)
        for table in MODELS for name, field in fields_of(table).items() if field.consolidation is not local
    }


def bounds(dates: Iterable[str]) -> dict[str, tuple[date, date]]:
    """The first and last day that each date can mean."""
    parsed = {text: edtf.parse(text) for text in dates}
    return {text: (one.earliest or date.min, one.latest or date.max) for text, one in parsed.items()}


def inside(places: pa.Table) -> set[tuple[str, str]]:
    """The pairs of a place and one that is or holds it."""
    above = dict(zip(places["place_id"].to_pylist(), places["within_id"].to_pylist(), strict=True))
    pairs = set()
    for place in above:
        at: str | None = place
        while at in above and (place, at) not in pairs:
            pairs.add((place, at))
            at = above[at]
    return pairs


def finer() -> set[tuple[str, str, str]]:
    """Of levels and of statuses, the pairs of which the first refines the second, after the name of the relation."""
    ladder = [Status.PROPOSED, Status.AGREED, Status.SCHEDULED]
    levels = {("terms", str(level), level.broader) for level in Level if level.broader}
    return levels | {("statuses", str(a), str(b)) for place, a in enumerate(ladder) for b in ladder[:place]}


def finals() -> dict[str, frozenset[str]]:
    """The states of a field that no prospective one overrides."""
    return {
        "meetings.status": frozenset(map(str, FINAL_STATUSES)), "outcomes.stage": frozenset(map(str, FINAL_STAGES)),
        "participants.attendance": frozenset(map(str, FINAL_ATTENDANCES)),
    }
