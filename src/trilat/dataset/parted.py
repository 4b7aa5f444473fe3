"""The rows of a table too large for memory: what is asked is answered from its parts, a few columns at a time.

Nothing here holds a whole column. A row is read when it is touched; a condition goes through the columns that it is
on, row group by row group, past those whose least and greatest value tell that none can fit.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from trilat.dataset.memory import refuse_beyond, size_of
from trilat.dataset.places import arrow_of, fitting, held, numbers, passing, rises, single, within
from trilat.dataset.rows import Rows, without_collecting
from trilat.dataset.source import Source
from trilat.tables.columns import Column, Row, column_of

if TYPE_CHECKING:
    import polars
    import pyarrow

    from trilat.dataset.dataset import Dataset
    from trilat.store.parts import Group, Parts

T = TypeVar("T", bound=Row)

LARGE = 100_000
"""Rows above which a table in parts is not taken into memory column by column."""

NARROW = ("narrow it with where(…) first, or ask ds.sql(…), which reads what the answer needs, as to_polars(lazy=True) "
          "does")

Told = tuple[Any, Any, int]


class Parted(Rows[T]):
    """The rows of one large table in parts."""

    def __init__(self, row_type: type[T], source: Source, dataset: Dataset | None, parts: Parts) -> None:
        super().__init__(row_type, source, dataset)
        self.parts = parts
        self._found: dict[tuple[str, Any], Sequence[int]] = {}

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self.parts.rows

    def column(self, name: str) -> tuple[Any, ...]:
        """The values of a whole column; they are not kept.

        Raises UsageError where they would not fit into memory.
        """
        self.refuse_all(name)
        with without_collecting():
            return tuple(value for values in self.each(name) for value in values)

    def refuse_all(self, name: str) -> None:
        """Raise UsageError where the values of a whole column would not fit into memory."""
        for group in self.parts.groups(0, 1):
            part = size_of(self._plain(name, self.parts.column(group, name)))
            refuse_beyond(part * self.count / group.rows, f"{name} of all {self.count:,} {self.row_type.table}", NARROW)

    def each(self, *names: str) -> Iterator[Any]:
        """The values of a column, row group by row group; of several columns, a list of each."""
        for group in self.parts.groups():
            found = [self._plain(name, self.parts.column(group, name)) for name in names]
            yield found[0] if len(names) == 1 else found

    def values(self, name: str, places: Sequence[int]) -> Sequence[Any]:
        """The values of a column at these positions; each row group is read once."""
        if isinstance(places, range) and places.step == 1:
            return [value for group in self.parts.groups(places.start, places.stop)
                    for value in self._taken(group, name, range(max(places.start, group.start),
                                                                min(places.stop, group.start + group.rows)))]
        if rises(places):
            return [value for group, some in self.by_group(places) for value in self._taken(group, name, some)]
        rising = sorted(set(places))
        value_at = dict(zip(rising, self.values(name, rising), strict=True))
        return [value_at[place] for place in places]

    def arrow(self, places: Sequence[int] | None, names: Sequence[str] | None = None) -> pyarrow.Table:
        """The rows at these positions, or all, as Arrow.

        Raises UsageError where they would not fit into memory.
        """
        import pyarrow as pa

        names = names or self.names
        size = self.count if places is None else len(places)
        for group in self.parts.groups(0, 1):
            part = self.parts.arrow(names, [group]).nbytes
            refuse_beyond(part * size / group.rows, f"{size:,} {self.row_type.table} as one table", NARROW)
        if places is None:
            return self.parts.arrow(names)
        rising = places if rises(places) else sorted(set(places))
        schema = pa.schema([self.parts.schema.field(name) for name in names])
        taken = pa.Table.from_batches((
            batch.take(within(group, some))
            for group, some in self.by_group(rising) for batch in self.parts.batches(schema, [group])), schema)
        if rising is places:
            return taken
        at = {place: number for number, place in enumerate(rising)}
        return taken.take(numbers([at[place] for place in places]))

    def stream(self) -> pyarrow.RecordBatchReader:
        """All rows as Arrow, a row group at a time."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(self.parts.schema,
                                                 self.parts.batches(self.parts.schema, self.parts.groups()))

    def scan(self, library: Any) -> polars.LazyFrame:
        """All rows as a LazyFrame over the files, whose hashes are checked now; it reads what is asked of it."""
        lazy: polars.LazyFrame
        if self.parts.is_plain:
            lazy = library.scan_parquet(self.parts.files(), glob=False)
        else:
            kinds = library.from_arrow(self.parts.schema.empty_table()).schema
            lazy = library.scan_parquet(self.parts.files(), glob=False, schema=kinds, missing_columns="insert",
                                        extra_columns="ignore").select(list(kinds))
        return lazy

    def sorted(self, places: Sequence[int], column: Column, *, descending: bool) -> Sequence[int] | None:
        """Positions in the order of a column, empty ones last; None where Arrow knows no order of its values."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if column.many:
            self._refuse_to_sort(places, column)
            return None
        values = self.arrow(None if isinstance(places, range) and len(places) == self.count else places,
                            [column.name]).column(0)
        if column.vocabulary is not None:
            ranks = arrow_of([str(term) for term in column.vocabulary], pa.string())
            order = pc.index_in(values, ranks)
            if order.null_count > values.null_count:   # a newer schema's terms come after those that are known
                self._refuse_to_sort(places, column)
                return None
            values = order
        way = "descending" if descending else "ascending"
        order = pc.sort_indices(pa.Table.from_arrays([values], ["value"]), [("value", way)])  # nulls come last
        return array("q", memoryview(numbers(places).take(order).buffers()[1]).cast("q"))

    def _refuse_to_sort(self, places: Sequence[int], column: Column) -> None:
        """Refuse to sort in Python what would not fit into memory."""
        for group in self.parts.groups(0, 1):
            part = size_of(self._plain(column.name, self.parts.column(group, column.name))) + 100 * group.rows
            refuse_beyond(part * len(places) / group.rows, f"to sort {len(places):,} {self.row_type.table}", NARROW)

    def counted(self, places: Sequence[int], names: Sequence[str]) -> Counter[Any]:
        """How many rows have each value of a column, or each tuple of values of several; none of them has lists."""
        import pyarrow as pa

        found: Counter[Any] = Counter()
        for group, some in self.by_group(places if rises(places) else sorted(places)):
            taken = [self._some(group, name, some) for name in names]
            if len(names) == 1:
                values, numbers_of = taken[0].value_counts().flatten()
                found.update(dict(zip(self._plain(names[0], values), numbers_of.to_pylist(), strict=True)))
                continue
            table = pa.Table.from_arrays(taken, list(names)).group_by(list(names), use_threads=False)
            both = table.aggregate([([], "count_all")])
            keys = zip(*(self._plain(name, both.column(name).combine_chunks()) for name in names), strict=True)
            found.update(dict(zip(keys, both.column("count_all").to_pylist(), strict=True)))
        return found

    @cached_property
    def place_of(self) -> Mapping[Any, int]:
        """The position of each key."""
        return Keys(self)

    def by(self, name: str) -> Mapping[Any, Sequence[int]]:
        """The positions of the rows that have each value of a column, or hold it where the column has lists."""
        return Values(self, name)

    def likely(self, name: str, text: str) -> Iterable[Any]:
        """Values of a column that could stand beside this text."""
        return self.parts.near(name, text)

    def having(self, name: str, value: Any) -> Sequence[int]:
        """The positions of the rows that have a value; those of the last that were asked for are kept."""
        at = (name, value)
        if at not in self._found:
            if len(self._found) >= ASKED:
                del self._found[next(iter(self._found))]
            self._found[at] = self.holding(range(self.count), column_of(self.row_type, name), frozenset({value}))
        return self._found[at]

    def holding(self, left: Sequence[int], column: Column, some: frozenset[Any]) -> Sequence[int]:
        """The positions, of these, of the rows whose value is one of some, or whose list holds one; None is empty."""
        kind = self.parts.schema.field(column.name).type
        item = kind.value_type if column.many else kind
        wanted = arrow_of([fit for one in some if (fit := fitting(column.kind, one)) is not None], item)
        texts = wanted.to_pylist()
        empty = None in some

        def can(told: Told) -> bool:
            low, high, empties = told
            return (empty and (column.many or empties > 0)) or any(low <= text <= high for text in texts)

        return self.kept(left, column.name, lambda read: held(read(column.name), wanted, empty=empty), can)

    def dated(
        self, left: Sequence[int], told: str | None, sides: tuple[str, str], side: str, limit: dt.date | None
    ) -> Sequence[int]:
        """The positions, of these, of the rows that have a date which can fall on the one side of a limit.

        Args:
            left: The positions.
            told: The column of the date as it is written, where there is one.
            sides: Its columns of the first and the last day.
            side: Which of them is held against the limit.
            limit: The day, or None where any will do.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        other = told or next(one for one in sides if one != side)
        after = side == sides[1]

        def test(column: Callable[[str], Any]) -> Any:
            day = column(side)
            known = pc.is_valid(day)
            there = pc.or_(known, pc.is_valid(column(other))) if day.null_count else known
            if limit is None:
                return there
            fits = (pc.greater_equal if after else pc.less_equal)(day, single(limit, pa.date32()))
            return pc.and_(there, pc.fill_null(fits, single(1, pa.bool_())))  # an open side can fall anywhere

        def can(told_of: Told) -> bool:
            low, high, empties = told_of
            return limit is None or empties > 0 or (high >= limit if after else low <= limit)

        return self.kept(left, side, test, can)

    def kept(
        self, left: Sequence[int], name: str, test: Callable[[Callable[[str], Any]], Any], can: Callable[[Told], bool]
    ) -> Sequence[int]:
        """The positions, of these, of the rows that pass a test, in the order in which they come.

        `test` is given what reads a column of a row group; `can` tells from the statistics of the column of this name
        whether any row of the group could pass.
        """
        if not (isinstance(left, range) and left.step == 1) and not rises(left):
            passed = frozenset(self.kept(sorted(left), name, test, can))
            return [place for place in left if place in passed]
        found = array("q")
        for group, some in self.by_group(left):
            told = self.parts.told(group, name)
            if told is None or can(told):
                found.frombytes(passing(test(partial(self.parts.column, group)), group, some))
        return found

    def by_group(self, places: Sequence[int]) -> Iterator[tuple[Group, Sequence[int]]]:
        """Rising positions by the row group that they are in."""
        if not len(places):
            return
        at = 0
        for group in self.parts.groups(places[0], places[-1] + 1):
            end = bisect_left(places, group.start + group.rows, at)
            if end > at:
                yield group, places[at:end]
            at = end

    def _some(self, group: Group, name: str, places: Sequence[int]) -> Any:
        """The values of a column at positions within a row group, as an array."""
        whole = self.parts.column(group, name)
        if isinstance(places, range):
            return whole.slice(places.start - group.start, len(places))
        return whole.take(within(group, places))

    def _taken(self, group: Group, name: str, places: Sequence[int]) -> list[Any]:
        from trilat.store.parquet import written_out

        some = self._some(group, name, places)
        return self._plain(name, some if len(places) == group.rows else written_out(some))

    def _plain(self, name: str, values: Any) -> list[Any]:
        import pyarrow as pa

        from trilat.tables.arrow import column_values

        return column_values(column_of(self.row_type, name), pa.chunked_array([values]))


