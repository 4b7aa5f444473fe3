"""Reading JSON Lines: each line by itself, each fault at its place."""

import json
from pathlib import Path

import pytest
from guard import no_hang
from hypothesis import given, settings
from hypothesis import strategies as st

from trilat.reading.document import DEEPEST, Value
from trilat.reading.json_lines import LONGEST_LINE, read_json_lines

NAUGHTY_STRINGS = Path(__file__).parents[2].parent / "shared" / "corpora" / "naughty-strings" / "blns.json"

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAVES = TEXT | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15)
OBJECTS = st.dictionaries(
    TEXT, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)),
    max_size=4,
)

VALID = json.dumps({"a": [1, 2.5, True, {"b": "é\n𝒳"}], "c": "\\\" ", "d": {}}) + "\n"


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        ("", 1, "blank-line"),
        ("  \t", 1, "blank-line"),
        ('{"a": NaN}', 7, "json-syntax"),
        ('{"a": -Infinity}', 7, "json-syntax"),
        ('{"a": 9007199254740993}', 7, "number-too-large"),
        ('{"a": -9007199254740992}', 7, "number-too-large"),
        ('{"a": 9007199254740993.0}', 7, "number-too-large"),
        ('{"a": 1e400}', 7, "number-too-large"),
        ('{"a": ' + "9" * 5000 + "}", 7, "number-too-large"),
        ('{"a": 1, "a": 2}', 10, "duplicate-key"),
        ('{"é": 1, "\\u00e9": 2}', 10, "duplicate-key"),
        ('{"a": [1, null]}', 11, "null-value"),
        ('{"a": "\\ud800"}', 7, "lone-surrogate"),
        ('{"\\udc00": 1}', 2, "lone-surrogate"),
        ('{"a": "\\q"}', 7, "json-syntax"),
        ('{"a": "x}', 7, "json-syntax"),
        ('{"a": "x\ty"}', 7, "json-syntax"),
        ('{"a": 1', 8, "json-syntax"),
        ('{"a": 01}', 7, "json-syntax"),
        ('{"a": +1}', 7, "json-syntax"),
        ('{"a": .5}', 7, "json-syntax"),
        ('{"a": 1.}', 7, "json-syntax"),
        ('{"a": True}', 7, "json-syntax"),
        ('{"a": 1,}', 9, "json-syntax"),
        ('{"a": [1,]}', 10, "json-syntax"),
        ('{"a": [1 2]}', 10, "json-syntax"),
        ('{"a": [1}', 9, "json-syntax"),
        ('{"a" 1}', 6, "json-syntax"),
        ("{a: 1}", 2, "json-syntax"),
        ("{'a': 1}", 2, "json-syntax"),
        ('{"a": 1} // x', 10, "json-syntax"),
        ('{"a": 1}{"b": 2}', 9, "json-syntax"),
        ("[1]", 1, "not-a-mapping"),
        ('"a"', 1, "not-a-mapping"),
        ("null", 1, "null-value"),
        ('{"a": "\x00"}', 8, "control-character"),
        ('{"a": "\u2028"}', 8, "control-character"),
        ('\ufeff{"a": 1}', 1, "byte-order-mark"),
        ('{"a": "\udce9"}', 8, "not-utf-8"),
        ('{"a": "' + "x" * LONGEST_LINE + '"}', 1, "line-too-long"),
        ('{"a":' * 100_000, 5 * DEEPEST + 1, "too-deep"),
        ("[" * 100_000, DEEPEST + 1, "too-deep"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else str(value),
)
def test_a_bad_line_is_refused_at_its_place_and_the_others_are_read(line: str, column: int, rule: str) -> None:
    data = f'{{"before": 1}}\n{line}\n{{"after": 2}}\n'.encode("utf-8", "surrogateescape")
    with no_hang():
        before, (_, findings), after = read_json_lines(data, "a.jsonl")
    found = [(finding.file, finding.line, finding.column, finding.rule) for finding in findings]
    assert found == [("a.jsonl", 2, column, rule)]
    assert before[0] is not None
    assert before[0].value == {"before": 1}
    assert not before[1]
    assert after[0] is not None
    assert after[0].value == {"after": 2}
    assert not after[1]


