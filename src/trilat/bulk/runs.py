"""Tables that do not fit into memory: sorted runs in a scratch folder, merged range by range.

run = write_run(table, ("claim_id",), path)             # sorted, packed, in small batches
for table in merged(runs, ("claim_id",), rows): ...     # all rows in the order of the key, so many at a time

write_parted(table, numbers, parts, path)               # rows by the part that each belongs to
part_of(path, number)                                   # one part, read by itself
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from trilat import disk

BATCH = 1024
"""Rows of a run that are read together."""

BETWEEN = "\x00"
"""Stands between the columns of a key, and sorts before whatever they can hold."""

_PACKED = ipc.IpcWriteOptions(compression="lz4")


class Run(NamedTuple):
    """A sorted table on the disk: its rows, and the key of the first row of each batch."""

    path: Path
    rows: int
    firsts: tuple[str, ...]


def key_of(table: Any, key: Sequence[str]) -> Any:
    """The key of every row as one text, which sorts as the columns of the key do one after the other."""
    columns = [table.column(name) for name in key]
    joined = columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, BETWEEN)
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def in_order(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """The rows of a table in the order of their key."""
    return table.take(pc.sort_indices(key_of(table, key)))


def write_run(table: pa.Table, key: Sequence[str], path: Path) -> Run:
    """Write the rows of a table in the order of their key; a file of this name is replaced."""
    return write_sorted(in_order(table, key), key, path)


def write_sorted(table: pa.Table, key: Sequence[str], path: Path) -> Run:
    """Write rows that are in the order of their key; a file of this name is replaced."""
    table = table.combine_chunks()
    _write(path, table.schema, table.to_batches(max_chunksize=BATCH))
    starts = pa.array(range(0, table.num_rows, BATCH), pa.int64())
    return Run(path, table.num_rows, tuple(key_of(table, key).take(starts).to_pylist()))


def merged(
    runs: Sequence[Run], key: Sequence[str], rows: int, low: str = "", high: str | None = None
) -> Iterator[pa.Table]:
    """The rows of all runs in the order of their key, in tables of about so many rows; none is empty.

    Args:
        runs: Runs of one table, sorted by this key. No key stands twice.
        key: The columns of the key.
        rows: How many rows a table has, more or less.
        low: The least key that is wanted.
        high: The least that is not wanted any more; None for no end.
    """
    firsts = sorted(first for run in runs for first in run.firsts if low < first and (high is None or first < high))
    step = max(1, rows // BATCH)
    for begin, end in pairwise([low, *dict.fromkeys(firsts[step::step]), high]):
        assert begin is not None  # noqa: S101  # only the last has no end
        slices = [part for run in runs for part in _slice(run, key, begin, end)]
        if slices:
            yield in_order(pa.concat_tables(slices), key)


def _slice(run: Run, key: Sequence[str], low: str, high: str | None) -> Iterator[pa.Table]:
    """The rows of a run whose keys lie in a range."""
    start = max(0, bisect_right(run.firsts, low) - 1)
    stop = len(run.firsts) if high is None else bisect_left(run.firsts, high)
    if start >= stop:
        return
    with pa.OSFile(str(run.path)) as file:
        reader = ipc.open_file(file)
        table = pa.Table.from_batches([reader.get_batch(number) for number in range(start, stop)], reader.schema)
    keys = key_of(table, key)
    mask = pc.greater_equal(keys, low) if high is None else pc.and_(pc.greater_equal(keys, low), pc.less(keys, high))
    table = table.filter(mask)
    if table.num_rows:
        yield table


def write_parted(table: pa.Table, numbers: Any, parts: int, path: Path) -> None:
    """Write a table so that the rows of each part can be read by themselves.

    Args:
        table: The table.
        numbers: The part of each row, from 0.
        parts: How many parts there are.
        path: The file, which is replaced.
    """
    table = table.take(pc.sort_indices(numbers)).combine_chunks()
    counts = {one["values"]: one["counts"] for one in pc.value_counts(numbers).to_pylist()}
    batches, start = [], 0
    whole = table.to_batches()[0] if table.num_rows else pa.RecordBatch.from_pylist([], schema=table.schema)
    for part in range(parts):
        batches.append(whole.slice(start, counts.get(part, 0)))
        start += counts.get(part, 0)
    _write(path, table.schema, batches)


def part_of(path: Path, number: int) -> pa.Table:
    """The rows of one part."""
    with pa.OSFile(str(path)) as file:
        return pa.Table.from_batches([ipc.open_file(file).get_batch(number)])


def table_of(run: Run) -> pa.Table:
    """A run that fits into memory, whole."""
    with pa.OSFile(str(run.path)) as file:
        return ipc.open_file(file).read_all()


def _write(path: Path, schema: pa.Schema, batches: Sequence[pa.RecordBatch]) -> None:
    """Write batches into a file of the scratch folder, whole or not at all."""
    with disk.written_whole(path) as new:
        disk.call(path, _write_batches, new, schema, batches)


def _write_batches(path: Path, schema: pa.Schema, batches: Sequence[pa.RecordBatch]) -> None:
    with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, schema, options=_PACKED) as writer:
        for batch in batches:
            writer.write_batch(batch)
