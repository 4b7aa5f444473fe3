"""What changed between two releases: which rows, why, and in words that no data can break out of."""

import json
import random
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import CORPORA, THREE, article, meeting, outcome, statement, tables

from trilat.output.changes import lines, render
from trilat.output.columns import columns as wide
from trilat.release.changes import Changes, Stated, changes, first
from trilat.release.changes_text import LARGEST_COMMENT, changelog, markdown, quoted
from trilat.release.compare import applied, compare
from trilat.tables.columns import columns, row_key, sort_rows
from trilat.tables.rows import TABLES

sys.path.insert(0, str(Path(__file__).parents[1] / "output"))
from hostile import OWN, strings

OLD, NEW = Stated("1.0.0", "a" * 64, "1.0.0"), Stated("1.1.0", "b" * 64, "1.0.0")
EMPTY = {name: [] for name in TABLES}


def between(before, after):
    return changes(OLD, before, NEW, after)


def told(found: Changes):
    """Every record that changed: what became of it, and of a change the fields."""
    return {(one.table, one.record_id): (str(one.kind), [field.name for field in one.told]) for one in found.records}


def parties(date="2031-03-08", **more):
    return meeting(parties=THREE, date=date, **more)


POST = article("post-1", meetings=[parties()])


def test_the_same_tables_have_no_changes():
    made = tables(POST)
    found = between(made, made)
    assert not found
    assert (found.records, found.conflicts) == ([], [])
    assert "Nothing." in markdown(found)
    assert list(lines(found)) == ["What changed from 1.0.0 to 1.1.0", "nothing"]
    assert changelog(found) == "### Data\n\n- Nothing changed.\n"


def test_a_record_that_is_new_is_told_with_its_articles_and_values():
    [talk, *_] = [one for one in between(tables(), tables(POST)).records if one.table == "meetings"]
    assert (talk.kind, talk.record_id, talk.articles) == ("added", "talks", ("post-1",))
    shown = "\n".join(lines(between(tables(), tables(POST))))
    assert "added talks, told by post-1" in shown
    assert "date: 2031-03-08" in shown
    assert "article_count" not in shown


def test_a_field_that_changed_is_told_with_the_claims_that_came_and_went():
    after = article("post-1", meetings=[parties("2031-03-09")])
    found = between(tables(POST), tables(after))
    assert told(found) == {("meetings", "talks"): ("changed", ["date"])}
    [date] = found.of("meetings")[0].told
    assert (date.before, date.after, date.kept) == ("2031-03-08", "2031-03-09", 0)
    assert [(one.value, one.article_id, one.origin_id) for one in (*date.new, *date.withdrawn)] == [
        ('"2031-03-09"', "post-1", "author"), ('"2031-03-08"', "post-1", "author")]
    assert {one.name for one in found.of("meetings")[0].fields if one.follows} == {"date_earliest", "date_latest"}


def test_a_conflict_that_opens_and_one_that_a_resolution_closes_are_told_with_the_rule():
    other = article("tide-1", publisher="tide-times", meetings=[parties("2031-03-10", by="ministry-kr")])
    calm, torn = tables(POST), tables(POST, other)
    [opened] = between(calm, torn).conflicts
    assert (opened.change, opened.record_id, opened.field) == ("opened", "talks", "date")
    [closed] = between(torn, calm).conflicts
    assert closed.change == "closed"
    [date] = [field for one in between(calm, torn).of("meetings") for field in one.told if field.name == "date"]
    assert date.rules == (None, "rank")
    resolution = {
        "table": "meetings", "record": "talks", "field": "date", "value": "2031-03-08", "reason": "The host's record.",
        "considered": sorted(row.claim_id for row in torn["claims"] if row.field == "date"),
        "decided_on": "2031-12-01", "decided_by": "m",
    }
    decided = tables(POST, other, resolutions=[resolution])
    found = between(torn, decided)
    [date] = [field for one in found.of("meetings") for field in one.told]
    assert (date.before, date.after, date.rules) == ("2031-03-10", "2031-03-08", ("rank", "resolution"))
    assert (date.new, date.withdrawn, date.kept) == ((), (), 2)
    assert "from the same 2 claims" in "\n".join(lines(found, width=200))
    assert [one.change for one in found.conflicts] == ["changed"]


def moved(kind, old, new):
    return [{"table": "meetings", "old": old, "new": new, "kind": kind, "reason": "One and the same.",
             "since": "2031-12-01"}]


