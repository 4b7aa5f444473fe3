"""What changed between two releases of which one has too many rows to be held: range by range of the keys.

Only rows that differ are made into objects, and with them what their changes are told by: the claims and conflicts on
these records, and the records that took their place. Of these alone `trilat.release.changes` tells what it tells of
small releases. Of a table in which many rows differ the first are told, and how many more there are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from trilat.bulk.runs import key_of
from trilat.release import changes as compared
from trilat.release.changes import COUNTED, Changes, Stated, record_id
from trilat.release.compare import Differing
from trilat.release.parts import Part
from trilat.release.sides import columns_of, stated_of
from trilat.store.folder import ReleaseFolder
from trilat.store.parquet import BoundedPart
from trilat.store.parts import Parts, parts_of, place_after
from trilat.tables.arrow import rows_in
from trilat.tables.redirects import canonical, redirect_map
from trilat.tables.rows import TABLES

MOST_TOLD = 1000
"""Rows of a table that differ and are told: up to so many of each kind of change, and a few more."""

Ids = Set[str]


class Side(NamedTuple):
    """A release whose tables are read row group by row group.

    Attributes:
        stated: What it is.
        columns: The names of the columns of each table.
        rows: Gives the rows of a table in the order of its key, in tables none of which is empty.
    """

    stated: Stated
    columns: Mapping[str, Set[str]]
    rows: Callable[[str], Iterator[pa.Table]]


def of_release(folder: Path) -> Side:
    """A release by its folder; every file is verified before it is read."""
    release = ReleaseFolder(folder)

    def rows(table: str) -> Iterator[pa.Table]:
        parts = release.parts(table)
        if parts is not None:
            return _groups_of(parts)
        whole = release.arrow(table)
        return iter([whole] if whole.num_rows else [])

    return Side(stated_of(release), columns_of(release), rows)


def of_parts(stated: Stated, parts: Mapping[str, Sequence[Part]], folder: Path) -> Side:
    """A release that is being built, of which only the tables are there."""
    def opened(part: Any, _: str) -> BoundedPart:
        path = folder / part.path
        return BoundedPart(partial(path.open, "rb"), part.rows, 1 << 40, str(path))

    made = {}
    for name, row_type in TABLES.items():
        said = {"rows": sum(part.rows for part in parts[name]), "parts": [part.as_json() for part in parts[name]]}
        made[name] = Parts(row_type, parts_of(row_type, said, str(folder)), opened, str(folder))
    names = {name: set(one.schema.names) for name, one in made.items()}
    return Side(stated, names, lambda table: _groups_of(made[table]))


def _groups_of(parts: Parts) -> Iterator[pa.Table]:
    for group in parts.groups():
        yield pa.Table.from_batches(parts.batches(parts.schema, [group]), parts.schema)


def between(before: Side, after: Side, most: int = MOST_TOLD) -> Changes:
    """What changed from one release to the other, as `trilat.release.changes.changes` tells it.

    Args:
        before: The earlier release.
        after: The later one.
        most: How many rows of a table that differ are told, more or less.
    """
    sides = (before, after)
    redirects = [row for table in after.rows("redirects") for row in rows_in(TABLES["redirects"], table)]
    moves = redirect_map(redirects)
    taking = {canonical(row.record_table, row.new_id, moves).partition(".")[0] for row in redirects}
    found = {name: _Found(name, sides, 0 if name in COUNTED else most, taking) for name in TABLES}
    asked = {record_id(row) for name in TABLES if name not in (*COUNTED, "conflicts")
             for rows in found[name].rows for row in rows}
    questions = {(row.record_table, row.record_id, row.field) for rows in found["conflicts"].rows for row in rows}
    kept = [{name: one.rows[number] for name, one in found.items()} for number in (0, 1)]
    for side, tables in zip(sides, kept, strict=True):
        tables["claims"] = list(_on(side, "claims", "canonical_id", asked))
        tables["conflicts"] = [
            row for row in _on(side, "conflicts", "record_id", asked | {record for _, record, _ in questions})
            if row.record_id in asked or (row.record_table, row.record_id, row.field) in questions
        ]
    made = compared.changes(before.stated, kept[0], after.stated, kept[1])
    told = {name: Differing() if name in COUNTED else one for name, one in made.tables.items()}
    return replace(
        made, rows={name: one.number for name, one in found.items()},
        tables={name: replace(one, untold=found[name].beyond(one.counts)) for name, one in told.items()},
    )


class _Found:
    """What differs in a table: the rows of each side that are told of, and the numbers of all."""

    def __init__(self, name: str, sides: tuple[Side, Side], most: int, taking: Ids) -> None:
        self.name, self.number = name, 0
        self.numbers: Counter[str] = Counter()
        self.rows: tuple[list[Any], list[Any]] = ([], [])
        self.ids: set[str] = set()
        for old, new in together(sides[0].rows(name), sides[1].rows(name), TABLES[name].key):
            self.number += new.num_rows
            removed, added, changed = _differing(old, new, TABLES[name].key)
            self.numbers += Counter(removed=len(removed[0]), added=len(added[1]), changed=len(changed[0]))
            left = most - len(self.ids)
            if left > 0:
                for kept, table, *places in zip(self.rows, (old, new), removed, added, changed, strict=True):
                    more = rows_in(TABLES[name], table.take(pa.concat_arrays([some[:left] for some in places])))
                    self.ids.update(map(record_id, more))
                    kept.extend(more)
            if most and taking:
                self._keep(old, new, taking)

    def _keep(self, old: pa.Table, new: pa.Table, taking: Ids) -> None:
        """Keep the rows of records that took the place of others, whether they differ or not."""
        known = [set(map(record_id, rows)) for rows in self.rows]
        for kept, have, table in zip(self.rows, known, (old, new), strict=True):
            heads = [key.partition(".")[0] in taking for key in table[TABLES[self.name].key[0]].to_pylist()]
            more = rows_in(TABLES[self.name], table.filter(pa.array(heads, pa.bool_())))
            kept.extend(row for row in more if record_id(row) not in have)

    def beyond(self, told: Mapping[str, int]) -> dict[str, int]:
        """How many rows differ beside those that are told of."""
        return {kind: self.numbers[kind] - number for kind, number in told.items()}


def together(
    old: Iterator[pa.Table], new: Iterator[pa.Table], key: Sequence[str]
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Two tables cut into the same ranges of keys; in each range one of them may have no rows.

    Args:
        old: The rows of one table in the order of its key, in tables none of which is empty.
        new: The same of the other.
        key: The columns of the key.

    >>> def tables(*some):
    ...     return (pa.table({"id": one}) for one in some)
    >>> [(old["id"].to_pylist(), new["id"].to_pylist())
    ...  for old, new in together(tables(["a", "c"], ["e"]), tables(["b", "c", "d"]), ["id"])]
    [(['a', 'c'], ['b', 'c']), ([], ['d']), (['e'], [])]
    """
    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        end = min(key_of(side, key)[-1].as_py() for side in (one, other) if side is not None)
        (here, one), (there, other) = _cut(one, old, key, end), _cut(other, new, key, end)
        if here is not None or there is not None:
            shape: Any = here if here is not None else there
            yield here if here is not None else shape.slice(0, 0), there if there is not None else shape.slice(0, 0)


