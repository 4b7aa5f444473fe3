"""The folder of a release: each file is read once its hash is found to be the one that the release says."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from trilat.errors import ReleaseError
from trilat.hashing import sha256
from trilat.store.generations import lacking, package_of
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES
from trilat.tables.text import from_json_lines

if TYPE_CHECKING:
    import pyarrow

    from trilat.store.parquet import BoundedParquet

SMALL = 4_000_000
"""Bytes of JSON Lines up to which a table is read from them: sooner done than importing pyarrow."""


class ReleaseFolder:
    """The files of a release; the hash of each is checked before it is parsed.

    Raises ReleaseError where a file is missing, not listed in SHA256SUMS, or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise ReleaseError(f"{folder} is no release: it has no SHA256SUMS ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise ReleaseError(f"{folder}/SHA256SUMS is damaged: get the release again") from error
        self.sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    def rows(self, table: str) -> list[list[Any]]:
        """The rows of a table: from JSON Lines where they are small, else from Parquet."""
        name = f"json/{table}.jsonl"
        if self._is_older_than(table):
            return []
        if (self.folder / name).exists() and (self.folder / name).stat().st_size > SMALL:
            from trilat.tables.arrow import from_arrow

            return from_arrow(TABLES[table], self.arrow(table))
        data = self.read(name)
        try:
            return from_json_lines(TABLES[table], data, lambda there: self._lacking(table, there))
        except (KeyError, ValueError) as error:
            raise ReleaseError(f"{self.folder}/{name} is no table of a release ({error}): get it again") from error

    def arrow(self, table: str) -> pyarrow.Table:
        """The table of the Parquet file."""
        if self._is_older_than(table):
            from trilat.tables.arrow import to_arrow

            return to_arrow(TABLES[table], [])
        read = self._parquet(table).read()
        if read.column_names == [column.name for column in columns(TABLES[table])]:
            return read
        from trilat.tables.arrow import as_columns

        self._lacking(table, read.column_names)
        return as_columns(TABLES[table], read)

    @cached_property
    def package(self) -> dict[str, Any]:
        """What the release says of itself."""
        return package_of(self.read("datapackage.json"), str(self.folder))

    @property
    def schema_version(self) -> str:
        """The version of its schema."""
        return str(self.package["trilat"]["schema_version"])

    def _lacking(self, table: str, there: Collection[str]) -> list[str]:
        return lacking(TABLES[table], there, self.schema_version, str(self.folder))

    def _parquet(self, table: str) -> BoundedParquet:
        """The Parquet file, verified, and bounded by what the release says of the table."""
        from trilat.store.parquet import SLACK, BoundedParquet

        name, lines = f"parquet/{table}.parquet", self.folder / "json" / f"{table}.jsonl"
        data = self.read(name)
        most = SLACK + (lines.stat().st_size if lines.exists() else 100 * len(data))
        rows = self.package["trilat"]["tables"][table]["rows"]
        return BoundedParquet(data, rows, most, f"{self.folder}/{name}")

    def _is_older_than(self, table: str) -> bool:
        """Whether the release is from before there was such a table: neither its files nor its data package know it."""
        if f"parquet/{table}.parquet" in self.sums:
            return False
        return table not in self.package["trilat"]["tables"]

    def read(self, name: str) -> bytes:
        """The bytes of a file, once their hash is as SHA256SUMS says."""
        wanted = self.sums.get(name)
        if wanted is None:
            raise ReleaseError(f"{self.folder}/SHA256SUMS does not list {name}: the release is damaged or not whole")
        try:
            data = (self.folder / PurePosixPath(name)).read_bytes()
        except OSError as error:
            reason = f"cannot be read ({error.strerror})"
            raise ReleaseError(f"{self.folder}/{name} {reason}: get the release again") from error
        got = sha256(data)
        if got != wanted:
            raise ReleaseError(f"{self.folder}/{name} is damaged: its SHA-256 is {got[:16]}…, and SHA256SUMS says "
                               f"{wanted[:16]}…; get the release again")
        return data