def test_a_record_that_was_renamed_takes_its_parts_along_and_is_no_new_one():
    seat = {"slot": "us-head", "person": "jane-doe"}
    old = article("post-1", meetings=[parties(participants=[seat])], outcomes=[outcome(kind="agreement")])
    new = article("post-1", meetings=[parties("2031-03-09", record="round", participants=[seat])],
                  outcomes=[outcome(kind="agreement", record="round.pact")])
    found = between(tables(old), tables(new, redirects=moved("renamed", "talks", "round")))
    assert told(found) == {
        ("meetings", "talks"): ("renamed", ["date"]), ("meetings", "round"): ("added", []),
        ("participants", "talks.us-head"): ("renamed", []), ("participants", "round.us-head"): ("added", []),
        ("outcomes", "talks.pact"): ("renamed", []), ("outcomes", "round.pact"): ("added", []),
        ("redirects", "talks round"): ("added", []),
    }
    talks = next(one for one in found.of("meetings") if one.kind == "renamed")
    assert (talks.into, talks.reason) == (("round",), "One and the same.")
    assert "`talks` to `round`" in markdown(found)
    assert next(one for one in found.of("meetings") if one.kind == "added").was == ("talks",)


def test_records_that_were_merged_and_split_lead_to_what_took_their_place():
    one, two = article("post-1", meetings=[parties()]), article("tide-1", meetings=[parties(record="round")])
    both = tables(one, article("tide-1", meetings=[parties()]), redirects=moved("merged", "round", "talks"))
    merged = between(tables(one, two), both)
    assert told(merged)["meetings", "round"] == ("merged", [])
    assert merged.of("meetings")[0].into == ("talks",)
    split = [{"table": "meetings", "old": "talks", "kind": "split", "reason": "Two rounds.", "since": "2031-12-01",
              "into": [{"record": "first", "articles": ["post-1"]}, {"record": "second", "articles": ["tide-1"]}]}]
    apart = tables(article("post-1", meetings=[parties(record="first")]),
                   article("tide-1", meetings=[parties(record="second")]), redirects=split)
    found = between(tables(one, article("tide-1", meetings=[parties()])), apart)
    assert told(found)["meetings", "talks"] == ("split", [])
    assert next(one for one in found.of("meetings") if one.kind == "split").into == ("first", "second")


def test_a_record_that_is_gone_without_a_redirect_was_removed():
    found = between(tables(POST), tables())
    assert told(found)["meetings", "talks"] == ("removed", [])
    assert "removed talks, which was told by post-1" in "\n".join(lines(found))


def test_what_only_follows_from_others_is_counted_and_not_listed():
    found = between(tables(POST), tables(POST, article("post-2", meetings=[parties()])))
    assert told(found)["meetings", "talks"] == ("changed", [])
    assert "1 record differs only in what is counted or follows from others (article_count)" in markdown(found)


def test_registries_are_told_too():
    seller = {"id": "sal-new", "name": "Sal New", "country": "US"}
    found = between(tables(), tables(people=[seller]))
    assert told(found) == {("people", "sal-new"): ("added", [])}
    assert "`Sal New`" in markdown(found)


def test_a_first_release_says_that_there_is_none_before():
    made = first(NEW, {name: len(rows) for name, rows in tables(POST).items()})
    assert not made
    assert made.as_json()["before"] is None
    assert made.as_json()["tables"]["meetings"] == {"rows": 1, "added": 0, "removed": 0, "changed": 0}
    assert "there is none before it" in markdown(made)
    assert "The first release: articles 1" in changelog(made)


def test_claims_are_numbers_unless_all_is_asked_for():
    found = between(tables(), tables(POST))
    assert "claims" not in found.as_json()
    assert len(found.as_json(in_full=True)["claims"]["added"]) == len(tables(POST)["claims"])
    claims = [line for line in lines(found, in_full=True) if " on talks date:" in line]
    assert len(claims) == 1
    assert not [line for line in lines(found) if " on talks date:" in line]


@settings(max_examples=30)
@given(CORPORA, CORPORA, st.randoms(use_true_random=False))
def test_the_changes_turn_the_one_into_the_other_in_whatever_order_rows_come(one, other, chance):
    before, after = tables(*one), tables(*other)
    found = compare(before, after)
    for name in TABLES:
        assert applied(before[name], found[name]) == after[name], name
    shuffled = [{name: chance.sample(rows, len(rows)) for name, rows in side.items()} for side in (before, after)]
    assert between(*shuffled).as_json(in_full=True) == between(before, after).as_json(in_full=True)
    assert not between(before, before)


