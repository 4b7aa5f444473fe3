"""How single faults are mended in place: the edits that a finding offers, where they surely do what they say."""

from collections.abc import Mapping, Sequence

from trilat.errors import TrilatError
from trilat.findings import Edit, Fix
from trilat.models.base import Plain
from trilat.reading.document import Document, Path
from trilat.reading.edit import removal, replacements
from trilat.reading.scalars import scalar


def replacing(document: Document, new: Mapping[Path, str], *, safe: bool) -> Fix | None:
    """Write other text in place of single values; None where one is laid out so that this is not sure to do.

    An item of a list is taken out where the list has its new text already.
    """
    try:
        edits = replacements(document, document.text, new)
    except TrilatError:
        return None
    return _fix(document, edits, safe=safe)


def renaming(document: Document, path: Path, name: str) -> Fix | None:
    """Give a field another name, where no other field beside it bears that."""
    mark = document.key_marks.get(path)
    if mark is None or (*path[:-1], name) in document.key_marks:
        return None
    raw = document.text[mark.start : mark.end]
    quote = raw[0] if raw[:1] in ("'", '"') else ""
    if raw != f"{quote}{path[-1]}{quote}":
        return None
    return _fix(document, [Edit(mark.start, mark.end, f"{quote}{name}{quote}")], safe=False)


def removing(document: Document, path: Path) -> Fix | None:
    """Take an item that is not the first out of its list, where no comment would go with it."""
    holder = document.marks[path[:-1]]
    mark = document.marks[path]
    before = document.text[document.text.rfind("\n", 0, mark.start) + 1 : mark.start]
    if document.text[holder.start] != "[" and before.strip() != "-":
        return None
    return _fix(document, [removal(document, path, document.text)], safe=False)


def _fix(document: Document, edits: Sequence[Edit], *, safe: bool) -> Fix | None:
    """A fix of these edits; None where one would take a comment out, or break the quotes that are there or are not."""
    return Fix(safe, tuple(edits)) if all(_is_sure(document, edit) for edit in edits) else None


def _is_sure(document: Document, edit: Edit) -> bool:
    if not edit.text:
        return "#" not in document.text[edit.start : edit.end]
    if edit.text[0] in "\"'":
        return not any(character in edit.text[1:-1] for character in "\"'\\\n")
    return scalar(Plain(edit.text)) == edit.text and not any(character in edit.text for character in ",[]{}")
