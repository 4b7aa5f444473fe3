"""Maintainers' decisions: when they apply, and what they win over."""

from datetime import date
from typing import Any

from invented import TALKS, Fields, claim_ids, conflict, tables, the, told

from trilat.consolidate.vintage import as_of_rows as as_of

OFFICIAL = told("ministry-kr", "2031-11-01", date="2031-10-26")
PAPER = told("author", "2031-11-05", date="2031-10-27")
LATE = told("author", "2031-11-09", date="2031-10-28")


def decide(value: str, considered: list[str], **more: Any) -> Fields:
    return {
        "table": "meetings", "record": TALKS, "field": "date", "value": value, "reason": "seen on film",
        "considered": considered, "decided_on": "2031-12-01", "decided_by": "m",
    } | more


BOTH = claim_ids(tables(OFFICIAL, PAPER), "date")
ALL = claim_ids(tables(OFFICIAL, PAPER, LATE), "date")


def test_a_resolution_wins_over_rank() -> None:
    made = tables(OFFICIAL, PAPER, resolutions=[decide("2031-10-27", BOTH)])
    assert conflict(made, "date") == {'"2031-10-26"': (False, "resolution"), '"2031-10-27"': (True, "resolution")}
    assert the(made, "meetings").date == "2031-10-27"


def test_a_resolution_settles_what_would_stay_open() -> None:
    even = [told("ministry-kr", date="2031-10-26"), told("ministry-jp", date="2031-10-27")]
    assert the(tables(*even), "meetings").disputed == ("date",)
    made = tables(*even, resolutions=[decide("2031-10-26", claim_ids(tables(*even), "date"))])
    assert (the(made, "meetings").date, the(made, "meetings").disputed) == ("2031-10-26", ())


def test_a_resolution_holds_when_new_claims_arrive_and_shows_their_values() -> None:
    made = tables(OFFICIAL, PAPER, LATE, resolutions=[decide("2031-10-27", BOTH)])
    assert {value: chosen for value, (chosen, _) in conflict(made, "date").items()} == {
        '"2031-10-26"': False, '"2031-10-27"': True, '"2031-10-28"': False,
    }


def test_a_resolution_that_considered_a_claim_that_is_not_known_does_not_apply() -> None:
    made = tables(OFFICIAL, PAPER, resolutions=[decide("2031-10-27", ["0" * 16, *BOTH])])
    assert conflict(made, "date") == {'"2031-10-26"': (True, "rank"), '"2031-10-27"': (False, "rank")}


def test_a_resolution_does_not_leak_into_a_day_when_not_all_it_considered_was_known() -> None:
    made = tables(OFFICIAL, PAPER, LATE, resolutions=[decide("2031-10-27", ALL)])
    assert the(made, "meetings").date == "2031-10-27"
    before = as_of(made, date(2031, 11, 8))
    assert the(before, "meetings").date == "2031-10-26"
    assert before["resolutions"] == []
    assert conflict(before, "date") == {'"2031-10-26"': (True, "rank"), '"2031-10-27"': (False, "rank")}


def test_of_two_resolutions_the_later_decided_applies_in_whatever_order_they_stand() -> None:
    early, late = decide("2031-10-27", BOTH), decide("2031-10-28", ALL, decided_on="2031-12-02")
    for resolutions in ([early, late], [late, early]):
        made = tables(OFFICIAL, PAPER, LATE, resolutions=resolutions)
        assert the(made, "meetings").date == "2031-10-28"
        assert the(as_of(made, date(2031, 11, 8)), "meetings").date == "2031-10-27"
        assert as_of(made, date.max)["meetings"] == made["meetings"]


def test_a_resolution_of_a_merged_meeting_applies_to_the_one_it_became() -> None:
    moved = {"table": "meetings", "old": TALKS, "new": "round", "reason": "the same", "since": "2031-12-01"}
    made = tables(OFFICIAL, PAPER, resolutions=[decide("2031-10-27", BOTH)], redirects=[moved])
    assert the(made, "meetings", "round").date == "2031-10-27"


def test_a_resolution_chooses_among_whole_lists() -> None:
    entries = [told("ministry-kr", "2031-11-01"), told("author", "2031-11-02")]
    other = entries[1].model_dump(mode="json", exclude_unset=True)
    other["meetings"][0]["parties"] = ["KR", "US"]
    files = [entries[0], type(entries[1]).model_validate(other)]
    considered = claim_ids(tables(*files), "parties")
    made = tables(*files, resolutions=[decide('["KR","US"]', considered, field="parties")])
    assert the(made, "meetings").parties == ("KR", "US")
    assert conflict(made, "parties")['["KR","US"]'] == (True, "resolution")


def test_a_resolution_for_a_value_that_no_one_claims_changes_nothing() -> None:
    made = tables(OFFICIAL, PAPER, resolutions=[decide("2031-10-30", BOTH)])
    assert conflict(made, "date") == {'"2031-10-26"': (True, "rank"), '"2031-10-27"': (False, "rank")}
