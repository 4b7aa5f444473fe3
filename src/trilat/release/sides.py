"""What is compared: a release, or a dataset folder as the release that it would become."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trilat.check import findings_of
from trilat.coding import agreement
from trilat.errors import ReleaseError, TrilatError, UsageError
from trilat.findings import Finding, Severity
from trilat.models.base import SCHEMA_VERSION
from trilat.release.assemble import assemble
from trilat.release.changes import Changes, Stated, changes, first
from trilat.release.content import content_hash
from trilat.schemas import releases
from trilat.sheets import Sheets, read_dataset
from trilat.store.find import find
from trilat.store.folder import ReleaseFolder
from trilat.tables.columns import Row, columns
from trilat.tables.rows import TABLES

VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:\.dev)?")


@dataclass(frozen=True)
class Side:
    """The tables of a release or of a dataset, the names of their columns, and what it is.

    `last` is, for a dataset folder, the version of its last final release.
    """

    stated: Stated
    columns: Mapping[str, Set[str]]
    tables: Mapping[str, Sequence[Row]]
    last: str | None = None

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(self.tables[name]) for name in TABLES}


def between(before: Side, after: Side) -> Changes:
    """What changed from one to the other."""
    return changes(before.stated, before.tables, after.stated, after.tables)


def differing(before: str | None, after: str, out: Path | None = None) -> Changes:
    """What changed between two sides by their names, as `named` takes them.

    Without `before` it is the last final release of `after`, a dataset folder.
    """
    new = named(after, out)
    before = before or new.last
    return first(new.stated, new.rows) if before is None else between(named(before, out), new)


def named(name: str, out: Path | None = None) -> Side:
    """A release by its folder or version, or a dataset by its folder, as `place_of` takes their names.

    Raises:
        UsageError: There is no such folder, and it is no version.
        ReleaseError: No such release is at hand, or it is damaged.
        TrilatError: The dataset has errors.
    """
    folder, is_release = place_of(name, out)
    return of_release(folder) if is_release else of_dataset(folder)


def place_of(name: str, out: Path | None = None) -> tuple[Path, bool]:
    """The folder that a name means, and whether it is that of a release.

    Args:
        name: A folder, or a version that is bundled, in the cache, or in `out`.
        out: A folder of releases.

    Raises:
        UsageError: There is no such folder, and it is no version.
        ReleaseError: No such release is at hand.
    """
    path = Path(name)
    if path.is_dir():
        return path, (path / "SHA256SUMS").exists() or (path / "datapackage.json").exists()
    if VERSION.fullmatch(name):
        return at_hand(name, out), True
    raise UsageError(f"{name} is no folder and no version: name a release folder, a dataset folder, or a version such "
                     "as 1.2.0")


def at_hand(version: str, out: Path | None = None) -> Path:
    """The folder of a release: in `out`, or where the package keeps releases. Nothing is downloaded.

    Raises ReleaseError where it is at neither.
    """
    if out is not None and (out / f"trilat-{version}" / "SHA256SUMS").is_file():
        return out / f"trilat-{version}"
    if version.endswith(".dev"):
        raise ReleaseError(f"{version} is a working build: name its folder")
    return find(version)


def of_release(folder: Path) -> Side:
    """A release by its folder; every file is verified before it is read."""
    release = ReleaseFolder(folder)
    tables = {name: _rows(row_type, release.rows(name)) for name, row_type in TABLES.items()}
    return Side(stated_of(release), columns_of(release), tables)


def stated_of(release: ReleaseFolder) -> Stated:
    """What a release is, as it says itself."""
    about = release.package["trilat"]
    return Stated(release.package["version"], about["content_sha256"], about["schema_version"])


def columns_of(release: ReleaseFolder) -> dict[str, set[str]]:
    """The names of the columns of each table that a release has."""
    found = {one["name"]: {field["name"] for field in one["schema"]["fields"]}
             for one in release.package.get("resources", ()) if one["name"] in TABLES}
    for name, row_type in TABLES.items():  # a large release has no CSV
        parts = release.parts(name)
        if parts is not None:
            found[name] = {one.name for one in columns(row_type) if not parts.rows or not parts.lacks(one.name)}
    return found


def _rows(row_type: type[Row], values: list[list[Any]]) -> list[Row]:
    return [row_type(*row) for row in values]


def of_dataset(root: Path) -> Side:
    """A dataset folder as the working build that it would give.

    Raises TrilatError where it has errors.
    """
    sheets = read_dataset(root)
    faults = errors(findings_of(sheets))
    if faults:
        raise TrilatError(f"{root} has {len(faults)} error{'s' * (len(faults) > 1)}, so that nothing can be built from "
                          f"it; the first is {faults[0]} (all: trilat validate {root})")
    return of_sheets(root, sheets, version_of(root, sheets) + ".dev")


def of_sheets(root: Path, sheets: Sheets, version: str) -> Side:
    """A dataset that was read and found to be without errors."""
    registries = {name: sheet.model for name, sheet in sheets.registries.items()}
    rows = agreement.rows(agreement.read(root))
    tables = assemble([sheet.model for sheet in sheets.articles], registries, rows)
    stated = Stated(version, content_hash(tables), SCHEMA_VERSION)
    names = {name: {one.name for one in columns(row_type)} for name, row_type in TABLES.items()}
    recorded = releases(root)
    return Side(stated, names, tables, recorded[-1]["version"] if recorded else None)


def version_of(root: Path, sheets: Sheets) -> str:
    """The version that release.yaml gives."""
    if "release" not in sheets.registries:
        raise TrilatError(f"{root}/release.yaml is missing: it names the version and date of the release")
    return str(sheets.registries["release"].model.version)


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
