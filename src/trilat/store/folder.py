"""The folder of a release: each file is read once its hash is found to be the one that the release says."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from trilat.errors import ReleaseError
from trilat.hashing import sha256
from trilat.store.generations import lacking, package_of
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES
from trilat.tables.text import from_json_lines

if TYPE_CHECKING:
    import pyarrow

    from trilat.store.hashed import Hashed
    from trilat.store.parquet import BoundedParquet, BoundedPart
    from trilat.store.parts import Part, Parts

SMALL = 4_000_000
"""Bytes of JSON Lines up to which a table is read from them: sooner done than importing pyarrow."""
MOST_ROWS = 2_000_000
"""Rows of a table in parts up to which it is read as a whole, row by row."""


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
        self._parts: dict[str, Parts | None] = {}
        self.sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    def rows(self, table: str) -> list[list[Any]]:
        """The rows of a table: from JSON Lines where they are small, else from Parquet."""
        if self._is_older_than(table):
            return []
        parts = self.parts(table)
        if parts is not None and parts.rows > MOST_ROWS:
            raise ReleaseError(f"{self.folder} has {parts.rows:,} {table}, too many to be held in memory at once "
                               f"(at most {MOST_ROWS:,} are): load it with dataset.load(path=…), and ask ds.sql(…)")
        if not self.is_small(table):
            from trilat.tables.arrow import from_arrow

            return from_arrow(TABLES[table], self.arrow(table))
        name = f"json/{table}.jsonl"
        data = self.read(name)
        try:
            return from_json_lines(TABLES[table], data, lambda there: self._lacking(table, there))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ReleaseError(f"{self.folder}/{name} is no table of a release ({error}): get it again") from error

    def is_small(self, table: str) -> bool:
        """Whether a table is sooner read from its JSON Lines than from Parquet."""
        if self.parts(table) is not None:
            return False
        path = self.folder / "json" / f"{table}.jsonl"
        if not path.exists():
            return f"json/{table}.jsonl" in self.sums or f"parquet/{table}.parquet" not in self.sums
        return path.stat().st_size <= SMALL

    def arrow(self, table: str, names: Sequence[str] | None = None) -> pyarrow.Table:
        """The table of the Parquet file, or some of its columns."""
        if self._is_older_than(table):
            from trilat.tables.arrow import to_arrow

            return to_arrow(TABLES[table], [])
        parts = self.parts(table)
        if parts is not None:
            return parts.arrow(names)
        parquet = self._parquet(table)
        if parquet.columns == [column.name for column in columns(TABLES[table])]:
            return parquet.read(names)
        from trilat.tables.arrow import as_columns

        whole = as_columns(TABLES[table], parquet.read())
        return whole if names is None else whole.select(list(names))

    def __getstate__(self) -> dict[str, Any]:
        """All but the open files, which another process opens for itself."""
        return self.__dict__ | {"_open": {}, "_parts": {}}

    def parts(self, table: str) -> Parts | None:
        """The parts of a table that a large release has in place of one file; None where it has one file, or none."""
        if table not in self._parts:
            said = self.package["trilat"]["tables"].get(table)
            self._parts[table] = self._of_parts(table, said) if isinstance(said, dict) and "parts" in said else None
        return self._parts[table]

    def _of_parts(self, table: str, said: dict[str, Any]) -> Parts:
        from trilat.store.parts import Parts, parts_of

        parts = parts_of(TABLES[table], said, str(self.folder))
        return Parts(TABLES[table], parts, self._opened_part, str(self.folder))

    def stored(self, table: str, name: str) -> pyarrow.ChunkedArray:
        """A column of the table; where one file has the columns of today, with its texts as they are stored."""
        if f"parquet/{table}.parquet" in self.sums:
            parquet = self._parquet(table)
            if parquet.columns == [column.name for column in columns(TABLES[table])]:
                return parquet.stored([name]).column(name)
        return self.arrow(table, [name]).column(name)

    def count(self, table: str) -> int:
        """How many rows the table has."""
        if self._is_older_than(table):
            return 0
        parts = self.parts(table)
        return self._parquet(table).rows if parts is None else parts.rows

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

    def _opened_part(self, part: Part, table: str) -> BoundedPart:
        """A part, once its hash is found to be right, and that its columns are those of the table."""
        from trilat.store.parquet import SLACK, BoundedPart

        self._listed(part.path)
        with self._reading(part.path) as file:
            self._hold(part.path, self._hashed.sha256(part.path, file))
            status = os.fstat(file.fileno())
        opened = BoundedPart(partial(self._reading, part.path, status), part.rows, SLACK + 100 * status.st_size,
                             f"{self.folder}/{part.path}")
        self._lacking(table, opened.schema.names)
        return opened

    def _reading(self, name: str, as_hashed: os.stat_result | None = None) -> BinaryIO:
        """A file, open; it must be as it was when it was hashed."""
        try:
            file = (self.folder / PurePosixPath(name)).open("rb")
        except OSError as error:
            raise ReleaseError(f"{self.folder}/{name} cannot be read ({error.strerror}): get the release again"
                               ) from error
        now = os.fstat(file.fileno())
        if as_hashed is not None and (now.st_size, now.st_mtime_ns) != (as_hashed.st_size, as_hashed.st_mtime_ns):
            file.close()
            raise ReleaseError(f"{self.folder}/{name} changed while the release was open: load it again")
        return file

    @cached_property
    def _hashed(self) -> Hashed:
        from trilat.store.hashed import Hashed

        return Hashed(self.folder)

    def _is_older_than(self, table: str) -> bool:
        """Whether the release is from before there was such a table: neither its files nor its data package know it."""
        if f"parquet/{table}.parquet" in self.sums:
            return False
        return table not in self.package["trilat"]["tables"]

    def read(self, name: str) -> bytes:
        """The bytes of a file, once their hash is as SHA256SUMS says."""
        self._listed(name)
        try:
            data = (self.folder / PurePosixPath(name)).read_bytes()
        except OSError as error:
            reason = f"cannot be read ({error.strerror})"
            raise ReleaseError(f"{self.folder}/{name} {reason}: get the release again") from error
        self._hold(name, sha256(data))
        return data

    def _hold(self, name: str, got: str) -> None:
        """Hold the hash of a file against the one that SHA256SUMS lists."""
        wanted = self._listed(name)
        if got != wanted:
            raise ReleaseError(f"{self.folder}/{name} is damaged: its SHA-256 is {got[:16]}…, and SHA256SUMS says "
                               f"{wanted[:16]}…; get the release again")

    def _listed(self, name: str) -> str:
        """The hash that SHA256SUMS lists."""
        if name not in self.sums:
            raise ReleaseError(f"{self.folder}/SHA256SUMS does not list {name}: the release is damaged or not whole")
        return self.sums[name]
