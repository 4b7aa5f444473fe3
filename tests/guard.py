"""A guard against what never ends: it asserts no time, and only keeps a hang from holding up the tests."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

PATIENCE = 300
"""Seconds by the clock, which the slowest machine does not need for what takes a second here."""


@contextmanager
def no_hang() -> Iterator[None]:
    """Fail where what is inside does not end."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _fail)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _fail(*_: object) -> NoReturn:
    raise AssertionError("it hangs")
