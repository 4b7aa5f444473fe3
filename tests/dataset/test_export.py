"""One file for another tool: what that tool reads back is what the dataset holds, value by value."""

import datetime as dt
import io
import json
import math
import sqlite3
import subprocess
import sys

import duckdb
import pandas
import pytest

from trilat.dataset.export import stata
from trilat.dataset.export.write import export
from trilat.dataset.objects import OBJECTS
from trilat.errors import UsageError
from trilat.tables.columns import columns


@pytest.fixture(params=["now", "then"])
def some(request, invented):
    """A release, and a vintage of it, of which some ids lead nowhere yet."""
    return invented if request.param == "now" else invented.as_of("2031-03-04")


def _text(value):
    return None if value is None else str(value)


def test_duckdb_reads_every_value_back_with_keys_and_descriptions(some, tmp_path):
    export(some, tmp_path / "all.duckdb")
    with duckdb.connect(str(tmp_path / "all.duckdb"), read_only=True) as database:
        for name, kind in OBJECTS.items():
            rows = database.execute(f'select * from "{name}"').fetchall()  # noqa: S608  # our own names
            assert rows == [tuple([*map(str, value)] if isinstance(value, tuple) else str(value)
                                  if isinstance(value, str) else value
                                  for value in (getattr(row, one) for one in some.table(name).columns))
                            for row in some.table(name)], name
            key = database.execute("select constraint_column_names from duckdb_constraints() where table_name = $1 "
                                   "and constraint_type = 'PRIMARY KEY'", [name]).fetchone()
            assert key == ([*kind.key],)
        said = database.execute("select comment from duckdb_columns() where table_name = 'meetings' "
                                "and column_name = 'level'").fetchone()
        assert said == ("The rank of the heads of delegation.",)
        pointing = database.execute("select count(*) from duckdb_constraints() where constraint_type = 'FOREIGN KEY'")
        assert pointing.fetchone()[0] > 10
        assert database.execute("select version from release").fetchone() == (some.version,)


def test_sqlite_reads_every_value_back_and_its_keys_hold(some, tmp_path):
    export(some, tmp_path / "all.sqlite")
    with sqlite3.connect(tmp_path / "all.sqlite") as database:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        for name, kind in OBJECTS.items():
            alone = [column.name for column in columns(kind) if not column.many]
            rows = database.execute(f'select {", ".join(f"{chr(34)}{one}{chr(34)}" for one in alone)} from "{name}"')  # noqa: S608
            assert rows.fetchall() == [
                tuple(value.isoformat() if isinstance(value, dt.date) else value
                      for value in (getattr(row, one) for one in alone)) for row in some.table(name)], name
            for many in (column.name for column in columns(kind) if column.many):
                items = database.execute(f'select * from "{name}_{many}" order by rowid').fetchall()  # noqa: S608
                assert items == [(*(getattr(row, part) for part in kind.key), number, item)
                                 for row in some.table(name) for number, item in enumerate(getattr(row, many), 1)]
        joined = database.execute("select m.meeting_id from meetings m join meetings_parties p using (meeting_id) "
                                  "where p.item = 'JP' order by 1").fetchall()
        assert [row for row, in joined] == [row.meeting_id for row in some.meetings if "JP" in row.parties]
        released = database.execute("select known_on from release").fetchone()[0]
        assert released == _text(some.day)
    with sqlite3.connect(tmp_path / "all.sqlite") as database:
        database.execute("pragma foreign_keys = on")
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("update outcomes set meeting_id = 'nowhere'")
        database.rollback()


def _stata(column, value):
    """What a value is when Stata has had it."""
    if column.many:
        return ";".join(value)
    if value is None:
        return "" if column.kind == "string" and column.vocabulary is None else None
    if column.kind == "boolean":
        return "yes" if value else "no"
    return str(value) if isinstance(value, str) else value


def _is_empty(value):
    return value is None or value is pandas.NaT or (isinstance(value, float) and math.isnan(value))


