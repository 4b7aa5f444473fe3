"""What the formulations of consolidation share: what is declared of fields, and what is known of distinct values."""

from collections.abc import Iterable
from datetime import date
from itertools import permutations

import pyarrow as pa

from trilat import edtf
from trilat.claims import MODELS, fields_of
from trilat.relations import RELATIONS, Relation
from trilat.vocabularies import (
    FINAL_ATTENDANCES,
    FINAL_STAGES,
    FINAL_STATUSES,
    Attendance,
    Channel,
    Consolidation,
    Level,
    PlaceKind,
    Position,
    Stage,
    Status,
    Term,
    Wording,
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


def cities(places: pa.Table) -> list[tuple[str, str | None, str]]:
    """Each place, with the name of the city that is or holds it, and its country."""
    rows = {row["place_id"]: row for row in places.to_pylist()}
    found = []
    for place, row in rows.items():
        at, seen = row, {place}
        while at["kind"] != PlaceKind.CITY and at["within_id"] in rows.keys() - seen:
            seen.add(at["within_id"])
            at = rows[at["within_id"]]
        found.append((place, at["name"] if at["kind"] == PlaceKind.CITY else None, row["country"]))
    return found


TERMS: dict[str, type[Term]] = {
    "terms": Level, "wordings": Wording, "channels": Channel, "statuses": Status, "attendances": Attendance,
    "stages": Stage, "positions": Position,
}
"""The relations of closed sets of terms, each with its set."""


def finer() -> set[tuple[str, str, str]]:
    """Of terms, the pairs of which the first refines the second, after the name of the relation."""
    return _related(Relation.REFINES)


def compatible() -> set[tuple[str, str, str]]:
    """Of terms, the pairs that differ and do not contradict each other, after the name of the relation."""
    return _related(Relation.COMPATIBLE)


def _related(how: Relation) -> set[tuple[str, str, str]]:
    return {(name, str(a), str(b)) for name, terms in TERMS.items() for a, b in permutations(terms, 2)
            if RELATIONS[name](a, b, {}) is how}


def finals() -> dict[str, frozenset[str]]:
    """The states of a field that no prospective one overrides."""
    return {
        "meetings.status": frozenset(map(str, FINAL_STATUSES)), "outcomes.stage": frozenset(map(str, FINAL_STAGES)),
        "participants.attendance": frozenset(map(str, FINAL_ATTENDANCES)),
    }
