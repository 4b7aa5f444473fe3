"""The folder of a release: each file is read once its hash is found to be the one that the release says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
        self._open: dict[str, BoundedParquet] = {}
        self.sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    def rows(self, table: str) -> list[list[Any]]:
        """The rows of a table: from JSON Lines where they are small, else from Parquet."""
        if self._is_older_than(table):
            return []
        if not self.is_small(table):
            from trilat.tables.arrow import from_arrow

            return from_arrow(TABLES[table], self.arrow(table))
        name = f"json/{table}.jsonl"
        data = self.read(name)
        try:
            return from_json_lines(TABLES[table], data, lambda there: self._lacking(table, there))
        except (KeyError, ValueError) as error:
            raise ReleaseError(f"{self.folder}/{name} is no table of a release ({error}): get it again") from error

    def is_small(self, table: str) -> bool:
        """Whether a table is sooner read from its JSON Lines than from Parquet."""
        path = self.folder / "json" / f"{table}.jsonl"
        if not path.exists():
            return f"json/{table}.jsonl" in self.sums or f"parquet/{table}.parquet" not in self.sums
        return path.stat().st_size <= SMALL

    def arrow(self, table: str, names: Sequence[str] | None = None) -> pyarrow.Table:
        """The table of the Parquet file, or some of its columns."""
        if self._is_older_than(table):
            from trilat.tables.arrow import to_arrow

            return to_arrow(TABLES[table], [])
        parquet = self._parquet(table)
        if parquet.columns == [column.name for column in columns(TABLES[table])]:
            return parquet.read(names)
        from trilat.tables.arrow import as_columns

        whole = as_columns(TABLES[table], parquet.read())
        return whole if names is None else whole.select(list(names))

    def stored(self, table: str, name: str) -> pyarrow.ChunkedArray:
        """A column of the table; where one file has the columns of today, with its texts as they are stored."""
        if f"parquet/{table}.parquet" in self.sums:
            parquet = self._parquet(table)
            if parquet.columns == [column.name for column in columns(TABLES[table])]:
                return parquet.stored([name]).column(name)
        return self.arrow(table, [name]).column(name)

    def count(self, table: str) -> int:
        """How many rows the table has."""
        return 0 if self._is_older_than(table) else self._parquet(table).rows

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
        """The Parquet file, verified, bounded by what the release says of the table, and kept open."""
        if table not in self._open:
            self._open[table] = self._opened(table)
        return self._open[table]

    def _opened(self, table: str) -> BoundedParquet:
        from trilat.store.parquet import SLACK, BoundedParquet

        name, lines = f"parquet/{table}.parquet", self.folder / "json" / f"{table}.jsonl"
        data = self.read(name)
        most = SLACK + (lines.stat().st_size if lines.exists() else 100 * len(data))
        rows = self.package["trilat"]["tables"][table]["rows"]
        opened = BoundedParquet(data, rows, most, f"{self.folder}/{name}")
        self._lacking(table, opened.columns)
        return opened

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
