"""What releases there are: with the package, in the cache, at the host."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from trilat.errors import ReleaseError
from trilat.store.bundled import newest
from trilat.store.cache import Cache, DamagedError
from trilat.store.fetch import current, default_limits
from trilat.store.folder import ReleaseFolder
from trilat.store.host import opened
from trilat.store.index import Index, order
from trilat.store.names import PACKAGE
from trilat.store.source import HOW, address


@dataclass(frozen=True)
class Listed:
    """A release and where it is; what is not known of it is None."""

    version: str
    date: str | None
    schema_version: str | None
    bytes: int | None
    bundled: bool
    cached: bool
    remote: bool
    yanked: str | None


@dataclass(frozen=True)
class Listing:
    """The releases, oldest first; what people should know; and whether the host could not be asked."""

    releases: Sequence[Listed]
    notes: Sequence[str]
    failed: bool


def releases(index: str | os.PathLike[str] | None = None, cache: Cache | None = None) -> Listing:
    """The releases that came with the package, are in the cache, and are at the host, if one is named."""
    cache = cache or Cache()
    where = address(index)
    remote, notes, failed = None, [f"no index of releases is named: {HOW}"], False
    if where is not None:
        try:
            with opened(where, default_limits()) as source:
                remote, notes = current(source, cache), []
        except ReleaseError as error:
            notes, failed = [str(error)], True
    mine = newest()
    there = [mine.name.removeprefix("trilat-")] if mine is not None else []
    versions = {*there, *cache.versions(), *(one.version for one in (remote.releases if remote else ()))}
    found = [_listed(version, version in there, cache, remote, notes) for version in sorted(versions, key=order)]
    return Listing(found, notes, failed)


def _listed(version: str, bundled: bool, cache: Cache, remote: Index | None, notes: list[str]) -> Listed:
    entry = remote.entry(version) if remote else None
    folder = newest() if bundled else None
    try:
        kept = cache.find(version)
    except DamagedError as error:
        notes.append(f"release {version} is in the cache, but damaged ({error}): trilat fetch {version}")
        kept = None
    folder = folder or kept
    if entry is not None:
        return Listed(version, entry.date, entry.schema_version, entry.bytes, bundled, kept is not None, True,
                      entry.yanked)
    if folder is None:
        return Listed(version, None, None, None, bundled, False, False, cache.yanked(version))
    package = json.loads(ReleaseFolder(folder).read(PACKAGE))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Listed(version, package["created"][:10], package["trilat"]["schema_version"], size, bundled,
                  kept is not None, False, cache.yanked(version))
