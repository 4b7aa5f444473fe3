"""Claims as columns of numbers: what consolidation groups and compares, computed once for every vintage."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from trilat.claims import MODELS, fields_of
from trilat.consolidate.sources import source_name
from trilat.consolidate.values import current_text
from trilat.models.parts import INNER
from trilat.tables.arrow import to_arrow
from trilat.tables.columns import sort_rows
from trilat.tables.redirects import canonical, redirect_map
from trilat.tables.rows import (
    ArticleRow,
    ClaimRow,
    OrganizationRow,
    PersonRow,
    PlaceRow,
    ResolutionRow,
)
from trilat.vocabularies import OriginRank, Stance

Tables = Mapping[str, Sequence[Any]]

FIELDS = [(table, name) for table in MODELS for name in fields_of(table)]
"""Every claimed field of every table; its place here is its code."""

STANCES = list(Stance)
RANKS = list(OriginRank)


class Assertion(NamedTuple):
    """What settling has to know of one claim. `value` is JSON text, with ids as they go today."""

    claim_id: str
    article_id: str
    value: str
    stance: Stance
    origin_id: str
    origin_rank: OriginRank
    via_ids: tuple[str, ...]
    asserted_earliest: dt.date | None
    asserted_latest: dt.date | None
    known_from: dt.date
    source: str


@dataclass(frozen=True)
class World:
    """What consolidation knows beside the claims, looked up by id."""

    articles: Mapping[str, ArticleRow]
    people: Mapping[str, PersonRow]
    organizations: Mapping[str, OrganizationRow]
    places: Mapping[str, PlaceRow]
    redirects: Mapping[tuple[str, str], str]
    resolutions: Sequence[ResolutionRow]


@dataclass(frozen=True)
class Encoded:
    """The claims of a dataset, sorted by id, beside columns of codes.

    `codes` has a row for each claim: `record`, `field`, `value`, `denied`, `stance`, `rank`, `article`, `source`, the
    days, and `group`, one number for each record and field. The lists say what the codes stand for.
    """

    claims: pa.Table
    codes: pa.Table
    records: Sequence[tuple[str, str]]
    values: Sequence[str]
    sources: Sequence[str]
    world: World

    def known_by(self, day: dt.date) -> "Encoded":
        """The claims that were certainly public by a day."""
        mask = pc.less_equal(self.codes["known_from"], pa.scalar(day, pa.date32()))
        return replace(self, claims=self.claims.filter(mask), codes=self.codes.filter(mask))

    @cached_property
    def decoded(self) -> list[Any]:
        """Every value as Python has it."""
        return [json.loads(text) for text in self.values]

    @cached_property
    def meetings(self) -> dict[int, int]:
        """The meeting that each part of one belongs to."""
        code_of = {record: code for code, (table, record) in enumerate(self.records) if table == "meetings"}
        return {code: code_of[record.partition(".")[0]] for code, (table, record) in enumerate(self.records)
                if table in INNER}

    def records_of(self, table: str) -> list[int]:
        """The codes of a table's records that have claims, or parts that have, in the order of their ids."""
        present = pc.unique(self.codes["record"]).to_pylist()
        some = {code for code in present if self.records[code][0] == table}
        if table == "meetings":
            some |= {self.meetings[code] for code in present if code in self.meetings}
        return sorted(some, key=lambda code: self.records[code][1])

    def assertions(self, places: Any) -> list[Assertion]:
        """The claims at these places, in their order."""
        claims, codes = self.claims.take(places), self.codes.take(places)
        values, sources = self.values, self.sources
        columns = zip(
            claims["claim_id"].to_pylist(), claims["article_id"].to_pylist(), codes["value"].to_pylist(),
            codes["stance"].to_pylist(), claims["origin_id"].to_pylist(), codes["rank"].to_pylist(),
            claims["via_ids"].to_pylist(), codes["asserted_earliest"].to_pylist(),
            codes["asserted_latest"].to_pylist(), codes["known_from"].to_pylist(), codes["source"].to_pylist(),
            strict=True,
        )
        return [
            Assertion(claim, article, values[value], STANCES[stance], origin, RANKS[rank], tuple(via), earliest,
                      latest, known, sources[source])
            for claim, article, value, stance, origin, rank, via, earliest, latest, known, source in columns
        ]


