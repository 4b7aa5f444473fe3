"""Rows of every table through JSON Lines, CSV and Arrow, and back unchanged."""

import csv
import io
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import TALKS, article, meeting, outcome, statement, tables

from trilat.store.parquet import BoundedParquet
from trilat.tables.arrow import arrow_schema, from_arrow, to_arrow
from trilat.tables.columns import Column, Row, columns, row_key, sort_rows, to_json
from trilat.tables.lines import json_lines
from trilat.tables.rows import TABLES, PlaceRow, RedirectRow
from trilat.tables.text import FORMULA, from_csv, from_json_lines, to_csv, to_json_lines
from trilat.vocabularies import RedirectKind

TRICKY = st.sampled_from([
    *(start + rest for start in FORMULA for rest in ("", "x", start, "'x")), "", "a,b", 'a "b"', '"', "a\nb", "a\r\nb",
    "\n", ",", "''", "null", "true", "[]", " x ", "\u2028", "ü𝒳", "1", "=1+1;2",
])
TEXT = TRICKY | st.text(st.characters(codec="utf-8"), max_size=8)
ITEMS = TEXT.filter(lambda item: ";" not in item)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXT, "integer": st.integers(0, 2**53), "boolean": st.booleans(), "date": st.dates(),
    "number": st.floats(allow_nan=False, allow_infinity=False),
}


def cells(column: Column) -> st.SearchStrategy[Any]:
    """Values that a column may hold."""
    if column.vocabulary is not None:
        scalar: st.SearchStrategy[Any] = st.sampled_from(list(column.vocabulary))
    else:
        scalar = ITEMS if column.many else SCALARS[column.kind]
    whole = st.lists(scalar, max_size=3).map(tuple) if column.many else scalar
    return st.none() | whole if column.optional else whole


def rows_of(row_type: type[Row]) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.builds(row_type, *map(cells, columns(row_type))), max_size=3)


EVERY_TABLE = pytest.mark.parametrize("row_type", TABLES.values(), ids=TABLES)


def made(row_type: type[Row], values: list[list[Any]]) -> list[Row]:
    return [row_type(*row) for row in values]


@EVERY_TABLE
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_rows_come_back_from_json_lines(row_type: type[Row], data: st.DataObject) -> None:
    rows = data.draw(rows_of(row_type))
    written = to_json_lines(rows)
    assert written.count(b"\n") == len(rows)
    assert made(row_type, from_json_lines(row_type, written)) == rows


@EVERY_TABLE
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_arrow_tables_give_the_json_lines_that_their_rows_give(row_type: type[Row], data: st.DataObject) -> None:
    rows = data.draw(rows_of(row_type))
    table = to_arrow(row_type, rows)
    assert bytes(json_lines(row_type, table)) == to_json_lines(rows)
    assert bytes(json_lines(row_type, table.slice(1))) == to_json_lines(rows[1:])


@EVERY_TABLE
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_rows_come_back_from_csv(row_type: type[Row], data: st.DataObject) -> None:
    rows = data.draw(rows_of(row_type))
    written = to_csv(row_type, rows)
    assert made(row_type, from_csv(row_type, written)) == rows


@EVERY_TABLE
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_no_cell_of_a_csv_and_no_item_of_a_list_begins_like_a_formula(row_type: type[Row], data: st.DataObject) -> None:
    written = to_csv(row_type, data.draw(rows_of(row_type))).decode()
    dangerous = tuple(mark for mark in FORMULA if mark != "'")
    for line in csv.reader(io.StringIO(written, newline="")):
        for column, cell in zip(columns(row_type), line, strict=True):
            parts = cell.split(";") if column.many else [cell]
            assert column.kind == "number" or not [part for part in parts if part.startswith(dangerous)]


@EVERY_TABLE
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_rows_come_back_from_arrow_and_parquet(row_type: type[Row], data: st.DataObject) -> None:
    rows = data.draw(rows_of(row_type))
    table = to_arrow(row_type, rows)
    table.validate(full=True)
    assert made(row_type, from_arrow(row_type, table)) == rows
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    again = pq.read_table(pa.BufferReader(sink.getvalue()))
    assert again.schema.equals(arrow_schema(row_type))
    assert made(row_type, from_arrow(row_type, again)) == rows
    assert made(row_type, from_arrow(row_type, again.slice(1))) == rows[1:]


