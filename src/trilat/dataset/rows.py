"""The rows of one table, column by column; they become objects when touched, and objects take values when asked.

A table of a million rows is some twenty columns. To look up one row, or to read one column of all, the others need not
be decoded. An object therefore begins empty: the first touch of a field fills that field in all objects that were made
together, by one call for all of them.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from trilat.dataset.source import Source
from trilat.tables.columns import Row, column_of, columns

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset

T = TypeVar("T", bound=Row)

TOGETHER = 4096
"""Objects that are made, and filled, at a time."""

AHEAD = 16
"""Batches of objects that are made ahead, when all rows are gone through."""

KEPT = 100_000
"""Rows up to which a table keeps every object that it made, so that one row is always the same object."""


class Batch(Generic[T]):
    """Objects that were made together, each for the row at the same position of `places`."""

    __slots__ = ("objects", "places", "rows")

    def __init__(self, rows: Rows[T], places: Sequence[int]) -> None:
        kind = rows.row_type
        self.rows, self.places = rows, places
        with without_collecting():
            self.objects: list[T] = list(map(object.__new__, repeat(kind, len(places))))
        if hasattr(kind, "_batch"):
            _set_all(kind, "_batch", self.objects, repeat(self))
        else:
            for name in rows.names:
                self.fill(name)

    def fill(self, name: str) -> None:
        """Give all objects their values of a field."""
        _set_all(self.rows.row_type, name, self.objects, self.rows.values(name, self.places))


class Rows(Generic[T]):
    """The rows of one table. Attributes: `row_type`, `source`, and `dataset`, which is None for rows of no release."""

    def __init__(self, row_type: type[T], source: Source, dataset: Dataset | None = None) -> None:
        self.row_type, self.source, self.dataset = row_type, source, dataset
        self._columns: dict[str, tuple[Any, ...]] = {}
        self._batches: dict[int, Batch[T]] = {}
        self._single: dict[int, T] = {}
        self._by: dict[str, dict[Any, list[int]]] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in columns(self.row_type))

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self.source.count(self.row_type)

    def column(self, name: str) -> tuple[Any, ...]:
        """The values of a column, in the order of the rows.

        A tuple, since the collector of cyclic garbage stops looking through tuples in which it once found no cycles.
        """
        if name not in self._columns:
            with without_collecting():
                self._columns[name] = tuple(self.source.column(self.row_type, name))
        return self._columns[name]

    def values(self, name: str, places: Sequence[int]) -> Sequence[Any]:
        """The values of a column at these positions."""
        values = self.column(name)
        if isinstance(places, range) and places.step == 1:
            return values[places.start : places.stop]
        return [values[place] for place in places]

    @cached_property
    def place_of(self) -> Mapping[Any, int]:
        """The position of each key: a value, or a tuple where the key has several columns."""
        parts = [self.column(name) for name in self.row_type.key]
        keys = parts[0] if len(parts) == 1 else zip(*parts, strict=True)
        return {key: place for place, key in enumerate(keys)}

    def by(self, name: str) -> Mapping[Any, Sequence[int]]:
        """The positions of the rows that have each value of a column, or hold it where the column has lists."""
        if name not in self._by:
            found: dict[Any, list[int]] = {}
            many = column_of(self.row_type, name).many
            for place, value in enumerate(self.column(name)):
                for one in dict.fromkeys(value) if many else (value,):
                    found.setdefault(one, []).append(place)
            self._by[name] = found
        return self._by[name]

    def likely(self, name: str, text: str) -> Iterable[Any]:  # noqa: ARG002  # of few values all are
        """Values of a column among which the one that was meant by this text may be."""
        return filter(None, self.by(name))

    def row(self, place: int) -> T:
        """The object of the row at a position: always the same one."""
        if self.count <= KEPT:
            return self._batch(place // TOGETHER).objects[place % TOGETHER]
        if place not in self._single:
            self._single[place] = Batch(self, range(place, place + 1)).objects[0]
        return self._single[place]

    def every(self) -> Iterator[T]:
        """The objects of all rows, in order; of a large table they are made anew and not kept."""
        numbers = range(-(-self.count // TOGETHER))
        ahead = (numbers[start : start + AHEAD] for start in numbers[::AHEAD])
        return chain.from_iterable(batch.objects for some in ahead for batch in self._made(some))

    def _made(self, numbers: Iterable[int]) -> list[Batch[T]]:
        """Batches of objects, made before the collector of cyclic garbage looks through them."""
        with without_collecting():
            return [self._batch(number) for number in numbers]

    def some(self, places: Sequence[int]) -> Iterator[T]:
        """The objects of the rows at these positions."""
        if self.count <= KEPT:
            yield from map(self.row, places)
            return
        left = iter(places)
        while together := list(islice(left, TOGETHER)):
            yield from Batch(self, together).objects

    def _batch(self, number: int) -> Batch[T]:
        batch = self._batches.get(number)
        if batch is None:
            first = number * TOGETHER
            batch = Batch(self, range(first, min(first + TOGETHER, self.count)))
            if self.count <= KEPT:
                self._batches[number] = batch
        return batch


def _set_all(kind: type[Any], name: str, objects: Sequence[Any], values: Any) -> None:
    """Set a slot of many objects: a loop that runs in C, past the refusal of frozen objects to be changed."""
    deque(map(getattr(kind, name).__set__, objects, values), maxlen=0)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Put off the collection of cyclic garbage while a million values are made, none of which is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
