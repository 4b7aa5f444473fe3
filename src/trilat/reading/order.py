"""What the models say of the canonical layout: the order of fields and entries, and what stands in brackets."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel

from trilat.models.article import First, PositionEntry, Quote, Span, Text
from trilat.models.base import Plain, models_in
from trilat.models.registries import OfficesFile, OrganizationsFile, PeopleFile, PlacesFile
from trilat.reading.document import Value
from trilat.reading.scalars import scalar

FIRST = ("id", "meeting", "by", "speakers", "stance")
"""Fields that stand before the others. All that is named neither here nor in LAST is in the order of its model."""

LAST = ("inferred", "spans", "positions", "participants")
"""Fields that stand behind the others."""

IN_BRACKETS = (Text, Span, Quote, First, PositionEntry)
"""Models of which a mapping is written in brackets, where it fits in a line and holds no other mapping."""

SORTED = (PeopleFile, OrganizationsFile, OfficesFile, PlacesFile)
"""Registries that are lists of what there is, by id. The others are kept in the order in which they came about."""

Models = tuple[type[BaseModel], ...]


class Field(NamedTuple):
    """A field of a mapping: its name, the name as it is written, and the models that its value can be of."""

    name: str
    written: str
    models: Models


class Plan(NamedTuple):
    """How a mapping is laid out: its fields in order, and whether it stands in brackets where it can."""

    fields: Sequence[Field]
    in_brackets: bool


@lru_cache(10_000)
def plan_of(models: Models, names: tuple[str, ...]) -> Plan:
    """How a mapping with fields of these names is laid out, which is of one of the models, or of none.

    Fields that the model does not know come last, as they came.
    """
    model = _fitting(models, names)
    fields = model.model_fields if model else {}
    middle = [name for name in fields if name not in (*FIRST, *LAST)]
    known = [*(name for name in FIRST if name in fields), *middle, *(name for name in LAST if name in fields)]
    ordered = [*(name for name in known if name in names), *(name for name in names if name not in fields)]
    return Plan(
        [Field(name, scalar(Plain(name), in_brackets=True), tuple(models_in(fields.get(name)))) for name in ordered],
        model in IN_BRACKETS,
    )


def _fitting(models: Models, names: Collection[str]) -> type[BaseModel] | None:
    """Of the models that a mapping can be of, the one that knows most of its fields."""
    if len(models) < 2:
        return models[0] if models else None
    return max(models, key=lambda model: len(model.model_fields.keys() & names))


def in_order(value: Value, model: type[BaseModel]) -> Value:
    """What a file says with the entries of its registry in order, where they have one."""
    if model not in SORTED or not isinstance(value, dict):
        return value
    return {
        name: [items[place] for place in by_id(items)] if isinstance(items, list) else items
        for name, items in value.items()
    }


def by_id(items: list[Value]) -> Sequence[int]:
    """The places of entries in the order of their ids; as they are where one has no id."""
    ids = [item.get("id") for item in items if isinstance(item, dict)]
    if len(ids) < len(items) or not all(isinstance(one, str) for one in ids):
        return range(len(items))
    return sorted(range(len(items)), key=lambda place: str(ids[place]))
