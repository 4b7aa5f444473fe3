"""Asking tables: conditions, order, counts, and how wrong questions are refused."""

import datetime as dt
import inspect
from pathlib import Path

import numpy
import pandas
import pytest
from dataset.hostile import changed, dataset_of
from hypothesis import given, settings
from hypothesis import strategies as st

from trilat import dataset
from trilat.dataset import generate, tables
from trilat.dataset.objects import OBJECTS
from trilat.dataset.table import UnknownIdError
from trilat.dataset.where import words_of
from trilat.errors import UsageError
from trilat.tables.columns import columns
from trilat.vocabularies import Level, Portfolio, Status

DS = dataset.load()
ENVOYS = "us-jp-kr-envoys-2031-1"
SEVEN = "us-jp-kr-foreign-ministers-2021-1"


def test_the_question_of_the_manual_has_its_answer(ds):
    found = ds.meetings.where(level="foreign-ministers", country="JP", since="2021", status="held", person="blinken")
    assert found.ids == (SEVEN,)
    assert type(found) is type(ds.meetings)


def test_ministers_of_a_portfolio_are_ministers_with_that_portfolio(ds):
    found = ds.meetings.where(level="foreign-ministers")
    assert set(found.ids) == {
        one.meeting_id for one in ds.meetings if one.level is Level.MINISTERS and Portfolio.FOREIGN in one.portfolio
    }
    assert 0 < len(found) < len(ds.meetings)
    either = ds.meetings.where(level=["foreign-ministers", "security-advisers"])
    assert set(either.ids) == set(found.ids) | set(ds.meetings.where(level="security-advisers").ids)
    with pytest.raises(UsageError, match="no level is called"):
        ds.offices.where(level="foreign-ministers")


def _plainly(row, name, wanted):
    value = getattr(row, name)
    options = wanted if isinstance(wanted, list) else [wanted]
    return any(one in value for one in options) if isinstance(value, tuple) else value in options


CASES = [(kind.table, column.name) for kind in OBJECTS.values() for column in columns(kind)]


@settings(max_examples=300, deadline=None)
@given(data=st.data(), case=st.sampled_from(CASES), many=st.booleans())
def test_every_column_can_be_asked_for_a_value_or_any_of_several(data, case, many):
    table, name = case
    rows = DS.table(table)
    values = {one for row in rows for value in [getattr(row, name)]
              for one in (value if isinstance(value, tuple) else (value,)) if one is not None}
    if not values:
        return
    drawn = st.sampled_from(sorted(values, key=str))
    wanted = data.draw(st.lists(drawn, min_size=1, max_size=3) if many else drawn)
    if (table, name) in {("positions", "since"), ("firsts", "since")} or name not in words_of(rows._rows.row_type):
        assert rows.where(**{name: wanted}).ids == tuple(
            row_id for row_id, row in zip(rows.ids, rows, strict=True) if _plainly(row, name, wanted))


def test_conditions_are_taken_together_and_in_any_order(ds):
    both = ds.meetings.where(status="held", country="JP")
    assert both.ids == ds.meetings.where(country="JP").where(status="held").ids
    assert set(both.ids) == set(ds.meetings.where(status="held").ids) & set(ds.meetings.where(country="JP").ids)


def test_none_asks_for_what_is_empty(ds):
    assert set(ds.meetings.where(date=None).ids) == {one.meeting_id for one in ds.meetings if one.date is None}
    assert set(ds.meetings.where(topics=None).ids) == {one.meeting_id for one in ds.meetings if not one.topics}


def test_a_bound_keeps_whatever_can_lie_within_it(ds):
    assert "us-jp-ministers-2021-1" in ds.meetings.where(since="2021-03-21").ids      # [2021-03-09..2021-03-21]
    assert "us-jp-ministers-2021-1" not in ds.meetings.where(since="2021-03-22").ids
    assert "us-jp-ministers-2021-1" in ds.meetings.where(until="2021-03-09").ids
    assert "us-jp-ministers-2021-1" not in ds.meetings.where(until="2021-03-08").ids
    assert all(one.date is not None for one in ds.meetings.where(since="2000"))
    month = ds.meetings.where(since="2021-05", until="2021-05")
    assert ds.meetings.where(since=dt.date(2021, 5, 1), until=dt.date(2021, 5, 31)).ids == month.ids
    with pytest.raises(UsageError, match=r"since: .*is not a date"):
        ds.meetings.where(since="May 2021")


def test_a_meeting_is_found_by_the_place_that_holds_its_venue(ds):
    assert "us-jp-kr-security-advisers-2021-1" in ds.meetings.where(place="united-states").ids
    assert ds.meetings.where(place="annapolis").ids == ("us-jp-kr-security-advisers-2021-1",)
    assert ds.meetings.where(place_id="annapolis").ids == ()   # the venue is within it