def rows_of(row_type: type[T], source: Source, dataset: Dataset | None) -> Rows[T]:
    """The rows of a table: in memory column by column, or of a large one in parts as they are asked for."""
    parts = source.parts(row_type.table)
    if parts is None or parts.rows <= LARGE:
        return Rows(row_type, source, dataset)
    return Parted(row_type, source, dataset, parts)


ASKED = 256
"""Values whose rows a table remembers."""


class Keys(Mapping[Any, int]):
    """The position of each key of a table in parts: found when it is asked for."""

    def __init__(self, rows: Parted[Any]) -> None:
        self._rows = rows

    def __getitem__(self, key: Any) -> int:
        parts = key if isinstance(key, tuple) else (key,)
        width = len(self._rows.row_type.key)
        fits = len(parts) == width and isinstance(key, tuple) == (width > 1) and all(
            isinstance(one, str) for one in parts)
        place = self._rows.parts.place(parts) if fits else None
        if place is None:
            raise KeyError(key)
        return place

    def __iter__(self) -> Iterator[Any]:
        names = self._rows.row_type.key
        for name in names:
            self._rows.refuse_all(name)
        for found in self._rows.each(*names):
            yield from found if len(names) == 1 else zip(*found, strict=True)

    def __len__(self) -> int:
        return self._rows.count


class Values(Mapping[Any, Sequence[int]]):
    """The positions of the rows that have each value of a column: looked for when they are asked for."""

    def __init__(self, rows: Parted[Any], name: str) -> None:
        self._rows, self._name = rows, name

    def __getitem__(self, value: Any) -> Sequence[int]:
        found = self._rows.having(self._name, value)
        if not len(found):
            raise KeyError(value)
        return found

    def __iter__(self) -> Iterator[Any]:
        many = column_of(self._rows.row_type, self._name).many
        seen: dict[Any, None] = {}
        for values in self._rows.each(self._name):
            seen.update(dict.fromkeys([one for value in values for one in value] if many else values))
        return iter(seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)
