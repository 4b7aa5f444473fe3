"""What a release says of itself, and what its documents are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from trilat.citation import Citation
from trilat.release.content import combined
from trilat.tables.columns import Row

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class About:
    """What a release says of itself that does not come from its tables: version, day (YYYY-MM-DD), licence text.

    `more` has further files of the release by their paths, such as the list of what changed.
    """

    version: str
    day: str
    license_text: bytes
    more: Mapping[str, bytes] = field(default_factory=dict)


class File(NamedTuple):
    """How many bytes a file has, and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Draft:
    """A release whose documents are still to be written.

    Attributes:
        about: What it says of itself.
        rows: How many rows each table has.
        contents: The content hash of each table.
        agreement: How far two readings agree.
        files: The files of tables by their paths.
        parts: The parts of each table of a large release, as `datapackage.json` tells of them; none of a small one.
    """

    about: About
    rows: Mapping[str, int]
    contents: Mapping[str, str]
    agreement: Sequence[Row]
    files: Mapping[str, File]
    parts: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def content_sha256(self) -> str:
        """The content hash of the release."""
        return combined(self.contents)

    def parquet(self, table: str) -> list[str]:
        """The paths of the Parquet files of a table."""
        return [part["path"] for part in self.parts[table]] if self.parts else [f"parquet/{table}.parquet"]

    @cached_property
    def citation(self) -> Citation:
        """How the release is cited."""
        return Citation(self.about.version, self.about.day, self.content_sha256)
