"""The files of a dataset folder, read: each a sheet with its model and the place of every value."""

import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from trilat import edtf
from trilat.claims import Sources, claims_of
from trilat.errors import UsageError
from trilat.findings import Finding, Severity, path_text
from trilat.models.article import ArticleFile, Evidence
from trilat.models.base import Strict, type_names, walk
from trilat.models.parts import Part, evidence_of, parts
from trilat.models.registries import REGISTRIES, Redirect, Split
from trilat.reading.document import Document
from trilat.reading.read import read
from trilat.registries import registry_rows
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import ClaimRow, ResolutionRow

ARTICLES = "articles"
LARGEST_FILE = 200_000_000
"""Bytes that a contributed file has at most."""


@dataclass(frozen=True)
class Sheet:
    """One annotated article or one registry, as read from a file; `file` is the name to show."""

    file: str
    document: Document
    model: Any

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Every part of an annotated article that makes claims, in the order of the file."""
        return tuple(parts(self.model))

    @cached_property
    def evidence(self) -> Sequence[tuple[tuple[str | int, ...], Evidence]]:
        """Every span and quote of an annotated article, with the way to it."""
        return tuple(evidence_of(self.model))

    def finding(
        self, rule: str, path: tuple[str | int, ...], message: str, remedy: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        """A finding at the value that `path` leads to, or at what holds it."""
        mark = self.document.locate(path)
        return Finding(self.file, mark.line, mark.column, rule, message, remedy, path_text(path), severity)


@dataclass(frozen=True)
class Sheets:
    """All sheets that were read, and what was wrong with the files."""

    articles: list[Sheet] = field(default_factory=list)
    registries: dict[str, Sheet] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids that there are, by table; redirected ids count."""
        ids: dict[str, set[str]] = {name: set() for name in ("people", "organizations", "offices", "places")}
        for name in ids.keys() & self.registries.keys():
            ids[name] = {entry.id for entry in getattr(self.registries[name].model, name)}
        files: list[ArticleFile] = [sheet.model for sheet in self.articles]
        ids["meetings"] = {meeting.id for file in files for meeting in file.meetings}
        ids["statements"] = {statement.id for file in files for statement in file.statements}
        ids["outcomes"] = {outcome.id for file in files for outcome in file.outcomes}
        ids[ARTICLES] = {file.article.id for file in files}
        for table, old in self.retired:
            ids[table].add(old)
        return {table: frozenset(found) for table, found in ids.items()}

    @cached_property
    def impossible_dates(self) -> Sequence[tuple[Sheet, tuple[str | int, ...], str]]:
        """Every date that the calendar does not have: its sheet, the way to it, and why."""
        found = []
        for sheet in (*self.articles, *self.registries.values()):
            for path, _, value in walk(sheet.model, wanted=_is_date):
                try:
                    edtf.parse(value)
                except ValueError as error:
                    found.append((sheet, path, str(error)))
        return found

    @cached_property
    def retired(self) -> Mapping[tuple[str, str], Redirect | Split]:
        """What became of the ids that go no more, by table and id."""
        redirects = self.registries["redirects"].model.redirects if "redirects" in self.registries else []
        return {(one.table, one.old): one for one in redirects}

    @cached_property
    def moves(self) -> Mapping[tuple[str, str], str]:
        """Where each id that was merged or renamed leads."""
        return redirect_map(self._rows("redirects"))

    @cached_property
    def resolutions(self) -> Sequence[ResolutionRow]:
        """The rows of the maintainers' decisions, in the order of the file. Every date must be one."""
        return self._rows("resolutions")

    @cached_property
    def claims(self) -> Sequence[ClaimRow]:
        """The claims of all articles, without the rank of their origins. Every date must be one."""
        sources = Sources({}, {}, self.moves)
        return [claim for sheet in self.articles for claim in claims_of(sheet.model, sources)[0]]

    def distinct(self, table: str) -> frozenset[frozenset[str]]:
        """The pairs of ids of a table that distinct.yaml keeps apart."""
        listed = self.registries["distinct"].model.distinct if "distinct" in self.registries else []
        return frozenset(
            frozenset(self.moves.get((table, record), record) for record in pair)
            for one in listed if one.table == table for pair in combinations(one.records, 2)
        )

    def _rows(self, name: str) -> list[Any]:
        models = {name: self.registries[name].model} if name in self.registries else {}
        return registry_rows(models)[name]


