"""Other ways of settling than by precedence: what most say, what says most, what commits to least."""

from typing import Any

import pytest
from hypothesis import given, settings
from invented import CORPORA, TALKS, Tables, article, claim_ids, conflict, meeting, statement, tables, the, told

from trilat import edtf
from trilat.consolidate.precision import LADDERS, PRECISION
from trilat.consolidate.records import consolidate
from trilat.consolidate.settle import OPEN, PRECEDENCE, STRATEGIES, known_strategy
from trilat.errors import UsageError
from trilat.models.article import ArticleFile
from trilat.relations import RELATIONS
from trilat.tables.columns import row_key

PAPERS = [{"publisher": name} for name in ("harbour-post", "tide-times", "gull-gazette")]
VIEWS = [name for name in STRATEGIES if name != PRECEDENCE]


def by(strategy: str, *articles: ArticleFile, **more: Any) -> Tables:
    return consolidate(tables(*articles, **more), strategy)


def stands(field: str, *articles: ArticleFile, table: str = "meetings") -> list[Any]:
    """What stands by each strategy but precedence."""
    return [getattr(the(by(strategy, *articles), table), field) for strategy in VIEWS]


def test_a_strategy_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no strategy 'best'; the strategies are precedence, representative"):
        known_strategy("best")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_value_that_meets_no_other_stands_under_every_strategy(strategy: str) -> None:
    made = by(strategy, told("analysts", place="busan", topics=["trade"]), told("author", topics=["cyber"]))
    row = the(made, "meetings")
    assert (row.place_id, row.topics, made["conflicts"]) == ("busan", ("trade", "cyber"), [])


# representative


def test_most_independent_sources_stand_against_rank_and_precision() -> None:
    made = by("representative", told("ministry-kr", date="2031-10-26"),
              *(told("author", "2031-03-02", paper, date="[2031-10-20..2031-10-25]") for paper in PAPERS[:2]))
    assert conflict(made, "date") == {
        '"2031-10-26"': (False, "representative"), '"[2031-10-20..2031-10-25]"': (True, "representative"),
    }
    assert the(made, "meetings").date == "[2031-10-20..2031-10-25]"


def test_the_copies_of_one_agency_are_one_source_of_a_value() -> None:
    wire = {"wire": "agency-y"}
    made = by("representative", told("author", "2031-11-01", PAPERS[0] | wire, medium="video"),
              told("author", "2031-11-02", PAPERS[1] | wire, medium="video"),
              told("ministry-kr", "2031-11-02", medium="in-person"))
    assert (the(made, "meetings").medium, the(made, "meetings").disputed) == (None, ("medium",))
    assert conflict(made, "medium") == {'"in-person"': (False, OPEN), '"video"': (False, OPEN)}


def test_of_values_even_in_sources_the_one_that_refines_the_other_stands() -> None:
    made = by("representative", told("author", date="2031-10"), told("analysts", date="2031-10-26"))
    assert (the(made, "meetings").date, made["conflicts"]) == ("2031-10-26", [])


def test_what_more_sources_deny_than_give_falls_away_and_what_is_even_is_open() -> None:
    denials = [told(one, place="busan", stance="denied") for one in ("ministry-kr", "ministry-jp")]
    given = [told("author", "2031-03-01", paper, place="busan") for paper in PAPERS]
    assert [the(by("representative", *given[:count], *denials), "meetings").place_id for count in (1, 2, 3)] == [
        None, None, "busan",
    ]
    assert [the(by("representative", *given[:count], *denials), "meetings").disputed for count in (1, 2, 3)] == [
        (), ("place",), (),
    ]
    assert conflict(by("representative", *given[:1], *denials), "place") == {
        '"busan"': (False, "representative"), '{"denied":"busan"}': (False, "representative"),
    }


# informative and conservative


