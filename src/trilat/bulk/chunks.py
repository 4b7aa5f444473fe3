"""Large files cut into chunks of whole lines, each of which can be worked on by itself.

    for chunk in chunks(files): ...       # chunks(files: Iterable[Path], size: int = SIZE) -> Iterator[Chunk]
    chunk.data()                          # its bytes: read from a plain file, at hand of a packed one
    chunk.line, chunk.characters          # the number of its first line; how many characters of the file stand before

Memory is bounded by the size of a chunk, whatever the files hold, and whatever packed ones unpack to.
"""

import codecs
import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from trilat.findings import Finding
from trilat.reading.document import EMPTY
from trilat.reading.json_lines import line_too_long
from trilat.reading.packed import DamagedError, Opened, damaged, has_lines, is_packed, opened
from trilat.reading.read import Piece, line_pieces, pieces, refused
from trilat.reading.text import LONGEST_LINE, lenient, utf_16
from trilat.sheets import bytes_of, unreadable, why_unread

SIZE = 4_000_000
"""Bytes that a chunk has, some more or fewer."""

MOST_LINES = 20_000
"""Lines that a chunk has at most: of each something may be found."""

LONGEST = 4 * LONGEST_LINE
"""Bytes of a line that surely has more characters than a line may have."""

MOST_SKIPPED = 1_000_000_000
"""Bytes of such a line that are passed over; what a packed file holds behind more is not looked for."""


class Chunk(NamedTuple):
    """Whole lines of a file of lines, or the whole of another file.

    Attributes:
        path: The file.
        line: The number of its first line, from 1.
        characters: How many characters of the file's text stand before it.
        start: Where it begins in a plain file.
        size: How many bytes it has, unpacked; 0 where there are only findings.
        held: Its bytes, of a packed file.
        copy: Where they lie once more, packed with gzip, so that they can be read again by themselves.
        taken: How many bytes of the file were read for it, as they lie on the disk.
        findings: Why a part of the file is not read.
    """

    path: Path
    line: int = 1
    characters: int = 0
    start: int = 0
    size: int = 0
    held: bytes | None = None
    copy: Path | None = None
    taken: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def file(self) -> str:
        """The name to show."""
        return self.path.as_posix()

    @property
    def has_lines(self) -> bool:
        """Whether it holds JSON Lines."""
        return has_lines(self.path.name)

    def data(self) -> bytes:
        """Its bytes."""
        if self.held is not None or not self.size:
            return self.held or b""
        if self.copy is not None:
            return gzip.decompress(self.copy.read_bytes())
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.size)


def chunks(files: Iterable[Path], size: int = SIZE) -> Iterator[Chunk]:
    r"""The chunks of files, in their order.

    What cannot be read (no regular file, a damaged one, a line without end) becomes a finding of a chunk.

    Args:
        files: YAML files, JSON Lines files, and those packed with gzip or Zstandard.
        size: How many bytes of a file of lines are read at once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.jsonl"
    ...     _ = path.write_bytes(b'{"a": 1}\n{"a": 2}\n{"a": 3}\n')
    ...     [(chunk.line, chunk.data()) for chunk in chunks([path], size=20)]
    [(1, b'{"a": 1}\n{"a": 2}\n'), (3, b'{"a": 3}\n')]
    """
    for path in files:
        if finding := why_unread(path, path.as_posix()):
            yield Chunk(path, findings=(finding,))
        elif not has_lines(path.name):
            yield _whole(path)
        else:
            try:
                with opened(path) as file:
                    yield from _of_lines(path, file, size)
            except OSError as error:
                yield Chunk(path, findings=(unreadable(path.as_posix(), error),))


def pieces_of(chunk: Chunk) -> Iterator[Piece]:
    """What there is to read in a chunk: each line, or the file, and why a part of it is not read."""
    yield from map(refused, chunk.findings)
    if chunk.size:
        data, file = chunk.data(), chunk.file
        yield from line_pieces(data, file, chunk.line) if chunk.has_lines else pieces(data, file, lines=False)


def _whole(path: Path) -> Chunk:
    findings: list[Finding] = []
    data = bytes_of(path, path.as_posix(), findings)
    return Chunk(path, size=len(data or b""), held=data, taken=len(data or b""), findings=tuple(findings))


def _of_lines(path: Path, file: Opened, size: int) -> Iterator[Chunk]:
    """The chunks of a file of lines: a block is read, and cut behind its last line break."""
    name, is_held = path.as_posix(), is_packed(path.name)
    at = Chunk(path)
    taken = 0
    try:
        rest = b"".join(iter(_first(file.read, 4), b""))
        finding = utf_16(rest, name) or (None if rest else Finding(name, 0, 0, *EMPTY))
        if finding is not None:
            yield at._replace(findings=(finding,))
            return
        while True:
            block = file.read(size)
            data = rest + block
            end = data.rfind(b"\n") + 1 if block else len(data)
            for piece in _few_lines(data[:end]):
                now = file.taken()
                yield at._replace(size=len(piece), held=piece if is_held else None, taken=now - taken)
                at, taken = _behind(at, piece), now
            rest = data[end:]
            if not block:
                return
            if len(rest) > LONGEST:
                yield at._replace(findings=(line_too_long(name, at.line),))
                behind = _skipped(at, rest, file.read)
                if behind is None:
                    return
                at, rest = behind
    except DamagedError as error:
        yield at._replace(findings=(damaged(name, at.line, error),))


def _first(read: Callable[[int], bytes], number: int) -> Callable[[], bytes]:
    """What gives the first bytes of a file, however few come at once, and then none."""
    left = number

    def some() -> bytes:
        nonlocal left
        data = read(left) if left else b""
        left -= len(data)
        return data

    return some


def _behind(at: Chunk, piece: bytes) -> Chunk:
    """Where a chunk begins that follows a piece."""
    characters = len(piece) if piece.isascii() else len(lenient(piece))
    return at._replace(line=at.line + piece.count(b"\n"), characters=at.characters + characters,
                       start=at.start + len(piece))


def _few_lines(data: bytes) -> Iterator[bytes]:
    """Whole lines, in pieces of not too many of them."""
    while data.count(b"\n") > MOST_LINES:
        end = -1
        for _ in range(MOST_LINES):
            end = data.index(b"\n", end + 1)
        yield data[: end + 1]
        data = data[end + 1 :]
    if data:
        yield data


def _skipped(at: Chunk, block: bytes, read: Callable[[int], bytes]) -> tuple[Chunk, bytes] | None:
    """Pass over a line that is too long: where the next begins, and what was read of it; None where none is found."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    characters = skipped = 0
    while block and skipped <= MOST_SKIPPED:
        end = block.find(b"\n") + 1
        line = block[:end] if end else block
        characters += len(decoder.decode(line, final=bool(end)))
        skipped += len(line)
        if end:
            behind = at._replace(line=at.line + 1, characters=at.characters + characters, start=at.start + skipped)
            return behind, block[end:]
        block = read(SIZE)
    return None