def _is_date(info: FieldInfo) -> bool:
    return not {"Date", "Day"}.isdisjoint(type_names(info))


def read_dataset(
    root: Path, instead: Mapping[Path, bytes] | None = None, without: Collection[Path] = ()
) -> Sheets:
    """Read every article and registry of a dataset folder.

    Files that cannot be read or do not fit their schema become findings, and the rest is read all the same. Symbolic
    links are not followed, and what is no regular file is refused unopened.

    Args:
        root: The dataset folder.
        instead: What to read in place of the files of these paths, to judge a change before it is written.
        without: Files that are left unread, such as those that were read already; paths that begin as `root` does.

    Raises:
        UsageError: `root` is no folder.
    """
    instead = instead or {}
    if not root.is_dir():
        raise UsageError(f"{root} is no folder: name the dataset's folder, such as dataset")
    sheets = Sheets()
    for name in REGISTRIES:
        path = root / f"{name}.yaml"
        if path not in without and (path.is_symlink() or path.exists() or path in instead):
            _read(path, name, sheets, instead.get(path))
    for path in _walk(root / ARTICLES):
        if path not in without:
            _read(path, ARTICLES, sheets, instead.get(path))
    return sheets


def read_files(paths: Iterable[Path]) -> Sheets:
    """Read single files: a registry where the name is one's, else annotated articles; folders are walked."""
    sheets = Sheets()
    for file in files_in(paths):
        _read(file, file.stem if file.suffix == ".yaml" and file.stem in REGISTRIES else ARTICLES, sheets)
    return sheets


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that paths name: each itself, a folder by the YAML and JSON Lines files in it and below."""
    for path in paths:
        yield from _walk(path) if path.is_dir() and not path.is_symlink() else [path]


def dataset_of(path: Path) -> Path | None:
    """The dataset folder that a path lies in: the nearest that holds organizations.yaml, or None."""
    at = path.absolute()
    return next((folder for folder in (at, *at.parents) if (folder / "organizations.yaml").is_file()), None)


def _walk(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                yield from _walk(path)
            elif path.suffix in (".yaml", ".jsonl"):
                yield path


def _read(path: Path, kind: str, sheets: Sheets, data: bytes | None = None) -> None:
    file = path.as_posix()
    data = _bytes(path, file, sheets.findings) if data is None else data
    if data is None:
        return
    model: type[Strict] = REGISTRIES.get(kind, ArticleFile)
    for one in read(data, file, model, lines=path.suffix == ".jsonl"):
        sheets.findings.extend(one.findings)
        if one.document is None or one.model is None:
            continue
        sheet = Sheet(file, one.document, one.model)
        if kind in REGISTRIES:
            sheets.registries[kind] = sheet
        else:
            sheets.articles.append(sheet)


def _bytes(path: Path, file: str, findings: list[Finding]) -> bytes | None:
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no regular file"
            findings.append(Finding(file, 0, 0, "not-a-file", f"is {what}", "put the file itself in its place"))
            return None
        if status.st_size > LARGEST_FILE:
            findings.append(Finding(file, 0, 0, "too-large", f"has {status.st_size} bytes", "split the file"))
            return None
        return path.read_bytes()
    except OSError as error:
        findings.append(Finding(file, 0, 0, "unreadable", f"cannot be read: {error.strerror}", "check name and rights"))
        return None
