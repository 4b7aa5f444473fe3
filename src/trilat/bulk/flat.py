"""From lines of articles to flat Arrow tables: one for the articles, and one for each kind of entry inside them.

What tables and columns there are follows from the models alone. JSON is parsed by pyarrow with a schema made of them,
so that dates stay text and what is left out is null, and nothing here goes through a value in Python.
Lines are held against the model column by column where that surely says as much, and else one by one.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from pydantic import BaseModel, ValidationError

from trilat.bulk.fits import are_objects, surely_fit
from trilat.bulk.nested import fields_in
from trilat.models.article import ArticleFile

ARTICLES = "articles"
LINE = "line"

SCALARS = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}

Fields: TypeAlias = Iterable[tuple[str, pa.Array]]


class Flat(NamedTuple):
    """The tables of the lines that fit the model, and the numbers, from 1, of those that do not."""

    tables: dict[str, pa.Table]
    refused: Sequence[int]


def validated_and_flat(data: bytes) -> Flat:
    r"""Hold each line of a JSON Lines file against the model, strictly, and flatten those that fit it.

    >>> validated_and_flat(b'{"schema_version": "1.0.0"}\n').refused
    [1]
    """
    lines = lines_of(data)
    read = surely_read(lines, data)
    if read is not None:
        return Flat(_tables_of(read), [])
    fits = list(map(_fits, lines))
    try:
        return _flat(lines, fits)
    except pa.ArrowInvalid:  # the model does not see where a key is given twice
        return _flat(lines, [fit and _parses(line) for fit, line in zip(fits, lines, strict=True)])


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a JSON Lines file."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


def surely_read(lines: Sequence[bytes], data: bytes) -> pa.Table | None:
    """Lines as columns, with a schema that is made of the models; None where some do not surely fit these.

    Args:
        lines: The lines.
        data: The same as they stand in the file.
    """
    if not are_objects(lines):
        return None
    try:
        read = _parsed(data)
    except pa.ArrowInvalid:  # some line is no JSON, or of other types
        return None
    return read if surely_fit(ArticleFile, lines, read) else None


def _flat(lines: Sequence[bytes], fits: Sequence[bool]) -> Flat:
    numbers = [number for number, fit in enumerate(fits, 1) if fit]
    sound = b"\n".join(lines[number - 1] for number in numbers)
    return Flat(flatten(sound, numbers), [number for number, fit in enumerate(fits, 1) if not fit])


def _fits(line: bytes) -> bool:
    try:
        ArticleFile.__pydantic_validator__.validate_json(line)
    except ValidationError:
        return False
    return True


def _parses(line: bytes) -> bool:
    try:
        _parsed(line)
    except pa.ArrowInvalid:
        return False
    return True


def flatten(data: bytes, numbers: Sequence[int] | None = None) -> dict[str, pa.Table]:
    r"""Tables of the articles and of all kinds of entries inside them, by the way to these: `meetings.participants`.

    The columns of a table are the number of the line (`line`), the places in the lists on the way, from 0, each under
    the name of its list (`meetings`, `participants`), and the fields; those of a model within are named by the way to
    them (`article.text.sha256`). Lists of scalars stay lists.

    Args:
        data: Whole lines, none of them blank, that fit the model. Other lines are refused (`pyarrow.ArrowInvalid`) or
            give wrong rows.
        numbers: The numbers of the lines; where left out they are counted from 1.

    >>> tables = flatten(b'{"meetings": [{"id": "a"}, {"id": "b", "participants": [{"slot": "host", "party": "US"}]}]}')
    >>> tables["meetings.participants"].select(["line", "meetings", "participants", "slot", "party"]).to_pylist()
    [{'line': 1, 'meetings': 1, 'participants': 0, 'slot': 'host', 'party': 'US'}]
    """
    return _tables_of(_parsed(data), numbers)


def _tables_of(read: pa.Table, numbers: Sequence[int] | None = None) -> dict[str, pa.Table]:
    fields = [(name, column.combine_chunks()) for name, column in zip(read.column_names, read.columns, strict=True)]
    keys = {LINE: _count(fields[0][1], 1) if numbers is None else pa.array(numbers, pa.int32())}
    return dict(_tables((), fields, keys))


def _parsed(data: bytes) -> pa.Table:
    schema = pa.schema(list(arrow_type(ArticleFile)))
    if not data:
        return schema.empty_table()
    return pj.read_json(
        pa.BufferReader(data), pj.ReadOptions(use_threads=False, block_size=len(data)),
        pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )


@cache
def arrow_type(kind: Any) -> pa.DataType:
    """The Arrow type of what a model's fields are declared to take; of one of several models the fields of all.

    >>> arrow_type(list[str] | None)
    ListType(list<item: string>)
    """
    origin, inside = get_origin(kind), [part for part in get_args(kind) if part is not types.NoneType]
    if origin is Annotated:
        return arrow_type(inside[0])
    if origin in (Union, types.UnionType):
        made = [arrow_type(part) for part in inside]
        return made[0] if len(made) == 1 else pa.struct({field.name: field.type for one in made for field in one})
    if origin is list:
        return pa.list_(arrow_type(inside[0]))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields: dict[str, Any] = {name: info.annotation for name, info in kind.model_fields.items()}
        return pa.struct({name: arrow_type(inner) for name, inner in fields.items()})
    scalar = type(inside[0]) if origin is Literal else kind
    return SCALARS[next(known for known in SCALARS if issubclass(scalar, known))]


def _tables(way: tuple[str, ...], fields: Fields, keys: Mapping[str, pa.Array]) -> Iterator[tuple[str, pa.Table]]:
    columns = dict(keys)
    inner = []
    for name, array in _single(fields):
        if pa.types.is_list(array.type) and pa.types.is_struct(array.type.value_type):
            inner.append((name, array))
        else:
            columns[name] = array
    yield ".".join(way) or ARTICLES, pa.table(columns)
    for name, array in inner:
        parents, items = pc.list_parent_indices(array), pc.list_flatten(array)
        lengths = pc.list_value_length(array)
        begins = pc.subtract(pc.cumulative_sum(lengths, skip_nulls=True), lengths).take(parents)
        inner_keys = {key: made.take(parents) for key, made in keys.items()}
        inner_keys[name] = pc.subtract(_count(items, 0), begins)
        yield from _tables((*way, name), fields_in(items).items(), inner_keys)


def _single(fields: Fields) -> Iterator[tuple[str, pa.Array]]:
    """Fields, and in place of those that are models the fields of these."""
    for name, array in fields:
        if pa.types.is_struct(array.type):
            yield from _single((f"{name}.{inner}", values) for inner, values in fields_in(array).items())
        else:
            yield name, array


def _count(array: pa.Array, first: int) -> pa.Array:
    """As many numbers as there are items, one after the other. No scalar is made: pyarrow would import pandas first."""
    ones = pc.or_(pc.is_null(array), pc.is_valid(array)).cast(pa.int32())
    counted = pc.cumulative_sum(ones)
    return counted if first else pc.subtract(counted, ones)
