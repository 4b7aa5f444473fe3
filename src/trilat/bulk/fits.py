"""Whether articles read into columns surely fit the model: of values that are alike one is judged for all of them.

The check is made of the model's own schema. Pydantic judges values; what is required, how long a list is, and that
nothing stands in it twice, is asked of whole columns. What passes here the model takes, line by line; what does not
may fit all the same, and is for the model to judge.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, reduce
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel
from pydantic_core import CoreConfig, SchemaValidator, ValidationError, core_schema

from trilat.models.base import unique

Check: TypeAlias = Callable[[Any], bool]
"""Whether all values of an array fit; null is what was left out."""

LONGEST = 100
"""Items of a list that are held against each other."""

_NULL = re.compile(rb"null[ \t\r]*[,\]}]")
"""A null in JSON, which a column does not tell from what was left out; or a text that looks like one."""


def are_objects(lines: Sequence[bytes]) -> bool:
    """Whether each line begins and ends as an object does.

    Only such lines are given to pyarrow, which crashes over a null; and as many objects as lines are one in each.

    >>> are_objects([b"{}", b"null"])
    False
    """
    return all(line[:1] == b"{" and line[-1:] == b"}" for line in lines)


def surely_fit(model: type[BaseModel], lines: Sequence[bytes], read: pa.Table) -> bool:
    r"""Whether each line is one object that fits the model.

    Args:
        model: What a line is to be.
        lines: Lines that begin and end as objects do.
        read: What pyarrow made of them, by a schema that has the model's fields and no others.

    >>> from trilat.models.article import Text
    >>> for term in ("full", "whole"):
    ...     line = b'{"sha256": "%064d", "characters": 1, "extent": "%b"}' % (1, term.encode())
    ...     surely_fit(Text, [line], pa.table({"sha256": ["%064d" % 1], "characters": [1], "extent": [term]}))
    True
    False
    """
    if len(lines) != len(read) or any(_NULL.search(line) for line in lines if b"null" in line):
        return False
    columns = [column.combine_chunks() for column in read.columns]
    return _check_of(model)(pa.StructArray.from_arrays(columns, read.column_names))


@cache
def _check_of(model: type[BaseModel]) -> Check:
    model.model_rebuild()
    schema: Any = model.__pydantic_core_schema__
    if schema["type"] != "definitions":
        return _check(schema, {})
    return _check(schema["schema"], {one["ref"]: one for one in schema["definitions"]})


def _check(schema: Any, refs: Mapping[str, Any]) -> Check:
    """The check that a schema asks for."""
    match schema:
        case {"type": "definition-ref", "schema_ref": ref}:
            return _check(refs[ref], refs)
        case {"type": "default", "schema": inner} | {"type": "json-or-python", "json_schema": inner}:
            return _check(inner, refs)
        case {"type": "model", "schema": {"type": "model-fields", "fields": fields}}:
            return _Record(fields, refs)
        case {"type": "union", "choices": choices}:
            return _either([_check(choice, refs) for choice in choices])
        case {"type": "list", "items_schema": items}:
            return _list(_check(items, refs), schema.get("min_length", 0), schema.get("max_length"))
        case {"type": "function-after", "function": {"function": function}, "schema": inner} if function is unique:
            check = _check(inner, refs)
            return lambda lists: check(lists) and not _has_repeats(lists)
        case _:
            return _values(schema)


def _values(schema: Any) -> Check:
    """Each value, judged by pydantic, the same one once."""
    validator = SchemaValidator(core_schema.list_schema(schema), CoreConfig(strict=True))

    def check(array: Any) -> bool:
        if pa.types.is_nested(array.type):
            raise TypeError(f"columns cannot be held against {schema}")
        try:
            validator.validate_python(pc.unique(array).drop_null().to_pylist())
        except (ValidationError, UnicodeDecodeError):
            return False
        return True

    return check


def _list(check: Check, least: int, most: int | None) -> Check:
    """Lists that are long enough and not too long, and their items."""

    def check_all(lists: Any) -> bool:
        lengths = pc.min_max(pc.list_value_length(lists)).as_py()
        if lengths["min"] is not None and (lengths["min"] < least or (most is not None and lengths["max"] > most)):
            return False
        return check(lists.flatten())

    return check_all


def _has_repeats(lists: Any) -> bool:
    """Whether an item stands in a list twice, or a list is too long to tell: each is held against those behind it."""
    longest = pc.max(pc.list_value_length(lists)).as_py() or 0
    items = lists.flatten()
    parts = items.flatten() if pa.types.is_struct(items.type) else [items]
    codes = [pc.list_parent_indices(lists),
             *(pc.dictionary_encode(part, null_encoding="encode").indices for part in parts if longest > 1)]
    return longest > LONGEST or any(
        pc.any(reduce(pc.and_, [pc.equal(code[step:], code[:-step]) for code in codes])).as_py()
        for step in range(1, longest)
    )


class _Record:
    """Every field of a model, and those given that have to be."""

    def __init__(self, fields: Mapping[str, Any], refs: Mapping[str, Any]) -> None:
        self.fields = {name: _check(field["schema"], refs) for name, field in fields.items()}
        self.required = {name for name, field in fields.items() if field["schema"]["type"] != "default"}

    def __call__(self, records: Any) -> bool:
        columns = dict(zip((field.name for field in records.type), records.flatten(), strict=True))
        return all(columns[name].null_count == records.null_count for name in self.required) and all(
            check(columns[name]) for name, check in self.fields.items()
        )


def _either(choices: Sequence[Any]) -> Check:
    """Records of several models: each is of the first that has all the fields that are given."""

    def check(records: Any) -> bool:
        for choice in choices:
            names = [field.name for field in records.type if field.name not in choice.fields]
            mine = reduce(pc.and_, [pc.is_null(records.field(name)) for name in names])
            if pc.all(mine).as_py():
                return bool(choice(records))
            if not choice(records.filter(mine)):
                return False
            records = records.filter(pc.invert(mine))
        return len(records) == 0

    return check
