"""The plain way to hold a span against a text: cut the whole text, and hash every window."""

from trilat.evidence import normalise
from trilat.evidence.normalise import Token
from trilat.evidence.spans import Answer, Verdict
from trilat.evidence.words import MOST_WORDS, digest
from trilat.models.article import Span


def tokens(text: str) -> list[Token]:
    """What `trilat.evidence.normalise.tokens` has to give: every cluster folded, every character's kind looked up."""
    folded, starts, ends = "", [], []
    for start, end in normalise._clusters(text):
        piece = normalise._folded(text[start:end])
        folded += piece
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    spans = (match.span() for match in normalise._TOKEN.finditer("".join(map(normalise._kind, folded))))
    return [Token(folded[first:after], starts[first], ends[after - 1]) for first, after in spans]


def words_between(text: str, start: int, end: int) -> list[str]:
    """The words of the tokens that begin at `start` and end at `end`; none where no tokens do."""
    cut = tokens(text)
    stretch = [token for token in cut if start <= token.start and token.end <= end]
    fill = stretch and (stretch[0].start, stretch[-1].end) == (start, end)
    return [token.text for token in stretch] if fill and _whole(cut, start, end) else []


def locate(span: Span, text: str, same_copy: bool) -> Answer:
    """What `trilat.evidence.spans.locate` has to answer."""
    start, end = span.chars
    if same_copy:
        found = words_between(text, start, end)
        if len(found) == span.words > 0 and digest(found) == span.digest:
            return Answer(Verdict.FOUND, ((start, end),))
    cut, places = tokens(text), []
    for first in range(len(cut) - span.words + 1) if 0 < span.words <= MOST_WORDS else ():
        window = cut[first : first + span.words]
        if digest([token.text for token in window]) == span.digest:
            at = window[0].start, window[-1].end
            if _no_token_across(cut[:first], cut[first + span.words :], *at):
                places.append(at)
    verdict = Verdict.MISSING if not places else Verdict.MOVED if len(places) == 1 else Verdict.AMBIGUOUS
    return Answer(verdict, tuple(places))


def _whole(cut: list[Token], start: int, end: int) -> bool:
    inside = [token for token in cut if start <= token.start and token.end <= end]
    before = [token for token in cut if token not in inside and token.start < start]
    after = [token for token in cut if token not in inside and token.end > end]
    return _no_token_across(before, after, start, end)


def _no_token_across(before: list[Token], after: list[Token], start: int, end: int) -> bool:
    return all(token.end <= start for token in before) and all(token.start >= end for token in after)