@EVERY_TABLE
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_rows_come_back_from_texts_as_they_are_stored(row_type: type[Row], data: st.DataObject) -> None:
    rows = data.draw(rows_of(row_type))
    sink = pa.BufferOutputStream()
    pq.write_table(to_arrow(row_type, rows), sink, row_group_size=2)
    file = BoundedParquet(sink.getvalue().to_pybytes(), len(rows), 10**6, "it")
    assert made(row_type, from_arrow(row_type, file.stored())) == rows
    assert made(row_type, from_arrow(row_type, file.stored().slice(1))) == rows[1:]
    assert file.read().equals(to_arrow(row_type, rows))


def test_the_rows_of_a_dataset_come_back_with_their_types() -> None:
    dataset = tables(article(
        published="[2031-03-01..]", byline=["Ana Ruiz", "=SUM"],
        meetings=[meeting("ministry-kr", date="2031-03", parties=["KR", "US"], level="envoys", topics=["trade"],
                          participants=[{"slot": "us-head", "named_as": "-Doe"}], firsts=[{"scope": "ever"}],
                          positions=[{"party": "KR", "position": "denied"}])],
        statements=[statement(about=[TALKS])], outcomes=[outcome(kind="agreement")],
    ))
    for name, row_type in TABLES.items():
        for read, written in [(from_csv, to_csv(row_type, dataset[name])),
                              (from_json_lines, to_json_lines(dataset[name]))]:
            rows = made(row_type, read(row_type, written))
            assert rows == dataset[name]
            assert [[type(cell) for cell in to_cells(row)] for row in rows] == [
                [type(cell) for cell in to_cells(row)] for row in dataset[name]
            ]


def to_cells(row: Row) -> list[Any]:
    """A row's values and the items of its lists."""
    values = [getattr(row, column.name) for column in columns(type(row))]
    return [item for value in values for item in (value if isinstance(value, tuple) else (value,))]


def test_a_csv_writes_nothing_for_null_and_for_an_empty_list() -> None:
    row = PlaceRow("busan", "Busan", (), tables()["places"][0].kind, None, "KR")
    assert to_csv(PlaceRow, [row]).decode() == (
        f"place_id,name,names,kind,within_id,country\nbusan,Busan,,{row.kind},,KR\n"
    )


def test_a_csv_tells_empty_texts_from_null_and_marks_every_item_of_a_list_that_needs_it() -> None:
    kind = tables()["places"][0].kind
    row = PlaceRow("busan", "", ("Pusan", "=1+1", "", "'s"), kind, None, "KR")
    assert to_csv(PlaceRow, [row]).decode().splitlines()[1] == f"busan,',Pusan;'=1+1;';''s,{kind},,KR"
    assert made(PlaceRow, from_csv(PlaceRow, to_csv(PlaceRow, [row]))) == [row]
    only = PlaceRow("busan", "Busan", ("",), kind, "", "KR")
    assert made(PlaceRow, from_csv(PlaceRow, to_csv(PlaceRow, [only]))) == [only]


def test_a_list_item_with_a_semicolon_is_refused_rather_than_split() -> None:
    row = PlaceRow("busan", "Busan", ("Pusan; port",), tables()["places"][0].kind, None, "KR")
    with pytest.raises(ValueError, match="semicolon"):
        to_csv(PlaceRow, [row])


def test_a_table_without_rows_keeps_its_columns() -> None:
    assert to_csv(RedirectRow, []) == b"old_id,new_id,record_table,reason,since,kind,article_ids\n"
    assert to_json_lines([]) == b""
    assert to_arrow(RedirectRow, []).column_names == [
        "old_id", "new_id", "record_table", "reason", "since", "kind", "article_ids"
    ]


def test_json_has_text_for_days_lists_for_tuples_and_null_for_nothing() -> None:
    row = RedirectRow("a", "b", "meetings", "the same", date(2031, 12, 1), RedirectKind.MERGED, ())
    assert to_json(row)["since"] == "2031-12-01"
    place = PlaceRow("busan", "Busan", ("Pusan",), tables()["places"][0].kind, None, "KR")
    assert (to_json(place)["names"], to_json(place)["within_id"]) == (["Pusan"], None)


def test_rows_are_sorted_by_their_key() -> None:
    rows = [
        RedirectRow(old, "x", "meetings", "the same", date(2031, 12, 1), RedirectKind.MERGED, ())
        for old in ("b", "a", "a-1")
    ]
    assert [row_key(row) for row in sort_rows(rows)] == [("a", "x"), ("a-1", "x"), ("b", "x")]
