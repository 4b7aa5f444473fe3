"""Rules on status, attendance, position, stage and stance that do not fit together within one article."""

from collections import defaultdict
from collections.abc import Iterator

from trilat.findings import Finding
from trilat.models.article import MeetingEntry
from trilat.rules.views import Path
from trilat.sheet import Sheet
from trilat.sheets import Sheets
from trilat.vocabularies import Attendance, Position, Stage, Stance, Status

TO_COME = frozenset({Status.PROPOSED, Status.AGREED, Status.SCHEDULED})
NOT_MET = TO_COME | {Status.POSTPONED, Status.CANCELLED, Status.NOT_HELD}
MET = frozenset({Status.UNDER_WAY, Status.HELD})
AHEAD = frozenset({Stance.PLANNED, Stance.EXPECTED})
CAME_ABOUT = frozenset({Stage.CLAIMED, Stage.CARRIED_OUT})
AGAINST = frozenset({Position.DECLINED, Position.DENIED})


def contradictory_states(sheets: Sheets) -> Iterator[Finding]:
    """What an entry says of the meeting's status, its stance to it and who attended can be true together.

    Nobody attended a meeting that is to come or was called off, and what is planned or expected has not been held.

    Fails:
        meetings:
          - {id: talks, status: scheduled, participants: [{slot: us-head, attendance: attended}]}

    Fails:
        meetings:
          - {id: talks, stance: expected, status: held}

    Passes:
        meetings:
          - {id: talks, status: held, participants: [{slot: us-head, attendance: attended}]}

    Passes:
        meetings:
          - {id: talks, stance: expected, status: scheduled, participants: [{slot: us-head, attendance: expected}]}
    """
    for sheet, path, entry in sheets.meetings:
        if entry.stance in AHEAD and entry.status in MET:
            yield sheet.finding((*path, "status"), f"{entry.status} cannot be {entry.stance}",
                                "leave stance out of what was held; what is to come is proposed, agreed or scheduled")
        for place, seat in enumerate(entry.participants):
            if seat.attendance is Attendance.ATTENDED and (entry.status in NOT_MET or entry.stance in AHEAD):
                state = entry.status if entry.status in NOT_MET else entry.stance
                yield sheet.finding((*path, "participants", place, "attendance"),
                                    f"nobody attended what is {state}",
                                    "write expected for a meeting to come, or mend the status or the stance")


def unlikely_states(sheets: Sheets) -> Iterator[Finding]:
    """What an origin says in one article of status, attendance, position and stage fits together.

    Who takes part in a meeting that was held attended it, or was absent; an outcome of a meeting that is to come, or
    was called off, has not come about; who declined did not attend; and a denial that is denied says the opposite.

    Fails:
        meetings:
          - {id: talks, status: held, participants: [{slot: us-head, attendance: expected}]}

    Fails:
        meetings:
          - {id: talks, by: [jane-doe], status: scheduled}
        outcomes:
          - {id: talks.pact, by: [jane-doe], stage: claimed}

    Fails:
        meetings:
          - {id: talks, stance: denied, positions: [{party: US, position: denied}]}

    Passes:
        meetings:
          - {id: talks, by: [jane-doe], status: held, participants: [{slot: us-head, attendance: attended}]}
        outcomes:
          - {id: talks.pact, by: [jane-doe], stage: claimed}
    """
    for sheet in sheets.articles:
        statuses: dict[tuple[object, ...], set[Status]] = defaultdict(set)
        for place, entry in enumerate(sheet.model.meetings):
            if entry.status and entry.stance is not Stance.DENIED:
                statuses[entry.id, *entry.by].add(entry.status)
            yield from _of_meeting(sheet, ("meetings", place), entry)
        for place, outcome in enumerate(sheet.model.outcomes):
            known = statuses.get((outcome.meeting, *outcome.by), set())
            if outcome.stage in CAME_ABOUT and outcome.stance is not Stance.DENIED and known and known <= NOT_MET:
                yield sheet.finding(("outcomes", place, "stage"),
                                    f"{outcome.stage}, of a meeting that is {' or '.join(sorted(known))}",
                                    "write expected or sought for what is to come, or mend the meeting's status")
            if outcome.stage is Stage.DENIED and outcome.stance is Stance.DENIED:
                yield sheet.finding(("outcomes", place, "stage"), "a denial that is denied says the opposite",
                                    "leave stance out")


def _of_meeting(sheet: Sheet, path: Path, entry: MeetingEntry) -> Iterator[Finding]:
    denied = entry.stance is Stance.DENIED
    against = {one.party for one in entry.positions if one.position in AGAINST}
    for place, one in enumerate(entry.positions):
        if denied and one.position is Position.DENIED:
            yield sheet.finding((*path, "positions", place, "position"), "a denial that is denied says the opposite",
                                "put the position into an entry of its own without stance")
    for place, seat in enumerate(() if denied else entry.participants):
        at = (*path, "participants", place, "attendance")
        if entry.status in MET and seat.attendance is Attendance.EXPECTED:
            yield sheet.finding(at, f"expected, at a meeting that is {entry.status}",
                                "write attended or absent, or make another entry of what was expected before")
        if seat.attendance is Attendance.ATTENDED and seat.party in against:
            yield sheet.finding(at, f"{seat.party} did not take part, by its position", "mend one of the two")
