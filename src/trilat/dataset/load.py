"""Open a release: check its bytes, then read its tables as they are asked for."""

from __future__ import annotations

import json
import os
from pathlib import Path

from trilat.dataset.about import About
from trilat.dataset.dataset import Dataset
from trilat.dataset.source import Release
from trilat.errors import ReleaseError
from trilat.store.bundled import bundled
from trilat.store.folder import ReleaseFolder

SCHEMA_MAJOR = 1


def load(
    version: str | None = None, *, path: str | os.PathLike[str] | None = None,
    texts: str | os.PathLike[str] | None = None,
) -> Dataset:
    """Open a release of the dataset.

    Without arguments the one that comes with the package, off line; `version` asks that it be this one; `path` names
    the folder of a release. Nothing but its table of contents is read before it is asked for, and every file's hash is
    checked before it is parsed. `texts` is a folder of the articles' texts, for those who hold them: every span then
    gives its words (`span.text`).

    Raises ReleaseError where there is no such release, where it is damaged, or where its schema is newer than this
    package.

    >>> from trilat import dataset
    >>> dataset.load().schema_version
    '1.0.0'
    """
    folder = Path(path) if path is not None else bundled(version)
    source = ReleaseFolder(folder)
    package = json.loads(source.read("datapackage.json"))
    about = package.get("trilat")
    if not isinstance(about, dict):
        raise ReleaseError(f"{folder} holds a data package, but no release of Trilat: {package.get('name')!r}")
    schema = str(about["schema_version"])
    if int(schema.split(".", maxsplit=1)[0]) > SCHEMA_MAJOR:
        raise ReleaseError(f"{folder} has schema {schema}, and this package reads schemas up to {SCHEMA_MAJOR}.x: "
                           "pip install --upgrade trilat")
    if version is not None and package["version"] != version:
        raise ReleaseError(f"{folder} is release {package['version']}, not {version}")

    return Dataset(package["version"], schema, Release(source),
                   about=About(source, package, Path(texts) if texts is not None else None))
