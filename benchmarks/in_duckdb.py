"""The rules of consolidation in SQL, over the tables of a dataset as Arrow has them."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from rules import bounds, compatible, fields, finals, finer, inside

from trilat.vocabularies import OriginRank

DATE_TEXTS = """
select distinct value ->> '$' from claims where field = 'date' and record_table in ('meetings', 'statements')
"""

SOURCE = """
case when c.origin_rank in ('author', 'analysts') and o.organization_id is null
     then coalesce(a.wire_id, list_filter(c.via_ids, lambda relay: list_contains(agencies, relay))[1],
                   a.publisher_id, 'article:' || c.article_id) else c.origin_id end
"""
"""The independent source of a claim, or of all that a part of an article says."""

BESIDE = """
join ranks r on r.origin_rank = c.origin_rank
join articles a on a.article_id = c.article_id
left join organizations o on o.organization_id = c.origin_id
cross join (select coalesce(list(organization_id), []) as agencies from organizations where kind = 'news-agency')
"""

LISTS = """
create temp table lists as
with marks as (
    select canonical_id as record, 'meetings.parties' as field, article_id, origin_id, via_ids, stance from claims
    where field = 'parties_complete' and value = 'false'),
members as (
    select c.claim_id, c.canonical_id as record, f.field as field, article_id, origin_id, via_ids, stance, c.value
    from claims c join fields f on f.record_table = c.record_table and f.name = c.field where f.rule = 'set')
select min(claim_id) as claim_id, field, record,
       array_to_string(list_sort(list(value ->> '$')), '|') || if(any_value(m.record) is null, '', '|…') as value
from members left join marks m using (record, field, article_id, origin_id, via_ids, stance)
group by record, field, article_id, origin_id, via_ids, stance
"""
"""The list that each entry gives, with one of its claims."""

SPREAD = """
create temp table spread as
select field, record, value ->> '$' as value, value = other as plain from (
    select f.field as field, c.canonical_id as record, min(c.value) as value, max(c.value) as other
    from claims c join fields f on f.record_table = c.record_table and f.name = c.field
    where f.rule in ('once', 'evolving') or f.rule = 'prose' and c.stance <> 'denied' group by all)
union all
select field, record, min(value), min(value) = max(value) from lists group by field, record
"""
"""Of each field and record a value, and whether all say so: of most they do, and nothing more is to be done."""

ELEMENTS = """
create temp table elements as
select f.field as field, c.canonical_id as record, c.value, bool_or(c.stance = 'denied') as denied,
       denied and not bool_and(c.stance = 'denied') as mixed
from claims c join fields f on f.record_table = c.record_table and f.name = c.field
where f.rule = 'union' group by f.field, c.canonical_id, c.value
"""

SAID = """
create temp table said as
with contested as (
    select f.field as of_field, f.rule, f.relation, c.value ->> '$' as one, c.*
    from claims c join fields f on f.record_table = c.record_table and f.name = c.field
    semi join (from spread where not plain) s on s.field = f.field and s.record = c.canonical_id where f.rule <> 'set'
    union all
    select f.field, f.rule, f.relation, c.value ->> '$', c.*
    from claims c join fields f on f.record_table = c.record_table and f.name = c.field
    semi join (from elements where mixed) e on e.field = f.field and e.record = c.canonical_id and e.value = c.value
    union all
    select f.field, f.rule, f.relation, l.value, c.*
    from lists l join claims c on c.claim_id = l.claim_id
    join fields f on f.record_table = c.record_table and f.name = c.field
    semi join (from spread where not plain) s on s.field = l.field and s.record = l.record)
select c.claim_id, c.article_id, c.canonical_id as record, c.of_field as field, c.rule, c.relation, c.one as value,
       c.stance, c.stance in ('planned', 'expected') as foreseen, r.rank, c.origin_id,
       c.origin_rank in ('author', 'analysts') as anyone, {source} as source,
       c.asserted_earliest as begins, c.asserted_latest as ends,
       case when c.record_table <> 'statements' then split_part(c.canonical_id, '.', 1) end as meeting
from contested c
{beside}
"""
"""The claims on what is contested: only of these it has to be known who says it, and when."""

DATES = """
create temp table date_claims as
select s.*, s.foreseen or coalesce(s.ends < b.earliest, false) as ahead
from said s left join bounds b on b.value = s.value where s.field = 'meetings.date'
"""

EVENTS = """
create temp table events as
select d.record as meeting, b.earliest as starts
from (select record, value from settled_dates union all
      select record, value from spread where field = 'meetings.date' and plain) d join bounds b on b.value = d.value
