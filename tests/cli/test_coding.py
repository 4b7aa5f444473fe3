"""Agreement and audit from the command line."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trilat.cli.app import app
from trilat.errors import UsageError

GOLDEN = Path(__file__).parents[1] / "golden"
BEFORE = Path("articles", "2031", "agency-y-2031-03-02-envoys.yaml")


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The golden dataset with a second reading that gives the round another level."""
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset" / "second")
    shutil.copytree(GOLDEN / "texts", tmp_path / "texts")
    monkeypatch.chdir(tmp_path)
    path = Path("dataset", "second") / BEFORE
    path.write_text(path.read_text().replace("level: envoys", "level: ministers", 1))
    return tmp_path


def trilat(*args):
    run = CliRunner().invoke(app, list(args))
    if run.exception is not None and not isinstance(run.exception, SystemExit):
        raise run.exception
    return run


def figures(*args):
    rows = json.loads(trilat("agreement", "--format", "json", *args).stdout)
    return {(row["record_table"], row["field"]): row for row in rows}


def test_what_was_recorded_stays_whatever_is_mended_afterwards(work):
    trilat("agreement", "--record", "--texts", "texts")
    level = figures()["meetings", "level"]
    assert level["units"] - level["agreed"] == 1
    path = Path("dataset", "second") / BEFORE
    path.write_text(path.read_text().replace("level: ministers", "level: envoys", 1))
    assert figures()["meetings", "level"] == level
    now = figures("--now")["meetings", "level"]
    assert now["units"] == now["agreed"]
    trilat("agreement", "--record", "--texts", "texts")
    assert figures()["meetings", "level"] == level


def test_a_difference_is_listed_with_its_places_until_it_is_settled_with_a_reason(work):
    trilat("agreement", "--record", "--texts", "texts")
    run = trilat("agreement", "--differences")
    assert run.exit_code == 1
    assert f"dataset/{BEFORE}:" in run.stdout
    assert f"dataset/second/{BEFORE}:" in run.stdout
    assert "not settled" in run.stdout
    Path("dataset", "settled.csv").write_text(
        "article_id,record_table,record_id,field,decision,reason\n"
        "agency-y-2031-03-02-envoys,meetings,us-jp-kr-envoys-2031-1,level,stands,The text calls them envoys.\n")
    run = trilat("agreement", "--differences")
    assert run.exit_code == 0
    assert "stands: The text calls them envoys." in run.stdout
    assert "1 differences: 0 mended, 0 manual, 1 stands, 0 not settled" in run.stderr


def test_the_release_ships_the_recorded_figures(work):
    trilat("agreement", "--record", "--texts", "texts")
    trilat("build", "dataset", "--out", "build")
    [release] = Path("build").iterdir()
    rows = [json.loads(line) for line in (release / "json" / "agreement.jsonl").read_text().splitlines()]
    assert {(row["record_table"], row["field"]): row for row in rows} == figures()


def test_recording_needs_the_texts(work):
    with pytest.raises(UsageError, match="--texts"):
        trilat("agreement", "--record")


def test_an_audit_goes_from_a_drawn_sheet_to_a_rate(work):
    drawn = trilat("audit", "draw", "--seed", "1", "--size", "4").stdout
    assert trilat("audit", "draw", "--seed", "1", "--size", "4").stdout == drawn
    head, *lines = drawn.splitlines()
    wrong = [line.removesuffix(",,,") + ",wrong,It is another.," for line in lines[:1]]
    Path("sheet.csv").write_text("\n".join([head, *wrong, *(line.removesuffix(",,,") + ",right,,"
                                                            for line in lines[1:])]) + "\n")
    trilat("audit", "record", "sheet.csv", "--auditor", "c")
    told = trilat("audit", "rate").stdout
    assert "4 claims: 3 right, 1 wrong, 0 undecidable" in told
    assert "75.0%" in told
    assert "wrong ones that the dataset still has: 1" in told


def test_a_dataset_without_an_audit_says_how_to_begin(work):
    assert "trilat audit draw" in trilat("audit", "rate").stderr
