"""The gist of an annotated article: what other articles ask of it.

To hold all articles of a large dataset against each other takes little of each. The gist stands in for the article,
whose spans, words and places need not be kept: it takes a tenth of the memory, and can be sent from one process to
another. Its parts have the names that they have in the article.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from trilat.models.article import ArticleFile, Evidence, Span, StatementEntry
from trilat.vocabularies import Attendance, Level, Portfolio, PublishedBasis, Role, Stage, Stance, Status, WithinAs


class ArticleGist(NamedTuple):
    """The source document."""

    id: str
    published: str
    published_basis: PublishedBasis
    written: str | None
    wire: str | None


class SeatGist(NamedTuple):
    """A seat at a meeting."""

    slot: str
    person: str | None
    party: str | None
    role: Role | None
    attendance: Attendance | None


class FirstGist(NamedTuple):
    """A claim that a meeting is the first since something."""

    since: str | None
    previous: str | None


class MeetingGist(NamedTuple):
    """What one origin says of one meeting."""

    id: str
    stance: Stance | None
    status: Status | None
    date: str | None
    within: str | None
    within_as: WithinAs | None
    parties: Sequence[str]
    parties_complete: bool | None
    level: Level | None
    portfolio: Sequence[Portfolio]
    firsts: Sequence[FirstGist]
    participants: Sequence[SeatGist]


class OutcomeGist(NamedTuple):
    """What a meeting produced, or would, by one origin."""

    id: str
    meeting: str
    stance: Stance | None
    stage: Stage | None
    actors: Sequence[str]


StatementGist: TypeAlias = tuple[str, Stance | None, str | None, Sequence[str]]
"""A statement's id, stance, date and speakers: of these there are many, and a bare tuple is made in half the time."""


class Gist(NamedTuple):
    """What other articles ask of an article, its entries in their order.

    `text` is the hash of the text that was coded, and `digests` are those of the spans.
    """

    article: ArticleGist
    text: str
    meetings: Sequence[MeetingGist]
    statements: Sequence[StatementGist]
    outcomes: Sequence[OutcomeGist]
    digests: frozenset[str]


class Telling(NamedTuple):
    """By what a statement could be known again: its summary, and the stretches that show what it says.

    A stretch is where it starts and ends, and its digest.
    """

    article: str
    summary: str | None
    spans: Sequence[tuple[int, int, str]]


def telling_of(article: str, entry: StatementEntry) -> Telling:
    """The same of an entry in an article."""
    return Telling(article, entry.summary, [
        (span.chars[0], span.chars[1], span.digest) for span in entry.spans
        if isinstance(span, Span) and (span.supports is None or "summary" in span.supports)
    ])


_article = itemgetter(*ArticleGist._fields)
_meeting = itemgetter(*MeetingGist._fields[:-2])
_seat = itemgetter(*SeatGist._fields)
_outcome = itemgetter(*OutcomeGist._fields)
_statement = itemgetter("id", "stance", "date", "speakers")


def gist_of(file: ArticleFile, evidence: Iterable[Evidence]) -> Gist:
    """The gist of an article and of all its evidence.

    Fields are taken out of what models keep them in: to ask the models for them one by one takes twice as long.
    """
    meetings = [
        MeetingGist._make((
            *_meeting(vars(entry)),
            [FirstGist(first.since, first.previous) for first in entry.firsts],
            [SeatGist._make(_seat(vars(seat))) for seat in entry.participants],
        ))
        for entry in file.meetings
    ]
    return Gist(
        ArticleGist._make(_article(vars(file.article))), file.article.text.sha256, meetings,
        [_statement(vars(entry)) for entry in file.statements],
        [OutcomeGist._make(_outcome(vars(entry))) for entry in file.outcomes],
        frozenset(one.digest for one in evidence if isinstance(one, Span)),
    )
