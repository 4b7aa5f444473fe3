"""A table of a dataset: a sequence of typed objects, a mapping by id, and what can be asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, SupportsIndex, TypeVar, overload

from trilat.dataset.help import UnknownIdError as UnknownIdError  # noqa: PLC0414  # whoever takes rows may miss one
from trilat.dataset.help import extra, near
from trilat.dataset.parted import Parted
from trilat.dataset.places import numbers
from trilat.dataset.rows import Rows
from trilat.dataset.source import AtHand
from trilat.errors import UsageError
from trilat.tables.columns import Column, Row, column_of, row_key

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

T = TypeVar("T", bound=Row)

ANY: Any = ...
"""The value of a condition that is not set: whatever the column holds."""


class Table(Sequence[T], Generic[T]):
    """The rows of one table, or some of them, in order; nothing is read before it is asked for.

    Take a row by its id (an old id leads to the record that took its place), by its position, or a slice; a table whose
    key has several columns takes a tuple. `where`, `sort` and `head` give tables of the same type.

    >>> from trilat import dataset
    >>> places = dataset.load().places
    >>> places["annapolis"].within.name, places[0].place_id, "atlantis" in places
    ('Maryland', 'annapolis', False)
    >>> places.where(kind="city", country="US").sort("name").ids
    ('annapolis', 'washington')
    """

    def __init__(self, rows: Rows[T], places: Sequence[int] | None = None) -> None:
        self._rows, self._places = rows, places

    @property
    def name(self) -> str:
        """The table's name."""
        return self._rows.row_type.table

    @property
    def row_type(self) -> type[T]:
        """The type of its rows."""
        return self._rows.row_type

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns; the codebook explains them."""
        return self._rows.names

    @property
    def ids(self) -> tuple[Any, ...]:
        """The ids of all rows, in their order."""
        if self._places is None:
            return tuple(self._rows.place_of)
        parts = [self._rows.values(name, self._places) for name in self._rows.row_type.key]
        return tuple(parts[0] if len(parts) == 1 else zip(*parts, strict=True))

    def ids_near(self, text: str) -> Iterable[Any]:
        """The first parts of the ids among which the one that was meant by this text may be: of few rows those of all.

        >>> from trilat import dataset
        >>> "annapolis" in dataset.load().places.ids_near("anapolis")
        True
        """
        return self._rows.likely(self._rows.row_type.key[0], text)

    def __len__(self) -> int:
        return self._rows.count if self._places is None else len(self._places)

    def __iter__(self) -> Iterator[T]:
        return self._rows.every() if self._places is None else self._rows.some(self._places)

    def __contains__(self, key: object) -> bool:
        if isinstance(key, self._rows.row_type):
            values = row_key(key)
            return self.get(values[0] if len(values) == 1 else values) == key
        return self._find(key) is not None

    @overload
    def __getitem__(self, key: str | SupportsIndex | tuple[str, ...]) -> T: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[T]: ...
    def __getitem__(self, key: str | SupportsIndex | tuple[str, ...] | slice) -> T | Sequence[T]:
        if isinstance(key, slice):
            return list(self._rows.some(self._all[key]))
        if hasattr(key, "__index__"):  # numpy's numbers too; to ask for SupportsIndex takes longer than the look-up
            return self._rows.row(self._all[index(key)])
        found = self._find(key)
        if found is None:
            raise self._unknown(key)
        return self._rows.row(found)

    def get(self, key: str | tuple[str, ...]) -> T | None:
        """The row of this id, or None."""
        found = self._find(key)
        return None if found is None else self._rows.row(found)

    def column(self, name: str) -> tuple[Any, ...]:
        """The values of one column, in the order of the rows; the other columns are not read.

        >>> from trilat import dataset
        >>> dataset.load().places.column("country")[0]
        'US'
        """
        known = self._known(name)
        return self._rows.column(known) if self._places is None else tuple(self._rows.values(known, self._places))

    def where(self, **conditions: Any) -> Self:
        """The rows of which all conditions are true.

        A condition is a column and what it is to hold: a value, or several of which any will do. Of a column of lists,
        one of the values must be among the list's. None asks for what is empty. What a table can be asked beside its
        columns (`country`, `person`, `since`, `text` …) its own `where` tells.

        Raises UsageError where there is no such column, term or id, and says what is near.

        >>> from trilat import dataset
        >>> ds = dataset.load()
        >>> ds.meetings.where(level="foreign-ministers", country="JP", since="2021", person="blinken").ids
        ('us-jp-kr-foreign-ministers-2021-1',)
        """
        from trilat.dataset.where import places_where

        asked = {name: wanted for name, wanted in conditions.items() if wanted is not ANY}
        return self._of(places_where(self._rows, self._all, asked))

    def _where_of(self, given: dict[str, Any]) -> Self:
        """What `where` of a class with conditions by name does, from its local variables."""
        conditions = {name: wanted for name, wanted in given.items() if name not in ("self", "unknown")}
        return Table.where(self, **conditions, **given["unknown"])

    def sort(self, by: str | Sequence[str], *, descending: bool = False) -> Self:
        """The rows in the order of a column, or of several; terms in the order of their vocabulary, empty ones last.

        >>> from trilat import dataset
        >>> [m.status for m in dataset.load().meetings.sort(["status", "date_earliest"])][:3]
        [<Status.AGREED: 'agreed'>, <Status.AGREED: 'agreed'>, <Status.SCHEDULED: 'scheduled'>]
        """
        places: Sequence[int] = self._all
        for name in reversed([by] if isinstance(by, str) else list(by)):
            order = self._order(self._known(name))
            if isinstance(self._rows, Parted):
                taken = self._rows.sorted(places, self._column(name), descending=descending)
                if taken is not None:
                    places = taken
                    continue
            pairs = list(zip(self._rows.values(name, places), places, strict=True))
            filled = [pair for pair in pairs if pair[0] is not None]
            filled.sort(key=lambda pair: order(pair[0]), reverse=descending)
            places = [place for value, place in filled] + [place for value, place in pairs if value is None]
        return self._of(places)

    def head(self, n: int = 10) -> Self:
        """The first rows."""
        return self._of(self._all[: max(n, 0)])

    def counts(self, *by: str) -> dict[Any, int]:
        """How many rows have each value of a column, the most frequent first; of several columns, each tuple of values.

        A row counts once for each value of a list.

        >>> from trilat import dataset
        >>> dataset.load().meetings.where(level="security-advisers").counts("level")
        {<Level.SECURITY_ADVISERS: 'security-advisers'>: 3}
        """
        if not by:
            raise UsageError(f"name the columns to count by; {self.name} have {', '.join(self.columns)}")
        many = [self._column(self._known(name)).many for name in by]
        found: Counter[Any] = Counter()
        if isinstance(self._rows, Parted) and not any(many) and len(set(by)) == len(by):
            found = self._rows.counted(self._all, by)
        else:
            taken = [self.column(name) for name in by]
            for values in zip(*taken, strict=True):
                keys: list[tuple[Any, ...]] = [()]
                for listed, value in zip(many, values, strict=True):
                    keys = [(*key, one) for key in keys for one in (dict.fromkeys(value) if listed else (value,))]
                found.update(keys if len(by) > 1 else [key[0] for key in keys])
        return dict(sorted(found.items(), key=lambda item: (-item[1], str(item[0]))))

    def to_arrow(self) -> pyarrow.Table:
        """The table as a pyarrow.Table: dates as dates, lists as lists."""
        if isinstance(self._rows, Parted):
            return self._rows.arrow(self._places)
        whole = self._rows.source.arrow(self.name)
        if self._places is None:
            return whole
        return whole.take(numbers(self._places))

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a pandas.DataFrame with Arrow-backed columns, which keep lists, dates and nulls."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas(types_mapper=extra("pandas").ArrowDtype)
        return frame

    @overload
    def to_polars(self) -> polars.DataFrame: ...
    @overload
    def to_polars(self, *, lazy: Literal[True]) -> polars.LazyFrame: ...
    @overload
    def to_polars(self, *, lazy: bool) -> polars.DataFrame | polars.LazyFrame: ...
    def to_polars(self, *, lazy: bool = False) -> polars.DataFrame | polars.LazyFrame:
        """The table as a polars.DataFrame, or a LazyFrame, which of a large release reads only what is asked of it."""
        if lazy and self._places is None and isinstance(self._rows, Parted):
            return self._rows.scan(extra("polars"))
        frame: polars.DataFrame = extra("polars").from_arrow(self.to_arrow())
        return frame.lazy() if lazy else frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table for any library that reads the Arrow PyCapsule protocol."""
        whole = self._rows.stream() if self._places is None and isinstance(self._rows, Parted) else self.to_arrow()
        stream: object = whole.__arrow_c_stream__(requested_schema)
        return stream

    def __repr__(self) -> str:
        from trilat.dataset.shown import table_text

        return table_text(self)

    def _repr_html_(self) -> str:
        from trilat.dataset.html import table_html

        return table_html(self)

    @property
    def _all(self) -> Sequence[int]:
        return range(self._rows.count) if self._places is None else self._places

    @cached_property
    def _among(self) -> Collection[int]:
        """The positions of its rows, ready to be asked whether one is among them."""
        return self._all if isinstance(self._all, range) else frozenset(self._all)

    def _of(self, places: Sequence[int]) -> Self:
        return type(self)(self._rows, places)

    def _having(self, name: str, value: object) -> list[T]:
        """The rows that have this value in a column, or hold it."""
        return list(self._rows.some(self._rows.by(name).get(value, [])))

    def _find(self, key: object) -> int | None:
        dataset = self._rows.dataset
        today = dataset.today(self.name, key) if dataset is not None and isinstance(key, str) else key
        found = self._rows.place_of.get(today)
        return found if found is None or self._places is None or found in self._among else None

    def _unknown(self, key: object) -> UnknownIdError:
        dataset = self._rows.dataset
        became = dataset.became_of(self.name, key) if dataset is not None and isinstance(key, str) else None
        guess = near(str(key), self.ids_near(key) if isinstance(key, str) else map(str, self._rows.place_of))
        return UnknownIdError(became or f"no row of {self.name} has the id {key!r}{guess}")

    def _known(self, name: str) -> str:
        if name not in self.columns:
            raise UsageError(f"{self.name} have no column {name!r}; the columns are {', '.join(self.columns)}"
                             f"{near(name, self.columns)}")
        return name

    def _column(self, name: str) -> Column:
        return column_of(self._rows.row_type, name)

    def _order(self, name: str) -> Callable[[Any], Any]:
        """What a column is sorted by."""
        column = self._column(name)
        if column.vocabulary is None:
            return lambda value: value
        rank = {str(term): number for number, term in enumerate(column.vocabulary)}

        def of(term: str) -> tuple[int, str]:
            return rank.get(term, len(rank)), term

        return (lambda value: [of(one) for one in value]) if column.many else of


def table_of(row_type: type[T], rows: Iterable[Row]) -> Table[T]:
    """A table of rows that no release holds, and that point nowhere."""
    return Table(Rows(row_type, AtHand(row_type, list(rows))))
