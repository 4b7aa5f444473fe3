"""Spans: where quotes and the spans that took their place stand in a text."""

from typing import NamedTuple

from trilat.evidence.normalise import tokens
from trilat.evidence.words import Words, digest
from trilat.models.article import Span
from trilat.vocabularies import Term

FEWEST_WORDS = 3
"""Tokens that a span has at least: fewer would stand in too many places to be evidence."""


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


def find_quote(text: Words, quote: str) -> list[Located]:
    """All places where the tokens of a quote stand in a text, in order.

    Args:
        text: The whole text.
        quote: The words as they stand in the text; white space, quotation marks and case may differ.

    >>> [(place.start, place.end) for place in find_quote(Words("They met. THEY  met!"), "they met")]
    [(0, 8), (10, 19)]
    """
    words = [token.text for token in tokens(quote)]
    return [Located(start, end, len(words), digest(words)) for start, end in text.where(words)]


def locate(span: Span, text: Words, same_copy: bool) -> Answer:
    """Find a span in a text: by its offsets in the same copy, else by its words.

    Args:
        span: The span; offsets past the end, negative or reversed are looked past, and never found.
        text: The whole text.
        same_copy: Whether the text is the very copy that the span was pinned to, by the hash of its bytes.

    >>> text = Words("On Monday the three envoys met.")
    >>> span = Span(chars=[14, 30], words=3, digest=digest(["three", "envoys", "met"]))
    >>> str(locate(span, text, same_copy=True).verdict)
    'found'
    >>> locate(span, Words("The three envoys met."), same_copy=False).places
    ((4, 20),)
    """
    start, end = span.chars
    if same_copy and text.stand(start, end, span.words, span.digest):
        return Answer(Verdict.FOUND, ((start, end),))
    found = text.places(span.words, span.digest, end - start)
    verdict = Verdict.MISSING if not found else Verdict.MOVED if len(found) == 1 else Verdict.AMBIGUOUS
    return Answer(verdict, tuple(found))
