"""Who says what, on what evidence, and how it is read by other tools."""

# ruff: noqa: T201  # a program

import datetime as dt
from collections.abc import Sequence
from typing import assert_type

import polars

from trilat import dataset
from trilat.dataset import Article, Claim, Outcome, Span, Statement
from trilat.vocabularies import Act

ds = dataset.load(texts="texts")
for statement in ds.statements.where(act=["announce", "confirm"], topic="sanctions", person="price", text="talks"):
    assert_type(statement, Statement)
    assert_type(statement.act, Act | None)
    for outcome in ds.outcomes.where(meeting=statement.about_ids):
        assert_type(outcome, Outcome)
        assert_type(outcome.stated_in, Sequence[Statement])
    claims = statement.claims
    assert_type(claims, Sequence[Claim])
    spans: list[Span] = [span for claim in claims for span in claim.spans]
    words: list[str] = [span.text for span in spans if span.text is not None]
    article: Article = claims[0].article
    known: list[dt.date] = [state.known_from for state in statement.history("act")]

early = ds.as_of(dt.date(2021, 3, 26)).consolidate("informative")
assert_type(ds.meetings.to_polars(), polars.DataFrame)
assert_type(ds.meetings.to_polars(lazy=True), polars.LazyFrame)
for hit in early.search("annapolis", tables=["places"]):
    print(hit.field, hit.excerpt, hit.score)
for row in ds.sql("select count(*) from claims where origin_id = $who", who="us-nsc"):
    print(row[0])
for dyad in ds.dyads(ds.meetings.where(format="trilateral")):
    print(dyad.country_a, dyad.country_b)
print(ds.country_months(uncertain="leave-out"), ds.codebook("meetings"), ds.find("postponed"), ds.provenance.released)
