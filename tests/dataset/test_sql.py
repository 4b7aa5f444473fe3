"""SQL over a dataset, and nothing but the dataset."""

import os

import duckdb
import pyarrow as pa
import pytest

from trilat.errors import UsageError

ADVISERS = "us-jp-kr-security-advisers-2021-1"


def test_a_query_is_answered_from_the_tables(ds):
    answer = ds.sql("select status, count(*) as n from meetings group by status order by status")
    assert answer.columns == ("status", "n")
    assert dict(answer.rows) == {(None if term is None else str(term)): n
                                 for term, n in ds.meetings.counts("status").items()}
    assert len(answer) == len(answer.to_pandas()) == answer.to_polars().height == answer.to_arrow().num_rows
    assert repr(answer) == f"<{len(answer)} rows of status, n>"
    assert pa.table(answer).equals(answer.to_arrow())


def test_values_are_given_by_name(ds):
    assert ds.sql("select $n + 1 as m", n=2).rows == [(3,)]
    injected = "held' or '1'='1"
    assert ds.sql("select * from meetings where status = $s", s=injected).rows == []
    with pytest.raises(UsageError, match="parameters: s"):
        ds.sql("select * from meetings where status = $s")


def test_tables_join_whatever_case_they_are_written_in(ds):
    answer = ds.sql("""with held as (select * from Meetings where status = 'held')
                       select distinct p.person_id from held join PARTICIPANTS p using (meeting_id)
                       where p.person_id is not null order by 1""")
    seats = ds.participants
    assert [row[0] for row in answer] == sorted({
        seat.person_id for seat in seats if seat.person_id and seat.meeting and seat.meeting.status == "held"})


def test_a_vintage_answers_for_itself(ds):
    query = "select date from meetings where meeting_id = $one"
    assert ds.sql(query, one=ADVISERS).rows == [("2021-04-02",)]
    assert ds.as_of("2021-03-26").sql(query, one=ADVISERS).rows == [("[2021-04-01..2021-04-04]",)]


@pytest.fixture
def places(tmp_path, monkeypatch):
    (tmp_path / "x.csv").write_text("a\n1\n")
    (tmp_path / "x.json").write_text("[]")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("query", [
    "select * from 'x.csv'", "select * from read_csv('x.csv')", "select * from read_text('x.csv')",
    "select * from read_blob('x.csv')", "select * from read_json('x.json')", "select * from glob('*')",
    "select * from sniff_csv('x.csv')", "select * from parquet_metadata('x.csv')",
    "select * from 'https://example.org/x.parquet'", "select * from read_parquet('s3://bucket/x.parquet')",
])
def test_no_file_and_no_address_is_read(ds, query, places):
    with pytest.raises(UsageError, match=r"no access to files, extensions or the network|cannot be answered"):
        ds.sql(query)


@pytest.mark.parametrize("query", [
    "copy meetings to 'out.csv'", "copy (select 1) to 'out.parquet'", "export database 'out'", "attach 'out.db'",
    "install httpfs", "load httpfs", "set enable_external_access = true", "reset lock_configuration",
    "pragma database_list", "call pragma_version()", "create table t as select 1", "drop view meetings",
    "import database 'out'", "create secret s (type s3)", "select 1; copy meetings to 'out.csv'", "", "-- nothing",
    "update meetings set title = 'x'", "delete from meetings", "checkpoint", "use memory", "detach memory",
])
def test_nothing_but_one_select_is_taken(ds, query, places):
    with pytest.raises(UsageError, match="a query is one SELECT"):
        ds.sql(query)
    assert sorted(os.listdir(places)) == ["x.csv", "x.json"]  # noqa: PTH208  # hidden files too


def test_variables_of_the_program_are_not_seen(ds):
    secret = pa.table({"a": [1]})
    assert secret.num_rows
    with pytest.raises(UsageError, match="Table with name secret does not exist"):
        ds.sql("select * from secret")


def test_duckdb_itself_stays_as_it_was(ds, tmp_path):
    ds.sql("select * from meetings")
    (tmp_path / "x.csv").write_text("a\n1\n")
    assert duckdb.read_csv(str(tmp_path / "x.csv")).fetchall() == [(1,)]
    with pytest.raises(duckdb.CatalogException):
        duckdb.sql("select * from meetings")


def test_a_table_that_is_not_there_is_answered_with_those_that_are(ds):
    with pytest.raises(UsageError, match=r"The tables are articles, .*did you mean meetings"):
        ds.sql("select * from meeting")
    with pytest.raises(UsageError, match="syntax error"):
        ds.sql("selec 1")
    with pytest.raises(UsageError, match=r'Candidate bindings: .*"level"'):
        ds.sql("select levle from meetings")
    with pytest.raises(UsageError, match="this is None"):
        ds.sql(None)


def test_the_tables_that_there_are_can_be_listed_and_pivoted(ds):
    assert {name for name, in ds.sql("show tables").rows} == set(ds.tables)
    pivot = ds.sql("pivot meetings on status using count(*) group by level")
    assert {"level", "held", "scheduled"} <= set(pivot.columns)
    with pytest.raises(UsageError, match="no access to files"):
        ds.sql("pivot 'x.csv' on a using count(*)")


def test_columns_of_one_name_are_told_apart_and_a_value_may_have_any_name(ds):
    answer = ds.sql("select 1 as a, 2 as a, 3 as a_1, $query as b, $self as c", query=4, self=5)
    assert (answer.columns, answer.rows) == (("a", "a_2", "a_1", "b", "c"), [(1, 2, 3, 4, 5)])
    assert answer.to_polars().columns == list(answer.columns)