"""

AHEAD = """
create temp table {name} as
select s.*, s.foreseen or coalesce(s.ends < e.starts, false) as ahead
from said s left join events e on e.meeting = s.meeting where {condition}
"""

STANDING = """
create temp table standing as
with latest as (select field, record, value, max(begins) as begins from evolving_claims group by all),
current as (
    select * from evolving_claims c where not exists (
        select 1 from latest l
        where l.field = c.field and l.record = c.record and l.value <> c.value and l.begins > c.ends))
select * exclude (final) from (
    select c.*, f.value is not null as final
    from current c left join finals f on f.field = c.field and f.value = c.value)
qualify final or not bool_or(final) over (partition by field, record)
"""

MIXED = """
create temp table mixed as
select * exclude (record, value, relation), record || '|' || value as record,
       if(stance = 'denied', 'denied', 'affirmed') as value, 'exact' as relation
from union_claims
"""

RELATED = """
create temp table related_{name} as
with said_values as (select distinct field, record, relation, value from {claims}),
pairs as (
    select a.field, a.record, a.value, b.value as other, a.relation,
           x.earliest as earliest, x.latest as latest, y.earliest as other_earliest, y.latest as other_latest,
           a.value like '%~' as vague, b.value like '%~' as other_vague
    from said_values a join said_values b on a.field = b.field and a.record = b.record and a.value <> b.value
    left join bounds x on a.relation = 'dates' and x.value = a.value
    left join bounds y on b.relation = 'dates' and y.value = b.value),
related as (
    select p.*, coalesce(p.relation = 'places' and (p.vague or p.other_vague) and i.country = j.country, false) as near,
        case p.relation
            when 'dates' then other_earliest <= earliest and latest <= other_latest
                              and (earliest, latest) <> (other_earliest, other_latest)
            when 'places' then n.small is not null and (n.small <> n.large or p.other_vague)
            when 'sets' then list_has_all(string_split(p.value, '|'), string_split(other, '|'))
            when 'parties' then other like '%…' and list_has_all(
                string_split(p.value, '|'), string_split(rtrim(other, '|…'), '|'))
            else t.fine is not null end as refines,
        case p.relation
            when 'dates' then earliest <= other_latest and other_earliest <= latest
            when 'sets' then list_has_any(string_split(p.value, '|'), string_split(other, '|'))
            when 'parties' then p.value like '%…' and other like '%…'
            else w.one is not null end as meets
    from pairs p
    left join inside n on p.relation = 'places' and n.small = rtrim(p.value, '~') and n.large = rtrim(p.other, '~')
    left join places i on p.relation = 'places' and i.place_id = rtrim(p.value, '~')
    left join places j on p.relation = 'places' and j.place_id = rtrim(p.other, '~')
    left join finer t on t.relation = p.relation and t.fine = p.value and t.coarse = p.other
    left join compatible w on w.relation = p.relation and w.one = p.value and w.another = p.other)
select r.field, r.record, r.value, r.other, r.refines,
       not (r.refines or q.refines or r.near or r.meets) as contradicts
from related r
join related q on q.field = r.field and q.record = r.record and q.value = r.other and q.other = r.value
"""

KEPT = """
create temp table kept_{name} as
with taken_back as (
    select distinct old.claim_id, old.record
    from {claims} old join {claims} new
      on new.field = old.field and new.record = old.record and new.origin_id = old.origin_id
     and old.ahead and new.ahead and not old.anyone and old.ends < new.begins
    join related_{name} r on r.field = old.field and r.record = old.record
     and r.value = old.value and r.other = new.value and r.contradicts)
select c.* from {claims} c semi join related_{name} p on p.field = c.field and p.record = c.record
anti join taken_back t on t.claim_id = c.claim_id and t.record = c.record
"""

SETTLED = """
create temp table settled_{name} as
with kept_values as (select distinct field, record, value from kept_{name}),
finest as (
    select v.* from kept_values v where not exists (
        select 1 from related_{name} r join kept_values o
          on o.field = r.field and o.record = r.record and o.value = r.value
        where r.refines and r.field = v.field and r.record = v.record and r.other = v.value)),
scored as (
    select f.field, f.record, f.value, min(rank) as rank, bool_or(not ahead) as after,
           count(distinct source) as sources, max(coalesce(ends, date '9999-12-31')) as later
    from finest f join kept_{name} c on c.field = f.field and c.record = f.record and c.value = f.value
    group by all),
placed as (
    select *, row_number() over best as place, lead(rank) over best as next_rank, lead(after) over best as next_after,
           lead(sources) over best as next_sources, lead(later) over best as next_later
    from scored
    window best as (partition by field, record order by rank, after desc, sources desc, later desc)),
