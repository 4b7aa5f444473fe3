"""From articles read into columns to the tables of what they say: all articles at once, field by field.

The claims are those of `trilat.claims.said_in`. What fields there are, and which of them are lists, is asked of the
models. What is rare is not known here: articles that have it are named, for those who tell them one by one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from trilat import edtf
from trilat.bulk.nested import (
    Fields,
    fields_in,
    has_some,
    holding,
    is_among,
    items_in,
    joined,
    lists_of,
    numbers,
    repeated,
    within,
)
from trilat.claims import Sources, field_and_value
from trilat.hashing import ID_LENGTH, canonical_json, short_hashes
from trilat.models.base import models_in, sums_up
from trilat.models.parts import ABOUT, ENTRIES, INNER, MODELS, OWN, fields_of
from trilat.tables.arrow import arrow_schema, each_once, whole
from trilat.tables.rows import ArticleRow, ClaimRow, SpanRow
from trilat.vocabularies import Basis, Stance

Near = Mapping[tuple[int, str], frozenset[str]]

BETWEEN = "\x1e"
"""Stands between the items of a list that is one text; no id holds it."""

NAMED = {"article_id": "id", "publisher_id": "publisher", "wire_id": "wire"}
"""The columns of the table of articles that have another name in the model."""


class Columns(NamedTuple):
    """Tables of a release's articles, claims and spans, or of some of them."""

    articles: pa.Table
    claims: pa.Table
    spans: pa.Table


class Evidence(NamedTuple):
    """The spans that parts can rest on, by part and id: of each the place of the part, and the fields that it shows."""

    part: Any
    span_id: Any
    supports: Any

    def showing(self, name: str) -> "Evidence":
        """Those that show a field."""
        shows = pc.or_(pc.is_null(self.supports), holding(self.supports, name))
        return Evidence(*(column.filter(shows) for column in self))

    def lists(self, parts: int) -> Any:
        """The spans of each of so many parts; one that stands twice among those of a part shows what either does."""
        part, span_id = self.part, self.span_id
        again = reduce(pc.and_, [pc.equal(one[1:], one[:-1]) for one in (part, span_id)])
        if pc.any(again).as_py():
            first = pa.concat_arrays([pa.array([True]), pc.invert(again)])
            part, span_id = part.filter(first), span_id.filter(first)
        return lists_of(part, span_id, parts)


class Parts(NamedTuple):
    """What articles say of the records of a table, part by part.

    `shared` has what the claims of a part have in common; `head` and `end` what stands before and after field and value
    in that of which a claim's id is the hash.
    """

    table: str
    shared: pa.Table
    head: Any
    end: Any
    fields: Fields
    evidence: Evidence


def rare(read: pa.Table) -> Any:
    """Which articles have what is not known here: occasions, quotes, and claims whose value is a record.

    Args:
        read: Articles as `trilat.bulk.flat` reads them.
    """
    masks = [has_some(whole(read["occasions"]))]
    for table in ENTRIES:
        article, fields = within(whole(read[table]))
        infos = MODELS[table].model_fields
        marks = [has_some(fields[name]) for name in fields_of(table) if models_in(infos[name])]
        marks.append(_is_quoted(fields["spans"]))
        for name in INNER if table == "meetings" else ():
            entry, inner = within(fields[name])
            marks.append(is_among(len(article), entry.filter(_is_quoted(inner["spans"]))))
        masks.append(is_among(read.num_rows, article.filter(reduce(pc.or_, marks))))
    return reduce(pc.or_, masks)


def columns_in(read: pa.Table, sources: Sources) -> tuple[Columns, Any]:
    """The tables of articles, in no order; and the ids of those that say something twice, which are not among them.

    Args:
        read: Articles as `trilat.bulk.flat` reads them, that fit the model and have nothing `rare`.
        sources: What is known of those whom claims come from.
    """
    articles = _articles(read)
    shown: list[pa.Table] = []
    claims = pa.concat_tables(list(map(_claims, _parts(read, articles, sources, shown)))).combine_chunks()
    spans = pa.concat_tables(shown)
    spans = spans.group_by(spans.column_names).aggregate([]).combine_chunks()
    twice = pc.unique(pa.concat_arrays([
        repeated(whole(table[table.column_names[0]]), whole(table["article_id"]))
        for table in (articles, claims, spans)
    ]))
    used = whole(claims["span_ids"]).flatten()
    tables = articles, claims, spans.filter(pc.is_in(spans["span_id"], value_set=used))
    if len(twice):
        tables = tuple(table.filter(pc.invert(pc.is_in(table["article_id"], value_set=twice))) for table in tables)
    return Columns(*tables), twice


