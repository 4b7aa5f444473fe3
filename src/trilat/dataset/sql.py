"""Asking by SQL: DuckDB over the tables of one dataset, cut off from files, the network and the caller's variables."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trilat.dataset.help import extra, near
from trilat.dataset.objects import OBJECTS
from trilat.dataset.parted import Parted
from trilat.errors import TrilatError, UsageError
from trilat.tables.columns import Column, columns

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from trilat.dataset.dataset import Dataset
    from trilat.store.parts import Parts

CLOSED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
"""How DuckDB is set up: a query sees the tables of the dataset, and nothing else that is on this machine or beyond."""
KINDS = {"string": "varchar", "integer": "bigint", "number": "double", "boolean": "boolean", "date": "date"}
"""DuckDB's names of the kinds of columns."""

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
    if not isinstance(query, str):
        raise UsageError(f"a query is the text of one SELECT, and this is {query!r}")
    words = set(re.findall(r"\w+", query.lower()))
    tables = [dataset.table(name) for name in (OBJECTS if words & LISTING else sorted(words.intersection(OBJECTS)))]
    parts = {table.name: table._rows.parts for table in tables if isinstance(table._rows, Parted)}
    files = [path for one in parts.values() for path in one.files()]
    connection = duckdb.connect(":memory:", config=CLOSED if not files else {})
    try:
        if files:
            _close_but_for(connection, files)
        connection.execute("set lock_configuration = true")
        kinds = [statement.type for statement in connection.extract_statements(query)]
        if len(kinds) != 1 or kinds[0] not in (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI):  # or a PIVOT
            said = ", ".join(kind.name for kind in kinds) or "nothing"
            raise UsageError(f"a query is one SELECT, and this is {said}; to work on the tables with all of SQL, write "
                             "them to a file: trilat export --to FILE.duckdb")
        for table in tables:
            if table.name in parts and not any(map(glob.has_magic, parts[table.name].files())):
                connection.execute(_view(table.name, parts[table.name]))
            elif table.name in parts:  # DuckDB would take such a path for a pattern
                connection.register(table.name, _scanned(parts[table.name]))
            else:
                connection.register(table.name, table.to_arrow())
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


def _close_but_for(connection: Any, files: Sequence[str]) -> None:
    """Set DuckDB up as `CLOSED` has it, but for these files, which it reads itself: only what a query needs of them.

    Raises TrilatError where it is too old to be set up so.
    """
    try:
        connection.execute(f"set allowed_paths = [{', '.join(map(_quoted, files))}]")
    except Exception as error:  # whatever it says: the setting is not there
        raise TrilatError("to ask a large release by SQL needs DuckDB 1.2 or later: pip install --upgrade duckdb"
                          ) from error
    for name, value in CLOSED.items():
        connection.execute(f"set {name} = {value}")


def _view(name: str, parts: Parts) -> str:
    """The statement that makes a view of a table in parts, with the columns that this package knows."""
    listed = ", ".join(map(_quoted, parts.files()))
    told = ", ".join(_empty(column) if parts.lacks(column.name) else f'"{column.name}"'
                     for column in columns(OBJECTS[name]))
    return f'create view "{name}" as select {told} from read_parquet([{listed}], union_by_name = true)'  # noqa: S608  # our own names


def _scanned(parts: Parts) -> Any:
    """A table in parts for DuckDB to read by pyarrow, which knows paths as they are."""
    import pyarrow.dataset
    import pyarrow.fs

    return pyarrow.dataset.dataset(parts.files(), parts.schema, filesystem=pyarrow.fs.LocalFileSystem())


def _empty(column: Column) -> str:
    """What stands for a column that a release of an older schema does not have."""
    return f'{"[]" if column.many else "null"}::{KINDS[column.kind]}{"[]" * column.many} as "{column.name}"'


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _first(error: Exception) -> str:
    """What DuckDB says is wrong, and what it says comes near."""
    first, *rest = str(error).splitlines()
    return " ".join([first, *(line.strip() for line in rest if line.startswith(("Candidate", "Did you mean")))])


def _table(error: Exception) -> str:
    """The tables that there are, where one was asked for that there is not."""
    _, named, rest = str(error).partition("Table with name ")
    wanted = rest.partition(" ")[0]
    return f" The tables are {', '.join(OBJECTS)}{near(wanted, OBJECTS)}" if named else ""
