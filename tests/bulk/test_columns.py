"""Tables straight from lines are those that rows would have made, whatever the articles."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import CORPORA, ORGANIZATIONS, PEOPLE, TALKS, article, meeting, registries, span, statement
from pydantic import BaseModel
from valid import BY_NAME, values

from trilat import edtf, schemas
from trilat.bulk.columns import columns_from, columns_of
from trilat.bulk.entries import Columns, columns_in, rare
from trilat.bulk.flat import lines_of, surely_read
from trilat.claims import Sources, claims_of, fields_of
from trilat.hashing import canonical_json, short_hash
from trilat.models.article import ArticleFile, Span
from trilat.models.parts import MODELS, parts
from trilat.registries import article_row, registry_rows
from trilat.sheets import read_dataset
from trilat.tables.arrow import arrow_schema, to_arrow
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import ArticleRow, ClaimRow, SpanRow

HERE = Path(__file__).parents[1]

FIELDS = sorted({name for table in MODELS for name in fields_of(table)} | {"positions", "participants"})
SLUGS = st.sampled_from([
    TALKS, "round", "call", "remarks", "author", "analysts",
    *(one["id"] for one in [*PEOPLE, *ORGANIZATIONS]),  # type: ignore[list-item]
])
LINES = BY_NAME["Line"] | st.sampled_from(
    ['The "Quad"', "back\\slash \\u0041", "ü 東京 서울 🕊", "/ </script>", "é e\u0301"]
)
DATES = st.sampled_from([
    "2031-03-08", "2031-03", "2031", "2031-03-XX", "2031-XX-XX", "203X", "20XX", "[2031-03-08..2031-03-14]",
    "[2031-03..]", "[..2031-03-14]", "2031-03-08/2031-03-09", "2031-03-08/..", "../2031-03", "2031-03-08~", "2031-03?",
    "2031%", "203X~",
])
OURS = BY_NAME | {
    "Slug": SLUGS, "OutcomeId": st.sampled_from([f"{TALKS}.pact", "round.pact"]), "FieldName": st.sampled_from(FIELDS),
    "Line": LINES, "Summary": LINES, "Date": DATES, "Day": st.sampled_from(["2031-12-01", "2032-02-29"]),
    "Country": st.sampled_from(["CN", "KR", "US"]), "Party": st.sampled_from(["KR", "US", "org:league-l"]),
    "Words": st.integers(3, 5),
}
"""Few ids, so that entries meet; texts that are hard to quote; dates of every form."""

SCHEMA = schemas.json_schema("article")
ANYTHING = values(SCHEMA, SCHEMA, OURS).map(json.dumps).map(ArticleFile.model_validate_json)
"""Articles with any field of the schema."""

MOVED = [
    {"table": table, "old": old, "new": new, "reason": "the same", "since": "2031-12-01"}
    for table, old, new in [("meetings", "round", TALKS), ("people", "john-roe", "jane-doe"),
                            ("organizations", "agency-z", "agency-y"), ("outcomes", "talks.pact", "talks.deal")]
]


def sources(redirects: Sequence[dict[str, Any]] = ()) -> Sources:
    rows: dict[str, list[Any]] = registry_rows(registries(redirects=redirects))
    return Sources({row.person_id: row for row in rows["people"]},
                   {row.organization_id: row for row in rows["organizations"]}, redirect_map(rows["redirects"]))


def lines(files: Sequence[ArticleFile], *, ascii_only: bool = False) -> bytes:
    documents = [file.model_dump(mode="json", exclude_unset=True) for file in files]
    return b"".join(json.dumps(one, ensure_ascii=ascii_only).encode() + b"\n" for one in documents)


def by_rows(files: Sequence[ArticleFile], known: Sources) -> Columns:
    made = [claims_of(file, known) for file in files]
    return Columns(
        to_arrow(ArticleRow, [article_row(file) for file in files]),
        to_arrow(ClaimRow, [row for claims, _ in made for row in claims]),
        to_arrow(SpanRow, [row for _, spans in made for row in spans]),
    )


def in_order(made: Columns) -> Columns:
    """Tables whose rows are sorted by all that they have."""
    return Columns(*(
        pa.Table.from_pylist(sorted(table.to_pylist(), key=str), schema=table.schema) for table in made
    ))


def plain(file: ArticleFile) -> ArticleFile:
    """An article without what is rare."""
    document = file.model_dump(mode="json", exclude_unset=True)
    document.pop("occasions", None)
    for table in ("meetings", "statements", "outcomes"):
        for entry in document.get(table, ()):
            entry.pop("firsts", None)
            for one in [entry, *entry.get("positions", ()), *entry.get("participants", ())]:
                if "spans" in one:
                    one["spans"] = [evidence for evidence in one["spans"] if "quote" not in evidence]
    return ArticleFile.model_validate_json(json.dumps(document))


def plain_claims(file: ArticleFile, known: Sources) -> Iterator[tuple[Any, ...]]:
    """Each claim by itself, as the columns of its table are described: the slow way, without merging."""
    asserted = edtf.parse(file.article.written or file.article.published)
    for part in parts(file):
        near = {party for entry in file.meetings if entry.id in part.meetings for party in entry.parties}
        for name, field in fields_of(part.table).items():
            value = getattr(part.model, name)
            for item in value if field.many else [] if value is None else [value]:
                plain = item.model_dump(mode="json", exclude_unset=True) if isinstance(item, BaseModel) else item
                text = canonical_json(plain)
                stance = part.entry.stance or "stated"
                chain = [*part.via, part.origin]
                yield (
                    short_hash(file.article.id, part.table, part.record, chain, name, text, stance), file.article.id,
                    part.table, part.record, known.canonical(part.table, part.record), name, text, stance,
                    "inferred" if name in (part.model.inferred or ()) else "reported", known.today(part.origin),
                    known.rank(known.today(part.origin), frozenset(near)), tuple(map(known.today, part.via)),
                    asserted.earliest, asserted.latest, edtf.parse(file.article.published).latest or date.max,
                    {short_hash(file.article.id, *one.chars, one.digest) for one in part.showing(name)
                     if isinstance(one, Span)},
                )


def merged(claims: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for claim in claims:
        old = found.get(claim[0], claim)
        found[claim[0]] = (*old[:8], max(old[8], claim[8]), *old[9:-1], old[-1] | claim[-1])
    return [(*claim[:-1], tuple(sorted(claim[-1]))) for claim in found.values()]


@settings(max_examples=35)
@given(st.lists(ANYTHING, max_size=3), st.booleans(), st.booleans())
def test_tables_of_any_articles_are_those_that_rows_make(
    files: list[ArticleFile], moved: bool, ascii_only: bool
) -> None:
    known = sources(MOVED if moved else ())
    for some in (files, list(map(plain, files))):
        assert in_order(columns_of(lines(some, ascii_only=ascii_only), known)) == in_order(by_rows(some, known))


@settings(max_examples=20)
@given(CORPORA)
def test_articles_that_say_nothing_twice_are_all_told_at_once(corpus: list[ArticleFile]) -> None:
    data, known = lines(list(map(plain, corpus))), sources()
    read = surely_read(lines_of(data), data)
    assert read is not None
    assert not any(rare(read).to_pylist())
    made, twice = columns_in(read, known)
    left = [file for file in map(plain, corpus) if file.article.id not in twice.to_pylist()]
    assert in_order(made) == in_order(by_rows(left, known))


@settings(max_examples=35)
@given(ANYTHING, st.booleans())
def test_claims_are_what_each_would_be_by_itself(file: ArticleFile, moved: bool) -> None:
    known = sources(MOVED if moved else ())
    claims, spans = claims_of(file, known)
    assert [tuple(getattr(row, name) for name in ClaimRow.__match_args__) for row in claims] == merged(
        plain_claims(file, known)
    )
    assert {row.span_id for row in spans} == {one for row in claims for one in row.span_ids}
    assert {row.span_id for row in spans} == {
        short_hash(row.article_id, row.start, row.end, row.digest) for row in spans
    }


@settings(max_examples=20)
@given(CORPORA)
def test_tables_of_chunks_are_the_parts_of_the_whole(corpus: list[ArticleFile]) -> None:
    known = sources()
    whole = columns_of(lines(corpus), known)
    each = [columns_of(lines([file]), known) for file in corpus]
    for name in ("articles", "claims", "spans"):
        rows = [row for one in each for row in getattr(one, name).to_pylist()]
        assert sorted(getattr(whole, name).to_pylist(), key=str) == sorted(rows, key=str)


@pytest.mark.parametrize("folder", [HERE.parent / "dataset", HERE / "golden" / "dataset"])
def test_tables_of_a_dataset_are_those_that_rows_make(folder: Path) -> None:
    sheets = read_dataset(folder)
    rows: dict[str, list[Any]] = registry_rows({name: sheet.model for name, sheet in sheets.registries.items()})
    known = Sources({row.person_id: row for row in rows["people"]},
                    {row.organization_id: row for row in rows["organizations"]}, redirect_map(rows["redirects"]))
    files = [sheet.model for sheet in sheets.articles]
    made = columns_of(lines(files), known)
    assert in_order(made) == in_order(by_rows(files, known))
    assert made.claims.num_rows >= 88


def test_articles_that_were_read_give_the_same_tables() -> None:
    files = [article("post-1", meetings=[meeting(status="held")]), article("post-2")]
    assert in_order(columns_from(iter(files), sources())) == in_order(columns_of(lines(files), sources()))


def test_no_lines_give_tables_without_rows() -> None:
    made = columns_of(b"", sources())
    assert [made.articles.num_rows, made.claims.num_rows, made.spans.num_rows] == [0, 0, 0]
    assert made.claims.schema == arrow_schema(ClaimRow)


def test_what_two_entries_say_alike_is_one_row_of_the_table_with_the_evidence_of_both() -> None:
    twice = [meeting(status="held", spans=[span(1)], inferred=["status"]), meeting(status="held", spans=[span(20)])]
    made = columns_of(lines([article(meetings=twice), article("post-2", statements=[statement()])]), sources())
    first, second = made.claims.sort_by("article_id").to_pylist()
    spans = [row["span_id"] for row in made.spans.to_pylist() if row["article_id"] == first["article_id"]]
    assert (first["basis"], sorted(first["span_ids"])) == ("reported", sorted(spans))
    assert (second["article_id"], second["record_id"]) == ("post-2", "remarks")