def test_old_ids_are_asked_for_as_today(invented):
    assert invented.statements.where(meeting="busan-round-2031").ids == invented.statements.where(meeting=ENVOYS).ids
    assert len(invented.statements.where(about_ids="busan-round-2031")) == 2
    assert invented.meetings.where(meeting_id="busan-round-2031").ids == (ENVOYS,)


def test_a_person_is_found_by_id_by_name_and_by_a_part_of_it(invented):
    for wanted in ("haruko-minami", "Haruko Minami", "minami", "HARUKO"):
        assert invented.meetings.where(person=wanted).ids == (ENVOYS,)
    assert invented.participants.where(person=["doe", "minami"]).counts("party") == {"JP": 1, "US": 1}
    assert invented.statements.where(person="unnamed-us-diplomat-2031-03-a").ids == (
        "us-diplomat-busan-agenda-2031-03",)


def test_a_name_that_fits_several_lists_them(ds):
    with pytest.raises(UsageError, match=r"fits several of people: .*; give the id of one"):
        ds.meetings.where(person="chung" if sum("chung" in one for one in ds.people.ids) > 1 else "unnamed")


def test_a_name_that_nobody_has_suggests_near_ones(ds):
    with pytest.raises(UnknownIdError, match=r"did you mean .*antony-blinken"):
        ds.meetings.where(person="antony-blinkn")


@pytest.mark.parametrize(("conditions", "message"), [
    ({"levle": "ministers"}, r"meetings cannot be asked by 'levle'; .*did you mean level\?"),
    ({"status": "hold"}, r"no status is called 'hold'; .*did you mean held or"),
    ({"level": "foriegn-ministers"}, "did you mean foreign-ministers"),
    ({"topic": "sanction"}, "did you mean sanctions"),
    ({"country": "Japan"}, "did you mean JP"),
    ({"parties": "jp"}, "did you mean JP"),
    ({"place_id": "anapolis"}, "did you mean annapolis"),
    ({"meeting_id": "us-jp-kr-foreign-minister-2021-1"}, "did you mean"),
    ({"first_known": "yesterday"}, "is no day"),
    ({"text": "…"}, "no words"),
    ({"text": None}, "None is none"),
    ({"article_count": "3"}, "article_count is a number, and '3' is none"),
    ({"article_count": True}, "article_count is a number"),
    ({"parties_complete": "yes"}, "parties_complete is True or False"),
    ({"title": 3}, "title is a text"),
    ({"date": "5 May"}, "date: '5 May' is not a date of the form"),
    ({"first_known": 2021}, "first_known is a day"),
    ({"since": None}, "leave it out for no bound"),
    ({"country": ["JP", 1]}, "parties is a text"),
    ({"level": pandas.NA}, "<NA> is no value that a row could have; ask for what is empty by None"),
    ({"level": ["leaders", pandas.NaT]}, "NaT is no value"),
    ({"article_count": float("nan")}, "nan is no value"),
])
def test_a_question_that_makes_no_sense_is_refused_with_what_is_near(ds, conditions, message):
    with pytest.raises(UsageError, match=message):
        ds.meetings.where(**conditions)


@pytest.mark.parametrize("language", ["eng", "English"])
def test_what_is_no_code_of_a_language_is_refused_and_a_language_of_no_article_has_none(ds, language):
    with pytest.raises(UsageError, match=f"'{language}' is no code of two letters for a language"):
        ds.articles.where(language=language)
    assert len(ds.articles.where(language="fr")) == 0
    assert len(ds.articles.where(language="en")) > 0


def test_a_vintage_may_be_asked_for_what_it_does_not_know_yet(invented):
    assert len(invented.as_of("2031-03-01").statements.where(meeting=ENVOYS)) == 0


def test_what_is_found_is_a_table_like_any_other(ds):
    held = ds.meetings.where(status="held")
    assert [one.meeting_id for one in held] == list(held.ids)
    assert held[0] is ds.meetings[held.ids[0]]
    assert held[SEVEN] is ds.meetings[SEVEN]
    assert held[:2] == [held[0], held[1]]
    assert len(held.head(3)) == 3
    assert held.get("us-kr-security-advisers-2021-1") is None
    with pytest.raises(UnknownIdError):
        held["us-kr-security-advisers-2021-1"]
    assert held.to_arrow().column("meeting_id").to_pylist() == list(held.ids)
    assert held.to_pandas()["meeting_id"].tolist() == list(held.ids)
    assert held.column("status") == (Status.HELD,) * len(held)


def test_terms_sort_by_their_vocabulary_and_what_is_empty_comes_last(ds):
    rank = {term: number for number, term in enumerate(Level)}
    for descending in (False, True):
        levels = ds.meetings.sort("level", descending=descending).column("level")
        filled = [rank[level] for level in levels if level is not None]
        assert filled == sorted(filled, reverse=descending)
        assert levels[len(filled):] == (None,) * (len(levels) - len(filled))
    by_two = ds.meetings.sort(["status", "meeting_id"], descending=True)
    keys = [(list(Status).index(one.status), one.meeting_id) for one in by_two if one.status]
    assert keys == sorted(keys, reverse=True)
    with pytest.raises(UsageError, match="did you mean level"):
        ds.meetings.sort("levels")


