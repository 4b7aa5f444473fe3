"""PLOVER events, pairs of countries, and countries by month."""

import json
from collections import Counter
from datetime import date

import pytest

from trilat.errors import UsageError
from trilat.vocabularies import Level, OutcomeKind, Status

SEVEN = "us-jp-kr-foreign-ministers-2021-1"
TYPES = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}


def test_every_record_with_a_plover_type_is_one_event(ds):
    events = ds.to_plover()
    wanted = {f"trilat:meetings:{one.meeting_id}": one.status.plover for one in ds.meetings if one.status}
    wanted |= {f"trilat:statements:{one.statement_id}": one.plover for one in ds.statements}
    wanted |= {f"trilat:outcomes:{one.outcome_id}": one.plover for one in ds.outcomes}
    assert {one.id: one.event for one in events} == {name: event for name, event in wanted.items() if event}
    assert set(events.counts("event")) <= TYPES


def test_a_meeting_held_is_a_consultation_of_all_parties(ds):
    event = ds.to_plover()[f"trilat:meetings:{SEVEN}"]
    assert (event.event, event.mode) == ("CONSULT", "multilateral")
    assert (event.actor, event.recipient) == (("JP", "KR", "US"), ())
    assert (event.date, event.enddate, event.event_loc) == (date(2021, 5, 5), date(2021, 5, 5), "London")
    assert event.cite_info == tuple(article.article_id for article in ds.meetings[SEVEN].articles)


def test_who_comes_to_another_visits_and_two_in_a_third_country_meet_there(ds):
    modes = {event.id.rpartition(":")[2]: (event.mode, event.actor, event.recipient) for event in ds.to_plover()}
    assert modes["us-jp-ministers-2021-1"] == ("visit", ("US",), ("JP",))
    assert modes["jp-kr-foreign-ministers-2021-1"] == ("third-party", ("JP", "KR"), ())
    assert all(mode is None for event in ds.to_plover() for mode in [event.mode] if event.event != "CONSULT")


def test_events_are_written_one_a_line_without_what_is_empty(ds):
    lines = [json.loads(line) for line in ds.to_plover().to_json_lines().splitlines()]
    assert [line["id"] for line in lines] == list(ds.to_plover().ids)
    assert all(value not in (None, [], "") for line in lines for value in line.values())


def test_a_meeting_of_three_is_three_pairs(ds):
    pairs = [(one.country_a, one.country_b) for one in ds.dyads() if one.meeting_id == SEVEN]
    assert pairs == [("JP", "KR"), ("JP", "US"), ("KR", "US")]
    assert all(one.country_a < one.country_b for one in ds.dyads())
    assert len(ds.dyads(ds.meetings.where(meeting_id="g7-2021-1"))) == 0     # its one party is an organisation
    assert ds.dyads().to_pandas()["level"].notna().any()


def test_a_panel_has_every_country_in_every_month(ds):
    panel = ds.country_months(since="2021-01", until="2021-12", countries=["JP", "KR", "CN"])
    assert [(row.country, row.month) for row in panel] == [
        (country, f"2021-{month:02}") for country in ("CN", "JP", "KR") for month in range(1, 13)]
    assert all(row.meetings == 0 for row in panel if row.country == "CN")
    assert {name for name in panel.columns if "_" in name} == (
        {f"status_{term}".replace("-", "_") for term in Status} | {f"level_{term}".replace("-", "_") for term in Level}
        | {f"outcome_{term}".replace("-", "_") for term in OutcomeKind})


def test_shares_of_all_months_add_up_to_the_meetings(ds):
    panel = ds.country_months()
    dated = [one for one in ds.meetings if one.date_earliest and one.date_latest]
    for country in ("JP", "US"):
        there = [one for one in dated if country in one.parties]
        rows = [row for row in panel if row.country == country]
        assert sum(row.meetings for row in rows) == pytest.approx(len(there))
        assert sum(row.status_held for row in rows) == pytest.approx(sum(one.status == "held" for one in there))
        outcomes = Counter(outcome.kind for one in there for outcome in one.outcomes if country in outcome.actors)
        assert sum(row.outcome_briefing for row in rows) == pytest.approx(outcomes["briefing"])


def test_an_uncertain_date_counts_as_asked(ds):
    one = ds.meetings.where(meeting_id="us-kr-defence-dialogue-2021-1")       # [2021-04-28..2021-06-03]: 3, 31, 3 days
    panels = {way: {row.month: row.meetings for row in ds.country_months(one, uncertain=way, countries=["US"])}
              for way in ("share", "earliest", "latest", "leave-out")}
    assert panels["share"] == pytest.approx({"2021-04": 3 / 37, "2021-05": 31 / 37, "2021-06": 3 / 37})
    assert panels["earliest"] == {"2021-04": 1.0}
    assert panels["latest"] == {"2021-06": 1.0}
    assert panels["leave-out"] == {}
    with pytest.raises(UsageError, match="did you mean leave-out"):
        ds.country_months(uncertain="leave")
    with pytest.raises(UsageError, match="is not a date"):
        ds.country_months(since="spring")
    with pytest.raises(UsageError, match="did you mean JP"):
        ds.country_months(countries=["Japan"])
    for ask in (ds.dyads, ds.country_months, ds.plot.timeline):
        with pytest.raises(UsageError, match="one of statements is none"):
            ask(ds.statements)


def test_a_country_alone_is_that_country_and_one_named_twice_counts_once(ds):
    alone = ds.country_months(countries="JP", since=date(2021, 5, 1), until=2021)
    assert [row.month for row in alone] == [row.month for row in ds.country_months(
        countries=["JP", "JP"], since="2021-05", until="2021-12")]
    assert alone.counts("country").keys() == {"JP"}


def test_without_dated_meetings_there_are_no_months(ds):
    assert len(ds.country_months(ds.meetings.where(date=None))) == 0
    assert len(ds.country_months(ds.meetings.where(date=None), since="2021-01", until="2021-02", countries=["JP"])) == 2
