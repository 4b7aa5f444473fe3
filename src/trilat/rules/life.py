"""Rules on what comes after what: the life of a meeting, of a seat at it, and of its outcomes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trilat import edtf
from trilat.findings import Finding, Severity
from trilat.models.article import Article, ArticleFile, MeetingEntry
from trilat.models.parts import Part
from trilat.sheets import Sheet, Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import Attendance, PublishedBasis, Stage, Stance, Status, Term

ILLEGAL: Mapping[str, Mapping[Term, frozenset[Term]]] = {
    "status": {
        Status.UNDER_WAY: frozenset({Status.PROPOSED, Status.AGREED, Status.SCHEDULED}),
        Status.HELD: frozenset(Status) - {Status.HELD},
        Status.CANCELLED: frozenset({Status.PROPOSED, Status.AGREED, Status.SCHEDULED}),
        Status.NOT_HELD: frozenset(Status) - {Status.NOT_HELD, Status.CANCELLED, Status.POSTPONED},
    },
    "attendance": {
        Attendance.ATTENDED: frozenset(Attendance) - {Attendance.ATTENDED},
        Attendance.ABSENT: frozenset({Attendance.INVITED, Attendance.EXPECTED, Attendance.ATTENDED}),
        Attendance.REPLACED: frozenset({Attendance.INVITED, Attendance.EXPECTED, Attendance.ATTENDED}),
    },
    "stage": {
        Stage.CLAIMED: frozenset({Stage.EXPECTED}),
        Stage.CARRIED_OUT: frozenset({Stage.SPECULATED, Stage.SOUGHT, Stage.EXPECTED}),
    },
}
"""For each field and state, what cannot be asserted wholly afterwards of the same date; all else can."""

CALLED_OFF = frozenset({Status.CANCELLED, Status.NOT_HELD})
"""States after which a meeting may be announced anew, for a date that is not said to be the same."""


FIELDS = {"meetings": "status", "participants": "attendance", "outcomes": "stage"}
"""The field of each table that holds a state."""


class State(NamedTuple):
    """One state that an article asserts of a record."""

    term: Term
    asserted: edtf.Edtf
    part: Part
    sheet: Sheet

    @property
    def path(self) -> tuple[str | int, ...]:
        """The way to the state in the file."""
        return (*self.part.path, FIELDS[self.part.table])

    @property
    def dates(self) -> tuple[edtf.Edtf, ...]:
        """The dates that the article gives the meeting."""
        return _dates(self.sheet.model, self.part)


def status_transition(sheets: Sheets) -> Iterator[Finding]:
    """What was held, called off or carried out is not announced afterwards for the same date.

    So too for who attended, and for outcomes. An article whose day is a page stamp, and that does not say when it was
    written, only seems to come afterwards.
    """
    if sheets.impossible_dates:
        return
    for states in _states(sheets).values():
        terms = {state.term for state in states}
        for later in states if len(terms) > 1 else ():
            earlier = [state for state in states if _is_illegal(state, later)]
            if earlier and not _may_be_older(later.sheet.model.article):
                first = max(earlier, key=lambda state: (str(state.asserted.latest), state.sheet.model.article.id))
                yield later.sheet.finding(
                    "status-transition", later.path,
                    f"{later.term} is asserted after {first.term}, by {first.sheet.model.article.id}",
                    "mend the state, the date or the id; or give the article's written, if it is older than it looks",
                    Severity.WARNING,
                )


def _states(sheets: Sheets) -> Mapping[tuple[str, str], list[State]]:
    found: dict[tuple[str, str], list[State]] = defaultdict(list)
    for sheet in sheets.articles:
        article = sheet.model.article
        asserted = edtf.parse(article.written or article.published)
        for part in sheet.parts:
            term = getattr(part.model, FIELDS[part.table]) if part.table in FIELDS else None
            if term is not None and part.entry.stance is not Stance.DENIED:
                record = canonical(part.table, part.record, sheets.moves)
                found[part.table, record].append(State(term, asserted, part, sheet))
    return found


def _dates(file: ArticleFile, part: Part) -> tuple[edtf.Edtf, ...]:
    """The date that an entry gives its meeting; else those that other entries of the article give it."""
    if isinstance(part.entry, MeetingEntry) and part.entry.date:
        return (edtf.parse(part.entry.date),)
    return tuple(
        edtf.parse(entry.date) for entry in file.meetings
        if entry.date and entry.id in part.meetings and entry.stance is not Stance.DENIED
    )


def _is_illegal(earlier: State, later: State) -> bool:
    """Whether a state was asserted wholly before another that cannot follow it."""
    if later.term not in ILLEGAL[FIELDS[later.part.table]].get(earlier.term, ()):
        return False
    ended, begins = earlier.asserted.latest, later.asserted.earliest
    if ended is None or begins is None or begins <= ended:
        return False
    before, after = earlier.dates, later.dates
    if not (before and after):
        return earlier.term not in CALLED_OFF
    return any(one.overlaps(other) for one in before for other in after)


def _may_be_older(article: Article) -> bool:
    return article.published_basis is PublishedBasis.PAGE_STAMP and article.written is None
