"""What is put aside in a scratch folder, in parts each of which can be taken up again by itself.

A scratch folder is written and read by the processes of one command alone, and goes when that ends.
"""

import pickle
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias

from trilat import disk

Part: TypeAlias = dict[str, list[Any]]
"""Rows by their kind."""


def bucket(key: str, number: int) -> int:
    """Which of so many parts a key belongs to: the same in every process.

    >>> bucket("us-jp-envoys-2031-1", 7) == bucket("us-jp-envoys-2031-1", 7)
    True
    """
    return zlib.crc32(key.encode()) % number


def new_parts(number: int) -> Sequence[Part]:
    """So many parts without rows."""
    return [defaultdict(list) for _ in range(number)]


def put_aside(path: Path, parts: Sequence[Part]) -> None:
    """Write parts into a file, whole or not at all."""
    packed = [pickle.dumps(dict(part), pickle.HIGHEST_PROTOCOL) if part else b"" for part in parts]
    ends = array("Q", accumulate(map(len, packed), initial=(len(packed) + 1) * 8))
    write_whole(path, b"".join([ends.tobytes(), *packed]))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file of the scratch folder, whole or not at all; that it survives a loss of power is not asked."""
    with disk.written_whole(path) as new:
        disk.call(path, new.write_bytes, data)


def taken_up(path: Path, number: int) -> Part:
    """One part of a file."""
    with path.open("rb") as file:
        file.seek(number * 8)
        start, end = array("Q", file.read(16))
        file.seek(start)
        data = file.read(end - start)
    part: Part = pickle.loads(data) if data else {}  # noqa: S301  # from a process of our own
    return part


def rows(paths: Iterable[Path], number: int) -> Iterator[Part]:
    """One part of each of several files."""
    return (taken_up(path, number) for path in paths)
