"""The whole build in SQL to the same tables as Trilat's: wide, sorted by key, with counts and conflicts."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
from build_in_duckdb import SPANS, make_claims, write
from in_duckdb import BESIDE, CHOSEN_MANY, CHOSEN_ONE, SOURCE, decide, small_tables
from rules import cities

from trilat.claims import fields_of
from trilat.tables.columns import Column, columns
from trilat.tables.rows import TABLES
from trilat.vocabularies import Act, Consolidation, OutcomeKind

RECORDS = ("meetings", "positions", "participants", "statements", "outcomes")

TOLD = """
create temp table told as
select c.record_table, c.record_id as record, c.article_id, c.origin_id, r.rank, c.via_ids, k.known_from,
       {source} as source
from parts c
{beside}
join (select article_id, coalesce(published_latest, date '9999-12-31') as known_from from articles) k
  on k.article_id = c.article_id
"""
"""Each part of an article: what record it tells of, by whom it is told, and when it was known."""

ONE = "create temp table one as {one}"

MANY = """
create temp table many as
select field, record, list(value order by t.place, value) as elements
from ({many}) left join terms t using (field, value) group by field, record
"""

DISPUTED = """
create temp table disputed as
select owner, list(distinct name order by name) as disputed from (
    select concat(split_part(field, '.', 1), '|', split_part(record, '|', 1)) as owner,
           split_part(field, '.', 2) as name
    from ({settled}) where rule = 'open') group by owner
"""

WIDE = """
with cells as (select record, {cells} from one where starts_with(field, '{table}.') group by record),
lists as (select record, {lists} from many where starts_with(field, '{table}.') group by record),
counted as ({counted})
select {columns}
from counted r
left join cells c on c.record = r.record
left join lists l on l.record = r.record
left join disputed d on d.owner = concat('{table}|', r.record)
{joins}
order by {key}
"""

BY_RECORD = """
select record, count(distinct article_id) as article_count from told where record_table = '{table}' group by record
"""

COUNTED = {
    "meetings": """
select split_part(record, '.', 1) as record, min(known_from) as first_known, max(known_from) as last_known,
       count(distinct article_id) as article_count, count(distinct source) as independent_sources
from told where record_table in ('meetings', 'positions', 'participants') group by 1
""",
    "positions": "select distinct record from told where record_table = 'positions'",
    "participants": "select distinct record from told where record_table = 'participants'",
    "outcomes": """
select record, count(distinct article_id) as article_count,
       arg_min(origin_id, (rank, known_from, origin_id)) as origin_id
from told where record_table = 'outcomes' group by record
""",
}
"""By table its records, with what is counted of those who tell of them; BY_RECORD for the others."""

STATES = """
create temp table states as
with said as (
    select canonical_id as record, claim_id, value ->> '$' as value, known_from,
           coalesce(asserted_latest, date '9999-12-31') as ends,
           coalesce(asserted_earliest, date '0001-01-01') as begins
    from claims where record_table = 'positions' and field = 'position' and stance <> 'denied'),
ordered as (
    select *, value is distinct from lag(value) over (partition by record order by ends, begins, known_from, claim_id)
              as starts
    from said),
runs as (
    select *, count_if(starts) over (partition by record order by ends, begins, known_from, claim_id) as run
    from ordered)
select record, run, any_value(value) as value, min(known_from) as since, list(claim_id order by claim_id) as claim_ids
from runs group by record, run
"""
"""Where each party stood, one time after the other."""

SPEAKERS = """
create temp table speakers as
with spoken as (select distinct value from one where field = 'statements.speakers'),
each as (
    select value, speaker, p.person_id is not null as is_person, o.organization_id is not null as is_body, p.unnamed,
           p.description, p.country as own, o.country as country
    from (select value, unnest(string_split(value, '|')) as speaker from spoken)
    left join people p on p.person_id = speaker left join organizations o on o.organization_id = speaker),
lands as (
    select value, own as country from each where is_person union select value, country from each where is_body)
select value, any_value(l.country) as country, bool_or(is_person) and not bool_or(is_body)
              and bool_and(unnamed) filter (is_person) as unnamed,
       string_agg(description, '; ' order by speaker) filter (unnamed and description <> '') as description
from each left join (
    select value, if(count(*) = 1, any_value(country), null) as country from lands group by value) l using (value)
group by value
"""
"""What is known of the speakers of statements, once for all who speak together."""

JOINS = {
    "meetings": """
