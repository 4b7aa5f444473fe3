"""A table of a large release: Parquet parts sorted by the table's key, of which only what is asked for is read.

The data package says of each part how many rows it has, and its first and last key; the footer of a part tells the same
of its row groups. So the row of a key is found by reading the key of one row group, and a column whose values lie
elsewhere is not read at all. Every part is opened once its hash is found to be the one that the release says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trilat.errors import ReleaseError

if TYPE_CHECKING:
    import pyarrow

    from trilat.store.parquet import BoundedPart
    from trilat.tables.columns import Row

Key = tuple[str, ...]

KEPT = 128 << 20
"""Bytes of columns that a table keeps in memory, those that were asked for last."""
AGAIN = "get the release again, or build it anew"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a table: its path within the release, its rows, and its first and last key."""

    path: str
    rows: int
    first: Key
    last: Key


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are read together: their part, their number within it, the first row's place, and how many they are."""

    part: int
    number: int
    start: int
    rows: int


def parts_of(row_type: type[Row], said: Mapping[str, Any], where: str) -> tuple[Part, ...]:
    """The parts of a table, as the data package says; those without rows are left out.

    Raises ReleaseError where they are not in order, or are other than they can be.
    """
    at = f"{where}/datapackage.json: the parts of {row_type.table}"
    try:
        every = [(str(one["path"]), one["rows"], one["first"], one["last"]) for one in said["parts"]]
        found = [Part(path, rows, _key(first), _key(last)) for path, rows, first, last in every if rows]
    except (LookupError, TypeError) as error:
        from trilat.findings import visible

        raise ReleaseError(f"{at} are not told as they should be ({type(error).__name__} {visible(str(error))}): "
                           f"{AGAIN}") from error
    width = len(row_type.key)
    if any(type(one.rows) is not int or one.rows < 0 or {len(one.first), len(one.last)} != {width} for one in found):
        raise ReleaseError(f"{at} need a number of rows, and a key of {', '.join(row_type.key)} each: {AGAIN}")
    if sum(one.rows for one in found) != said.get("rows"):
        raise ReleaseError(f"{at} have {sum(one.rows for one in found)} rows together, and the table has "
                           f"{said.get('rows')}: {AGAIN}")
    for one in found:
        if one.first > one.last:
            raise ReleaseError(f"{at} are not in order: {one.path} begins after its end: {AGAIN}")
    for before, after in pairwise(found):
        if before.last >= after.first:
            raise ReleaseError(f"{at} are not in order: {after.path} begins before {before.path} ends: {AGAIN}")
    return tuple(found)


def _key(value: Any) -> Key:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str) for one in values):
        raise TypeError(value)
    return tuple(values)


