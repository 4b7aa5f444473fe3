"""From bytes to text: each wrong byte and character at its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilat.reading.text import MOST_FINDINGS, cut_short, decode


@pytest.mark.parametrize(
    ("data", "place", "rule", "named"),
    [
        (b"\xef\xbb\xbfa: 1\n", (1, 1), "byte-order-mark", "U+FEFF"),
        ("a: 1\n".encode("utf-16"), (1, 1), "not-utf-8", "UTF-16"),
        ("a: 1\n".encode("utf-16-le"), (1, 1), "not-utf-8", "UTF-16"),
        ("a: 1\n".encode("utf-32-be"), (1, 1), "not-utf-8", "UTF-16"),
        ("a: 1\nü: é\n".encode("latin-1"), (2, 1), "not-utf-8", "0xFC"),
        ("𝒳 é ".encode() + b"\xe9\n", (1, 5), "not-utf-8", "0xE9"),
        (b"a\n b\0\n", (2, 3), "control-character", "U+0000"),
        (b"a\x1b[31m\n", (1, 2), "control-character", "ESCAPE"),
        (b"\x7f\n", (1, 1), "control-character", "U+007F"),
        ("a\u0085b\n".encode(), (1, 2), "control-character", "NEXT LINE"),
        ("a\u2028b\n".encode(), (1, 2), "control-character", "LINE SEPARATOR"),
        ("a\u2029b\n".encode(), (1, 2), "control-character", "PARAGRAPH SEPARATOR"),
        ("a\u009bb\n".encode(), (1, 2), "control-character", "U+009B"),
        (b"a\rb\n", (1, 2), "control-character", "carriage return"),
        (b"a\r\n\xed\xa0\x80\n", (2, 1), "not-utf-8", "surrogate"),
        (b"ab\xc3", (1, 3), "not-utf-8", "0xC3"),
        (b"\xc0\xaf\n", (1, 1), "not-utf-8", "0xC0 0xAF"),
    ],
)
def test_a_wrong_character_is_refused_at_its_place(data: bytes, place: tuple[int, int], rule: str, named: str) -> None:
    text, findings = decode(data, "a.yaml")
    assert text is None
    assert (findings[0].file, (findings[0].line, findings[0].column), findings[0].rule) == ("a.yaml", place, rule)
    assert findings[0].help
    assert named in findings[0].message


def test_every_wrong_character_is_told_in_one_pass() -> None:
    _, findings = decode(b"\xe9\n\0x\x1b\n", "a.yaml")
    assert [(finding.line, finding.column) for finding in findings] == [(1, 1), (2, 1), (2, 3)]


def test_a_file_of_wrong_characters_does_not_flood() -> None:
    _, findings = decode(b"abcd" * 5 + b"\x01" * 100_000, "a.yaml")
    assert len(findings) == MOST_FINDINGS + 1
    assert [finding.rule for finding in findings[-2:]] == ["control-character", "wrong-characters"]
    assert findings[-1].message.startswith(str(100_000 - MOST_FINDINGS))


def test_good_text_comes_back_as_it_is() -> None:
    text = "a: é 𝒳 日本 \t\r\n\u200b\n"
    assert decode(text.encode(), "a.yaml") == (text, [])


def test_a_last_line_without_an_end_is_told_at_its_end() -> None:
    [finding] = cut_short("a\nbc", "a.yaml")
    assert (finding.line, finding.column, finding.rule) == (2, 3, "cut-file")
    assert cut_short("a\n", "a.yaml") == cut_short("", "a.yaml") == []


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_give_text_or_findings(data: bytes) -> None:
    text, findings = decode(data, "a.yaml")
    assert (text is None) == bool(findings)
    assert text is None or text.encode() == data
