"""The files of a dataset folder, read: each a sheet with its model and the place of every value."""

import os
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from trilat import edtf
from trilat.claims import Sources, claims_of
from trilat.errors import UsageError
from trilat.evidence.texts import Texts
from trilat.findings import Finding, path_text
from trilat.hashing import canonical_json
from trilat.models.article import ArticleFile, Evidence, MeetingEntry
from trilat.models.base import Strict
from trilat.models.outline import Found, is_marked, walk
from trilat.models.parts import Part, evidence_of, parts
from trilat.models.registries import REGISTRIES, Redirect, Split
from trilat.reading.comments import Comment, comments
from trilat.reading.document import Document
from trilat.reading.read import read
from trilat.registries import registry_rows
from trilat.tables.redirects import canonical, ends_of
from trilat.tables.rows import ClaimRow, ResolutionRow, SpanRow
from trilat.vocabularies import Stance

ARTICLES = "articles"
LARGEST_FILE = 200_000_000
"""Bytes that a contributed file has at most."""

_IDS = re.compile(rb"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Sheet:
    """One annotated article or one registry, as read from a file; `file` is the name to show.

    One that only stands beside those that are judged has `is_judged` false: nobody asks where its faults are.
    """

    file: str
    document: Document
    model: Any
    is_judged: bool = True

    @cached_property
    def marked(self) -> Sequence[Found]:
        """Every id, date and party in the file, with the way to it and what field it stands in."""
        return walk(self.model, is_marked)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Every part of an annotated article that makes claims, in the order of the file."""
        return tuple(parts(self.model))

    @cached_property
    def evidence(self) -> Sequence[tuple[tuple[str | int, ...], Evidence]]:
        """Every span and quote of an annotated article, with the way to it."""
        return tuple(evidence_of(self.model))

    @property
    def comments(self) -> Iterator[Comment]:
        """The comments of a YAML file, in their order."""
        if not self.file.endswith(".jsonl") and "#" in self.document.text:
            yield from comments(self.document, self.document.text)

    def finding(self, path: tuple[str | int, ...], message: str, remedy: str) -> Finding:
        """A finding at the value that `path` leads to, or at what holds it; its rule gives it name and severity."""
        if not self.is_judged:
            return self.finding_at(0, 0, message, remedy)
        mark, (end_line, end_column) = self.document.locate(path), self.document.end(path)
        return Finding(self.file, mark.line, mark.column, "", message, remedy, path_text(path), end_line=end_line,
                       end_column=end_column)

    def finding_at(self, line: int, column: int, message: str, remedy: str) -> Finding:
        """A finding at a place that no value has, such as a comment's."""
        return Finding(self.file, line, column, "", message, remedy)


class Placed(NamedTuple):
    """A meeting entry, and where it stands."""

    sheet: Sheet
    path: tuple[str | int, ...]
    entry: MeetingEntry


@dataclass(frozen=True)
class Sheets:
    """All sheets that were read, and what was wrong with the files.

    `unread` is what the files and lines hold that could not be read, by file; `misshapen` what was read and fits no
    model. Rules that need the day, or the texts of the articles, find nothing where `today` or `texts` is None.
    """

    articles: list[Sheet] = field(default_factory=list)
    registries: dict[str, Sheet] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, list[bytes]] = field(default_factory=dict)
    misshapen: list[tuple[Document, type[Strict]]] = field(default_factory=list)
    today: date | None = None
    texts: Texts | None = None

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
    def ids_in_unread(self) -> frozenset[str]:
        """Whatever looks like an id in the files that could not be read: records that may be there after all."""
        return frozenset(
            found.decode() for parts in self.unread.values() for part in parts for found in _IDS.findall(part)
        )

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The ids of the entries of registries by table and each name that they go by."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for table in ("people", "organizations", "places"):
            if table in self.registries:
                for entry in getattr(self.registries[table].model, table):
                    for name in (entry.name, *entry.names):
                        found[table, name].add(entry.id)
        return {key: frozenset(ids) for key, ids in found.items()}

    def named(self, tables: Iterable[str], name: str) -> str | None:
        """The id of the one person, organisation or place of these tables that goes by a name."""
        ids = [one for table in tables for one in self._names.get((table, name), ())]
        return ids[0] if len(ids) == 1 else None

    @cached_property
    def impossible_dates(self) -> Sequence[tuple[Sheet, tuple[str | int, ...], str]]:
        """Every date that the calendar does not have: its sheet, the way to it, and why."""
        found = []
        for sheet in (*self.articles, *self.registries.values()):
            for path, slot, value in sheet.marked:
                if slot.dated:
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
        """Where each id that was merged or renamed leads, whatever the dates are."""
        return ends_of({key: one.new for key, one in self.retired.items() if isinstance(one, Redirect)})

    @cached_property
    def resolutions(self) -> Sequence[ResolutionRow]:
        """The rows of the maintainers' decisions, in the order of the file. Every date must be one."""
        return self._rows("resolutions")

    @property
    def claims(self) -> Sequence[ClaimRow]:
        """The claims of all articles, without the rank of their origins. Every date must be one."""
        return self._claimed[0]

    @property
    def spans(self) -> Sequence[SpanRow]:
        """The evidence that the claims of all articles rest on."""
        return self._claimed[1]

    @cached_property
    def _claimed(self) -> tuple[list[ClaimRow], list[SpanRow]]:
        sources = Sources({}, {}, self.moves)
        made = [claims_of(sheet.model, sources) for sheet in self.articles]
        return [claim for claims, _ in made for claim in claims], [span for _, spans in made for span in spans]

    @cached_property
    def meetings(self) -> Sequence[Placed]:
        """Every entry of a meeting that is not a denial."""
        return [
            Placed(sheet, ("meetings", place), entry)
            for sheet in self.articles for place, entry in enumerate(sheet.model.meetings)
            if entry.stance is not Stance.DENIED
        ]

    @cached_property
    def meetings_by_record(self) -> Mapping[str, list[Placed]]:
        """The same by the id that their meeting goes by today."""
        found: dict[str, list[Placed]] = defaultdict(list)
        for one in self.meetings:
            found[canonical("meetings", one.entry.id, self.moves)].append(one)
        return dict(found)

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


