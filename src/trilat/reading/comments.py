"""The comments of a YAML file, told apart from a # in a text."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from trilat.reading.document import Document, Path

_OUTSIDE = re.compile(r"#[^\n]*|---|-")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


class Comment(NamedTuple):
    """A comment with its #, without white space at its end.

    `start` is its place in code points, `line` and `column` count from 1, `alone` tells whether nothing else stands in
    its line.
    """

    start: int
    text: str
    line: int
    column: int
    alone: bool

    @property
    def words(self) -> str:
        """What it says."""
        return self.text[1:].strip()


def comments(document: Document, content: str) -> Iterator[Comment]:
    r"""The comments of the file that a document was read from, in their order.

    Args:
        document: The document, which knows the extent of every scalar.
        content: The decoded text of the whole file.

    >>> from trilat.reading.yaml import read_yaml
    >>> text = 'title: "a # b"  # c\n'
    >>> [comment.text for comment in comments(read_yaml(text.encode(), "a.yaml")[0], text)]
    ['# c']
    """
    line, before = 1, 0
    for start, text in outside(document, content):
        if text.startswith("#"):
            line += content.count("\n", before, start)
            before = start
            begins = content.rfind("\n", 0, start) + 1
            yield Comment(start, text.rstrip(), line, start - begins + 1, not content[begins:start].strip())


def outside(document: Document, content: str) -> Iterator[tuple[int, str]]:
    """Every comment and every hyphen of a list, outside of names and values: its place and its text."""
    after = 0
    for start, end in [*_stretches(document.value, (), document), (len(content), len(content))]:
        for found in _OUTSIDE.finditer(content, after, start):
            if found.group() != "---":
                yield found.start(), found.group()
        header = _HEADER.match(content, start, end)
        if header:
            yield header.start(1), header[1]
        after = end


def _stretches(value: Any, path: Path, document: Document) -> Iterator[tuple[int, int]]:
    """Where names and single values stand, in the order of the file."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(value, dict):
                yield document.key_marks[*path, step].start, document.key_marks[*path, step].end
            yield from _stretches(inner, (*path, step), document)
    else:
        yield document.marks[path].start, document.marks[path].end
