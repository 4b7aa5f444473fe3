"""What opens a Parquet file for reading.

`pyarrow.parquet.ParquetFile` is a thin cover of the reader of `pyarrow._parquet`; but to import it brings along the
file systems of all clouds, ssl and sockets, which takes longer than to read a table of a thousand rows, and what is
read here is open already. So the reader is used where it has what is used of it, and the cover elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa

USED = ("open", "read_all", "read_row_group", "iter_batches", "column_paths", "metadata", "schema_arrow")
"""What is used of the reader."""


def open_parquet(
    source: BinaryIO | pa.NativeFile, *, metadata: Any = None, read_dictionary: Sequence[str] | None = None
) -> Any:
    """A Parquet file, of which every page is held against its checksum: a `Light`, or else a ParquetFile.

    Args:
        source: The file, open.
        metadata: Its footer, where that was read before.
        read_dictionary: The paths of the texts that are to be read as they are stored.
    """
    options = {"metadata": metadata, "read_dictionary": read_dictionary, "page_checksum_verification": True}
    try:
        from pyarrow._parquet import ParquetReader

        reader = ParquetReader()
        if all(hasattr(ParquetReader, name) for name in USED):
            reader.open(source, **options)
            return Light(reader)
    except (ImportError, TypeError):  # another version's reader
        pass
    import pyarrow.parquet as pq

    return pq.ParquetFile(source, **options)


class Light:
    """What is needed here of a pyarrow.parquet.ParquetFile, under the same names."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.metadata, self.schema_arrow = reader.metadata, reader.schema_arrow
        self.num_row_groups: int = self.metadata.num_row_groups

    def read(self, columns: Sequence[str] | None = None, *, use_threads: bool = True) -> pa.Table:
        """All rows."""
        return self._reader.read_all(self._leaves(columns), use_threads=use_threads)

    def read_row_group(self, i: int, columns: Sequence[str] | None = None, *, use_threads: bool = True) -> pa.Table:
        """The rows of a row group."""
        return self._reader.read_row_group(i, self._leaves(columns), use_threads=use_threads)

    def iter_batches(
        self, batch_size: int, row_groups: Sequence[int], columns: Sequence[str] | None = None, *,
        use_threads: bool = True,
    ) -> Iterator[pa.RecordBatch]:
        """The rows of these row groups, so many at a time."""
        batches: Iterator[pa.RecordBatch] = self._reader.iter_batches(batch_size, row_groups, self._leaves(columns),
                                                                      use_threads=use_threads)
        return batches

    def _leaves(self, columns: Sequence[str] | None) -> list[int] | None:
        """The numbers that columns have within the file; names that it does not have are passed over."""
        if columns is None:
            return None
        paths = self._reader.column_paths
        return [number for name in columns for number, path in enumerate(paths) if path[0] == name]
