"""Makes a call that changes the disk fail, or the process die there. Every such call comes by `trilat.disk.call`.

    with injected(Fault(3, errno.ENOSPC)) as fault:   # the third call fails, as a full disk would have it
        disk.put(...)
    fault.calls                                       # how many there were

As a program it runs a command of Trilat with such a fault: python tests/injected.py 3 die build dataset --out build
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trilat import disk

DIE = 0
"""In place of an errno: the process ends at once, as by kill -9."""
DIED = 137


@dataclass
class Fault:
    """The call at which something happens, counted from 1 (0: nothing does), and what: an errno, or DIE.

    Where it `lasts`, all calls from that one on fail. A write that fails has written half of its bytes. Nothing is
    really flushed, since no test takes the power away.
    """

    nth: int = 0
    what: int = errno.ENOSPC
    lasts: bool = False
    calls: list[str] = field(default_factory=list)

    def call(self, path: Path, function: Any, *arguments: Any) -> Any:
        self.calls.append(f"{function.__name__.strip('_')} {path.name}")
        number = len(self.calls)
        if self.nth and (number == self.nth or (self.lasts and number > self.nth)):
            if function is os.write:
                os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            if self.what == DIE:
                os._exit(DIED)
            function, arguments = _failing, (self.what,)
        elif function is os.fsync:
            return None
        return CALL(path, function, *arguments)


CALL = disk.call


def _failing(what: int) -> None:
    raise OSError(what, os.strerror(what))


@contextmanager
def injected(fault: Fault) -> Iterator[Fault]:
    """Let the fault happen within the block."""
    disk.call = fault.call  # type: ignore[assignment]  # a stand-in for tests
    try:
        yield fault
    finally:
        disk.call = CALL


def in_child(work: Any) -> int:
    """Do the work in a forked process; returns how it ended: 0 well, or DIED."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(70)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    from trilat.cli.main import main

    nth, what, *command = sys.argv[1:]
    sys.argv = ["trilat", *command]
    disk.call = Fault(int(nth), DIE if what == "die" else getattr(errno, what)).call  # type: ignore[assignment]
    main()
