"""How far a long command has come is shown on a terminal, and nowhere else."""

import subprocess
import sys
from pathlib import Path

from terminal import on_terminal

GOLDEN = Path(__file__).parents[1] / "golden"
COMMAND = [sys.executable, "-c", "from trilat.cli.main import main; main()", "verify", GOLDEN / "dataset" / "articles",
           "--texts", GOLDEN / "texts"]


def test_a_terminal_shows_a_bar_and_standard_output_is_the_same() -> None:
    code, out, shown = on_terminal(COMMAND)
    assert code == 0
    assert out == b""
    assert b"\x1b[" in shown
    assert b"B/s" in shown
    assert b"21 spans: 21 found" in shown


def test_a_pipe_gets_the_summary_alone() -> None:
    run = subprocess.run(COMMAND, capture_output=True, check=False)
    assert run.stderr == b"3 articles, 21 spans: 21 found, 0 moved\n"
