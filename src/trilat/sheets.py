"""The files of a dataset folder, read: each a sheet with its model and the place of every value."""

import os
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trilat.errors import UsageError
from trilat.findings import Finding
from trilat.hashing import canonical_json
from trilat.models.article import ArticleFile, MeetingEntry
from trilat.models.base import Strict
from trilat.models.registries import REGISTRIES, Redirect, Split
from trilat.reading.document import Document
from trilat.reading.document import Path as Way
from trilat.reading.folders import is_release
from trilat.reading.packed import has_lines, is_packed, unpacked
from trilat.reading.read import Piece, Read, pieces, refused
from trilat.sheet import Asked, Placed, Sheet
from trilat.tables.redirects import canonical, ends_of
from trilat.vocabularies import Stance

if TYPE_CHECKING:
    from trilat.evidence.texts import Texts
    from trilat.tables.rows import ClaimRow, ResolutionRow, SpanRow

ARTICLES = "articles"
LARGEST_FILE = 200_000_000
"""Bytes that a file has at most that is read at once."""

_IDS = re.compile(rb"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Sheets:
    """All sheets that were read, and what was wrong with the files.

    `unread` is what the files and lines hold that could not be read, by file; `misshapen` what was read and fits no
    model. Rules that need the day, or the texts of the articles, find nothing where `today` or `texts` is None.
    `answered` is what articles point at that their sheets do not keep, since it is known to be there.
    """

    articles: list[Sheet] = field(default_factory=list)
    registries: dict[str, Sheet] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, list[bytes]] = field(default_factory=dict)
    misshapen: list[tuple[Document, type[Strict]]] = field(default_factory=list)
    today: date | None = None
    texts: "Texts | None" = None
    answered: Asked = field(default_factory=dict)
    are_part: bool = False

    @property
    def every(self) -> Sequence[Sheet]:
        """The articles and the registries; the articles alone where these are a part of all."""
        return self.articles if self.are_part else (*self.articles, *self.registries.values())

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids that there are, by table; redirected ids count."""
        ids: dict[str, set[str]] = {name: set() for name in ("people", "organizations", "offices", "places")}
        for name in ids.keys() & self.registries.keys():
            ids[name] = {entry.id for entry in getattr(self.registries[name].model, name)}
        gists = [sheet.gist for sheet in self.articles]
        ids["meetings"] = {meeting.id for gist in gists for meeting in gist.meetings}
        ids["statements"] = {statement for gist in gists for statement, *_ in gist.statements}
        ids["outcomes"] = {outcome.id for gist in gists for outcome in gist.outcomes}
        ids[ARTICLES] = {gist.article.id for gist in gists}
        for table, old in self.retired:
            ids[table].add(old)
        return {table: frozenset(found) for table, found in ids.items()}

    @property
    def judged(self) -> Sequence[Sheet]:
        """Those of them that are judged, and do not only stand beside those that are."""
        return [sheet for sheet in self.every if sheet.is_judged]

    def known(self, tables: tuple[str, ...]) -> frozenset[str]:
        """The ids that there are in any of some tables."""
        if tables not in self._known:
            self._known[tables] = frozenset[str]().union(*(self.ids[table] for table in tables))
        return self._known[tables]

    def unknown(self, sheet: Sheet) -> Asked:
        """The ids in a sheet that lead to no record, by the tables that they are looked for in."""
        return {tables: missing for tables, asked in sheet.asked.items()
                if (missing := asked - self.known(tables) - self.ids_in_unread)}

    def like(self, tables: tuple[str, ...]) -> Set[str]:
        """The ids in some tables that one which leads nowhere may have meant."""
        return self.known(tables)

    @cached_property
    def _known(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {}

    @cached_property
    def ids_in_unread(self) -> frozenset[str]:
        """Whatever looks like an id in the files that could not be read: records that may be there after all."""
        return ids_in(part for parts in self.unread.values() for part in parts)

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

    @property
    def has_impossible_dates(self) -> bool:
        """Whether any date is none that the calendar has."""
        return any(sheet.has_impossible_date for sheet in self.every)

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
    def resolutions(self) -> Sequence["ResolutionRow"]:
        """The rows of the maintainers' decisions, in the order of the file. Every date must be one."""
        return self._rows("resolutions")

    @property
    def claims(self) -> Sequence["ClaimRow"]:
        """The claims of all articles, without the rank of their origins. Every date must be one."""
        return self._claimed[0]

    @property
    def spans(self) -> Sequence["SpanRow"]:
        """The evidence that the claims of all articles rest on."""
        return self._claimed[1]

    @cached_property
    def _claimed(self) -> tuple[list["ClaimRow"], list["SpanRow"]]:
        from trilat.claims import Sources, claims_of  # noqa: PLC0415  # few ask for it, and it takes long

        sources = Sources({}, {}, self.moves)
        made = [claims_of(sheet.model, sources) for sheet in self.articles]
        return [claim for claims, _ in made for claim in claims], [span for _, spans in made for span in spans]

    @cached_property
    def meetings(self) -> Sequence[tuple[Sheet, Way, MeetingEntry]]:
        """Every entry of a meeting that is not a denial, and where it stands."""
        return [
            (sheet, ("meetings", place), entry)
            for sheet in self.articles for place, entry in enumerate(sheet.model.meetings)
            if entry.stance is not Stance.DENIED
        ]

    @cached_property
    def placed(self) -> Sequence[Placed]:
        """The gist of every such entry."""
        return [
            Placed(sheet, ("meetings", place), entry)
            for sheet in self.articles for place, entry in enumerate(sheet.gist.meetings)
            if entry.stance is not Stance.DENIED
        ]

    @cached_property
    def meetings_by_record(self) -> Mapping[str, list[Placed]]:
        """The same by the id that their meeting goes by today."""
        found: dict[str, list[Placed]] = defaultdict(list)
        for one in self.placed:
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
        from trilat.registries import registry_rows  # noqa: PLC0415  # few ask for it, and it takes long

        models = {name: self.registries[name].model} if name in self.registries else {}
        return registry_rows(models)[name]


