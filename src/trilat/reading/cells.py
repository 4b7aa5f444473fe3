"""Cells of a release's CSV tables: what is wrong with one, by the column that it stands in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from math import isfinite

from trilat import edtf
from trilat.findings import visible
from trilat.reading.document import Refusal
from trilat.tables.columns import Column, Row, columns
from trilat.tables.text import FORMULA, MARK
from trilat.vocabularies import RESERVED_ORIGINS

Judge = Callable[[str], Refusal | None]
"""Says what is wrong with a cell."""

Ids = Mapping[str, Collection[str]]
"""The ids of each table that there is."""

NUMBERS = ("integer", "number")
"""The kinds of columns whose cells are never marked, whatever they begin with."""


def bare(cell: str) -> str:
    """A cell, or an item of a list, without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell.removeprefix(MARK)


def judge(column: Column, row_type: type[Row], ids: Ids) -> Judge:
    """A function that says what is wrong with a cell of a column."""
    names = {other.name for other in columns(row_type)}
    checks: list[Judge] = []
    if column.vocabulary is not None:
        checks.append(partial(_term, frozenset(map(str, column.vocabulary)), column.vocabulary.__name__))
    elif f"{column.name}_earliest" in names:
        checks.append(_edtf)
    elif column.kind in _KINDS:
        checks.append(_KINDS[column.kind])
    tables = (column.to or "").split("|")
    if column.to and all(table in ids for table in tables):
        known = [ids[table] for table in tables]
        known += [frozenset(RESERVED_ORIGINS)] if {"people", "organizations"} <= set(tables) else []
        checks.append(partial(_reference, known, " or ".join(tables)))
    return partial(_cell, column, checks)


def _cell(column: Column, checks: Sequence[Judge], cell: str) -> Refusal | None:
    if cell == "":
        needed = not (column.optional or column.many)
        empty = Refusal("empty-cell", f"{column.name} is empty, and every row has one", "write the value")
        return empty if needed else None
    is_number = column.kind in NUMBERS and not column.many
    for item in cell.split(";") if column.many else (cell,):
        if item == "":
            message = f"an item of the list {visible(cell)!r} is empty"
            return Refusal("cell-type", message, "part items by one semicolon each")
        marked = None if is_number else _marked(item)
        if marked is not None:
            return marked
        for check in checks:
            fault = check(item if is_number else bare(item))
            if fault is not None:
                return fault
    return None


def _marked(text: str) -> Refusal | None:
    """Whether an apostrophe stands before a text just where one has to."""
    if text.startswith(FORMULA) and text[0] != MARK:
        message = f"a spreadsheet takes {visible(text)!r} for a formula"
        return Refusal("cell-escape", message, "put an apostrophe before it")
    if text.startswith(MARK) and text != MARK and not bare(text).startswith(FORMULA):
        message = "the apostrophe escapes nothing, and is lost on reading"
        return Refusal("cell-escape", message, "take it out, or double it")
    return None


def _term(terms: Collection[str], vocabulary: str, text: str) -> Refusal | None:
    if text in terms:
        return None
    message = f"{visible(text)!r} is not a term of {vocabulary}"
    return Refusal("cell-term", message, f"known: {', '.join(sorted(terms))}")


def _edtf(text: str) -> Refusal | None:
    try:
        edtf.parse(text)
    except ValueError as error:
        return Refusal("cell-type", visible(str(error), 200), "write the date as the calendar has it")
    return None


def _day(text: str) -> Refusal | None:
    try:
        sound = date.fromisoformat(text).isoformat() == text
    except ValueError:
        sound = False
    return None if sound else Refusal("cell-type", f"{visible(text)!r} is not a day", "write it as 2031-03-08")


def _integer(text: str) -> Refusal | None:
    digits = text.removeprefix("-")
    sound = digits.isascii() and digits.isdigit() and len(digits) < 19 and (digits == "0" or digits[0] != "0")
    return None if sound else Refusal("cell-type", f"{visible(text)!r} is not a whole number", "write digits alone")


def _number(text: str) -> Refusal | None:
    try:
        sound = str(float(text)) == text and isfinite(float(text))
    except ValueError:
        sound = False
    return None if sound else Refusal("cell-type", f"{visible(text)!r} is not a number", "write it as 0.75")


def _boolean(text: str) -> Refusal | None:
    if text in ("true", "false"):
        return None
    return Refusal("cell-type", f"{visible(text)!r} is not true or false", "write one")


_KINDS: dict[str, Judge] = {"date": _day, "integer": _integer, "number": _number, "boolean": _boolean}


def _reference(known: Sequence[Collection[str]], tables: str, text: str) -> Refusal | None:
    if any(text in ids for ids in known):
        return None
    return Refusal("cell-reference", f"{visible(text)} is not in {tables}", "name a row that is there, or add it")
