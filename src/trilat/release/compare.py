"""Which rows of two tables differ, by their keys. Pure: nothing but rows in and rows out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trilat.tables.columns import Row, columns, row_key, sort_rows
from trilat.tables.rows import TABLES

Tables = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Differing:
    """The rows of a table that only one side has, and those of one key that differ: (before, after).

    `untold` says how many more there are of each, which are not here.
    """

    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()
    changed: tuple[tuple[Any, Any], ...] = ()
    untold: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        here = {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}
        return {kind: number + self.untold.get(kind, 0) for kind, number in here.items()}


def compare(before: Tables, after: Tables) -> dict[str, Differing]:
    """What differs in each table of a release; the order of the rows does not matter.

    >>> compare({"people": []}, {"people": []})["people"].counts
    {'added': 0, 'removed': 0, 'changed': 0}
    """
    return {name: _differing(before.get(name, ()), after.get(name, ())) for name in TABLES}


def _differing(before: Sequence[Row], after: Sequence[Row]) -> Differing:
    old, new = ({row_key(row): row for row in sort_rows(rows)} for rows in (before, after))
    return Differing(
        tuple(row for key, row in new.items() if key not in old),
        tuple(row for key, row in old.items() if key not in new),
        tuple((old[key], row) for key, row in new.items() if key in old and old[key] != row),
    )


def applied(rows: Iterable[Row], differing: Differing) -> list[Row]:
    """The rows after the changes to a table, from those before: `compare` turned round."""
    gone = {row_key(row) for row in (*differing.removed, *(old for old, _ in differing.changed))}
    kept = [row for row in rows if row_key(row) not in gone]
    return sort_rows([*kept, *differing.added, *(new for _, new in differing.changed)])


def fields_that_differ(before: Row, after: Row) -> list[str]:
    """The columns in which two rows of a table differ, in the order of the table."""
    names = [column.name for column in columns(type(after))]
    return [name for name in names if getattr(before, name) != getattr(after, name)]