left join bounds b on b.value = c.date
left join venues v on v.place_id = rtrim(c.place, '~')
""",
    "positions": """
left join (select distinct on (s.record) s.* from states s left join one on one.record = s.record
               and one.field = 'positions.position'
           order by s.record, s.value is not distinct from one.value desc, run desc) s on s.record = r.record
""",
    "statements": """
left join bounds b on b.value = c.date
left join speakers s on s.value = c.speakers
left join plover e on e.field = 'statements.act' and e.value = c.act
left join (select record, list(distinct relay order by relay) as via_ids
           from (select record, unnest(via_ids) as relay from told where record_table = 'statements')
           group by record) v on v.record = r.record
""",
    "outcomes": "left join plover e on e.field = 'outcomes.kind' and e.value = c.kind",
}

DATED = {
    "date_earliest": "nullif(b.earliest, date '0001-01-01')", "date_latest": "nullif(b.latest, date '9999-12-31')",
}
PART = {"meeting_id": "split_part(r.record, '.', 1)"}
DERIVED: Mapping[str, Mapping[str, str]] = {
    "meetings": DATED | {
        "meeting_id": "r.record",
        "parties": "list_filter(coalesce(string_split(c.parties, '|'), []), lambda p: p <> '…')",
        "parties_complete": "not ends_with(c.parties, '…')",
        "format": """coalesce(c.format, if(ends_with(c.parties, '…'), null, case
            when len(string_split(c.parties, '|')) < 2 then null when len(string_split(c.parties, '|')) = 2
            then 'bilateral' when len(string_split(c.parties, '|')) = 3 then 'trilateral'
            when len(string_split(c.parties, '|')) < 10 then 'minilateral' else 'multilateral' end))""",
        "place_id": "rtrim(c.place, '~')",
        "place_approximate": "ends_with(c.place, '~')",
        "place_city": "v.city",
        "place_country": "v.country",
        "first_known": "r.first_known", "last_known": "r.last_known", "independent_sources": "r.independent_sources",
    },
    "positions": PART | {"party": "split_part(r.record, '.', 2)", "since": "s.since", "claim_ids": "s.claim_ids"},
    "participants": PART | {"participant_id": "r.record", "slot": "split_part(r.record, '.', 2)"},
    "statements": DATED | {
        "statement_id": "r.record", "speaker_ids": "coalesce(string_split(c.speakers, '|'), [])",
        "speaker_country": "s.country", "speaker_unnamed": "s.unnamed",
        "speaker_description": "s.description", "plover": "e.plover", "via_ids": "coalesce(v.via_ids, [])",
    },
    "outcomes": PART | {"outcome_id": "r.record", "origin_id": "r.origin_id", "plover": "e.plover"},
}
"""By table and column, what is not simply what stands of a field."""

CONTESTED = """
with kept_values as (select distinct field, record, value from kept_{name}),
clashes as (
    select * from related_{name} r
    semi join kept_values v on v.field = r.field and v.record = r.record and v.value = r.value
    semi join kept_values o on o.field = r.field and o.record = r.record and o.value = r.other
    where contradicts and r.value < r.other),
bridged as (
    select c.field, c.record, c.value, c.other from clashes c
    join related_{name} p on p.field = c.field and p.record = c.record and p.other = c.value and p.refines
    join related_{name} q on q.field = c.field and q.record = c.record and q.other = c.other and q.refines
                         and q.value = p.value
    semi join kept_values v on v.field = p.field and v.record = p.record and v.value = p.value),
contested as (
    select field, record from clashes anti join bridged using (field, record, value, other)
    union select field, record from settled_{name} where rule = 'open')
select k.field, k.record, k.value, coalesce(k.value = any_value(s.value), false) as chosen, any_value(s.rule) as rule,
       list(claim_id order by claim_id) as claim_ids, count(distinct source) as sources
from kept_{name} k semi join contested c on c.field = k.field and c.record = k.record
join settled_{name} s on s.field = k.field and s.record = k.record
group by k.field, k.record, k.value
"""
"""The values of what is open, or where two contradict each other and none refines both; with who says so."""

CONFLICTS = """
select split_part(field, '.', 1) as record_table, record as record_id, split_part(field, '.', 2) as field,
       to_json(value)::varchar as value, chosen, rule as chosen_by, claim_ids, sources as independent_sources
