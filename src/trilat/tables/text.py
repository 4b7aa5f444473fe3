"""Rows as JSON Lines and CSV text, and back. How CSV writes what it has no notion of is told by `WRITTEN`."""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from trilat.tables.columns import Column, Row, columns, reader, to_json

_CONVERT: dict[str, Callable[[str], Any]] = {"boolean": "true".__eq__, "integer": int, "number": float}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a text may not begin with in CSV: a spreadsheet would take it for a formula, or the mark for its own."""

MARK = "'"
"""Stands before such a text."""

WRITTEN = (
    (
        "file",
        ("UTF-8 without a byte order mark, commas, a first line of column names, line feeds; a cell with a comma, a "
         "double quote, a carriage return or a line feed stands in double quotes, and its own are doubled (RFC 4180)"),
        "as CSV with these settings, every column as text first",
    ),
    ("null", "an empty cell", "an empty cell is null, but in a list"),
    (
        "text",
        ("as it is, with one apostrophe before a text that begins with one or that a spreadsheet would take for a "
         "formula: that begins with `=`, `+`, `-`, `@`, a tab or a carriage return; an empty text, which is not "
         "null, is one apostrophe"),
        "take one leading apostrophe off",
    ),
    (
        "list",
        "its items, each written as a text, joined by semicolons; no item holds one",
        "an empty cell is the empty list; else split at the semicolons and read each item as a text",
    ),
    ("boolean", "`true` or `false`", "as it says"),
    ("integer, number", "bare, a minus sign before negative ones too", "as a number"),
    ("date", "`2031-03-08`", "as a day of the Gregorian calendar (ISO 8601)"),
)
"""What CSV has no notion of, how it is written, and how it is read back exactly."""


def to_json_lines(rows: Iterable[Row]) -> bytes:
    """One JSON object a line, every column in every row."""
    return "".join(json.dumps(to_json(row), ensure_ascii=False) + "\n" for row in rows).encode()


def from_json_lines(
    row_type: type[Row], data: bytes, lacking: Callable[[Collection[str]], Collection[str]] | None = None
) -> list[list[Any]]:
    """The rows of JSON Lines as lists of the values that the row type takes, in column order.

    Args:
        row_type: The table.
        data: The lines; columns that the table does not know are left out.
        lacking: Tells from the columns that there are which of the table's there need not be; they read as empty.
    """
    read = reader(row_type)
    names = [column.name for column in columns(row_type)]
    rows = [json.loads(line) for line in data.split(b"\n")[:-1]]
    if lacking and rows and not rows[0].keys() >= set(names):
        absent: dict[str, Any] = {column.name: [] if column.many else None for column in columns(row_type)
                  if column.name in lacking(rows[0].keys())}
        rows = [absent | row for row in rows]
    return [read([row[name] for name in names]) for row in rows]


def to_csv(row_type: type[Row], rows: Iterable[Row]) -> bytes:
    """A CSV file (RFC 4180, UTF-8, header row, LF line ends)."""
    names = [column.name for column in columns(row_type)]
    lines = [names, *([_cell(getattr(row, name)) for name in names] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines).encode()


def from_csv(row_type: type[Row], data: bytes) -> list[list[Any]]:
    """The rows of a CSV file as lists of the values that the row type takes, in column order."""
    read = reader(row_type)
    fields = columns(row_type)
    with long_cells(len(data)):
        lines = csv.reader(io.StringIO(data.decode(), newline=""))
        next(lines)
        return [read([_value(column, cell) for column, cell in zip(fields, cells, strict=True)]) for cells in lines]


@contextmanager
def long_cells(longest: int) -> Iterator[None]:
    """Let cells have so many characters while CSV is read; the module's own limit is 131,072."""
    before = csv.field_size_limit(longest)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return _join(value) if isinstance(value, tuple) else _marked(str(value))


def _marked(text: str) -> str:
    return MARK + text if not text or text.startswith(FORMULA) else text


def _unmarked(text: str) -> str:
    return text.removeprefix(MARK)


def _quoted(cell: str) -> str:
    """A cell in quotes where it needs them; csv.writer leaves a carriage return bare, which ends a line on reading."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def _join(items: Sequence[str]) -> str:
    if any(";" in item for item in items):
        raise ValueError(f"a list item holds a semicolon, which separates items in CSV: {items}")
    return ";".join(map(_marked, items))


def _value(column: Column, cell: str) -> Any:
    if column.many:
        return [_unmarked(item) for item in cell.split(";")] if cell else []
    if not cell:
        return None
    return _CONVERT.get(column.kind, _unmarked)(cell)
