"""A file changed in place: what is not edited stays byte for byte."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, cast

from trilat.errors import TrilatError
from trilat.findings import Edit
from trilat.reading.document import Document, Path, Value, value_at


def edited(content: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, which do not overlap and are in order.

    >>> edited("id: a  # first", [Edit(4, 5, "b")])
    'id: b  # first'
    """
    kept = []
    after = 0
    for edit in edits:
        kept += [content[after : edit.start], edit.text]
        after = edit.end
    return "".join([*kept, content[after:]])


def line_end(content: str, at: int) -> str:
    r"""How the line that holds the code point `at` ends: "\n" or "\r\n"."""
    return "\r\n" if content[: content.find("\n", at)].endswith("\r") else "\n"


def replacements(document: Document, content: str, new: Mapping[Path, str]) -> list[Edit]:
    """The edits that write other text in place of single values; quotes around them stay.

    An item of a list is taken out where the list has its new text already, so that none stands there twice.

    Raises TrilatError where a value is laid out so that it cannot be replaced, as over several lines.
    """
    edits = []
    for path, text in new.items():
        mark = document.marks[path]
        if _stands_elsewhere(document.value, path, text, new):
            edits.append(removal(document, path, content))
            continue
        raw = content[mark.start : mark.end]
        quote = raw[0] if raw[:1] in ("'", '"') else ""
        if raw != f"{quote}{value_at(document.value, path)}{quote}":
            raise TrilatError(f"{document.file}:{mark.line}:{mark.column}: the value is laid out so that it cannot be "
                              "replaced; write it on one line, plainly")
        edits.append(Edit(mark.start, mark.end, f"{quote}{text}{quote}"))
    return sorted(edits)


def with_replacements(value: Value, new: Mapping[Path, str]) -> Value:
    """What a document of this value must say after `replacements`, to be held against what it does say.

    >>> with_replacements({"about": ["a", "b"]}, {("about", 0): "b"})
    {'about': ['b']}
    """
    made: Any = deepcopy(value)
    for path, text in sorted(new.items(), key=lambda item: str(item[0][-1]).zfill(9), reverse=True):
        holder = value_at(made, path[:-1])
        if _stands_elsewhere(value, path, text, new):
            del holder[path[-1]]
        else:
            holder[path[-1]] = text
    return cast("Value", made)


def _stands_elsewhere(value: Any, path: Path, text: str, new: Mapping[Path, str]) -> bool:
    """Whether the list of the item at `path` says `text` already: as it was, or by an earlier replacement."""
    place = path[-1]
    if not isinstance(place, int):
        return False
    others = enumerate(value_at(value, path[:-1]))
    return any(
        new[at] == text and other < place if (at := (*path[:-1], other)) in new else item == text
        for other, item in others
    )


def removal(document: Document, path: Path, content: str) -> Edit:
    """The edit that takes an item out of a list: with the comma beside it, or with its line."""
    mark, holder = document.marks[path], document.marks[path[:-1]]
    if content[holder.start] != "[":
        start, end = content.rfind("\n", 0, mark.start) + 1, content.find("\n", mark.end) + 1
        return Edit(start, end or len(content), "")
    place = int(path[-1])
    if place == 0:
        return Edit(mark.start, document.marks[*path[:-1], 1].start, "")
    return Edit(document.marks[*path[:-1], place - 1].end, mark.end, "")
