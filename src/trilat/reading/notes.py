"""Which value of a YAML file each of its comments belongs to."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from trilat.reading.comments import Comment, comments, outside
from trilat.reading.document import Document, Path, value_at

BLANK = ""
"""Stands among comments for a blank line that is kept."""


@dataclass(slots=True)
class Note:
    """The comments on a value or on the field or item that holds it, and on what is inside it.

    `above` stand alone on lines before it, `beside` at the end of its line, and `after` alone behind the last of what
    is inside it. Those of the root that stand above are the head of the file.
    """

    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    inside: dict[str | int, "Note"] = field(default_factory=dict)

    @property
    def is_empty_inside(self) -> bool:
        """Whether there is no comment on anything inside the value."""
        return not self.after and not any(
            any(note.above) or note.beside or not note.is_empty_inside for note in self.inside.values()
        )

    def at(self, path: Path) -> "Note":
        """The note on what stands at `path`, made where there is none."""
        note = self
        for step in path:
            note = note.inside.setdefault(step, Note())
        return note


class _Place(NamedTuple):
    """Where a field or an item of a list begins: at its name, its hyphen, or its value."""

    start: int
    path: Path


class _Layout(NamedTuple):
    """How a file is laid out: everything in the order of the file."""

    content: str
    document: Document
    comments: list[Comment]
    places: list[_Place]
    ends: list[_Place]

    def column(self, at: int) -> int:
        """How many characters stand before a code point in its line."""
        return at - self.content.rfind("\n", 0, at) - 1

    def is_flow(self, path: Path) -> bool:
        """Whether the value at `path` is a mapping or list in brackets."""
        return (isinstance(value_at(self.document.value, path), dict | list)
                and self.content[self.document.marks[path].start] in "[{")


def notes_of(content: str, document: Document) -> Note:
    """The comments of a file by the values that they belong to.

    A comment alone on its line belongs to what follows, or where it is indented further than that, to the end of the
    list or mapping that it is aligned with. One at the end of a line belongs to what stands before it there.
    """
    layout = _layout(content, document)
    notes = Note()
    starts = [place.start for place in layout.places]
    last: tuple[int, int] = (-1, 0)
    for comment in layout.comments:
        line = content.rfind("\n", 0, comment.start) + 1
        number = bisect_right(starts, comment.start)
        blank = [BLANK] if _is_blank_before(content, line) else []
        if number == 0:
            notes.above += [*blank, comment.text]
        elif content[line : comment.start].strip():
            path = _stands_beside(layout, comment.start)
            (notes.at(path).beside if path else notes.above).append(comment.text)
        else:
            ceiling = last[1] if last[0] == number else 99
            path, is_after = _belongs(layout, comment.start, number, ceiling)
            last = (number, len(path) if is_after else -1)
            note = notes.at(path)
            (note.after if is_after else note.above).extend(
                [*(blank if _is_airy(path) and not (is_after and len(path) > 1) else []), comment.text]
            )
    _keep_blanks(layout, notes)
    return notes


def _belongs(layout: _Layout, at: int, number: int, ceiling: int) -> tuple[Path, bool]:
    """To what a comment alone on its line belongs, and whether to its end.

    `number` counts the places before the comment; what it is put at the end of is at most `ceiling` steps deep.
    """
    marks = layout.document.marks
    before = layout.places[number - 1]
    following = layout.places[number] if number < len(layout.places) else None
    chain = [before.path[:depth] for depth in range(len(before.path), -1, -1)]
    for path in chain:
        if layout.is_flow(path) and marks[path].start < at < marks[path].end:
            inside = following is not None and following.start < marks[path].end
            return (following.path, False) if inside and following else (path, True)
    is_block = isinstance(value_at(layout.document.value, before.path), dict | list) and not layout.is_flow(before.path)
    if at < marks[before.path].start and not is_block:
        return before.path, False
    column = layout.column(at)
    floor = layout.column(following.start) if following else -1
    open_still = following.path[:-1] if following else None
    for depth in range(len(before.path) - 1, -1, -1):
        path = before.path[:depth]
        closes = open_still is None or open_still[:depth] != path
        if closes and depth <= ceiling and floor < _column_of(layout, before.path[: depth + 1]) <= column:
            return path, True
    return ((), True) if following is None else (following.path, False)


def _column_of(layout: _Layout, path: Path) -> int:
    """The column of the field or item at `path`; that of what is in brackets counts for nothing."""
    if layout.is_flow(path[:-1]):
        return -1
    if isinstance(path[-1], str):
        return layout.document.key_marks[path].column - 1
    value = layout.document.marks[path].start
    return layout.column(layout.places[bisect_left(layout.places, (value, ())) - 1].start)


def _stands_beside(layout: _Layout, at: int) -> Path:
    """What ends last before a comment at the end of a line."""
    return layout.ends[bisect_left(layout.ends, (at, ())) - 1].path


def _is_blank_before(content: str, line: int) -> bool:
    """Whether the line before the one that begins at `line` is blank."""
    return line > 0 and not content[content.rfind("\n", 0, line - 1) + 1 : line].strip()


def _is_airy(path: Path) -> bool:
    """Whether blank lines are kept here: between the parts of the file, and between the entries of each."""
    return len(path) < 2 or (len(path) == 2 and isinstance(path[1], int))


def _keep_blanks(layout: _Layout, notes: Note) -> None:
    """Add the blank lines that stand right before parts and entries."""
    for number, (start, path) in enumerate(layout.places):
        line = layout.content.rfind("\n", 0, start) + 1
        alone = not layout.content[line:start].strip()
        if _is_airy(path) and alone and _is_blank_before(layout.content, line):
            (notes.at(path) if number else notes).above.append(BLANK)


def _layout(content: str, document: Document) -> _Layout:
    hyphens = (start for start, text in outside(document, content) if text == "-")
    layout = _Layout(content, document, [*comments(document, content)], [], [])
    _find_places(layout, (), hyphens)
    layout.ends.sort(key=lambda place: place.start)
    return layout


def _find_places(layout: _Layout, path: Path, hyphens: Iterator[int]) -> None:
    value, mark = value_at(layout.document.value, path), layout.document.marks[path]
    is_flow = layout.is_flow(path)
    if not isinstance(value, dict | list):
        layout.ends.append(_Place(_end(layout.content, mark.start, mark.end), path))
        return
    if is_flow:
        layout.ends.append(_Place(mark.start + 1, path))
    for step in value if isinstance(value, dict) else range(len(value)):
        inner = (*path, step)
        if isinstance(value, dict):
            key = layout.document.key_marks[inner]
            layout.places.append(_Place(key.start, inner))
            layout.ends.append(_Place(key.end, inner))
        else:
            start = layout.document.marks[inner].start if is_flow else next(hyphens)
            layout.places.append(_Place(start, inner))
            if not is_flow:
                layout.ends.append(_Place(start + 1, inner))
        _find_places(layout, inner, hyphens)
    if is_flow:
        layout.ends.append(_Place(mark.end, path))


def _end(content: str, start: int, end: int) -> int:
    """Where a single value ends for the comments on it: of a text in lines of its own, that is its first mark."""
    return start + 1 if content[start] in "|>" else end
