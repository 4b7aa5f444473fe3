"""The dataset as PLOVER events, for those who work with event data (openeventdata/PLOVER).

| Trilat | PLOVER |
|---|---|
| a meeting under way or held | CONSULT; `mode` by the medium, the number of parties, and whose country it is in |
| a meeting agreed or scheduled | AGREE; a cancelled one is REJECT; one proposed, postponed or not held gives no event |
| a statement, by its act | the type that the codebook gives for the act; acts without one give no event |
| an outcome, by its kind | the type that the codebook gives for the kind; kinds without one give no event |
| topics | `context`, as the codebook gives it |

`date` is the first day that the date can mean and `enddate` the last; an outcome has the date of its meeting. A
statement's actor is the country of its speakers, and its recipients are those that it concerns.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from trilat.dataset.rows import Rows
from trilat.dataset.source import AtHand
from trilat.dataset.table import Table
from trilat.tables.columns import Row, column, sort_rows, to_json
from trilat.vocabularies import Medium, Topic

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset
    from trilat.dataset.objects import Meeting, Outcome, Statement

REMOTE = frozenset({Medium.VIDEO, Medium.TELEPHONE})


@dataclass(frozen=True, slots=True)
class PloverEvent(Row):
    """An event by the record structure of PLOVER."""

    table: ClassVar[str] = "plover"
    key: ClassVar[tuple[str, ...]] = ("id",)
    id: str = column("`trilat:`, the table, a colon, and the record's id.")
    date: dt.date | None = column("First day that the date can mean.")
    enddate: dt.date | None = column("Last day that the date can mean.")
    actor: tuple[str, ...] = column("Those who act: ISO 3166-1 alpha-2 codes, or org: and an organisation.")
    recipient: tuple[str, ...] = column("Those to whom it is directed.")
    event: str = column("PLOVER event type.")
    mode: str | None = column("How: of CONSULT visit, third-party, multilateral or phone.")
    context: tuple[str, ...] = column("PLOVER contexts of the topics.")
    event_loc: str | None = column("The place, by name.")
    event_text: str | None = column("The curator's summary or title.")
    link: tuple[str, ...] = column("Addresses of the articles, where known.")
    cite_info: tuple[str, ...] = column("Ids of the articles.")


class PloverEvents(Table[PloverEvent]):
    """PLOVER events: a table, which `to_json_lines` writes as the interchange format has it."""

    def to_json_lines(self) -> str:
        """One JSON object a line; what is empty is left out."""
        rows = ({name: value for name, value in to_json(row).items() if value not in (None, [])} for row in self)
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def plover(dataset: Dataset) -> PloverEvents:
    """Every meeting, statement and outcome that is an event of a PLOVER type."""
    found: list[PloverEvent] = [
        *_meetings(dataset.meetings), *_statements(dataset.statements), *_outcomes(dataset.outcomes),
    ]
    return PloverEvents(Rows(PloverEvent, AtHand(PloverEvent, sort_rows(found))))


def _meetings(meetings: Iterable[Meeting]) -> Iterator[PloverEvent]:
    for one in meetings:
        event = getattr(one.status, "plover", None)  # a newer schema's term is a mere text
        if event is None:
            continue
        mode = _mode(one) if event == "CONSULT" else None
        hosts = [party for party in one.parties if mode == "visit" and party == one.place_country]
        yield PloverEvent(
            f"trilat:meetings:{one.meeting_id}", one.date_earliest, one.date_latest,
            tuple(party for party in one.parties if party not in hosts), tuple(hosts), event, mode,
            _context(one.topics), one.place.name if one.place else None, one.title, *_sources(one))


def _mode(meeting: Meeting) -> str | None:
    if meeting.medium in REMOTE:
        return "phone"
    if len(meeting.parties) > 2:
        return "multilateral"
    if meeting.medium is not Medium.IN_PERSON or meeting.place_country is None or len(meeting.parties) < 2:
        return None
    return "visit" if meeting.place_country in meeting.parties else "third-party"


def _statements(statements: Iterable[Statement]) -> Iterator[PloverEvent]:
    for one in statements:
        if one.plover is not None:
            yield PloverEvent(
                f"trilat:statements:{one.statement_id}", one.date_earliest, one.date_latest,
                (one.speaker_country,) if one.speaker_country else (), one.concerning, one.plover, None,
                _context(one.topics), None, one.summary, *_sources(one))


def _outcomes(outcomes: Iterable[Outcome]) -> Iterator[PloverEvent]:
    for one in outcomes:
        if one.plover is not None:
            meeting = one.meeting
            yield PloverEvent(
                f"trilat:outcomes:{one.outcome_id}", meeting.date_earliest if meeting else None,
                meeting.date_latest if meeting else None, one.actors, one.toward, one.plover, None,
                _context(one.topics), meeting.place.name if meeting and meeting.place else None, one.summary,
                *_sources(one))


def _context(topics: Iterable[Topic]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for topic in topics if (code := getattr(topic, "plover", None))))


def _sources(record: Meeting | Statement | Outcome) -> tuple[tuple[str, ...], tuple[str, ...]]:
    articles = record.articles
    return tuple(article.url for article in articles if article.url), tuple(one.article_id for one in articles)
