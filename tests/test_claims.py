"""From annotations to claims: ids, evidence, origins, days, and today's names for old ids."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import (
    CORPORA,
    TALKS,
    Fields,
    article,
    meeting,
    outcome,
    registries,
    span,
    statement,
    tables,
    the,
)

from trilat.claims import Sources, claims_of, fields_of
from trilat.models.article import ArticleFile
from trilat.models.parts import parts
from trilat.registries import registry_rows
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import ClaimRow, SpanRow


def read(file: ArticleFile, **more: list[Fields]) -> tuple[list[ClaimRow], list[SpanRow]]:
    rows: dict[str, list[Any]] = registry_rows(registries(**more))
    return claims_of(file, Sources(
        {row.person_id: row for row in rows["people"]}, {row.organization_id: row for row in rows["organizations"]},
        redirect_map(rows["redirects"]),
    ))


def only(file: ArticleFile, **more: list[Fields]) -> ClaimRow:
    [claim] = read(file, **more)[0]
    return claim


def redirect(table: str, old: str, new: str) -> Fields:
    return {"table": table, "old": old, "new": new, "reason": "the same", "since": "2031-12-01"}


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same document with every mapping and every list but spans, chains and offsets in another order."""
    if isinstance(value, dict):
        names = chance.sample(sorted(value), len(value))
        return {
            name: value[name] if name in ("by", "chars", "speakers") else shuffled(value[name], chance)
            for name in names
        }
    if isinstance(value, list):
        return [shuffled(item, chance) for item in chance.sample(value, len(value))]
    return value


# ids