def test_stata_reads_every_value_back_with_labels(some, tmp_path):
    export(some, tmp_path / "all.dta")
    for name, kind in OBJECTS.items():
        with pandas.io.stata.StataReader(tmp_path / "all.dta" / f"{name}.dta") as reader:
            frame = reader.read()
            assert reader.data_label == f"Trilat {some.version}, {name}"
            labels = reader.variable_labels()
        assert len(frame) == len(some.table(name))
        for column in columns(kind):
            called = stata.TAKEN.get(column.name, column.name)
            assert labels[called], (name, called)
            read = [value.date() if isinstance(value, pandas.Timestamp) else value for value in frame[called]]
            wanted = [_stata(column, getattr(row, column.name)) for row in some.table(name)]
            assert [None if _is_empty(value) else value for value in read] == wanted, (name, column.name)


def test_labels_and_names_are_within_what_stata_takes(some, tmp_path):
    export(some, tmp_path / "all.dta")
    for name in OBJECTS:
        with pandas.io.stata.StataReader(tmp_path / "all.dta" / f"{name}.dta") as reader:
            labels = reader.variable_labels()
        assert all(len(one) <= 32 and len(label) <= 80 for one, label in labels.items())
        assert list(labels) == [stata.TAKEN.get(one.name, one.name) for one in columns(OBJECTS[name])]


def test_long_texts_and_other_scripts_come_back_from_stata(tmp_path):
    from trilat.dataset.export.stata import _series
    from trilat.tables.rows import StatementRow

    column = next(one for one in columns(StatementRow) if one.name == "summary")
    texts = ["韓国 " * 1000, "é" * 2045, "short"]
    frame = pandas.DataFrame({"summary": _series(pandas, column, texts)})
    out = io.BytesIO()
    frame.to_stata(out, write_index=False, version=stata.UNICODE, convert_strl=["summary"])
    assert pandas.read_stata(io.BytesIO(out.getvalue()))["summary"].tolist() == texts


def test_plover_events_are_one_a_line(some, tmp_path):
    export(some, tmp_path / "plover.jsonl")
    lines = (tmp_path / "plover.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(some.to_plover().ids)


@pytest.mark.parametrize("name", ["all.sqlite", "all.dta", "plover.jsonl"])
def test_the_same_dataset_gives_the_same_bytes(invented, tmp_path, name):
    def written():
        export(invented, tmp_path / name)
        files = sorted((tmp_path / name).iterdir()) if (tmp_path / name).is_dir() else [tmp_path / name]
        return [path.read_bytes() for path in files]

    assert written() == written()


def test_a_target_that_cannot_be_is_refused_and_left_alone(invented, tmp_path):
    with pytest.raises(UsageError, match=r"one of \.duckdb, \.sqlite, \.dta, \.jsonl"):
        export(invented, tmp_path / "all.xls")
    (tmp_path / "all.dta").mkdir()
    (tmp_path / "all.dta" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something else"):
        export(invented, tmp_path / "all.dta")
    assert (tmp_path / "all.dta" / "mine.txt").read_text() == "mine"
    (tmp_path / "all.sqlite").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        export(invented, tmp_path / "all.sqlite")
    with pytest.raises(UsageError, match="no such folder"):
        export(invented, tmp_path / "nowhere" / "all.duckdb")


def test_what_fails_leaves_what_was_there(invented, tmp_path, monkeypatch):
    target = tmp_path / "all.sqlite"
    target.write_bytes(b"before")
    monkeypatch.setattr("trilat.dataset.export.databases._told", lambda dataset: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(invented, target)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_writes_a_vintage(invented_folder, tmp_path):
    code = "from trilat.cli.main import main; main()"
    run = [sys.executable, "-c", code, "export", "--to", str(tmp_path / "then.sqlite"), "--release",
           str(invented_folder), "--as-of", "2031-03-04"]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout == f"{tmp_path / 'then.sqlite'}\n"
    with sqlite3.connect(tmp_path / "then.sqlite") as database:
        assert database.execute("select known_on from release").fetchone() == ("2031-03-04",)
    refused = subprocess.run([*run[:5], "x.xls"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