def edited(made, chance):
    """The tables with rows taken out, copied under other keys, and changed in some text or number."""
    after = {}
    for name, rows in made.items():
        kept = []
        for row in rows:
            draw = chance.random()
            if draw < 0.2:
                continue
            cells = [one for one in columns(type(row)) if one.kind in ("string", "integer") and not one.many
                     and one.vocabulary is None]
            if draw < 0.6 and cells:
                cell = chance.choice(cells)
                text = '"edited"' if cell.name == "value" else "edited"  # values are JSON text
                value = text if cell.kind == "string" else chance.randrange(9)
                kept.append(replace(row, **{cell.name: value}))
            else:
                kept.append(row)
        after[name] = sort_rows({row_key(row): row for row in kept}.values())
    return after


@settings(max_examples=40)
@given(CORPORA, st.randoms(use_true_random=False))
def test_any_edit_of_the_rows_is_found_and_told(corpus, chance):
    before = tables(*corpus)
    after = edited(before, chance)
    found = between(before, after)
    assert bool(found) == (before != after)
    for name in TABLES:
        assert applied(before[name], found.tables[name]) == after[name], name
        assert applied(after[name], between(after, before).tables[name]) == before[name], name
    json.dumps(found.as_json(in_full=True))
    for form in ("table", "markdown", "changelog"):
        assert render(form, found, in_full=True).endswith("\n")


def hostile(texts):
    """Changes in which every text that data can give is hostile."""
    made = tables(article("post-1", meetings=[parties(title="T")], statements=[statement(summary="S")]))
    row, person = made["meetings"][0], made["people"][0]
    talks = [replace(row, meeting_id=text, title=text, date=text, series=text) for text in texts]
    people = [replace(person, person_id=text, name=text, names=(text, text)) for text in texts]
    before = EMPTY | {"meetings": [replace(one, title="was") for one in talks]}
    return between(before, EMPTY | {"meetings": talks, "people": people})


def test_nothing_in_the_data_is_obeyed_by_a_terminal():
    found = hostile(list(dict.fromkeys(strings())))
    for width in (30, 40, 200):
        for line in lines(found, width=width):
            assert line.isprintable()
            assert wide(line) <= width, line


def outside_code(text):
    """Markdown without its code spans: what GitHub would act on."""
    return re.sub(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)", "", text)


def test_in_markdown_data_stand_in_code_spans_alone():
    found = hostile(list(dict.fromkeys(strings())))
    bare = outside_code(markdown(found, collapsed=True))
    ours = re.compile(r"[\w .,:;→()|#/<>-]*")
    for line in bare.splitlines():
        assert ours.fullmatch(line), line
    assert set(re.findall(r"<[^>]*>", bare)) == {"<details>", "</details>", "<summary>", "</summary>"}
    assert "@" not in bare
    assert not re.search(r"#\d", bare)
    assert outside_code(changelog(found)).isprintable() or "\n" in changelog(found)


@pytest.mark.parametrize("text", [*OWN, "`", "``", "a`", "`a", "` `", "a``b`c"])
def test_a_code_span_is_one_whatever_it_holds(text):
    assert outside_code(f"before {quoted(text)} after") == "before  after"


def test_a_comment_is_no_longer_than_github_takes_and_says_what_is_left_out():
    found = hostile([f"{number} 한" * 20 for number in range(2000)])
    whole, comment = markdown(found, collapsed=True), markdown(found, collapsed=True, largest=LARGEST_COMMENT)
    assert len(whole) > LARGEST_COMMENT
    assert LARGEST_COMMENT - 5000 < len(comment.encode()) <= LARGEST_COMMENT
    assert comment.count("<details>") == comment.count("</details>")
    left = int(re.search(r"([\d,]+) more are not listed here", comment)[1].replace(",", ""))
    listed = len(re.findall(r"^- ", comment, re.MULTILINE))
    assert listed + left == 4000


def test_the_table_is_the_same_in_any_order_of_rows():
    made = tables(POST, article("post-2", meetings=[parties("2031-03-10")]))
    chance = random.Random(3)  # noqa: S311  # nothing secret
    mixed = {name: chance.sample(rows, len(rows)) for name, rows in made.items()}
    assert list(lines(between(EMPTY, mixed))) == list(lines(between(EMPTY, made)))
