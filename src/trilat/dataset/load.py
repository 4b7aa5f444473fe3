"""Open a release: check its bytes, then read its tables as they are asked for."""

from __future__ import annotations

import os
from pathlib import Path

from trilat.dataset.about import About
from trilat.dataset.dataset import Dataset
from trilat.dataset.source import Release
from trilat.errors import ReleaseError, UsageError
from trilat.store.find import find
from trilat.store.folder import ReleaseFolder
from trilat.store.generations import is_newer, refuse_other_major, warn_of_newer


def load(
    version: str | None = None, *, path: str | os.PathLike[str] | None = None,
    texts: str | os.PathLike[str] | None = None,
) -> Dataset:
    """Open a release of the dataset.

    Without arguments the one that comes with the package, off line; `version` asks for this one, which is taken from
    the package or the cache, or else downloaded and verified first where TRILAT_INDEX names an index of releases;
    `path` names the folder of a release. Nothing but its table of contents is read before it is asked for, and every
    file's hash is checked before it is parsed. `texts` is a folder of the articles' texts, for those who hold them:
    every span then gives its words (`span.text`).

    A release of a newer minor version of the schema is opened with a NewerSchemaWarning, which says what of it this
    package does not know and leaves aside; in one of an older version, columns from after it are empty.

    Raises UsageError where the version is none or the texts are no folder, ReleaseError where there is no such release
    or it cannot be had, where it is damaged, or where its schema is of another major version than this package's.

    >>> from trilat import dataset
    >>> dataset.load().schema_version
    '1.0.0'
    """
    if version is not None and not isinstance(version, str):
        raise UsageError(f"{version!r} is no version of a release; write it as a text: '1.0.0'")
    folder = Path(path) if path is not None else find(version, fetch=True)
    source = ReleaseFolder(folder)
    found = source.package["version"]
    refuse_other_major(source.schema_version, str(folder))
    if version is not None and found != version:
        raise ReleaseError(f"{folder} is release {found}, not {version}")
    if is_newer(source.schema_version):
        tables = "schema/tables.json"
        warn_of_newer(source.schema_version, str(folder), source.read(tables) if tables in source.sums else None)
    if texts is not None and not Path(texts).is_dir():
        raise UsageError(f"{texts}: cannot be read as a folder of texts: there is no such folder")
    about = About(source, source.package, Path(texts) if texts is not None else None)
    return Dataset(found, source.schema_version, Release(source), about=about)
