"""Commands as processes of their own, and what each took: by the clock, of processors, and of memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Tool:
    """A program, and what its runs took: seconds by the clock and of processors, and memory at most, in MiB.

    Memory is that of the program and of all processes that it started, at the moment when it was most: where the system
    tells it, of pages that several share (those of libraries, say) each counts its share only, so that they count once.
    """

    name: str
    command: Sequence[str | Path]
    says: str = ""
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: float = 0

    def run(self) -> None:
        """Run it once, and stop where it fails or does not say what it must."""
        command = (sys.executable, __file__, *map(str, self.command))
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this very script
        took = json.loads(done.stdout)
        if took["code"] or self.says not in took["said"]:
            raise SystemExit(f"{self.name} ends with {took['code']}: {took['said'][-2000:]}")
        self.wall.append(took["wall"])
        self.processor.append(took["processor"])
        self.memory = max(self.memory, took["memory"])


def measure(command: Sequence[str]) -> dict[str, object]:
    """Run a command; the process that does so must be small and have no other children."""
    peak, ended = 0, threading.Event()

    def watch(pid: int) -> None:
        nonlocal peak
        while not ended.wait(0.05):
            peak = max(peak, sum(map(_memory, _with_children(pid))))

    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603  # given by these scripts
        watcher = threading.Thread(target=watch, args=(process.pid,))
        watcher.start()
        code = process.wait()
        wall = time.perf_counter() - start
        ended.set()
        watcher.join()
        said.seek(0)
        text = said.read().decode(errors="replace")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "processor": used.ru_utime + used.ru_stime, "code": code, "said": text,
            "memory": max(used.ru_maxrss * 1024, peak) / 2**20}


def _with_children(pid: int) -> list[int]:
    """A process and all that descend from it, as far as the system tells."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _memory(pid: int) -> int:
    """The bytes of memory that a process has in use: of pages that it shares with others, only its share of them."""
    with suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return 1024 * sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))
    with suppress(OSError):  # a system without it: libraries count once for each process
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1:])))
