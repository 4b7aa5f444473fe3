"""Rows as Arrow tables and Parquet, and back. The only module of this folder that needs pyarrow."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from trilat.tables.columns import Column, Row, columns, reader

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
    read = reader(row_type)
    wanted = [table.column(column.name).to_pylist() for column in columns(row_type)]
    return [read(list(values)) for values in zip(*wanted, strict=True)]


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