class Parts:
    """The rows of a table in parts, by their places and keys.

    Args:
        row_type: The table's rows.
        parts: Its files, in order.
        opened: What opens one, once its hash is checked.
        where: The release, for messages.
    """

    def __init__(
        self, row_type: type[Row], parts: Sequence[Part], opened: Callable[[Part, str], BoundedPart], where: str
    ) -> None:
        self.row_type, self.parts, self.where = row_type, parts, where
        self._opened = opened
        self._starts = [0, *accumulate(part.rows for part in parts)]
        self._open: dict[int, tuple[BoundedPart, list[Group]]] = {}
        self._kept: OrderedDict[tuple[int, str], Any] = OrderedDict()
        self._size = 0
        self._in_order: set[int] = set()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._starts[-1]

    @cached_property
    def schema(self) -> pyarrow.Schema:
        """The columns of the table; those that an older release does not have are empty."""
        from trilat.tables.arrow import arrow_schema

        return arrow_schema(self.row_type)

    def groups(self, first: int = 0, last: int | None = None) -> Iterator[Group]:
        """The row groups with rows from the place `first` on, and before `last`."""
        last = self.rows if last is None else last
        for number in range(max(bisect_right(self._starts, first) - 1, 0), len(self.parts)):
            if self._starts[number] >= last:
                return
            for group in self._part(number)[1]:
                if group.start < last and first < group.start + group.rows:
                    yield group

    def files(self) -> list[str]:
        """The absolute paths of all parts, each of which was opened: its hash is right, and so are its columns.

        Whoever reads them by another library does without the bounds of `BoundedPart`.
        """
        for number in range(len(self.parts)):
            self._part(number)
        return [str((Path(self.where) / part.path).absolute()) for part in self.parts]

    def told(self, group: Group, column: str) -> tuple[Any, Any, int] | None:
        """The least and the greatest value of a column in a row group, and how many are empty, if it tells."""
        opened = self._part(group.part)[0]
        return opened.statistics(group.number, column) if column in opened.schema.names else None

    def column(self, group: Group, name: str) -> Any:
        """A column of a row group, its texts as they are stored; what was read last is kept."""
        at = (group.start, name)
        if at in self._kept:
            self._kept.move_to_end(at)
            return self._kept[at]
        opened = self._part(group.part)[0]
        there = name in opened.schema.names
        array = opened.read(group.number, [name])[name] if there else self._empty(name, group.rows)
        self._kept[at] = array
        self._size += array.nbytes
        while self._size > KEPT and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1].nbytes
        return array

    def arrow(self, names: Sequence[str] | None = None, groups: Iterable[Group] | None = None) -> pyarrow.Table:
        """The table, or some of its columns, or some of its row groups."""
        import pyarrow

        schema = self.schema if names is None else pyarrow.schema([self.schema.field(name) for name in names])
        return pyarrow.Table.from_batches(self.batches(schema, self.groups() if groups is None else groups), schema)

    def batches(self, schema: pyarrow.Schema, groups: Iterable[Group]) -> Iterator[pyarrow.RecordBatch]:
        """Row groups as the table has them, with the columns of this schema; nothing of them is kept."""
        import pyarrow

        from trilat.store.parquet import written_out

        for group in groups:
            opened = self._part(group.part)[0]
            found = opened.read(group.number, [name for name in schema.names if name in opened.schema.names])
            yield pyarrow.RecordBatch.from_arrays(
                [written_out(found[name]) if name in found else self._empty(name, group.rows) for name in schema.names],
                schema=schema)

    def place(self, key: Key) -> int | None:
        """The place of the row that has this key, if there is one."""
        number = bisect_left(self.parts, key, key=lambda part: part.last)
        if number == len(self.parts) or key < self.parts[number].first:
            return None
        for group in self._part(number)[1]:
            told = self.told(group, self.row_type.key[0])
            if told is None or told[0] <= key[0] <= told[1]:
                found = self._within(group, key)
                if found is not None:
                    return found
        return None

    def check(self) -> None:
        """Raise ReleaseError where a part is damaged, or its rows are not in the order of the key."""
        last: Key = ()
        for group in self.groups():
            columns = [self._ordered(group, name) for name in self.row_type.key]
            if len(columns) == 1:  # which was seen to rise
                keys = [(columns[0][place].as_py(),) for place in (0, group.rows - 1)][: group.rows]
            else:
                keys = list(zip(*(column.to_pylist() for column in columns), strict=True))
            part = self.parts[group.part]
            is_first, is_last = group.number == 0, group.start + group.rows == self._starts[group.part + 1]
            if (any(before >= after for before, after in pairwise((last, *keys)))
                    or (is_first and keys[0] != part.first) or (is_last and keys[-1] != part.last)):
                raise self._out_of_order(group)
            last = keys[-1]

    def near(self, name: str, text: str) -> Iterator[str]:
        """Values of a text column that could stand beside this one: those of one row group, if any is known to."""
        if name == self.row_type.key[0] and self.parts:
            number = min(bisect_left(self.parts, text, key=lambda part: part.last[0]), len(self.parts) - 1)
            groups = self._part(number)[1]
            after = (group for group in groups if (told := self.told(group, name)) and told[1] >= text)
            array = self.column(next(after, groups[-1]), name)
            at = bisect_left(_Texts(array), text)
            for place in range(max(at - NEAR, 0), min(at + NEAR, len(array))):
                yield array[place].as_py()

    @property
    def is_plain(self) -> bool:
        """Whether every part has the columns of the table, and no others."""
        return all(self._part(number)[0].schema.names == self.schema.names for number in range(len(self.parts)))

    def lacks(self, name: str) -> bool:
        """Whether no part has a column, since the release is of an older schema."""
        return not any(name in self._part(number)[0].schema.names for number in range(len(self.parts)))

    def _empty(self, name: str, rows: int) -> Any:
        """A column that a release of an older schema does not have."""
        import pyarrow

        kind = self.schema.field(name).type
        return pyarrow.array([[]] * rows, kind) if pyarrow.types.is_list(kind) else pyarrow.nulls(rows, kind)

    def _check(self, part: Part, opened: BoundedPart) -> None:
        """Raise ReleaseError where a column of a part is of another kind than the table's."""
        for field in self.schema:
            if field.name in opened.schema.names and opened.schema.field(field.name).type != field.type:
                raise ReleaseError(f"{self.where}/{part.path}: {field.name} is {opened.schema.field(field.name).type}, "
                                   f"and {self.row_type.table} have {field.type} there: {AGAIN}")

    def _within(self, group: Group, key: Key) -> int | None:
        """The place of a key among the rows of a row group, which are in order: column by column."""
        low, high = 0, group.rows
        for name, text in zip(self.row_type.key, key, strict=True):
            values = _Texts(self._ordered(group, name))
            low, high = bisect_left(values, text, low, high), bisect_right(values, text, low, high)
        return group.start + low if low < high else None

    def _ordered(self, group: Group, name: str) -> Any:
        """A key column of a row group; of the first it is seen that it is in order, and as the footer tells."""
        array = self.column(group, name)
        if name == self.row_type.key[0] and group.start not in self._in_order:
            import pyarrow.compute as pc

            from trilat.store.parquet import written_out

            plain = written_out(array)
            rises = pc.less if len(self.row_type.key) == 1 else pc.less_equal
            told = self.told(group, name)
            edges = (plain[0].as_py(), plain[-1].as_py())
            rising = pc.all(rises(plain[:-1], plain[1:]), min_count=0).as_py()
            if plain.null_count or not rising or (told is not None and told[:2] != edges):
                raise self._out_of_order(group)
            self._in_order.add(group.start)
        return array

    def _out_of_order(self, group: Group) -> ReleaseError:
        return ReleaseError(f"{self.where}/{self.parts[group.part].path} is not in the order of its key (row group "
                            f"{group.number}): {AGAIN}")

    def _part(self, number: int) -> tuple[BoundedPart, list[Group]]:
        """A part, opened, and its row groups; they must lie as the data package says."""
        if number not in self._open:
            part = self.parts[number]
            opened = self._opened(part, self.row_type.table)
            self._check(part, opened)
            starts = accumulate(opened.groups, initial=self._starts[number])
            groups = [Group(number, at, start, rows)
                      for at, (start, rows) in enumerate(zip(starts, opened.groups, strict=False))]
            told = [opened.statistics(at, self.row_type.key[0]) for at in range(len(groups))]
            edges = [one[:2] for one in told if one is not None]
            if len(edges) == len(groups) and (
                edges[0][0] != part.first[0] or edges[-1][1] != part.last[0]
                or any(before[1] > after[0] for before, after in pairwise(edges))
            ):
                from trilat.findings import visible

                raise ReleaseError(f"{self.where}/{part.path} does not run from {visible(part.first[0])} to "
                                   f"{visible(part.last[0])} in the order of its key, as the release says: {AGAIN}")
            self._open[number] = opened, groups
        return self._open[number]


def place_after(texts: Any, text: str) -> int:
    """How many of the texts of an array, which are in order, stand up to this one."""
    return bisect_right(_Texts(texts), text)


NEAR = 2000
"""Keys before and after one that is not there, among which it looks for one that was meant."""


class _Texts(Sequence[str]):
    """The texts of an array, each made when it is looked at."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, place: Any) -> Any:
        return self.array[place].as_py()
