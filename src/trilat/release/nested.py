"""Each meeting with all that it holds, for readers who want one document."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from trilat.tables.columns import Row, to_json


def nested_meetings(tables: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Meetings as JSON objects with their positions, participants, statements, outcomes, firsts, claims, conflicts."""
    claims = _grouped(tables["claims"], lambda row: [row.canonical_id.partition(".")[0]])
    conflicts = _grouped(tables["conflicts"], lambda row: [row.record_id.partition(".")[0]])
    of_meeting = {
        name: _grouped(tables[name], lambda row: [row.meeting_id])
        for name in ("positions", "participants", "outcomes", "firsts")
    }
    of_meeting["statements"] = _grouped(tables["statements"], lambda row: row.about_ids)
    return [
        to_json(meeting)
        | {name: groups[meeting.meeting_id] for name, groups in of_meeting.items()}
        | {"claims": claims[meeting.meeting_id], "conflicts": conflicts[meeting.meeting_id]}
        for meeting in tables["meetings"]
    ]


def _grouped(rows: Iterable[Row], owners: Callable[[Any], Iterable[str]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for owner in owners(row):
            groups[owner].append(to_json(row))
    return groups
