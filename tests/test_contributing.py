"""The walk through a first contribution, done as it is printed."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ trilat (.*)$", TEXT, re.MULTILINE)


def block(kind):
    return re.search(rf"^```{kind}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[1]


@pytest.fixture
def desk(tmp_path):
    """A folder with the copy of the invented dataset and the text, as the walk sets them up."""
    shutil.copytree(ROOT / "tests" / "golden" / "dataset", tmp_path / "practice")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "sapporo.txt").write_text(block("text texts/sapporo.txt"), encoding="utf-8")
    return tmp_path


def trilat(desk, command):
    code = "from trilat.cli.main import main; main()"
    env = {name: value for name, value in os.environ.items() if name != "TRILAT_TODAY"}
    run = [sys.executable, "-c", code, *shlex.split(command)]
    return subprocess.run(run, cwd=desk, env=env, capture_output=True, text=True, check=False)


def fill_in(path):
    """What the walk asks its reader to write."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#   ")
             and not line.startswith("# Found")]
    for told in block("yaml article").splitlines():
        field = told.strip().partition(":")[0]
        lines = [told if line.strip().startswith(f"{field}:") else line for line in lines]
    text = "\n".join(lines) + "\n"
    path.write_text(text.replace("meetings: []\n", block("yaml meetings")), encoding="utf-8")


def test_a_newcomer_who_follows_the_walk_has_a_record_in_a_release(desk):
    new, *others = COMMANDS
    [name] = re.findall(rf"^\$ trilat {re.escape(new)}\n(.*)$", TEXT, re.MULTILINE)
    assert trilat(desk, new).stdout.strip() == name
    before = trilat(desk, "validate practice")
    assert before.returncode == 1
    fill_in(desk / name)
    unpinned = trilat(desk, "validate practice")
    assert "unpinned-quote" in unpinned.stdout
    for command in others:
        run = trilat(desk, command)
        assert run.returncode == 0, (command, run.stdout, run.stderr)
        if command.startswith("validate"):
            assert "0 errors, 0 warnings" in run.stderr
    assert "Talks of the three special envoys in Japan" in run.stdout
