"""Open a release: check its bytes, then read its tables as they are asked for."""

from __future__ import annotations

import os
from pathlib import Path

from trilat.citation import citation_of
from trilat.dataset.about import About
from trilat.dataset.dataset import Dataset
from trilat.dataset.source import Release
from trilat.errors import ReleaseError
from trilat.store.bundled import bundled
from trilat.store.folder import ReleaseFolder
from trilat.store.generations import is_newer, refuse_other_major, warn_of_newer


def load(
    version: str | None = None, *, path: str | os.PathLike[str] | None = None,
    texts: str | os.PathLike[str] | None = None,
) -> Dataset:
    """Open a release of the dataset.

    Without arguments the one that comes with the package, off line; `version` asks that it be this one; `path` names
    the folder of a release. Nothing but its table of contents is read before it is asked for, and every file's hash is
    checked before it is parsed. `texts` is a folder of the articles' texts, for those who hold them: every span then
    gives its words (`span.text`).

    A release of a newer minor version of the schema is opened with a NewerSchemaWarning, which says what of it this
    package does not know and leaves aside; in one of an older version, columns from after it are empty.

    Raises ReleaseError where there is no such release, where it is damaged, or where its schema is of another major
    version than this package's.

    >>> from trilat import dataset
    >>> dataset.load().schema_version
    '1.0.0'
    """
    folder = Path(path) if path is not None else bundled(version)
    source = ReleaseFolder(folder)
    found = source.package["version"]
    refuse_other_major(source.schema_version, str(folder))
    if version is not None and found != version:
        raise ReleaseError(f"{folder} is release {found}, not {version}")
    if is_newer(source.schema_version):
        tables = "schema/tables.json"
        warn_of_newer(source.schema_version, str(folder), source.read(tables) if tables in source.sums else None)
    about = About(source, source.package, Path(texts) if texts is not None else None)
    return Dataset(found, source.schema_version, Release(source), citation_of(source.package), about=about)
