"""Whether a release folder is whole: every file that it lists is there with its hash, and no other."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trilat.errors import ReleaseError
from trilat.findings import visible
from trilat.hashing import file_sha256, sha256
from trilat.store.names import PACKAGE, SUMS, read_sums

AGAIN = "get the release again"


@dataclass(frozen=True)
class Facts:
    """What a whole release says of itself, and the size of each of its files."""

    version: str
    date: str
    schema_version: str
    content_sha256: str
    sums_sha256: str
    files: Mapping[str, int]


def verify(folder: Path) -> Facts:
    """Hold every file of a release against SHA256SUMS, and say what release it is.

    Raises ReleaseError naming the first file that is missing, damaged, not listed, or no plain file.
    """
    try:
        data = (folder / SUMS).read_bytes()
    except OSError as error:
        raise ReleaseError(f"{folder} is no release: it has no {SUMS} ({error.strerror})") from error
    sums = read_sums(data, f"{folder}/{SUMS}")
    sizes = {SUMS: len(data)}
    for name, path in sorted(_files(folder)):
        if name == SUMS:
            continue
        if name not in sums:
            raise ReleaseError(f"{path} does not belong to the release: {SUMS} does not list it")
        sizes[name] = path.stat().st_size
        if file_sha256(path) != sums[name]:
            raise ReleaseError(f"{path} is damaged: its SHA-256 is not the one in {SUMS}; {AGAIN}")
    missing = sorted(sums.keys() - sizes.keys())
    if missing:
        raise ReleaseError(f"{folder / missing[0]} is missing ({len(missing)} of {len(sums)} files are): {AGAIN}")
    return Facts(**_about(folder), sums_sha256=sha256(data), files=dict(sorted(sizes.items())))


def _files(folder: Path, inside: str = "") -> Iterator[tuple[str, Path]]:
    """The files in a folder and below by their paths; no link is followed, and no device opened."""
    for path in folder.iterdir():
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            yield from _files(path, f"{inside}{path.name}/")
        elif stat.S_ISREG(mode):
            yield f"{inside}{path.name}", path
        else:
            raise ReleaseError(f"{path} is no plain file: a release has no links and no devices; {AGAIN}")


def _about(folder: Path) -> dict[str, str]:
    """What the data package says of the release; its hash has been checked."""
    try:
        package: Any = json.loads((folder / PACKAGE).read_bytes())
        about = package["trilat"]
        found = {"version": package["version"], "date": package["created"][:10],
                 "schema_version": about["schema_version"], "content_sha256": about["content_sha256"]}
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ReleaseError(f"{folder / PACKAGE} is no data package of a Trilat release: "
                           f"{type(error).__name__} {visible(str(error))}") from error
    for name, value in found.items():
        if not isinstance(value, str):
            raise ReleaseError(f"{folder / PACKAGE} is no data package of a Trilat release: {name} is {visible(value)}")
    return found
