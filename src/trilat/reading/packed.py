"""Packed files, read as what was packed into them: gzip (.gz) and Zstandard (.zst)."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from trilat.findings import Finding

PACKED = (".gz", ".zst")
LINES = (".jsonl", *(f".jsonl{ending}" for ending in PACKED))
"""How the names of files end that hold one object a line."""

UNPACKED = 8
"""How many times as long a packed file is taken to be when it is unpacked."""

_BLOCK = 1 << 16

_BROKEN = (OSError, EOFError, zlib.error)


class Opened(NamedTuple):
    """A file that is read piece by piece: what reads at most so many bytes, and what tells how far it has come.

    Reading raises `DamagedError` where the file cannot be read on.
    """

    read: Callable[[int], bytes]
    taken: Callable[[], int]


class DamagedError(Exception):
    """A file cannot be read on, or what is packed in it cannot be unpacked."""


def has_lines(name: str) -> bool:
    """Whether a file of this name holds JSON Lines, packed or not.

    >>> has_lines("part-1.jsonl.zst"), has_lines("envoys.yaml")
    (True, False)
    """
    return name.endswith(LINES)


def is_packed(name: str) -> bool:
    """Whether a file of this name holds JSON Lines that are packed.

    >>> is_packed("part-1.jsonl.zst"), is_packed("part-1.jsonl")
    (True, False)
    """
    return name.endswith(LINES[1:])


def size_unpacked(path: Path) -> int:
    """How many bytes a file has when it is unpacked, as far as that can be told unread."""
    return path.stat().st_size * (UNPACKED if is_packed(path.name) else 1)


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """A file, opened to be read as what was packed into it, where it is packed."""
    with path.open("rb") as raw:
        yield Opened(_Steady(_unpacking(raw, path.suffix)).read, raw.tell)


class _Steady:
    """Reads a stream in blocks of one size, so that what is had of a damaged one does not depend on who asks."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._held = bytearray()
        self._broken: Exception | None = None

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while len(self._held) < size and self._broken is None:
            try:
                block: bytes = self._stream.read(_BLOCK)
            except _BROKEN as error:
                self._broken = error
                break
            if not block:
                break
            self._held += block
        if self._broken is not None and not self._held:
            raise DamagedError(getattr(self._broken, "strerror", None) or str(self._broken))
        data = bytes(self._held[:size])
        del self._held[:size]
        return data


def unpacked(path: Path, most: int, findings: list[Finding]) -> bytes | None:
    """What is packed in a file; where it is damaged the whole lines before that, and a finding.

    Args:
        path: The file.
        most: How many bytes it may unpack to; where there are more, None is given and a finding.
        findings: What is found so far.
    """
    made = bytearray()
    with opened(path) as file:
        try:
            while len(made) <= most and (more := file.read(1 << 20)):
                made += more
        except DamagedError as error:
            del made[made.rfind(b"\n") + 1 :]
            findings.append(damaged(path.as_posix(), made.count(b"\n") + 1, error))
            return bytes(made) if made else None
    if len(made) > most:
        findings.append(Finding(path.as_posix(), 0, 0, "too-large", f"unpacks to more than {most} bytes",
                                "split the file"))
        return None
    return bytes(made)


def damaged(file: str, line: int, error: DamagedError) -> Finding:
    """A finding where a file cannot be read on."""
    return Finding(file, line, 0, "unreadable", f"cannot be read from line {line} on: {error}",
                   "take the file again from where it comes, or pack it anew")


def _unpacking(raw: IO[bytes], ending: str) -> Any:
    if ending == ".gz":
        return gzip.GzipFile(fileobj=raw)
    if ending == ".zst":
        import pyarrow as pa  # noqa: PLC0415  # few ask for it, and it takes long

        return pa.CompressedInputStream(raw, "zstd")
    return raw
