"""Rules on what is said twice within an article, or counted twice at a meeting."""

from collections.abc import Iterator, Sequence

from trilat.findings import Finding
from trilat.models.article import Evidence, Span
from trilat.models.parts import ENTRIES
from trilat.rules.views import Path
from trilat.sheet import Sheet
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import Attendance

STAYED_AWAY = frozenset({Attendance.ABSENT, Attendance.REPLACED})


def duplicate_slot(sheets: Sheets) -> Iterator[Finding]:
    """An entry has each seat once, and the position of each party once.

    Fails:
        meetings:
          - id: talks
            participants:
              - {slot: us-head, person: jane-doe}
              - {slot: us-head, party: US}

    Fails:
        meetings:
          - id: talks
            positions: [{party: JP, position: announced}, {party: JP, position: unconfirmed}]

    Passes:
        meetings:
          - id: talks
            participants: [{slot: us-head, person: jane-doe, party: US}]
            positions: [{party: JP, position: unconfirmed}]
    """
    for sheet in sheets.articles:
        for number, meeting in enumerate(sheet.model.meetings):
            for name, key in (("participants", "slot"), ("positions", "party")):
                seen: dict[str, int] = {}
                for place, part in enumerate(getattr(meeting, name)):
                    own = getattr(part, key)
                    first = seen.setdefault(own, place)
                    if first != place:
                        line = sheet.document.locate(("meetings", number, name, first)).line
                        yield sheet.finding(("meetings", number, name, place, key),
                                            f"{own} stands at line {line} already", "make them one")


def duplicate_participant(sheets: Sheets) -> Iterator[Finding]:
    """A person has one seat at a meeting, in all articles together.

    The slot is what tells seats apart, so that one person in two slots counts as two participants. Who stayed away
    from a seat may have taken another.

    Fails:
        meetings:
          - id: talks
            participants: [{slot: us-head, person: jane-doe}, {slot: us-delegate, person: jane-doe}]

    Fails:
        meetings:
          - {id: talks, participants: [{slot: us-head, person: jane-doe}]}
        ---
        meetings:
          - {id: talks, participants: [{slot: head-us, person: jane-doe}]}

    Passes:
        meetings:
          - {id: talks, participants: [{slot: us-head, person: jane-doe}]}
        ---
        meetings:
          - {id: talks, participants: [{slot: us-head, person: jane-doe}]}
    """
    seen: dict[tuple[str, str], tuple[str, Sheet, Path]] = {}
    for sheet, path, entry in sheets.placed:
        for place, seat in enumerate(entry.participants):
            if seat.person and seat.attendance not in STAYED_AWAY:
                key = (canonical("meetings", entry.id, sheets.moves), canonical("people", seat.person, sheets.moves))
                at = (*path, "participants", place)
                slot, first, there = seen.setdefault(key, (seat.slot, sheet, at))
                if slot != seat.slot:
                    where = f"{first.file}:{first.line_of(there)}"
                    yield sheet.finding((*at, "slot"),
                                        f"{seat.person} has the seat {slot} at this meeting, in {where}",
                                        "give the seat one name in all articles, or mend the person")


def duplicate_entry(sheets: Sheets) -> Iterator[Finding]:
    """What one origin says of one record in one article stands in one entry.

    Another entry with the same id is for another origin, another way by which it came, or another stance.

    Fails:
        meetings:
          - {id: talks, by: [jane-doe], status: scheduled}
          - {id: talks, by: [jane-doe], place: busan}

    Passes:
        meetings:
          - {id: talks, by: [jane-doe], status: scheduled, place: busan}
          - {id: talks, by: [john-roe], status: scheduled}
          - {id: talks, by: [jane-doe], stance: denied, topics: [trade]}
    """
    for sheet in sheets.articles:
        for table in ENTRIES:
            seen: dict[object, int] = {}
            for place, entry in enumerate(getattr(sheet.model, table)):
                speakers = tuple(sorted(entry.speakers)) if table == "statements" else ()
                first = seen.setdefault((entry.id, entry.stance, *(entry.by or ()), speakers), place)
                if first != place:
                    line = sheet.document.locate((table, first)).line
                    yield sheet.finding((table, place, "id"), f"the same origin speaks of it at line {line}",
                                        "make them one entry with the evidence of both")


def duplicate_span(sheets: Sheets) -> Iterator[Finding]:
    """An entry gives each stretch of the text once.

    Fails:
        meetings:
          - id: talks
            spans:
              - {chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18, supports: [status]}
              - {chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18, supports: [date]}
            status: held
            date: 2031-03-08

    Fails:
        meetings:
          - id: talks
            spans:
              - {chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18}
              - {chars: [10, 40], words: 6, digest: 00000000000000aa}

    Passes:
        meetings:
          - id: talks
            spans:
              - {chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18, supports: [status]}
              - {chars: [10, 40], words: 6, digest: 00000000000000aa, supports: [date]}
            status: held
            date: 2031-03-08
    """
    for sheet in sheets.articles:
        for path, listed in sheet.evidence:
            if len(listed) == 1 or path[0] == "occasions" or _are_apart(listed):
                continue
            spans = [(place, span) for place, span in enumerate(listed) if isinstance(span, Span)]
            reach: dict[frozenset[str] | None, int] = {}
            before: list[int] = []
            for place, span in sorted(spans, key=lambda item: (item[1].chars[0], -item[1].chars[1])):
                fields, end = frozenset(span.supports) if span.supports else None, span.chars[1]
                if span.chars == before or end <= max(reach.get(fields, -1), reach.get(None, -1)):
                    yield sheet.finding((*path, place, "chars"),
                                        "another span of the entry holds this stretch, for the same fields",
                                        "make them one; supports can list several fields")
                reach[fields] = max(end, reach.get(fields, -1))
                before = span.chars


def _are_apart(spans: Sequence[Evidence]) -> bool:
    """Whether stretches stand in their order and share nothing, as nearly all do."""
    before = 0
    for span in spans:
        if not isinstance(span, Span) or not before <= span.chars[0] < span.chars[1]:
            return False
        before = span.chars[1]
    return True
