"""Lay releases out for a static host: a folder of plain files, each release as it is, and the index of them.

    index.json                  what there is
    releases/VERSION/…          the files of a release
    .nojekyll                   tells GitHub Pages to leave files whose names begin with a dot or a line

The index is replaced last, in one step: until then nobody who reads it knows of the new files, so that whatever stops
the work leaves what was published as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trilat import disk
from trilat.errors import ReleaseError, UsageError
from trilat.findings import visible
from trilat.store import disk as files
from trilat.store.folder import ReleaseFolder
from trilat.store.index import FORMAT, NAME, Entry, Index, order, read_index, write_index
from trilat.store.names import SUMS, fault_in_names
from trilat.store.verify import Facts, verify

JEKYLL = ".nojekyll"


@dataclass(frozen=True)
class Published:
    """What publishing did: the version, the serial number of the index, and whether anything changed."""

    version: str
    serial: int
    changed: bool
    index: Path


def publish(release: Path, to: Path) -> Published:
    """Put a release into the folder of a host, and into its index; what is there already stays as it is.

    Raises ReleaseError where the release is not whole, is a working build, or is there with other content.
    """
    facts = verify(release)
    if not facts.version.replace(".", "").isdecimal():
        raise ReleaseError(f"{release} is {facts.version}, a working build, and only what never changes is published: "
                           "trilat build --final")
    fault = fault_in_names(facts.files)
    if fault is not None:
        raise ReleaseError(f"{release}: {fault}")
    entry = _entry(release, {**vars(facts), "files": dict(facts.files)})
    with _host(to) as index:
        known = index.entry(facts.version)
        if known is not None and known.sums_sha256 != facts.sums_sha256:
            raise ReleaseError(f"release {facts.version} is published in {to} with other content, and a release never "
                               "changes: give the new one the next version, and flag the old one with --yank")
        target = to / "releases" / facts.version
        if not _is_there(target, facts):
            _lay_out(release, target, facts)
        return _write(to, index, entry.model_copy(update={"yanked": known.yanked if known else None}))


def yank(version: str, reason: str, to: Path) -> Published:
    """Flag a published release as one not to use, with the reason; its files stay for those who cite it."""
    if not reason.strip():
        raise UsageError("a release is yanked with a --reason, which its users are told")
    return _flag(version, reason.strip(), to)


def unyank(version: str, to: Path) -> Published:
    """Take the flag away."""
    return _flag(version, None, to)


def _flag(version: str, reason: str | None, to: Path) -> Published:
    if not (to / NAME).exists():
        raise UsageError(f"{to} is no folder of a host: it has no {NAME}")
    with _host(to) as index:
        entry = index.entry(version)
        if entry is None:
            there = ", ".join(one.version for one in index.releases)
            raise UsageError(f"{to} has no release {version}; it has {there}")
        return _write(to, index, _entry("--reason", entry.model_dump() | {"yanked": reason}))


def _entry(what: object, fields: dict[str, Any]) -> Entry:
    """An entry of the index; raises ReleaseError, naming `what`, where one of the fields cannot stand there."""
    try:
        return Entry(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(step) for step in first["loc"])
        raise ReleaseError(f"{what}: {at} is {visible(first['input'])}, which cannot stand in an index: {first['msg']}"
                           ) from error


@contextmanager
def _host(to: Path) -> Iterator[Index]:
    """The index of a host's folder, for the only process that is at work on it."""
    files.make_folder(to / "releases")
    try:
        with files.locked(to / ".lock", 60):
            _reap(to)
            path = to / NAME
            yield (read_index(path.read_bytes(), str(path)) if path.exists()
                   else Index(trilat_index=FORMAT, serial=1, releases=()))
    except TimeoutError as error:
        raise ReleaseError(f"another process publishes to {to}: try again when it is done") from error


def _reap(to: Path) -> None:
    """Remove what killed processes have left; the lock is held, so that nobody is at work on it."""
    left = [path for name in (f".{NAME}.*", f".{JEKYLL}.*", ".trilat-*.part") for path in to.glob(name)]
    for path in (*left, *(to / "releases").glob(".*")):
        files.remove(path)


def _is_there(target: Path, facts: Facts) -> bool:
    try:
        return verify(target).sums_sha256 == facts.sums_sha256
    except ReleaseError:
        return False


def _lay_out(release: Path, target: Path, facts: Facts) -> None:
    source = ReleaseFolder(release)
    with disk.folder_made_whole(target) as folder:
        for name in facts.files:
            files.write_new(folder / name, (release / name).read_bytes() if name == SUMS else source.read(name))
        if verify(folder) != facts:
            raise ReleaseError(f"{release} changed while it was read: publish it again")


def _write(to: Path, index: Index, entry: Entry) -> Published:
    """Put an entry into the index, unless it is there as it is."""
    path = to / NAME
    if index.entry(entry.version) == entry:
        return Published(entry.version, index.serial, False, path)
    others = [one for one in index.releases if one.version != entry.version]
    releases = tuple(sorted([*others, entry], key=lambda one: order(one.version)))
    serial = index.serial + 1 if path.exists() else 1
    data = write_index(Index(trilat_index=FORMAT, serial=serial, releases=releases))
    read_index(data, str(path))  # what others would refuse is not written
    if not (to / JEKYLL).exists():
        disk.write_file(to / JEKYLL, b"")
    disk.write_file(path, data)
    return Published(entry.version, serial, True, path)
