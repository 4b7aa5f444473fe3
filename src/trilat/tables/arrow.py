"""Rows as Arrow tables and Parquet, and back. The only module of this folder that needs pyarrow."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from operator import sub
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
    """The values of a column as the row type takes them; each different term and day is made once."""
    if not column.many:
        return _scalars(column, array)
    values = _scalars(column, pa.chunked_array([chunk.flatten() for chunk in array.chunks],
                                               type=array.type.value_type))
    lengths = [length for chunk in array.chunks for length in _lengths(chunk)]
    if len(values) == len(lengths) and set(lengths) == {1}:
        return list(zip(values, strict=True))
    items = iter(values)
    return [() if not length else (next(items),) if length == 1 else tuple(islice(items, length))
            for length in lengths]


def _lengths(chunk: pa.ListArray) -> Iterator[int]:
    """The length of each list, without pyarrow.compute, to import which takes longer than to read a small table."""
    ends = chunk.offsets.to_pylist()
    return map(sub, ends[1:], ends)


def _scalars(column: Column, array: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_dictionary(array.type):
        return [value for chunk in array.chunks for value in _looked_up(column, chunk)]
    if column.vocabulary is not None:
        terms = {str(term): term for term in column.vocabulary}
        return [terms.get(text, text) for text in array.to_pylist()]  # a newer schema's term stays a text
    if column.kind == "date":
        numbers = [number for chunk in array.chunks for number in chunk.view(pa.int32()).to_pylist()]
        days = {number: None if number is None else EPOCH + timedelta(number) for number in set(numbers)}
        return list(map(days.__getitem__, numbers))
    values: list[Any] = array.to_pylist()
    return values


def _looked_up(column: Column, array: pa.DictionaryArray) -> Iterator[Any]:
    """The values of an array whose texts are stored once each: they are made once each."""
    values: dict[int | None, Any] = dict(enumerate(_scalars(column, pa.chunked_array([array.dictionary]))))
    values[None] = None
    return map(values.__getitem__, array.indices.to_pylist())


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
