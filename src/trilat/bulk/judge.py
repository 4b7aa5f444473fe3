"""Chunks of annotated articles, each judged by itself against the registries.

    beside = Beside(files, today, texts)          # names the registries: small, and can be sent to another process
    registries = registries_of(beside)            # reads them, once in each process -> Sheets
    judged(chunk, registries) -> Judged           # a function of its arguments alone

`judged` reads the lines of a chunk strictly and holds each against every rule that looks at one article. What it gives
is what was found, and of each article the little by which it is held against others (`trilat.bulk.across`).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trilat.bulk.chunks import Chunk, pieces_of
from trilat.findings import Edit, Finding
from trilat.models.gist import Telling, telling_of
from trilat.reading.packed import is_packed
from trilat.share import Unit, answer_of
from trilat.sheet import Asked, Kept, Sheet
from trilat.sheets import ARTICLES, Sheets, Source, ids_in, sources, take
from trilat.tables.redirects import canonical

if TYPE_CHECKING:
    from trilat.tables.rows import ClaimRow


class Beside(NamedTuple):
    """What articles are judged against: the files of registries, with what each is and whether it is judged too.

    The day is that after which nothing has happened yet; `texts` the folder of the articles' texts. Either may be None.
    `states` tells the registries from what they were before: a process of a cluster outlives the command that asks it.
    """

    files: tuple[tuple[Path, str, bool], ...] = ()
    today: date | None = None
    texts: Path | None = None
    states: tuple[tuple[int, int], ...] = ()


def beside_of(
    files: Sequence[tuple[Path, str, bool]], today: date | None = None, texts: Path | None = None
) -> Beside:
    """What articles are judged against, as its files are now."""
    states = [path.stat() if path.is_file() else None for path, *_ in files]
    known = tuple((0, 0) if state is None else (state.st_mtime_ns, state.st_size) for state in states)
    return Beside(tuple(files), today, texts, known)


@lru_cache(maxsize=1)
def registries_of(beside: Beside) -> Sheets:
    """The registries, read: once in each process."""
    texts = None
    if beside.texts is not None:
        from trilat.evidence.texts import Texts  # noqa: PLC0415  # few ask for it, and it takes long

        texts = Texts(beside.texts)
    registries = Sheets(today=beside.today, texts=texts)
    for path, kind, is_judged in beside.files:
        for source in sources([(path, kind)], {}):
            take(source, registries, is_judged=is_judged)
    return registries


class Article(NamedTuple):
    """What is kept of an article: where it stands in its chunk, its gist, and what only few are asked for.

    `claims` are those on records that resolutions decide on.
    """

    number: int
    kept: Kept
    tellings: Sequence[Telling]
    claims: Sequence["ClaimRow"]


class Judged(NamedTuple):
    """What a chunk gives.

    Attributes:
        findings: What the readers and the rules that look at single articles found, in order.
        articles: What is kept of each article.
        answered: The ids that they point at and registries have.
        is_unread: Whether a part of the chunk could not be read.
        unread_ids: Whatever looks like an id in what could not be read.
    """

    findings: list[Finding]
    articles: list[Article]
    answered: Asked
    is_unread: bool
    unread_ids: Set[str]

    @property
    def errors(self) -> int:
        """How many errors were found."""
        return sum(finding.severity == "error" for finding in self.findings)


def judged(chunk: Chunk, registries: Sheets, *, is_judged: bool = True) -> Judged:
    """Judge the articles of a chunk by themselves.

    Args:
        chunk: The chunk.
        registries: The registries beside them, the day, and the texts at hand.
        is_judged: Whether anything is to be found; else the articles only stand beside those that are judged.
    """
    units = [Unit(Source(chunk.file, ARTICLES, b"" if chunk.has_lines else chunk.data(), piece), is_judged)
             for piece in pieces_of(chunk)]
    decided = _decided(registries)
    answer = answer_of(units, range(len(units)), registries, lambda sheet: _more(sheet, registries, decided))
    articles = [
        Article(number - len(chunk.findings), kept, *more)
        for (number, kept), more in zip(answer.kept, answer.more, strict=True)
    ]
    parts = [part for parts in answer.unread.values() for part in parts]
    own = {finding for finding in answer.findings if finding.file == chunk.file}  # some rules look at registries, too
    return Judged(sorted(in_file(finding, chunk) for finding in own), articles, answer.answered, bool(answer.unread),
                  ids_in(parts))


def in_file(finding: Finding, chunk: Chunk) -> Finding:
    """A finding in a chunk, as one in its file, whose characters its fix counts; in a packed file nothing is mended."""
    if finding.fix is None or not chunk.has_lines:
        return finding
    if is_packed(chunk.path.name):
        return replace(finding, fix=None)
    moved = tuple(Edit(edit.start + chunk.characters, edit.end + chunk.characters, edit.text)
                  for edit in finding.fix.edits)
    return replace(finding, fix=replace(finding.fix, edits=moved))


def _more(
    sheet: Sheet, registries: Sheets, decided: Mapping[str, Set[str]]
) -> tuple[Sequence[Telling], Sequence["ClaimRow"]]:
    """What is kept of an article beside its gist."""
    ident = sheet.gist.article.id
    tellings = [telling_of(ident, entry) for entry in sheet.model.statements]
    return tellings, _claims(sheet, registries, decided) if decided else ()


def _decided(registries: Sheets) -> Mapping[str, Set[str]]:
    """The records that resolutions decide on, by the id of what they belong to; each stands for itself, too."""
    found: dict[str, set[str]] = {}
    sheet = registries.registries.get("resolutions")
    for one in sheet.model.resolutions if sheet else ():
        record = canonical(one.table, one.record, registries.moves)
        found.setdefault(record.partition(".")[0], set()).add(record)
    return found


def _claims(sheet: Sheet, registries: Sheets, decided: Mapping[str, Set[str]]) -> Sequence["ClaimRow"]:
    """The claims of an article on records that resolutions decide on."""
    gist = sheet.gist
    records = [
        *(("meetings", one.id) for one in gist.meetings),
        *(("statements", ident) for ident, *_ in gist.statements),
        *(("outcomes", one.id) for one in gist.outcomes),
    ]
    today = {canonical(table, record, registries.moves).partition(".")[0] for table, record in records}
    if sheet.has_impossible_date or today.isdisjoint(decided):
        return ()
    from trilat.claims import Sources, claims_of  # noqa: PLC0415  # few ask for it, and it takes long

    wanted = frozenset[str]().union(*decided.values())
    claims, _ = claims_of(sheet.model, Sources({}, {}, registries.moves))
    return [claim for claim in claims if claim.canonical_id in wanted]
