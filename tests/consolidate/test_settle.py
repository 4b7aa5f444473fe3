"""What stands where sources differ: the rules in their order, refinement, history, denial, sets and prose."""

from datetime import date

import pytest
from invented import TALKS, article, claim_ids, conflict, meeting, outcome, statement, tables, the, told

# the rules in their order


def test_the_rank_of_the_origin_settles_first() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", date="2031-10-26"),
        told("agency-y", "2031-11-02", date="2031-10-27"),
        told("agency-z", "2031-11-03", date="2031-10-27"),
    )
    assert conflict(made, "date") == {'"2031-10-26"': (True, "rank"), '"2031-10-27"': (False, "rank")}
    assert the(made, "meetings").date == "2031-10-26"


@pytest.mark.parametrize(
    ("better", "worse"),
    [("ministry-kr", "jane-doe"), ("ministry-kr", "ministry-fr"), ("jane-doe", "unnamed-us-official"),
     ("unnamed-us-official", "agency-y"), ("agency-y", "author"), ("author", "analysts")],
)
def test_each_rank_stands_before_the_next(better: str, worse: str) -> None:
    made = tables(told(worse, "2031-11-02", medium="video"), told(better, "2031-11-01", medium="in-person"))
    assert conflict(made, "medium") == {'"in-person"': (True, "rank"), '"video"': (False, "rank")}


def test_among_equal_ranks_a_claim_from_after_the_event_stands_before_one_from_ahead_of_it() -> None:
    made = tables(
        told("ministry-kr", "2031-10-26", date="2031-10-26", medium="in-person"),
        told("ministry-jp", "2031-10-20", medium="video"),
    )
    assert conflict(made, "medium") == {'"in-person"': (True, "after-event"), '"video"': (False, "after-event")}


def test_a_value_ranks_by_the_best_of_those_who_claim_it() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", medium="in-person"), told("analysts", "2031-11-01", medium="in-person"),
        told("jane-doe", "2031-11-02", medium="video"),
    )
    assert conflict(made, "medium") == {'"in-person"': (True, "rank"), '"video"': (False, "rank")}


def test_a_vaguer_value_lends_its_rank_to_none_that_refines_it() -> None:
    made = tables(
        told("ministry-kr", "2031-10-01", place="korea~"),
        told("ministry-jp", "2031-10-02", place="harbour-hall"),
        told("author", "2031-10-02", place="seoul~"), told("jane-doe", "2031-10-02", place="seoul~"),
    )
    assert the(made, "meetings").place_id == "harbour-hall"


def test_a_stance_towards_the_future_is_ahead_of_the_event_whatever_the_day() -> None:
    made = tables(
        told("ministry-kr", "2031-10-20", medium="in-person"),
        told("ministry-jp", "2031-10-20", medium="video", stance="planned"),
    )
    assert conflict(made, "medium") == {'"in-person"': (True, "after-event"), '"video"': (False, "after-event")}


def test_a_date_is_ahead_of_the_event_by_its_own_day() -> None:
    made = tables(
        told("ministry-kr", "2031-10-28", date="2031-10-26"), told("ministry-jp", "2031-10-28", date="2031-10-30")
    )
    assert conflict(made, "date") == {'"2031-10-26"': (True, "after-event"), '"2031-10-30"': (False, "after-event")}


def test_among_claims_from_after_the_event_more_independent_sources_stand() -> None:
    made = tables(
        told("author", "2031-11-01", {"publisher": "harbour-post"}, date="2031-10-26"),
        told("author", "2031-11-02", {"publisher": "tide-times"}, date="2031-10-26"),
        told("author", "2031-11-03", {"publisher": "gull-gazette"}, date="2031-10-27"),
    )
    assert conflict(made, "date") == {'"2031-10-26"': (True, "independent"), '"2031-10-27"': (False, "independent")}


@pytest.mark.parametrize("copies", [{"wire": "agency-y"}, {"publisher": "harbour-post"}], ids=["agency", "publisher"])
def test_the_copies_of_one_agency_or_publisher_count_once(copies: dict[str, str]) -> None:
    made = tables(
        told("author", "2031-11-01", {"publisher": "gull-gazette"} | copies, date="2031-10-26"),
        told("author", "2031-11-02", {"publisher": "tide-times"} | copies, date="2031-10-26"),
        told("author", "2031-11-03", {"publisher": None}, date="2031-10-27"),
    )
    assert conflict(made, "date") == {'"2031-10-26"': (False, "later"), '"2031-10-27"': (True, "later")}
    assert {row.value: row.independent_sources for row in made["conflicts"]} == {'"2031-10-26"': 1, '"2031-10-27"': 1}


