"""The edit that takes a repeated field out of a file."""

from trilat.findings import Edit, Fix


def field_removal(text: str, previous: int, start: int, end: int) -> Fix | None:
    """Take out a field that stands behind another one, where no comment would go with it and nothing else.

    Args:
        text: The text of the file.
        previous: Where the value before the field ends.
        start: Where the field's name begins.
        end: Where its value ends.

    >>> field_removal("{a: b, a: b}", 5, 7, 11).edits
    (Edit(start=5, end=11, text=''),)
    """
    if text[previous:start].strip() == ",":
        edit = Edit(previous, end, "")
    else:
        line, next_line = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1 or len(text)
        if text[line:start].strip() or text[end:next_line].strip():
            return None
        edit = Edit(line, next_line, "")
    return None if "#" in text[edit.start : edit.end] else Fix(False, (edit,))