def _cut(
    table: pa.Table | None, rest: Iterator[pa.Table], key: Sequence[str], end: str
) -> tuple[pa.Table | None, pa.Table | None]:
    """The rows up to a key, and those behind it: of the next table where none are left of this one."""
    if table is None:
        return None, None
    place = place_after(key_of(table, key), end)
    return table.slice(0, place) if place else None, table.slice(place) if place < len(table) else next(rest, None)


def _differing(old: pa.Table, new: pa.Table, key: Sequence[str]) -> Sequence[tuple[pa.Array, pa.Array]]:
    """The places of rows, in one table and the other, that were removed, that were added, and that differ."""
    nothing = pa.array([], pa.int64())
    if old.equals(new):
        return [(nothing, nothing)] * 3
    ours, theirs = key_of(old, key), key_of(new, key)
    at = pc.index_in(theirs, value_set=ours).cast(pa.int64())
    removed = pc.indices_nonzero(pc.invert(pc.is_in(ours, value_set=theirs))).cast(pa.int64())
    added = pc.indices_nonzero(pc.is_null(at)).cast(pa.int64())
    both = pc.indices_nonzero(pc.is_valid(at)).cast(pa.int64())
    before = at.take(both)
    one, other = old.take(before), new.take(both)
    differ = [False] * len(both)
    for name in old.column_names:
        if not one[name].equals(other[name]):
            values = zip(one[name].to_pylist(), other[name].to_pylist(), strict=True)
            differ = [known or a != b for known, (a, b) in zip(differ, values, strict=True)]
    mask = pa.array(differ, pa.bool_())
    return (removed, nothing), (nothing, added), (before.filter(mask), both.filter(mask))


def _on(side: Side, name: str, column: str, records: Ids) -> Iterator[Any]:
    """The rows of a table that are on some records."""
    wanted = pa.array(sorted(records), pa.string())
    for table in side.rows(name):
        mask = pc.is_in(table[column], value_set=wanted)
        if pc.any(mask).as_py():
            yield from rows_in(TABLES[name], table.filter(mask))