def test_what_a_paper_relays_from_an_agency_counts_with_the_agency() -> None:
    made = tables(
        told(["agency-y", "author"], "2031-11-01", {"publisher": "tide-times"}, date="2031-10-26"),
        told(["agency-y", "author"], "2031-11-01", {"publisher": "harbour-post"}, date="2031-10-26"),
    )
    assert the(made, "meetings").independent_sources == 1


def test_an_official_counts_once_through_however_many_papers() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", {"publisher": "tide-times"}, date="2031-10-26"),
        told("ministry-kr", "2031-11-02", {"publisher": "harbour-post"}, date="2031-10-26"),
        told("ministry-jp", "2031-11-02", date="2031-10-26"),
    )
    assert the(made, "meetings").independent_sources == 2


def test_the_later_asserted_settles_what_is_even_otherwise() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", date="2031-10-26"), told("ministry-jp", "2031-11-02", date="2031-10-27")
    )
    assert conflict(made, "date") == {'"2031-10-26"': (False, "later"), '"2031-10-27"': (True, "later")}


def test_what_is_even_on_every_rule_stays_open_and_is_listed_as_disputed() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", date="2031-10-26"), told("ministry-jp", "2031-11-01", date="2031-10-27")
    )
    row = the(made, "meetings")
    assert conflict(made, "date") == {'"2031-10-26"': (False, "open"), '"2031-10-27"': (False, "open")}
    assert (row.date, row.date_earliest, row.date_latest, row.disputed) == (None, None, None, ("date",))
    assert sorted(claim for row in made["conflicts"] for claim in row.claim_ids) == claim_ids(made, "date")


def test_every_value_of_a_conflict_is_kept_with_its_claims() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", date="2031-10-26"), told("author", "2031-11-01", date="2031-10-27"),
        told("author", "2031-11-02", date="2031-10-28"), told("analysts", "2031-11-02", date="2031-10"),
    )
    assert {value: chosen for value, (chosen, _) in conflict(made, "date").items()} == {
        '"2031-10-26"': True, '"2031-10-27"': False, '"2031-10-28"': False, '"2031-10"': False,
    }
    assert sorted(claim for row in made["conflicts"] for claim in row.claim_ids) == claim_ids(made, "date")


# refinement and compatibility


def test_the_more_precise_stands_whatever_its_rank_and_without_conflict() -> None:
    made = tables(
        told("ministry-kr", date="2031-10", place="korea", level="senior"),
        told("analysts", date="[2031-10-20..2031-10-31]", place="busan", level="envoys"),
        told("author", date="2031-10-26", place="harbour-hall"),
    )
    row = the(made, "meetings")
    assert (row.date, row.place_id, row.level) == ("2031-10-26", "harbour-hall", "envoys")
    assert (row.place_city, row.place_country, row.place_approximate) == ("Busan", "KR", False)
    assert made["conflicts"] == []


def test_a_contradiction_shows_where_one_side_is_refined_by_what_is_compatible_with_the_other() -> None:
    made = tables(
        told("author", "2031-12-01", place="busan"), told("author", "2031-12-01", place="harbour-hall~"),
        told("author", "2031-12-02", place="seoul"),
    )
    assert conflict(made, "place") == {
        '"busan"': (False, "later"), '"harbour-hall~"': (False, "later"), '"seoul"': (True, "later"),
    }


def test_values_that_a_third_refines_both_do_not_contradict_each_other() -> None:
    made = tables(*(
        article(f"post-{number}", statements=[statement(speakers)])
        for number, speakers in enumerate([["jane-doe"], ["john-roe"], ["jane-doe", "john-roe"]])
    ))
    assert (the(made, "statements").speaker_ids, made["conflicts"]) == (("jane-doe", "john-roe"), [])


def test_compatible_values_are_settled_by_rank_without_conflict() -> None:
    made = tables(
        told("author", date="[2031-10-20..2031-10-26]"), told("ministry-kr", date="[2031-10-24..2031-10-30]")
    )
    assert the(made, "meetings").date == "[2031-10-24..2031-10-30]"
    assert made["conflicts"] == []


