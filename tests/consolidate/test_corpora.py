"""What holds of the consolidation of any corpus."""

import json
import random
from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented import CORPORA, DATES, ORIGINS, PLACE_REFS, conflict, meeting, outcome, registries, tables, the, told
from invented import article as make_article

from trilat.claims import fields_of
from trilat.consolidate.records import consolidate
from trilat.consolidate.settle import OPEN, RULES
from trilat.models.article import ArticleFile
from trilat.relations import RELATIONS, Relation
from trilat.release.assemble import assemble
from trilat.tables.columns import row_key
from trilat.tables.rows import TABLES
from trilat.vocabularies import Consolidation, Stance

COUNTED = {"article_count", "first_known", "last_known", "independent_sources", "claim_ids", "since"}
"""Columns that tell how often and when a thing was reported rather than what."""


def shuffled(file: ArticleFile, chance: random.Random) -> ArticleFile:
    """The same article, its entries, positions, participants and lists in another order."""
    document = file.model_dump(mode="json", exclude_unset=True)
    for table in ("meetings", "statements", "outcomes"):
        entries = document.get(table, [])
        chance.shuffle(entries)
        for entry in entries:
            for name, value in entry.items():
                if isinstance(value, list) and name not in ("by", "speakers"):
                    chance.shuffle(value)
    return ArticleFile.model_validate(document)


