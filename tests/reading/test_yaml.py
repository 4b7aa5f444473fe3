"""Reading YAML: what is refused and where, what is read and where it stands."""

import json
from pathlib import Path

import pytest
import yaml
from guard import no_hang
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trilat.models.base import Plain
from trilat.reading.document import DEEPEST, MOST_NODES, Value
from trilat.reading.yaml import read_yaml

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
NAUGHTY_STRINGS = Path(__file__).parents[2].parent / "shared" / "corpora" / "naughty-strings" / "blns.json"

VALID = """\
# a comment
article: {id: a-b, byline: [Ana, "Ölaf \\u00e9"]}
meetings:
- id: x   # another
  parties: [US, KR]
  title: >-
    folded
    text

  note: |
    kept 𝒳
- id: 'y''s'
  spans:
    - {chars: [1, 2]}
last: plain over
  two lines
"""

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
STRUCTURES = st.dictionaries(
    TEXT, st.recursive(TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)),
    max_size=4,
)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_the_findings_that_it_expects(path: Path) -> None:
    data = path.read_bytes()
    expected = data.decode().splitlines()[0].removeprefix("# expect:")
    _, findings = read_yaml(data, path.name)
    found = [f"{finding.line}:{finding.column} {finding.rule}" for finding in sorted(findings)]
    assert found == [item.strip() for item in expected.split(",") if item.strip()]


def test_a_duplicate_key_names_the_line_of_the_first_and_leaves_it() -> None:
    document, [finding] = read_yaml(b"a: 1\nb: {c: 2}\na: {x: 3}\n", "a.yaml")
    assert document is not None
    assert document.value == {"a": "1", "b": {"c": "2"}}
    assert set(document.marks) == {(), ("a",), ("b",), ("b", "c")}
    assert document.marks[("a",)].line == 1
    assert "line 1" in finding.message
    assert finding.path == "a"


@pytest.mark.parametrize(("text", "place", "told", "remedy"), [
    ("a:\n\tb: c\n", (2, 1), "found character that cannot start any token", "use spaces, not tabs"),
    ("a: b: c\n", (1, 5), "mapping values are not allowed", "in quotes"),
    ('a: b\nc:\n  d: "e\n', (3, 6), "in line 3", "in quotes"),
    ("a: b\nc: [d\n", (2, 4), "in line 2", "in quotes"),
    ("a: [b\nc: d\n", (2, 2), "in line 1", "in quotes"),
])
def test_what_cannot_be_parsed_is_told_with_what_was_open_and_how_to_mend_it(
    text: str, place: tuple[int, int], told: str, remedy: str
) -> None:
    _, [finding] = read_yaml(text.encode(), "a.yaml")
    assert finding.rule == "yaml-syntax"
    assert (finding.line, finding.column) == place
    assert told in finding.message
    assert remedy in finding.help


def test_scalars_without_quotes_are_plain_and_others_are_not() -> None:
    document, findings = read_yaml(b"a: NO\nb: 'NO'\nc: |\n  NO\nd: \"1\"\ne: 1\n", "a.yaml")
    assert document is not None
    assert not findings
    assert isinstance(document.value, dict)
    kinds = {key: type(value) for key, value in document.value.items()}
    assert kinds == {"a": Plain, "b": str, "c": str, "d": str, "e": Plain}


def test_keys_are_text_whatever_they_look_like() -> None:
    document, findings = read_yaml(b"on: a\n1: b\n2031-03-02: c\n", "a.yaml")
    assert document is not None
    assert not findings
    assert isinstance(document.value, dict)
    assert [(type(key), key) for key in document.value] == [(str, "on"), (str, "1"), (str, "2031-03-02")]


def test_a_place_that_is_not_there_is_that_of_the_value_around_it() -> None:
    document, _ = read_yaml(b"a:\n  b: [x]\n", "a.yaml")
    assert document is not None
    assert document.locate(("a", "b", 7, "z")) == document.marks[("a", "b")]
    assert document.locate(("nowhere",)) == document.marks[()]