@settings(max_examples=100, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_claims_do_not_depend_on_the_order_of_entries_fields_or_items(
    corpus: list[ArticleFile], chance: random.Random
) -> None:
    for file in corpus:
        document = file.model_dump(mode="json", exclude_unset=True)
        other = ArticleFile.model_validate(shuffled(document, chance))
        for rows, again in zip(read(file), read(other), strict=True):
            assert sorted(map(repr, rows)) == sorted(map(repr, again))


@pytest.mark.parametrize(
    "change",
    [
        article("post-2", meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled")]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], "other-talks", status="scheduled")]),
        article(meetings=[meeting(["agency-z", "ministry-kr"], status="scheduled")]),
        article(meetings=[meeting(["agency-y", "ministry-jp"], status="scheduled")]),
        article(meetings=[meeting(["ministry-kr"], status="scheduled")]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], title="scheduled")]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], status="agreed")]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled", stance="planned")]),
    ],
    ids=["article", "record", "relay", "origin", "no relay", "field", "value", "stance"],
)
def test_the_id_of_a_claim_changes_with_what_it_says_and_who_says_it(change: ArticleFile) -> None:
    first = article(meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled")])
    assert only(first).claim_id != only(change).claim_id


@pytest.mark.parametrize(
    "same",
    [
        article(published="2031-03-05", meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled")]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled", spans=[span(99)])]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled", stance="stated")]),
        article(meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled", inferred=["status"])]),
    ],
    ids=["day", "evidence", "stance written out", "basis"],
)
def test_the_id_of_a_claim_does_not_change_with_its_days_and_evidence(same: ArticleFile) -> None:
    first = article(meetings=[meeting(["agency-y", "ministry-kr"], status="scheduled")])
    assert only(first).claim_id == only(same).claim_id


def test_a_meeting_and_a_statement_of_one_name_keep_their_claims_apart() -> None:
    claims, _ = read(article(
        meetings=[meeting("agency-y", "talks", topics=["trade"])],
        statements=[statement("jane-doe", "talks", by=["agency-y"], topics=["trade"])],
    ))
    assert sorted((claim.record_table, claim.field) for claim in claims) == [
        ("meetings", "topics"), ("statements", "speakers"), ("statements", "topics"),
    ]


def test_statements_by_different_speakers_keep_their_claims_apart() -> None:
    claims, _ = read(article(statements=[statement("jane-doe", topics=["trade"]), statement("john-roe",
                                                                                            topics=["trade"])]))
    assert sorted(claim.origin_id for claim in claims if claim.field == "topics") == ["jane-doe", "john-roe"]


# values


@settings(max_examples=100, deadline=None)
@given(CORPORA)
def test_every_value_that_is_written_becomes_a_claim(corpus: list[ArticleFile]) -> None:
    for file in corpus:
        written = set()
        for part in parts(file):
            for name, field in fields_of(part.table).items():
                value = getattr(part.model, name)
                items = value if field.many else [] if value is None else [value]
                written |= {
                    (part.table, part.record, *part.via, part.origin, part.entry.stance or "stated", name, repr(item))
                    for item in items
                }
        claims = read(file)[0]
        assert len(claims) == len({claim.claim_id for claim in claims}) == len(written)


def test_each_element_of_a_list_is_a_claim_and_false_is_one_too() -> None:
    claims, _ = read(article(meetings=[meeting(parties=["US", "KR"], parties_complete=False)]))
    assert sorted((claim.field, claim.value) for claim in claims) == [
        ("parties", '"KR"'), ("parties", '"US"'), ("parties_complete", "false"),
    ]


def test_a_first_is_one_claim_with_all_that_was_written_of_it() -> None:
    claim = only(article(meetings=[meeting(firsts=[{"since": "2029", "scope": "since"}])]))
    assert claim.value == '{"scope":"since","since":"2029"}'


def test_an_entry_said_twice_is_one_claim_with_the_evidence_of_both() -> None:
    claims, spans = read(article(meetings=[
        meeting(status="held", spans=[span(1)]), meeting(status="held", spans=[span(2)], inferred=["status"]),
    ]))
    assert len(claims) == 1
    assert claims[0].basis == "reported"
    assert set(claims[0].span_ids) == {row.span_id for row in spans}
    assert [row.start for row in spans] == [1, 2]


# evidence


def shown(file: ArticleFile) -> dict[str, list[int]]:
    """The starts of the spans that each field rests on."""
    claims, spans = read(file)
    start = {row.span_id: row.start for row in spans}
    return {claim.field: sorted(start[span_id] for span_id in claim.span_ids) for claim in claims}


def test_a_span_shows_the_fields_that_it_supports_and_without_any_all() -> None:
    evidence = [span(1), span(2, supports=["date", "place"]), span(3, supports=["status"])]
    assert shown(article(meetings=[meeting(date="2031", place="busan", status="held", spans=evidence)])) == {
        "date": [1, 2], "place": [1, 2], "status": [1, 3],
    }


def test_a_participant_rests_on_its_own_spans() -> None:
    seat = {"slot": "us-head", "party": "US", "role": "head",
            "spans": [span(5, supports=["role"]), span(6, supports=["party"])]}
    assert shown(article(meetings=[meeting(spans=[span(1)], participants=[seat])])) == {"party": [6], "role": [5]}


def test_a_participant_without_spans_rests_on_those_of_the_entry_that_are_kept_for_no_other_field() -> None:
    evidence = [span(1), span(2, supports=["date"]), span(3, supports=["participants"])]
    entry = meeting(date="2031", spans=evidence, participants=[{"slot": "us-head", "role": "head"}],
                    positions=[{"party": "KR", "position": "confirmed"}])
    assert shown(article(meetings=[entry])) == {"date": [1, 2], "role": [1, 3], "position": [1]}


def test_what_the_coder_concluded_is_inferred_and_the_rest_is_reported() -> None:
    entry = meeting(status="held", medium="in-person", inferred=["medium"],
                    participants=[{"slot": "us-head", "role": "head", "party": "US", "inferred": ["party"]}])
    basis = {claim.field: claim.basis for claim in read(article(meetings=[entry]))[0]}
    assert basis == {"status": "reported", "medium": "inferred", "role": "reported", "party": "inferred"}


def test_a_quote_that_was_not_pinned_gives_no_span() -> None:
    claims, spans = read(article(meetings=[meeting(status="held", spans=[{"quote": "they met at noon"}])]))
    assert (claims[0].span_ids, spans) == ((), [])


# days


def days(file: ArticleFile) -> tuple[str, ...]:
    claim = only(file)
    return tuple(map(str, (claim.asserted_earliest, claim.asserted_latest, claim.known_from)))


def test_a_claim_is_asserted_and_known_when_it_is_published() -> None:
    assert days(article(published="2031-03-02", meetings=[meeting(status="held")])) == ("2031-03-02",) * 3


def test_a_claim_was_asserted_when_it_was_written_and_known_when_it_was_published() -> None:
    file = article(published="2031-03-09", written="[2031-03-01..2031-03-02]", meetings=[meeting(status="held")])
    assert days(file) == ("2031-03-01", "2031-03-02", "2031-03-09")


def test_a_claim_is_known_from_the_latest_day_on_which_it_can_have_been_published() -> None:
    file = article(published="[2031-03-02..2031-03-05]", meetings=[meeting(status="held")])
    assert days(file) == ("2031-03-02", "2031-03-05", "2031-03-05")


def test_a_claim_without_a_latest_day_of_publication_is_never_known() -> None:
    file = article(published="[2031-03-02..]", meetings=[meeting(status="held")])
    assert days(file) == ("2031-03-02", "None", str(date.max))


# origins


@pytest.mark.parametrize(
    ("origin", "rank"),
    [
        ("ministry-kr", "participant"), ("ministry-fr", "named-official"), ("league-l", "named-official"),
        ("jane-doe", "named-official"), ("unnamed-us-official", "unnamed-official"), ("agency-y", "agency"),
        ("harbour-post", "author"), ("club-o", "author"), ("author", "author"), ("unattributed", "author"),
        ("institute-q", "analysts"), ("scholar-s", "analysts"), ("analysts", "analysts"),
    ],
)
def test_an_origin_ranks_by_what_it_is(origin: str, rank: str) -> None:
    claims, _ = read(article(meetings=[meeting(["agency-z", origin], parties=["KR", "US"], status="held")]))
    assert {claim.origin_rank for claim in claims} == {rank}
    assert {(claim.origin_id, claim.via_ids) for claim in claims} == {(origin, ("agency-z",))}


def test_an_organisation_that_is_a_party_ranks_as_participant() -> None:
    claims, _ = read(article(meetings=[meeting("league-l", parties=["org:league-l", "US"])]))
    assert {claim.origin_rank for claim in claims} == {"participant"}


def test_a_body_is_a_participant_by_the_parties_that_any_entry_of_the_article_names() -> None:
    file = article(meetings=[meeting("ministry-kr", status="held"), meeting("author", parties=["KR", "US"])],
                   outcomes=[outcome("ministry-kr", kind="agreement")],
                   statements=[statement("ministry-kr", about=[TALKS])])
    assert {claim.origin_rank for claim in read(file)[0] if claim.origin_id == "ministry-kr"} == {"participant"}


def test_a_later_article_does_not_change_the_rank_of_an_earlier_claim() -> None:
    first, second = article("post-1", meetings=[meeting("ministry-kr", status="held")]), article(
        "post-2", meetings=[meeting(parties=["KR", "US"])]
    )
    assert the(tables(first), "claims") == next(
        claim for claim in tables(first, second)["claims"] if claim.article_id == "post-1"
    )


def test_the_first_speaker_by_id_is_the_origin_of_a_statement_and_by_relays_it() -> None:
    claims, _ = read(article(statements=[statement(["jane-doe", "ministry-jp"], by=["agency-y", "agency-z"])]))
    assert {(claim.origin_id, claim.via_ids) for claim in claims} == {("jane-doe", ("agency-y", "agency-z"))}


def test_a_statement_that_the_author_heard_has_no_relays() -> None:
    assert only(article(statements=[statement("jane-doe")])).via_ids == ()


# redirects


def test_the_parts_and_outcomes_of_a_merged_meeting_move_with_it() -> None:
    file = article(
        meetings=[meeting(status="held", participants=[{"slot": "us-head", "role": "head"}],
                          positions=[{"party": "KR", "position": "confirmed"}])],
        outcomes=[outcome(kind="agreement")],
    )
    claims, _ = read(file, redirects=[redirect("meetings", TALKS, "middle"), redirect("meetings", "middle", "round")])
    assert {(claim.record_table, claim.record_id, claim.canonical_id) for claim in claims} == {
        ("meetings", "talks", "round"), ("participants", "talks.us-head", "round.us-head"),
        ("positions", "talks.KR", "round.KR"), ("outcomes", "talks.pact", "round.pact"),
    }


def test_an_outcome_is_redirected_before_and_after_its_meeting_is() -> None:
    file = article(outcomes=[outcome(kind="agreement")])
    moved = [redirect("outcomes", "talks.pact", "talks.deal"), redirect("meetings", "talks", "round"),
             redirect("outcomes", "round.deal", "round.accord")]
    assert only(file, redirects=moved).canonical_id == "round.accord"


def test_a_redirect_of_one_table_moves_no_record_of_another() -> None:
    file = article(statements=[statement("jane-doe", TALKS)])
    assert only(file, redirects=[redirect("meetings", TALKS, "round")]).canonical_id == TALKS


def test_redirects_in_a_circle_lead_nowhere() -> None:
    circle = [redirect("meetings", TALKS, "round"), redirect("meetings", "round", TALKS)]
    assert only(article(meetings=[meeting(status="held")]), redirects=circle).canonical_id == TALKS


def test_a_merged_person_speaks_and_ranks_under_the_name_of_today() -> None:
    file = article(statements=[statement("j-doe", by=["old-agency"])])
    moved = [redirect("people", "j-doe", "jane-doe"), redirect("organizations", "old-agency", "agency-y")]
    claim = only(file, redirects=moved)
    assert (claim.origin_id, claim.origin_rank, claim.via_ids) == ("jane-doe", "named-official", ("agency-y",))
    row = the(tables(file, redirects=moved), "statements")
    assert (row.speaker_ids, row.speaker_country, row.via_ids) == (("jane-doe",), "US", ("agency-y",))


def test_a_redirect_changes_no_id_of_a_claim() -> None:
    file = article(meetings=[meeting(["agency-y", "ministry-kr"], status="held")])
    moved = [redirect("meetings", TALKS, "round"), redirect("organizations", "ministry-kr", "ministry-jp")]
    assert only(file).claim_id == only(file, redirects=moved).claim_id


# occasions


def on_a_call(**fields: Any) -> ArticleFile:
    """A statement on a call that a relay told of, on an inferred day."""
    made = article(statements=[statement("jane-doe", occasion="call", spans=[span(1)], **fields)])
    call = {"id": "call", "by": ["agency-y"], "channel": "conference-call", "date": "2031-03-01", "inferred": ["date"],
            "spans": [span(20)]}
    return ArticleFile.model_validate(made.model_dump(exclude_unset=True) | {"occasions": [call]})


def test_a_statement_takes_over_what_it_leaves_out_with_the_evidence_of_its_occasion() -> None:
    claims = {claim.field: claim for claim in read(on_a_call(act="deny"))[0]}
    assert {name: claim.value for name, claim in claims.items()} == {
        "speakers": '"jane-doe"', "occasion": '"call"', "channel": '"conference-call"', "date": '"2031-03-01"',
        "act": '"deny"',
    }
    assert {claim.via_ids for claim in claims.values()} == {("agency-y",)}
    assert {name for name, claim in claims.items() if claim.basis == "inferred"} == {"date"}
    places = shown(on_a_call(act="deny"))
    assert (places["channel"], places["act"]) == ([20], [1])


def test_what_a_statement_says_itself_stands() -> None:
    claims = {claim.field: claim for claim in read(on_a_call(channel="leak", by=["agency-z"]))[0]}
    assert claims["channel"].value == '"leak"'
    assert claims["channel"].via_ids == ("agency-z",)
    assert shown(on_a_call(channel="leak"))["channel"] == [1]


def test_an_occasion_that_the_file_does_not_tell_of_is_a_name_alone() -> None:
    claims, _ = read(article(statements=[statement("jane-doe", occasion="call")]))
    assert {claim.field for claim in claims} == {"speakers", "occasion"}


def test_what_sums_up_an_entry_rests_on_all_its_evidence() -> None:
    places = shown(article(statements=[statement(
        "jane-doe", summary="Speaks.", act="deny", spans=[span(1, supports=["speakers"]), span(2, supports=["act"])],
    )]))
    assert (places["summary"], places["act"]) == ([1, 2], [2])
