"""A line of a file with the spot marked, as wide as the terminal is: what stands there is shown, never obeyed."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from trilat.findings import visible
from trilat.output.columns import columns
from trilat.reading.packed import has_lines
from trilat.reading.text import LONGEST_LINE, lenient, utf_16
from trilat.sheets import LARGEST_FILE

HELD_WHOLE = 4_000_000
"""Bytes of a file of lines above which it is read line by line."""

_LONGEST = 4 * LONGEST_LINE

SHOWN = (".yaml", ".jsonl")
"""The files of which lines are shown. A text is not: its words are its publisher's."""


class Excerpt(NamedTuple):
    """A line, cut where it is too long, and how many columns stand before the spot and how many it has."""

    text: str
    before: int
    marked: int


class Lines:
    """The lines of files, each file read when first asked for; only the last is kept.

    Of a large file of lines one line is held at a time: it is read on from there, or from its beginning again.
    """

    def __init__(self, folder: Path, given: Mapping[str, bytes]) -> None:
        self._folder, self._given = folder, given
        self._file: str | None = None
        self._lines: Sequence[str] | _Far = ()

    def line(self, file: str, number: int) -> str | None:
        """A line of a file without its end, or None where there is none to show."""
        if not file.endswith(SHOWN) or number < 1:
            return None
        if file != self._file:
            self._file, self._lines = file, self._read(file)
        if isinstance(self._lines, _Far):
            return self._lines.line(number)
        return self._lines[number - 1] if number <= len(self._lines) else None

    def _read(self, file: str) -> "Sequence[str] | _Far":
        data = self._given.get(file)
        if data is None:
            path = self._folder / file
            if _size(path) > HELD_WHOLE and has_lines(file):
                return _Far(path)
            data = _bytes(path)
        if data is None or utf_16(data, file):
            return ()
        return [line.removesuffix("\r") for line in lenient(data).split("\n")]


class _Far:
    """A large file of lines, read up to the line that was asked for last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = self._from_the_first()
        self._last: tuple[int, bytes] = 0, b""

    def line(self, number: int) -> str | None:
        """A line without its end, cut where it is longer than a line may be; None where there is none."""
        if number < self._last[0]:
            self._lines, self._last = self._from_the_first(), (0, b"")
        while self._last[0] < number:
            try:
                self._last = next(self._lines)
            except StopIteration:
                return None
        return lenient(self._last[1]).removesuffix("\n").removesuffix("\r")

    def _from_the_first(self) -> Iterator[tuple[int, bytes]]:
        with self._path.open("rb") as file:
            number = 0
            while line := file.readline(_LONGEST):
                number += 1
                yield number, line
                while line and not line.endswith(b"\n"):
                    line = file.readline(_LONGEST)


def excerpt(line: str, column: int, end_column: int, room: int) -> Excerpt:
    r"""What to show of a line for a spot from `column` up to before `end_column`, in at most `room` columns.

    >>> excerpt("\tstatus: heldd", 10, 15, 40)
    Excerpt(text='    status: heldd', before=12, marked=5)
    >>> excerpt("a" * 50 + "here" + "b" * 50, 51, 55, 20)
    Excerpt(text='…aaaaaherebbbbbbbbb…', before=6, marked=4)
    """
    start = min(max(column, 1) - 1, len(line))
    stop = min(max(end_column - 1, start + 1), len(line))
    low, high = max(0, start - room), min(len(line), start + room + 1)
    left = [_shown(c) for c in line[low:start]]
    right = [_shown(c) for c in line[start:high]]
    if low or high < len(line) or _total(left) + _total(right) > room:
        kept = _fitting(left[::-1], room // 3 - 1)
        cut_left = low > 0 or kept < len(left)
        left = ["…" * cut_left, *left[len(left) - kept :]]
        kept = max(1, _fitting(right, room - _total(left) - 1))
        cut_right = high < len(line) or kept < len(right)
        stop = min(stop, start + kept)
        right = [*right[:kept], "…" * cut_right]
    return Excerpt("".join([*left, *right]), _total(left), max(1, _total(right[: stop - start])))


def _shown(character: str) -> str:
    """What stands for a character in one line of a terminal."""
    return "    " if character == "\t" else visible(character)


def _total(pieces: Sequence[str]) -> int:
    return sum(map(columns, pieces))


def _fitting(pieces: Sequence[str], room: int) -> int:
    """How many pieces, from the first on, fit into so many columns."""
    return sum(total <= room for total in accumulate(columns(piece) for piece in pieces))


def _size(path: Path) -> int:
    """How many bytes a regular file has; 0 where there is none."""
    try:
        status = path.lstat()
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _bytes(path: Path) -> bytes | None:
    """The bytes of a regular file of a size that is read at all."""
    try:
        status = path.lstat()
        return path.read_bytes() if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST_FILE else None
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        return None