def test_an_approximate_place_gives_way_to_a_venue_within_it() -> None:
    made = tables(told("ministry-kr", place="busan~"), told("author", place="harbour-hall"))
    assert (the(made, "meetings").place_id, the(made, "meetings").place_approximate) == ("harbour-hall", False)


def test_an_approximate_place_alone_stands_as_one() -> None:
    row = the(tables(told("ministry-kr", place="busan~")), "meetings")
    assert (row.place_id, row.place_approximate) == ("busan", True)


@pytest.mark.parametrize(("one", "same"), [("2031-10-26", "2031-10-26?"), ("2031-10", "2031-10-XX")])
def test_values_that_are_written_differently_and_mean_the_same_are_no_dispute(one: str, same: str) -> None:
    made = tables(told("ministry-kr", "2031-11-01", date=one), told("ministry-jp", "2031-11-01", date=same))
    assert (the(made, "meetings").date, the(made, "meetings").disputed, made["conflicts"]) == (one, (), [])


def test_values_that_mean_the_same_are_counted_together() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", date="2031-10-26"), told("ministry-jp", "2031-11-01", date="2031-10-26?"),
        told("ministry-us", "2031-11-01", date="2031-10-27"),
        organizations=[{"id": "ministry-us", "name": "Ministry U", "kind": "government", "country": "US"}],
    )
    assert conflict(made, "date") == {'"2031-10-26"': (True, "independent"), '"2031-10-27"': (False, "independent")}


# what one origin takes back


def test_of_what_one_origin_plans_the_later_stands_and_the_earlier_is_history() -> None:
    made = tables(
        told("ministry-kr", "2031-10-01", date="2031-10-26"), told("ministry-kr", "2031-10-05", date="2031-10-27")
    )
    assert (the(made, "meetings").date, made["conflicts"]) == ("2031-10-27", [])


def test_what_one_origin_took_back_lends_no_rank_to_others() -> None:
    made = tables(
        told("ministry-kr", "2031-10-01", date="2031-10-26"), told("ministry-kr", "2031-10-05", date="2031-10-27"),
        told("author", "2031-10-06", date="2031-10-26"),
    )
    assert conflict(made, "date") == {'"2031-10-26"': (False, "rank"), '"2031-10-27"': (True, "rank")}


def test_two_claims_of_one_origin_on_the_past_are_a_conflict() -> None:
    made = tables(
        told("ministry-kr", "2031-11-01", date="2031-10-26"), told("ministry-kr", "2031-11-05", date="2031-10-27")
    )
    assert conflict(made, "date") == {'"2031-10-26"': (False, "later"), '"2031-10-27"': (True, "later")}


def test_authors_are_not_one_origin() -> None:
    made = tables(told("author", "2031-10-01", date="2031-10-26"), told("author", "2031-10-05", date="2031-10-27"))
    assert conflict(made, "date") == {'"2031-10-26"': (False, "later"), '"2031-10-27"': (True, "later")}


def test_a_later_plan_that_only_overlaps_takes_nothing_back() -> None:
    made = tables(
        told("ministry-kr", "[2031-10-01..2031-10-05]", date="2031-10-26"),
        told("ministry-kr", "2031-10-05", date="2031-10-27"),
    )
    assert conflict(made, "date") == {'"2031-10-26"': (False, "open"), '"2031-10-27"': (False, "open")}


# denial


def test_a_denial_by_a_better_origin_leaves_the_field_empty() -> None:
    made = tables(told("author", place="busan"), told("ministry-kr", place="busan", stance="denied"))
    assert conflict(made, "place") == {'"busan"': (False, "rank"), '{"denied":"busan"}': (False, "rank")}
    assert (the(made, "meetings").place_id, the(made, "meetings").disputed) == (None, ())


def test_a_denial_by_a_worse_origin_does_not_stand() -> None:
    made = tables(told("ministry-kr", place="busan"), told("author", place="busan", stance="denied"))
    assert conflict(made, "place") == {'"busan"': (True, "rank"), '{"denied":"busan"}': (False, "rank")}
    assert the(made, "meetings").place_id == "busan"


def test_a_denial_that_is_even_leaves_the_field_open() -> None:
    made = tables(told("ministry-kr", place="busan"), told("ministry-jp", place="busan", stance="denied"))
    assert conflict(made, "place") == {'"busan"': (False, "open"), '{"denied":"busan"}': (False, "open")}
    assert the(made, "meetings").disputed == ("place",)


