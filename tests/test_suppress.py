"""Comments that set findings aside: for a line, for the line below, for a file; with a reason, and never an error."""

from pathlib import Path

import pytest

from trilat.check import check
from trilat.hashing import sha256

HEAD = f"""schema_version: 1.0.0
article:
  id: post
  language: en
  published: 2031-03-10
  published_basis: metadata
  source_kind: newspaper
  text: {{sha256: {sha256(b"post")}, characters: 500, extent: full}}
  coders: [a]
  coded_on: 2031-12-01
meetings:
  - id: talks
    by: [author]
    spans: [{{chars: [0, 10], words: 3, digest: 00000000000000aa}}]
"""
SEATS = """    participants:
      - {slot: us-head, role: head}
      - {slot: kr-head, role: head}
    status: held
"""
TWICE = """  - id: talks
    by: [author]
"""


def found(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "post.yaml"
    path.write_text(content, encoding="utf-8")
    return [f"{finding.line} {finding.severity} {finding.rule}" for finding in check([path])[0]
            if finding.rule != "not-canonical"]


def test_without_a_comment_a_warning_is_found(tmp_path):
    assert found(tmp_path, HEAD + TWICE) == ["15 warning duplicate-entry"]


@pytest.mark.parametrize("comment", [
    "# trilat: ignore[duplicate-entry] told in two places",
    "#trilat: ignore[duplicate-entry] told in two places",
    "# trilat: ignore[duplicate-entry]: told in two places",
])
def test_a_comment_in_its_line_sets_a_finding_aside(tmp_path, comment):
    assert found(tmp_path, HEAD + TWICE.replace("talks\n", f"talks  {comment}\n")) == []


def test_a_comment_alone_above_the_line_sets_a_finding_aside(tmp_path):
    assert found(tmp_path, HEAD + "  # trilat: ignore[duplicate-entry] told in two places\n" + TWICE) == []


def test_comments_alone_above_each_other_are_for_the_line_below_them(tmp_path):
    lines = "  # trilat: ignore[duplicate-entry] told in two places\n  # and a long story besides\n"
    assert found(tmp_path, HEAD + lines + TWICE) == []


def test_a_comment_above_an_empty_line_is_for_no_other(tmp_path):
    lines = "  # trilat: ignore[duplicate-entry] told in two places\n\n"
    assert found(tmp_path, HEAD + lines + TWICE) == ["15 advice suppression-unused", "17 warning duplicate-entry"]


def test_a_comment_behind_a_value_is_not_for_the_line_below(tmp_path):
    content = HEAD.replace("by: [author]\n", "by: [author]  # trilat: ignore[duplicate-entry] above\n") + TWICE
    assert found(tmp_path, content) == ["13 advice suppression-unused", "15 warning duplicate-entry"]


@pytest.mark.parametrize("line", [0, 5, 14])
def test_a_comment_for_the_file_may_stand_anywhere(tmp_path, line):
    lines = HEAD.splitlines(keepends=True)
    lines.insert(line, "# trilat: ignore-file[duplicate-entry] told in two places\n")
    assert found(tmp_path, "".join(lines) + TWICE) == []


def test_one_comment_can_name_several_rules(tmp_path):
    comment = "# trilat: ignore[duplicate-entry, near-copy] told in two places\n"
    assert found(tmp_path, HEAD + f"  {comment}" + TWICE) == ["15 advice suppression-unused"]


@pytest.mark.parametrize("comment", [
    "trilat: ignore[duplicate-entry]", "trilat: ignore[duplicate-entry] …", "trilat: ignore", "trilat: ignore[] why",
    "trilat: ignore[duplicate-entry,] why", "trilat: ignore duplicate-entry why", "trilat: off",
])
def test_a_comment_without_rule_or_reason_is_an_error_and_sets_nothing_aside(tmp_path, comment):
    assert found(tmp_path, HEAD + f"  # {comment}\n" + TWICE) == [
        "15 error suppression-without-reason", "16 warning duplicate-entry"
    ]


def test_an_error_cannot_be_set_aside(tmp_path):
    comment = "    # trilat: ignore[impossible-date, duplicate-entry] I am sure\n"
    assert found(tmp_path, f"{HEAD}{comment}    date: 2031-02-30\n{TWICE}") == [
        "15 error suppression-of-error", "15 advice suppression-unused", "16 error impossible-date",
        "17 warning duplicate-entry",
    ]


def test_a_rule_that_is_misspelt_is_told_with_the_one_that_is_meant(tmp_path):
    path = tmp_path / "post.yaml"
    path.write_text(HEAD + "# trilat: ignore-file[duplicate-entri] twice\n", encoding="utf-8")
    [finding] = [one for one in check([path])[0] if one.rule != "not-canonical"]
    assert (finding.rule, finding.help) == ("suppression-unused", "did you mean duplicate-entry?")


def test_findings_of_other_rules_and_lines_stay(tmp_path):
    content = HEAD + SEATS.replace("us-head, role: head}", "us-head, attendance: expected}") + TWICE
    comment = "# trilat: ignore-file[duplicate-entry] told in two places\n"
    assert found(tmp_path, comment + content) == ["17 warning unlikely-states"]


@pytest.mark.parametrize("text", [
    "title: 'Talks # trilat: ignore[near-copy] x'", 'title: "Talks # trilat: ignore[near-copy]"',
    "title: Talks#trilat:ignore", "title: >-\n      Talks\n      # trilat: ignore[near-copy]",
])
def test_what_stands_in_a_text_is_no_comment(tmp_path, text):
    assert found(tmp_path, HEAD + f"    {text}\n") == []


def test_a_file_of_json_lines_has_no_comments(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text('{"# trilat: ignore[near-copy]": 1}\n', encoding="utf-8")
    assert {finding.rule for finding in check([path])[0]} == {"unknown-field", "missing-field"}


def test_many_comments_are_read_in_good_time(tmp_path):
    lines = "# trilat: ignore[near-copy] because\n" * 20_000
    assert len(found(tmp_path, HEAD + lines)) == 20_000


@pytest.mark.parametrize(("comment", "message", "remedy"), [
    ("# trilat: ignore[duplicate-entry]", "lacks a reason", "write # trilat: ignore[rule-name] and the reason"),
    ("# trilat: ignore[] why", "lacks a rule to set aside", "write # trilat: ignore[rule-name] and the reason"),
    ("# trilat: ignore[unused-entry] why", "unused-entry finds nothing here", "take it out"),
    ("# trilat: ignore[duplicate-entri] why", "there is no rule duplicate-entri", "did you mean duplicate-entry?"),
    ("# trilat: ignore[xyz] why", "there is no rule xyz", "take it out"),
    ("# trilat: ignore[duplicate-id] why", "duplicate-id is an error, which cannot be set aside",
     "mend what it finds, and take this out"),
])
def test_what_is_wrong_with_a_comment_is_told_with_its_remedy(tmp_path, comment, message, remedy):
    path = tmp_path / "post.yaml"
    path.write_text(HEAD.replace("talks\n", f"talks  {comment}\n"), encoding="utf-8")
    [finding] = [finding for finding in check([path])[0] if finding.rule.startswith("suppression-")]
    assert message in finding.message
    assert finding.help == remedy
