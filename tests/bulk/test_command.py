"""The command line judges large JSON Lines in bounded memory, and tells the same in every format."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from lines import as_lines, put
from terminal import on_terminal
from typer.testing import CliRunner

from trilat import findings
from trilat.bulk import validate as bulk
from trilat.cli import judge
from trilat.cli.app import app
from trilat.output.findings.formats import FORMATS

GOLDEN = Path(__file__).parents[1] / "golden"
LINES = Path("dataset/articles/all.jsonl")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The golden dataset as lines, of which three have faults."""
    for name in ("GITHUB_STEP_SUMMARY", "TRILAT_TEXTS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    path = as_lines(tmp_path / "dataset")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[0] = lines[0].replace('"held"', '"heldd"', 1)
    lines += [lines[1], "{\n"]
    path.write_text("".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def trilat(*args: str) -> tuple[int, str, str]:
    run = CliRunner().invoke(app, ["validate", "--workers", "1", *args])
    assert run.exception is None or isinstance(run.exception, SystemExit)
    return run.exit_code, run.stdout, run.stderr


def both(monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    """What the command tells by the small path, and by that for large files."""
    small = trilat(*args)
    judged: list[object] = []
    validate = bulk.validate
    monkeypatch.setattr(judge, "LARGE", 0)
    monkeypatch.setattr(bulk, "validate", lambda *given, **more: judged.append(1) or validate(*given, **more))
    large = trilat(*args)
    assert judged
    return small, large


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_the_same(form: str, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = both(monkeypatch, "--format", form)
    assert large == small
    assert small[0] == 1
    assert "heldd" in small[1]


@pytest.mark.parametrize("args", [["--statistics"], ["--select", "duplicate-text"], ["--ignore", "json-syntax"],
                                  ["--scratch", "."]])
def test_every_option_means_the_same(args: list[str], work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = both(monkeypatch, *args)
    assert large == small
    assert "duplicate-text" in small[1]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_lines_are_judged_in_a_dataset(ending: str, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(LINES.with_name(LINES.name + ending), LINES.read_bytes())
    LINES.unlink()
    small, large = both(monkeypatch, "--format", "json")
    assert large == small
    assert {Path(one["file"]).name for one in json.loads(small[1])} >= {f"all.jsonl{ending}"}


def test_findings_that_are_not_listed_are_counted(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "LARGE", 0)
    number = len(json.loads(trilat("--format", "json")[1]))
    monkeypatch.setattr(findings, "MOST_KEPT", 2)
    code, out, err = trilat("--format", "json")
    assert (code, len(json.loads(out))) == (1, 2)
    assert f"{number - 2} more findings are not listed; --statistics counts them all" in err
    assert sum(one["findings"] for one in json.loads(trilat("--statistics", "--format", "json")[1])) == number


def test_a_terminal_shows_how_far_it_has_come(work: Path) -> None:
    code = "from trilat.cli import judge; judge.LARGE = 0; from trilat.cli.main import main; main()"
    ended, out, shown = on_terminal([sys.executable, "-c", code, "validate", "--format", "concise"])
    assert ended == 1
    assert b"heldd" in out
    assert b"\x1b" not in out
    assert b"judged" in shown
    assert b"held against each other" in shown