@pytest.mark.parametrize(
    ("field", "values", "informative", "conservative"),
    [
        ("date", ["2031-10", "[2031-10-20..2031-10-31]", "2031-10-26"], "2031-10-26", "2031-10"),
        ("date", ["[2031-10-20..2031-10-26]", "[2031-10-25..2031-10-28]"], "[2031-10-25..2031-10-28]",
         "[2031-10-20..2031-10-26]"),
        ("date", ["[2031-10-20..2031-10-26]", "[2031-10-25..]"], "[2031-10-20..2031-10-26]", "[2031-10-25..]"),
        ("date", ["[2031-10-20..2031-10-26]", "2031-10-25/2031-10-28"], "2031-10-25/2031-10-28",
         "[2031-10-20..2031-10-26]"),
        ("date", ["2031-10", "2031-10-26", "2031-10-27"], None, "2031-10"),
        ("date", ["2031-10-26", "2031-11"], "2031-10-26", None),
        ("date", ["2031-10-26", "2031-10-27"], None, None),
        ("duration", ["P2D~", "P3D"], "P3D", "P2D~"),
        ("level", ["senior", "envoys"], "envoys", "senior"),
        ("level", ["ministers", "envoys"], None, None),
        ("medium", ["video", "in-person"], None, None),
        ("status", ["agreed", "scheduled"], "scheduled", "agreed"),
        ("status", ["scheduled", "under-way"], "under-way", "scheduled"),
        ("status", ["held", "cancelled"], None, None),
        ("status", ["held", "scheduled"], "held", "held"),
    ],
)
def test_what_says_most_and_what_commits_to_least(
    field: str, values: list[str], informative: str | None, conservative: str | None
) -> None:
    articles = [told("author", "2031-03-01", paper, **{field: value})
                for paper, value in zip(PAPERS, values, strict=False)]
    assert stands(field, *articles)[1:] == [informative, conservative]


@pytest.mark.parametrize(
    ("values", "informative", "conservative"),
    [
        (["korea", "busan", "harbour-hall"], ("harbour-hall", False), ("korea", False)),
        (["busan~", "seoul"], ("seoul", False), ("busan", True)),
        (["harbour-hall", "seoul"], ("harbour-hall", False), (None, None)),
        (["busan", "hakata"], (None, None), (None, None)),
    ],
)
def test_a_place_says_most_by_its_kind(values: list[str], informative: Any, conservative: Any) -> None:
    articles = [told("author", "2031-03-01", paper, place=value) for paper, value in zip(PAPERS, values, strict=False)]
    rows = [the(by(strategy, *articles), "meetings") for strategy in VIEWS[1:]]
    assert [(row.place_id, row.place_approximate) for row in rows] == [informative, conservative]


def test_states_further_along_say_more() -> None:
    def seat(attendance: str, position: str) -> dict[str, Any]:
        return {"participants": [{"slot": "us-head", "attendance": attendance}],
                "positions": [{"party": "KR", "position": position}]}

    articles = [article(meetings=[meeting("author", **seat("invited", "unconfirmed"))]),
                article("post-2", meetings=[meeting("analysts", **seat("expected", "confirmed"))])]
    assert stands("attendance", *articles, table="participants")[1:] == ["expected", "invited"]
    assert stands("position", *articles, table="positions")[1:] == ["confirmed", "unconfirmed"]


def test_every_state_but_those_that_lead_elsewhere_is_on_one_ladder_of_its_own() -> None:
    for ladder in LADDERS.values():
        vocabulary = type(ladder[0])
        assert len(set(ladder)) == len(ladder)
        assert {term for term in vocabulary if term not in ladder} <= {
            "postponed", "cancelled", "not-held", "absent", "replaced", "denied", "declined",
        }


def test_a_word_that_two_vocabularies_share_has_a_height_in_each() -> None:
    assert [PRECISION[RELATIONS[name]]("expected", {}) for name in ("attendances", "stages")] == [1, 2]


def test_a_longer_list_says_more() -> None:
    articles = [article(statements=[statement(["jane-doe"])]),
                article("post-2", statements=[statement(["jane-doe", "john-roe"])])]
    assert stands("speaker_ids", *articles, table="statements")[1:] == [("jane-doe", "john-roe"), ("jane-doe",)]


