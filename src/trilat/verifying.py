"""Evidence at scale: annotated articles in pieces, each of which is held against the texts by itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from trilat.evidence.spans import Verdict
from trilat.evidence.texts import Texts
from trilat.evidence.verify import Checked, answers, checked
from trilat.findings import Finding
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.reading.read import read
from trilat.sheets import bytes_of, files_in, kind_of
from trilat.workers import in_order

PIECE = 1 << 22
"""Bytes of a JSON Lines file that are read at once; the line that they end in is read to its end."""

FINE = frozenset({Verdict.FOUND, Verdict.MOVED})
"""What may become of a span of a sound dataset."""


class Piece(NamedTuple):
    """A file, or some whole lines of one: where they begin, how many bytes they have, and the number of the first.

    A size of 0 stands for the whole file.
    """

    path: Path
    start: int = 0
    size: int = 0
    line: int = 1


class Verified(NamedTuple):
    """What became of the spans of a piece.

    `size` is that of the piece in bytes, and `told` the spans to tell of; `findings` are what is wrong with the piece
    itself, `unreadable` with the texts that were looked at so far.
    """

    size: int
    articles: int
    counts: Counter[Verdict]
    told: list[Checked]
    findings: list[Finding]
    unreadable: list[Finding]


def verify_files(
    paths: Iterable[Path], folder: Path | None = None, *, every: bool = False, workers: int = 1
) -> Iterator[Verified]:
    """Hold every span of annotated articles against the texts of a folder, piece by piece, in the order of the files.

    Memory is bounded by the size of pieces, not by that of the files or the texts. What is given depends on the files
    and the texts alone, and not on the number of workers.

    Args:
        paths: Files and folders of annotated articles.
        folder: The folder of texts; without one every span is unchecked.
        every: Whether to tell of spans that are found or moved too.
        workers: How many processes share the work.

    Raises:
        UsageError: The folder of texts is none.

    >>> list(verify_files([]))
    []
    """
    _texts.cache_clear()
    if folder is not None:
        _texts(folder)
    yield from in_order(partial(verify_piece, folder=folder, every=every), pieces(paths), workers)


def verify_piece(piece: Piece, folder: Path | None, every: bool) -> Verified:
    """Hold every span of a piece against the texts of a folder."""
    texts = _texts(folder) if folder is not None else None
    findings: list[Finding] = []
    counts: Counter[Verdict] = Counter()
    told: list[Checked] = []
    articles, behind = 0, piece.line - 1
    file = piece.path.as_posix()
    data = _bytes_of(piece, file, findings)
    model = REGISTRIES.get(kind_of(piece.path), ArticleFile)
    for one in read(data, file, model, lines=piece.path.suffix == ".jsonl") if data is not None else ():
        findings += (replace(finding, line=finding.line + behind) for finding in one.findings)
        if model is not ArticleFile or one.model is None:
            continue
        articles += 1
        for path, answer in answers(one.model, texts):
            counts[answer.verdict] += 1
            if every or answer.verdict not in FINE:
                shown = checked(file, one.model, one.document, path, answer)
                told.append(replace(shown, line=shown.line + behind))
    return Verified(len(data or b""), articles, counts, told, sorted(findings), texts.seen if texts else [])


@lru_cache(maxsize=1)
def _texts(folder: Path) -> Texts:
    """The texts of a folder; each process lists them once."""
    return Texts(folder)


def _bytes_of(piece: Piece, file: str, findings: list[Finding]) -> bytes | None:
    if piece.size:
        with piece.path.open("rb") as lines:
            lines.seek(piece.start)
            return lines.read(piece.size)
    return bytes_of(piece.path, file, findings)


def pieces(paths: Iterable[Path]) -> Iterator[Piece]:
    """The files that paths name, those of many lines in several pieces; none twice."""
    for path in files_in(paths):
        if path.suffix == ".jsonl" and path.is_file() and not path.is_symlink() and path.stat().st_size > PIECE:
            yield from _pieces_of_lines(path)
        else:
            yield Piece(path)


def _pieces_of_lines(path: Path) -> Iterator[Piece]:
    start, number = 0, 1
    with path.open("rb") as lines:
        while block := lines.read(PIECE):
            rest = b"" if block.endswith(b"\n") else lines.readline(PIECE)
            yield Piece(path, start, len(block) + len(rest), number)
            number += block.count(b"\n") + rest.count(b"\n")
            if len(rest) == PIECE and not rest.endswith(b"\n"):  # longer than a line may be: the reader says so
                while (more := lines.readline(PIECE)) and not more.endswith(b"\n"):
                    pass
                number += 1
            start = lines.tell()


def size_of(paths: Sequence[Path]) -> int:
    """How many bytes the files have that paths name, for the progress."""
    return sum(path.stat().st_size for path in files_in(paths) if path.is_file())
