"""Where the tables of a dataset come from: a release folder, Arrow tables made from one, or rows at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from trilat.store.folder import ReleaseFolder
from trilat.tables.columns import Row, column_of, columns

if TYPE_CHECKING:
    import pyarrow

    from trilat.store.parts import Parts


class Source(Protocol):
    """What a table is read from, when it is first asked for."""

    def column(self, row_type: type[Row], name: str) -> Sequence[Any]:
        """The values of a column, as the row type takes them."""
        ...

    def count(self, row_type: type[Row]) -> int:
        """How many rows there are."""
        ...

    def arrow(self, table: str) -> pyarrow.Table:
        """The table as Arrow."""
        ...

    def parts(self, table: str) -> Parts | None:
        """The parts of a table that is read from several files; None of any other."""
        ...


class Release:
    """The tables of a release folder: from JSON Lines where they are small, else column by column from Parquet."""

    def __init__(self, folder: ReleaseFolder) -> None:
        self.folder = folder
        self._small: dict[str, dict[str, Sequence[Any]]] = {}

    def column(self, row_type: type[Row], name: str) -> Sequence[Any]:
        """The values of a column."""
        table = row_type.table
        if self.folder.is_small(table):
            if table not in self._small:
                self._small[table] = _turned(row_type, self.folder.rows(table))
            return self._small[table][name]
        from trilat.tables.arrow import column_values

        return column_values(column_of(row_type, name), self.folder.stored(table, name))

    def count(self, row_type: type[Row]) -> int:
        """How many rows there are."""
        table = row_type.table
        return len(self.column(row_type, row_type.key[0])) if self.folder.is_small(table) else self.folder.count(table)

    def arrow(self, table: str) -> pyarrow.Table:
        """The table as Arrow."""
        return self.folder.arrow(table)

    def parts(self, table: str) -> Parts | None:
        """The parts of a table of a large release."""
        return self.folder.parts(table)


class Made:
    """Tables at hand, such as those of a vintage."""

    def __init__(self, tables: Mapping[str, pyarrow.Table]) -> None:
        self.tables = tables

    def column(self, row_type: type[Row], name: str) -> Sequence[Any]:
        """The values of a column."""
        from trilat.tables.arrow import column_values

        return column_values(column_of(row_type, name), self.tables[row_type.table].column(name))

    def count(self, row_type: type[Row]) -> int:
        """How many rows there are."""
        return int(self.tables[row_type.table].num_rows)

    def arrow(self, table: str) -> pyarrow.Table:
        """The table."""
        return self.tables[table]

    def parts(self, table: str) -> Parts | None:  # noqa: ARG002  # it is in memory
        """It has none."""
        return None


class AtHand:
    """The rows of one table at hand, such as measures that were just taken."""

    def __init__(self, row_type: type[Row], rows: Sequence[Row]) -> None:
        self.row_type, self.made = row_type, rows

    def column(self, row_type: type[Row], name: str) -> Sequence[Any]:  # noqa: ARG002  # there is only one
        """The values of a column."""
        return [getattr(row, name) for row in self.made]

    def count(self, row_type: type[Row]) -> int:  # noqa: ARG002  # there is only one
        """How many rows there are."""
        return len(self.made)

    def arrow(self, table: str) -> pyarrow.Table:  # noqa: ARG002  # there is only one
        """The table as Arrow."""
        from trilat.tables.arrow import to_arrow

        return to_arrow(self.row_type, self.made)

    def parts(self, table: str) -> Parts | None:  # noqa: ARG002  # it is in memory
        """It has none."""
        return None


def _turned(row_type: type[Row], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Rows as columns."""
    names = [column.name for column in columns(row_type)]
    turned = zip(*rows, strict=True) if rows else [() for _ in names]
    return dict(zip(names, turned, strict=True))
