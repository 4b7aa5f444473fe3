"""Open a release: check its bytes, then read its tables as they are asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from trilat.dataset.dataset import Dataset
from trilat.errors import ReleaseError
from trilat.hashing import sha256
from trilat.tables.rows import TABLES
from trilat.tables.text import from_json_lines

BUNDLED = Path(__file__).parent.parent / "_bundled"
SCHEMA_MAJOR = 1


def load(version: str | None = None, *, path: str | os.PathLike[str] | None = None) -> Dataset:
    """Open a release of the dataset.

    Without arguments the one that comes with the package, off line; `version` asks that it be this one; `path` names
    the folder of a release. Nothing but its table of contents is read before it is asked for, and every file's hash is
    checked before it is parsed.

    Raises ReleaseError where there is no such release, where it is damaged, or where its schema is newer than this
    package.

    >>> from trilat import dataset
    >>> dataset.load().schema_version
    '1.0.0'
    """
    folder = Path(path) if path is not None else _bundled(version)
    sums = _sums(folder)
    package = json.loads(_checked(folder, "datapackage.json", sums))
    about = package.get("trilat")
    if not isinstance(about, dict):
        raise ReleaseError(f"{folder} holds a data package, but no release of Trilat: {package.get('name')!r}")
    schema = str(about["schema_version"])
    if int(schema.split(".", maxsplit=1)[0]) > SCHEMA_MAJOR:
        raise ReleaseError(f"{folder} has schema {schema}, and this package reads schemas up to {SCHEMA_MAJOR}.x: "
                           "pip install --upgrade trilat")
    if version is not None and package["version"] != version:
        raise ReleaseError(f"{folder} is release {package['version']}, not {version}")

    def read(name: str) -> list[list[Any]]:
        return from_json_lines(TABLES[name], _checked(folder, f"json/{name}.jsonl", sums))

    return Dataset(package["version"], schema, read)


def _bundled(version: str | None) -> Path:
    found = sorted(folder for folder in BUNDLED.glob("trilat-*") if folder.is_dir())
    if not found:
        raise ReleaseError("no release comes with this copy of the package: build one with trilat build, and load it "
                           "with dataset.load(path=…)")
    newest = found[-1]
    if version is not None and newest.name != f"trilat-{version}":
        raise ReleaseError(f"release {version} does not come with this package, which has {newest.name}: "
                           "name its folder with dataset.load(path=…)")
    return newest


def _sums(folder: Path) -> Mapping[str, str]:
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ReleaseError(f"{folder} is no release: it has no SHA256SUMS ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{folder}/SHA256SUMS is damaged: get the release again") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _checked(folder: Path, name: str, sums: Mapping[str, str]) -> bytes:
    """The bytes of a file of a release, once their hash is as SHA256SUMS says."""
    wanted = sums.get(name)
    if wanted is None:
        raise ReleaseError(f"{folder}/SHA256SUMS does not list {name}: the release is damaged or not whole")
    try:
        data = (folder / PurePosixPath(name)).read_bytes()
    except OSError as error:
        raise ReleaseError(f"{folder}/{name} cannot be read ({error.strerror}): get the release again") from error
    got = sha256(data)
    if got != wanted:
        raise ReleaseError(f"{folder}/{name} is damaged: its SHA-256 is {got[:16]}…, and SHA256SUMS says "
                           f"{wanted[:16]}…; get the release again")
    return data
