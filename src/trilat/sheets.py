"""The files of a dataset folder, read: each a sheet with its model and the place of every value."""

import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from trilat.errors import UsageError
from trilat.findings import Finding, Severity, path_text
from trilat.models.article import ArticleFile
from trilat.models.base import Strict
from trilat.models.registries import REGISTRIES
from trilat.reading.document import Document
from trilat.reading.json_lines import read_json_lines
from trilat.reading.shape import shape
from trilat.reading.yaml import read_yaml

ARTICLES = "articles"
LARGEST_FILE = 200_000_000
"""Bytes that a contributed file has at most."""


@dataclass(frozen=True)
class Sheet:
    """One annotated article or one registry, as read from a file; `file` is the name to show."""

    file: str
    document: Document
    model: Any

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
        if "redirects" in self.registries:
            for redirect in self.registries["redirects"].model.redirects:
                ids[redirect.table].add(redirect.old)
        return {table: frozenset(found) for table, found in ids.items()}


def read_dataset(root: Path) -> Sheets:
    """Read every article and registry of a dataset folder.

    Files that cannot be read or do not fit their schema become findings, and the rest is read all the same. Symbolic
    links are not followed, and what is no regular file is refused unopened.
    """
    if not root.is_dir():
        raise UsageError(f"{root} is no folder: name the dataset's folder, such as dataset")
    sheets = Sheets()
    for name in REGISTRIES:
        path = root / f"{name}.yaml"
        if path.is_symlink() or path.exists():
            _read(path, name, sheets)
    for path in _walk(root / ARTICLES):
        _read(path, ARTICLES, sheets)
    return sheets


def read_files(paths: Iterable[Path]) -> Sheets:
    """Read single files: a registry where the name is one's, else annotated articles; folders are walked."""
    sheets = Sheets()
    for path in paths:
        for file in _walk(path) if path.is_dir() and not path.is_symlink() else [path]:
            _read(file, file.stem if file.suffix == ".yaml" and file.stem in REGISTRIES else ARTICLES, sheets)
    return sheets


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


def _read(path: Path, kind: str, sheets: Sheets) -> None:
    file = path.as_posix()
    data = _bytes(path, file, sheets.findings)
    if data is None:
        return
    read = read_json_lines(data, file) if path.suffix == ".jsonl" else iter([read_yaml(data, file)])
    model: type[Strict] = REGISTRIES.get(kind, ArticleFile)
    for document, findings in read:
        sheets.findings.extend(findings)
        if document is None:
            continue
        made, misshapen = shape(document, model)
        sheets.findings.extend(misshapen)
        if made is None or any(finding.severity is Severity.ERROR for finding in findings):
            continue
        sheet = Sheet(file, document, made)
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
