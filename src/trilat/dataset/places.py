"""Positions of rows, and which of them pass a test, as Arrow arrays: what large tables are asked by."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trilat.store.parts import Group


def rises(places: Sequence[int]) -> bool:
    """Whether each position is after the one before."""
    if isinstance(places, range) or len(places) < 2:
        return not isinstance(places, range) or places.step > 0
    import pyarrow.compute as pc

    every = numbers(places)
    return bool(pc.all(pc.less(every[:-1], every[1:]), min_count=0).as_py())


def numbers(places: Sequence[int]) -> Any:
    """Positions as an Arrow array; those of an array are not copied."""
    import pyarrow as pa

    whole = places if isinstance(places, array) else array("q", places)
    return pa.Array.from_buffers(pa.int64(), len(whole), [None, pa.py_buffer(whole)])


def arrow_of(values: Sequence[Any], kind: Any) -> Any:
    """A few values as an Arrow array, none of which is empty.

    `pyarrow.array` and `pyarrow.scalar` would import pandas first, which takes longer than to find one row among 10^7.
    """
    import pyarrow as pa

    if pa.types.is_string(kind):
        texts = [text.encode() for text in values]
        ends = array("i", accumulate(map(len, texts), initial=0))
        return pa.Array.from_buffers(kind, len(texts), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))])
    if pa.types.is_date32(kind):
        from trilat.tables.arrow import EPOCH

        days = array("i", ((value - EPOCH).days for value in values))
        return pa.Array.from_buffers(kind, len(days), [None, pa.py_buffer(days)])
    made = array("d" if pa.types.is_floating(kind) else "q", values)
    plain = pa.float64() if pa.types.is_floating(kind) else pa.int64()
    return pa.Array.from_buffers(plain, len(made), [None, pa.py_buffer(made)]).cast(kind)


def single(value: Any, kind: Any) -> Any:
    """A value as Arrow has it."""
    return arrow_of([value], kind)[0]


def within(group: Group, places: Sequence[int]) -> Any:
    """Positions as those within a row group."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.subtract(numbers(places), single(group.start, pa.int64()))


def passing(mask: Any, group: Group, places: Sequence[int]) -> memoryview:
    """The positions of a row group at which a mask is true, of those given, as the bytes of whole numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    start = single(group.start, pa.int64())
    if len(places) == group.rows:
        found = pc.add(pc.indices_nonzero(mask).cast(pa.int64()), start)
    else:
        found = numbers(places).filter(mask.take(within(group, places)))
    return memoryview(found.buffers()[1])[8 * found.offset : 8 * (found.offset + len(found))]


def held(values: Any, wanted: Any, *, empty: bool) -> Any:
    """Which values of an array are among those wanted; of a list, whether one of its items is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_list(values.type):
        among = _is_in(values, wanted)
        return pc.or_(among, pc.is_null(values)) if empty else among
    hits = _is_in(values.flatten(), wanted).cast(pa.int32())
    before = pa.concat_arrays([arrow_of([0], pa.int32()), pc.cumulative_sum(hits)])
    ends = before.take(pc.subtract(values.offsets, values.offsets[0]))
    among = pc.not_equal(ends[:-1], ends[1:])
    return pc.or_(among, pc.equal(pc.list_value_length(values), single(0, pa.int32()))) if empty else among


def _is_in(values: Any, wanted: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(values.type):
        return pc.is_in(values, wanted)
    hits = pc.indices_nonzero(pc.is_in(values.dictionary, wanted)).cast(values.indices.type)
    return pc.is_in(values.indices, hits)


def fitting(kind: str, value: Any) -> Any:
    """A value as a column of a kind can hold it; None where it cannot, so that no row has it."""
    if kind == "string":
        return str(value) if isinstance(value, str) else None
    if kind == "date":
        return value if type(value) is dt.date else None
    if not isinstance(value, int | float):
        return None
    if kind == "boolean":
        return bool(value) if value in (0, 1) else None
    whole = float(value).is_integer() and abs(value) < 1 << 63
    return float(value) if kind == "number" else int(value) if whole else None