@settings(max_examples=70, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_the_order_of_articles_entries_and_items_does_not_matter(
    corpus: list[ArticleFile], chance: random.Random
) -> None:
    other = [shuffled(file, chance) for file in chance.sample(corpus, len(corpus))]
    assert tables(*corpus) == tables(*other)


@settings(max_examples=60, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(corpus: list[ArticleFile], chance: random.Random) -> None:
    made = tables(*corpus)
    mixed = {name: chance.sample(rows, len(rows)) for name, rows in made.items()}
    again = consolidate(mixed)
    assert again == {name: made[name] for name in again}


@settings(max_examples=60, deadline=None)
@given(CORPORA)
def test_keys_are_unique_and_rows_stand_in_their_order(corpus: list[ArticleFile]) -> None:
    made = tables(*corpus)
    assert list(made) == list(TABLES)
    for name, rows in made.items():
        keys = [row_key(row) for row in rows]
        assert not [key for key, times in Counter(keys).items() if times > 1], name
        assert keys == sorted(keys, key=lambda key: tuple(map(str, key)))


@settings(max_examples=70, deadline=None)
@given(CORPORA)
def test_every_claim_leads_to_a_record_and_every_part_to_its_meeting(corpus: list[ArticleFile]) -> None:
    made = tables(*corpus)
    records = {(name, ".".join(row_key(row))) for name in made for row in made[name] if name != "conflicts"}
    assert {(claim.record_table, claim.canonical_id) for claim in made["claims"]} <= records
    meetings = {row.meeting_id for row in made["meetings"]}
    assert {row.meeting_id for name in ("positions", "participants", "firsts") for row in made[name]} <= meetings

FIELDS = [("date", "dates", DATES), ("place", "places", PLACE_REFS), ("medium", "exact", ["video", "hybrid"])]
"""Fields with one true value, their relations, and values to tell of them."""


def telling(field: str, values: list[str]) -> st.SearchStrategy[list[ArticleFile]]:
    """Articles of long after the event, in each of which an origin states or denies one value of the field."""
    one = st.builds(
        lambda by, day, value, stance: told(by, day, **{field: value, "stance": stance}),
        st.sampled_from(ORIGINS), st.sampled_from(["2031-12-01", "2031-12-02"]), st.sampled_from(values),
        st.sampled_from(["stated", "stated", "denied"]),
    )
    return st.lists(one, min_size=2, max_size=6, unique_by=lambda file: file.article.id)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(FIELDS).flatmap(lambda case: st.tuples(st.just(case[:2]), telling(case[0], case[2])))
)
def test_no_claim_that_contradicts_another_is_left_out_of_the_conflicts(
    case: tuple[tuple[str, str], list[ArticleFile]]
) -> None:
    (field, relation), files = case
    made = tables(*files)
    places = {row.place_id: row for row in made["places"]}
    listed = {claim_id for row in made["conflicts"] for claim_id in row.claim_ids}
    for a, b in combinations([claim for claim in made["claims"] if claim.field == field], 2):
        held = RELATIONS[relation](json.loads(a.value), json.loads(b.value), places)
        denied = {a.stance, b.stance} == {Stance.DENIED, Stance.STATED} and held is Relation.EQUAL
        if denied or (a.stance == b.stance == Stance.STATED and held is Relation.CONTRADICTS):
            assert {a.claim_id, b.claim_id} <= listed


@settings(max_examples=90, deadline=None)
@given(telling("concerning", [["CN"], ["KP"]]) | telling("date", DATES))
def test_every_claim_of_a_field_in_conflict_is_listed_once(files: list[ArticleFile]) -> None:
    made = tables(*files)
    for field in ("date", "concerning"):
        rows = [row for row in made["conflicts"] if row.field == field]
        listed = [claim_id for row in rows for claim_id in row.claim_ids]
        values = {json.loads(row.value)["denied"] if row.value.startswith("{") else json.loads(row.value)
                  for row in rows}
        stated = [c.claim_id for c in made["claims"]
                  if c.field == field and (field == "date" or json.loads(c.value) in values)]
        assert sorted(listed) == (sorted(stated) if rows else [])


@settings(max_examples=70, deadline=None)
@given(CORPORA)
def test_a_disputed_field_is_empty_and_its_conflict_is_listed(corpus: list[ArticleFile]) -> None:
    made = tables(*corpus)
    still_open = {(row.record_table, row.record_id, row.field) for row in made["conflicts"] if row.chosen_by == "open"}
    disputed = {
        (name, ".".join(row_key(row)), field)
        for name in ("meetings", "participants", "statements", "outcomes") for row in made[name]
        for field in row.disputed
    }
    assert disputed == {one for one in still_open if one[0] != "positions"}
    for row in made["meetings"]:
        for field in {"status", "date", "duration", "level"} & set(row.disputed):
            assert getattr(row, field) is None
    for group in {(row.record_table, row.record_id, row.field, row.chosen_by) for row in made["conflicts"]}:
        rows = [row for row in made["conflicts"]
                if (row.record_table, row.record_id, row.field, row.chosen_by) == group]
        assert len(rows) > 1
        union = fields_of(group[0])[group[2]].consolidation is Consolidation.UNION
        assert union or sum(row.chosen for row in rows) <= (group[3] != OPEN)
        assert group[3] in RULES


def plain(made: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The records without what tells how often and when they were reported."""
    return {
        name: [tuple(getattr(row, column) for column in row.__slots__ if column not in COUNTED) for row in made[name]]
        for name in ("meetings", "positions", "participants", "statements", "outcomes", "firsts", "conflicts")
    }


@settings(max_examples=70, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_an_article_that_repeats_another_of_its_publisher_changes_only_counts(
    corpus: list[ArticleFile], chance: random.Random
) -> None:
    named = [file for file in corpus if file.article.publisher]
    assume(named)
    file = chance.choice(named)
    about = file.article.model_copy(update={"id": "zz-repeat"})
    assert plain(tables(*corpus, file.model_copy(update={"article": about}))) == plain(tables(*corpus))


def test_an_article_that_repeats_what_is_known_raises_only_counts_and_the_last_day() -> None:
    first = told("ministry-kr", "2031-03-01", status="scheduled", date="2031-03-08", topics=["trade"])
    again = told("author", "2031-03-03", status="scheduled", date="2031-03-08", topics=["trade"])
    before, after = the(tables(first), "meetings"), the(tables(first, again), "meetings")
    assert after == replace(before, article_count=2, independent_sources=2, last_known=after.last_known)
    assert str(after.last_known) == "2031-03-03"


def test_no_articles_give_no_records_and_keep_the_registries() -> None:
    made = assemble([], registries())
    assert {name for name, rows in made.items() if rows} == {"people", "organizations", "offices", "places"}


def test_conflicts_name_the_record_that_a_merged_one_became() -> None:
    moved = [{"table": "meetings", "old": "old-talks", "new": "talks", "reason": "the same", "since": "2031-12-01"}]
    file = make_article(
        meetings=[meeting("author", "old-talks", medium="video"), meeting("agency-y", medium="in-person")],
        outcomes=[outcome("author", "old-talks.pact", kind="agreement"), outcome("agency-y", kind="commitment")],
    )
    made = tables(file, redirects=moved)
    assert conflict(made, "medium") == {'"in-person"': (True, "rank"), '"video"': (False, "rank")}
    assert conflict(made, "kind", "outcomes") == {'"agreement"': (False, "rank"), '"commitment"': (True, "rank")}
    assert {row.record_id for row in made["conflicts"]} == {"talks", "talks.pact"}
    assert [row.article_count for row in made["outcomes"]] == [1]
