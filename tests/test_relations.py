"""How two values of one field stand to each other: case tables for each relation, and what holds of all of them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import DATES, PLACE_REFS, tables

from trilat.relations import RELATIONS, Relation, around
from trilat.vocabularies import Attendance, Channel, Level, Position, Stage, Status, Wording

PLACES = {row.place_id: row for row in tables()["places"]}

EQUAL, REFINES, REFINED, COMPATIBLE, CONTRADICTS = Relation

CASES: dict[str, list[tuple[Any, Any, Relation]]] = {
    "exact": [("in-person", "in-person", EQUAL), ("in-person", "video", CONTRADICTS)],
    "dates": [
        ("2031-03-08", "2031-03-08", EQUAL),
        ("2031-10-26", "2031-10-27", CONTRADICTS),
        # days within ranges
        ("2031-03-08", "[2031-03-08..2031-03-14]", REFINES),
        ("2031-03-14", "[2031-03-08..2031-03-14]", REFINES),
        ("2031-03-15", "[2031-03-08..2031-03-14]", CONTRADICTS),
        ("2031-03-08", "2031-03", REFINES),
        ("2031-03", "2031", REFINES),
        ("2031", "203X", REFINES),
        ("[2031-03-08..2031-03-14]", "2031-03", REFINES),
        ("[2031-03-08..2031-03-14]", "[2031-03-12..2031-03-20]", COMPATIBLE),
        ("[2031-03-08..2031-03-14]", "[2031-03-15..2031-03-20]", CONTRADICTS),
        # written differently, meaning the same
        ("2031-03", "2031-03-XX", EQUAL),
        ("2031-03", "[2031-03-01..2031-03-31]", EQUAL),
        ("2031-03-08", "2031-03-08?", EQUAL),
        # qualifiers
        ("2031-03-08", "2031-03-08~", REFINES),
        ("2031-03-09", "2031-03-08~", REFINES),
        ("2031-03-10", "2031-03-08~", CONTRADICTS),
        ("2031-03-08~", "2031-03-10~", COMPATIBLE),
        ("2031-03-08%", "2031-03-08~", EQUAL),
        ("2031-03", "2031-04~", REFINES),
        # open ends
        ("2031-03-08", "[2031-03-08..]", REFINES),
        ("2031-03-07", "[2031-03-08..]", CONTRADICTS),
        ("[..2031-03-08]", "[2031-03-08..]", COMPATIBLE),
        ("[2031-03-08..]", "[2031-03-01..]", REFINES),
        ("[..2031-03-08]", "[..2031-03-09]", REFINES),
        # lasting several days
        ("2031-03-08/2031-03-09", "2031-03-08/2031-03-09", EQUAL),
        ("2031-03-08/2031-03-09", "2031-03-08?/2031-03-09", EQUAL),
        ("2031-03-08/2031-03-09", "2031-03-08/2031-03-10", CONTRADICTS),
        ("2031-03-08/2031-03-09", "2031-03-08/..", COMPATIBLE),
        ("2031-03-08/2031-03-09", "2031-03-09~/2031-03-10", COMPATIBLE),
        ("2031-03-08/2031-03-09", "2031-03-20~/2031-03-22", CONTRADICTS),
        ("2031-03-08/2031-03-09", "2031-03-09", COMPATIBLE),
        ("2031-03-08/2031-03-09", "[2031-03-09..2031-03-12]", COMPATIBLE),
        ("2031-03-08/2031-03-09", "2031-03-10", CONTRADICTS),
    ],
    "durations": [
        ("PT1H", "PT1H", EQUAL),
        ("PT1H", "PT60M", EQUAL),
        ("PT1H30M", "PT90M", EQUAL),
        ("PT1H~", "PT60M~", EQUAL),
        ("PT1H", "PT1H~", REFINES),
        ("PT2H", "PT1H~", COMPATIBLE),
        ("PT1H", "PT2H", CONTRADICTS),
        ("P1D", "PT24H", CONTRADICTS),
        ("P2D", "P2D~", REFINES),
    ],
    "places": [
        ("busan", "busan", EQUAL),
        ("harbour-hall", "busan", REFINES),
        ("harbour-hall", "korea", REFINES),
        ("busan", "seoul", CONTRADICTS),
        ("busan", "japan", CONTRADICTS),
        ("busan", "busan~", REFINES),
        ("harbour-hall", "busan~", REFINES),
        ("busan~", "korea", REFINES),
        ("busan~", "korea~", REFINES),
        ("seoul", "busan~", COMPATIBLE),
        ("seoul~", "busan~", COMPATIBLE),
        ("hakata", "busan~", CONTRADICTS),
        ("hakata~", "busan~", CONTRADICTS),
        ("atlantis", "busan", CONTRADICTS),
    ],
    "parties": [
        (["JP", "KR", "US"], ["JP", "KR", "US"], EQUAL),
        (["JP", "KR", "US"], ["KR", "US"], CONTRADICTS),
        (["JP", "KR", "US"], ["KR", "US", "…"], REFINES),
        (["JP", "KR"], ["KR", "US", "…"], CONTRADICTS),
        (["KR", "US"], ["KR", "US", "…"], REFINES),
        (["JP", "KR", "…"], ["KR", "…"], REFINES),
        (["JP", "KR", "…"], ["KR", "US", "…"], COMPATIBLE),
    ],
    "sets": [
        (["jane-doe"], ["jane-doe"], EQUAL),
        (["jane-doe", "john-roe"], ["jane-doe"], REFINES),
        (["jane-doe", "john-roe"], ["jane-doe", "mari-poe"], COMPATIBLE),
        (["jane-doe"], ["john-roe"], CONTRADICTS),
    ],
    "terms": [
        ("envoys", "envoys", EQUAL),
        *[(term, "senior", REFINES) for term in Level if term.broader == "senior"],
        ("ministers", "envoys", CONTRADICTS),
        ("working", "senior", CONTRADICTS),
    ],
    "wordings": [
        ("direct", "direct", EQUAL), ("direct", "document", REFINES), ("document", "indirect", REFINES),
        ("direct", "indirect", REFINES),
    ],
    "channels": [
        ("interview", "interview", EQUAL), ("interview", "unspecified", REFINES), ("interview", "leak", CONTRADICTS),
    ],
    "statuses": [
        ("held", "held", EQUAL),
        ("agreed", "proposed", REFINES),
        ("scheduled", "agreed", REFINES),
        ("scheduled", "proposed", REFINES),
        ("held", "cancelled", CONTRADICTS),
        ("held", "not-held", CONTRADICTS),
        ("postponed", "scheduled", CONTRADICTS),
        ("postponed", "held", CONTRADICTS),
        ("postponed", "agreed", COMPATIBLE),
        ("under-way", "held", COMPATIBLE),
    ],
    "attendances": [
        ("attended", "attended", EQUAL), ("attended", "absent", CONTRADICTS), ("replaced", "attended", CONTRADICTS),
        ("expected", "attended", COMPATIBLE), ("invited", "expected", COMPATIBLE),
    ],
    "stages": [
        ("claimed", "claimed", EQUAL), ("claimed", "denied", CONTRADICTS), ("sought", "expected", COMPATIBLE),
        ("expected", "denied", COMPATIBLE),
    ],
    "positions": [
        ("confirmed", "confirmed", EQUAL), ("confirmed", "declined", CONTRADICTS), ("announced", "denied", CONTRADICTS),
        ("announced", "confirmed", COMPATIBLE), ("unconfirmed", "denied", COMPATIBLE),
        ("declined", "denied", COMPATIBLE),
    ],
}


def _subsets(items: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(items), min_size=1, unique=True).map(sorted)


WRITTEN_DATES = st.sampled_from([
    *DATES, *(f"2031-03-{day:02}{mark}" for day in range(7, 15) for mark in "?~%"),
    *(f"[2031-03-{first:02}..2031-03-{last:02}]" for first in range(7, 11) for last in range(first, 13)),
    *(f"2031-03-{first:02}/2031-03-{last:02}" for first in range(7, 10) for last in range(first, 12)),
    "2031", "2031-04", "203X", "[..2031-03-09]", "[2031-03-08..]", "2031-03-08/..", "../2031-03-09",
    "2031-03-08~/2031-03-09", "[2031-03~..2031-04]",
])
WRITTEN_PLACES = st.sampled_from([*PLACE_REFS, "atlantis", "atlantis~"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "exact": st.sampled_from("abc"),
    "dates": WRITTEN_DATES,
    "durations": st.sampled_from(["PT1H", "PT60M", "PT60M~", "PT1H30M", "PT90M~", "P2D", "P2D~", "P1D", "PT24H"]),
    "places": WRITTEN_PLACES,
    "parties": st.builds(lambda members, others: members + others, _subsets(["JP", "KR", "US", "org:league-l"]),
                         st.sampled_from([[], ["…"]])),
    "sets": _subsets(["jane-doe", "john-roe", "mari-poe"]),
    "terms": st.sampled_from([*map(str, Level)]),
    "wordings": st.sampled_from([*map(str, Wording)]),
    "channels": st.sampled_from([*map(str, Channel)]),
    "statuses": st.sampled_from([*map(str, Status)]),
    "attendances": st.sampled_from([*map(str, Attendance)]),
    "stages": st.sampled_from([*map(str, Stage)]),
    "positions": st.sampled_from([*map(str, Position)]),
}
PAIRS = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name], VALUES[name]))


def test_every_relation_has_its_cases() -> None:
    assert set(CASES) == set(VALUES) == set(RELATIONS)


@pytest.mark.parametrize(
    ("relation", "a", "b", "expected"),
    [pytest.param(name, *case, id=f"{name}: {case[0]} {case[2].value} {case[1]}") for name in CASES
     for case in CASES[name]],
)
def test_two_values_stand_so_from_both_sides(relation: str, a: Any, b: Any, expected: Relation) -> None:
    assert RELATIONS[relation](a, b, PLACES) is expected
    assert RELATIONS[relation](b, a, PLACES) is expected.turned


def test_turning_twice_changes_nothing() -> None:
    assert [relation.turned.turned for relation in Relation] == list(Relation)


@settings(max_examples=1500, deadline=None)
@given(PAIRS)
def test_every_relation_is_the_same_seen_from_the_other_side(pair: tuple[str, Any, Any]) -> None:
    name, a, b = pair
    assert RELATIONS[name](a, b, PLACES) is RELATIONS[name](b, a, PLACES).turned


@settings(max_examples=500, deadline=None)
@given(PAIRS)
def test_every_value_equals_itself(pair: tuple[str, Any, Any]) -> None:
    name, a, _ = pair
    assert RELATIONS[name](a, a, PLACES) is EQUAL


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), *[VALUES[name]] * 3)))
def test_refining_and_being_equal_carry_over(four: tuple[str, Any, Any, Any]) -> None:
    name, a, b, c = four
    relate = RELATIONS[name]
    first, second = relate(a, b, PLACES), relate(b, c, PLACES)
    if {first, second} <= {EQUAL, REFINES}:
        assert relate(a, c, PLACES) is (EQUAL if first is second is EQUAL else REFINES)


@settings(max_examples=500, deadline=None)
@given(WRITTEN_DATES, WRITTEN_DATES, WRITTEN_DATES)
def test_what_refines_a_date_contradicts_what_that_contradicts(a: str, b: str, c: str) -> None:
    dates = RELATIONS["dates"]
    if dates(a, b, {}) is REFINES and dates(b, c, {}) is CONTRADICTS:
        assert dates(a, c, {}) is CONTRADICTS


def test_what_is_around_a_place_comes_innermost_first_and_ends_where_the_registry_does() -> None:
    assert around("harbour-hall", PLACES) == ["harbour-hall", "busan", "korea"]
    assert around("atlantis", PLACES) == around(None, PLACES) == []
