"""Rules on what comes after what: the life of a meeting, of a seat at it, and of its outcomes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from trilat import edtf
from trilat.findings import Finding
from trilat.models.gist import ArticleGist, Gist
from trilat.rules import views
from trilat.sheet import Sheet
from trilat.sheets import Sheets
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

UPCOMING = frozenset({Status.PROPOSED, Status.AGREED, Status.SCHEDULED})

ACROSS: Mapping[tuple[str, Term], frozenset[tuple[str, Term]]] = {
    ("status", Status.HELD): frozenset({("attendance", Attendance.INVITED), ("attendance", Attendance.EXPECTED)}),
    ("status", Status.NOT_HELD): frozenset({("attendance", Attendance.ATTENDED)}),
    ("attendance", Attendance.ATTENDED): frozenset(
        ("status", status) for status in UPCOMING | {Status.POSTPONED, Status.CANCELLED, Status.NOT_HELD}
    ),
    ("stage", Stage.CLAIMED): frozenset(("status", status) for status in UPCOMING),
    ("stage", Stage.CARRIED_OUT): frozenset(("status", status) for status in UPCOMING),
}
"""For a state of one field, the states of other fields of the same meeting that cannot be asserted afterwards."""

CALLED_OFF = frozenset({Status.CANCELLED, Status.NOT_HELD})
"""States after which a meeting may be announced anew, for a date that is not said to be the same."""


class State(NamedTuple):
    """One state that an article asserts of a record, and the dates that it gives the meeting.

    States that are alike in `told` can come before and after the same others, and are judged as one.
    """

    field: str
    term: Term
    asserted: edtf.Edtf
    dates: tuple[edtf.Edtf, ...]
    record: tuple[str, str]
    meeting: str
    sheet: Sheet
    path: tuple[str | int, ...]
    told: tuple[str, ...]

    @property
    def article(self) -> ArticleGist:
        """The article that asserts it."""
        return self.sheet.gist.article


def status_transition(sheets: Sheets) -> Iterator[Finding]:
    """What was held, called off or carried out is not announced afterwards for the same date.

    So too for who attended, and for outcomes; and nobody is expected at a meeting that was held. An article whose day
    is a page stamp, and that does not say when it was written, only seems to come afterwards.

    Fails:
        article: {published: 2031-03-10}
        meetings:
          - {id: talks, status: held, date: 2031-03-08}
        ---
        article: {published: 2031-03-12}
        meetings:
          - {id: talks, status: scheduled, date: 2031-03-08}

    Passes:
        article: {published: 2031-03-10}
        meetings:
          - {id: talks, status: held, date: 2031-03-08}
        ---
        article: {published: 2031-03-12, written: 2031-03-07, published_basis: page-stamp}
        meetings:
          - {id: talks, status: scheduled, date: 2031-03-08}
    """
    meetings = _at_odds(sheets)
    states = list(_states(sheets, meetings)) if meetings else []
    told: set[tuple[int, tuple[str | int, ...]]] = set()
    for key, illegal in ((attrgetter("record"), _is_illegal), (attrgetter("meeting"), _is_illegal_across)):
        for later, first in _reversals(states, key, illegal):
            if (id(later.sheet), later.path) not in told:
                told.add((id(later.sheet), later.path))
                yield later.sheet.finding(
                    later.path,
                    f"{later.term} is asserted after {first.term}, by {first.article.id}",
                    "mend the state, the date or the id; or give the article's written, if it is older than it looks",
                )


def _reversals(
    states: Sequence[State], key: Callable[[State], object], illegal: Callable[[State, State], bool]
) -> Iterator[tuple[State, State]]:
    """The states that cannot follow an earlier one of the same key, each with the latest such one."""
    groups: dict[object, dict[object, State]] = defaultdict(dict)
    for state in states:
        alike = groups[key(state)]
        known = alike.get(state.told)
        alike[state.told] = state if known is None else max(known, state, key=_order)
    firsts: dict[object, dict[object, State]] = {}
    for group, alike in groups.items():
        earlier = {told: [state for state in alike.values() if illegal(state, later)] for told, later in alike.items()}
        firsts[group] = {told: max(found, key=_order) for told, found in earlier.items() if found}
    for state in states:
        first = firsts[key(state)].get(state.told)
        if first is not None and not _may_be_older(state.article):
            yield state, first


def _order(state: State) -> tuple[str, str]:
    return str(state.asserted.latest), state.article.id


def _at_odds(sheets: Sheets) -> set[str]:
    """The meetings of which there are states that cannot follow each other, whenever they were asserted: few."""
    found: dict[str, set[tuple[str, Term]]] = defaultdict(set)
    for sheet in sheets.articles:
        for told in _terms(sheet.gist):
            found[canonical("meetings", told.meeting, sheets.moves)].add((str(told.path[-1]), told.term))
    return {
        meeting for meeting, states in found.items()
        if any(_is_barred(earlier, later) for earlier in states for later in states)
    }


def _is_barred(earlier: tuple[str, Term], later: tuple[str, Term]) -> bool:
    """Whether a state of a field cannot come after another, of the same field or of another."""
    field, term = later
    if field == earlier[0]:
        return term in ILLEGAL[field].get(earlier[1], ())
    return later in ACROSS.get(earlier, ())


def _states(sheets: Sheets, meetings: Collection[str]) -> Iterator[State]:
    """The states of some meetings."""
    for sheet in sheets.articles:
        file = sheet.gist
        asserted = views.asserted(file.article)
        if asserted is None:
            continue
        dates: dict[str, list[edtf.Edtf]] = defaultdict(list)
        for entry in file.meetings:
            if entry.stance is not Stance.DENIED and (date := views.day(entry.date)) is not None:
                dates[entry.id].append(date)
        for meeting, table, record, term, path, own in _terms(file):
            if canonical("meetings", meeting, sheets.moves) not in meetings:
                continue
            held_on = (own,) if own else tuple(dates[meeting])
            field = str(path[-1])
            yield State(
                field, term, asserted, held_on, (table, canonical(table, record, sheets.moves)),
                canonical("meetings", meeting, sheets.moves), sheet, path,
                (field, term, asserted.text, *(date.text for date in held_on)),
            )


class _Told(NamedTuple):
    """A state as an entry has it; `own` is the date that the entry itself gives the meeting."""

    meeting: str
    table: str
    record: str
    term: Term
    path: tuple[str | int, ...]
    own: edtf.Edtf | None


def _terms(file: Gist) -> Iterator[_Told]:
    """Every state that an article asserts."""
    for place, entry in enumerate(file.meetings):
        if entry.stance is not Stance.DENIED:
            own = views.day(entry.date)
            if entry.status:
                yield _Told(entry.id, "meetings", entry.id, entry.status, ("meetings", place, "status"), own)
            for number, seat in enumerate(entry.participants):
                if seat.attendance:
                    at = ("meetings", place, "participants", number, "attendance")
                    yield _Told(entry.id, "participants", f"{entry.id}.{seat.slot}", seat.attendance, at, own)
    for place, outcome in enumerate(file.outcomes):
        if outcome.stance is not Stance.DENIED and outcome.stage:
            yield _Told(outcome.meeting, "outcomes", outcome.id, outcome.stage, ("outcomes", place, "stage"), None)


def _is_illegal(earlier: State, later: State) -> bool:
    """Whether a state was asserted wholly before another that cannot follow it."""
    return later.term in ILLEGAL[later.field].get(earlier.term, ()) and _follows(earlier, later)


def _is_illegal_across(earlier: State, later: State) -> bool:
    """The same for states of different fields."""
    return (later.field, later.term) in ACROSS.get((earlier.field, earlier.term), ()) and _follows(earlier, later)


def _follows(earlier: State, later: State) -> bool:
    """Whether a state was asserted wholly after another, of the same date as far as can be told."""
    ended, begins = earlier.asserted.latest, later.asserted.earliest
    if ended is None or begins is None or begins <= ended:
        return False
    if not (earlier.dates and later.dates):
        return earlier.term not in CALLED_OFF
    return any(one.overlaps(other) for one in earlier.dates for other in later.dates)


def _may_be_older(article: ArticleGist) -> bool:
    return article.published_basis is PublishedBasis.PAGE_STAMP and article.written is None
