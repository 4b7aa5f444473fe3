"""What would take more memory than this machine should give is refused, with the way that takes less."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

from trilat.errors import UsageError

GIB = 1 << 30


def most() -> int | None:
    """The bytes that one answer may take: half of the machine's memory; None where the system does not tell it."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):
        return None


def refuse_beyond(need: float, what: str, remedy: str) -> None:
    """Raise UsageError where something would take more bytes than an answer may.

    Args:
        need: The bytes that it is reckoned to take.
        what: What it is.
        remedy: What to do instead.
    """
    limit = most()
    if limit is not None and need > limit:
        raise UsageError(f"{what} would take some {need / GIB:.1f} GiB of memory, more than half of what this machine "
                         f"has: {remedy}")


def size_of(values: Iterable[Any]) -> int:
    """The bytes that values take in Python; what is there several times counts once.

    >>> size_of(["a", "a"]) < 2 * size_of(["a"])
    True
    """
    listed = list(values)
    every = {id(one): one for value in listed for one in (value, *(value if isinstance(value, tuple) else ()))}
    return 8 * len(listed) + sum(map(sys.getsizeof, every.values()))
