"""From articles that were judged to Arrow tables of articles, claims and spans, with no row of any made on the way."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from trilat.bulk.entries import Columns, columns_in, rare
from trilat.bulk.flat import lines_of, surely_read
from trilat.claims import Common, Own, Sources, said_in
from trilat.models.article import ArticleFile
from trilat.registries import article_row
from trilat.tables.arrow import arrow_schema, to_arrow
from trilat.tables.rows import ArticleRow, ClaimRow, SpanRow

FILES_AT_ONCE = 200
"""Articles whose claims are objects at the same time: what they are made of takes much more memory than they do."""


def columns_of(data: bytes, sources: Sources) -> Columns:
    r"""The rows that `article_row` and `claims_of` give for the lines of a JSON Lines file, as tables, in no order.

    Articles are told all at once where that surely gives the same, and else one by one.

    Args:
        data: Whole lines, each of which the strict reader and the model took without a finding.
        sources: What is known of those whom claims come from.

    >>> columns_of(b"", Sources({}, {}, {})).claims.num_rows
    0
    """
    lines = lines_of(data)
    read = surely_read(lines, data)
    if read is None:
        return columns_from(map(ArticleFile.model_validate_json, filter(None, lines)), sources)
    alone = rare(read)
    made, twice = columns_in(read.filter(pc.invert(alone)), sources)
    ids = pc.struct_field(read["article"].combine_chunks(), "id")
    alone = pc.or_(alone, pc.is_in(ids, value_set=twice))
    others = map(ArticleFile.model_validate_json, compress(lines, alone.to_pylist()))
    return _together([made, columns_from(others, sources)])


def columns_from(files: Iterable[ArticleFile], sources: Sources) -> Columns:
    """The same for articles that were read, in their order, of which but few are kept at a time.

    They are best made one after the other as they are asked for: to keep thousands takes longer than to make them.
    """
    files = iter(files)
    made = [_some_from(islice(files, FILES_AT_ONCE), sources)]
    while made[-1].articles.num_rows == FILES_AT_ONCE:
        made.append(_some_from(islice(files, FILES_AT_ONCE), sources))
    return _together(made)


def _together(made: Iterable[Columns]) -> Columns:
    return Columns(*(pa.concat_tables(tables) for tables in zip(*made, strict=True)))


def _some_from(files: Iterator[ArticleFile], sources: Sources) -> Columns:
    articles: list[ArticleRow] = []
    common: list[Common] = []
    own: tuple[list[Any], ...] = Own([], [], [], [], [], [])
    spans: list[tuple[Any, ...]] = []
    for file in files:
        said = said_in(file, sources, len(common))
        articles.append(article_row(file))
        common += said.common
        spans += said.spans
        more: tuple[list[Any], ...] = said.own
        for column, values in zip(own, more, strict=True):
            column.extend(values)
    return Columns(
        to_arrow(ArticleRow, articles), _claims(common, Own._make(own)), _table(arrow_schema(SpanRow), spans)
    )


def _claims(common: Sequence[Common], own: Own) -> pa.Table:
    """Claims of their two halves: what is common is made into columns once, and then taken for each claim."""
    wanted = arrow_schema(ClaimRow)
    shared = _table(pa.schema([wanted.field(name) for name in Common._fields]), common)
    made = {
        name: pa.array(values, wanted.field(name).type)
        for name, values in own._asdict().items() if name in wanted.names
    }
    made |= zip(shared.column_names, shared.take(pa.array(own.common, pa.int32())).columns, strict=True)
    return pa.Table.from_arrays([made[name] for name in wanted.names], schema=wanted)


def _table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for field, values in zip(schema, columns, strict=True)], schema=schema
    )
