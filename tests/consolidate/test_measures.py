"""Measures of disagreement: the published formulas on eventreport's own examples, and what counts as a report."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import CORPORA, TALKS, THREE, Tables, article, meeting, outcome, statement, tables, told

from trilat.consolidate import measures
from trilat.consolidate.measures import disagreement
from trilat.models.article import ArticleFile

# The data frames are those of the examples in eventreport's R files (version 0.1.0); each list holds the values of one
# event's reports. The arithmetic in the comments is done by hand from the formulas.


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        # dscore: group A has 2 reports, group B 3. Distinct values less one:
        ([[25, 25], [30, 35, 30]], [0, 1]),                          # age: 1 - 1, 2 - 1
        ([["Male", "Male"], ["Female", "Female", "Female"]], [0, 0]),
        ([[50000, 50000], [60000, 65000, 60000]], [0, 1]),           # income: 1 - 1, 2 - 1
    ],
)
def test_divergence_is_as_dscore_has_it(groups: list[list[Any]], expected: list[int]) -> None:
    assert [measures.divergence(values) for values in groups] == expected


@pytest.mark.parametrize(
    ("groups", "mean", "normalised"),
    [
        # mean_dscore: events 1, 1, 2, 2, 3
        ([["US", "US"], ["UK", "UK"], ["CA"]], 0.0, 0.0),            # country: (0 + 0 + 0) / 3
        ([["A", "B"], ["B", "C"], ["D"]], 2 / 3, 1 / 6),             # actor1: (1 + 1 + 0) / 3; by 4 values: 2/3 / 4
        ([[10, 20], [5, 15], [10]], 2 / 3, 1 / 6),                   # deaths: (1 + 1 + 0) / 3; by 10, 20, 5, 15: / 4
    ],
)
def test_mean_and_normalised_divergence_are_as_mean_dscore_has_them(
    groups: list[list[Any]], mean: float, normalised: float
) -> None:
    assert measures.mean_divergence(groups) == pytest.approx(mean)
    assert measures.normalised_divergence(groups) == pytest.approx(normalised)


def test_the_share_of_records_with_disagreement_is_as_share_disagreement_has_it() -> None:
    actors = [["Actor A", "Actor B"], ["Actor B", "Actor B"], ["Actor C"]]
    deaths = [[10, 10], [5, 15], [10]]
    assert measures.share_with_disagreement(actors) == pytest.approx(1 / 3)   # event 1 of three
    assert measures.share_with_disagreement(deaths) == pytest.approx(1 / 3)   # event 2 of three


def test_the_share_that_disagrees_is_as_event_level_disagreement_has_it() -> None:
    actors = [["Actor A", "Actor B"], ["Actor B", "Actor B"], ["Actor C"]]
    deaths = [[10, 10], [5, 15], [10]]
    assert [measures.share_that_disagrees(values) for values in actors] == [0.5, 0, 0]   # 1 - 1/2, 1 - 2/2, 1 - 1/1
    assert [measures.share_that_disagrees(values) for values in deaths] == [0, 0.5, 0]   # 1 - 2/2, 1 - 1/2, 1 - 1/1


def test_modal_confidence_is_as_modal_confidence_has_it() -> None:
    actors = [["A", "A"], ["B", "C"], ["D"]]
    deaths = [[10, 10], [5, 15], [10]]
    assert [measures.modal_confidence(values) for values in actors] == [1, 0.5, 1]       # 2/2, 1/2, 1/1
    assert measures.mean_modal_confidence(actors) == pytest.approx(5 / 6)                # (1 + 1/2 + 1) / 3
    assert measures.mean_modal_confidence(deaths) == pytest.approx(5 / 6)                # (2/2 + 1/2 + 1/1) / 3


def test_the_range_of_days_is_as_mean_range_has_it() -> None:
    # mean_range: deaths 10, 20 | 5, 15 | 10 give (10 + 10 + 0) / 3 = 20/3; here the same numbers are days of October.
    dates = [["2031-10-10", "2031-10-20"], ["2031-10-05", "2031-10-15"], ["2031-10-10"]]
    assert [measures.range_in_days(some) for some in dates] == [10, 10, 0]
    assert sum(map(measures.range_in_days, dates)) / 3 == pytest.approx(20 / 3)


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["2031-10"], 0), (["2031-10", "2031-10-29"], 0), (["[2031-10-01..2031-10-05]", "[2031-10-08..2031-10-12]"], 3),
        (["2031-10-08/2031-10-09", "2031-10-12"], 3), (["[..2031-10-05]", "[2031-10-08..]"], 3),
        (["[2031-10-08..]", "[2031-10-01..]"], 0), ([], 0), (["2031-10-26~", "2031-10-28"], 1),
    ],
)
def test_vague_dates_are_apart_by_what_no_reading_of_them_can_close(dates: list[str], days: int) -> None:
    assert measures.range_in_days(dates) == days


def test_of_no_values_there_is_no_share() -> None:
    with pytest.raises(ValueError, match="empty"):
        measures.modal_confidence([])


@given(st.lists(st.integers(0, 3), min_size=1))
def test_the_formulas_hang_together(values: list[int]) -> None:
    assert measures.share_that_disagrees(values) == 1 - measures.modal_confidence(values)
    assert (measures.divergence(values) == 0) == (measures.modal_confidence(values) == 1)
    assert 1 / len(set(values)) <= measures.modal_confidence(values) + 1e-12
    assert measures.normalised_divergence([values]) == measures.divergence(values) / len(set(values))


# what is measured


def record(made: Tables, field: str, table: str = "meetings", element: str | None = None) -> Any:
    """The measures of a field of the only record that has it."""
    [row] = [row for row in disagreement(made)["records"]
             if (row.record_table, row.field, row.element) == (table, field, element)]
    return row


PAPERS = [{"publisher": name} for name in ("harbour-post", "tide-times", "gull-gazette")]


def test_a_report_is_what_one_origin_says_in_one_article() -> None:
    made = tables(
        article(meetings=[meeting("ministry-kr", date="2031-10-26"), meeting("author", date="2031-10-27")]),
        article("post-2", meetings=[meeting("ministry-kr", date="2031-10-26")]),
        told("ministry-jp", date="2031-10-29"),
    )
    row = record(made, "date")
    assert (row.record_id, row.reports, row.sources, row.values) == (TALKS, 4, 3, 3)
    assert (row.divergence, row.share, row.modal_confidence, row.range_days) == (2, 0.5, 0.5, 3)
    assert row.relation == "contradicts"


@pytest.mark.parametrize(
    ("values", "relation"),
    [(["2031-10-26", "2031-10-26"], "equal"), (["2031-10", "2031-10-XX"], "equal"),
     (["2031-10", "2031-10-26"], "refines"), (["2031-10-26", "2031-10"], "refines"),
     (["[2031-10-01..2031-10-09]", "[2031-10-05..2031-10-12]", "2031-10-06"], "compatible"),
     (["2031-10-26", "2031-10", "2031-10-27"], "contradicts")],
)
def test_the_relation_is_the_most_that_two_values_differ(values: list[str], relation: str) -> None:
    made = tables(*(told("author", "2031-03-01", paper, date=value)
                    for paper, value in zip(PAPERS, values, strict=False)))
    row = record(made, "date")
    assert (row.relation, row.range_days) == (relation, 1 if relation == "contradicts" else 0)
    assert (row.values == 1) == (relation == "equal")


def test_a_denial_is_a_value_of_its_own_and_no_day() -> None:
    made = tables(told("author", date="2031-10-26"), told("ministry-kr", date="2031-10-26", stance="denied"))
    row = record(made, "date")
    assert (row.reports, row.values, row.relation, row.range_days) == (2, 2, "contradicts", 0)


def test_who_does_not_say_is_no_report() -> None:
    made = tables(told("author", medium="video"), told("ministry-kr", place="busan"))
    assert (record(made, "medium").reports, record(made, "medium").modal_confidence) == (1, 1)


def test_a_list_is_one_value_and_differs_as_a_whole() -> None:
    made = tables(
        article(meetings=[meeting(parties=THREE)]),
        article("post-2", meetings=[meeting("ministry-kr", parties=["KR", "US"], parties_complete=False)]),
        article("post-3", meetings=[meeting("ministry-jp", parties=["US", "KR", "JP"])]),
    )
    row = record(made, "parties")
    assert (row.reports, row.values, row.relation) == (3, 2, "refines")


def test_of_a_set_that_grows_each_element_is_affirmed_or_denied() -> None:
    made = tables(
        told("author", concerning=["CN", "KP"]), told("ministry-jp", concerning=["KP"]),
        told("ministry-kr", concerning=["CN"], stance="denied"),
    )
    found = [record(made, "concerning", element=element) for element in ('"CN"', '"KP"')]
    assert [(row.reports, row.values, row.relation) for row in found] == [(2, 2, "contradicts"), (2, 1, "equal")]


def test_history_is_no_disagreement() -> None:
    made = tables(
        told("author", "2031-03-01", status="scheduled"), told("ministry-kr", "2031-03-02", status="held"),
        told("ministry-jp", "[2031-03-01..2031-03-04]", status="cancelled"),
    )
    row = record(made, "status")
    assert (row.reports, row.values, row.relation) == (2, 2, "contradicts")
    assert record(tables(told("author", "2031-03-01", status="scheduled"),
                         told("author", "2031-03-02", status="held")), "status").values == 1


def test_only_what_sources_report_is_measured() -> None:
    made = tables(article(
        meetings=[meeting(level="envoys", topics=["trade"], title="Talks", mention="main", parties=THREE,
                          date="2031-10")],
        statements=[statement(act="deny", channel="interview")], outcomes=[outcome(kind="agreement", stage="sought")],
    ))
    assert {(row.record_table, row.field) for row in disagreement(made)["records"]} == {
        ("meetings", "date"), ("meetings", "parties"), ("statements", "speakers"), ("statements", "channel"),
        ("outcomes", "stage"),
    }


def test_a_field_is_measured_over_all_records_that_have_it() -> None:
    made = tables(
        told("author", "2031-03-01", date="2031-10-20"), told("ministry-kr", date="2031-10-26"),
        article("post-2", meetings=[meeting(record="other-talks", date="2031-10-20")]),
    )
    [row] = [row for row in disagreement(made)["fields"] if row.field == "date"]
    assert (row.records, row.compared, row.values) == (2, 1, 2)
    assert (row.mean_divergence, row.normalised_divergence) == (0.5, 0.25)             # (1 + 0) / 2; by 2 values
    assert (row.share_with_disagreement, row.mean_modal_confidence) == (0.5, 0.75)     # 1 of 2; (1/2 + 1) / 2
    assert row.mean_range_days == 3                                                    # (6 + 0) / 2


def test_publishers_are_compared_where_both_speak_by_the_most_that_they_differ() -> None:
    unknown = article("copy-1", publisher=None, meetings=[meeting(date="2031-10-26", place="busan")])
    made = tables(
        told("author", "2031-03-01", PAPERS[0], date="2031-10"), told("ministry-kr", "2031-03-01", PAPERS[0],
                                                                      date="2031-10-27"),
        told("author", "2031-03-01", PAPERS[1], date="2031-10-26"), unknown,
    )
    found = {(row.first_id, row.second_id): (row.compared, row.equal, row.refines, row.compatible, row.contradicts)
             for row in disagreement(made)["publishers"]}
    assert found == {
        ("article:copy-1", "harbour-post"): (1, 0, 0, 0, 1), ("article:copy-1", "tide-times"): (1, 1, 0, 0, 0),
        ("harbour-post", "tide-times"): (2, 1, 0, 0, 1),   # the parties are equal
    }


@settings(max_examples=60, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_measures_do_not_depend_on_the_order_of_articles_and_add_up(corpus: list[ArticleFile], random: Any) -> None:
    made = disagreement(tables(*corpus))
    shuffled = list(corpus)
    random.shuffle(shuffled)
    assert disagreement(tables(*shuffled)) == made
    for row in made["records"]:
        assert 1 <= row.values <= row.reports
        assert 1 <= row.sources <= row.reports
        assert (row.values == 1) == (row.relation == "equal")
    assert sum(row.records for row in made["fields"]) == len(made["records"])
    for row in made["publishers"]:
        assert row.compared == row.equal + row.refines + row.compatible + row.contradicts