def test_a_denial_reaches_what_is_finer_and_not_what_is_vaguer() -> None:
    made = tables(told("author", place="harbour-hall"), told("ministry-kr", place="busan", stance="denied"))
    assert the(made, "meetings").place_id is None
    made = tables(told("author", place="korea"), told("ministry-kr", place="busan", stance="denied"))
    assert (the(made, "meetings").place_id, made["conflicts"]) == ("korea", [])


def test_a_denial_makes_room_for_another_value() -> None:
    made = tables(
        told("author", place="busan"), told("ministry-kr", place="busan", stance="denied"),
        told("analysts", place="seoul"),
    )
    assert the(made, "meetings").place_id == "seoul"


def test_a_denial_that_is_even_does_not_hold_up_a_better_value() -> None:
    made = tables(
        told("author", place="busan"), told("author", place="busan", stance="denied"),
        told("ministry-kr", place="seoul"),
    )
    assert (the(made, "meetings").place_id, the(made, "meetings").disputed) == ("seoul", ())
    assert {value: chosen for value, (chosen, _) in conflict(made, "place").items()} == {
        '"busan"': False, '{"denied":"busan"}': False, '"seoul"': True,
    }


def test_a_value_that_is_upheld_against_a_denial_stands_beside_a_vaguer_one_that_is_even_with_it() -> None:
    made = tables(
        told("jane-doe", place="korea", stance="denied"), told("john-roe", place="busan"),
        told("ministry-kr", place="harbour-hall"),
    )
    assert conflict(made, "place")['"harbour-hall"'] == (True, "rank")
    assert (the(made, "meetings").place_id, the(made, "meetings").disputed) == ("harbour-hall", ())


def test_a_denial_alone_is_no_value_and_no_conflict() -> None:
    made = tables(told("ministry-kr", place="busan", stance="denied"))
    assert (the(made, "meetings").place_id, made["conflicts"]) == (None, [])


def test_an_element_that_one_affirms_and_another_denies_is_a_conflict_of_that_element_alone() -> None:
    made = tables(
        told("author", concerning=["CN", "KP"]), told("ministry-kr", concerning=["CN"], stance="denied")
    )
    assert conflict(made, "concerning") == {'"CN"': (False, "rank"), '{"denied":"CN"}': (False, "rank")}
    assert the(made, "meetings").concerning == ("KP",)


def test_an_element_whose_denial_is_even_is_disputed_and_left_out() -> None:
    made = tables(
        told("ministry-jp", concerning=["CN", "KP"]), told("ministry-kr", concerning=["CN"], stance="denied")
    )
    assert conflict(made, "concerning") == {'"CN"': (False, "open"), '{"denied":"CN"}': (False, "open")}
    assert (the(made, "meetings").concerning, the(made, "meetings").disputed) == (("KP",), ("concerning",))


# sets


def test_sets_that_grow_hold_what_every_source_adds_in_a_fixed_order() -> None:
    made = tables(
        told("author", topics=["trade"], concerning=["KP"]), told("analysts", topics=["cyber", "sanctions"]),
        told("ministry-kr", concerning=["CN"]),
    )
    assert the(made, "meetings").topics == ("sanctions", "trade", "cyber")
    assert the(made, "meetings").concerning == ("CN", "KP")
    assert made["conflicts"] == []


def test_incomplete_parties_give_way_to_complete_ones_that_hold_them() -> None:
    made = tables(
        article(meetings=[meeting("ministry-kr", parties=["US", "KR"], parties_complete=False)]),
        article("post-2", meetings=[meeting("author", parties=["US", "JP", "KR"])]),
    )
    row = the(made, "meetings")
    assert (row.parties, row.parties_complete, row.format) == (("JP", "KR", "US"), True, "trilateral")
    assert made["conflicts"] == []


def test_incomplete_parties_alone_have_no_format() -> None:
    row = the(tables(article(meetings=[meeting(parties=["US", "KR"], parties_complete=False)])), "meetings")
    assert (row.parties, row.parties_complete, row.format) == (("KR", "US"), False, None)


def test_two_complete_lists_of_parties_are_a_conflict_of_whole_lists() -> None:
    made = tables(
        article(meetings=[meeting("jane-doe", parties=["US", "KR"])]),
        article("post-2", meetings=[meeting("author", parties=["US", "JP", "KR"])]),
    )
    assert conflict(made, "parties") == {'["JP","KR","US"]': (False, "rank"), '["KR","US"]': (True, "rank")}
    assert the(made, "meetings").format == "bilateral"


