"""Tables in other libraries: what they read is what the objects hold."""

import datetime as dt
import pickle

import duckdb
import narwhals
import pandas
import polars
import pyarrow as pa
import pytest

from trilat.dataset.objects import OBJECTS
from trilat.tables.arrow import arrow_schema
from trilat.tables.columns import columns


def _plain(value):
    return [str(one) for one in value] if isinstance(value, tuple) else str(value) if isinstance(value, str) else value


def _rows(table):
    return [{name: _plain(getattr(row, name)) for name in table.columns} for row in table]


@pytest.mark.parametrize("name", OBJECTS)
def test_every_table_reads_alike_everywhere(invented, name):
    table = invented.table(name)
    rows = _rows(table)
    assert table.to_arrow().to_pylist() == rows
    assert table.to_arrow().schema == arrow_schema(OBJECTS[name])
    assert pa.table(table).to_pylist() == rows                        # __arrow_c_stream__
    assert polars.DataFrame(table).rows(named=True) == rows
    assert table.to_polars().rows(named=True) == rows
    assert table.to_polars(lazy=True).collect().rows(named=True) == rows
    frame = table.to_pandas()
    assert all(isinstance(kind, pandas.ArrowDtype) for kind in frame.dtypes)
    assert pa.Table.from_pandas(frame, preserve_index=False).to_pylist() == rows
    assert narwhals.from_arrow(table, backend="polars").rows(named=True) == rows


def test_duckdb_finds_a_table_by_the_name_of_its_variable(invented):
    meetings = invented.meetings.where(status="held")
    assert len(meetings) == 2
    assert duckdb.sql("select meeting_id, parties from meetings order by 1").fetchall() == [
        (row.meeting_id, list(row.parties)) for row in meetings]


def test_views_and_vintages_are_as_much_at_home(invented):
    early = invented.as_of("2031-03-04")
    assert polars.DataFrame(early.positions).rows(named=True) == _rows(early.positions)
    view = invented.claims.where(field="date").sort("known_from", descending=True)
    assert pa.table(view).to_pylist() == _rows(view)
    assert len(view) > 1
    nothing = invented.meetings.where(level=[])
    assert nothing.to_arrow().equals(invented.meetings.to_arrow().slice(0, 0))
    assert len(nothing.to_pandas()) == len(nothing.to_polars()) == 0


def test_a_dataset_that_was_asked_all_kinds_of_things_goes_to_another_process(invented):
    invented.search("talks"), invented.meetings.to_arrow()
    for one in (invented, invented.as_of("2031-03-04")):
        came = pickle.loads(pickle.dumps(one))  # noqa: S301  # it is our own
        assert (repr(came), _rows(came.meetings)) == (repr(one), _rows(one.meetings))
        assert [hit.id for hit in came.search("talks")] == [hit.id for hit in one.search("talks")]
    months = invented.country_months()
    assert list(pickle.loads(pickle.dumps(months))) == list(months)  # noqa: S301


def test_values_of_columns_are_those_of_objects(invented):
    for name, kind in OBJECTS.items():
        table = invented.table(name)
        for column in columns(kind):
            assert list(table.column(column.name)) == [getattr(row, column.name) for row in table]


def test_days_stay_days_and_lists_stay_lists(invented):
    frame = invented.meetings.to_pandas()
    assert frame["date_earliest"].iloc[1] == dt.date(2031, 3, 8)
    assert list(frame["parties"].iloc[1]) == ["JP", "KR", "US"]
    assert frame["title"].isna().tolist() == [True, False]
