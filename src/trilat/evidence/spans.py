"""Spans: the digest of a stretch of tokens, and where a stretch stands in a text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from trilat.evidence.normalise import Token, tokens
from trilat.hashing import ID_LENGTH, sha256
from trilat.models.article import Span
from trilat.vocabularies import Term

FEWEST_WORDS = 3
"""Tokens that a span has at least: fewer would stand in too many places to be evidence."""

MOST_WORDS = 2000
"""Tokens that a window can have: a quote has at most so many characters, and longer ones would cost too much."""


class Verdict(Term):
    """What became of a piece of evidence when it was held against the text."""

    FOUND = "found", "Stands at its offsets in the same copy of the text."
    MOVED = "moved", "Stands at one place of another copy, or of the same copy but not at its offsets."
    AMBIGUOUS = "ambiguous", "Stands at several places, none of which its offsets confirm."
    MISSING = "missing", "Stands nowhere in the text."
    UNCHECKED = "unchecked", "No copy of the text is at hand."
    UNPINNED = "unpinned", "Still a quote, which `trilat pin` has to replace by a span."


class Located(NamedTuple):
    """A stretch of a text as a span tells it: code points (end exclusive), number of tokens, digest."""

    start: int
    end: int
    words: int
    digest: str


class Answer(NamedTuple):
    """A verdict, and every place (start and end in code points) where the span's words stand."""

    verdict: Verdict
    places: tuple[tuple[int, int], ...] = ()


def digest(words: Sequence[str]) -> str:
    """The digest of normalised tokens: the start of the SHA-256 of their UTF-8, joined by single spaces.

    No token holds a space, so that no two stretches are joined into the same text.

    >>> digest(["three", "envoys", "met"])
    '9b4b8006d7b69f18'
    """
    return _digest(" ".join(words).encode())


def find_quote(text_tokens: Sequence[Token], quote: str) -> list[Located]:
    """All places where the tokens of a quote stand in a text, in order.

    Args:
        text_tokens: The tokens of the whole text.
        quote: The words as they stand in the text; white space, quotation marks and case may differ.

    >>> [(place.start, place.end) for place in find_quote(tokens("They met. THEY  met!"), "they met")]
    [(0, 8), (10, 19)]
    """
    words = [token.text for token in tokens(quote)]
    wanted = digest(words)
    return [Located(start, end, len(words), wanted) for start, end in places(text_tokens, len(words), wanted)]


def locate(span: Span, text_tokens: Sequence[Token], same_copy: bool) -> Answer:
    """Find a span in a text: by its offsets in the same copy, else by its words.

    Args:
        span: The span; offsets past the end, negative or reversed are looked past, and never found.
        text_tokens: The tokens of the whole text.
        same_copy: Whether the text is the very copy that the span was pinned to, by the hash of its bytes.

    >>> text = tokens("On Monday the three envoys met.")
    >>> span = Span(chars=[14, 30], words=3, digest=digest(["three", "envoys", "met"]))
    >>> str(locate(span, text, same_copy=True).verdict)
    'found'
    >>> locate(span, tokens("The three envoys met."), same_copy=False).places
    ((4, 20),)
    """
    start, end = span.chars
    if same_copy and _stands(span, text_tokens):
        return Answer(Verdict.FOUND, ((start, end),))
    found = places(text_tokens, span.words, span.digest)
    verdict = Verdict.MISSING if not found else Verdict.MOVED if len(found) == 1 else Verdict.AMBIGUOUS
    return Answer(verdict, tuple(found))


def _stands(span: Span, text_tokens: Sequence[Token]) -> bool:
    start, end = span.chars
    first = bisect_left(text_tokens, start, key=attrgetter("start"))
    after = bisect_right(text_tokens, end, key=attrgetter("end"))
    stretch = text_tokens[first:after]
    return (
        len(stretch) == span.words
        and (stretch[0].start, stretch[-1].end) == (start, end)
        and _is_edge(text_tokens, first)
        and _is_edge(text_tokens, after)
        and digest([token.text for token in stretch]) == span.digest
    )


def places(text_tokens: Sequence[Token], words: int, wanted: str) -> list[tuple[int, int]]:
    """Where a window of `words` tokens, slid over a text, has the wanted digest: starts and ends in code points.

    >>> places(tokens("a b c a b"), 2, digest(["a", "b"]))
    [(0, 3), (6, 9)]
    """
    if not 0 < words <= MOST_WORDS:
        return []
    encoded = [token.text.encode() for token in text_tokens]
    joined = b" ".join(encoded)
    begins = [0, *accumulate(len(word) + 1 for word in encoded)]
    return [
        (text_tokens[first].start, text_tokens[first + words - 1].end)
        for first in range(len(encoded) - words + 1)
        if _digest(joined[begins[first] : begins[first + words] - 1]) == wanted
        and _is_edge(text_tokens, first)
        and _is_edge(text_tokens, first + words)
    ]


def _digest(joined: bytes) -> str:
    return sha256(joined)[:ID_LENGTH]


def _is_edge(text_tokens: Sequence[Token], index: int) -> bool:
    """Whether a stretch can begin or end before a token: not inside one character that is several, such as ㍿."""
    return index in (0, len(text_tokens)) or text_tokens[index - 1].end <= text_tokens[index].start
