"""What stands where in a model: looked up once for each class, so that many files are gone through fast."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel

from trilat.models.base import is_party, models_in, tables_of, type_names

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A field, and what it holds.

    `tables` are those that its ids point at; `inner` tells that its values are models.
    """

    name: str
    tables: tuple[str, ...]
    dated: bool
    party: bool
    inner: bool


Wanted: TypeAlias = Callable[[Slot], bool]
"""Which fields are looked for: a function of some module, since it is remembered what it wants."""

Found: TypeAlias = tuple[Path, Slot, Any]


def anything(_: Slot) -> bool:
    """Every field."""
    return True


def is_marked(slot: Slot) -> bool:
    """Whether a field holds ids, dates or parties."""
    return bool(slot.tables) or slot.dated or slot.party


def walk(model: BaseModel, wanted: Wanted = anything) -> list[Found]:
    """Every scalar that was written in a model and the models inside it: the way to it, its field and its value.

    With `wanted` only those of the fields that it wants; what leads to none of them is not looked into.
    """
    found: list[Found] = []
    _walk(model, (), wanted, found)
    return found


def _walk(model: BaseModel, path: Path, wanted: Wanted, found: list[Found]) -> None:
    values = vars(model)
    for slot in _slots(type(model), wanted):
        value = values[slot.name]
        if value is None:
            continue  # it was left out: null is never written
        if type(value) is not list:
            if slot.inner:
                _walk(value, (*path, slot.name), wanted, found)
            else:
                found.append(((*path, slot.name), slot, value))
        elif slot.inner:
            for place, item in enumerate(value):
                _walk(item, (*path, slot.name, place), wanted, found)
        else:
            for place, item in enumerate(value):
                found.append(((*path, slot.name, place), slot, item))


def gather(model: BaseModel, wanted: Wanted) -> dict[Slot, list[Any]]:
    """The same values by their field, without the way to each: at a third of the time."""
    found: dict[Slot, list[Any]] = {}
    _gather(model, wanted, found)
    return found


def _gather(model: BaseModel, wanted: Wanted, found: dict[Slot, list[Any]]) -> None:
    values = vars(model)
    for slot in _slots(type(model), wanted):
        value = values[slot.name]
        if not value and (value is None or type(value) is list):
            continue
        if slot.inner:
            for item in value if type(value) is list else (value,):
                _gather(item, wanted, found)
        elif type(value) is list:
            found.setdefault(slot, []).extend(value)
        else:
            found.setdefault(slot, []).append(value)


@cache
def _slots(model: type[BaseModel], wanted: Wanted) -> tuple[Slot, ...]:
    """The fields of a model that are wanted, or that hold models and lead to some that are."""
    found = []
    for name, info in model.model_fields.items():
        tables = tuple(filter(None, (tables_of(info) or "").split("|")))
        inner = models_in(info)
        slot = Slot(name, tables, bool({"Date", "Day"} & set(type_names(info))), is_party(info), bool(inner))
        if any(_slots(one, wanted) for one in inner) if inner else wanted(slot):
            found.append(slot)
    return tuple(found)


def fields_set(model: BaseModel) -> int:
    """How many fields are set in a model and in all models inside it."""
    number = 0
    models = [model]
    for one in models:  # which grows as it is gone through
        number += len(one.__pydantic_fields_set__)
        for name in _holders(type(one)):
            inner = vars(one)[name]
            if type(inner) is list:
                models += inner
            elif inner is not None:
                models.append(inner)
    return number


@cache
def _holders(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model that hold models."""
    return tuple(name for name, info in model.model_fields.items() if models_in(info))
