"""What makes claims in an annotated article: entries, and the positions and participants inside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trilat.models.article import (
    ArticleFile,
    Evidence,
    MeetingEntry,
    OutcomeEntry,
    ParticipantEntry,
    PositionEntry,
    StatementEntry,
)

INNER = ("positions", "participants")
"""The parts of a meeting that are records of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an entry says of one record: its table and id, the way to it in the file, and the evidence it can rest on.

    `by` is the chain of those through whom it came, `origin` the one at its end.
    """

    table: str
    record: str
    path: tuple[str | int, ...]
    entry: MeetingEntry | StatementEntry | OutcomeEntry
    model: MeetingEntry | PositionEntry | ParticipantEntry | StatementEntry | OutcomeEntry
    evidence: Sequence[Evidence]

    @property
    def origin(self) -> str:
        """Who says it at first hand: the last of `by`, or the first by id of a statement's speakers."""
        entry = self.entry
        return min(entry.speakers) if isinstance(entry, StatementEntry) else entry.by[-1]

    @property
    def by(self) -> Sequence[str]:
        """All through whom the author has it, as written."""
        return self.entry.by or ()

    @property
    def via(self) -> Sequence[str]:
        """Those who relay it, outermost first."""
        return self.by if isinstance(self.entry, StatementEntry) else self.by[:-1]

    @property
    def meetings(self) -> Sequence[str]:
        """The meetings that it is about."""
        match self.entry:
            case StatementEntry():
                return self.entry.about
            case OutcomeEntry():
                return [self.entry.meeting]
            case _:
                return [self.entry.id]


def parts(file: ArticleFile) -> Iterator[Part]:
    """Every part of an article that makes claims, in the order of the file."""
    for table in ("meetings", "statements", "outcomes"):
        entries: Sequence[MeetingEntry | StatementEntry | OutcomeEntry] = getattr(file, table)
        for place, entry in enumerate(entries):
            yield Part(table, entry.id, (table, place), entry, entry, entry.spans)
            if isinstance(entry, MeetingEntry):
                for name in INNER:
                    yield from _inner(entry, name, place)


def _inner(entry: MeetingEntry, name: str, place: int) -> Iterator[Part]:
    """The parts of a meeting entry; one without evidence of its own rests on what the entry keeps for no field else."""
    inner: list[PositionEntry | ParticipantEntry] = [*getattr(entry, name)]
    passed_down: list[Evidence] = [] if all(part.spans for part in inner) else [
        span if span.supports is None else span.model_copy(update={"supports": None})
        for span in entry.spans if span.supports is None or name in span.supports
    ]
    for seat, part in enumerate(inner):
        own = part.slot if isinstance(part, ParticipantEntry) else part.party
        path = ("meetings", place, name, seat)
        yield Part(name, f"{entry.id}.{own}", path, entry, part, part.spans or passed_down)
