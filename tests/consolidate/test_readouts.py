"""What each party says of an outcome: asserted, attributed by another, denied, contested, not mentioned."""

from typing import Any

import pytest
from invented import TALKS, THREE, Fields, article, meeting, outcome, statement, tables, the

from trilat.consolidate.readouts import Said, readouts
from trilat.vocabularies import Term


def cells(*outcomes: Fields, parties: list[str] = THREE, statements: Any = (), **more: Any) -> dict[str, str]:
    """What each party says of the one outcome."""
    return {row.party: str(row.said) for row in rows(*outcomes, parties=parties, statements=statements, **more)}


def rows(*outcomes: Fields, parties: list[str] = THREE, statements: Any = (), **more: Any) -> list[Any]:
    made = tables(article(meetings=[meeting(parties=parties)], outcomes=outcomes, statements=statements), **more)
    claims = [claim for claim in made["claims"] if claim.record_table == "outcomes"]
    return readouts(the(made, "meetings", TALKS), claims, made)


@pytest.mark.parametrize("origin", ["ministry-kr", "john-roe", "unnamed-kr-official"])
def test_a_body_or_official_named_or_not_asserts_for_its_party(origin: str) -> None:
    assert cells(outcome(origin, actors=["KR", "US"], stage="claimed")) == {
        "JP": "not mentioned", "KR": "asserted", "US": "attributed",
    }


@pytest.mark.parametrize("origin", ["author", "analysts", "agency-y", "scholar-s", "ministry-fr", "institute-q"])
def test_whoever_speaks_for_no_party_attributes(origin: str) -> None:
    assert cells(outcome(origin, actors=["KR"], stage="expected")) == {
        "JP": "not mentioned", "KR": "attributed", "US": "not mentioned",
    }


def test_who_relays_an_official_does_not_take_the_word_from_them() -> None:
    assert cells(outcome(["agency-z", "ministry-kr"], kind="agreement"))["KR"] == "asserted"


@pytest.mark.parametrize("denial", [{"stance": "denied", "kind": "agreement"}, {"stage": "denied"},
                                    {"stance": "denied", "actors": ["JP"]}])
def test_a_party_denies_by_stance_or_by_stage(denial: Fields) -> None:
    found = cells(outcome("ministry-kr", actors=["JP", "KR"], stage="claimed"), outcome("ministry-jp", **denial))
    assert found == {"JP": "denied", "KR": "asserted", "US": "not mentioned"}


def test_who_denies_one_subject_does_not_deny_the_outcome() -> None:
    found = cells(outcome("ministry-jp", kind="agreement"), outcome("ministry-jp", concerning=["CN"], stance="denied"))
    assert found["JP"] == "asserted"
    assert cells(outcome("ministry-jp", concerning=["CN"], stance="denied"))["JP"] == "not mentioned"


def test_where_two_of_a_party_say_otherwise_it_is_contested() -> None:
    assert cells(outcome("ministry-jp", kind="agreement"), outcome("mari-poe", stage="denied"))["JP"] == "contested"


def test_who_is_denied_to_be_an_actor_is_not_attributed() -> None:
    assert cells(outcome("ministry-kr", actors=["US"], stance="denied"))["US"] == "not mentioned"


def test_every_speaker_of_the_statement_that_says_so_asserts() -> None:
    joint = statement(["jane-doe", "john-roe"], record="joint")
    found = cells(outcome("jane-doe", kind="agreement", actors=THREE, stated_in=["joint"]), statements=[joint])
    assert found == {"JP": "attributed", "KR": "asserted", "US": "asserted"}


def test_an_organisation_speaks_through_itself_and_its_parts() -> None:
    part = {"id": "league-office", "name": "League Office", "kind": "intergovernmental", "parent": "league-l"}
    found = cells(outcome("league-office", kind="agreement"), parties=["KR", "org:league-l"], organizations=[part])
    assert found == {"KR": "not mentioned", "org:league-l": "asserted"}


def test_an_actor_that_is_no_party_to_the_meeting_has_a_column_too() -> None:
    assert cells(outcome("author", actors=["FR", "KR"])) == {
        "JP": "not mentioned", "KR": "attributed", "US": "not mentioned", "FR": "attributed",
    }


def test_the_claims_behind_a_cell_are_those_that_show_it() -> None:
    made = rows(outcome("ministry-kr", actors=["KR", "US"], stage="claimed"), outcome("author", actors=["US"]))
    counts = {row.party: len(row.claim_ids) for row in made}
    assert counts == {"JP": 0, "KR": 3, "US": 2}   # KR's own two actors and stage; two origins that name the US


def test_every_answer_has_a_definition() -> None:
    assert all(isinstance(said, Term) and said.definition.endswith(".") for said in Said)
