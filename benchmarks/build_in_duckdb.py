"""The whole build in SQL: from JSON Lines of annotated articles to claims, and what stands, as Parquet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from in_duckdb import chosen, small_tables

from trilat import edtf
from trilat.claims import MODELS, fields_of
from trilat.models.article import ArticleFile
from trilat.models.base import sums_up
from trilat.models.parts import OWN

FILES = """
create temp table files as
select article.id as article_id, * from read_json({paths}, format = 'newline_delimited', columns = {columns})
"""

DATE_TEXTS = """
select article.published from files union select article.written from files where article.written is not null
"""

ARTICLES = """
create temp table articles as
select article_id, article.title, article.publisher as publisher_id, coalesce(article.byline, []) as byline,
       article.language, article.url, article.published, p.earliest as published_earliest,
       p.latest as published_latest, article.published_basis, article.written, w.earliest as written_earliest,
       w.latest as written_latest, article.source_kind, article.wire as wire_id, article.text.sha256 as text_sha256,
       article.text.characters as text_characters, article.text.extent as text_extent, article.coders,
       article.coded_on::date as coded_on
from files f
left join article_days p on p.value = f.article.published
left join article_days w on w.value = f.article.written
"""

ENTRIES = {
    "meetings": "e.by as chain, [e.id] as about",
    "statements": "list_append(coalesce(e.by, []), list_min(e.speakers)) as chain, e.about",
    "outcomes": "e.by as chain, [e.meeting] as about",
}
"""By table, the chain of those whom an entry comes from, the origin last, and the meetings that it is about."""

ENTRY = """
select article_id, meetings as all_meetings, {own}, coalesce(e.stance, 'stated') as stance,
       list_transform(coalesce(e.spans, []), lambda s: {span}) as evidence, e
from (select article_id, meetings, unnest({table}) as e from files)
"""

SPAN = """{'span_id': left(sha256(concat(
               '["', article_id, '",', s.chars[1], ',', s.chars[2], ',"', s.digest, '"]')), 16),
           'start': s.chars[1], 'end': s.chars[2], 'words': s.words, 'digest': s.digest,
           'supports': s.supports}"""

PART = """
select '{table}' as record_table, e.id as record_id, e.inferred, evidence, {common}, {values}
from entries_{table}
"""

INNER_PART = """
select '{table}' as record_table, concat(entry_id, '.', e.{own}) as record_id, e.inferred,
       if(len(e.spans) > 0, list_transform(e.spans, lambda s: {span}), passed_down) as evidence, {common}, {values}
from (select unnest(e.{table}) as e, e.id as entry_id,
             list_transform(list_filter(evidence, lambda s: s.supports is null or list_contains(s.supports, '{table}')),
                            lambda s: struct_update(s, supports := null)) as passed_down,
             article_id, chain, about, stance, all_meetings
      from entries_meetings)
"""

COMMON = "article_id, chain, about, stance, all_meetings"

PARTS = """
create temp table parts as
select record_table, record_id, inferred, evidence, p.article_id, stance, fields, "values",
       chain[-1] as origin_id, chain[1:-2] as via_ids,
       concat('["', p.article_id, '","', record_table, '","', record_id, '",["', array_to_string(chain, '","'),
              '"],"') as key,
       case when chain[-1] = 'analysts' then 'analysts'
            when n.person_id is not null
            then case when n.unnamed then 'unnamed-official' when n.country is not null then 'named-official'
                      else 'analysts' end
            when o.kind is null or o.kind in ('publisher', 'other') then 'author'
            when o.kind = 'news-agency' then 'agency'
            when o.kind = 'research' then 'analysts'
            when list_has_any([o.country, concat('org:', o.organization_id)], flatten(list_transform(
                list_filter(all_meetings, lambda m: list_contains(about, m.id)),
                lambda m: coalesce(m.parties, [])))) then 'participant'
            else 'named-official' end as origin_rank
from ({parts}) p
left join people n on n.person_id = chain[-1]
left join organizations o on o.organization_id = chain[-1]
"""

CLAIMS = """
create temp table claims as
with said as (
    select * exclude (fields, "values"), unnest(fields) as field, unnest("values") as text from parts),
worded as (
    select s.* exclude (text), if(f.kind = 'flag', text, to_json(text)::varchar) as value, f.sums_up,
           list_transform(list_filter(evidence, lambda e: e.supports is null or list_contains(e.supports, s.field)),
                          lambda e: e.span_id) as own,
           coalesce(list_contains(inferred, s.field), false) as concluded
    from said s join claimed f on f.record_table = s.record_table and f.field = s.field where text is not null)
select left(sha256(concat(key, field, '",', to_json(c.value)::varchar, ',"', stance, '"]')), 16) as claim_id,
       c.article_id, record_table, record_id, record_id as canonical_id, field, c.value, stance,
       if(concluded, 'inferred', 'reported') as basis, origin_id, origin_rank, via_ids,
       d.earliest as asserted_earliest, d.latest as asserted_latest,
       coalesce(a.published_latest, date '9999-12-31') as known_from,
       if(len(shown) < 2, shown, list_sort(list_distinct(shown))) as span_ids