def test_a_file_cut_short_is_told_at_its_last_line() -> None:
    whole = b'{"a": 1}\n{"b": [1, 2]}\n'
    for length in range(1, len(whole)):
        *_, (_, findings) = read_json_lines(whole[:length], "a.jsonl")
        assert findings or whole[:length].endswith(b"\n")


def test_an_empty_file_and_one_in_utf_16_have_one_finding() -> None:
    [(_, [empty])] = read_json_lines(b"", "a.jsonl")
    assert (empty.line, empty.column, empty.rule) == (0, 0, "empty-file")
    assert [finding.rule for _, [finding] in read_json_lines("{}\n{}\n".encode("utf-16"), "a.jsonl")] == ["not-utf-8"]


def test_offsets_count_through_the_whole_file() -> None:
    text = '{"𝒳": "é"}\r\n{"a": ["b", 1.5]}\n'
    documents = [document for document, _ in read_json_lines(text.encode(), "a.jsonl")]
    second = documents[1]
    assert second is not None
    mark = second.marks[("a", 1)]
    assert (mark.line, mark.column, text[mark.start : mark.end]) == (2, 13, "1.5")
    key = second.key_marks[("a",)]
    assert text[key.start : key.end] == '"a"'


@settings(max_examples=150, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=3), st.booleans())
def test_what_is_dumped_reads_back_the_same(objects: list[dict[str, Value]], compact: bool) -> None:
    text = "".join(json.dumps(item, indent=None, separators=(",", ":") if compact else None) + "\n" for item in objects)
    read = list(read_json_lines(text.encode(), "a.jsonl"))
    assert [findings for _, findings in read] == [[]] * len(objects)
    assert [document.value for document, _ in read if document] == objects
    for document, _ in read:
        assert document is not None
        for path, mark in document.marks.items():
            value: Value = document.value
            for step in path:
                value = value[step]  # type: ignore[index]  # the path leads there
            assert json.loads(text[mark.start : mark.end]) == value
            assert type(json.loads(text[mark.start : mark.end])) is type(value)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise(data: bytes) -> None:
    for document, findings in read_json_lines(data, "a.jsonl"):
        assert document is not None or findings


@settings(max_examples=500, deadline=None)
@given(
    st.integers(0, len(VALID)),
    st.integers(0, 5),
    st.sampled_from(["", "{", "]", ",", ":", '"', "\\", "null", "0", "-", "e", "\n", " ", "\\ud8", "N", "\x0b"]),
)
def test_a_spoilt_line_is_read_as_python_reads_it_or_is_refused(at: int, cut: int, put: str) -> None:
    spoilt = VALID[:at] + put + VALID[at + cut :]
    lines = spoilt.removesuffix("\n").split("\n")
    for line, (document, findings) in zip(lines, read_json_lines(spoilt.encode(), "a.jsonl"), strict=False):
        if not findings:
            assert document is not None
            assert document.value == json.loads(line)


@pytest.mark.skipif(not NAUGHTY_STRINGS.exists(), reason="the corpora are not here")
def test_every_naughty_string_reads_back_or_is_refused() -> None:
    strings = json.loads(NAUGHTY_STRINGS.read_text(encoding="utf-8"))
    for ascii_only in (True, False):
        lines = "".join(json.dumps({"a": string}, ensure_ascii=ascii_only) + "\n" for string in strings)
        for string, (document, findings) in zip(strings, read_json_lines(lines.encode(), "a.jsonl"), strict=True):
            assert findings or (document is not None and document.value == {"a": string})
            assert not (ascii_only and findings)
