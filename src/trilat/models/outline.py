"""Where in a model ids and dates can stand: looked up once for each class, so that many files are gone through fast."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trilat.models.base import is_party, tables_of, type_names

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field that holds ids, dates, parties, or models with such fields.

    `tables` are those that its ids point at; `inner` tells that its values are models.
    """

    name: str
    tables: tuple[str, ...]
    dated: bool
    party: bool
    inner: bool


def marked(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Slot, str]]:
    """Every id, date and party that was written in a model and the models inside it, with the way to it."""
    for slot in _slots(type(model)):
        value = getattr(model, slot.name)
        if value is None:
            continue
        if not isinstance(value, list):
            at = (*path, slot.name)
            if slot.inner:
                yield from marked(value, at)
            else:
                yield at, slot, value
            continue
        for place, item in enumerate(value):
            at = (*path, slot.name, place)
            if slot.inner:
                yield from marked(item, at)
            else:
                yield at, slot, item


@cache
def _slots(model: type[BaseModel]) -> tuple[Slot, ...]:
    found = []
    for name, info in model.model_fields.items():
        tables = tuple(filter(None, (tables_of(info) or "").split("|")))
        inner = any(_slots(kind) for kind in _models(info))
        slot = Slot(name, tables, bool({"Date", "Day"} & set(type_names(info))), is_party(info), inner)
        if slot.tables or slot.dated or slot.party or slot.inner:
            found.append(slot)
    return tuple(found)


def _models(info: FieldInfo) -> Iterator[type[BaseModel]]:
    """The models that a field's values can be of."""
    pending: list[Any] = [*info.metadata, info.annotation]
    while pending:
        part = pending.pop()
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
        pending.extend(get_args(part))
