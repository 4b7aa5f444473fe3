"""Releases of an older or newer schema, and such as say nothing sensible of theirs."""

import json
import shutil
import warnings
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from trilat import dataset
from trilat.errors import NewerSchemaWarning, ReleaseError
from trilat.hashing import sha256
from trilat.release.build import build
from trilat.store import folder as store
from trilat.vocabularies import Level

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
ENVOYS = "us-jp-kr-envoys-2031-1"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(GOLDEN, tmp_path_factory.mktemp("out")).folder


@pytest.fixture
def release(built, tmp_path):
    shutil.copytree(built, tmp_path / "release")
    return tmp_path / "release"


def seal(release):
    """Write SHA256SUMS anew."""
    files = sorted(path for path in release.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{sha256(path.read_bytes())}  {path.relative_to(release).as_posix()}\n" for path in files]
    (release / "SHA256SUMS").write_text("".join(lines))


def say(release, **about):
    """Let the data package say other things of the release; None takes one out."""
    path = release / "datapackage.json"
    package = json.loads(path.read_bytes())
    for holder in (package, package["trilat"]):
        for name, value in about.items():
            if name in holder:
                holder[name] = value
                if value is None:
                    del holder[name]
    path.write_text(json.dumps(package))
    seal(release)


def rewrite(release, table, change):
    """Change every row of a table, in both forms that the loader reads."""
    path = release / "json" / f"{table}.jsonl"
    rows = [change(json.loads(line)) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    parquet = release / "parquet" / f"{table}.parquet"
    there = pq.ParquetFile(parquet).read()
    pq.write_table(there.select([name for name in there.column_names if name in rows[0]]), parquet)


@pytest.mark.parametrize("small", [store.SMALL, 0], ids=["json lines", "parquet"])
def test_columns_that_an_older_release_lacks_read_as_empty(release, monkeypatch, small):
    monkeypatch.setattr(store, "SMALL", small)
    rewrite(release, "meetings", lambda row: {k: v for k, v in row.items() if k not in ("level", "topics")})
    seal(release)
    ds = dataset.load(path=release)
    assert (ds.meetings[ENVOYS].level, ds.meetings[ENVOYS].topics) == (None, ())
    assert ds.meetings.to_arrow()["level"].to_pylist() == [None, None]
    assert ds.meetings.to_arrow()["topics"].to_pylist() == [[], []]
    assert ds.meetings[ENVOYS].date == "2031-03-08"
    assert ds.as_of("2031-03-03").meetings[ENVOYS].level is Level.ENVOYS


@pytest.mark.parametrize("small", [store.SMALL, 0], ids=["json lines", "parquet"])
@pytest.mark.parametrize(("column", "schema"), [("meeting_id", "1.0.0"), ("level", "1.1.0")])
def test_columns_that_must_be_there_are_missed(release, monkeypatch, small, column, schema):
    monkeypatch.setattr(store, "SMALL", small)
    rewrite(release, "meetings", lambda row: {k: v for k, v in row.items() if k != column})
    say(release, schema_version=schema)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NewerSchemaWarning)
        ds = dataset.load(path=release)
    with pytest.raises(ReleaseError, match=f"meetings has no column {column}, which schema {schema} has"):
        list(ds.meetings)


@pytest.mark.parametrize("small", [store.SMALL, 0], ids=["json lines", "parquet"])
def test_a_term_that_is_not_known_is_plain_text_and_consolidates(release, monkeypatch, small):
    monkeypatch.setattr(store, "SMALL", small)
    rewrite(release, "meetings", lambda row: row)
    for name in ("json/meetings.jsonl", "json/claims.jsonl"):
        path = release / name
        path.write_text(path.read_text().replace('"envoys"', '"cabinet"').replace('\\"envoys\\"', '\\"cabinet\\"'))
    monkeypatch.setattr(store, "SMALL", store.SMALL or 10**9)
    say(release, schema_version="1.3.0")
    with pytest.warns(NewerSchemaWarning, match=r"schema 1\.3\.0, which is newer than this package's 1\.0\.0"):
        ds = dataset.load(path=release)
    assert ds.meetings[ENVOYS].level == "cabinet"
    assert type(ds.meetings[ENVOYS].level) is str


def test_a_newer_release_is_warned_of_once_however_much_is_read(release):
    inventory = json.loads((release / "schema" / "tables.json").read_bytes())
    inventory["tables"]["notes"] = {"key": ["note_id"], "columns": {}}
    inventory["vocabularies"]["Level"]["cabinet"] = {"definition": "A cabinet."}
    inventory["vocabularies"]["Mood"] = {"glad": {}}
    (release / "schema" / "tables.json").write_text(json.dumps(inventory))
    say(release, schema_version="1.0.1")
    with pytest.warns(NewerSchemaWarning) as told:
        ds = dataset.load(path=release)
    for name in ("meetings", "claims", "people"):
        list(ds.table(name))
        ds.table(name).to_arrow()
    [warning] = told
    assert "left aside: table notes; Level: cabinet, read as plain text (pip install" in str(warning.message)


@pytest.mark.parametrize(("about", "told"), [
    ({"schema_version": "2.0.0"}, r"has schema 2\.0\.0, and this package reads schemas up to 1\.x .*1\.0\.0\)"),
    ({"schema_version": "0.9.0"}, r"has schema 0\.9\.0, and this package reads schemas 1\.x \(its own is 1\.0\.0\)"),
    ({"schema_version": "one"}, "its schema is 'one', which is no version"),
    ({"schema_version": 1}, "its schema is 1, which is no version"),
    ({"schema_version": None}, "its schema is None, which is no version"),
    ({"version": None}, "lacks version or trilat.tables"),
    ({"version": 1}, "lacks version or trilat.tables"),
    ({"tables": []}, "lacks version or trilat.tables"),
    ({"trilat": None}, "holds a data package, but no release of Trilat: 'trilat'"),
])
def test_a_release_that_cannot_be_opened_says_why(release, about, told):
    say(release, **about)
    with pytest.raises(ReleaseError, match=told):
        dataset.load(path=release)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '"trilat"'])
def test_a_data_package_that_is_none_is_refused(release, text):
    (release / "datapackage.json").write_text(text)
    seal(release)
    with pytest.raises(ReleaseError, match=r"datapackage|data package"):
        dataset.load(path=release)


def test_a_row_that_lacks_a_value_is_no_row_of_a_release(release):
    path = release / "json" / "meetings.jsonl"
    first, *rest = path.read_text().splitlines(keepends=True)
    path.write_text("".join([first, *(line.replace('"level"', '"rank"') for line in rest)]))
    seal(release)
    with pytest.raises(ReleaseError, match=r"json/meetings\.jsonl is no table of a release"):
        list(dataset.load(path=release).meetings)
