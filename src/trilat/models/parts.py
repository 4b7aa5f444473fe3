"""What makes claims in an annotated article: entries, and the positions and participants inside them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from trilat.models.article import (
    ArticleFile,
    Evidence,
    MeetingEntry,
    Occasion,
    OutcomeEntry,
    ParticipantEntry,
    PositionEntry,
    StatementEntry,
)
from trilat.models.base import ClaimField, claim_fields, sums_up

Path = tuple[str | int, ...]

SHARED = ("by", "channel", "date")
"""What statements take over from their occasion where they leave it out."""

OWN = {"positions": "party", "participants": "slot"}
"""The parts of a meeting that are records of their own, each with the field that names it within the meeting."""

INNER = tuple(OWN)

ABOUT = {"meetings": "id", "statements": "about", "outcomes": "meeting"}
"""The entries of an article, each with the field that has the meetings which it is about."""

ENTRIES = tuple(ABOUT)
"""The tables whose records articles make, in which order an id is looked up too."""

MODELS: dict[str, type[BaseModel]] = {
    "meetings": MeetingEntry,
    "positions": PositionEntry,
    "participants": ParticipantEntry,
    "statements": StatementEntry,
    "outcomes": OutcomeEntry,
}
"""The models whose fields become claims, by the table of the record."""


def fields_of(table: str) -> dict[str, ClaimField]:
    """What each claimed field of a table declares of its claims."""
    return claim_fields(MODELS[table])


class Part(NamedTuple):
    """What an entry says of one record: its table and id, the way to it in the file, and the evidence it can rest on.

    `via` are those who relay it, outermost first; `origin` is who says it at first hand: the last of the entry's `by`,
    or the first by id of a statement's speakers.
    """

    table: str
    record: str
    path: Path
    entry: MeetingEntry | StatementEntry | OutcomeEntry
    model: MeetingEntry | PositionEntry | ParticipantEntry | StatementEntry | OutcomeEntry
    evidence: Sequence[Evidence]
    via: Sequence[str]
    origin: str

    @property
    def by(self) -> Sequence[str]:
        """All through whom the author has it, as written."""
        return self.entry.by or ()

    def showing(self, name: str) -> Sequence[Evidence]:
        """The evidence that shows a field.

        What sums up the entry rests on all of it, unless evidence is kept for it or it is inferred.
        """
        shown = [span for span in self.evidence if span.supports is None or name in span.supports]
        if shown or name in (self.model.inferred or ()) or not sums_up(self.model, name):
            return shown
        return self.evidence

    @property
    def meetings(self) -> Sequence[str]:
        """The meetings that it is about."""
        about: str | Sequence[str] = getattr(self.entry, ABOUT[str(self.path[0])])
        return [about] if isinstance(about, str) else about


def parts(file: ArticleFile) -> Iterator[Part]:
    """Every part of an article that makes claims, in the order of the file."""
    occasions = {occasion.id: occasion for occasion in file.occasions}
    for table in ENTRIES:
        entries: Sequence[MeetingEntry | StatementEntry | OutcomeEntry] = getattr(file, table)
        evidence: Sequence[Evidence]
        for place, written in enumerate(entries):
            entry, evidence = written, written.spans
            if isinstance(written, StatementEntry) and written.occasion in occasions:
                entry, evidence = _with_occasion(written, occasions[written.occasion])
            part = Part(table, entry.id, (table, place), entry, entry, evidence, *_tellers(entry))
            yield part
            if isinstance(entry, MeetingEntry):
                for name in INNER:
                    yield from _inner(entry, name, part)


def _tellers(entry: MeetingEntry | StatementEntry | OutcomeEntry) -> tuple[Sequence[str], str]:
    """Who relays an entry, and who says it at first hand."""
    by = entry.by or []
    return (by, min(entry.speakers)) if isinstance(entry, StatementEntry) else (by[:-1], by[-1])


def _with_occasion(entry: StatementEntry, occasion: Occasion) -> tuple[StatementEntry, Sequence[Evidence]]:
    """A statement with what it leaves out and its occasion says, and the evidence of both, each for its own fields."""
    shared = [name for name in SHARED if name in occasion.model_fields_set - entry.model_fields_set]
    own = [name for name in type(entry).model_fields if name in entry.model_fields_set]
    spans = [_supporting(span, own) for span in entry.spans] + [_supporting(span, shared) for span in occasion.spans]
    inferred = [*(entry.inferred or ()), *(name for name in occasion.inferred or () if name in shared)]
    taken = {name: getattr(occasion, name) for name in shared} | ({"inferred": inferred} if inferred else {})
    return entry.model_copy(update=taken), [span for span in spans if span.supports]


def _supporting(span: Evidence, fields: Sequence[str]) -> Evidence:
    """A span that supports, of these fields, those that it supported before."""
    return span.model_copy(update={
        "supports": [name for name in fields if span.supports is None or name in span.supports]
    })


def _inner(entry: MeetingEntry, name: str, whole: Part) -> Iterator[Part]:
    """The parts of a meeting entry; one without evidence of its own rests on what the entry keeps for no field else."""
    passed_down: list[Evidence] | None = None
    inner: list[PositionEntry | ParticipantEntry] = getattr(entry, name)
    for seat, part in enumerate(inner):
        if not part.spans and passed_down is None:
            passed_down = list(_passed_down(entry, name))
        yield Part(name, f"{entry.id}.{getattr(part, OWN[name])}", (*whole.path, name, seat), entry, part,
                   part.spans or passed_down or [], whole.via, whole.origin)


def _passed_down(entry: MeetingEntry, name: str) -> Iterator[Evidence]:
    for span in entry.spans:
        if span.supports is None:
            yield span
        elif name in span.supports:
            yield span.model_copy(update={"supports": None})


def evidence_lists(article: ArticleFile) -> list[tuple[Path, Sequence[Evidence]]]:
    """Every list of spans and quotes of an article with its path: an entry's own, then its parts'."""
    found: list[tuple[Path, Sequence[Evidence]]] = []
    for kind in ("meetings", "occasions", "statements", "outcomes"):
        for number, entry in enumerate(getattr(article, kind)):
            if entry.spans:
                found.append(((kind, number, "spans"), entry.spans))
            for name in INNER if kind == "meetings" else ():
                for seat, part in enumerate(getattr(entry, name)):
                    if part.spans:
                        found.append(((kind, number, name, seat, "spans"), part.spans))
    return found


def evidence_of(article: ArticleFile) -> Iterator[tuple[Path, Evidence]]:
    """Every span and quote of an article with its path: an entry's own, then its positions' and participants'."""
    for path, listed in evidence_lists(article):
        for place, evidence in enumerate(listed):
            yield (*path, place), evidence
