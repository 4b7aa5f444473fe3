"""How much a value says: what tells the more precise of two values of which neither refines the other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trilat import edtf, relations
from trilat.relations import AND_OTHERS, Places, Relate
from trilat.vocabularies import Attendance, PlaceKind, Position, Stage, Status, Term

Precision = Callable[[Any, Places], Any]

LADDERS: Mapping[Relate, Sequence[Term]] = {
    relations.statuses: (Status.PROPOSED, Status.AGREED, Status.SCHEDULED, Status.UNDER_WAY, Status.HELD),
    relations.attendances: (Attendance.INVITED, Attendance.EXPECTED, Attendance.ATTENDED),
    relations.stages: (Stage.SPECULATED, Stage.SOUGHT, Stage.EXPECTED, Stage.CLAIMED, Stage.CARRIED_OUT),
    relations.positions: (Position.UNCONFIRMED, Position.CONFIRMED, Position.ANNOUNCED),
}
"""States from the least to the furthest along; one that leads elsewhere (cancelled, absent) is on none."""


def days(date: str, _: Places) -> float:
    """How precise a date is: less one for each day that it may mean; several days named to the day are one meaning.

    >>> days("2031-03-08", {}) > days("2031-03", {})
    True
    """
    parsed = edtf.parse(date)
    if parsed.days is None:
        return float("-inf")
    return -1 if parsed.lasting and not parsed.approximate else -parsed.days


def extent(place: str, places: Places) -> tuple[int, bool] | None:
    """How precise a place is: by its kind, the smallest most, and of one kind the venue before where people travel."""
    bare = place.rstrip("~")
    return (-list(PlaceKind).index(places[bare].kind), bare == place) if bare in places else None


def members(listed: Sequence[str], _: Places) -> tuple[bool, int]:
    """How precise a list is: a whole list before one that names only some, then by its length."""
    return AND_OTHERS not in listed, len(listed)


def exactness(duration: str, _: Places) -> bool:
    """How precise a duration is: one that is not marked ~ before one that is."""
    return not duration.endswith("~")


def along(ladder: Sequence[Term]) -> Precision:
    """How far along a ladder a state is; None where it is not on it.

    >>> along(LADDERS[relations.statuses])("agreed", {})
    1
    """
    heights: dict[str, int] = {str(term): height for height, term in enumerate(ladder)}
    return lambda state, _: heights.get(state)


PRECISION: Mapping[Relate, Precision] = {
    relations.dates: days, relations.places: extent, relations.parties: members, relations.sets: members,
    relations.durations: exactness, **{relation: along(ladder) for relation, ladder in LADDERS.items()},
}
"""How precise a value is, by the relation of its field; values of other fields cannot be told apart so."""
