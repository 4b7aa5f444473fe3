"""Entries of redirects.yaml, written as YAML at the end of the file."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from trilat.errors import TrilatError
from trilat.findings import Edit
from trilat.reading.edit import edited, line_end
from trilat.reading.yaml import read_yaml
from trilat.versions import SCHEMA_VERSION

NEW_FILE = (
    f"# yaml-language-server: $schema=../schema/{SCHEMA_VERSION}/redirects.schema.json\n"
    f"schema_version: {SCHEMA_VERSION}\nredirects: []\n"
).encode()
"""The file of redirects before the first."""


def merged(table: str, old: str, new: str, reason: str, on: date) -> list[str]:
    """The lines of an entry for an id that was merged into another."""
    return _flat({"table": table, "old": old, "kind": "merged", "new": new, "reason": reason, "since": str(on)})


def parted(table: str, old: str, into: Mapping[str, Sequence[str]], reason: str, on: date) -> list[str]:
    """The lines of an entry for an id that was split: by new id the articles whose claims went there."""
    parts = [
        line for new, articles in into.items()
        for line in (f"  - record: {new}", f"    articles: [{', '.join(articles)}]")
    ]
    head = _flat({"table": table, "old": old, "kind": "split"})
    return [*head, "into:", *parts, *_flat({"reason": reason, "since": str(on)})]


def _flat(entry: Mapping[str, str]) -> list[str]:
    """The lines of a mapping in YAML."""
    return [f"{name}: {_scalar(value)}" for name, value in entry.items()]


def _scalar(text: str) -> str:
    """A value as YAML writes it: plainly where that reads the same."""
    document, findings = read_yaml(f"a: {text}\n".encode(errors="surrogateescape"), "")
    plain = document is not None and not findings and document.value == {"a": text}
    return text if plain else json.dumps(text, ensure_ascii=False)


def with_redirect(data: bytes, file: str, entry: Sequence[str]) -> bytes:
    r"""The file of redirects with the lines of an entry at its end, and all else as it is.

    Raises TrilatError where the redirects are laid out so that none can be added.

    >>> print(with_redirect(b"redirects: []\n", "redirects.yaml", ["old: a", "new: b"]).decode(), end="")
    redirects:
      - old: a
        new: b
    """
    content = data.decode(errors="surrogateescape")
    document, _ = read_yaml(data, file)
    if document is None:
        raise TrilatError(f"{file} cannot be read")
    mark = document.marks["redirects",]
    ends = line_end(content, mark.start)
    empty = ("redirects", 0) not in document.marks
    if content[mark.start] == "[" and not empty:
        raise TrilatError(f"{file}:{mark.line}: write the redirects as a list in lines, each with a hyphen before it")
    line = "" if empty else content[content.rfind("\n", 0, document.marks["redirects", 0].start) + 1:]
    indent = "  " if empty else line[: len(line) - len(line.lstrip(" "))]
    text = "".join(f"{indent}{'  ' if number else '- '}{part}{ends}" for number, part in enumerate(entry))
    if empty:
        start = len(content[: mark.start].rstrip(" "))
        return edited(content, [Edit(start, mark.end, ends + text.rstrip("\r\n"))]).encode(errors="surrogateescape")
    at = content.find("\n", mark.end) + 1
    if at == 0:
        at, text = len(content), ends + text
    return edited(content, [Edit(at, at, text)]).encode(errors="surrogateescape")
