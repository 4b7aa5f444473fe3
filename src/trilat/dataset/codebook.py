"""The codebook, to be asked: what a table, a column, a vocabulary or a term means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import Any

from trilat.dataset.help import near
from trilat.errors import UsageError
from trilat.tables.columns import Column, Row, columns
from trilat.tables.rows import TABLES
from trilat.vocabularies import RESERVED_ORIGINS, VOCABULARIES, Term

WIDTH = 100


@dataclass(frozen=True)
class Entry:
    """What the codebook says of one thing.

    Attributes: `name` (`meetings`, `meetings.level`, `Level`, `Level.ministers`), `kind` (table, column, vocabulary,
    term, origin), `description`, `details`, and `entries`, what belongs to it: the columns of a table, the terms of a
    vocabulary or of a column.
    """

    name: str
    kind: str
    description: str
    details: tuple[tuple[str, str], ...] = ()
    entries: tuple[Entry, ...] = ()

    def __repr__(self) -> str:
        facts = "; ".join(f"{label}: {said}" for label, said in self.details)
        inner = [(entry.name.rpartition(".")[2], entry.description) for entry in self.entries]
        wide = max((len(name) for name, _ in inner), default=0) + 4
        lines = [f"{self.name} ({self.kind})"]
        lines += [fill(said, WIDTH, initial_indent="  ", subsequent_indent="  ") for said in (self.description, facts)
                  if said]
        lines += [fill(said, WIDTH, initial_indent=f"  {name}".ljust(wide), subsequent_indent=" " * wide)
                  for name, said in inner]
        return "\n".join(lines)


class Entries(tuple[Entry, ...]):
    """Several entries, which print one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self)) or "nothing in the codebook"


def look_up(name: str | None) -> Entries | Entry:
    """What the codebook says of a name; of a term that several vocabularies have, an entry of each."""
    every = entries()
    if name is None:
        return Entries(entry for entry in every if entry.kind == "table")
    found = [entry for entry in every if entry.name.casefold() == name.casefold()] or [
        entry for entry in every if entry.name.rpartition(".")[2] == name]
    if not found:
        known = [part for entry in every for part in {entry.name, entry.name.rpartition(".")[2]}]
        raise UsageError(f"the codebook has no {name!r}{near(name, dict.fromkeys(known))}")
    return found[0] if len(found) == 1 else Entries(found)


def find(words: str) -> Entries:
    """The entries that have all words in their name, description or details: names first, then the rest."""
    wanted = words.casefold().split()
    if not wanted:
        raise UsageError("name a word to look for in the codebook")
    ranked = [(0 if all(word in entry.name.casefold() for word in wanted) else 1, entry) for entry in entries()
              if all(word in _all_of(entry) for word in wanted)]
    return Entries(entry for _, entry in sorted(ranked, key=lambda pair: pair[0]))


def _all_of(entry: Entry) -> str:
    return " ".join([entry.name, entry.description, *(said for _, said in entry.details)]).casefold()


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry: tables, columns, vocabularies, terms, reserved origins."""
    tables = [_table(row_type) for row_type in TABLES.values()]
    vocabularies = [_vocabulary(vocabulary) for vocabulary in VOCABULARIES]
    origins = [Entry(f"origin.{name}", "origin", said) for name, said in RESERVED_ORIGINS.items()]
    return (*(one for table in tables for one in (table, *table.entries)),
            *(one for vocabulary in vocabularies for one in (vocabulary, *vocabulary.entries)), *origins)


def _table(row_type: type[Row]) -> Entry:
    inner = tuple(_column(row_type, column) for column in columns(row_type))
    return Entry(row_type.table, "table", _first_line(row_type), (("key", ", ".join(row_type.key)),), inner)


def _column(row_type: type[Row], column: Column) -> Entry:
    from trilat.tables.describe import describe

    terms = _vocabulary(column.vocabulary).entries if column.vocabulary else ()
    return Entry(f"{row_type.table}.{column.name}", "column", describe(row_type, column),
                 tuple(_facts(row_type, column)), terms)


def _facts(row_type: type[Row], column: Column) -> Iterator[tuple[str, str]]:
    from trilat.tables.describe import field_of

    kind = column.vocabulary.__name__ if column.vocabulary else column.kind
    yield "type", f"list of {kind}" if column.many else kind
    if column.to:
        yield "points at", column.to.replace("|", " or ")
    if column.optional and not column.many:
        yield "may be empty", "yes"
    field = field_of(row_type, column)
    declared: Any = field.json_schema_extra if field else None
    if isinstance(declared, dict) and "x-consolidation" in declared:
        yield "consolidation", f"{declared['x-consolidation']} by {declared['x-relation']}, {declared['x-basis']}"


def _vocabulary(vocabulary: type[Term]) -> Entry:
    inner = tuple(
        Entry(f"{vocabulary.__name__}.{term}", "term", term.definition,
              tuple((label, said) for label, said in (("PLOVER", term.plover), ("broader", term.broader)) if said))
        for term in vocabulary)
    return Entry(vocabulary.__name__, "vocabulary", _first_line(vocabulary), (), inner)


def _first_line(documented: type[Any]) -> str:
    return (documented.__doc__ or "").strip().splitlines()[0]
