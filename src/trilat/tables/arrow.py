"""Rows as Arrow tables and Parquet, and back. The only module of this folder that needs pyarrow."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import chain, pairwise
from operator import eq
from typing import Any

import pyarrow as pa

try:
    import numpy  # which pyarrow has imported where it is there
except ImportError:
    numpy = None  # type: ignore[assignment]  # the same is done without it, in twice the time

from trilat.tables.columns import Column, Row, columns

EPOCH = date(1970, 1, 1)
FEW = 5000
"""Rows up to which pyarrow.compute is done without."""

SCALARS: dict[str, Any] = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
}


def arrow_schema(row_type: type[Row]) -> pa.Schema:
    """The Arrow schema of a table: flat columns, lists only of scalars."""
    return pa.schema([_field(column) for column in columns(row_type)])


def to_arrow(row_type: type[Row], rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table, column by column, so that no value of any row is dropped."""
    fields = columns(row_type)
    schema = arrow_schema(row_type)
    arrays = [
        pa.array([_plain(getattr(row, column.name)) for row in rows], type=schema.field(column.name).type)
        for column in fields
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def from_arrow(row_type: type[Row], table: pa.Table) -> list[list[Any]]:
    """The rows of an Arrow table as lists of the values that the row type takes, in column order."""
    wanted = [column_values(column, table.column(column.name)) for column in columns(row_type)]
    return [list(values) for values in zip(*wanted, strict=True)]


def rows_in(row_type: type[Row], table: pa.Table) -> list[Any]:
    """The rows of an Arrow table as objects."""
    return [row_type(*values) for values in from_arrow(row_type, table)]


def whole(column: Any) -> pa.Array:
    """A column in one piece."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def each_once(column: Any, make: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
    """What is made of each value of a column, as an array of some type; of each different value it is made once.

    >>> each_once(pa.array(["ab", "c", "ab", None]), len, pa.int64()).to_pylist()
    [2, 1, 2, None]
    """
    values = whole(column).dictionary_encode()
    return pa.array([make(value) for value in values.dictionary.to_pylist()], kind).take(values.indices)


def column_values(column: Column, array: pa.ChunkedArray) -> list[Any]:
    """The values of a column as the row type takes them.

    Each different term and day is made once, and so is each text, and each list of one, where texts come as they are
    stored: each once, with the numbers that point at it.
    """
    made = _lists if column.many else _scalars
    chunks = [array.combine_chunks()] if column.kind == "date" else array.chunks
    return list(chain.from_iterable(made(column, chunk) for chunk in chunks))


def _lists(column: Column, chunk: pa.ListArray) -> list[Any]:
    """Lists as tuples, without pyarrow.compute, to import which takes longer than to read a small table."""
    values, numbers = _numbered(column, chunk.flatten())
    if len(chunk) > FEW and len(values) * 2 <= len(chunk) and (found := _different_lists(values, numbers, chunk)):
        return _picked(*found)
    numbers = numbers.to_pylist()
    alone, ends = [(value,) for value in values], chunk.offsets.to_pylist()
    if len(numbers) == len(chunk) and not any(map(eq, ends, ends[1:])):
        return list(map(alone.__getitem__, numbers))
    if ends[0]:
        ends = [end - ends[0] for end in ends]
    items = list(map(values.__getitem__, numbers))
    return [() if start == end else alone[numbers[start]] if end - start == 1 else tuple(items[start:end])
            for start, end in pairwise(ends)]


def _different_lists(values: Sequence[Any], numbers: pa.Array, chunk: pa.ListArray) -> tuple[list[Any], Any] | None:
    """The different lists of many, as tuples, and for each list the number of the one that it is.

    A list is told from others by the number that its values' numbers make as digits; None where that would be too long,
    cannot be made here, or finds few that are alike.
    """
    if numpy is None or numbers.null_count or chunk.null_count:
        return None
    ends, base = _in_numpy(chunk.offsets), len(values) + 1
    lengths = ends[1:] - ends[:-1]
    longest = int(lengths.max())
    if not longest or base ** longest >= 1 << 63:
        return None
    digits, coded = _in_numpy(numbers), numpy.zeros(len(chunk), "int64")
    for place in range(longest):
        there = lengths > place
        coded[there] = coded[there] * base + digits[ends[:-1][there] - ends[0] + place] + 1
    encoded = pa.array(coded).dictionary_encode()
    if len(encoded.dictionary) * 2 > len(chunk):
        return None
    return [_digits(values, number, base) for number in encoded.dictionary.to_pylist()], encoded.indices


def _digits(values: Sequence[Any], number: int, base: int) -> tuple[Any, ...]:
    """The values that the digits of a number stand for."""
    made = []
    while number:
        number, digit = divmod(number, base)
        made.append(values[digit - 1])
    return tuple(reversed(made))


def _scalars(column: Column, array: pa.Array) -> list[Any]:
    if pa.types.is_dictionary(array.type):
        return _picked(*_numbered(column, array))
    if column.vocabulary is not None:
        terms = {str(term): term for term in column.vocabulary}
        return [terms.get(text, text) for text in array.to_pylist()]  # a newer schema's term stays a text
    if column.kind == "date":
        since = array.view(pa.int32()).to_pylist()
        days = {number: None if number is None else EPOCH + timedelta(number) for number in set(since)}
        return list(map(days.__getitem__, since))
    values: list[Any] = array.to_pylist()
    return values


def _numbered(column: Column, array: pa.Array) -> tuple[list[Any], pa.Array]:
    """Different values, and for each place of an array the number of the one that stands there, or null."""
    if not pa.types.is_dictionary(array.type):
        return _scalars(column, array), pa.array(range(len(array)), pa.int32())
    return _scalars(column, array.dictionary), array.indices


def _picked(values: list[Any], numbers: pa.Array) -> list[Any]:
    """The values that numbers point at, None where there is no number."""
    if numpy is not None and len(numbers) > FEW:
        places = _in_numpy(numbers.fill_null(len(values)) if numbers.null_count else numbers)
        if len(values) == len(places) and numpy.array_equal(places, numpy.arange(len(places))):
            return values  # all differ, as ids do
        picked: list[Any] = numpy.fromiter((*values, None), object, len(values) + 1)[places].tolist()
        return picked
    if numbers.null_count:
        return [None if number is None else values[number] for number in numbers.to_pylist()]
    return list(map(values.__getitem__, numbers.to_pylist()))


def _in_numpy(numbers: pa.Array) -> Any:
    """Whole numbers as numpy has them; pyarrow's own to_numpy imports pandas where that is installed."""
    kind = f"{'u' if pa.types.is_unsigned_integer(numbers.type) else 'i'}{numbers.type.bit_width // 8}"
    return numpy.frombuffer(numbers.buffers()[1], kind)[numbers.offset : numbers.offset + len(numbers)]


def as_columns(row_type: type[Row], table: pa.Table) -> pa.Table:
    """A table of another version with the columns that the row type has: others left out, those not there empty."""
    made, fields = [], []
    for column in columns(row_type):
        field = _field(column)
        if column.name in table.column_names:
            made.append(table.column(column.name).cast(field.type))
        else:
            made.append(pa.array([[] if column.many else None] * len(table), type=field.type))
            field = field.with_nullable(not column.many)
        fields.append(field)
    return pa.Table.from_arrays(made, schema=pa.schema(fields))


def _field(column: Column) -> Any:
    scalar = SCALARS[column.kind]
    return pa.field(column.name, pa.list_(scalar) if column.many else scalar, nullable=column.optional)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
