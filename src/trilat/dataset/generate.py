"""The tables as classes with every condition of `where` by name, so that editors complete and type checkers check them.

`python -m trilat.dataset.generate` writes `tables.py` anew from the row types and vocabularies; a test tells when it
has to.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from textwrap import wrap

from trilat.dataset.objects import OBJECTS
from trilat.dataset.where import OF_PORTFOLIO, words_of
from trilat.disk import write_file
from trilat.tables.columns import Column, Row, columns
from trilat.tables.rows import TABLES as TABLE_ROWS
from trilat.vocabularies import Portfolio, Term

HEAD = '''"""The tables of a dataset, each with what it can be asked. Made by `python -m trilat.dataset.generate`."""

# ruff: noqa: A002, D417  # columns have their names from the field, and their meaning from the codebook

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from trilat.dataset import objects
from trilat.dataset.table import ANY, Table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from typing import Literal, TypeAlias

    from trilat import vocabularies as terms
    from trilat.tables.columns import Row

    Text: TypeAlias = str | Row | Collection[str | Row] | None
    Flag: TypeAlias = bool | None
    Number: TypeAlias = float | Collection[float] | None
    Day: TypeAlias = dt.date | str | Collection[dt.date | str] | None
    Bound: TypeAlias = dt.date | str
'''
KIND = 'Kind = TypeVar("Kind", bound=Table[Any])'
TABLES = '''class Tables:
    """What has every table as an attribute."""

    def _table(self, kind: type[Kind], name: str) -> Kind:
        raise NotImplementedError'''
TYPES = {"string": "Text", "boolean": "Flag", "integer": "Number", "number": "Number", "date": "Day"}
NAMED_LEVEL = "MeetingLevel"


def tables() -> str:
    """The text of the module."""
    used = {column.vocabulary for kind in OBJECTS.values() for column in columns(kind) if column.vocabulary}
    aliases = [_alias(f"terms.{vocabulary.__name__}", vocabulary.__name__, [*vocabulary])
               for vocabulary in sorted(used, key=lambda vocabulary: vocabulary.__name__)]
    named = [f"{portfolio}-{level}" for level in OF_PORTFOLIO for portfolio in Portfolio]
    aliases.append(_alias("Level", NAMED_LEVEL, named))
    classes = [_class(kind) for kind in OBJECTS.values()]
    listed = [f'    "{name}": {_name(name)},' for name in OBJECTS]
    end = ["CLASSES: dict[str, type[Table[Any]]] = {", *listed, "}", '"""The class of each table."""']
    every = [TABLES, *(_attribute(kind) for kind in OBJECTS.values())]
    return "\n".join([HEAD, *aliases, "", KIND, "", "", "\n\n\n".join(classes), "", "", *every, "", *end, ""])


def _name(table: str) -> str:
    return table.capitalize()


def _alias(first: str, name: str, terms: list[Term] | list[str]) -> str:
    listed = wrap(", ".join(f'"{term}"' for term in terms), 106, break_on_hyphens=False)
    inner = "\n".join(f"        {line}" for line in listed)
    return f"    {name}: TypeAlias = {first} | Literal[\n{inner}\n    ]"


def _class(kind: type[Row]) -> str:
    words = words_of(kind)
    asked = {column.name: _type(kind, column) for column in columns(kind)}
    asked |= {word.name: "Bound" if word.kind in ("since", "until") else "str" if word.kind == "text" else
              "Topic | Collection[Topic]" if word.name == "topic" else "Text" for word in words.values()}
    given = "\n".join(f"        {name}: {hint} = ANY," for name, hint in asked.items())
    told = [line for word in words.values()
            for line in wrap(f"{word.name}: {word.says}", 104, break_on_hyphens=False,
                         initial_indent=" " * 12, subsequent_indent=" " * 16)]
    more = "\n".join(["", "", "        Args:", *told, "        "]) if told else ""
    return f'''class {_name(kind.table)}(Table[objects.{kind.__name__}]):
    """{(inspect.getdoc(kind) or "").splitlines()[0]}"""

    def where(
        self,
        *,
{given}
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).{more}"""
        return self._where_of(locals())'''


def _attribute(kind: type[Row]) -> str:
    said = (inspect.getdoc(TABLE_ROWS[kind.table]) or "").splitlines()[0]
    return f'''
    @property
    def {kind.table}(self) -> {_name(kind.table)}:
        """{said}"""
        return self._table({_name(kind.table)}, "{kind.table}")'''


def _type(kind: type[Row], column: Column) -> str:
    if column.vocabulary is None:
        return TYPES[column.kind]
    name = NAMED_LEVEL if (kind.table, column.name) == ("meetings", "level") else column.vocabulary.__name__
    return f"{name} | Collection[{name}]" + (" | None" if column.optional or column.many else "")


if __name__ == "__main__":
    write_file(Path(__file__).parent / "tables.py", tables().encode())
