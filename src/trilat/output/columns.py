"""How wide text is on a terminal, and how it is broken into lines there. The text is such as `visible` leaves it."""

import unicodedata
from collections.abc import Iterator


def columns(text: str) -> int:
    """How many columns a terminal gives to a text.

    >>> columns("Busan"), columns("부산")
    (5, 4)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
        return 0  # it stands on the character before it; so do the vowels and finals of Korean syllables taken apart
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, first: str, rest: str, width: int) -> list[str]:
    """Lines of at most `width` columns; `first` stands before the first, `rest` before the others.

    >>> wrapped("two words", "= ", "  ", 8)
    ['= two', '  words']
    """
    lines, line, empty = [], first, True
    for word in text.split():
        for piece in _pieces(word, width - columns(rest)):
            if not empty and columns(line) + 1 + columns(piece) > width:
                lines.append(line)
                line, empty = rest, True
            line, empty = f"{line}{'' if empty else ' '}{piece}", False
    return [*lines, line.rstrip()]


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word, cut where it is longer than a line."""
    piece, size = "", 0
    for character in word:
        if piece and size + _columns(character) > width:
            yield piece
            piece, size = "", 0
        piece += character
        size += _columns(character)
    yield piece
