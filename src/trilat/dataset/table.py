"""A table of a dataset: a sequence of typed objects, and a mapping by id."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from trilat.dataset.source import Rows, Source
from trilat.errors import TrilatError, UsageError
from trilat.tables.columns import Row, columns

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

T = TypeVar("T", bound=Row)


class UnknownIdError(UsageError, KeyError):
    """No row has this id."""

    def __str__(self) -> str:
        """The message as it is, without the quotes that a KeyError puts around it."""
        return str(self.args[0])


class Table(Sequence[T], Generic[T]):
    """The rows of one table, in the order of their keys; nothing is read before it is asked for.

    Take a row by its id (an old id leads to the record that took its place), by its position, or a slice; a table whose
    key has several columns takes a tuple.

    >>> from trilat import dataset
    >>> places = dataset.load().places
    >>> places["annapolis"].within.name, places[0].place_id, "atlantis" in places
    ('Maryland', 'annapolis', False)
    """

    def __init__(
        self,
        row_type: type[T],
        source: Source,
        make: Callable[[type[T], list[Any]], T],
        redirect: Callable[[str, str], str],
        became_of: Callable[[str, str], str | None],
    ) -> None:
        self._row_type, self._source, self._make, self._redirect = row_type, source, make, redirect
        self._became_of = became_of
        self._made: dict[int, T] = {}

    @property
    def name(self) -> str:
        """The table's name."""
        return self._row_type.table

    @property
    def row_type(self) -> type[T]:
        """The type of its rows."""
        return self._row_type

    @cached_property
    def _values(self) -> list[list[Any]]:
        return self._source.rows(self.name)

    @cached_property
    def _place(self) -> dict[Any, int]:
        names = [column.name for column in columns(self._row_type)]
        key = [names.index(part) for part in self._row_type.key]
        if len(key) == 1:
            return {values[key[0]]: place for place, values in enumerate(self._values)}
        return {tuple(values[part] for part in key): place for place, values in enumerate(self._values)}

    @property
    def ids(self) -> tuple[Any, ...]:
        """The ids of all rows, in their order."""
        return tuple(self._place)

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return (self._row(place) for place in range(len(self)))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, self._row_type):
            return any(row == key for row in self)
        return self._find(key) is not None

    @overload
    def __getitem__(self, key: str | int | tuple[str, ...]) -> T: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[T]: ...
    def __getitem__(self, key: str | int | tuple[str, ...] | slice) -> T | Sequence[T]:
        if isinstance(key, slice):
            return [self._row(place) for place in range(len(self))[key]]
        if isinstance(key, int):
            return self._row(range(len(self))[key])
        found = self._find(key)
        if found is None:
            became = self._became_of(self.name, key) if isinstance(key, str) else None
            if became:
                raise UnknownIdError(became)
            near = difflib.get_close_matches(str(key), map(str, self._place), 3, 0.5)
            guess = f"; did you mean {' or '.join(near)}?" if near else ""
            raise UnknownIdError(f"no row of {self.name} has the id {key!r}{guess}")
        return self._row(found)

    def get(self, key: str | tuple[str, ...]) -> T | None:
        """The row of this id, or None."""
        found = self._find(key)
        return None if found is None else self._row(found)

    def _find(self, key: object) -> int | None:
        return self._place.get(self._redirect(self.name, key) if isinstance(key, str) else key)

    def _row(self, place: int) -> T:
        if place not in self._made:
            self._made[place] = self._make(self._row_type, self._values[place])
        return self._made[place]

    def to_arrow(self) -> pyarrow.Table:
        """The table as a pyarrow.Table: dates as dates, lists as lists."""
        return self._source.arrow(self.name)

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a pandas.DataFrame with Arrow-backed columns, which keep lists, dates and nulls."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas(types_mapper=extra("pandas").ArrowDtype)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The table as a polars.DataFrame."""
        frame: polars.DataFrame = extra("polars").from_arrow(self.to_arrow())
        return frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table for any library that reads the Arrow PyCapsule protocol."""
        stream: object = self.to_arrow().__arrow_c_stream__(requested_schema)
        return stream

    def __repr__(self) -> str:
        from trilat.dataset.shown import table_text

        return table_text(self)

    def _repr_html_(self) -> str:
        from trilat.dataset.html import table_html

        return table_html(self)


def table_of(row_type: type[T], rows: Iterable[Row]) -> Table[T]:
    """A table of rows that no release holds, and that point nowhere."""
    return Table(row_type, Rows(row_type, list(rows)), lambda kind, cells: kind(*cells), lambda _, row_id: row_id,
                 lambda *_: None)


def extra(name: str, group: str | None = None) -> Any:
    """An optional library, imported; `group` is the extra that brings it, where that goes by another name.

    Raises TrilatError where it is not installed, and says how to install it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        remedy = f"pip install 'trilat[{group or name}]'"
        raise TrilatError(f"this needs {name}, which is not installed: {remedy}") from error
