"""What changed between two releases in parts is what changed between the same releases as small ones."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import CORPORA, THREE, article, meeting, outcome, tables
from typer.testing import CliRunner

from trilat.bulk.changes import Side, between, of_parts, of_release
from trilat.bulk.release import build
from trilat.cli.app import app
from trilat.errors import TrilatError
from trilat.release.changes import Stated, changes
from trilat.release.changes_text import markdown
from trilat.release.parts import write_parts
from trilat.tables.arrow import to_arrow
from trilat.tables.rows import TABLES

OLD, NEW = Stated("1.0.0", "a" * 64, "1.0.0"), Stated("1.1.0", "b" * 64, "1.0.0")
SEAT = {"slot": "us-head", "person": "jane-doe"}


def in_parts(made, stated: Stated, folder: Path) -> Side:
    """The same tables in files of a few rows."""
    parts = {name: write_parts(row_type, [to_arrow(row_type, made[name])], folder, most=7)
             for name, row_type in TABLES.items()}
    return of_parts(stated, parts, folder)


def both_ways(before, after, **more):
    """What changed, told of releases in parts and of small ones."""
    with tempfile.TemporaryDirectory() as name:
        sides = [in_parts(made, stated, Path(name) / stated.version)
                 for made, stated in ((before, OLD), (after, NEW))]
        return between(*sides, **more), changes(OLD, before, NEW, after)


def moved(kind, old, **to):
    return {"table": "meetings", "old": old, "kind": kind, "reason": "As it is.", "since": "2031-12-01", **to}


def post(record="talks", ident="post-1", date="2031-03-08"):
    talks = meeting(record=record, parties=THREE, date=date, participants=[SEAT])
    return article(ident, meetings=[talks], outcomes=[outcome(kind="agreement", record=f"{record}.pact")])


SPLIT = [{"record": "first", "articles": ["post-1"]}, {"record": "second", "articles": ["post-2"]}]
MOVES = {
    "renamed": ([post()], [post("round", date="2031-03-09")], moved("renamed", "talks", new="round")),
    "merged": ([post(), post("round", "post-2")], [post(), post(ident="post-2")],
               moved("merged", "round", new="talks")),
    "split": ([post(), post(ident="post-2")], [post("first"), post("second", "post-2")],
              moved("split", "talks", into=SPLIT)),
}


@pytest.mark.parametrize("name", MOVES)
def test_records_that_moved_lead_to_what_took_their_place(name):
    before, after, move = MOVES[name]
    large, small = both_ways(tables(*before), tables(*after, redirects=[move]))
    assert large.as_json() == small.as_json()
    assert name in {str(one.kind) for one in small.of("meetings")}


@settings(max_examples=8)
@given(CORPORA, CORPORA, st.integers(1, 40))
def test_releases_in_parts_differ_as_small_ones_do(one, other, most):
    large, small = both_ways(tables(*one), tables(*other), most=10**6)
    assert large.as_json() == small.as_json()
    few, _ = both_ways(tables(*one), tables(*other), most=most)
    assert few.as_json()["tables"] == small.as_json()["tables"]
    every = [record.as_json() for record in small.records]
    assert all(record.as_json() in every for record in few.records)


def test_of_many_rows_that_differ_the_first_are_told_and_the_number_of_the_others():
    large, small = both_ways(tables(), tables(*(post(f"talks-{n}", f"post-{n}") for n in range(40))), most=3)
    assert large.as_json()["tables"]["meetings"]["added"] == len(small.of("meetings")) == 40
    told = len(large.of("meetings"))
    assert 3 <= told < 40
    assert f"{40 - told} more rows differ, which are not listed here" in markdown(large)


@pytest.fixture
def dataset(corpus: Path, tmp_path: Path) -> Path:
    """A dataset of which a final release is to be built."""
    return Path(shutil.copytree(corpus, tmp_path / "dataset"))


def next_version(dataset: Path, version: str, previous: str) -> None:
    path = dataset / "release.yaml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("version", "prev"))]
    path.write_text("\n".join([*lines, f"version: {version}", f"previous: {previous}", ""]), encoding="utf-8")


def test_a_final_release_in_parts_follows_another_with_what_changed(dataset, tmp_path):
    out = tmp_path / "out"
    first = build(dataset, out, final=True)
    path = dataset / "articles" / "part-00000.jsonl"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    next_version(dataset, "1.0.1", first.version)
    with pytest.raises(TrilatError, match="gone without a redirect"):
        build(dataset, out, final=True)
    assert [path.name for path in out.iterdir()] == [f"trilat-{first.version}"]
    next_version(dataset, "1.1.0", first.version)
    second = build(dataset, out, final=True)
    told = json.loads((second.folder / "changes.json").read_bytes())
    assert (told["before"]["version"], told["after"]["version"]) == (first.version, "1.1.0")
    assert told["tables"]["articles"]["removed"] == 1
    assert told == between(of_release(first.folder), of_release(second.folder)).as_json()
    run = CliRunner().invoke(app, ["diff", str(first.folder), str(second.folder), "--format", "json"])
    assert json.loads(run.stdout) == told


def test_a_release_in_parts_that_names_one_which_is_not_at_hand_is_refused(dataset, tmp_path):
    next_version(dataset, "1.1.0", "0.9.0")
    with pytest.raises(TrilatError, match=r"what changed since 0\.9\.0 cannot be told"):
        build(dataset, tmp_path / "out", final=True)
