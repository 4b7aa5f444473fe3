"""The row type of every table of a release, in the order in which the codebook presents them.

A column without a description of its own takes that of the field of the same name in the model that it comes from.
Beside every EDTF date stand the first and last day that it can mean.
"""

import datetime as dt
from typing import ClassVar

from trilat.tables.columns import Row, column, row
from trilat.vocabularies import (
    Act,
    Attendance,
    Basis,
    Channel,
    FirstScope,
    Format,
    Level,
    Medium,
    OrganizationKind,
    OriginRank,
    OutcomeKind,
    PlaceKind,
    Portfolio,
    Position,
    PublishedBasis,
    RedirectKind,
    Role,
    SourceKind,
    Stage,
    Stance,
    Status,
    TextExtent,
    Topic,
    WithinAs,
    Wording,
)

EARLIEST = "First day that the date can mean; empty where that is open."
LATEST = "Last day that the date can mean; empty where that is open."
DISPUTED = "Fields whose claims contradict each other and stay unsettled; they are empty."
ARTICLE_COUNT = "Number of articles with claims on the record."


@row
class ArticleRow(Row):
    """Source documents."""

    table: ClassVar[str] = "articles"
    key: ClassVar[tuple[str, ...]] = ("article_id",)
    article_id: str = column("The article's id.")
    title: str | None = column()
    publisher_id: str | None = column(to="organizations")
    byline: tuple[str, ...] = column()
    language: str = column()
    url: str | None = column()
    published: str = column()
    published_earliest: dt.date | None = column(EARLIEST)
    published_latest: dt.date | None = column(LATEST)
    published_basis: PublishedBasis = column()
    written: str | None = column()
    written_earliest: dt.date | None = column(EARLIEST)
    written_latest: dt.date | None = column(LATEST)
    source_kind: SourceKind = column()
    wire_id: str | None = column(to="organizations")
    text_sha256: str = column("SHA-256 of the text file that was coded.")
    text_characters: int = column("Length of the text that was coded, in Unicode code points.")
    text_extent: TextExtent = column("How much of the article the coded text has.")
    coders: tuple[str, ...] = column()
    coded_on: dt.date = column()


@row
class PersonRow(Row):
    """People, and handles of officials whom no source names."""

    table: ClassVar[str] = "people"
    key: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str = column("The person's id.")
    name: str | None = column()
    names: tuple[str, ...] = column()
    unnamed: bool = column()
    description: str | None = column()
    country: str | None = column()


@row
class OrganizationRow(Row):
    """Organisations."""

    table: ClassVar[str] = "organizations"
    key: ClassVar[tuple[str, ...]] = ("organization_id",)
    organization_id: str = column("The organisation's id.")
    name: str = column()
    names: tuple[str, ...] = column()
    kind: OrganizationKind = column()
    country: str | None = column()
    parent_id: str | None = column(to="organizations")


@row
class OfficeRow(Row):
    """Offices: posts within organisations."""

    table: ClassVar[str] = "offices"
    key: ClassVar[tuple[str, ...]] = ("office_id",)
    office_id: str = column("The office's id.")
    title: str = column()
    organization_id: str | None = column(to="organizations")
    country: str | None = column()
    level: Level | None = column()


@row
class PlaceRow(Row):
    """Places, each within a larger one."""

    table: ClassVar[str] = "places"
    key: ClassVar[tuple[str, ...]] = ("place_id",)
    place_id: str = column("The place's id.")
    name: str = column()
    names: tuple[str, ...] = column()
    kind: PlaceKind = column()
    within_id: str | None = column(to="places")
    country: str = column()


@row
class MeetingRow(Row):
    """Meetings, with the best-supported value of each field."""

    table: ClassVar[str] = "meetings"
    key: ClassVar[tuple[str, ...]] = ("meeting_id",)
    meeting_id: str = column("The meeting's id.")
    title: str | None = column()
    format: Format | None = column("How many sides meet, as coded or as the complete list of parties tells.")
    level: Level | None = column()
    portfolio: tuple[Portfolio, ...] = column()
    medium: Medium | None = column()
    status: Status | None = column()
    date: str | None = column()
    date_earliest: dt.date | None = column(EARLIEST)
    date_latest: dt.date | None = column(LATEST)
    duration: str | None = column()
    place_id: str | None = column(to="places")
    place_approximate: bool | None = column("true where the place is where people travel to and not the venue.")
    place_city: str | None = column("Name of the city that is or holds the place.")
    place_country: str | None = column("Country of the place.")
    parties: tuple[str, ...] = column()
    parties_complete: bool | None = column("false where no source gives all parties.")
    within_id: str | None = column(to="meetings")
    within_as: WithinAs | None = column()
    series: str | None = column()
    topics: tuple[Topic, ...] = column()
    concerning: tuple[str, ...] = column()
    first_known: dt.date = column("The day from which the first claim on the meeting was known.")
    last_known: dt.date = column("The day from which the last claim on the meeting was known.")
    article_count: int = column(ARTICLE_COUNT)
    independent_sources: int = column("Number of independent origins, agencies or publishers behind the claims.")
    disputed: tuple[str, ...] = column(DISPUTED)


