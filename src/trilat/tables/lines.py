"""Arrow tables as JSON Lines, column by column: the bytes that `tables.text.to_json_lines` gives for rows."""

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from trilat.tables.columns import Column, Row, columns

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

FIRST_PLAIN = 0x20
"""The first character that is no control character."""


def json_lines(row_type: type[Row], table: pa.Table) -> memoryview:
    r"""The rows of a table, one JSON object a line, every column in every row.

    >>> from trilat.tables.rows import RedirectRow
    >>> from trilat.tables.arrow import to_arrow
    >>> bytes(json_lines(RedirectRow, to_arrow(RedirectRow, [])))
    b''
    """
    if not table.num_rows:
        return memoryview(b"")
    parts: list[Any] = []
    between = "{"
    for column in columns(row_type):
        before, values, after = _values(column, table[column.name])
        parts += [pa.scalar(f'{between}"{column.name}": {before}'), values]
        between = f"{after}, "
    lines = pc.binary_join_element_wise(*parts, between.removesuffix(", ") + "}\n", "")
    lines = lines.combine_chunks() if isinstance(lines, pa.ChunkedArray) else lines
    ends = memoryview(lines.buffers()[1]).cast("i")
    return memoryview(lines.buffers()[2])[ends[lines.offset]:ends[lines.offset + len(lines)]]


def _values(column: Column, array: Any) -> tuple[str, Any, str]:
    """The values of a column, and what stands before and after each."""
    array = array.combine_chunks()
    if column.many:
        quote, inner = _texts(column.kind, array.flatten())
        lengths = pc.cast(pc.list_value_length(array), pa.int64())
        ends = pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(lengths)]).cast(pa.int32())
        joined = pc.binary_join(pa.ListArray.from_arrays(ends, inner), f"{quote}, {quote}")
        if not quote:
            return "[", joined, "]"
        empty = pc.equal(lengths, 0)
        return "[", pc.if_else(empty, "", pc.binary_join_element_wise(quote, joined, quote, "")), "]"
    quote, texts = _texts(column.kind, array)
    if not texts.null_count:
        return quote, texts, quote
    return "", pc.fill_null(pc.binary_join_element_wise(quote, texts, quote, ""), "null"), ""


def _texts(kind: str, array: Any) -> tuple[str, Any]:
    """Values as JSON without their quotes, and these; what is null stays so."""
    if kind == "string":
        return '"', _escaped(array)
    if kind == "number":  # Arrow writes 1.0 as 1
        return "", pa.array([None if value is None else repr(value) for value in array.to_pylist()], pa.string())
    if kind == "date":  # few, and each takes long
        days = array.dictionary_encode()
        return '"', pc.cast(days.dictionary, pa.string()).take(days.indices)
    return "", pc.cast(array, pa.string())


def _escaped(array: Any) -> Any:
    """Texts with what JSON escapes; what they are made of is looked through at once, and most hold nothing of it."""
    _, ends, data = array.buffers()
    if data is None:
        return array
    ends = memoryview(ends).cast("i")
    start, end = ends[array.offset], ends[array.offset + len(array)]
    least = pc.min(pa.UInt8Array.from_buffers(pa.uint8(), end - start, [None, data.slice(start)])).as_py()
    if least is not None and least < FIRST_PLAIN:
        return pa.array([None if one is None else re.sub(r'[\x00-\x1f"\\]', _escape, one) for one in array.to_pylist()],
                        pa.string())
    text = data.slice(start, end - start).to_pybytes()
    for character in ("\\", '"'):
        if character.encode() in text:
            array = pc.replace_substring(array, character, f"\\{character}")
    return array


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}")