def _articles(read: pa.Table) -> pa.Table:
    """The table of articles."""
    fields = fields_in(whole(read["article"]))
    fields |= {f"text_{name}": column for name, column in fields_in(fields["text"]).items()}
    fields |= {name: fields[given] for name, given in NAMED.items()}
    for name in ("published", "written"):
        fields |= {f"{name}_{end}": _day(fields[name], end) for end in ("earliest", "latest")}
    schema = arrow_schema(ArticleRow)
    for field in schema:
        if pa.types.is_list(field.type):
            fields[field.name] = lists_of(*items_in(fields[field.name]), read.num_rows)
    return pa.Table.from_arrays([fields[field.name].cast(field.type) for field in schema], schema=schema)


def _parts(read: pa.Table, articles: pa.Table, sources: Sources, shown: list[pa.Table]) -> Iterator[Parts]:
    """The parts of each table; the spans of their entries are added to those `shown`."""
    earliest, latest = (pc.if_else(pc.is_valid(articles["written"]), articles[f"written_{day}"],
                                   articles[f"published_{day}"]) for day in ("earliest", "latest"))
    known_from = pc.fill_null(articles["published_latest"], pa.scalar(date.max, pa.date32()))
    about = pa.table([articles["article_id"], earliest, latest, known_from],
                     ["article_id", "asserted_earliest", "asserted_latest", "known_from"])
    near = _near(read)
    for table in ENTRIES:
        article, fields = within(whole(read[table]))
        whose = about.take(article)
        told = _told(table, article, fields, near, sources)
        evidence = _evidence(fields["spans"], whose["article_id"], shown)
        yield _part(table, fields["id"], whose, told, fields, evidence, sources)
        for name in INNER if table == "meetings" else ():
            entry, inner = within(fields[name])
            record = pc.binary_join_element_wise(fields["id"].take(entry), inner[OWN[name]], ".")
            own = _evidence(inner["spans"], whose["article_id"].take(entry), shown)
            every = _with_passed_down(own, evidence.showing(name).lists(len(article)).take(entry))
            yield _part(name, record, whose.take(entry), told.take(entry), inner, every, sources)


def _part(
    table: str, record: Any, whose: pa.Table, told: pa.Table, fields: Fields, evidence: Evidence, sources: Sources
) -> Parts:
    canonical = record
    if sources.redirects:
        canonical = each_once(record, lambda one: sources.canonical(table, one), pa.string())
    shared = pa.table({
        **_columns(whose), **_columns(told.drop_columns("chain")), "record_table": pa.array([table] * len(record)),
        "record_id": record, "canonical_id": canonical,
    })
    # Ids need no escapes in JSON.
    head = joined('["', whose["article_id"], f'","{table}","', record, '",', told["chain"], ",")
    return Parts(table, shared, head, joined(',"', told["stance"], '"]'), fields, evidence)


def _near(read: pa.Table) -> Near:
    """The parties of each meeting by each article alone, by its place and the meeting's id."""
    found: dict[tuple[int, str], frozenset[str]] = {}
    article, fields = within(whole(read["meetings"]))
    for place, meeting, some in zip(article.to_pylist(), fields["id"].to_pylist(), fields["parties"].to_pylist(),
                                    strict=True):
        found[place, meeting] = found.get((place, meeting), frozenset()) | frozenset(some or ())
    return found


def _told(table: str, article: Any, fields: Fields, near: Near, sources: Sources) -> pa.Table:
    """Of each entry its stance, its origin with its rank, its relays, and all of these as the JSON text of a list."""
    ways = pc.binary_join(fields["by"], BETWEEN)
    if table == "statements":
        speakers = pc.binary_join(fields["speakers"], BETWEEN)
        first = each_once(speakers, lambda text: min(text.split(BETWEEN)), pa.string())
        ways = pc.coalesce(pc.binary_join_element_wise(ways, first, BETWEEN), first)
    ways = ways.dictionary_encode()
    chains = [text.split(BETWEEN) for text in ways.dictionary.to_pylist()]
    today = [tuple(map(sources.today, chain)) for chain in chains]
    return pa.table({
        "stance": pc.fill_null(fields["stance"], str(Stance.STATED)),
        "origin_id": pa.array([some[-1] for some in today], pa.string()).take(ways.indices),
        "origin_rank": _ranks([some[-1] for some in today], ways.indices, article, fields[ABOUT[table]], near, sources),
        "via_ids": pa.array([some[:-1] for some in today], pa.list_(pa.string())).take(ways.indices),
        "chain": pa.array(map(canonical_json, chains), pa.string()).take(ways.indices),
    })


def _ranks(origins: Sequence[str], origin: Any, article: Any, about: Any, near: Near, sources: Sources) -> Any:
    """How near the origin of each entry is to the meetings that it is about."""
    known: dict[tuple[int, frozenset[str]], str] = {}
    ranks: list[str] = []
    for number, place, some in zip(origin.to_pylist(), article.to_pylist(), about.to_pylist(), strict=True):
        if isinstance(some, str):
            parties = near.get((place, some), _NOBODY)
        else:
            parties = _NOBODY.union(*(near.get((place, meeting), _NOBODY) for meeting in some or ()))
        rank = known.get((number, parties))
        if rank is None:
            known[number, parties] = rank = sources.rank(origins[number], parties)
        ranks.append(rank)
    return pa.array(ranks, pa.string())


