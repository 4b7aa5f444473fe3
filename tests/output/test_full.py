"""What a person sees of a finding: the line, the spot, the remedy, in the columns that there are."""

import os
from pathlib import Path

import pytest

from trilat.findings import Edit, Finding, Fix
from trilat.output.columns import columns, wrapped
from trilat.output.excerpt import Lines, excerpt
from trilat.output.findings.formats import render
from trilat.output.findings.setting import Setting


def fault(line=2, column=9, end=14, **more):
    more = {"file": "a.yaml", "rule": "unknown-term", "message": "'heldd' is no status", "help": "did you mean held?",
            "path": "status"} | more
    return Finding(**more, line=line, column=column, end_line=line if end else 0, end_column=end)


def told(finding, data, width=80, file="a.yaml"):
    setting = Setting(Path("/nowhere"), Path("/nowhere"), width, given={file: data})
    return "\n".join(render("full", [finding], setting))


def test_a_finding_shows_its_line_with_the_spot_its_place_and_its_remedy():
    assert told(fault(), b"id: a\nstatus: heldd  # sic\n") == """\
error unknown-term: 'heldd' is no status
 --> a.yaml:2:9  status
  |
2 | status: heldd  # sic
  |         ^^^^^
  = did you mean held?"""


def test_a_spot_without_an_end_is_shown_by_its_beginning():
    assert told(fault(end=0), b"id: a\nstatus: heldd\n").splitlines()[4] == "  |         ^"


def test_findings_are_parted_by_an_empty_line():
    setting = Setting(Path("/nowhere"), Path("/nowhere"))
    assert list(render("full", [fault(), fault()], setting)).count("") == 1


def test_a_fix_names_the_option_that_makes_it():
    fixes = [Fix(safe=safe, edits=(Edit(0, 1, "a"),)) for safe in (True, False)]
    assert [told(fault(fix=fix), b"").splitlines()[-1] for fix in fixes] == [
        "  = --fix mends this", "  = --unsafe-fixes mends this",
    ]


@pytest.mark.parametrize(("data", "line"), [
    (b"id: a\n", 9), (b"id: a\n", 0), (b"\xff\xfei\x00d\x00", 1), (b"i\x00d\x00:\x00", 1),
])
def test_a_finding_is_told_without_a_line_where_there_is_none(data, line):
    shown = told(fault(line=line, column=1), data).splitlines()
    assert shown[0].startswith("error unknown-term")
    assert [row.strip() for row in shown[1:]] == [f"--> a.yaml:{line}:1  status", "= did you mean held?"]


def test_bytes_that_are_not_utf_8_and_controls_are_shown_escaped():
    assert r"2 | \udce9\x1b[31m\u202e" in told(fault(column=1, end=2), b"id: a\n\xe9\x1b[31m\xe2\x80\xae\n")


def test_a_line_ends_at_a_line_feed_alone():
    data = "id: a\u2028b\x85c\x0cd\r\nstatus: heldd\r\n".encode()
    assert "2 | status: heldd\n" in told(fault(), data)


def test_a_line_of_a_text_is_never_shown():
    assert "secret words" not in told(fault(file="envoys.txt"), b"a\nsecret words\n", file="envoys.txt")


@pytest.mark.parametrize("width", [1, 40, 63, 200])
def test_a_report_is_no_wider_than_its_terminal(width):
    line = "status: " + "한국 very long 値 " * 60
    found = fault(column=300, end=304, message="부산에서 " * 30, help="w" * 300, path="meetings[0]." + "p" * 100)
    rows = told(found, f"\n{line}\n".encode(), width=width).splitlines()
    assert max(map(columns, rows)) <= max(width, 40)


def test_long_words_lose_nothing_when_they_are_broken():
    text = "부산에서 " + "w" * 100
    lines = wrapped(text, "= ", "  ", 20)
    assert "".join(line[2:] for line in lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(columns, lines)) <= 20


@pytest.mark.parametrize(("line", "marked"), [
    ("status: heldd", "heldd"), ("\tstatus: heldd", "heldd"), ("상태: 열렸다 # x", "열렸다"),
    ("e\u0301tat: heldd", "heldd"), ("a\x1b[31m: heldd", "heldd"), ("한" * 200 + "heldd" + "値" * 200, "heldd"),
    ("x" * 10_000 + "heldd", "heldd"),
    ("heldd" + "x" * 10_000, "heldd"), ("부산" * 50 + "👩" + "b" * 90, "👩"), ("\u1112\u1161\u11ab: heldd", "heldd"),
])
@pytest.mark.parametrize("room", [34, 60, 200])
def test_the_marks_stand_under_the_spot(line, marked, room):
    start = line.index(marked) + 1
    shown = excerpt(line, start, start + len(marked), room)
    at = next(n for n in range(len(shown.text) + 1) if columns(shown.text[:n]) >= shown.before)
    while columns(shown.text[at]) == 0:
        at += 1
    assert shown.text[at:].startswith(marked)
    assert shown.marked == columns(marked)
    assert columns(shown.text) <= room


@pytest.mark.parametrize(("column", "end"), [(0, 0), (1, 0), (6, 0), (99, 120), (3, 2), (2, 10**9)])
def test_a_spot_beyond_the_line_is_marked_at_its_end(column, end):
    shown = excerpt("id: a", column, end, 40)
    assert shown.text == "id: a"
    assert 1 <= shown.marked <= 5
    assert shown.before + shown.marked <= 6


def test_a_spot_that_is_wider_than_the_terminal_is_marked_as_far_as_it_shows():
    shown = excerpt("id: " + "a" * 500, 5, 505, 40)
    assert columns(shown.text) == 40
    assert shown.text[shown.before : shown.before + shown.marked] == "a" * shown.marked


def test_each_file_is_read_once_and_only_when_a_line_is_asked_for(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("one\ntwo\n")
    lines = Lines(tmp_path, {})
    path.write_text("three\nfour\n")
    assert lines.line("a.yaml", 1) == "three"
    path.unlink()
    assert lines.line("a.yaml", 2) == "four"


def test_what_is_no_regular_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "real.yaml").write_text("one\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    names = ("pipe.yaml", "link.yaml", "gone.yaml", "a\0b.yaml", "\ud800.yaml", ".yaml")
    assert [Lines(tmp_path, {}).line(name, 1) for name in names] == [None] * 6