def ids_in(parts: Iterable[bytes]) -> frozenset[str]:
    """Whatever looks like an id in what could not be read."""
    return frozenset(found.decode() for part in parts for found in _IDS.findall(part))


class Source(NamedTuple):
    """A file, or a line of one, to be read: the name to show, what it is, the file's bytes, and how it is read.

    Of a line the bytes are left out.
    """

    file: str
    kind: str
    data: bytes
    piece: Piece

    def read(self) -> Read:
        """Read it."""
        return self.piece.read(REGISTRIES.get(self.kind, ArticleFile))


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
    for source in sources(dataset_files(root, instead, without), instead):
        take(source, sheets)
    return sheets


def read_files(paths: Iterable[Path], instead: Mapping[Path, bytes] | None = None) -> Sheets:
    """Read single files: a registry where the name is one's, else annotated articles; folders are walked.

    Args:
        paths: The files and folders.
        instead: What to read in place of the files of these paths.
    """
    instead = instead or {}
    sheets = Sheets()
    for source in sources(((path, kind_of(path)) for path in files_in(paths)), instead):
        take(source, sheets)
    return sheets


def dataset_files(
    root: Path, instead: Collection[Path] = (), without: Collection[Path] = ()
) -> Iterator[tuple[Path, str]]:
    """The files of a dataset folder, each with what it is: its registries, then the articles."""
    for name in REGISTRIES:
        path = root / f"{name}.yaml"
        if path not in without and (path.is_symlink() or path.exists() or path in instead):
            yield path, name
    for path in _walk(root / ARTICLES):
        if path not in without:
            yield path, ARTICLES


