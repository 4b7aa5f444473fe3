"""Asking by SQL: DuckDB over the tables of one dataset, cut off from files, the network and the caller's variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from trilat.dataset.help import extra, near
from trilat.dataset.objects import OBJECTS
from trilat.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from trilat.dataset.dataset import Dataset

CLOSED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
"""How DuckDB is set up: a query sees the tables of the dataset, and nothing else that is on this machine or beyond."""


LISTING = {"show", "information_schema", "duckdb_tables", "duckdb_views", "duckdb_columns"}
"""Words of a query that asks what tables there are, and so needs them all."""


class Answer:
    """The rows that a query gave. Attributes: `columns`, their names, and `rows`, a tuple for each row."""

    def __init__(self, table: pyarrow.Table) -> None:
        self._table = table.rename_columns(_told_apart(table.column_names))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._table.column_names)

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows."""
        return list(self)

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        if not self.columns:
            return iter(())
        return zip(*(column.to_pylist() for column in self._table.columns), strict=True)

    def to_arrow(self) -> pyarrow.Table:
        """The rows as a pyarrow.Table."""
        return self._table

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas.DataFrame with Arrow-backed columns."""
        frame: pandas.DataFrame = self._table.to_pandas(types_mapper=extra("pandas").ArrowDtype)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The rows as a polars.DataFrame."""
        frame: polars.DataFrame = extra("polars").from_arrow(self._table)
        return frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows for any library that reads the Arrow PyCapsule protocol."""
        stream: object = self._table.__arrow_c_stream__(requested_schema)
        return stream

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"


def ask(dataset: Dataset, query: str, values: Mapping[str, object]) -> Answer:
    """Answer one SELECT; only the tables that it names are read.

    Raises UsageError where it is no SELECT, or where DuckDB refuses it.
    """
    duckdb = extra("duckdb")
    connection = duckdb.connect(":memory:", config=CLOSED)
    try:
        connection.execute("set lock_configuration = true")
        if not isinstance(query, str):
            raise UsageError(f"a query is the text of one SELECT, and this is {query!r}")
        kinds = [statement.type for statement in connection.extract_statements(query)]
        if len(kinds) != 1 or kinds[0] not in (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI):  # or a PIVOT
            said = ", ".join(kind.name for kind in kinds) or "nothing"
            raise UsageError(f"a query is one SELECT, and this is {said}; to work on the tables with all of SQL, write "
                             "them to a file: trilat export --to FILE.duckdb")
        words = set(re.findall(r"\w+", query.lower()))
        for name in OBJECTS if words & LISTING else sorted(words.intersection(OBJECTS)):
            connection.register(name, dataset.table(name).to_arrow())
        return Answer(connection.sql(query, params=dict(values) or None).to_arrow_table())
    except duckdb.PermissionException as error:
        raise UsageError(f"a query has no access to files, extensions or the network: {_first(error)}") from error
    except duckdb.Error as error:
        raise UsageError(f"the query cannot be answered: {_first(error)}{_table(error)}") from error
    finally:
        connection.close()


def _told_apart(names: list[str]) -> list[str]:
    """Names of columns of which none is twice there: what two tables both have is `x`, then `x_1`, as DuckDB does."""
    taken: dict[str, None] = {}
    for name in names:
        number = 0
        while (new := f"{name}_{number}" if number else name) in taken or (number and new in names):
            number += 1
        taken[new] = None
    return list(taken)


def _first(error: Exception) -> str:
    """What DuckDB says is wrong, and what it says comes near."""
    first, *rest = str(error).splitlines()
    return " ".join([first, *(line.strip() for line in rest if line.startswith(("Candidate", "Did you mean")))])


def _table(error: Exception) -> str:
    """The tables that there are, where one was asked for that there is not."""
    _, named, rest = str(error).partition("Table with name ")
    wanted = rest.partition(" ")[0]
    return f" The tables are {', '.join(OBJECTS)}{near(wanted, OBJECTS)}" if named else ""
