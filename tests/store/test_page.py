"""The page on publishing shows what the commands print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from published import make_release

PAGE = Path(__file__).parents[2] / "docs" / "publishing.md"


def test_the_page_shows_what_the_commands_print_one_after_the_other(tmp_path, monkeypatch):
    make_release(tmp_path / "build")
    monkeypatch.setenv("TRILAT_INDEX", str(tmp_path / "public"))
    blocks = re.findall(r"^\$ trilat (.*)\n((?:(?!\$|```).*\n)*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(blocks) > 6
    for command, shown in blocks:
        run = subprocess.run([sys.executable, "-c", "from trilat.cli.main import main; main()", *shlex.split(command)],
                             cwd=tmp_path, capture_output=True, text=True, check=True)
        printed = run.stdout.replace(str(tmp_path / "cache"), "/home/ana/.cache/trilat")
        assert run.stderr == ""
        for part in shown.split("…\n"):
            assert part in printed, command
