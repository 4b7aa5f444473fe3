"""Evidence at scale: annotated articles in pieces, each of which is held against the texts by itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from trilat.bulk.chunks import SIZE, Chunk, chunks, pieces_of
from trilat.evidence.spans import Verdict
from trilat.evidence.texts import Texts
from trilat.evidence.verify import Checked, answers, checked
from trilat.findings import Finding
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.sheets import files_in, kind_of
from trilat.workers import in_order

FINE = frozenset({Verdict.FOUND, Verdict.MOVED})
"""What may become of a span of a sound dataset."""


class Verified(NamedTuple):
    """What became of the spans of a piece.

    `size` is that of the piece in bytes, as it lies on the disk, and `told` the spans to tell of; `findings` are what
    is wrong with the piece itself, `unreadable` with the texts that were looked at so far.
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
    yield from in_order(partial(verify_piece, folder=folder, every=every), chunks(files_in(paths), SIZE), workers)


def verify_piece(piece: Chunk, folder: Path | None, every: bool) -> Verified:
    """Hold every span of a piece against the texts of a folder."""
    texts = _texts(folder) if folder is not None else None
    findings: list[Finding] = []
    counts: Counter[Verdict] = Counter()
    told: list[Checked] = []
    articles = 0
    file = piece.file
    model = REGISTRIES.get(kind_of(piece.path), ArticleFile)
    for read in pieces_of(piece):
        one = read.read(model)
        findings += one.findings
        if model is not ArticleFile or one.model is None:
            continue
        articles += 1
        for path, answer in answers(one.model, texts):
            counts[answer.verdict] += 1
            if every or answer.verdict not in FINE:
                told.append(checked(file, one.model, one.document, path, answer))
    return Verified(piece.taken, articles, counts, told, sorted(findings), texts.seen if texts else [])


@lru_cache(maxsize=1)
def _texts(folder: Path) -> Texts:
    """The texts of a folder; each process lists them once."""
    return Texts(folder)


def size_of(paths: Sequence[Path]) -> int:
    """How many bytes the files have that paths name, for the progress."""
    return sum(path.stat().st_size for path in files_in(paths) if path.is_file())
