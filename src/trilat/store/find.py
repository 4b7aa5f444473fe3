"""Where a release is: it came with the package, is in the cache, or is fetched."""

from __future__ import annotations

import os
import re
import warnings
from pathlib import Path

from trilat.errors import ReleaseError, UsageError, YankedWarning
from trilat.store.bundled import bundled, newest


def find(version: str | None = None, index: str | os.PathLike[str] | None = None, *, fetch: bool = False) -> Path:
    """The folder of a release: the bundled one where no version is given.

    Where that version is neither bundled nor cached and `fetch` is true, it is fetched from `index`, else TRILAT_INDEX.
    Without `fetch` the network is never touched. Nothing but the bundled folder is looked at where that is the release.

    Raises ReleaseError where the release cannot be had, and says how it can; UsageError where `version` is none. Warns
    where it is known to have been yanked.
    """
    mine = newest()
    if version is None or (mine is not None and mine.name == f"trilat-{version}"):
        return bundled(version)
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,5}){2}", version):
        from trilat.findings import visible

        raise UsageError(f"{visible(version)!r} is no version of a release, such as 1.0.0")
    return _elsewhere(version, index, fetch)


def _elsewhere(version: str, index: str | os.PathLike[str] | None, fetch: bool) -> Path:
    from trilat.store.cache import Cache, DamagedError
    from trilat.store.source import HOW, address

    cache = Cache()
    where = address(index) if fetch else None
    damaged: DamagedError | None = None
    try:
        folder = cache.find(version)
        reason = cache.yanked(version) if folder is not None else None
    except DamagedError as error:
        folder, reason, damaged = None, None, error
    if folder is None and where is not None:
        from trilat.store.fetch import fetch as bring

        got = bring(version, where, cache=cache)
        folder, reason = got.folder, got.yanked
    if folder is None and damaged is not None:
        raise ReleaseError(f"release {version} is in the cache, but damaged ({damaged}): fetch it again with "
                           f"trilat fetch {version}")
    if folder is None:
        mine = newest()
        has = f"which has {mine.name}" if mine is not None else "which has none"
        again = f"get it with trilat fetch {version}" if not fetch else f"to have it fetched from an index, {HOW}"
        raise ReleaseError(f"release {version} does not come with this package, {has}, and is not in the cache: "
                           f"{again}; or name the folder of a release with dataset.load(path=…)")
    if reason is not None:
        warnings.warn(f"release {version} was yanked: {reason}", YankedWarning, stacklevel=4)
    return folder
