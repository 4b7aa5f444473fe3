"""The index of the releases that a host has: one JSON file, which is small, and replaced last when a release is added.

It names each release with its date, its versions, and what makes its bytes known: the hash of its SHA256SUMS, which in
turn has the hash of every other file, and the size of each file, beyond which nothing is read. A release that turned
out wrong is flagged as yanked with the reason, and stays. The serial number grows with every change, so that whoever
has seen an index notices an older one.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trilat.errors import ReleaseError
from trilat.findings import visible
from trilat.models.base import Count, Day, Line, Sha256, Version
from trilat.store.names import SUMS, fault_in_names

NAME = "index.json"
FORMAT = 1
LARGEST = 8_000_000
"""Bytes that an index may have: room for thousands of releases."""


class _Known(BaseModel):
    """Strict in what it knows, and deaf to fields that a later package may add within the same format."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Entry(_Known):
    """One release in an index."""

    version: Version
    date: Day
    schema_version: Version
    content_sha256: Sha256
    sums_sha256: Sha256
    files: dict[str, Count]
    yanked: Line | None = None

    @property
    def bytes(self) -> int:
        """The size of all its files together."""
        return sum(self.files.values())


class Index(_Known):
    """The releases of a host, oldest version first."""

    trilat_index: Annotated[int, Field(ge=1)]
    serial: Annotated[int, Field(ge=1, le=2**53 - 1)]
    releases: tuple[Entry, ...]

    def entry(self, version: str) -> Entry | None:
        """The release of this version."""
        return next((one for one in self.releases if one.version == version), None)

    def newest(self) -> Entry | None:
        """The newest release that was not yanked."""
        return next((one for one in reversed(self.releases) if one.yanked is None), None)


def order(version: str) -> tuple[int, ...]:
    """What versions are sorted by.

    >>> sorted(["0.10.0", "0.9.0"], key=order)
    ['0.9.0', '0.10.0']
    """
    return tuple(map(int, version.split(".")))


def read_index(data: bytes, where: str) -> Index:
    """The index in these bytes.

    Raises ReleaseError where they are none, or are of a newer format than this package knows.
    """
    if looks_like_html(data):
        raise ReleaseError(f"{where} is a web page and no index: check the address, and whether the host or a network "
                           "that asks for a log-in answers in its place")
    try:
        document: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReleaseError(f"{where} is no index: it is not JSON ({visible(str(error))})") from error
    form = document.get("trilat_index") if isinstance(document, dict) else None
    if not isinstance(form, int):
        raise ReleaseError(f"{where} is JSON, but no index of Trilat releases")
    if form > FORMAT:
        raise ReleaseError(f"{where} has format {form}, and this package reads format {FORMAT}: "
                           "pip install --upgrade trilat")
    try:
        index = Index.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(step) for step in first["loc"])
        raise ReleaseError(f"{where} is damaged: {visible(at)}: {visible(first['msg'])}") from error
    _check(index, where)
    return index


def write_index(index: Index) -> bytes:
    """The index as JSON text."""
    return (json.dumps(index.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1) + "\n").encode()


def looks_like_html(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


def _check(index: Index, where: str) -> None:
    versions = [one.version for one in index.releases]
    if versions != sorted(set(versions), key=order):
        raise ReleaseError(f"{where} is damaged: its releases are not in the order of their versions, or one is twice")
    for one in index.releases:
        fault = fault_in_names(one.files)
        if fault is not None:
            raise ReleaseError(f"{where} is damaged: release {one.version}: {fault}")
        if one.files[SUMS] > LARGEST:
            raise ReleaseError(f"{where} is damaged: release {one.version}: {SUMS} of {one.files[SUMS]} bytes")
