"""From lines that were judged to Arrow tables of articles, claims and spans, without a row of any made on the way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from trilat.claims import Common, Own, Sources, said_in
from trilat.models.article import ArticleFile
from trilat.registries import article_row
from trilat.tables.arrow import arrow_schema, to_arrow
from trilat.tables.rows import ArticleRow, ClaimRow, SpanRow


@dataclass(frozen=True)
class Columns:
    """Tables of a release's articles, claims and spans, or of some of them, in the order of the articles."""

    articles: pa.Table
    claims: pa.Table
    spans: pa.Table


def columns_of(data: bytes, sources: Sources) -> Columns:
    r"""The rows that `article_row` and `claims_of` give for the lines of a JSON Lines file, as tables.

    Args:
        data: Whole lines, each of which the strict reader and the model took without a finding.
        sources: What is known of those whom claims come from.

    >>> columns_of(b"", Sources({}, {}, {})).claims.num_rows
    0
    """
    return columns_from(map(ArticleFile.model_validate_json, filter(None, data.split(b"\n"))), sources)


def columns_from(files: Iterable[ArticleFile], sources: Sources) -> Columns:
    """The same for articles that were read, of which none is kept.

    They are best made one after the other as they are asked for: to keep thousands takes longer than to make them.
    """
    articles: list[ArticleRow] = []
    common: list[Common] = []
    own: tuple[list[Any], ...] = tuple([] for _ in Own._fields)
    spans: tuple[list[Any], ...] = tuple([] for _ in SpanRow.__match_args__)
    for file in files:
        said = said_in(file, sources, len(common))
        articles.append(article_row(file))
        common += said.common
        _add(own, said.claims)
        _add(spans, said.spans)
    return Columns(
        to_arrow(ArticleRow, articles), _claims(common, dict(zip(Own._fields, own, strict=True))),
        pa.Table.from_arrays(list(_arrays(arrow_schema(SpanRow), spans)), schema=arrow_schema(SpanRow)),
    )


def _add(columns: Iterable[list[Any]], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to columns. Where there are no rows, nothing can be said of their columns."""
    for column, values in zip(columns, zip(*rows, strict=True), strict=False):
        column.extend(values)


def _claims(common: Sequence[Common], own: dict[str, Any]) -> pa.Table:
    """Claims of their two halves: what is common is made into columns once, and then taken for each claim."""
    schema = arrow_schema(ClaimRow)
    shared: dict[str, Sequence[Any]] = {name: () for name in Common._fields}
    shared |= zip(Common._fields, zip(*common, strict=True), strict=False)
    places = pa.array(own["common"], pa.int32())
    return pa.Table.from_arrays([
        pa.array(own[field.name], field.type) if field.name in own
        else pa.array(shared[field.name], field.type).take(places)
        for field in schema
    ], schema=schema)


def _arrays(schema: pa.Schema, columns: Iterable[Sequence[Any]]) -> Iterator[pa.Array]:
    for field, values in zip(schema, columns, strict=True):
        yield pa.array(values, field.type)
