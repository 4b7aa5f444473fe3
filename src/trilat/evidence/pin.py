"""Pinning: every quote of an annotation becomes a span, and the rest of the file stays as it is."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from trilat.evidence.normalise import Token, tokens
from trilat.evidence.spans import FEWEST_WORDS, Located, find_quote
from trilat.evidence.texts import CopyOfText, Texts
from trilat.evidence.words import Words
from trilat.findings import Edit, Finding, path_text, visible
from trilat.reading.document import Document, Path, value_at
from trilat.reading.edit import edited, line_end
from trilat.reading.json_lines import read_json_lines
from trilat.reading.scalars import is_typed
from trilat.reading.yaml import read_yaml

_SHOWN_WORDS = 3
_SHOWN_PLACES = 5
_BLOCK_COMMENT = re.compile(r"[|>][0-9+-]*([ \t]+#[^\r\n]*)?")
_CODED_TEXT: Path = ("article", "text", "sha256")


def pin(data: bytes, file: str, texts: Texts) -> tuple[bytes, list[Finding]]:
    """Replace every quote in an annotation by the span where its words stand in the coded copy of the text.

    Comments, layout, line ends and every other value stay byte for byte. What can be pinned is, and the rest is
    reported, so that pinning again after mending goes on from there. A file (of a .jsonl file: a line) that cannot be
    read without fault stays as it is, and so does the whole file where a quote is laid out so that the result would
    not say the same. No finding holds more than the first three words of a quote.

    Args:
        data: The file: YAML, or JSON Lines where `file` ends in ``.jsonl``.
        file: Its name, for findings.
        texts: The texts at hand.

    Returns:
        The file with its quotes pinned, and findings: ``text-not-found`` (no copy has the hash at
        ``article.text.sha256``), ``quote-too-short`` (fewer than three tokens), ``quote-not-found``,
        ``quote-ambiguous`` (it stands at several places), ``quote-layout`` (it cannot be replaced where it stands),
        and what is wrong with the file itself.

    >>> import pathlib, tempfile
    >>> from trilat.hashing import sha256
    >>> text = b"On Monday the three envoys met in Busan."
    >>> annotation = f'''article: {{id: a, text: {{sha256: {sha256(text)}}}}}
    ... meetings:
    ...   - spans:
    ...       - quote: "three envoys met"  # who
    ...         supports: [participants]
    ... '''
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = pathlib.Path(name, "a.txt").write_bytes(text)
    ...     pinned, findings = pin(annotation.encode(), "a.yaml", Texts(pathlib.Path(name)))
    >>> print(pinned.decode()[pinned.find(b"meetings"):].rstrip())
    meetings:
      - spans:
          - chars: [14, 30]
            words: 3
            digest: 9b4b8006d7b69f18  # who
            supports: [participants]
    """
    edits: list[Edit] = []
    findings: list[Finding] = []
    expected = []
    content = data.decode(errors="surrogateescape")
    for document, faults in _read(data, file):
        findings += faults
        value = document.value if document else None
        if document and not faults:
            found, missed = _find_quotes(document, texts)
            findings += missed
            edits += (edit for path, place in found.items() for edit in _edits(document, path, place, content))
            value = _with_spans(document.value, found, int if file.endswith(".jsonl") else str)
        expected.append((value, bool(faults)))
    if not edits:
        return data, findings
    pinned = edited(content, edits).encode(errors="surrogateescape")
    if [(document.value if document else None, bool(faults)) for document, faults in _read(pinned, file)] != expected:
        return data, [*findings, _layout_finding(file)]
    return pinned, findings


def _read(data: bytes, file: str) -> list[tuple[Document | None, list[Finding]]]:
    return list(read_json_lines(data, file)) if file.endswith(".jsonl") else [read_yaml(data, file)]


def _find_quotes(document: Document, texts: Texts) -> tuple[dict[Path, Located], list[Finding]]:
    """Where the quotes of a document stand in its text, by their paths; and why the others do not."""
    quotes = dict(_quotes(document.value))
    if not quotes:
        return {}, []
    article = _at(document.value, _CODED_TEXT[:1])
    coded = _at(document.value, _CODED_TEXT)
    copy = texts.find(str(article.get("id")), str(coded)) if isinstance(article, Mapping) else None
    if copy is None or not copy.exact:
        return {}, [_finding(document, _CODED_TEXT, "text-not-found", *_why_not_coded(coded, copy))]
    found: dict[Path, Located] = {}
    findings: list[Finding] = []
    for path, quote in quotes.items():
        words = tokens(quote)
        stands = find_quote(copy.words, quote) if len(words) >= FEWEST_WORDS else []
        if len(stands) == 1:
            found[path] = stands[0]
        else:
            findings.append(_finding(document, path, *_why_not_pinned(quote, words, stands, copy.words)))
    return found, findings


def _quotes(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every quote in a list called spans, with its path, in the order of the file."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        if path[-2:-1] == ("spans",) and step == "quote" and isinstance(part, str):
            yield (*path, step), part
        yield from _quotes(part, (*path, step))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _edits(document: Document, path: Path, place: Located, content: str) -> Iterator[Edit]:
    """Two edits, of the key and of the value: what stands between and around them, comments too, is not touched."""
    key, value = document.key_marks[path], document.marks[path]
    mark = '"' if content[key.start] == '"' else ""
    fields = (f"{mark}chars{mark}: [{place.start}, {place.end}]", f"{mark}words{mark}: {place.words}")
    between = _between(document, path, content)
    yield Edit(key.start, key.end, between.join([*fields, f"{mark}digest{mark}"]))
    comment = _BLOCK_COMMENT.match(content, value.start, value.end)
    shown = f'"{place.digest}"' if mark or is_typed(place.digest) else place.digest
    yield Edit(value.start, value.end, shown + ((comment and comment[1]) or ""))


def _between(document: Document, path: Path, content: str) -> str:
    """What parts two fields of the span at hand: a comma in flow style, a line break and the indentation in block."""
    if content[document.marks[path[:-1]].start] == "{":
        return ", "
    key = document.key_marks[path]
    return line_end(content, key.start) + " " * (key.column - 1)


def _with_spans(value: Any, found: Mapping[Path, Located], number: Callable[[int], object]) -> Any:
    """What the document must say once it is pinned; `number` tells what its reader makes of a number."""
    value = deepcopy(value)
    for path, place in found.items():
        span = value_at(value, path[:-1])
        del span["quote"]
        span["chars"] = [number(place.start), number(place.end)]
        span |= {"words": number(place.words), "digest": place.digest}
    return value


def _why_not_coded(coded: object, copy: CopyOfText | None) -> tuple[str, str]:
    message = f"No text has the SHA-256 {visible(coded)}, so that no quote of this article can be pinned."
    if copy is None:
        return message, "Put the text file that was coded among the texts, under any name."
    return message, (
        f"{copy.of.path.name} is another copy, with the SHA-256 {copy.of.sha256}. Find the copy that was coded; or, if "
        "this one was, write its SHA-256 and its length in the annotation."
    )


def _why_not_pinned(
    quote: str, words: list[Token], stands: list[Located], text: Words
) -> tuple[str, str, str]:
    """Rule, message and help for a quote that does not stand in the text exactly once."""
    shown = visible(quote[words[0].start : words[:_SHOWN_WORDS][-1].end]) + "…" if words else ""
    if len(words) < FEWEST_WORDS:
        message = f"The quote “{shown}” has {len(words)} words; a span has at least {FEWEST_WORDS}."
        return "quote-too-short", message, "Quote more of the words around it."
    if stands:
        where = ", ".join(f"{place.start} to {place.end}" for place in stands[:_SHOWN_PLACES])
        more = f" and {len(stands) - _SHOWN_PLACES} more" if len(stands) > _SHOWN_PLACES else ""
        message = f"The quote “{shown}” stands {len(stands)} times in the text, at characters {where}{more}."
        return "quote-ambiguous", message, "Quote more of the words around it, until it stands there once."
    message = f"The words of the quote “{shown}” do not stand in the text."
    return "quote-not-found", message, _longest_beginning(words, text)


def _longest_beginning(words: list[Token], text: Words) -> str:
    """How far a quote agrees with the text from its first word on."""
    stands, fails = 0, len(words)
    at = ""
    while fails - stands > 1:
        half = (stands + fails) // 2
        found = text.where([word.text for word in words[:half]])
        if found:
            stands, at = half, f"{found[0][0]} to {found[0][1]}"
        else:
            fails = half
    if not stands:
        return "Not even its first word does. Copy the words from the text."
    return (
        f"Its first {stands} of {len(words)} words do, at characters {at}; look at the word after them. A quote is one "
        "stretch, without ellipsis."
    )


def _finding(document: Document, path: Path, rule: str, message: str, remedy: str) -> Finding:
    mark = document.locate(path)
    return Finding(document.file, mark.line, mark.column, rule, message, remedy, path_text(path))


def _layout_finding(file: str) -> Finding:
    return Finding(
        file,
        0,
        0,
        "quote-layout",
        "A quote is laid out so that it cannot be replaced; nothing was pinned.",
        'Write each quote as a field of its own: quote: "the words", without ? and without chars, words or digest.',
    )