def test_line_ends_of_two_characters_change_no_value_and_keep_offsets_in_the_file() -> None:
    unix, _ = read_yaml(VALID.encode(), "a.yaml")
    windows, findings = read_yaml(VALID.replace("\n", "\r\n").encode(), "a.yaml")
    assert unix is not None
    assert windows is not None
    assert not findings
    assert windows.value == unix.value
    assert {path: (mark.line, mark.column) for path, mark in windows.marks.items()} == {
        path: (mark.line, mark.column) for path, mark in unix.marks.items()
    }
    text = VALID.replace("\n", "\r\n")
    for path, mark in unix.marks.items():
        there = windows.marks[path]
        assert text[there.start : there.end] == VALID[mark.start : mark.end].replace("\n", "\r\n")


def test_a_mark_spans_what_is_written_of_the_node() -> None:
    document, findings = read_yaml(VALID.encode(), "a.yaml")
    assert document is not None
    assert not findings
    written = {path: VALID[mark.start : mark.end] for path, mark in document.marks.items()}
    assert written[("article",)] == '{id: a-b, byline: [Ana, "Ölaf \\u00e9"]}'
    assert written[("article", "byline", 1)] == '"Ölaf \\u00e9"'
    assert written[("meetings", 0)].startswith("id: x")
    assert written[("meetings", 0)].endswith("kept 𝒳")
    assert written[("meetings", 0, "title")] == ">-\n    folded\n    text"
    assert written[("meetings", 0, "parties")] == "[US, KR]"
    assert written[("meetings", 1, "id")] == "'y''s'"
    assert written[("meetings", 1, "spans")] == "- {chars: [1, 2]}"
    assert written[("last",)] == "plain over\n  two lines"
    assert VALID[document.marks[()].start :] == written[()] + "\n"
    keys = {path: VALID[mark.start : mark.end] for path, mark in document.key_marks.items()}
    assert all(path[-1] == key for path, key in keys.items())


@settings(max_examples=150, deadline=None)
@given(STRUCTURES)
@example({"𝒳": ["\u2028", "\r\n", " ", "null", {"<<": "*a"}]})
def test_what_is_dumped_reads_back_the_same(structure: dict[str, Value]) -> None:
    text = yaml.safe_dump(structure, default_style='"', allow_unicode=False)
    document, findings = read_yaml(text.encode(), "a.yaml")
    assert findings == []
    assert document is not None
    assert document.value == structure


@settings(max_examples=150, deadline=None)
@given(STRUCTURES, st.booleans())
def test_every_scalar_stands_where_its_mark_says(structure: dict[str, Value], flow: bool) -> None:
    text = yaml.safe_dump(structure, default_style='"', default_flow_style=flow, width=30)
    document, findings = read_yaml(text.encode(), "a.yaml")
    assert document is not None
    assert not findings
    for path, mark in document.marks.items():
        value: Value = document.value
        for step in path:
            value = value[step]  # type: ignore[index]  # the path leads there
        written = text[mark.start : mark.end]
        assert text.count("\n", 0, mark.start) + 1 == mark.line
        assert mark.start - text.rfind("\n", 0, mark.start) == mark.column
        if isinstance(value, str):
            assert yaml.safe_load(written) == value
        else:
            indent = "" if written[0] in "[{" else " " * (mark.column - 1)
            assert yaml.safe_load(indent + written) == value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise(data: bytes) -> None:
    document, findings = read_yaml(data, "a.yaml")
    assert document is not None or findings
    assert all(finding.line <= data.count(b"\n") + 1 for finding in findings)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, len(VALID.encode())),
    st.integers(0, 20),
    st.sampled_from(
        [b"", b"{", b"]", b"&a ", b"*a", b"!!", b"- ", b"\t", b"'", b'"', b": ", b"\n", b"\xff", b"|\n", b"? "]
    ),
)
def test_no_spoilt_file_raises(at: int, cut: int, put: bytes) -> None:
    whole = VALID.encode()
    data = whole[:at] + put + whole[at + cut :]
    document, findings = read_yaml(data, "a.yaml")
    assert document is not None or findings
    assert all(finding.line <= data.count(b"\n") + 1 for finding in findings)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b"a: " + b"[" * 200_000 + b"\n",
        b"{a: " * 100_000,
        b"- " * 200_000,
        b"? " * 200_000,
        b"a: " + b"9" * 5_000 + b"\n",
        b"a: [" + b"x," * 150_000 + b"x]\n",
        b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b"*a%d ," % (n - 1) * 9) for n in range(1, 10)),
        b"m0: &a0 {x: y}\n" + b"".join(b"m%d: &a%d {<<: [%s]}\n" % (n, n, b"*a%d ," % (n - 1) * 9) for n in range(9)),
        b"a: &a {b: *a}\n",
        b"a: " + b"'" * 300_000,
        b"x" * 1_000_000,
    ],
    ids=lambda data: data[:12].decode(),
)
def test_a_bomb_is_settled_soon(data: bytes) -> None:
    with no_hang():
        document, findings = read_yaml(data, "a.yaml")
    assert findings or document is not None


