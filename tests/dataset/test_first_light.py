"""What the five articles must show."""

import pytest

from trilat import dataset
from trilat.errors import UsageError

ADVISERS = "us-jp-kr-security-advisers-2021-1"


@pytest.fixture(scope="module")
def ds():
    return dataset.load()


def test_the_security_advisers_talks_read_one_way_early_and_another_late(ds):
    early, late = ds.as_of("2021-03-26").meetings[ADVISERS], ds.meetings[ADVISERS]
    assert (early.date, early.place_id, early.place_approximate) == ("[2021-04-01..2021-04-04]", "washington", True)
    assert early._dataset.positions[ADVISERS, "KR"].position == "unconfirmed"
    assert (late.date, late.place_city) == ("2021-04-02", "Annapolis")
    assert ds.positions[ADVISERS, "KR"].position == "confirmed"


def test_a_late_page_stamp_does_not_turn_the_clock_back(ds):
    late = ds.articles["unknown-2021-04-20-annapolis-talks"]
    assert (late.published, late.written) == ("2021-04-20", "[2021-03-30..2021-04-01]")
    assert ds.as_of("2021-04-19").meetings[ADVISERS].date == "[2021-04-01..2021-04-04]"
    states = ds.positions[ADVISERS, "KR"].history("position")
    assert [state.value for state in states] == ["unconfirmed", "confirmed"]
    assert str(states[-1].asserted_latest) == "2021-04-01"


def test_by_when_it_was_written_the_late_article_counts_early(ds):
    assert ds.as_of("2021-04-01").meetings[ADVISERS].date == "[2021-04-01..2021-04-04]"
    assert ds.as_of("2021-04-01", by="written").meetings[ADVISERS].date == "2021-04-02"
    with pytest.raises(UsageError, match="published or written"):
        ds.as_of("2021-04-01", by="heard")


def test_one_person_goes_by_two_spellings(ds):
    seat = ds.participants[f"{ADVISERS}.kr-head"]
    assert {claim.value for claim in seat.claims if claim.field == "named_as"} == {'"Suh Hoon"', '"Xu Xun"'}
    assert seat.name == "Suh Hoon"


def test_who_announced_what_through_whom_is_kept(ds):
    relayed = [claim for claim in ds.meetings[ADVISERS].claims if claim.origin_id == "us-nsc"]
    assert {claim.via_ids for claim in relayed} == {("yonhap",)}
    assert any(claim.field == "place" for claim in relayed)


def test_no_article_says_that_the_talks_were_held(ds):
    assert ds.meetings[ADVISERS].status == "scheduled"


def test_what_was_not_discussed_is_data(ds):
    denied = [claim for claim in ds.claims if claim.stance == "denied"]
    assert any((claim.canonical_id, claim.field, claim.value)
               == ("us-jp-kr-foreign-ministers-2021-1", "concerning", '"CN"') for claim in denied)


def test_every_claim_that_was_read_has_evidence(ds):
    assert [claim.claim_id for claim in ds.claims if claim.basis == "reported" and not claim.span_ids] == []


def test_records_lead_to_what_they_point_at_and_to_what_points_at_them(ds):
    talks = ds.meetings["us-jp-kr-foreign-ministers-2021-1"]
    assert talks in talks.within.sidelines
    seat = next(seat for seat in talks.participants if seat.slot == "kr-head")
    assert seat.office.country == "KR"
    assert talks.meeting_id in {one.meeting_id for one in seat.person.participations}
    outcome = next(one for one in ds.outcomes if one.agreed_meeting)
    assert outcome.agreed_meeting.meeting_id == "us-jp-kr-defence-ministers-2021-1"
    told = next(one for one in talks.outcomes if one.stated_in)
    assert all(talks in statement.about for statement in told.stated_in)