def encode(tables: Tables, claims: pa.Table | None = None) -> Encoded:
    """Encode the claims of a dataset: rows of `tables`, or an Arrow table sorted by claim id."""
    if claims is None:
        claims = to_arrow(ClaimRow, sort_rows(tables["claims"]))
    world = _world(tables)
    separator = "\x1f"
    known_fields = pa.array([separator.join(pair) for pair in FIELDS])
    field_keys = pc.binary_join_element_wise(claims["record_table"], claims["field"], separator)
    of_ours = pc.is_in(field_keys, value_set=known_fields)
    if not pc.all(of_ours).as_py():  # a release of a newer schema may have claims on fields that are not known here
        claims, field_keys = claims.filter(of_ours), field_keys.filter(of_ours)
    keys = pc.binary_join_element_wise(claims["record_table"], claims["canonical_id"], separator)
    record, record_keys = _coded(keys)
    records = [(table, record_id) for table, _, record_id in (key.partition(separator) for key in record_keys)]
    known = {record_id for table, record_id in records if table == "meetings"}
    owners = {record_id.partition(".")[0] for table, record_id in records if table in INNER}
    records += [("meetings", meeting) for meeting in sorted(owners - known)]
    field = pc.index_in(field_keys, value_set=known_fields)
    value, values = _coded(_current(claims, field_keys, world.redirects))
    source, sources = _coded(_sources(claims, world))
    stance = pc.index_in(claims["stance"], value_set=pa.array([str(term) for term in STANCES]))
    rank = pc.index_in(claims["origin_rank"], value_set=pa.array([str(term) for term in RANKS]))
    codes = pa.table({
        "record": record, "field": field.cast(pa.int64()), "value": value, "source": source,
        "article": _coded(claims["article_id"])[0],
        "denied": pc.equal(stance, STANCES.index(Stance.DENIED)), "stance": stance, "rank": rank,
        "asserted_earliest": claims["asserted_earliest"], "asserted_latest": claims["asserted_latest"],
        "known_from": claims["known_from"],
        "group": pc.add(pc.multiply(record, len(FIELDS)), field.cast(pa.int64())),
    })
    return Encoded(claims, codes, records, values, sources, world)


def _coded(column: Any) -> tuple[pa.ChunkedArray, list[str]]:
    """A column as numbers, and what they stand for."""
    encoded = column.combine_chunks().dictionary_encode() if isinstance(column, pa.ChunkedArray) else (
        column.dictionary_encode()
    )
    return pa.chunked_array([encoded.indices.cast(pa.int64())]), encoded.dictionary.to_pylist()


def _world(tables: Tables) -> World:
    return World(
        {row.article_id: row for row in tables["articles"]},
        {row.person_id: row for row in tables["people"]},
        {row.organization_id: row for row in tables["organizations"]},
        {row.place_id: row for row in tables["places"]},
        redirect_map(tables["redirects"]),
        sorted(tables["resolutions"], key=lambda row: (row.decided_on, len(row.considered_ids), row.resolution_id)),
    )


def resolutions_known(encoded: Encoded) -> dict[tuple[str, str, str], ResolutionRow]:
    """The decision on each record and field, of those whose claims are all known."""
    world = encoded.world
    if not world.resolutions:
        return {}
    known = set(encoded.claims["claim_id"].to_pylist())
    return {
        (row.record_table, canonical(row.record_table, row.record_id, world.redirects), row.field): row
        for row in world.resolutions if known.issuperset(row.considered_ids)
    }


def _current(claims: pa.Table, field_keys: Any, redirects: Mapping[tuple[str, str], str]) -> Any:
    """The values with ids as they go today; each distinct value of a field is looked up once."""
    if not redirects:
        return claims["value"]
    joined = pc.binary_join_element_wise(field_keys, claims["value"], "\x1e")
    codes, keys = _coded(joined)
    today = []
    for key in keys:
        where, _, text = key.partition("\x1e")
        table, _, name = where.partition("\x1f")
        today.append(current_text(table, name, text, redirects))
    return pc.take(pa.array(today, pa.string()), codes)


def _sources(claims: pa.Table, world: World) -> Any:
    """The independent source of each claim; each distinct article, origin, rank and chain is looked up once."""
    name = source_name(world.articles, world.organizations)
    via = pc.binary_join(claims["via_ids"], "\x1e")
    parts = (claims["article_id"], claims["origin_id"], claims["origin_rank"], via)
    codes, keys = _coded(pc.binary_join_element_wise(*parts, "\x1f"))
    found = []
    for key in keys:
        article, origin, rank, via = key.split("\x1f")
        found.append(name(article, origin, OriginRank(rank), via.split("\x1e") if via else []))
    return pc.take(pa.array(found, pa.string()), codes)
