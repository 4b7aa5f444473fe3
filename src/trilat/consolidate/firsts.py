"""Claims to be a first, and the dataset's own meetings that refute them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from trilat import edtf
from trilat.hashing import short_hash
from trilat.tables.rows import FirstRow, MeetingRow, ParticipantRow
from trilat.vocabularies import FirstScope, Status


def firsts(
    claims: Iterable[tuple[str, Any]], meetings: Sequence[MeetingRow], participants: Sequence[ParticipantRow]
) -> list[FirstRow]:
    """One row for each meeting, first and origin, with the meetings held that refute it.

    `claims` pairs a meeting's id with a claim that affirms a first of it.
    """
    by_id = {meeting.meeting_id: meeting for meeting in meetings}
    people: dict[str, set[str]] = {}
    for seat in participants:
        if seat.person_id:
            people.setdefault(seat.meeting_id, set()).add(seat.person_id)
    made: dict[str, FirstRow] = {}
    for meeting_id, claim in claims:
        first = json.loads(claim.value)
        scope, since, previous = FirstScope(first["scope"]), first.get("since"), first.get("previous")
        meeting = by_id[meeting_id]
        first_id = short_hash(meeting.meeting_id, scope, since, previous, claim.origin_id)
        after = _start(since, by_id.get(previous or ""))
        refuted_by = [
            other.meeting_id for other in meetings
            if other.meeting_id not in (meeting.meeting_id, previous)
            and _came_before(other, meeting, scope, after) and _is_alike(other, meeting, scope, people)
        ]
        made[first_id] = FirstRow(first_id, meeting.meeting_id, scope, since, previous, claim.origin_id,
                                  tuple(sorted(refuted_by)))
    return list(made.values())


def _start(since: str | None, previous: MeetingRow | None) -> date | None:
    """The last day that the earlier meeting or day can mean, from which on the claim holds."""
    if since:
        return edtf.parse(since).latest
    return previous.date_latest if previous else None


def _came_before(other: MeetingRow, meeting: MeetingRow, scope: FirstScope, after: date | None) -> bool:
    """Whether a meeting was certainly held before this one, and certainly after the day since when it is a first."""
    if after is None and scope in (FirstScope.SINCE, FirstScope.THIS_GOVERNMENT):
        return False
    if other.status is not Status.HELD or other.date_latest is None or meeting.date_earliest is None:
        return False
    recent = after is None or (other.date_earliest is not None and other.date_earliest > after)
    return recent and other.date_latest < meeting.date_earliest


def _is_alike(other: MeetingRow, meeting: MeetingRow, scope: FirstScope, people: Mapping[str, set[str]]) -> bool:
    """Whether an earlier meeting is of the kind of which this one is called the first."""
    if scope is FirstScope.BETWEEN_PERSONS:
        those = people.get(meeting.meeting_id, set())
        return len(those) > 1 and those <= people.get(other.meeting_id, set())
    same_parties = bool(meeting.parties_complete and other.parties_complete and meeting.parties == other.parties)
    other_field = bool(meeting.portfolio and other.portfolio and meeting.portfolio != other.portfolio)
    if scope is FirstScope.AT_LEVEL or scope is FirstScope.SINCE or scope is FirstScope.THIS_GOVERNMENT:
        return same_parties and not other_field and meeting.level is not None and meeting.level == other.level
    return same_parties and not other_field
