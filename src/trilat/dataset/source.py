"""Where the tables of a dataset come from: rows at hand or Arrow tables made from them, or a release folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from trilat.tables.columns import Row, columns
from trilat.tables.rows import TABLES

if TYPE_CHECKING:
    import pyarrow

class Source(Protocol):
    """What a table is read from, when it is first asked for."""

    def rows(self, table: str) -> list[list[Any]]:
        """The rows of a table, each a list of its values in the order of the columns."""
        ...

    def arrow(self, table: str) -> pyarrow.Table:
        """The table as Arrow."""
        ...


class Rows:
    """The rows of one table at hand, such as measures that were just taken."""

    def __init__(self, row_type: type[Row], rows: Sequence[Row]) -> None:
        self.row_type, self.made = row_type, rows

    def rows(self, table: str) -> list[list[Any]]:  # noqa: ARG002  # there is only one
        """The rows of the table."""
        names = [column.name for column in columns(self.row_type)]
        return [[getattr(row, name) for name in names] for row in self.made]

    def arrow(self, table: str) -> pyarrow.Table:  # noqa: ARG002  # there is only one
        """The table as Arrow."""
        from trilat.tables.arrow import to_arrow

        return to_arrow(self.row_type, self.made)


class Made:
    """Tables at hand, such as those of a vintage."""

    def __init__(self, tables: Mapping[str, pyarrow.Table]) -> None:
        self.tables = tables

    def rows(self, table: str) -> list[list[Any]]:
        """The rows of a table."""
        from trilat.tables.arrow import from_arrow

        return from_arrow(TABLES[table], self.tables[table])

    def arrow(self, table: str) -> pyarrow.Table:
        """The table."""
        return self.tables[table]
