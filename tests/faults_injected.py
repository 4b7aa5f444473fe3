"""Calls of the operating system that fail, or at which the process dies, each in turn: full disk, broken disk, kill -9.

What is tried runs in a process of its own, forked from the test, in which `os.write`, `os.fsync`, `os.rename`,
`os.replace`, `os.mkdir` and their like are counted, and the one of a given number fails.
"""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from trilat.errors import TrilatError

CALLS = ("write", "fsync", "rename", "replace", "mkdir", "link", "ftruncate", "chmod", "unlink", "rmdir")
FULL, BROKEN, KILLED, TORN, KILLED_AFTER = "disk full", "disk broken", "killed", "killed in a write", "killed after"
FAULTS = (FULL, BROKEN, KILLED, TORN, KILLED_AFTER)
DONE, REFUSED, FAULT_OF_OURS = 0, 3, 70


def run(action: Callable[[], object], number: int = 0, fault: str = FULL, lasting: bool = False) -> tuple[int, int]:
    """Run an action in a process of its own, with a fault at the call of this number (0: none).

    Where it is `lasting`, every call from that number on fails. Returns how the process ended (DONE, REFUSED for an
    error that is meant for people, FAULT_OF_OURS, or minus the signal), and how many calls it made.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        code = FAULT_OF_OURS
        calls = _Calls(number, fault, lasting)
        try:
            with calls:
                action()
            code = DONE
        except (TrilatError, OSError):
            code = REFUSED
        except BaseException:  # noqa: BLE001  # it must not go on as a second pytest
            import traceback

            traceback.print_exc()
        finally:
            calls.real["write"](writer, str(calls.made).encode())
            os._exit(code)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    made = b"".join(iter(lambda: os.read(reader, 100), b""))
    os.close(reader)
    return os.waitstatus_to_exitcode(status), int(made or 0)


def every(action: Callable[[], object], faults: tuple[str, ...] = FAULTS) -> Iterator[tuple[int, str, bool]]:
    """The number of each call that an action makes, with each fault, once and lasting; the action is run once."""
    code, calls = run(action)
    assert code == DONE
    assert calls > 5
    for number in range(1, calls + 1):
        for fault in faults:
            yield number, fault, False
            if fault in (FULL, BROKEN):
                yield number, fault, True


class _Calls:
    def __init__(self, number: int, fault: str, lasting: bool) -> None:
        self.number, self.fault, self.lasting, self.made = number, fault, lasting, 0
        self.real = {name: getattr(os, name) for name in (*CALLS, "fdopen")}

    def __enter__(self) -> None:
        for name in CALLS:
            setattr(os, name, self._failing(name))
        os.fdopen = lambda descriptor, *_, **__: _Stream(descriptor)  # type: ignore[assignment]

    def __exit__(self, *_: object) -> None:
        for name, function in self.real.items():
            setattr(os, name, function)

    def _failing(self, name: str) -> Callable[..., object]:
        real = self.real[name]

        def call(*arguments: object, **options: object) -> object:
            self.made += 1
            wanted = self.made == self.number or (self.lasting and self.number and self.made > self.number)
            if not wanted:
                return real(*arguments, **options)
            if self.fault in (FULL, BROKEN):
                if name in ("unlink", "rmdir"):  # a full disk can be emptied
                    return real(*arguments, **options)
                code = errno.ENOSPC if self.fault == FULL else errno.EIO
                raise OSError(code, os.strerror(code), str(arguments[0]))
            if self.fault == TORN and name == "write":
                real(arguments[0], bytes(arguments[1])[: len(bytes(arguments[1])) // 2])
            if self.fault == KILLED_AFTER:
                real(*arguments, **options)
            os.kill(os.getpid(), signal.SIGKILL)
            return None

        return call


class _Stream:
    """A stream whose writes are calls that can fail."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __enter__(self) -> "_Stream":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def write(self, data: bytes) -> int:
        return os.write(self.descriptor, data)

    def flush(self) -> None:
        pass

    def fileno(self) -> int:
        return self.descriptor


def tree(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, hidden ones too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
