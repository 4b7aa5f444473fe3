"""The tables of a large release: Parquet files of so many rows each, in the order of the table's key.

What a file holds depends on the rows alone. A table whose ids are hashes is cut where they are equally far apart, so
that every file can be written by itself; of others each file but the last has as many rows as a file may have.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from trilat import disk
from trilat.hashing import file_sha256
from trilat.tables.arrow import arrow_schema
from trilat.tables.columns import Row
from trilat.tables.lines import json_lines

ROWS_A_PART = 1_000_000
"""Rows that a file has at most."""

ROWS_A_GROUP = 50_000
"""Rows that are read together."""

ROWS_HASHED = 5_000
"""Rows that are text at the same time."""

HASHED = frozenset({"claims", "spans"})
"""Tables whose ids are hashes of 16 hexadecimal digits."""


@dataclass(frozen=True)
class Part:
    """A file of a table: its path in the release, what is in it, and the hashes of its bytes and of its rows."""

    path: str
    rows: int
    first: list[str] | str | None
    last: list[str] | str | None
    size: int
    sha256: str
    content_sha256: str

    def as_json(self) -> dict[str, Any]:
        """What datapackage.json says of it."""
        return {name: getattr(self, name) for name in ("path", "rows", "first", "last", "content_sha256")}


def borders(name: str, rows: int, most: int = ROWS_A_PART) -> list[tuple[str, str | None]]:
    """The ranges of keys of a table that can be written one without the other.

    >>> borders("claims", 1_500_000)
    [('', '80000000'), ('80000000', None)]
    >>> borders("meetings", 1_500_000)
    [('', None)]
    """
    # A tenth less than may be: hashes are not spread quite evenly.
    number = max(1, ceil(rows / (most * 0.9))) if name in HASHED else 1
    starts = ["", *(f"{part * 16**8 // number:08x}" for part in range(1, number))]
    return list(zip(starts, [*starts[1:], None], strict=True))


def write_parts(
    row_type: type[Row], tables: Iterable[pa.Table], folder: Path, number: int = 0, most: int = ROWS_A_PART
) -> list[Part]:
    """Write the rows of a table, or of a range of it, as Parquet files; a table without rows gives one file.

    Args:
        row_type: The table.
        tables: Its rows in the order of its key.
        folder: The folder of the release.
        number: The number of the first file.
        most: How many rows a file may have.
    """
    schema = arrow_schema(row_type)
    size = min(ROWS_A_GROUP, most)
    groups = _groups(tables, schema, size)
    parts: list[Part] = []
    while (first := next(groups, None)) is not None:
        some = chain([first], islice(groups, most // size - 1))
        del first  # what was written is not held: a group is some 30 MB
        parts.append(write_part(row_type, some, folder, number + len(parts)))
    return parts or [write_part(row_type, [schema.empty_table()], folder, number)]


def _groups(tables: Iterable[pa.Table], schema: pa.Schema, rows: int) -> Iterator[pa.Table]:
    """The same rows, so many at a time."""
    rest = schema.empty_table()
    for table in tables:
        rest = pa.concat_tables([rest, table.cast(schema)])
        del table
        while rest.num_rows >= rows:
            group, rest = [rest.slice(0, rows).combine_chunks()], rest.slice(rows)
            yield group.pop()  # nothing here holds it, nor the tables that it was made of
    if rest.num_rows:
        yield rest.combine_chunks()


def write_part(row_type: type[Row], groups: Iterable[pa.Table], folder: Path, number: int) -> Part:
    """Write one file, whose row groups are these tables.

    Args:
        row_type: The table.
        groups: Its rows in the order of its key, so many as are to be read together; there is one, if an empty one.
        folder: The folder of the release.
        number: The number of the file.
    """
    name = f"parquet/{row_type.table}/part-{number:05}.parquet"
    path = folder / name
    disk.call(path, lambda: path.parent.mkdir(parents=True, exist_ok=True))
    content, rows, keys = sha256(), 0, []
    with disk.written_whole(path) as new, _writer(path, new, row_type) as writer:
        for group in groups:
            disk.call(path, writer.write_table, group, group.num_rows or None)
            for start in range(0, group.num_rows, ROWS_HASHED):
                content.update(json_lines(row_type, group.slice(start, ROWS_HASHED)))
            rows += group.num_rows
            keys += [_key(row_type, group, place) for place in (0, group.num_rows - 1) if group.num_rows]
            del group
    first, last = (keys[0], keys[-1]) if keys else (None, None)
    return Part(name, rows, first, last, path.stat().st_size, file_sha256(path), content.hexdigest())


@contextmanager
def _writer(path: Path, new: Path, row_type: type[Row]) -> Iterator[Any]:
    """A writer of a Parquet file under a new name; what fails is told of its own one."""
    schema, alone = arrow_schema(row_type), row_type.key if row_type.table in HASHED else ()
    writer = disk.call(path, lambda: pq.ParquetWriter(
        new, schema, compression="zstd", write_page_checksum=True, write_page_index=True,
        use_dictionary=[name for name in schema.names if name not in alone],
    ))
    try:
        yield writer
    except BaseException:
        with suppress(OSError):
            writer.close()
        raise
    disk.call(path, writer.close)


def _key(row_type: type[Row], table: pa.Table, place: int) -> list[str] | str:
    values = [table[name][place].as_py() for name in row_type.key]
    return values if len(values) > 1 else values[0]