from ({single})
union all
select split_part(field, '.', 1), split_part(record, '|', 1), split_part(field, '.', 2),
       if(value = 'denied', concat('{{"denied":', to_json(split_part(record, '|', 2)), '}}'),
          to_json(split_part(record, '|', 2))::varchar),
       chosen and value = 'affirmed', rule, claim_ids, sources
from ({elements})
order by {key}
"""


def build(paths: Sequence[Path], registries: Path, out: Path, threads: int) -> dict[str, int]:
    """Build Parquet files of the tables that Trilat builds, whole and sorted by key; their numbers of rows.

    As in `build_in_duckdb`, registries come as Parquet, and what no article of the corpus has is not known here. Of
    Trilat's build it leaves out: validation; the tables of the registries, of firsts, resolutions and redirects;
    conflicts about lists, and positions that are denied; parts of a million rows, checksums of pages, hashes of
    contents, and all that is written beside the tables. It keeps all in memory, where Trilat keeps a part.
    """
    with duckdb.connect() as database:
        database.execute(f"set threads = {threads}")
        make_claims(database, paths, registries)
        decide(database)
        _known(database)
        database.execute(TOLD.format(source=SOURCE, beside=BESIDE))
        rows = {"spans": write(database, f"from ({SPANS}) order by {_key('spans')}", out / "spans.parquet")}
        database.execute("drop table parts")
        kinds = ("dates", "once", "sets", "evolving", "unions")
        settled = " union all ".join(f"from settled_{kind}" for kind in kinds)
        for statement in (ONE, MANY, DISPUTED, STATES, SPEAKERS):
            database.execute(statement.format(one=CHOSEN_ONE, many=CHOSEN_MANY, settled=settled))
        made = {name: f"from {name} order by {_key(name)}" for name in ("articles", "claims")}
        made |= {table: _wide(table) for table in RECORDS} | {"conflicts": _conflicts()}
        return rows | {name: write(database, query, out / f"{name}.parquet") for name, query in made.items()}


def _known(database: duckdb.DuckDBPyConnection) -> None:
    """Give a database what follows from terms and from places."""
    places = database.sql("select * from places").to_arrow_table()
    orders = [(f"{table}.{column.name}", str(term), place)
              for table in RECORDS for column in columns(TABLES[table]) if column.many and column.vocabulary
              for place, term in enumerate(column.vocabulary)]
    small_tables(database, {
        "terms": (("field", "value", "place"), orders),
        "plover": (("field", "value", "plover"),
                   [(field, str(term), term.plover) for field, terms in
                    (("statements.act", Act), ("outcomes.kind", OutcomeKind)) for term in terms]),
        "venues": (("place_id", "city", "country"), cities(places)),
    })


def _wide(table: str) -> str:
    """The query of a table of records."""
    fields = fields_of(table)
    many = [name for name in fields if _grows(table, name)]
    one = [name for name in fields if name not in many]
    return WIDE.format(
        table=table, key=_key(table), joins=JOINS.get(table, ""),
        counted=COUNTED.get(table, BY_RECORD.format(table=table)),
        cells=_by_field("max(value)", table, one), lists=_by_field("any_value(elements)", table, many) or "null",
        columns=", ".join(f"{_cell(table, column)} as {column.name}" for column in columns(TABLES[table])),
    )


def _by_field(taken: str, table: str, names: Sequence[str]) -> str:
    return ", ".join(f"{taken} filter (field = '{table}.{name}') as {name}" for name in names)


def _cell(table: str, column: Column) -> str:
    """A column of a table of records: what was derived or counted, or what stands of a field."""
    if column.name in DERIVED[table]:
        return DERIVED[table][column.name]
    if column.name == "article_count":
        return "r.article_count"
    if column.name == "disputed":
        return "coalesce(d.disputed, [])"
    name = column.name if column.name in fields_of(table) else column.name.rpartition("_")[0]
    if not column.many:
        return f"c.{name}"
    return f"coalesce(l.{name}, [])" if _grows(table, name) else f"coalesce(string_split(c.{name}, '|'), [])"


def _grows(table: str, name: str) -> bool:
    return fields_of(table)[name].consolidation is Consolidation.UNION


def _conflicts() -> str:
    single = " union all ".join(f"from ({CONTESTED.format(name=name)})" for name in ("dates", "once", "evolving"))
    return CONFLICTS.format(single=single, elements=CONTESTED.format(name="unions"), key=_key("conflicts"))


def _key(table: str) -> str:
    return ", ".join(TABLES[table].key)
