"""The values of a column of many rows are those that a plain reading gives, however they are stored."""

import datetime as dt
from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilat.tables import arrow
from trilat.tables.arrow import EPOCH, column_values
from trilat.tables.columns import Column

TEXTS = [f"text {number}" for number in range(5)]
LISTS = st.lists(st.lists(st.sampled_from(TEXTS), max_size=4), max_size=30)
SOME = st.lists(st.none() | st.sampled_from(TEXTS), max_size=12)
DAYS = st.lists(st.none() | st.dates(), max_size=12)


def values(kind: str, array: pa.Array, *, few: int, plain: bool, many: bool = False) -> list[Any]:
    """The values, as of many rows or of few, with numpy or without."""
    column = Column("it", kind, many, True, None, None, "")  # it may be empty
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow, "FEW", few)
        if plain:
            patch.setattr(arrow, "numpy", None)
        return column_values(column, pa.chunked_array([array]))


def stored(array: pa.Array) -> pa.Array:
    """An array with its texts as they are stored, each once."""
    if not pa.types.is_list(array.type):
        return array.dictionary_encode()
    return pa.ListArray.from_arrays(array.offsets, array.values.dictionary_encode())


@settings(max_examples=60, deadline=None)
@given(LISTS, SOME, DAYS, st.integers(0, 3))
def test_values_are_the_same_however_they_are_made(
    lists: list[list[str]], texts: list[str | None], days: list[dt.date | None], left: int
) -> None:
    made = pa.array(lists, pa.list_(pa.string()))
    for few, plain in product((0, 100), (False, True)):
        for array in (made, stored(made)):
            found = values("string", array.slice(left), few=few, plain=plain, many=True)
            assert found == [tuple(one) for one in lists[left:]]
        for array in (pa.array(texts, pa.string()), pa.array(texts, pa.string()).dictionary_encode()):
            assert values("string", array, few=few, plain=plain) == texts
        assert values("date", pa.array(days, pa.date32()), few=few, plain=plain) == days


def test_lists_too_long_to_be_numbered_are_read_too() -> None:
    lists = [TEXTS * 9, TEXTS[:1], []] * 9
    array = stored(pa.array(lists, pa.list_(pa.string())))
    assert values("string", array, few=0, plain=False, many=True) == [tuple(one) for one in lists]


def test_a_list_or_day_that_many_rows_have_is_made_once() -> None:
    lists = values("string", stored(pa.array([["a", "b"]] * 9)), few=0, plain=False, many=True)
    days = values("date", pa.array([EPOCH] * 9, pa.date32()), few=0, plain=False)
    assert len(set(map(id, lists))) == len(set(map(id, days))) == 1
