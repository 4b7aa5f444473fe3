"""What each column of a release holds, in words: its own description, or that of the model's field behind it."""

from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trilat.models.article import (
    Article,
    First,
    MeetingEntry,
    OutcomeEntry,
    ParticipantEntry,
    PositionEntry,
    StatementEntry,
)
from trilat.models.registries import Office, Organization, Person, Place
from trilat.tables.columns import Column, Row

MODELS: dict[str, type[BaseModel]] = {
    "articles": Article, "people": Person, "organizations": Organization, "offices": Office, "places": Place,
    "meetings": MeetingEntry, "positions": PositionEntry, "participants": ParticipantEntry,
    "statements": StatementEntry, "outcomes": OutcomeEntry, "firsts": First,
}
"""The model that each table's rows come from, where it is one."""


def field_of(row_type: type[Row], column: Column) -> FieldInfo | None:
    """The model's field behind a column: the one of its name, without the ending of an id."""
    fields = MODELS[row_type.table].model_fields if row_type.table in MODELS else {}
    bare = column.name.removesuffix("_ids").removesuffix("_id")
    return fields.get(column.name) or fields.get(bare) or fields.get(f"{bare}s")


def describe(row_type: type[Row], column: Column) -> str:
    """What a column holds.

    >>> from trilat.tables.columns import columns
    >>> from trilat.tables.rows import MeetingRow
    >>> describe(MeetingRow, next(c for c in columns(MeetingRow) if c.name == "level"))
    'The rank of the heads of delegation.'
    """
    field = field_of(row_type, column)
    return column.description or (field.description if field else None) or ""


def first_line(documented: type[Any]) -> str:
    """What a table or a vocabulary holds: the first line of its docstring."""
    return (documented.__doc__ or "").strip().splitlines()[0]
