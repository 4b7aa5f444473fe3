"""What is true at a time: which state stands now, and the history of all."""

from datetime import date
from typing import Any

import pytest
from invented import TALKS, Fields, article, conflict, meeting, outcome, tables, the, told

from trilat.consolidate.evolving import State, history
from trilat.models.article import ArticleFile
from trilat.tables.redirects import redirect_map


def status(*articles: ArticleFile) -> str | None:
    found: str | None = the(tables(*articles), "meetings").status
    return found


def states(made: dict[str, list[Any]], field: str) -> list[State]:
    claims = [claim for claim in made["claims"] if claim.field == field]
    return history(claims, redirect_map(made["redirects"]))


def place(by: str, published: str, position: str, **more: Any) -> ArticleFile:
    """An article in which an origin gives Korea's position."""
    entry = meeting(by, positions=[{"party": "KR", "position": position}], **more)
    return article(f"{by}-{position}", published, meetings=[entry])


def test_the_later_asserted_state_stands_whatever_the_rank_and_without_conflict() -> None:
    made = tables(
        told("ministry-kr", "2031-03-01", status="scheduled"), told("author", "2031-03-05", status="postponed")
    )
    assert (the(made, "meetings").status, made["conflicts"]) == ("postponed", [])


@pytest.mark.parametrize("final", ["held", "cancelled", "not-held"])
def test_a_prospective_state_of_the_same_time_does_not_override_a_final_one(final: str) -> None:
    made = tables(told("ministry-kr", "2031-03-08", status="scheduled"), told("author", "2031-03-08", status=final))
    assert (the(made, "meetings").status, made["conflicts"]) == (final, [])


def test_a_prospective_state_that_may_be_older_does_not_override_a_final_one() -> None:
    assert status(
        told("ministry-kr", "[2031-03-07..2031-03-20]", status="scheduled"), told("author", "2031-03-08", status="held")
    ) == "held"


def test_a_prospective_state_that_is_wholly_later_overrides_a_final_one() -> None:
    made = tables(told(published="2031-03-08", status="cancelled"), told(published="2031-03-09", status="scheduled"))
    assert (the(made, "meetings").status, made["conflicts"]) == ("scheduled", [])


def test_a_late_page_stamp_does_not_turn_the_clock_back() -> None:
    assert status(
        told("author", "2031-04-20", {"written": "2031-03-01"}, status="scheduled"),
        told("author", "2031-03-09", status="held"),
    ) == "held"


def test_the_furthest_of_the_states_on_the_way_to_a_meeting_stands_among_those_of_one_day() -> None:
    made = tables(
        told("ministry-kr", status="proposed"), told("author", status="scheduled"), told("jane-doe", status="agreed")
    )
    assert (the(made, "meetings").status, made["conflicts"]) == ("scheduled", [])


def test_two_ends_of_one_day_are_a_conflict_and_settled_like_any() -> None:
    made = tables(told("ministry-kr", "2031-03-09", status="held"), told("author", "2031-03-09", status="cancelled"))
    assert conflict(made, "status") == {'"cancelled"': (False, "rank"), '"held"': (True, "rank")}


def test_two_ends_of_one_day_that_are_even_leave_the_status_open() -> None:
    made = tables(
        told("ministry-kr", "2031-03-09", status="held"), told("ministry-jp", "2031-03-09", status="cancelled")
    )
    assert conflict(made, "status") == {'"cancelled"': (False, "open"), '"held"': (False, "open")}
    assert (the(made, "meetings").status, the(made, "meetings").disputed) == (None, ("status",))


def test_a_state_that_is_asserted_again_stands_again() -> None:
    assert status(
        told(published="2031-03-01", status="scheduled"), told(published="2031-03-02", status="postponed"),
        told(published="2031-03-03", status="scheduled"),
    ) == "scheduled"


def test_a_state_that_is_asserted_again_keeps_the_rank_of_those_who_said_so_first() -> None:
    made = tables(
        told("ministry-kr", "2031-03-08", status="held"), told("author", "2031-03-09", status="held"),
        told("jane-doe", "[2031-03-08..2031-03-09]", status="cancelled"),
    )
    assert conflict(made, "status") == {'"cancelled"': (False, "rank"), '"held"': (True, "rank")}


def test_a_denial_is_history_once_a_state_was_asserted_wholly_after_it() -> None:
    made = tables(
        told("ministry-kr", "2031-03-01", status="scheduled", stance="denied"),
        told("author", "2031-03-05", status="scheduled"),
    )
    assert (the(made, "meetings").status, made["conflicts"]) == ("scheduled", [])