from (select *, if(len(own) = 0 and sums_up and not concluded,
                   list_transform(evidence, lambda e: e.span_id), own) as shown from worded) c
join articles a on a.article_id = c.article_id
join article_days d on d.value = coalesce(a.written, a.published)
"""

SPANS = """
select distinct on (s.span_id) s.span_id, article_id, s.start, s."end", s.words, s.digest
from (select article_id, unnest(evidence) as s from parts)
"""


def build(paths: Sequence[Path], registries: Path, out: Path, threads: int) -> dict[str, int]:
    """Build Parquet files of articles, claims, spans, and the value of every field and record; their numbers of rows.

    `registries` has Parquet files of the people, organizations and places, which SQL cannot read from YAML: that they
    are there already is in its favour. So is what it leaves out, as the corpus needs none of it: it validates nothing;
    entries said twice, occasions, firsts, and redirects are not known to it; and of consolidation it leaves out what
    `in_duckdb` does: conflicts, counts, columns that follow from others. Its tables are not sorted, and nothing is
    written beside them. Ids of claims and spans are the same, bit by bit.
    """
    with duckdb.connect() as database:
        database.execute(f"set threads = {threads}")
        make_claims(database, paths, registries)
        made = {"articles": "from articles", "claims": "from claims", "spans": SPANS}
        rows = {name: write(database, query, out / f"{name}.parquet") for name, query in made.items()}
        database.execute("drop table parts")
        chosen(database).create("chosen")
        return rows | {"chosen": write(database, "from chosen", out / "chosen.parquet")}


def make_claims(database: duckdb.DuckDBPyConnection, paths: Sequence[Path], registries: Path) -> None:
    """Make the tables articles and claims from files, with that of the parts of articles, which hold the evidence."""
    for name in ("people", "organizations", "places"):
        database.execute(f"create temp table {name} as from '{registries / name}.parquet'")
    columns = {name: _type(one, _SCHEMA["$defs"]) for name, one in _SCHEMA["properties"].items()}
    database.execute(FILES.format(paths=[str(path) for path in paths], columns=columns))
    dates = (edtf.parse(text) for text, in database.execute(DATE_TEXTS).fetchall())
    small_tables(database, {
        "article_days": (("value", "earliest", "latest"), [(one.text, one.earliest, one.latest) for one in dates]),
        "claimed": (("record_table", "field", "kind", "sums_up"), _claimed()),
    })
    database.execute(ARTICLES)
    for table, own in ENTRIES.items():
        entry = ENTRY.format(table=table, own=own, span=SPAN)
        database.execute(f"create temp view entries_{table} as {entry}")
    parts = [PART.format(table=table, common=COMMON, values=_values(table)) for table in ENTRIES]
    parts += [INNER_PART.format(table=table, own=own, span=SPAN, common=COMMON, values=_values(table))
              for table, own in OWN.items()]
    database.execute(PARTS.format(parts=" union all ".join(parts)))
    for table in ENTRIES:
        database.execute(f"drop view entries_{table}")
    database.execute("drop table files")
    database.execute(CLAIMS)


def write(database: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write what a query gives as Parquet; the number of rows."""
    done = database.execute(f"copy ({query}) to '{path}' (format parquet, compression zstd)").fetchone()
    return int(done[0]) if done else 0


_SCHEMA: Mapping[str, Any] = ArticleFile.model_json_schema()


def _type(schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """The SQL type of what a JSON Schema describes."""
    if "$ref" in schema:
        return _type(known[schema["$ref"].rpartition("/")[2]], known)
    if either := schema.get("anyOf") or schema.get("oneOf"):
        return _type(either[0], known)
    match schema.get("type"):
        case "array":
            return f"{_type(schema['items'], known)}[]"
        case "object":
            inner = ", ".join(f'"{name}" {_type(one, known)}' for name, one in schema["properties"].items())
            return f"STRUCT({inner})"
        case kind:
            return {"integer": "BIGINT", "boolean": "BOOLEAN"}.get(kind, "VARCHAR")


def _claimed() -> list[tuple[str, str, str, bool]]:
    """Of every claimed field its table, name and kind, and whether it sums up an entry."""
    return [
        (table, name, "flag" if name == "parties_complete" else "text", sums_up(model.model_construct(), name))
        for table, model in MODELS.items() for name in fields_of(table) if name != "firsts"
    ]


def _values(table: str) -> str:
    """The names of the claimed fields of a part, and beside them their values, an element of a list each."""
    names = [name for name in fields_of(table) if name != "firsts"]
    single = [name for name in names if not fields_of(table)[name].many]
    many = [name for name in names if fields_of(table)[name].many]
    fields = [f"{single}", *(f"list_transform(coalesce(e.{name}, []), lambda x: '{name}')" for name in many)]
    values = [f"[{', '.join(f'e.{name}::varchar' for name in single)}]", *(f"coalesce(e.{name}, [])" for name in many)]
    return f'list_concat({", ".join(fields)}) as fields, list_concat({", ".join(values)}) as "values"'
