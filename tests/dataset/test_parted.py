"""A large release, whose tables are in Parquet parts, answers as the same release in one file each."""

import pytest

from trilat.dataset import parted as large_rows
from trilat.dataset.objects import OBJECTS
from trilat.dataset.parted import Parted

ENVOYS = "us-jp-kr-envoys-2031-1"


def in_parts(large):
    return [name for name in OBJECTS if isinstance(large.table(name)._rows, Parted)]


def test_the_tables_are_in_parts(large):
    assert {"claims", "meetings", "participants", "positions", "conflicts", "spans"} <= set(in_parts(large))
    assert len(large.claims._rows.parts.parts) == 3


@pytest.mark.parametrize("name", OBJECTS)
def test_rows_ids_columns_and_slices_are_the_same(large, invented, name):
    ours, theirs = large.table(name), invented.table(name)
    assert len(ours) == len(theirs)
    assert ours.ids == theirs.ids
    assert list(ours) == list(theirs)
    for column in theirs.columns:
        assert ours.column(column) == theirs.column(column), column
        assert ours.sort(column).ids == theirs.sort(column).ids, column
        assert ours.sort(column, descending=True).ids == theirs.sort(column, descending=True).ids, column
        assert ours.counts(column) == theirs.counts(column), column
    assert ours[3:30:4] == theirs[3:30:4]
    assert ours[::-1] == theirs[::-1]
    assert list(ours.head(3)) == list(theirs.head(3))
    for key in theirs.ids:
        assert ours[key] == theirs[key]
        assert key in ours


@pytest.mark.parametrize("name", OBJECTS)
def test_every_value_that_a_column_has_is_found_by_it(large, invented, name):
    ours, theirs = large.table(name), invented.table(name)
    for column in theirs.columns:
        values = dict.fromkeys([*theirs.column(column)][:25])
        for value in values:
            asked = {column: None if value == () else list(value) if isinstance(value, tuple) else value}
            assert ours.where(**asked).ids == theirs.where(**asked).ids, asked
        texts = [one for value in values if value is not None
                 for one in (value if isinstance(value, tuple) else (value,))][:5]
        assert ours.sort(column).where(**{column: texts}).ids == theirs.sort(column).where(**{column: texts}).ids
        assert ours.head(20).where(**{column: texts}).ids == theirs.head(20).where(**{column: texts}).ids
        by = [column, theirs.columns[-1]]
        assert ours.head(20).counts(*by) == theirs.head(20).counts(*by)


ASKED = [
    lambda ds: ds.claims.where(field="date", since="2031-03-03"),
    lambda ds: ds.claims.where(until="2031-03-03"),
    lambda ds: ds.meetings.where(since="2031-03"),
    lambda ds: ds.meetings.where(until="2031-03/.."),
    lambda ds: ds.meetings.where(person="minami"),
    lambda ds: ds.meetings.where(country="JP", level="envoys"),
    lambda ds: ds.claims.where(record="busan-round-2031"),
    lambda ds: ds.claims.sort("value", descending=True).head(20),
    lambda ds: ds.claims.where(origin_id=["author", "analysts"]).sort(["field", "value"]),
    lambda ds: ds.statements.where(meeting=ENVOYS),
    lambda ds: ds.meetings.where(level="foreign-ministers"),
    lambda ds: ds.meetings.where(place="busan"),
]


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_questions_have_the_same_answers(large, invented, monkeypatch, number):
    monkeypatch.setattr(large_rows, "LARGE", 20)   # registries are in memory, by whose names one asks
    assert list(ASKED[number](large)) == list(ASKED[number](invented))


def test_records_know_each_other(large, invented):
    for ours, theirs in zip(large.meetings, invented.meetings, strict=True):
        for name in ("participants", "positions", "outcomes", "statements", "firsts", "claims", "conflicts", "articles",
                     "spans", "sidelines"):
            assert list(getattr(ours, name)) == list(getattr(theirs, name)), name
        assert ours.history("status") == theirs.history("status")
    for ours, theirs in zip(large.people, invented.people, strict=True):
        assert list(ours.statements) == list(theirs.statements)
        assert list(ours.participations) == list(theirs.participations)
    for ours, theirs in zip(large.articles, invented.articles, strict=True):
        assert list(ours.claims) == list(theirs.claims)
    assert large.meetings["busan-round-2031"] is large.meetings[ENVOYS]


@pytest.mark.parametrize("name", OBJECTS)
def test_other_libraries_take_the_same(large, invented, name):
    import pyarrow as pa

    ours, theirs = large.table(name), invented.table(name)
    assert ours.to_arrow().equals(theirs.to_arrow())
    assert pa.table(ours).equals(theirs.to_arrow())
    assert ours.to_pandas().equals(theirs.to_pandas())
    assert ours.to_polars().equals(theirs.to_polars())
    assert ours.to_polars(lazy=True).collect().equals(theirs.to_polars())
    some = ours.sort(ours.columns[-1], descending=True).head(9)
    assert some.to_arrow().equals(theirs.sort(ours.columns[-1], descending=True).head(9).to_arrow())
    asked = large.sql(f"select * from {name}").to_arrow(), invented.sql(f"select * from {name}").to_arrow()  # noqa: S608
    assert asked[0].equals(asked[1])


def test_a_vintage_a_strategy_and_the_measures_are_the_same(large, invented):
    for ours, theirs in ((large.as_of("2031-03-04"), invented.as_of("2031-03-04")),
                         (large.consolidate("informative"), invented.consolidate("informative"))):
        for name in OBJECTS:
            assert ours.table(name).to_arrow().equals(theirs.table(name).to_arrow()), name
    assert list(large.disagreement().records) == list(invented.disagreement().records)
    assert list(large.dyads()) == list(invented.dyads())
    assert large.meetings[ENVOYS].readouts.outcomes == invented.meetings[ENVOYS].readouts.outcomes
    assert repr(large) == repr(invented)
    assert repr(large.claims) == repr(invented.claims)
    large.verify()
