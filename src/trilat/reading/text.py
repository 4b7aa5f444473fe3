"""From bytes to text: UTF-8 alone, without the characters that editors, terminals and parsers disagree on."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from trilat.findings import Finding

MOST_FINDINGS = 100
"""How many wrong characters of one text are told one by one."""

LONGEST_LINE = 1_000_000
"""How many characters a line of JSON may have."""

_WRONG = re.compile(
    "[\udc80-\udcff]+"  # bytes that are not UTF-8, as surrogateescape leaves them
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
)

_PRINTABLE = bytes([*b"\t\n", *range(0x20, 0x7F)])


def decode(data: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """The text of a file, or None and every reason why it cannot be read as text.

    Line ends stay as they are, so that offsets into the text are offsets into the file.
    """
    if finding := utf_16(data, file):
        return None, [finding]
    text = lenient(data)
    findings = wrong_characters(text, file)
    return (None if findings else text), findings


def lenient(data: bytes) -> str:
    """The text of a file in which bytes that are not UTF-8 stand as lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def utf_16(data: bytes, file: str) -> Finding | None:
    """A finding where the bytes are those of UTF-16 or UTF-32, in which every other character would be wrong."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4].count(0) >= 2:
        return Finding(file, 1, 1, "not-utf-8", "the file is in UTF-16 or UTF-32", "save it as UTF-8")
    return None


def wrong_characters(text: str, file: str, line: int = 1) -> list[Finding]:
    """A finding for every character that no file may have. `line` is the number of the text's first line."""
    if text.isascii() and not text.encode().translate(None, _PRINTABLE):
        return []  # most files, at a fiftieth of the time
    found = _WRONG.finditer(text)
    findings = list(_found(islice(found, MOST_FINDINGS), text, file, line))
    if rest := sum(1 for _ in found):
        message = f"{rest} more characters that no file may have stand behind this one"
        findings.append(replace(findings[-1], rule="wrong-characters", message=message))
    return findings


def cut_short(text: str, file: str, line: int = 1) -> list[Finding]:
    """A finding where the last line has no end: the file may be cut short. `line` is the number of the first line."""
    if not text or text.endswith("\n"):
        return []
    return [
        Finding(
            file, line + text.count("\n"), len(text) - text.rfind("\n"), "cut-file",
            "the file does not end with a line break; it may be cut short",
            "compare its end with the original, then add the line break",
        )
    ]


def _found(matches: Iterator[re.Match[str]], text: str, file: str, line: int) -> Iterator[Finding]:
    before = 0
    for match in matches:
        line += text.count("\n", before, match.start())
        before = match.start()
        yield Finding(file, line, before - text.rfind("\n", 0, before), *_named(match.group()))


def _named(wrong: str) -> tuple[str, str, str]:
    """The rule, message and remedy for a wrong character."""
    if wrong == "\ufeff":
        return "byte-order-mark", "a byte order mark (U+FEFF)", "save the file as UTF-8 without it"
    if "\udc80" <= wrong[0] <= "\udcff":
        data = wrong.encode("utf-8", "surrogateescape")
        if re.match(rb"\xed[\xa0-\xbf][\x80-\xbf]", data):
            return "not-utf-8", "half of a surrogate pair, which is not a character", "save the file as UTF-8"
        named = " ".join(f"0x{byte:02X}" for byte in data[:4])
        latin = "".join(c if c.isprintable() else "�" for c in data[:4].decode("cp1252", "replace"))
        return "not-utf-8", f"{named} is not UTF-8; in Latin-1 it would be {latin!r}", "save the file as UTF-8"
    if wrong == "\r":
        return "control-character", "a carriage return without a line feed", "end lines with a line feed"
    number = f"U+{ord(wrong):04X}"
    name = unicodedata.name(wrong, _CONTROLS.get(wrong, ""))
    return "control-character", f"{number} {name}".rstrip() + ", which no file may have", "take it out"


_CONTROLS = {"\x00": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x85": "NEXT LINE"}