def sources(files: Iterable[tuple[Path, str]], instead: Mapping[Path, bytes]) -> Iterator[Source]:
    """What there is to read in files, whose bytes are at hand then.

    Args:
        files: The files, each with what it is.
        instead: What to read in place of the files of these paths.
    """
    for path, kind in files:
        file, lines = path.as_posix(), has_lines(path.name)
        findings: list[Finding] = []
        data = instead[path] if path in instead else bytes_of(path, file, findings)
        for finding in findings:
            yield Source(file, kind, b"", refused(finding))
        for piece in pieces(data, file, lines=lines) if data is not None else ():
            yield Source(file, kind, b"" if lines else data or b"", piece)


def take(source: Source, sheets: Sheets, *, is_judged: bool = True) -> None:
    """Read a file or a line, and put it among the sheets."""
    one = source.read()
    sheets.findings.extend(one.findings)
    if one.model is None and one.document is None:
        sheets.unread.setdefault(source.file, []).append(source.data)
    elif one.model is None and one.document is not None:
        sheets.misshapen.append((one.document, REGISTRIES.get(source.kind, ArticleFile)))
        whole = source.data or canonical_json(one.document.value).encode()
        sheets.unread.setdefault(source.file, []).append(whole)
    elif source.kind in REGISTRIES:
        sheets.registries[source.kind] = Sheet(source.file, lambda: one, is_judged)
    else:
        sheets.articles.append(Sheet(source.file, lambda: one, is_judged))


def kind_of(path: Path) -> str:
    """What a file is by its name: a registry, or articles."""
    return path.stem if path.suffix == ".yaml" and path.stem in REGISTRIES else ARTICLES


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that paths name: each itself, a folder by the YAML and JSON Lines files in it and below; none twice.

    What a release has is left out: it is no contributed data.
    """
    seen = set()
    for path in paths:
        for file in _walk(path) if path.is_dir() and not path.is_symlink() else [path]:
            absolute = os.path.abspath(file)  # noqa: PTH100  # resolve would follow links
            if absolute not in seen:
                seen.add(absolute)
                yield file


def releases_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The folders of releases that are named or lie in what is named, and the tables that are."""
    for path in paths:
        if is_release(path):
            yield path
        elif path.is_dir() and not path.is_symlink():
            yield from releases_in(sorted(inner for inner in path.iterdir()
                                          if inner.is_dir() and not inner.is_symlink()))


def dataset_of(path: Path) -> Path | None:
    """The dataset folder that a path lies in: the nearest that holds organizations.yaml, or None."""
    at = path.absolute()
    return next((folder for folder in (at, *at.parents) if (folder / "organizations.yaml").is_file()), None)


def _walk(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink() and not is_release(folder):
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                yield from _walk(path)
            elif path.suffix == ".yaml" or has_lines(path.name):
                yield path


def bytes_of(path: Path, file: str, findings: list[Finding]) -> bytes | None:
    """The bytes of a contributed file, unpacked, or None and a finding why it is not read; `file` is the name to show.

    Of a packed file that is damaged, the lines before that are given.
    """
    found = why_unread(path, file)
    if found is None:
        try:
            if is_packed(path.name):
                return unpacked(path, LARGEST_FILE, findings)
            size = path.stat().st_size
            if size <= LARGEST_FILE:
                return path.read_bytes()
            found = Finding(file, 0, 0, "too-large", f"has {size} bytes", "split the file")
        except OSError as error:
            found = unreadable(file, error)
    findings.append(found)
    return None


def why_unread(path: Path, file: str) -> Finding | None:
    """Why a contributed file is not even opened: a link, a pipe or a device, or nothing that can be looked at."""
    try:
        status = path.lstat()
    except OSError as error:
        return unreadable(file, error)
    if stat.S_ISREG(status.st_mode):
        return None
    what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no regular file"
    return Finding(file, 0, 0, "not-a-file", f"is {what}", "put the file itself in its place")


def unreadable(file: str, error: OSError) -> Finding:
    """Why a file is not read that the system does not give."""
    return Finding(file, 0, 0, "unreadable", f"cannot be read: {error.strerror}", "check name and rights")