def test_a_whole_list_of_parties_says_more_than_one_that_names_only_some() -> None:
    articles = [article(meetings=[meeting("author", parties=["CN", "KR", "US"], parties_complete=False)]),
                article("post-2", meetings=[meeting("author", parties=["JP", "US"])])]
    assert stands("parties", *articles)[1:] == [("JP", "US"), ()]


def test_a_denial_takes_nothing_from_what_says_most_and_everything_from_what_commits_to_least() -> None:
    articles = [told("author", place="harbour-hall"), told("analysts", place="korea"),
                told("ministry-kr", place="busan", stance="denied")]
    assert stands("place_id", *articles)[1:] == ["harbour-hall", "korea"]
    articles = [told("author", concerning=["CN", "KP"]), told("ministry-kr", concerning=["CN"], stance="denied")]
    assert stands("concerning", *articles)[1:] == [("CN", "KP"), ("KP",)]
    made = by("conservative", *articles)
    assert conflict(made, "concerning") == {'"CN"': (False, "conservative"), '{"denied":"CN"}': (False, "conservative")}
    assert the(made, "meetings").disputed == ()


# what all have in common


@pytest.mark.parametrize("strategy", VIEWS)
def test_a_resolution_is_part_of_precedence_alone(strategy: str) -> None:
    even = [told("ministry-kr", date="2031-10-26"), told("ministry-jp", date="2031-10-27")]
    decision = {
        "table": "meetings", "record": TALKS, "field": "date", "value": "2031-10-26", "reason": "seen on film",
        "considered": claim_ids(tables(*even), "date"), "decided_on": "2031-12-01", "decided_by": "m",
    }
    made = tables(*even, resolutions=[decision])
    assert the(made, "meetings").date == "2031-10-26"
    assert the(consolidate(made, strategy), "meetings").disputed == ("date",)


@pytest.mark.parametrize("strategy", VIEWS)
def test_a_plan_that_its_own_origin_changed_is_history_under_every_strategy(strategy: str) -> None:
    made = by(strategy, told("ministry-kr", "2031-10-01", date="2031-10-26"),
              told("ministry-kr", "2031-10-05", date="2031-10-27"))
    assert (the(made, "meetings").date, made["conflicts"]) == ("2031-10-27", [])


@pytest.mark.parametrize("strategy", VIEWS)
def test_words_are_those_of_the_best_rank_under_every_strategy(strategy: str) -> None:
    made = by(strategy, told("author", title="Talks of the three"), told("ministry-kr", title="Trilateral talks"))
    assert the(made, "meetings").title == "Trilateral talks"


@settings(max_examples=60, deadline=None)
@given(CORPORA)
def test_a_strategy_changes_values_and_neither_records_nor_claims(corpus: list[ArticleFile]) -> None:
    made = tables(*corpus)
    for strategy in VIEWS:
        view = consolidate(made, strategy)
        for table in ("meetings", "positions", "participants", "statements", "outcomes"):
            assert [row_key(row) for row in view[table]] == [row_key(row) for row in made[table]]
        assert {row.chosen_by for row in view["conflicts"]} <= {strategy, OPEN}
        for row in view["conflicts"]:
            assert not (row.chosen and row.chosen_by == OPEN)
    assert consolidate(made, PRECEDENCE)["conflicts"] == made["conflicts"]


@settings(max_examples=60, deadline=None)
@given(CORPORA)
def test_what_says_most_spans_no_more_days_than_what_commits_to_least(corpus: list[ArticleFile]) -> None:
    made = tables(*corpus)
    most, least = (
        {row.meeting_id: edtf.parse(row.date) for row in consolidate(made, strategy)["meetings"] if row.date}
        for strategy in ("informative", "conservative")
    )
    for meeting_id in most.keys() & least.keys():
        few, many = most[meeting_id], least[meeting_id]
        if not few.lasting and not many.lasting and many.days is not None:
            assert few.days is not None
            assert few.days <= many.days
