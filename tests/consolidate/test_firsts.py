"""Claims to be a first, held against the dataset's own meetings."""

from typing import Any

import pytest
from invented import TALKS, Fields, article, meeting, tables, the

EARLIER: Fields = {
    "parties": ["JP", "KR", "US"], "level": "ministers", "portfolio": ["foreign"], "status": "held",
    "date": "2030-05-05",
}


def refuted(first: Fields, earlier: Fields | None = None, later: Fields | None = None) -> tuple[str, ...]:
    """The meetings that refute a first of the talks of 2031, where `earlier` was held before."""
    now = EARLIER | {"date": "2031-03-08"} | (later or {})
    made = tables(article(meetings=[
        meeting(record="early-talks", **EARLIER | (earlier or {})), meeting(firsts=[first], **now),
    ]))
    found: tuple[str, ...] = the(made, "firsts").refuted_by_ids
    return found


@pytest.mark.parametrize("scope", ["ever", "at-level"])
def test_a_first_is_refuted_by_an_earlier_meeting_of_its_kind(scope: str) -> None:
    assert refuted({"scope": scope}) == ("early-talks",)


@pytest.mark.parametrize(
    "earlier",
    [{"status": "scheduled"}, {"status": "cancelled"}, {"date": "2031-03-08"}, {"date": "2032-01-01"},
     {"date": "2031-03"}, {"parties": ["KR", "US"]}, {"parties": ["JP", "KR", "US", "CN"]},
     {"parties_complete": False}, {"portfolio": ["defence"]}, {"portfolio": ["defence", "foreign"]}],
    ids=str,
)
@pytest.mark.parametrize("scope", ["ever", "at-level"])
def test_a_first_is_not_refuted_by_what_was_not_certainly_held_before_or_not_of_its_kind(
    scope: str, earlier: Fields
) -> None:
    assert refuted({"scope": scope}, earlier) == ()


def test_a_portfolio_that_is_not_known_does_not_set_meetings_apart() -> None:
    made = tables(article(meetings=[
        meeting(record="early-talks", **{name: value for name, value in EARLIER.items() if name != "portfolio"}),
        meeting(firsts=[{"scope": "ever"}], **EARLIER | {"date": "2031-03-08"}),
    ]))
    assert the(made, "firsts").refuted_by_ids == ("early-talks",)


def test_a_first_at_its_level_is_not_refuted_by_a_meeting_at_another() -> None:
    assert refuted({"scope": "at-level"}, {"level": "envoys"}) == ()
    assert refuted({"scope": "ever"}, {"level": "envoys"}) == ("early-talks",)


@pytest.mark.parametrize("scope", ["since", "this-government"])
@pytest.mark.parametrize(
    ("since", "refuting"), [("2029", ("early-talks",)), ("2030-05", ()), ("2030-05-04", ("early-talks",)), (None, ())],
)
def test_a_first_since_a_day_is_refuted_by_what_certainly_came_after_it(
    scope: str, since: str | None, refuting: tuple[str, ...]
) -> None:
    assert refuted({"scope": scope} | ({"since": since} if since else {})) == refuting


def test_a_first_since_an_earlier_meeting_is_not_refuted_by_that_and_what_came_before() -> None:
    entries = [
        meeting(record=name, **EARLIER | {"date": date})
        for name, date in [("talks-a", "2029-01-01"), ("talks-b", "2030-01-01"), ("talks-c", "2030-06-01")]
    ]
    now = meeting(firsts=[{"scope": "since", "previous": "talks-b"}], **EARLIER | {"date": "2031-03-08"})
    row = the(tables(article(meetings=[*entries, now])), "firsts")
    assert (row.previous_id, row.refuted_by_ids) == ("talks-b", ("talks-c",))


def seats(*people: str) -> list[Fields]:
    return [{"slot": f"seat-{number}", "person": person} for number, person in enumerate(people)]


@pytest.mark.parametrize(
    ("then", "now", "refuting"),
    [
        (["jane-doe", "john-roe"], ["jane-doe", "john-roe"], ("early-talks",)),
        (["jane-doe", "john-roe", "mari-poe"], ["jane-doe", "john-roe"], ("early-talks",)),
        (["jane-doe", "mari-poe"], ["jane-doe", "john-roe"], ()),
        (["jane-doe"], ["jane-doe"], ()),
        ([], [], ()),
    ],
)
def test_a_first_between_persons_is_refuted_by_a_meeting_of_all_of_them(
    then: list[str], now: list[str], refuting: tuple[str, ...]
) -> None:
    assert refuted({"scope": "between-persons"}, {"participants": seats(*then)}, {"participants": seats(*now)}) \
        == refuting


def firsts_of(*entries: Fields, **more: Any) -> list[tuple[str, str, str]]:
    rows = tables(article(meetings=list(entries)), **more)["firsts"]
    return sorted((row.meeting_id, str(row.scope), row.origin_id) for row in rows)


def test_each_meeting_scope_and_origin_has_a_row_and_a_first_said_twice_has_one() -> None:
    assert firsts_of(
        meeting("author", firsts=[{"scope": "ever"}, {"scope": "at-level"}]),
        meeting("ministry-kr", firsts=[{"scope": "ever"}]), meeting(["agency-y", "author"], firsts=[{"scope": "ever"}]),
    ) == [(TALKS, "at-level", "author"), (TALKS, "ever", "author"), (TALKS, "ever", "ministry-kr")]


def test_a_first_that_is_denied_has_no_row() -> None:
    assert firsts_of(meeting(firsts=[{"scope": "ever"}], stance="denied")) == []


def test_firsts_follow_redirects() -> None:
    moved = [{"table": "meetings", "old": old, "new": new, "reason": "the same", "since": "2031-12-01"}
             for old, new in [(TALKS, "round"), ("past", "early-talks")]]
    entry = meeting(firsts=[{"scope": "since", "previous": "past"}])
    row = the(tables(article(meetings=[entry, meeting(record="early-talks", **EARLIER)]), redirects=moved), "firsts")
    assert (row.meeting_id, row.previous_id) == ("round", "early-talks")
