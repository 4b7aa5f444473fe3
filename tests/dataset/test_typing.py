"""A type checker knows what the loader gives: it passes sound analyses and refuses wrong ones, where they are wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).parents[2]


def _checked(*paths):
    # Outside of the project's own settings, as a user's program is checked; the package ships its types (py.typed).
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", "--hide-error-context",
               "--ignore-missing-imports", "--no-incremental", "--python-version=3.11", *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT,
                         env={"MYPYPATH": str(ROOT / "src"), "PATH": ""})
    return [line for line in run.stdout.splitlines() if str(SAMPLES.relative_to(ROOT)) in line or "samples" in line]


@pytest.fixture(scope="module")
def messages():
    return _checked(*sorted(SAMPLES.glob("*.py")))


def test_sound_analyses_pass(messages):
    assert [line for line in messages if "wrong.py" not in line] == []


def test_a_sound_analysis_runs():
    run = subprocess.run([sys.executable, SAMPLES / "over_time.py"], capture_output=True, text=True, check=False)
    assert "2021" in run.stdout, run.stderr


def test_each_wrong_line_is_refused_for_what_is_wrong_in_it_and_no_other_line_is(messages):
    lines = (SAMPLES / "wrong.py").read_text(encoding="utf-8").splitlines()
    wanted = {number: line.partition("# refused: ")[2] for number, line in enumerate(lines, 1) if "# refused: " in line}
    found: dict[int, str] = {}
    for line in messages:
        if place := re.search(r"wrong\.py:(\d+): error: (.*)", line):
            number, text = int(place[1]), place[2]
            found[number] = found.get(number, "") + text
    assert sorted(found) == sorted(wanted)
    assert {number: part for number, part in wanted.items() if part not in found[number]} == {}, found