first as (
    select field, record, value,
           case when next_rank is null then 'precision' when rank <> next_rank then 'rank'
                when after <> next_after then 'after-event' when sources <> next_sources then 'independent'
                when later <> next_later then 'later' else 'open' end as rule
    from placed where place = 1)
select field, record, if(rule = 'open', null, value) as value, rule from first
union all
select field, record, any_value(value), null from {claims} group by field, record having min(value) = max(value)
"""

CHOSEN_ONE = """
select field, record, value from spread where plain
union all select field, record, value from settled_dates where value is not null
union all select field, record, value from settled_once where value is not null
union all select field, record, value from settled_sets where value is not null
union all select field, record, value from settled_evolving where value is not null
union all select field, record, arg_min(value, (rank, ahead, date '9999-12-31' - coalesce(ends, date '9999-12-31'),
                                                article_id, claim_id))
    from prose_claims group by field, record
"""
"""The fields that have one value, or one list, parted by "|"."""

CHOSEN_MANY = """
select field, record, value ->> '$' as value from elements where not denied
union all select field, split_part(record, '|', 1), split_part(record, '|', 2)
    from settled_unions where value = 'affirmed'
"""
"""The elements of the fields that grow."""

CHOSEN = """
{one} union all
select field, record, string_agg(value, '|' order by value) from ({many}) group by field, record
"""


def consolidate(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The chosen value of every field and record: columns field, record, value; the elements of a list parted by "|".

    The tables are `claims`, `articles`, `organizations` and `places`. What a date can mean, what place lies in what
    other, and which term refines which come as small tables, worked out once for each distinct value. Left out, as no
    claim of the corpus needs it: values that are denied, but for those of unions; dates that last several days, and
    dates written differently that mean the same; durations; resolutions; and redirects. It gives no conflicts, no
    counts and no columns that follow from others, and its result is one long table.
    """
    with duckdb.connect() as database:
        database.execute("set threads = 1")
        for name in ("claims", "articles", "organizations", "places"):
            database.register(name, tables[name])
        return chosen(database).to_arrow_table()


def chosen(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """The same for tables that a database has under these names."""
    decide(database)
    return database.sql(CHOSEN.format(one=CHOSEN_ONE, many=CHOSEN_MANY))


def decide(database: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that CHOSEN_ONE and CHOSEN_MANY read: of each kind of field what is related, kept and settled."""
    dates = [text for text, in database.execute(DATE_TEXTS).fetchall()]
    places = database.sql("select * from places").to_arrow_table()
    small_tables(database, {
        "fields": (("record_table", "name", "field", "rule", "relation"),
                   [(table, name, f"{table}.{name}", rule, relation)
                    for (table, name), (rule, relation) in fields().items()]),
        "ranks": (("origin_rank", "rank"), [(str(rank), place) for place, rank in enumerate(OriginRank)]),
        "bounds": (("value", "earliest", "latest"), [(text, *days) for text, days in bounds(dates).items()]),
        "inside": (("small", "large"), sorted(inside(places))),
        "finer": (("relation", "fine", "coarse"), sorted(finer())),
        "compatible": (("relation", "one", "another"), sorted(compatible())),
        "finals": (("field", "value"), [(field, state) for field, states in finals().items() for state in states]),
    })
    said = SAID.format(source=SOURCE, beside=BESIDE)
    _run(database, LISTS, SPREAD, ELEMENTS, said, DATES, *_settled("dates", "date_claims"), EVENTS)
    for name, condition in (
        ("once_claims", "rule = 'once' and field <> 'meetings.date'"), ("set_claims", "rule = 'set'"),
        ("evolving_claims", "rule = 'evolving'"), ("union_claims", "rule = 'union'"),
        ("prose_claims", "rule = 'prose' and stance <> 'denied'"),
    ):
        database.execute(AHEAD.format(name=name, condition=condition))
    _run(database, *_settled("once", "once_claims"), *_settled("sets", "set_claims"),
         STANDING, *_settled("evolving", "standing"), MIXED, *_settled("unions", "mixed"))


def small_tables(
    database: duckdb.DuckDBPyConnection, tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]
) -> None:
    """Give a database tables of a few rows, by name, each as its columns' names and its rows."""
    for name, (columns, rows) in tables.items():
        database.register(name, pa.table({
            column: list(values) for column, values in zip(columns, zip(*rows, strict=True), strict=True)}))


def _settled(name: str, claims: str) -> list[str]:
    return [statement.format(name=name, claims=claims) for statement in (RELATED, KEPT, SETTLED)]


def _run(database: duckdb.DuckDBPyConnection, *statements: str) -> None:
    for statement in statements:
        database.execute(statement)