def test_counts_count_each_value_of_a_list_once(ds):
    counted = ds.meetings.counts("parties")
    assert counted["JP"] == len(ds.meetings.where(country="JP"))
    assert list(counted.values()) == sorted(counted.values(), reverse=True)
    assert ds.meetings.counts("status", "level")[Status.HELD, Level.MINISTERS] == len(
        ds.meetings.where(status="held", level="ministers"))
    with pytest.raises(UsageError, match="name the columns"):
        ds.meetings.counts()


def test_words_stand_in_the_summary(ds):
    found = ds.statements.where(text="north korea")
    assert len(found) > 0
    assert all("north" in f"{one.summary} {one.speaker_description}".lower() for one in found)


def test_every_table_can_be_asked_by_each_of_its_columns_by_name(ds):
    for name, kind in OBJECTS.items():
        asked = set(inspect.signature(ds.table(name).where).parameters)
        assert asked == {column.name for column in columns(kind)} | set(words_of(kind)) | {"unknown"}


def test_the_classes_of_the_tables_are_those_that_the_row_types_give():
    there = Path(tables.__file__).read_text(encoding="utf-8")
    assert there == generate.tables(), "write them anew: python -m trilat.dataset.generate"


def test_days_moments_and_numbers_of_other_libraries_are_understood(ds):
    day, moment = dt.date(2021, 5, 5), pandas.Timestamp("2021-05-05 10:00")
    assert ds.meetings.where(date=day).ids == ds.meetings.where(date=moment).ids == ds.meetings.where(
        date="2021-05-05").ids
    assert ds.meetings.where(date_earliest=moment).ids == ds.meetings.where(date_earliest=day).ids != ()
    assert ds.meetings.where(since=moment).ids == ds.meetings.where(since=day).ids
    assert ds.meetings.where(article_count=numpy.int64(3)).ids == ds.meetings.where(article_count=3).ids != ()
    assert ds.meetings[numpy.int64(1)] is ds.meetings[1]
    assert ds.as_of(moment).day == day


def test_records_are_asked_for_as_by_their_ids_and_generators_are_run_through(ds):
    person, place, talks = ds.people["antony-blinken"], ds.places["annapolis"], ds.meetings[0]
    assert ds.meetings.where(person=person).ids == ds.meetings.where(person="antony-blinken").ids
    assert ds.meetings.where(place=[place]).ids == ds.meetings.where(place="annapolis").ids
    assert ds.claims.where(record=talks).ids == ds.claims.where(record=talks.meeting_id).ids
    assert ds.meetings.where(meeting_id=(one for one in ds.meetings.ids[:2])).ids == ds.meetings.ids[:2]
    with pytest.raises(UsageError, match="none of people has the id or a name with 'annapolis'"):
        ds.meetings.where(person=place)


def test_none_asks_for_meetings_without_a_place_or_without_anyone_known(ds):
    assert set(ds.meetings.where(place=None).ids) == {one.meeting_id for one in ds.meetings if one.place_id is None}
    assert set(ds.meetings.where(person=None).ids) == {
        one.meeting_id for one in ds.meetings if not any(seat.person_id for seat in one.participants)}
    assert 0 < len(ds.meetings.where(place=[None, "annapolis"])) < len(ds.meetings)


def test_fields_and_tables_of_claims_are_names_that_there_are(ds):
    assert len(ds.claims.where(field="agreed_meeting", record_table="outcomes")) > 0
    assert len(ds.conflicts.where(field="date", record_table="meetings")) == 0
    for wrong in ({"field": "dat"}, {"record_table": "meeting"}):
        with pytest.raises(UsageError, match="did you mean"):
            ds.claims.where(**wrong)


def test_any_of_several_texts_will_do(ds):
    one, other = (set(ds.meetings.where(text=text).ids) for text in ("germany", "canada"))
    assert set(ds.meetings.where(text=["germany", "canada"]).ids) == one | other > one


def test_a_name_that_thousands_have_lists_a_few(ds):
    rows = {"people": [changed(ds.people["ned-price"], person_id=f"price-{n}") for n in range(40)]}
    with pytest.raises(UsageError, match=r"fits several of people: price-0 .*; and 30 more; give the id"):
        dataset_of(rows).meetings.where(person="price")


@pytest.mark.parametrize("day", [None, 2021, 20210326, "2021-03", "26/3/2021"])
def test_a_vintage_is_of_a_day(ds, day):
    with pytest.raises(UsageError, match="is no day"):
        ds.as_of(day)