@pytest.mark.parametrize(
    ("parties", "form"),
    [(["KR"], None), (["KR", "US"], "bilateral"), (["KR", "US", "JP"], "trilateral"),
     (["KR", "US", "JP", "CN"], "minilateral"), (["CA", "DE", "FR", "GB", "IT", "JP", "KR", "US", "CN"], "minilateral"),
     (["CA", "DE", "FR", "GB", "IT", "JP", "KR", "US", "CN", "RU"], "multilateral")],
)
def test_the_format_follows_from_complete_parties(parties: list[str], form: str | None) -> None:
    assert the(tables(article(meetings=[meeting(parties=parties)])), "meetings").format == form


def test_a_format_that_is_coded_stands_before_the_one_that_parties_tell() -> None:
    made = tables(article(meetings=[meeting(parties=["KR", "US"], format="multilateral")]))
    assert the(made, "meetings").format == "multilateral"


def test_more_speakers_refine_fewer() -> None:
    made = tables(
        article(statements=[statement(["jane-doe"])]), article("post-2", statements=[statement(["jane-doe",
                                                                                               "john-roe"])]),
    )
    assert the(made, "statements").speaker_ids == ("jane-doe", "john-roe")
    assert the(made, "statements").speaker_country is None
    assert made["conflicts"] == []


# prose


def test_the_words_of_the_best_rank_stand_and_never_conflict() -> None:
    made = tables(
        told("author", "2031-03-02", title="Talks of the three"), told("ministry-kr", title="Trilateral talks")
    )
    assert (the(made, "meetings").title, made["conflicts"]) == ("Trilateral talks", [])


def test_among_equal_ranks_the_later_words_stand() -> None:
    made = tables(told("author", "2031-03-02", title="Later words"), told("author", title="Earlier words"))
    assert the(made, "meetings").title == "Later words"


def test_words_that_are_even_go_by_the_name_of_the_article() -> None:
    first = article("post-1", meetings=[meeting(title="Some words")])
    second = article("post-2", meetings=[meeting(title="Other words")])
    assert the(tables(second, first), "meetings").title == "Some words"


def test_words_that_are_denied_do_not_stand() -> None:
    assert the(tables(told(title="Talks", stance="denied")), "meetings").title is None


# rows


def test_a_statement_tells_of_its_speakers_and_relays() -> None:
    made = tables(article(statements=[
        statement(["unnamed-us-official"], by=["agency-z", "agency-y"], act="deny", about=[TALKS]),
    ]))
    row = the(made, "statements")
    assert (row.speaker_unnamed, row.speaker_description, row.speaker_country) == (True, "a US official", "US")
    assert (row.via_ids, row.act, row.plover, row.about_ids) == (("agency-y", "agency-z"), "deny", None, (TALKS,))


def test_an_outcome_names_its_best_ranked_origin() -> None:
    made = tables(
        article(meetings=[meeting(parties=["KR", "US"])], outcomes=[outcome("author", kind="agreement")]),
        article("post-2", meetings=[meeting(parties=["KR", "US"])], outcomes=[outcome("ministry-kr", stage="claimed")]),
    )
    row = the(made, "outcomes")
    assert (row.origin_id, row.kind, row.plover, row.stage) == ("ministry-kr", "agreement", "AGREE", "claimed")
    assert (row.meeting_id, row.article_count) == (TALKS, 2)


def test_a_meeting_counts_the_articles_and_days_of_its_parts() -> None:
    made = tables(
        told("author", "2031-03-02", date="2031"),
        article("post-2", "2031-03-05", meetings=[meeting(participants=[{"slot": "us-head", "role": "head"}])]),
        article("post-3", "2031-03-01", meetings=[meeting(positions=[{"party": "KR", "position": "confirmed"}])]),
    )
    row = the(made, "meetings")
    assert (row.article_count, row.first_known, row.last_known) == (3, date(2031, 3, 1), date(2031, 3, 5))


def test_a_meeting_of_which_only_a_position_is_known_has_a_row() -> None:
    made = tables(article(meetings=[meeting(positions=[{"party": "KR", "position": "confirmed"}])]))
    assert (the(made, "meetings").meeting_id, the(made, "positions").meeting_id) == (TALKS, TALKS)
