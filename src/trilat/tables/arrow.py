"""Rows as Arrow tables and Parquet, and back. The only module of this folder that needs pyarrow."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain, pairwise
from operator import eq
from typing import Any

import pyarrow as pa

from trilat.tables.columns import Column, Row, columns

EPOCH = date(1970, 1, 1)

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
    alone, ends = [(value,) for value in values], chunk.offsets.to_pylist()
    if len(numbers) == len(chunk) and not any(map(eq, ends, ends[1:])):
        return list(map(alone.__getitem__, numbers))
    if ends[0]:
        ends = [end - ends[0] for end in ends]
    items = list(map(values.__getitem__, numbers))
    return [() if start == end else alone[numbers[start]] if end - start == 1 else tuple(items[start:end])
            for start, end in pairwise(ends)]


def _scalars(column: Column, array: pa.Array) -> list[Any]:
    if pa.types.is_dictionary(array.type):
        different, numbers = _numbered(column, array)
        if array.null_count:
            return [None if number is None else different[number] for number in numbers]
        return list(map(different.__getitem__, numbers))
    if column.vocabulary is not None:
        terms = {str(term): term for term in column.vocabulary}
        return [terms.get(text, text) for text in array.to_pylist()]  # a newer schema's term stays a text
    if column.kind == "date":
        since = array.view(pa.int32()).to_pylist()
        days = {number: None if number is None else EPOCH + timedelta(number) for number in set(since)}
        return list(map(days.__getitem__, since))
    values: list[Any] = array.to_pylist()
    return values


def _numbered(column: Column, array: pa.Array) -> tuple[list[Any], Sequence[Any]]:
    """Different values, and for each place of an array the number of the one that stands there, or None."""
    if not pa.types.is_dictionary(array.type):
        return _scalars(column, array), range(len(array))
    return _scalars(column, array.dictionary), array.indices.to_pylist()


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