def test_a_better_origin_denies_the_state_that_stands() -> None:
    made = tables(told("author", status="held"), told("ministry-kr", status="held", stance="denied"))
    assert conflict(made, "status") == {'"held"': (False, "rank"), '{"denied":"held"}': (False, "rank")}
    assert the(made, "meetings").status is None


@pytest.mark.parametrize(
    ("table", "first", "last"),
    [("participants", {"attendance": "attended"}, {"attendance": "expected"}),
     ("outcomes", {"stage": "claimed"}, {"stage": "expected"})],
)
def test_attendance_and_stage_have_final_states_too(table: str, first: Fields, last: Fields) -> None:
    def one(name: str, published: str, by: str, what: Fields) -> ArticleFile:
        if table == "outcomes":
            return article(name, published, outcomes=[outcome(by, **what)])
        return article(name, published, meetings=[meeting(by, participants=[{"slot": "us-head"} | what])])

    [field] = first
    same_day = tables(one("post-1", "2031-03-08", "author", first), one("post-2", "2031-03-08", "jane-doe", last))
    assert (getattr(the(same_day, table), field), same_day["conflicts"]) == (first[field], [])
    later = tables(one("post-1", "2031-03-08", "author", first), one("post-2", "2031-03-09", "author", last))
    assert getattr(the(later, table), field) == last[field]


# history


def test_the_history_has_every_state_in_the_order_in_which_it_was_asserted() -> None:
    made = tables(
        told(published="2031-03-05", status="held"),
        told(published="2031-04-20", article_of={"written": "2031-03-01"}, status="proposed"),
        told("agency-y", "2031-03-02", status="scheduled"), told("ministry-kr", "2031-03-03", status="scheduled"),
    )
    told_states = [(state.value, str(state.asserted_earliest), str(state.known_from), state.origin_ids)
                   for state in states(made, "status")]
    assert told_states == [
        ("proposed", "2031-03-01", "2031-04-20", ("author",)),
        ("scheduled", "2031-03-02", "2031-03-02", ("agency-y", "ministry-kr")),
        ("held", "2031-03-05", "2031-03-05", ("author",)),
    ]
    assert sorted(claim for state in states(made, "status") for claim in state.claim_ids) == sorted(
        claim.claim_id for claim in made["claims"] if claim.field == "status"
    )


def test_a_state_that_returns_stands_twice_in_the_history_and_a_denied_one_never() -> None:
    made = tables(
        told(published="2031-03-01", status="scheduled"), told(published="2031-03-02", status="postponed"),
        told(published="2031-03-03", status="scheduled"),
        told(published="2031-03-04", status="cancelled", stance="denied"),
    )
    assert [state.value for state in states(made, "status")] == ["scheduled", "postponed", "scheduled"]


# positions


def test_a_position_stands_since_the_day_from_which_it_was_known() -> None:
    made = tables(
        place("author", "2031-03-01", "unconfirmed"), place("agency-y", "[2031-03-02..2031-03-04]", "confirmed"),
        place("ministry-kr", "2031-03-05", "confirmed"),
    )
    row = the(made, "positions", TALKS, "KR")
    assert (row.position, row.since) == ("confirmed", date(2031, 3, 4))
    assert row.claim_ids == tuple(sorted(
        claim.claim_id for claim in made["claims"] if claim.value == '"confirmed"'
    ))


def test_positions_for_and_against_of_one_day_are_a_conflict() -> None:
    made = tables(place("ministry-kr", "2031-03-01", "confirmed"), place("author", "2031-03-01", "denied"))
    assert conflict(made, "position", "positions") == {'"confirmed"': (True, "rank"), '"denied"': (False, "rank")}
    assert the(made, "positions").position == "confirmed"


def test_each_party_has_a_position_of_its_own() -> None:
    made = tables(article(meetings=[meeting(positions=[
        {"party": "KR", "position": "confirmed"}, {"party": "JP", "position": "unconfirmed"},
    ])]))
    assert [(row.party, row.position) for row in made["positions"]] == [("JP", "unconfirmed"), ("KR", "confirmed")]


def test_a_position_that_is_only_denied_is_empty_and_keeps_its_claims() -> None:
    made = tables(place("ministry-kr", "2031-03-01", "confirmed", stance="denied"))
    row = the(made, "positions")
    assert (row.position, row.since, row.claim_ids) == (None, date(2031, 3, 1), (made["claims"][0].claim_id,))
