"""Lists and records inside Arrow arrays: what they have, and which of them have it.

>>> places, fields = within(pa.array([[{"id": "a"}], [], [{"id": "b"}, {"id": "c"}]]))
>>> places.to_pylist(), fields["id"].to_pylist()
([0, 2, 2], ['a', 'b', 'c'])
>>> lists_of(places, fields["id"], 3).to_pylist()
[['a'], [], ['b', 'c']]
>>> holding(lists_of(places, fields["id"], 3), "c").to_pylist()
[False, False, True]
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from trilat.tables.arrow import whole

Fields: TypeAlias = Mapping[str, Any]


def fields_in(records: Any) -> dict[str, Any]:
    """The fields of records."""
    return dict(zip((field.name for field in records.type), records.flatten(), strict=True))


def items_in(lists: Any) -> tuple[Any, Any]:
    """The items of lists, each after the place of its list."""
    return pc.list_parent_indices(lists), lists.flatten()


def within(lists: Any) -> tuple[Any, Fields]:
    """The fields of all records in lists, after the places of these."""
    places, records = items_in(lists)
    return places, fields_in(records)


def lists_of(places: Any, items: Any, number: int) -> Any:
    """So many lists, of items whose places among these are sorted."""
    starts = pc.index_in(numbers(number + 1), value_set=places.cast(pa.int64()))
    starts = pc.fill_null(pc.fill_null_backward(starts), len(places))
    return pa.ListArray.from_arrays(starts.cast(pa.int32()), items)


def joined(*texts: Any) -> Any:
    """Columns of texts as one; texts that are given alone stand in every row."""
    return whole(pc.binary_join_element_wise(*texts, ""))


@lru_cache(64)
def numbers(number: int) -> Any:
    """So many numbers, from 0."""
    return pa.array(range(number), pa.int64())


def is_among(number: int, places: Any) -> Any:
    """Which of so many places are among some."""
    return pc.is_in(numbers(number), value_set=places.cast(pa.int64()))


def has_some(lists: Any) -> Any:
    """Which lists have any item."""
    return pc.fill_null(pc.greater(pc.list_value_length(lists), 0), fill_value=False)


def holding(lists: Any, text: str) -> Any:
    """Which lists hold a text."""
    places, items = items_in(lists)
    return is_among(len(lists), places.filter(pc.equal(items, text)))


def repeated(keys: Any, of: Any) -> Any:
    """The values beside keys that stand twice."""
    if len(pc.unique(keys)) == len(keys):
        return of.slice(0, 0)
    counts = pc.value_counts(keys)
    more = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return of.filter(pc.is_in(keys, value_set=more))
