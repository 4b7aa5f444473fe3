"""Claims as columns of numbers: what consolidation groups and compares."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from trilat.claims import MODELS, fields_of
from trilat.consolidate.sources import Copied, source_name
from trilat.consolidate.values import current_text
from trilat.models.parts import INNER
from trilat.tables.arrow import to_arrow, whole
from trilat.tables.columns import sort_rows
from trilat.tables.redirects import canonical, redirect_map
from trilat.tables.rows import (
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
_FIELD_CODES = {one: code for code, one in enumerate(FIELDS)}

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

    articles: Mapping[str, Copied]
    people: Mapping[str, PersonRow]
    organizations: Mapping[str, OrganizationRow]
    places: Mapping[str, PlaceRow]
    redirects: Mapping[tuple[str, str], str]
    resolutions: Sequence[ResolutionRow]


@dataclass(frozen=True)
class Encoded:
    """The claims of a dataset, sorted by id, as columns of codes.

    `codes` has a row for each claim: its id and its days, and numbers for `record`, `field`, `value`, `stance`, `rank`,
    `article`, `origin`, `via` and `source`; `denied`; and `group`, one number for each record and field. The lists say
    what the numbers stand for.
    """

    codes: pa.Table
    records: Sequence[tuple[str, str]]
    values: Sequence[str]
    articles: Sequence[str]
    origins: Sequence[str]
    via: Sequence[tuple[str, ...]]
    sources: Sequence[str]
    world: World

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
        some = (code for code, (owner, _) in enumerate(self.records) if owner == table)
        return sorted(some, key=lambda code: self.records[code][1])

    def assertions(self, places: Any) -> list[Assertion]:
        """The claims at these places, in their order."""
        codes = self.codes.take(places)

        def column(name: str, terms: Sequence[Any]) -> Iterator[Any]:
            return map(terms.__getitem__, codes[name].to_pylist())

        return list(map(
            Assertion, codes["claim_id"].to_pylist(), column("article", self.articles), column("value", self.values),
            column("stance", STANCES), column("origin", self.origins), column("rank", RANKS), column("via", self.via),
            days(codes["asserted_earliest"]), days(codes["asserted_latest"]), days(codes["known_from"]),
            column("source", self.sources),
        ))


def encode(tables: Tables, claims: pa.Table | None = None) -> Encoded:
    """Encode the claims of a dataset: rows of `tables`, or an Arrow table sorted by claim id."""
    if claims is None:
        claims = to_arrow(ClaimRow, sort_rows(tables["claims"]))
    world = _world(tables)
    field = _fields(claims)
    ours = pc.is_valid(field)
    if not pc.all(ours).as_py():  # a release of a newer schema may have claims on fields that are not known here
        claims, field = claims.filter(ours), field.filter(ours)
    record, records = together(_coded(claims["record_table"]), _coded(claims["canonical_id"]))
    known = {record_id for table, record_id in records if table == "meetings"}
    owners = {record_id.partition(".")[0] for table, record_id in records if table in INNER}
    records = [*records, *(("meetings", meeting) for meeting in sorted(owners - known))]
    article, origin, via = _coded(claims["article_id"]), _coded(claims["origin_id"]), _chains(claims["via_ids"])
    rank = _of_terms(claims["origin_rank"], RANKS)
    said_by, ways = together(article, origin, (rank, RANKS), via)
    name = source_name(world.articles, world.organizations)
    of_way, sources = _coded(pa.array([name(*way) for way in ways], pa.string()))
    value, values = _current(claims["value"], field, world.redirects)
    stance = _of_terms(claims["stance"], STANCES)
    codes = pa.table({
        "claim_id": claims["claim_id"], "record": record, "field": field, "value": value,
        "source": of_way.take(said_by), "article": article.codes, "origin": origin.codes, "via": via.codes,
        "denied": pc.equal(stance, STANCES.index(Stance.DENIED)), "stance": stance, "rank": rank,
        "asserted_earliest": claims["asserted_earliest"], "asserted_latest": claims["asserted_latest"],
        "known_from": claims["known_from"], "group": pc.add(pc.multiply(record, len(FIELDS)), field),
    })
    return Encoded(codes, records, values, article.terms, origin.terms, via.terms, sources, world)


class Coded(NamedTuple):
    """A column as numbers, and what they stand for."""

    codes: pa.Array
    terms: Sequence[Any]


def _coded(column: Any) -> Coded:
    """A column as numbers, and what they stand for."""
    encoded = whole(column).dictionary_encode()
    return Coded(encoded.indices.cast(pa.int64()), encoded.dictionary.to_pylist())


def _of_terms(column: Any, terms: Sequence[str]) -> pa.Array:
    """A column of a vocabulary as the places of its terms."""
    codes, texts = _coded(column)
    places = {str(term): place for place, term in enumerate(terms)}
    return pa.array([places.get(text) for text in texts], pa.int64()).take(codes)


def _chains(column: Any) -> Coded:
    """A column of lists as numbers, and the lists."""
    codes, texts = _coded(pc.binary_join(column, "\x1e"))
    return Coded(codes, [tuple(text.split("\x1e")) if text else () for text in texts])


def together(*columns: tuple[pa.Array, Sequence[Any]]) -> Coded:
    """Several columns as one of numbers, and the tuples that these stand for."""
    codes, numbers = as_one(*columns)
    terms: list[list[Any]] = []
    for _, some in reversed(columns):
        terms.append([some[number % len(some)] for number in numbers])
        numbers = [number // len(some) for number in numbers]
    return Coded(codes, list(zip(*reversed(terms), strict=True)))


def as_one(*columns: tuple[pa.Array, Sequence[Any]]) -> Coded:
    """The same, each tuple as the number that its places in the lists of terms make as digits."""
    joined = columns[0][0]
    for codes, terms in columns[1:]:
        joined = pc.add_checked(pc.multiply_checked(joined, len(terms)), codes)
    return _coded(joined)


def _fields(claims: pa.Table) -> pa.Array:
    """The field that each claim is on; null where it is not known here."""
    codes, named = together(_coded(claims["record_table"]), _coded(claims["field"]))
    return pa.array([_FIELD_CODES.get(one) for one in named], pa.int64()).take(codes)


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
    known = set(encoded.codes["claim_id"].to_pylist())
    return {
        (row.record_table, canonical(row.record_table, row.record_id, world.redirects), row.field): row
        for row in world.resolutions if known.issuperset(row.considered_ids)
    }


def _current(column: Any, field: pa.Array, redirects: Mapping[tuple[str, str], str]) -> Coded:
    """The values with ids as they go today; each distinct value of a field is looked up once."""
    if not redirects:
        return _coded(column)
    codes, pairs = together((field, FIELDS), _coded(column))
    texts = [current_text(table, name, text, redirects) for (table, name), text in pairs]
    today, values = _coded(pa.array(texts, pa.string()))
    return Coded(today.take(codes), values)


def days(column: Any) -> list[dt.date | None]:
    """A column of days as Python has them; each different day is made once."""
    codes, some = _coded(column)
    return [None if code is None else some[code] for code in codes.to_pylist()]
