"""What the models say of the canonical layout: the order of fields and entries, and what stands in brackets."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel

from trilat.models.article import First, PositionEntry, Quote, Span, Text
from trilat.models.base import models_in
from trilat.models.registries import OfficesFile, OrganizationsFile, PeopleFile, PlacesFile
from trilat.reading.document import Value

FIRST = ("id", "meeting", "by", "speakers", "stance")
"""Fields that stand before the others. All that is named neither here nor in LAST is in the order of its model."""

LAST = ("inferred", "spans", "positions", "participants")
"""Fields that stand behind the others."""

IN_BRACKETS = (Text, Span, Quote, First, PositionEntry)
"""Models of which a mapping is written in brackets, where it fits in a line and holds no other mapping."""

SORTED = (PeopleFile, OrganizationsFile, OfficesFile, PlacesFile)
"""Registries that are lists of what there is, by id. The others are kept in the order in which they came about."""

Models = Sequence[type[BaseModel]]


class Plan(NamedTuple):
    """What a model says of the layout of its mappings."""

    ranks: Mapping[str, int]
    models: Mapping[str, Models]
    in_brackets: bool

    def ordered(self, value: Mapping[str, Value]) -> list[str]:
        """The names of a mapping's fields in order; those that the model does not know come last, as they came."""
        return sorted(value, key=lambda name: self.ranks.get(name, len(self.ranks)))


@lru_cache(100)
def plan_of(model: type[BaseModel] | None) -> Plan:
    """The plan of a model, or of a mapping that is of none."""
    fields = model.model_fields if model else {}
    middle = [name for name in fields if name not in (*FIRST, *LAST)]
    names = [*(name for name in FIRST if name in fields), *middle, *(name for name in LAST if name in fields)]
    models = {name: tuple(models_in(info)) for name, info in fields.items()}
    return Plan({name: rank for rank, name in enumerate(names)}, models, model in IN_BRACKETS)


def fitting(models: Models, value: Mapping[str, Value]) -> type[BaseModel] | None:
    """Of the models that a mapping can be of, the one that knows most of its fields."""
    if len(models) < 2:
        return models[0] if models else None
    return max(models, key=lambda model: len(model.model_fields.keys() & value.keys()))


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