_NOBODY = frozenset[str]()


def _evidence(spans: Any, articles: Any, shown: list[pa.Table]) -> Evidence:
    """What parts rest on by their own lists of spans; the spans are added to those `shown`."""
    part, fields = within(spans)
    whose = articles.take(part)
    start, end = (pc.list_element(fields["chars"], place) for place in (0, 1))
    span_id = _ids('["', whose, '",', start.cast(pa.string()), ",", end.cast(pa.string()), ',"', fields["digest"], '"]')
    shown.append(pa.Table.from_arrays([span_id, whose, start, end, fields["words"], fields["digest"]],
                                      schema=arrow_schema(SpanRow)))
    return _sorted(part, span_id, fields["supports"])


def _with_passed_down(own: Evidence, passed_down: Any) -> Evidence:
    """Evidence of parts inside entries; those that have none of their own rest on what is passed down to them."""
    part, span_id = items_in(passed_down)
    bare = pc.invert(pc.is_in(part, value_set=own.part))
    part, span_id = part.filter(bare), span_id.filter(bare)
    return _sorted(*(pa.concat_arrays([ours, theirs]) for ours, theirs in zip(
        own, (part, span_id, pa.nulls(len(part), own.supports.type)), strict=True)))


def _sorted(*columns: Any) -> Evidence:
    """Evidence in order."""
    order = pc.sort_indices(pa.table([*columns[:2]], ["part", "span_id"]),
                            [("part", "ascending"), ("span_id", "ascending")])
    return Evidence(*(column.take(order) for column in columns))


def _claims(parts: Parts) -> pa.Table:
    """The claims of parts, with the columns of their table."""
    schema, number = arrow_schema(ClaimRow), len(parts.head)
    every = parts.evidence.lists(number)
    made: list[pa.Table] = [schema.empty_table()]
    for name, field in fields_of(parts.table).items():
        given = parts.fields[name]
        part, values = items_in(given) if field.many else (numbers(number).filter(given.is_valid()), given.drop_null())
        if not len(part) or pa.types.is_struct(values.type):
            continue
        values = values.dictionary_encode()
        texts = [canonical_json(value) for value in values.dictionary.to_pylist()]
        middles = pa.array([field_and_value(name, text) for text in texts], pa.binary()).cast(pa.string())
        inferred = holding(parts.fields["inferred"], name)
        columns = parts.shared.take(part)
        for own, column in {
            "claim_id": _ids(parts.head.take(part), middles.take(values.indices), parts.end.take(part)),
            "field": pa.array([name] * len(part)),
            "value": pa.array(texts, pa.string()).take(values.indices),
            "basis": pa.array([str(Basis.REPORTED), str(Basis.INFERRED)]).take(inferred.take(part).cast(pa.int8())),
            "span_ids": _shown(parts, every, name, inferred).take(part),
        }.items():
            columns = columns.append_column(own, column)
        made.append(columns.select(schema.names).cast(schema))
    return pa.concat_tables(made)


def _shown(parts: Parts, every: Any, name: str, inferred: Any) -> Any:
    """Of all spans of each part those that show a field, as `trilat.models.parts.Part.showing` has them."""
    number, evidence = len(every), parts.evidence
    if evidence.supports.null_count == len(evidence.supports):
        return every
    shown = evidence.showing(name).lists(number)
    if not sums_up(MODELS[parts.table].model_construct(), name):
        return shown
    rests_on_all = pc.and_(pc.equal(pc.list_value_length(shown), 0), pc.invert(inferred))
    places = pc.if_else(rests_on_all, pc.add(numbers(number), number), numbers(number))
    return pa.concat_arrays([shown, every]).take(places)


def _day(dates: Any, end: str) -> Any:
    """The first day that each date can mean, or the last: `earliest`, `latest`."""
    return each_once(dates, lambda text: getattr(edtf.parse(text), end), pa.date32())


def _columns(table: pa.Table) -> Fields:
    return dict(zip(table.column_names, map(whole, table.columns), strict=True))


def _ids(*texts: Any) -> Any:
    """The ids that these texts, joined, give."""
    texts = joined(*texts).cast(pa.binary()).to_pylist()
    digits = pa.py_buffer(short_hashes(texts))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(ID_LENGTH), len(texts), [None, digits]).cast(pa.string())


def _is_quoted(spans: Any) -> Any:
    """Which lists of spans have a quote among them."""
    places, fields = within(spans)
    return is_among(len(spans), places.filter(fields["quote"].is_valid()))