def test_depth_is_counted_to_the_last_level_allowed() -> None:
    inner = DEEPEST - 1
    assert read_yaml(b"a: " + b"[" * inner + b"]" * inner + b"\n", "a.yaml")[1] == []
    _, [finding] = read_yaml(b"a: " + b"[" * DEEPEST + b"]" * DEEPEST + b"\n", "a.yaml")
    assert finding.rule == "too-deep"


def test_values_are_counted_to_the_last_one_allowed() -> None:
    """Those of a list in a mapping: the mapping, its key, the list and the ends of both count beside them."""
    assert read_yaml(b"a: [" + b"x," * (MOST_NODES - 4) + b"]\n", "a.yaml")[1] == []
    _, [finding] = read_yaml(b"a: [" + b"x," * (MOST_NODES - 3) + b"]\n", "a.yaml")
    assert (finding.file, finding.rule) == ("a.yaml", "too-large")


@pytest.mark.parametrize("refused", ["<<: {x: y}", "[x]: y", "? {x: y}\n: z", "*b : c", "~: d"])
def test_what_stands_behind_a_field_that_is_refused_is_read(refused: str) -> None:
    document, findings = read_yaml(f"a: 1\n{refused}\nb: 2\n".encode(), "a.yaml")
    assert findings
    assert document is not None
    assert document.value == {"a": "1", "b": "2"}


def test_the_place_of_what_is_missing_at_the_end_is_on_the_last_line() -> None:
    _, findings = read_yaml(b"a: b\nc:", "a.yaml")
    assert [(one.line, one.column, one.rule) for one in findings] == [(2, 3, "null-value"), (2, 3, "cut-file")]


@pytest.mark.skipif(not NAUGHTY_STRINGS.exists(), reason="the corpora are not here")
def test_every_naughty_string_reads_back_or_is_refused() -> None:
    strings = json.loads(NAUGHTY_STRINGS.read_text(encoding="utf-8"))
    for unicode in (True, False):
        for string in strings:
            text = yaml.safe_dump({"a": string}, default_style='"', allow_unicode=unicode)
            document, findings = read_yaml(text.encode(), "a.yaml")
            assert findings or (document is not None and document.value == {"a": string})
    for string in strings:
        document, findings = read_yaml(f"a: {string}\n".encode(), "a.yaml")
        assert document is not None or findings


@pytest.mark.parametrize(("written", "end"), [
    ("NO", 6), ("'NO'", 8), ('"NO"', 8), ("two words", 13), ("'it''s'", 0), ('"\\u00e9"', 0), ("two\n  words", 0),
    ('"a\n  b"', 0), ("|-\n  a", 0),
])
def test_a_spot_ends_behind_a_value_that_stands_on_one_line_as_it_is(written: str, end: int) -> None:
    document, findings = read_yaml(f"a: {written}\n".encode(), "a.yaml")
    assert not findings
    assert document is not None
    assert document.end(("a",)) == ((1, end) if end else (0, 0))
