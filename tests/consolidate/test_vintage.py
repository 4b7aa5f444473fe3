"""The dataset as of a day."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import CORPORA, article, meeting, outcome, published_by, statement, tables, the, told

from trilat.consolidate.vintage import as_of_rows as as_of
from trilat.models.article import ArticleFile
from trilat.tables.columns import row_key
from trilat.tables.rows import TABLES

RECORDS = ("meetings", "positions", "participants", "statements", "outcomes", "firsts", "conflicts")
DAYS = st.dates(date(2031, 2, 25), date(2031, 3, 16))


def keys(made: dict[str, list[Any]], table: str) -> set[Any]:
    return {row_key(row) for row in made[table]}


def test_records_are_absent_before_their_first_claim_was_known() -> None:
    made = tables(
        told(published="2031-03-01", status="scheduled"),
        article("post-2", "[2031-03-04..2031-03-06]", meetings=[
            meeting(record="other-talks", status="held", positions=[{"party": "KR", "position": "confirmed"}],
                    participants=[{"slot": "us-head", "role": "head"}], firsts=[{"scope": "ever"}]),
        ], statements=[statement()], outcomes=[outcome(kind="agreement")]),
    )
    assert {table: len(as_of(made, date(2031, 2, 28))[table]) for table in RECORDS} == dict.fromkeys(RECORDS, 0)
    earlier = as_of(made, date(2031, 3, 5))
    assert [row.meeting_id for row in earlier["meetings"]] == ["talks"]
    assert [earlier[table] for table in RECORDS[1:]] == [[]] * 6
    later = as_of(made, date(2031, 3, 6))
    assert [row.meeting_id for row in later["meetings"]] == ["other-talks", "talks"]
    assert [len(later[table]) for table in RECORDS[1:6]] == [1] * 5


def test_a_date_is_the_interval_that_it_was() -> None:
    made = tables(
        told(published="2031-03-01", date="[2031-03-08..2031-03-14]", status="scheduled"),
        told(published="2031-03-05", date="2031-03-12"), told(published="2031-03-13", status="held"),
    )
    assert [
        (row.date, row.status, row.article_count, row.last_known)
        for day in (1, 4, 5, 12, 13) for row in as_of(made, date(2031, 3, day))["meetings"]
    ] == [
        ("[2031-03-08..2031-03-14]", "scheduled", 1, date(2031, 3, 1)),
        ("[2031-03-08..2031-03-14]", "scheduled", 1, date(2031, 3, 1)),
        ("2031-03-12", "scheduled", 2, date(2031, 3, 5)), ("2031-03-12", "scheduled", 2, date(2031, 3, 5)),
        ("2031-03-12", "held", 3, date(2031, 3, 13)),
    ]


def test_what_was_written_early_and_published_late_was_not_known_before() -> None:
    made = tables(told(published="2031-03-09", article_of={"written": "2031-03-01"}, status="scheduled"))
    assert as_of(made, date(2031, 3, 8))["meetings"] == []


def test_a_claim_that_is_never_certainly_known_is_in_no_vintage_before_the_last() -> None:
    made = tables(told(published="[2031-03-01..]", status="scheduled"))
    assert as_of(made, date(2999, 1, 1))["meetings"] == []
    assert len(as_of(made, date.max)["meetings"]) == 1


def test_redirects_are_todays_in_every_vintage() -> None:
    moved = {"table": "meetings", "old": "talks", "new": "round", "reason": "the same", "since": "2031-12-01"}
    made = tables(told(published="2031-03-01", status="scheduled"), redirects=[moved])
    assert the(as_of(made, date(2031, 3, 1)), "meetings").meeting_id == "round"


@settings(max_examples=60, deadline=None)
@given(CORPORA)
def test_the_last_vintage_is_the_dataset(corpus: list[ArticleFile]) -> None:
    made = tables(*corpus)
    assert as_of(made, date.max) == made


@settings(max_examples=70, deadline=None)
@given(CORPORA, DAYS)
def test_a_vintage_is_what_the_articles_of_the_day_would_have_made(corpus: list[ArticleFile], day: date) -> None:
    assert as_of(tables(*corpus), day) == tables(*published_by(corpus, day))


@settings(max_examples=60, deadline=None)
@given(CORPORA, DAYS, DAYS)
def test_a_vintage_of_a_vintage_is_the_earlier_of_the_two(corpus: list[ArticleFile], one: date, other: date) -> None:
    made = tables(*corpus)
    assert as_of(as_of(made, one), other) == as_of(made, min(one, other))


@settings(max_examples=60, deadline=None)
@given(CORPORA, DAYS, DAYS)
def test_what_is_known_only_grows(corpus: list[ArticleFile], one: date, other: date) -> None:
    made = tables(*corpus)
    before, after = as_of(made, min(one, other)), as_of(made, max(one, other))
    for table in TABLES:
        if table not in ("firsts", "conflicts"):
            assert keys(before, table) <= keys(after, table)
    assert before["claims"] == [row for row in after["claims"] if row.known_from <= min(one, other)]
    first_known = {row.meeting_id: row.first_known for row in after["meetings"]}
    assert all(row.first_known == first_known[row.meeting_id] <= row.last_known for row in before["meetings"])
