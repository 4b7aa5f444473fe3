"""One DuckDB or SQLite file with all tables of a dataset and their keys.

A foreign key is declared where every id leads to a row: those of a vintage can lead to what it does not know yet. In
SQLite, which has no lists, a list column is a table of its own, such as `meetings_parties`: the key of the row, the
number `n` of the item counted from 1, and the `item`. Two tables tell what the file is: `release` and `codebook`.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from trilat.dataset.dataset import Dataset
from trilat.dataset.help import extra
from trilat.dataset.objects import OBJECTS
from trilat.tables.columns import Column, columns

DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
SQLITE = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
TOLD = {
    "release": ("version", "schema_version", "released", "content_sha256", "known_on", "strategy"),
    "codebook": ("table_name", "column_name", "description"),
}
"""The tables that tell what the file is, all of text."""


def to_duckdb(dataset: Dataset, path: Path) -> None:
    """Write a DuckDB file; lists stay lists, and every table and column has its description as a comment."""
    with closing(extra("duckdb").connect(str(path))) as database:
        for name in _in_order(dataset):
            fields = columns(OBJECTS[name])
            inside = [f'"{one.name}" {DUCKDB[one.kind]}{"[]" if one.many else ""}{"" if one.optional else " NOT NULL"}'
                      for one in fields]
            # DuckDB checks row by row, so that no row could point at a later one of the same table.
            pointing = [one for one in _pointing(dataset, name) if not one.many and one.to != name]
            database.execute(_create(name, [*inside, _key(OBJECTS[name].key), *map(_foreign, pointing)]))
            database.register("incoming", dataset.table(name).to_arrow())
            database.execute(f'INSERT INTO "{name}" SELECT * FROM incoming')  # noqa: S608  # our own names
            database.unregister("incoming")
        for name, column, said in _codebook():
            what = f'COLUMN "{name}"."{column}"' if column else f'TABLE "{name}"'
            database.execute(f"COMMENT ON {what} IS {_quoted(said)}")
        for name, rows in _told(dataset).items():
            database.execute(_create(name, [f'"{one}" VARCHAR' for one in TOLD[name]]))
            database.executemany(_insert(name, len(TOLD[name])), rows)


def to_sqlite(dataset: Dataset, path: Path) -> None:
    """Write an SQLite file."""
    with closing(sqlite3.connect(path)) as database, database:
        for name in _in_order(dataset):
            fields = [one for one in columns(OBJECTS[name]) if not one.many]
            inside = [f'"{one.name}" {SQLITE[one.kind]}{"" if one.optional else " NOT NULL"}' for one in fields]
            pointing = [one for one in _pointing(dataset, name) if not one.many]
            database.execute(_create(name, [*inside, _key(OBJECTS[name].key), *map(_foreign, pointing)]))
            values = [map(_plain, dataset.table(name).column(one.name)) for one in fields]
            database.executemany(_insert(name, len(fields)), zip(*values, strict=True))
        for link in _links(dataset):
            database.execute(link.create)
            database.executemany(_insert(link.name, link.width), link.rows(dataset))
        for name, rows in _told(dataset).items():
            database.execute(_create(name, [f'"{one}" TEXT' for one in TOLD[name]]))
            database.executemany(_insert(name, len(TOLD[name])), rows)


@dataclass(frozen=True, slots=True)
class Link:
    """A table for a list column: `points` where its items are ids of rows that there are."""

    table: str
    column: Column
    points: bool

    @property
    def name(self) -> str:
        """Its name."""
        return f"{self.table}_{self.column.name}"

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(OBJECTS[self.table].key) + 2

    @property
    def create(self) -> str:
        """The statement that makes it."""
        key = OBJECTS[self.table].key
        listed = ", ".join(f'"{one}"' for one in key)
        inside = [*(f'"{one}" TEXT NOT NULL' for one in key), '"n" INTEGER NOT NULL',
                  f'"item" {SQLITE[self.column.kind]} NOT NULL', _key((*key, "n")),
                  f'FOREIGN KEY ({listed}) REFERENCES "{self.table}" ({listed})']
        if self.points:
            to = str(self.column.to)
            inside.append(f'FOREIGN KEY ("item") REFERENCES "{to}" ("{OBJECTS[to].key[0]}")')
        return _create(self.name, inside)

    def rows(self, dataset: Dataset) -> Iterator[tuple[Any, ...]]:
        """The items of all lists."""
        rows = dataset.table(self.table)
        keys = zip(*(rows.column(name) for name in OBJECTS[self.table].key), strict=True)
        for key, items in zip(keys, rows.column(self.column.name), strict=True):
            for number, item in enumerate(items, 1):
                yield (*key, number, _plain(item))


def _links(dataset: Dataset) -> Iterator[Link]:
    for name, kind in OBJECTS.items():
        points = {one.name for one in _pointing(dataset, name)}
        yield from (Link(name, one, one.name in points) for one in columns(kind) if one.many)


def _pointing(dataset: Dataset, name: str) -> list[Column]:
    """The columns whose ids all lead to a row of the one table that they point at."""
    found = []
    for column in columns(OBJECTS[name]):
        if column.to in OBJECTS:
            values = dataset.table(name).column(column.name)
            ids = {one for value in values for one in value} if column.many else {*values} - {None}
            if ids <= set(dataset.table(column.to).ids):
                found.append(column)
    return found


def _in_order(dataset: Dataset) -> list[str]:
    """The tables, each after those that it points at."""
    graph = {name: {str(column.to) for column in _pointing(dataset, name) if not column.many} - {name}
             for name in OBJECTS}
    return list(TopologicalSorter(graph).static_order())


def _create(name: str, inside: list[str]) -> str:
    return f'CREATE TABLE "{name}" ({", ".join(inside)})'


def _key(names: tuple[str, ...]) -> str:
    return f"PRIMARY KEY ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in names)})"


def _foreign(column: Column) -> str:
    to = str(column.to)
    return f'FOREIGN KEY ("{column.name}") REFERENCES "{to}" ("{OBJECTS[to].key[0]}")'


def _insert(name: str, width: int) -> str:
    return f'INSERT INTO "{name}" VALUES ({", ".join("?" * width)})'  # noqa: S608  # our own names


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _told(dataset: Dataset) -> dict[str, list[tuple[str | None, ...]]]:
    told = dataset.provenance
    days = [None if day is None else day.isoformat() for day in (told.released, told.day)]
    release = (told.version, told.schema_version, days[0], told.content_sha256, days[1], told.strategy)
    return {"release": [release], "codebook": [(name, column or None, said) for name, column, said in _codebook()]}


def _codebook() -> Iterator[tuple[str, str, str]]:
    from trilat.dataset.codebook import entries

    for entry in entries():
        if entry.kind in ("table", "column"):
            name, _, column = entry.name.partition(".")
            yield name, column, entry.description
