"""What every table declares: keys, descriptions, and where its ids lead."""

import copy
import dataclasses
import pickle

import pytest

from trilat.tables.columns import Column, Row, column_of, columns
from trilat.tables.describe import describe
from trilat.tables.rows import TABLES, SpanRow

COLUMNS = [
    pytest.param(row_type, column, id=f"{name}.{column.name}")
    for name, row_type in TABLES.items() for column in columns(row_type)
]
RESERVED = {"record_id", "canonical_id", "old_id", "new_id"}
"""Ids of records of several tables, which a column beside them names."""


@pytest.mark.parametrize(("row_type", "column"), COLUMNS)
def test_every_column_says_what_it_holds(row_type: type[Row], column: Column) -> None:
    words = describe(row_type, column)
    assert len(words) > 3
    assert words[-1] in ".)"


@pytest.mark.parametrize(("row_type", "column"), COLUMNS)
def test_a_column_that_points_elsewhere_names_tables_that_there_are_and_ends_in_id(
    row_type: type[Row], column: Column
) -> None:
    if column.to is not None:
        assert set(column.to.split("|")) <= set(TABLES)
        assert column.name.endswith("_ids" if column.many else "_id")
    elif column.name.endswith(("_id", "_ids")):
        assert column.name in RESERVED | set(row_type.key)


@pytest.mark.parametrize("row_type", TABLES.values(), ids=TABLES)
def test_a_table_has_its_key_among_its_columns_and_no_key_may_be_empty(row_type: type[Row]) -> None:
    by_name = {column.name: column for column in columns(row_type)}
    assert list(by_name) == [field.name for field in dataclasses.fields(row_type)]  # type: ignore[arg-type]
    assert all(not by_name[name].optional and not by_name[name].many for name in row_type.key)
    assert row_type.__doc__


@pytest.mark.parametrize("row_type", TABLES.values(), ids=TABLES)
def test_the_bounds_of_a_date_stand_right_beside_it(row_type: type[Row]) -> None:
    names = [column.name for column in columns(row_type)]
    for place, name in enumerate(names):
        if name.endswith("_earliest"):
            assert names[place + 1] == name.removesuffix("_earliest") + "_latest"
            assert name.startswith("asserted") or names[place - 1] == name.removesuffix("_earliest")


def test_a_row_takes_its_values_by_place_and_by_name_and_is_never_changed() -> None:
    one = SpanRow("s", "a", 0, 4, words=2, digest="d")
    assert one == SpanRow(span_id="s", article_id="a", start=0, end=4, words=2, digest="d")
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == one  # noqa: S301  # what was just written
    for change in (lambda: setattr(one, "words", 3), lambda: delattr(one, "words"), lambda: setattr(one, "other", 3)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    for values, named in ((("s",), {}), (range(7), {}), (range(6), {"words": 1}), (range(5), {"other": 1})):
        with pytest.raises(TypeError, match="SpanRow takes span_id, article_id"):
            SpanRow(*values, **named)  # type: ignore[arg-type]  # which is the fault


def test_a_column_is_found_by_its_name() -> None:
    assert column_of(SpanRow, "words").kind == "integer"
    with pytest.raises(KeyError, match="nowhere"):
        column_of(SpanRow, "nowhere")
