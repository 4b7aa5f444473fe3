"""Tables that do not fit into memory: sorted runs in a scratch folder, merged range by range.

run = write_run(table, ("claim_id",), path)             # sorted, packed, in small batches
run = write_merged(runs, ("claim_id",), rows, path)     # many of them as one
for table in merged(runs, ("claim_id",), rows): ...     # all rows in the order of the key, so many at a time

write_parted(table, numbers, parts, path)               # rows by the part that each belongs to
part_of(path, number)                                   # one part, read by itself
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from trilat import disk
from trilat.bulk.spill import write_whole

BATCH = 512
"""Rows of a run that are read together."""

BETWEEN = "\x00"
"""Stands between the columns of a key, and sorts before whatever they can hold."""

BUFFER = 2**18
"""Bytes that are written together."""

# Batches are small: to have other threads work on each takes longer than the work.
_PACKED = ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_UNPACKED = ipc.IpcReadOptions(use_threads=False)


class Run(NamedTuple):
    """A sorted table on the disk, and its rows; beside it lie the keys of the first row of each batch."""

    path: Path
    rows: int

    @property
    def firsts(self) -> list[str]:
        """The key of the first row of each batch: read when asked for, since runs are many."""
        keys: list[str] = json.loads(_keys(self.path).read_bytes())
        return keys


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
    return write_sorted([in_order(table, key)], table.schema, key, path)


def write_merged(runs: Sequence[Run], key: Sequence[str], rows: int, path: Path) -> Run:
    """Write several runs as one."""
    with pa.OSFile(str(runs[0].path)) as file:
        schema = _opened(file).schema
    return write_sorted(merged(runs, key, rows), schema, key, path)


def merged(
    runs: Sequence[Run], key: Sequence[str], rows: int, low: str = "", high: str | None = None
) -> Iterator[pa.Table]:
    """The rows of all runs in the order of their key, in tables of about so many rows; none is empty.

    All runs are open at once, and a batch of each is held.

    Args:
        runs: Runs of one table, sorted by this key. No key stands twice.
        key: The columns of the key.
        rows: How many rows a table has, more or less.
        low: The least key that is wanted.
        high: The least that is not wanted any more; None for no end.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(pa.OSFile(str(run.path))) for run in runs]
        open_runs = [_Open(run, _opened(file), key, low, high) for run, file in zip(runs, files, strict=True)]
        within = sorted(first for run in open_runs for first in run.firsts if first > low)
        step = max(1, rows // BATCH)
        for end in [*dict.fromkeys(within[step::step]), high]:
            if slices := [part for run in open_runs for part in run.below(end)]:
                table = in_order(pa.Table.from_batches(slices), key)
                del slices
                yield table
                del table


class _Open:
    """A run that is read between two keys, each batch once."""

    def __init__(self, run: Run, reader: Any, key: Sequence[str], low: str, high: str | None) -> None:
        firsts = run.firsts
        self.begin = max(0, bisect_right(firsts, low) - 1)
        self.firsts = firsts[self.begin:_end(firsts, high)]
        self.reader, self.key, self.at = reader, key, 0
        self.rest: pa.RecordBatch | None = None
        for _ in self.below(low):
            pass

    def below(self, high: str | None) -> Iterator[pa.RecordBatch]:
        """The rows that are left and whose keys are less; they are then left no more."""
        while self.rest is not None or self.at < _end(self.firsts, high):
            if self.rest is None:
                self.rest, self.at = self.reader.get_batch(self.begin + self.at), self.at + 1
            batch = self.rest
            number = batch.num_rows if high is None else pc.sum(pc.less(key_of(batch, self.key), high)).as_py()
            self.rest = batch.slice(number) if number < batch.num_rows else None
            if number:
                yield batch.slice(0, number)
            if self.rest is not None:
                return


def _end(firsts: Sequence[str], high: str | None) -> int:
    """The number of batches that begin below a key."""
    return len(firsts) if high is None else bisect_left(firsts, high)


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
        return pa.Table.from_batches([_opened(file).get_batch(number)])


def table_of(run: Run) -> pa.Table:
    """A run that fits into memory, whole."""
    with pa.OSFile(str(run.path)) as file:
        return _opened(file).read_all()


def _opened(file: Any) -> Any:
    return ipc.open_file(file, options=_UNPACKED)


def _keys(path: Path) -> Path:
    return path.with_suffix(".keys")


def write_sorted(tables: Iterable[pa.Table], schema: pa.Schema, key: Sequence[str], path: Path) -> Run:
    """Write sorted tables that follow one another as a run."""
    rows, firsts = 0, []

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        for table in tables:
            for batch in table.combine_chunks().to_batches(max_chunksize=BATCH):
                rows += batch.num_rows
                firsts.append(key_of(batch.slice(0, 1), key)[0].as_py())
                yield batch

    _write(path, schema, batches())
    write_whole(_keys(path), json.dumps(firsts).encode())
    return Run(path, rows)


def _write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write batches into a file of the scratch folder, whole or not at all."""
    with disk.written_whole(path) as new:
        disk.call(path, _write_batches, new, schema, batches)


def _write_batches(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    with pa.OSFile(str(path), "wb") as raw, pa.BufferedOutputStream(raw, BUFFER) as file, \
            ipc.new_file(file, schema, options=_PACKED) as writer:
        for batch in batches:
            writer.write_batch(batch)
