"""JSON Lines files: one JSON object a line, each read and refused by itself."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from trilat.findings import Finding
from trilat.reading.document import EMPTY, Document, Event, Kind, Mark, Refusal, Scalar, UnreadableError, build
from trilat.reading.text import LONGEST_LINE, cut_short, lenient, utf_16, wrong_characters

MOST_DIGITS = 40
"""How many characters a number may have."""

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<mark>[{}\[\]:,])
      | (?P<string>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")
      | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.A-Za-z]))
      | (?P<word>(?:true|false|null)(?![0-9A-Za-z]))
      | (?P<end>\Z)
      | (?P<wrong>"|[^\s"{}\[\]:,]+|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SURROGATE = re.compile("[\ud800-\udfff]")

_NULL = Refusal("null-value", "null is never written", "leave the field out where the source does not say")
_LONE = Refusal("lone-surrogate", "the text has half of a surrogate pair, which is not a character")
_NUMBER = Refusal("number-too-large", "JSON readers do not agree on numbers of 2^53 and more, or of very many digits")
_LINE = Refusal("line-too-long", f"the line has more than {LONGEST_LINE} characters")
_BLANK = Refusal("blank-line", "the line is blank", "take it out; each line holds one object")


class _Token(NamedTuple):
    kind: str
    text: str
    mark: Mark


class Line(NamedTuple):
    """A line with its line break, its number from 1, where it begins in the file's text, and that text."""

    text: str
    number: int
    start: int
    whole: str


def read_json_lines(data: bytes, file: str) -> Iterator[tuple[Document | None, list[Finding]]]:
    r"""Read the lines of a JSON Lines file one after the other; `file` is the name for findings.

    Each line gives a document, its findings, or both, as `trilat.reading.yaml.read_yaml` does for a file.

    >>> [document.value for document, _ in read_json_lines(b'{"a": 1}\n{"a": 2}\n', "a.jsonl") if document]
    [{'a': 1}, {'a': 2}]
    """
    finding = unreadable(data, file)
    if finding is not None:
        yield None, [finding]
        return
    for line in lines_of(data):
        yield read_line(line, file)


def unreadable(data: bytes, file: str) -> Finding | None:
    """Why no line of a file can be read, if so."""
    return utf_16(data, file) or (None if data else Finding(file, 0, 0, *EMPTY))


def lines_of(data: bytes, first: int = 1) -> Iterator[Line]:
    """The lines of a file; bytes that are not UTF-8 stand in them as lone surrogates.

    Args:
        data: The file, or whole lines of it.
        first: The number of the first of these lines.
    """
    text = lenient(data)
    start = 0
    number = first
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield Line(text[start:end], number, start, text)
        number, start = number + 1, end


def line_too_long(file: str, number: int) -> Finding:
    """A finding where a line is too long to be read."""
    return Finding(file, number, 1, *_LINE)


def read_line(read: Line, file: str) -> tuple[Document | None, list[Finding]]:
    """Read one line."""
    line, number, offset, whole = read
    if len(line) > LONGEST_LINE:
        return None, [line_too_long(file, number)]
    if findings := wrong_characters(line, file, number):
        return None, findings
    if not line.strip():
        return None, [Finding(file, number, 1, *_BLANK)]
    document, findings = build(_events(_tokens(line.rstrip("\r\n"), number, offset)), file, whole)
    return document, findings + cut_short(line, file, number)


def _tokens(line: str, number: int, offset: int) -> Iterator[_Token]:
    """The tokens of a line without its line break; the last is its end."""
    at = 0
    while match := _TOKEN.match(line, at):
        kind = match.lastgroup or "wrong"
        start, at = match.span(kind)
        token = _Token(kind, match.group(kind), Mark(number, start + 1, offset + start, offset + at))
        if kind == "wrong":
            raise _syntax(token, "")
        yield token
        if kind == "end":
            return


def _events(tokens: Iterator[_Token]) -> Iterator[Event]:
    yield from _node(next(tokens), tokens)
    _expect(tokens, "", "the end of the line")


def _node(token: _Token, tokens: Iterator[_Token]) -> Iterator[Event]:
    if token.text in ("{", "["):
        yield Event(Kind.MAPPING if token.text == "{" else Kind.LIST, token.mark)
        yield from _members(tokens, "}" if token.text == "{" else "]")
    elif token.kind in ("string", "number", "word"):
        yield _scalar(token)
    else:
        raise _syntax(token, "a value")


def _members(tokens: Iterator[_Token], close: str) -> Iterator[Event]:
    token = next(tokens)
    if token.text != close:
        yield from _member(token, tokens, close)
        while (token := next(tokens)).text == ",":
            yield from _member(next(tokens), tokens, close)
        if token.text != close:
            raise _syntax(token, f"a comma or {close}")
    yield Event(Kind.CLOSE, token.mark)


def _member(token: _Token, tokens: Iterator[_Token], close: str) -> Iterator[Event]:
    if close == "}":
        if token.kind != "string":
            raise _syntax(token, "the name of a field in double quotes")
        yield _scalar(token)
        _expect(tokens, ":", "a colon")
        token = next(tokens)
    yield from _node(token, tokens)


def _scalar(token: _Token) -> Event:
    if token.text == "null":
        return Event(Kind.SCALAR, token.mark, None, (_NULL,))
    if token.kind == "number" and len(token.text) > MOST_DIGITS:
        return Event(Kind.SCALAR, token.mark, None, (_NUMBER,))
    try:
        value: Scalar = json.loads(token.text)
    except ValueError:
        raise _syntax(token, "a value with valid escapes") from None
    if not isinstance(value, str) and abs(value) >= 2**53:
        return Event(Kind.SCALAR, token.mark, None, (_NUMBER,))
    if isinstance(value, str) and _SURROGATE.search(value):
        return Event(Kind.SCALAR, token.mark, None, (_LONE,))
    return Event(Kind.SCALAR, token.mark, value)


def _expect(tokens: Iterator[_Token], text: str, named: str) -> None:
    token = next(tokens)
    if token.text != text:
        raise _syntax(token, named)


def _syntax(token: _Token, expected: str) -> UnreadableError:
    found = token.text[:40] or "the end of the line"
    if found == '"':
        message = "the text in quotes does not end, or has a tab or another control character in it"
    else:
        message = f"expected {expected}; found {found}" if expected else f"{found} is not JSON"
    return UnreadableError(token.mark, Refusal("json-syntax", message))
