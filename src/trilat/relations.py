"""How two values of one field stand to each other: equal, one refining the other, compatible, or contradicting.

Each function takes two values as claims hold them (text, or a sorted list for a set) and, where the answer depends on
it, the registry of places.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Protocol

from trilat import edtf
from trilat.vocabularies import (
    FINAL_ATTENDANCES,
    FINAL_STAGES,
    FINAL_STATUSES,
    Channel,
    Level,
    PlaceKind,
    Position,
    Status,
    Wording,
)


class Relation(Enum):
    """How a first value stands to a second."""

    EQUAL = "equal"
    REFINES = "refines"
    REFINED = "is refined by"
    COMPATIBLE = "compatible with"
    CONTRADICTS = "contradicts"

    @property
    def turned(self) -> "Relation":
        """The same relation, seen from the second value."""
        return {Relation.REFINES: Relation.REFINED, Relation.REFINED: Relation.REFINES}.get(self, self)


class PlaceLike(Protocol):
    """What `places` has to know of a place."""

    @property
    def within_id(self) -> str | None: ...
    @property
    def country(self) -> str: ...
    @property
    def kind(self) -> PlaceKind: ...


AND_OTHERS = "…"
"""Stands at the end of a list of parties that is not complete."""

Places = Mapping[str, PlaceLike]
Relate = Callable[[Any, Any, Places], Relation]


def exact(a: Any, b: Any, _: Places) -> Relation:
    """Values are the same or contradict each other."""
    return Relation.EQUAL if a == b else Relation.CONTRADICTS


def dates(a: str, b: str, _: Places) -> Relation:
    """EDTF dates, by the days that they can mean.

    A day refines a range that holds it. A date that lasts several days is compatible with a day or range that it meets
    and contradicts another that lasts differently.

    >>> dates("2031-03-08", "[2031-03-08..2031-03-14]", {}).value
    'refines'
    >>> dates("2031-10-26", "2031-10-27", {}).value
    'contradicts'
    """
    if a == b:
        return Relation.EQUAL
    first, second = _parsed(a), _parsed(b)
    if first.lasting != second.lasting:
        return Relation.COMPATIBLE if first.overlaps(second) else Relation.CONTRADICTS
    if first.lasting:
        blurred = first.approximate or second.approximate or None in (first.days, second.days)
        same = (first.earliest, first.latest) == (second.earliest, second.latest)
        if same:
            return Relation.EQUAL
        return Relation.COMPATIBLE if blurred and first.overlaps(second) else Relation.CONTRADICTS
    return _nested(_within(first, second), _within(second, first), first.overlaps(second))


def durations(a: str, b: str, _: Places) -> Relation:
    """ISO 8601 durations; one marked ~ is refined by the same without, and compatible with any other."""
    if _length(a) == _length(b):
        return _nested("~" in b, "~" in a, False, ("~" in a) == ("~" in b))
    return Relation.COMPATIBLE if "~" in a + b else Relation.CONTRADICTS


def places(a: str, b: str, places: Places) -> Relation:
    """Places through the registry: a place refines one that holds it.

    A place marked ~ stands for where people travel to: it is refined by that place and any place within it, and is
    compatible with any other of the same country.
    """
    if a == b:
        return Relation.EQUAL
    inner, outer = a.rstrip("~"), b.rstrip("~")
    up, down = outer in around(inner, places), inner in around(outer, places)
    if a.endswith("~") and b.endswith("~"):
        return _nested(up, down, _same_country(inner, outer, places))
    if a.endswith("~") or b.endswith("~"):
        vague, precise = (inner, outer) if a.endswith("~") else (outer, inner)
        if vague in around(precise, places):
            return Relation.REFINED if a.endswith("~") else Relation.REFINES
        if precise in around(vague, places):
            return Relation.REFINES if a.endswith("~") else Relation.REFINED
        return Relation.COMPATIBLE if _same_country(inner, outer, places) else Relation.CONTRADICTS
    return _nested(up, down, False)


def parties(a: list[str], b: list[str], _: Places) -> Relation:
    """Lists of parties; an incomplete list ends in "…".

    It is refined by a complete one that holds it and contradicts one that does not; with another incomplete list it is
    compatible, or the longer refines the shorter that it holds.

    >>> parties(["KR", "US", "…"], ["JP", "KR", "US"], {}).value
    'is refined by'
    """
    first, second = set(a), set(b)
    if first == second:
        return Relation.EQUAL
    open_first, open_second = AND_OTHERS in first, AND_OTHERS in second
    first, second = first - {AND_OTHERS}, second - {AND_OTHERS}
    if open_first and open_second:
        return _nested(first > second, second > first, True)
    if open_first:
        return Relation.REFINED if first <= second else Relation.CONTRADICTS
    if open_second:
        return Relation.REFINES if second <= first else Relation.CONTRADICTS
    return Relation.CONTRADICTS


def sets(a: list[str], b: list[str], _: Places) -> Relation:
    """Lists that may each name only some: the longer refines the shorter that it holds."""
    first, second = set(a), set(b)
    if first == second:
        return Relation.EQUAL
    return _nested(first > second, second > first, bool(first & second))


_BROADER = {str(level): level.broader for level in Level}
"""The broader term of each level; one that only a newer schema has is not among them."""


def terms(a: str, b: str, _: Places) -> Relation:
    """Levels: a named rank refines the unspecified high rank."""
    return _nested(a != b and _BROADER.get(a) == b, a != b and _BROADER.get(b) == a, False, a == b)


def wordings(a: str, b: str, _: Places) -> Relation:
    """The closest rendering stands: the words themselves before a retelling."""
    order: list[str] = [Wording.INDIRECT, Wording.DOCUMENT, Wording.DIRECT]
    first, second = (order.index(one) if one in order else -1 for one in (a, b))
    return _nested(first > second, second > first, True, a == b)


def channels(a: str, b: str, _: Places) -> Relation:
    """A named channel refines an unspecified one."""
    return _nested(b == Channel.UNSPECIFIED, a == Channel.UNSPECIFIED, False, a == b)


def statuses(a: str, b: str, _: Places) -> Relation:
    """Statuses asserted at the same time: the further along the way to a meeting refines; two ends contradict."""
    ladder = [Status.PROPOSED, Status.AGREED, Status.SCHEDULED]
    if a == b:
        return Relation.EQUAL
    if a in ladder and b in ladder:
        further = ladder.index(Status(a)) > ladder.index(Status(b))
        return Relation.REFINES if further else Relation.REFINED
    return _ends(a, b, FINAL_STATUSES | {Status.POSTPONED, Status.SCHEDULED})


def attendances(a: str, b: str, _: Places) -> Relation:
    """Attendances asserted at the same time: two ends contradict."""
    return _ends(a, b, FINAL_ATTENDANCES)


def stages(a: str, b: str, _: Places) -> Relation:
    """Stages of an outcome asserted at the same time: two ends contradict."""
    return _ends(a, b, FINAL_STAGES)


def positions(a: str, b: str, _: Places) -> Relation:
    """Positions asserted at the same time: one that is for the meeting contradicts one that is against it."""
    against = {Position.DECLINED, Position.DENIED}
    favour = {Position.ANNOUNCED, Position.CONFIRMED}
    if a == b:
        return Relation.EQUAL
    return Relation.CONTRADICTS if {a, b} & against and {a, b} & favour else Relation.COMPATIBLE


RELATIONS: dict[str, Relate] = {
    function.__name__: function
    for function in (exact, dates, durations, places, parties, sets, terms, wordings, channels, statuses, attendances,
                     stages, positions)
}
"""The relation of each field, by the name that the models declare."""


def _nested(refines: bool, refined: bool, compatible: bool, equal: bool = False) -> Relation:
    if equal or (refines and refined):
        return Relation.EQUAL
    if refines:
        return Relation.REFINES
    if refined:
        return Relation.REFINED
    return Relation.COMPATIBLE if compatible else Relation.CONTRADICTS


def _ends(a: str, b: str, ends: frozenset[Any]) -> Relation:
    if a == b:
        return Relation.EQUAL
    return Relation.CONTRADICTS if a in ends and b in ends else Relation.COMPATIBLE


def _length(duration: str) -> tuple[int, int]:
    """Days and minutes; a day of talks is not 24 hours."""
    days, hours, minutes = (
        int(found[1]) if (found := re.search(f"([0-9]+){unit}", duration)) else 0 for unit in "DHM"
    )
    return days, hours * 60 + minutes


@cache
def _parsed(text: str) -> edtf.Edtf:
    return edtf.parse(text)


def _within(inner: edtf.Edtf, outer: edtf.Edtf) -> bool:
    after = outer.earliest is None or (inner.earliest is not None and outer.earliest <= inner.earliest)
    before = outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    return after and before


def around(place: str | None, places: Places) -> list[str]:
    """A place and the larger ones that hold it, innermost first, as far as the registry knows them."""
    chain: list[str] = []
    while place is not None and place in places and place not in chain:
        chain.append(place)
        place = places[place].within_id
    return chain


def _same_country(a: str, b: str, places: Places) -> bool:
    return a in places and b in places and places[a].country == places[b].country
