"""The dataset as it could be known on a day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from trilat.consolidate.encode import encode
from trilat.consolidate.records import RECORDS, consolidate_columns, firsts_of
from trilat.consolidate.settle import PRECEDENCE
from trilat.errors import UsageError
from trilat.models.parts import INNER
from trilat.tables.arrow import each_once, rows_in, to_arrow, whole
from trilat.tables.rows import TABLES

READINGS = {"published": ("known_from", "published_latest"), "written": ("asserted_latest", "written_latest")}
"""By what a claim and an article count as known: the last day on which it can have come out, or been written."""


class Article(NamedTuple):
    """What consolidation needs of an article."""

    article_id: str
    wire_id: str | None
    publisher_id: str | None


def as_of(
    tables: Mapping[str, pa.Table],
    day: dt.date,
    *,
    by: str = "published",
    strategy: str = PRECEDENCE,
    units: pa.Array | None = None,
) -> dict[str, pa.Table]:
    """The tables as of a day: the claims that were certainly public by then, and the records that they make.

    `tables` are all tables of a dataset. A record that nothing was learnt of since is taken from them as it is; only
    those with claims on both sides of the day are made again, each with all that hangs together with it. `units` are
    what `units_of` gives for the claims, where they are at hand. Registries and redirects are today's. A resolution
    applies only where every claim that it considered was known.

    Raises UsageError where `by` is neither "published" nor "written".
    """
    if by not in READINGS:
        raise UsageError(f"{by!r} is no reading of a day; say {' or '.join(READINGS)}")
    of_claim, of_article = READINGS[by]
    claims = tables["claims"]
    units = units_of(claims["record_table"], claims["canonical_id"]) if units is None else units
    known = pc.fill_null(pc.less_equal(claims[of_claim], pa.scalar(day, pa.date32())), fill_value=False)
    later = pc.unique(units.filter(pc.invert(known)))
    then = dict(tables) | {"claims": claims.filter(known)}
    then["articles"] = _articles(tables["articles"], of_article, day)
    then["spans"] = tables["spans"].filter(
        pc.is_in(tables["spans"]["span_id"], value_set=pc.unique(pc.list_flatten(then["claims"]["span_ids"]))))
    then["resolutions"] = tables["resolutions"].filter(pa.array(
        [set(considered) <= _known(then["claims"], considered)
         for considered in tables["resolutions"]["considered_ids"].to_pylist()], pa.bool_()))
    again = claims.filter(pc.and_(known, pc.is_in(units, value_set=later)))
    made = consolidate_columns(encode(rows_beside(then, again), again), strategy)
    for name in made.keys() - {"firsts"}:
        old = tables[name]
        owner = units_of(*_owner(name, old))
        kept = old.filter(pc.invert(pc.is_in(owner, value_set=later)))
        keys = [(key, "ascending") for key in RECORDS[name].key]
        then[name] = pa.concat_tables([kept, made[name]]).combine_chunks().sort_by(keys)
    called = then["claims"].filter(pc.equal(then["claims"]["field"], "firsts"))
    then["firsts"] = firsts_of(encode(rows_beside(then, called), called), then)
    return then


def as_of_rows(tables: Mapping[str, Sequence[Any]], day: dt.date, *, by: str = "published") -> dict[str, list[Any]]:
    """The same, from rows to rows."""
    then = as_of({name: to_arrow(TABLES[name], tables[name]) for name in TABLES}, day, by=by)
    return {name: rows_in(TABLES[name], then[name]) for name in TABLES}


def units_of(tables: Any, ids: Any) -> pa.Array:
    """What hangs together: a meeting with its parts and outcomes, or a statement; each named by the id of its head."""
    head = each_once(ids, lambda one: one.partition(".")[0], pa.string())
    said = pc.equal(tables, "statements")
    return whole(pc.if_else(said, pc.binary_join_element_wise("statements:", head, ""), head))


def rows_beside(tables: Mapping[str, pa.Table], claims: pa.Table) -> dict[str, list[Any]]:
    """The rows that consolidation needs beside these claims: their articles, the registries and the resolutions."""
    named = pc.unique(claims["article_id"].combine_chunks()).cast(pa.string())
    articles = tables["articles"].select(Article._fields)
    articles = articles.filter(pc.is_in(articles["article_id"], value_set=named))
    names = ("people", "organizations", "places", "redirects", "resolutions")
    beside: dict[str, list[Any]] = {
        name: rows_in(TABLES[name], tables[name]) for name in names
    }
    return beside | {"articles": list(map(Article, *(column.to_pylist() for column in articles.columns)))}


def _articles(articles: pa.Table, column: str, day: dt.date) -> pa.Table:
    days = pc.coalesce(articles[column], articles["published_latest"])
    return articles.filter(pc.fill_null(pc.less_equal(days, pa.scalar(day, pa.date32())), fill_value=False))


def _known(claims: pa.Table, considered: list[str]) -> set[str]:
    found = claims["claim_id"].filter(pc.is_in(claims["claim_id"], value_set=pa.array(considered, pa.string())))
    return set(found.to_pylist())


def _owner(name: str, table: pa.Table) -> tuple[Any, Any]:
    """The tables and ids by which rows of a record table are told apart in units."""
    if name == "conflicts":
        return table["record_table"], table["record_id"]
    key = "meeting_id" if name in (*INNER, "outcomes") else RECORDS[name].key[0]
    return pa.chunked_array([pa.array([name] * len(table), pa.string())]), table[key]