def read_files(paths: Iterable[Path], instead: Mapping[Path, bytes] | None = None) -> Sheets:
    """Read single files: a registry where the name is one's, else annotated articles; folders are walked.

    Args:
        paths: The files and folders.
        instead: What to read in place of the files of these paths.
    """
    instead = instead or {}
    sheets = Sheets()
    for file in files_in(paths):
        _read(file, kind_of(file), sheets, instead.get(file))
    return sheets


def kind_of(path: Path) -> str:
    """What a file is by its name: a registry, or articles."""
    return path.stem if path.suffix == ".yaml" and path.stem in REGISTRIES else ARTICLES


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that paths name: each itself, a folder by the YAML and JSON Lines files in it and below; none twice."""
    seen = set()
    for path in paths:
        for file in _walk(path) if path.is_dir() and not path.is_symlink() else [path]:
            absolute = os.path.abspath(file)  # noqa: PTH100  # resolve would follow links
            if absolute not in seen:
                seen.add(absolute)
                yield file


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
    data = bytes_of(path, file, sheets.findings) if data is None else data
    if data is None:
        return
    model: type[Strict] = REGISTRIES.get(kind, ArticleFile)
    lines = path.suffix == ".jsonl"
    for one in read(data, file, model, lines=lines):
        sheets.findings.extend(one.findings)
        if one.document is None:
            sheets.unread.setdefault(file, []).append(b"" if lines else data)
        elif one.model is None:
            sheets.misshapen.append((one.document, model))
            whole = canonical_json(one.document.value).encode() if lines else data
            sheets.unread.setdefault(file, []).append(whole)
        else:
            sheet = Sheet(file, one.document, one.model)
            if kind in REGISTRIES:
                sheets.registries[kind] = sheet
            else:
                sheets.articles.append(sheet)


def bytes_of(path: Path, file: str, findings: list[Finding]) -> bytes | None:
    """The bytes of a contributed file, or None and a finding why it is not read; `file` is the name to show."""
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
