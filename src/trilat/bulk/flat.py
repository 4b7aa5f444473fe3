"""From lines of articles to flat Arrow tables: one for the articles, and one for each kind of entry inside them.

What tables and columns there are follows from the models alone. JSON is parsed by pyarrow with a schema made of them,
so that dates stay text and what is left out is null, and nothing here goes through a value in Python.
"""

import io
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from pydantic import BaseModel, ValidationError

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
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    fits = list(map(_fits, lines))
    if all(fits):
        try:
            return Flat(flatten(data), [])
        except pa.ArrowInvalid:  # the model does not see where a key is given twice
            pass
    fits = [fit and _parses(line) for fit, line in zip(fits, lines, strict=True)]
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
    read = _parsed(data)
    fields = [(name, column.combine_chunks()) for name, column in zip(read.column_names, read.columns, strict=True)]
    keys = {LINE: _count(read.num_rows, 1) if numbers is None else pa.array(numbers, pa.int32())}
    return dict(_tables((), fields, keys))


def _parsed(data: bytes) -> pa.Table:
    schema = pa.schema(list(arrow_type(ArticleFile)))
    if not data:
        return schema.empty_table()
    return pj.read_json(
        io.BytesIO(data), pj.ReadOptions(use_threads=False, block_size=len(data)),
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
        lengths = pc.fill_null(pc.list_value_length(array), 0)
        begins = pc.subtract(pc.cumulative_sum(lengths), lengths).take(parents)
        inner_keys = {key: made.take(parents) for key, made in keys.items()}
        inner_keys[name] = pc.subtract(_count(len(items), 0), begins)
        yield from _tables((*way, name), _within(items), inner_keys)


def _single(fields: Fields) -> Iterator[tuple[str, pa.Array]]:
    """Fields, and in place of those that are models the fields of these."""
    for name, array in fields:
        if pa.types.is_struct(array.type):
            yield from _single((f"{name}.{inner}", values) for inner, values in _within(array))
        else:
            yield name, array


def _within(array: pa.StructArray) -> Iterator[tuple[str, pa.Array]]:
    return zip((field.name for field in array.type), array.flatten(), strict=True)


def _count(rows: int, first: int) -> pa.Array:
    """As many numbers, one after the other."""
    return pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int32()), rows)), pa.scalar(1 - first, pa.int32()))
