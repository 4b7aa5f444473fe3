"""Parquet files whose hash is right and whose content may still be meant to harm: rows and bytes are counted.

A file of 1 KB can hold 200 GB, as one long text that a dictionary names 200,000 times. So texts are read as they are
stored, each once with the numbers that point at it; what they would take is counted, batch by batch; and only what is
within the bounds is written out. That is no slower than reading them plainly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as pa

from trilat.errors import ReleaseError
from trilat.store.reader import open_parquet
from trilat.tables.arrow import whole

BATCH = 1 << 20
"""Rows that are counted together: as many as a row group has, since each batch brings all texts of its group along."""
FEW = 5000
"""Rows up to which pyarrow.compute and threads are done without: to begin with them takes longer than the work."""
GROUP = 1 << 20
"""Rows that a row group can have."""
SLACK = 1_000_000
"""Bytes that a table may take beyond its JSON Lines, in which every value is longer."""


class _Checked:
    """What is true of all Parquet files: what the library cannot make sense of is a release that is damaged."""

    where: str

    @contextmanager
    def _damaged(self) -> Iterator[None]:
        try:
            yield
        except ReleaseError:
            raise
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            from trilat.findings import visible

            raise ReleaseError(f"{self.where} is damaged ({visible(str(error), 200)}): get the release again"
                               ) from error


class BoundedParquet(_Checked):
    """A Parquet file in memory. The library is never given a path, which it might take for an address.

    Args:
        data: The bytes of the file.
        rows: How many rows the release says that the table has.
        most: How many bytes the table may take, once it is read.
        where: The file, for messages.
    """

    def __init__(self, data: bytes, rows: int, most: int, where: str) -> None:
        self.rows, self.most, self.where = rows, most, where
        with self._damaged():
            self._plain = open_parquet(pa.BufferReader(data))
            texts = [path for field in self._plain.schema_arrow for path in _texts(field)]
            self._file = open_parquet(pa.BufferReader(data), metadata=self._plain.metadata, read_dictionary=texts)
            counted = self._file.metadata.num_rows
        if counted != rows:
            raise ReleaseError(f"{where} has {counted} rows, and the release says {rows}: get the release again")

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._file.schema_arrow.names)

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The table, or some of its columns.

        Raises ReleaseError where it has other rows than the release says, takes more bytes than it may, or holds what
        is no text.
        """
        if self.rows <= FEW:
            self.stored(columns)
            with self._damaged():
                return self._plain.read(columns=columns, use_threads=False)
        with self._damaged():
            schema = self._schema(columns)
            batches = [_written(batch, schema) for batch in self._counted(columns)]
            return pa.Table.from_batches(batches, schema)

    def stored(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The same with texts as they are stored: each once, with the numbers that point at it."""
        with self._damaged():
            return pa.Table.from_batches(self._counted(columns), self._fields(columns))

    def _counted(self, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
        """Rows that are read together, each time once they are found to be within the bounds."""
        rows = size = 0
        for batch in self._batches(columns):
            batch.validate(full=True)
            rows, size = rows + batch.num_rows, size + sum(map(_size, batch.columns))
            if rows > self.rows or size > self.most:
                raise ReleaseError(f"{self.where} grows beyond the {self.rows} rows or {self.most} bytes that it may "
                                   "have: it is damaged, or meant to harm")
            yield batch
        if rows != self.rows and columns != []:
            raise ReleaseError(f"{self.where} holds {rows} rows, and its footer says {self.rows}: get the release "
                               "again")

    def _batches(self, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
        """Rows that are read together: all of one row group, since the library makes no lists of texts of two."""
        for group in range(self._file.num_row_groups):
            yield from self._file.iter_batches(BATCH, row_groups=[group], columns=columns,
                                               use_threads=self.rows > FEW)

    def _fields(self, columns: Sequence[str] | None) -> pa.Schema:
        """The schema of the file, or of some of its columns."""
        schema = self._file.schema_arrow
        return schema if columns is None else pa.schema([schema.field(name) for name in columns])

    def _schema(self, columns: Sequence[str] | None) -> pa.Schema:
        """The same with texts written out."""
        return pa.schema([field.with_type(_plain_type(field.type)) for field in self._fields(columns)])


class BoundedPart(_Checked):
    """A part of a large table: a Parquet file of which row groups are read, each within its bounds.

    Texts stay as they are stored, each once with the numbers that point at it; `written_out` makes them plain. The file
    is open only while it is read, so that a release can have any number of them.

    Args:
        opened: Opens the file for reading bytes.
        rows: How many rows the release says that the part has.
        most: How many bytes the part may take, once it is read.
        where: The file, for messages.
    """

    def __init__(self, opened: Callable[[], BinaryIO], rows: int, most: int, where: str) -> None:
        self.where, self._opened = where, opened
        with self._damaged(), opened() as file:
            plain = open_parquet(file)
            self._texts = [path for one in plain.schema_arrow for path in _texts(one)]
            self._meta = meta = plain.metadata
            self.groups = [meta.row_group(number).num_rows for number in range(meta.num_row_groups)]
        if max(self.groups, default=0) > GROUP:
            raise ReleaseError(f"{where} has row groups of more than {GROUP} rows, which take too much memory to read: "
                               "get the release again, or build it anew")
        if sum(self.groups) != rows or meta.num_rows != rows or min(self.groups, default=1) < 1:
            raise ReleaseError(f"{where} has {meta.num_rows} rows, and the release says {rows}: get the release again")
        self._most = [SLACK + most * count // rows for count in self.groups]
        self.schema = pa.schema([one.with_type(_plain_type(one.type)) for one in plain.schema_arrow])
        leaves = [meta.schema.column(number).path for number in range(len(meta.schema))]
        self._leaf = {path.partition(".")[0]: number for number, path in enumerate(leaves)}

    def statistics(self, group: int, column: str) -> tuple[Any, Any, int] | None:
        """The least and the greatest value of a column in a row group, and how many are empty; None if it is not told.

        Of a column of lists they are those of the items.
        """
        with self._damaged():
            told = self._meta.row_group(group).column(self._leaf[column]).statistics
            if told is None or not told.has_min_max or not told.has_null_count:
                return None
            return told.min, told.max, told.null_count

    def read(self, group: int, columns: Sequence[str]) -> dict[str, Any]:
        """Columns of a row group as arrays, texts as they are stored.

        Raises ReleaseError where it is damaged, takes more bytes than it may, or holds what is no text.
        """
        with self._damaged(), self._opened() as source:
            file = open_parquet(source, metadata=self._meta, read_dictionary=self._texts)
            table = file.read_row_group(group, columns=list(columns), use_threads=False)
            table.validate(full=True)
            found = {name: whole(table.column(name)) for name in columns}
        if len(table) != self.groups[group]:
            raise ReleaseError(f"{self.where} holds {len(table)} rows in its row group {group}, and its footer says "
                               f"{self.groups[group]}: get the release again")
        if sum(map(_size, found.values())) > self._most[group]:
            raise ReleaseError(f"{self.where} grows beyond the {self._most[group]} bytes that its row group {group} "
                               "may have: it is damaged, or meant to harm")
        return found


def written_out(array: Any) -> Any:
    """An array with its texts written out, as the table has them."""
    return array.cast(_plain_type(array.type))


def _written(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """A batch with its texts written out."""
    return pa.RecordBatch.from_arrays([batch.column(field.name).cast(field.type) for field in schema], schema=schema)


def _texts(field: pa.Field) -> list[str]:
    """The path of a column's texts within the file, where it has any."""
    many = pa.types.is_list(field.type)
    inner = field.type.value_type if many else field.type
    if not (pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_dictionary(inner)):
        return []
    return [f"{field.name}.list.{field.type.value_field.name}" if many else field.name]


def _size(array: Any) -> int:
    """The bytes that an array takes with its texts written out."""
    if pa.types.is_list(array.type):
        return 4 * len(array) + _size(array.values if len(array) <= FEW else array.flatten())
    if pa.types.is_dictionary(array.type):
        return 4 * len(array) + _written_out(array)
    return int(array.nbytes)


def _written_out(array: Any) -> int:
    """The bytes of the texts that the numbers of an array point at."""
    if len(array) <= FEW and array.dictionary.nbytes <= SLACK:
        lengths = [len((text or "").encode()) for text in array.dictionary.to_pylist()]
        return sum(lengths[number] for number in array.indices.to_pylist() if number is not None)
    import pyarrow.compute as pc

    lengths = pc.binary_length(array.dictionary).take(array.indices)
    return int(pc.sum(lengths.cast(pa.int64())).as_py() or 0)


def _plain_type(kind: Any) -> Any:
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_plain_type(kind.value_type)))
    return kind.value_type if pa.types.is_dictionary(kind) else kind
