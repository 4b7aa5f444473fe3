"""The comments of a YAML file, told apart from a # in a text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from trilat.reading.document import Document, Mark, Path

_HASH = re.compile(r"(?:(?<=[\s,\[\]{}])|\A)#[^\r\n]*")
_BLOCK_HEAD = re.compile(r"[|>][0-9+-]*")


class Comment(NamedTuple):
    """A comment without its #: its line and column from 1, and whether nothing else stands in its line."""

    line: int
    column: int
    text: str
    alone: bool


def comments(document: Document, content: str) -> Iterator[Comment]:
    r"""The comments of the file that a document was read from, in their order.

    Args:
        document: The document, which knows the extent of every scalar.
        content: The decoded text of the whole file.

    >>> from trilat.reading.yaml import read_yaml
    >>> text = 'title: "a # b"  # c\n'
    >>> [comment.text for comment in comments(read_yaml(text.encode(), "a.yaml")[0], text)]
    ['c']
    """
    marks = sorted(_scalars(document), key=lambda mark: mark.start)
    starts = [mark.start for mark in marks]
    line, before, at = 1, 0, 0
    while found := _HASH.search(content, at):
        place = bisect_right(starts, found.start()) - 1
        inside = marks[place] if place >= 0 else None
        if inside is not None and found.start() < inside.end and not _heads(content, inside, found.start()):
            at = max(found.start() + 1, inside.end)
            continue
        at = found.end()
        line += content.count("\n", before, found.start())
        before = found.start()
        begins = content.rfind("\n", 0, before) + 1
        yield Comment(line, before - begins + 1, found.group()[1:].strip(), not content[begins:before].strip())


def _heads(content: str, mark: Mark, at: int) -> bool:
    """Whether a # stands behind the | or > that a text of several lines begins with, in the same line."""
    return bool(_BLOCK_HEAD.match(content, mark.start)) and "\n" not in content[mark.start : at]


def _scalars(document: Document) -> Iterator[Mark]:
    """Where the names of fields and the single values of a document stand."""
    yield from document.key_marks.values()
    pending: list[tuple[Path, Any]] = [((), document.value)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            pending.extend(((*path, place), item) for place, item in enumerate(value))
        else:
            yield document.marks[path]