@row
class PositionRow(Row):
    """Where parties stand on whether a meeting takes place."""

    table: ClassVar[str] = "positions"
    key: ClassVar[tuple[str, ...]] = ("meeting_id", "party")
    meeting_id: str = column("The meeting.", to="meetings")
    party: str = column()
    position: Position | None = column()
    since: dt.date = column("The day from which the party was known to stand there.")
    claim_ids: tuple[str, ...] = column("The claims that say so.", to="claims")


@row
class ParticipantRow(Row):
    """Seats at meetings, and who fills them."""

    table: ClassVar[str] = "participants"
    key: ClassVar[tuple[str, ...]] = ("participant_id",)
    participant_id: str = column("The meeting's id, a dot, and the slot.")
    meeting_id: str = column("The meeting.", to="meetings")
    slot: str = column()
    person_id: str | None = column(to="people")
    organization_id: str | None = column(to="organizations")
    office_id: str | None = column(to="offices")
    named_as: str | None = column("The person's name as the best-ranked source spells it; the claims hold the others.")
    titled_as: str | None = column("The person's title as the best-ranked source words it.")
    party: str | None = column()
    role: Role | None = column()
    attendance: Attendance | None = column()
    disputed: tuple[str, ...] = column(DISPUTED)


@row
class StatementRow(Row):
    """Who said what, where, and through whom it is known."""

    table: ClassVar[str] = "statements"
    key: ClassVar[tuple[str, ...]] = ("statement_id",)
    statement_id: str = column("The statement's id.")
    speaker_ids: tuple[str, ...] = column("Who speaks.", to="people|organizations")
    speaker_country: str | None = column("The country of the speakers, where it is one.")
    speaker_unnamed: bool = column("true where no speaker is named.")
    speaker_description: str | None = column("Who an unnamed speaker is, as far as the sources tell.")
    occasion: str | None = column()
    channel: Channel | None = column()
    wording: Wording | None = column()
    date: str | None = column()
    date_earliest: dt.date | None = column(EARLIEST)
    date_latest: dt.date | None = column(LATEST)
    about_ids: tuple[str, ...] = column(to="meetings")
    act: Act | None = column()
    plover: str | None = column("PLOVER event type of the act, where one fits.")
    topics: tuple[Topic, ...] = column()
    concerning: tuple[str, ...] = column()
    via_ids: tuple[str, ...] = column("Who relays it, in any article.", to="people|organizations")
    summary: str | None = column()
    article_count: int = column(ARTICLE_COUNT)
    disputed: tuple[str, ...] = column(DISPUTED)


@row
class OutcomeRow(Row):
    """What meetings are said to have produced, or to be about to."""

    table: ClassVar[str] = "outcomes"
    key: ClassVar[tuple[str, ...]] = ("outcome_id",)
    outcome_id: str = column("The meeting's id, a dot, and a name for the outcome.")
    meeting_id: str = column("The meeting.", to="meetings")
    kind: OutcomeKind | None = column()
    stage: Stage | None = column()
    actors: tuple[str, ...] = column()
    toward: tuple[str, ...] = column()
    concerning: tuple[str, ...] = column()
    agreed_meeting_id: str | None = column(to="meetings")
    origin_id: str = column("The best-ranked origin that speaks of it.", to="people|organizations")
    stated_in_ids: tuple[str, ...] = column(to="statements")
    topics: tuple[Topic, ...] = column()
    plover: str | None = column("PLOVER event type of the kind, where one fits.")
    summary: str | None = column()
    article_count: int = column(ARTICLE_COUNT)
    disputed: tuple[str, ...] = column(DISPUTED)


@row
class FirstRow(Row):
    """Claims that a meeting is the first in some respect, and the dataset's own records that refute them."""

    table: ClassVar[str] = "firsts"
    key: ClassVar[tuple[str, ...]] = ("first_id",)
    first_id: str = column("A hash of meeting, scope, since, previous and origin.")
    meeting_id: str = column("The meeting.", to="meetings")
    scope: FirstScope = column()
    since: str | None = column()
    previous_id: str | None = column(to="meetings")
    origin_id: str = column("Who says so at first hand.", to="people|organizations")
    refuted_by_ids: tuple[str, ...] = column("Meetings of this dataset that were held and refute it.", to="meetings")


