"""Commands run as on a terminal: what they print, and what they show beside it on standard error."""

import os
import pty
import subprocess
from collections.abc import Sequence
from pathlib import Path


def on_terminal(command: Sequence[str | Path]) -> tuple[int, bytes, bytes]:
    """The exit code of a command, its standard output, and what its standard error, a terminal, shows."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=os.environ | {"TERM": "xterm"})
    os.close(theirs)
    assert run.stdout
    with run.stdout:
        out = run.stdout.read()
    shown = b""
    while True:
        try:
            more = os.read(ours, 10_000)
        except OSError:  # how the end of a terminal is told
            break
        if not more:
            break
        shown += more
    os.close(ours)
    return run.wait(), out, shown