@row
class ClaimRow(Row):
    """Every value that an entry asserts for a field: the table from which all records are made."""

    table: ClassVar[str] = "claims"
    key: ClassVar[tuple[str, ...]] = ("claim_id",)
    claim_id: str = column("A hash of article, record, by, field, value and stance.")
    article_id: str = column("The article.", to="articles")
    record_table: str = column("The table of the record.")
    record_id: str = column("The record, as the article's file has it.")
    canonical_id: str = column("The record, after redirects.")
    field: str = column("The field.")
    value: str = column("The value, or one element of a list, as JSON text.")
    stance: Stance = column("How the origin stands to what it says.")
    basis: Basis = column("Whether the claim was read or concluded.")
    origin_id: str = column(
        "Who asserts it at first hand; for statements the first speaker by id; or author, analysts, unattributed.",
        to="people|organizations",
    )
    origin_rank: OriginRank = column("How near the origin is to the event.")
    via_ids: tuple[str, ...] = column("Who relays it, outermost first.", to="people|organizations")
    asserted_earliest: dt.date | None = column("First day on which it can have been asserted.")
    asserted_latest: dt.date | None = column("Last day on which it can have been asserted.")
    known_from: dt.date = column(
        "The day from which it was certainly public: the last on which the article can have come out."
    )
    span_ids: tuple[str, ...] = column("The evidence.", to="spans")


@row
class SpanRow(Row):
    """Evidence: stretches of the articles' texts, without their words."""

    table: ClassVar[str] = "spans"
    key: ClassVar[tuple[str, ...]] = ("span_id",)
    span_id: str = column("A hash of article, offsets and digest.")
    article_id: str = column("The article.", to="articles")
    start: int = column("First code point of the stretch, counted from 0.")
    end: int = column("The code point after its last.")
    words: int = column("Number of tokens in the stretch.")
    digest: str = column("First 16 hexadecimal digits of the SHA-256 of the normalised tokens.")


@row
class ConflictRow(Row):
    """Every value of every field on which sources contradict each other."""

    table: ClassVar[str] = "conflicts"
    key: ClassVar[tuple[str, ...]] = ("record_table", "record_id", "field", "value")
    record_table: str = column("The table of the record.")
    record_id: str = column("The record.")
    field: str = column("The field.")
    value: str = column('The value as JSON text; {"denied": value} where it is denied.')
    chosen: bool = column("true for the value that stands.")
    chosen_by: str = column("The rule that settled the conflict, or open.")
    claim_ids: tuple[str, ...] = column("The claims that say so.", to="claims")
    independent_sources: int = column("Number of independent origins, agencies or publishers that say so.")


@row
class ResolutionRow(Row):
    """Maintainers' decisions on conflicts."""

    table: ClassVar[str] = "resolutions"
    key: ClassVar[tuple[str, ...]] = ("resolution_id",)
    resolution_id: str = column("A hash of record, field and considered claims.")
    record_table: str = column("The table of the record.")
    record_id: str = column("The record.")
    field: str = column("The field.")
    value: str = column("The value that stands, as JSON text.")
    reason: str = column("Why.")
    considered_ids: tuple[str, ...] = column("The claims that were considered.", to="claims")
    decided_on: dt.date = column("The day of the decision.")
    decided_by: str = column("Short code of the maintainer.")


@row
class RedirectRow(Row):
    """What became of ids that were merged or renamed, or split: a row for each id that took the place of one."""

    table: ClassVar[str] = "redirects"
    key: ClassVar[tuple[str, ...]] = ("old_id", "new_id")
    old_id: str = column("The id that was.")
    new_id: str = column("The id that is.")
    record_table: str = column("The table of the record.")
    reason: str = column("Why it changed.")
    since: dt.date = column("The day of the change.")
    kind: RedirectKind = column("What became of the id.")
    article_ids: tuple[str, ...] = column("Where it was split, the articles whose claims went here.", to="articles")


@row
class AgreementRow(Row):
    """How far two independent readings of the same articles agree, by table and field."""

    table: ClassVar[str] = "agreement"
    key: ClassVar[tuple[str, ...]] = ("record_table", "field")
    record_table: str = column("The table of the records.")
    field: str = column(
        "The field; or origin, via, stance (of all entries on a record), basis (of each field that both give), record "
        "(whether both found it), words (of the text that both take for evidence)."
    )
    articles: int = column("Number of articles with units.")
    units: int = column(
        "Number of things that either reading says: a field of a record that both found in an article, a record in an "
        "article, a word."
    )
    first_only: int = column("Units on which the first reading alone says anything.")
    second_only: int = column("Units on which the second reading alone says anything.")
    agreed: int = column("Units on which both say the same.")
    alpha: float | None = column(
        "Krippendorff's alpha, for fields with a closed set of values, with the distance of sets by Passonneau's MASI; "
        "what is left out counts as a value; empty where all values are the same."
    )
    f1: float | None = column("F1 of what both found, for records and words.")


TABLES: dict[str, type[Row]] = {
    kind.table: kind
    for kind in (
        ArticleRow, PersonRow, OrganizationRow, OfficeRow, PlaceRow, MeetingRow, PositionRow, ParticipantRow,
        StatementRow, OutcomeRow, FirstRow, ClaimRow, SpanRow, ConflictRow, ResolutionRow, RedirectRow, AgreementRow,
    )
}
"""Every table of a release, by name."""
