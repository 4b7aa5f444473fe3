"""The tables of a dataset, each with what it can be asked. Made by `python -m trilat.dataset.generate`."""

# ruff: noqa: A002, D417  # columns have their names from the field, and their meaning from the codebook

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never, Self, TypeVar

from trilat.dataset import objects
from trilat.dataset.table import ANY, Table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from typing import Literal, TypeAlias

    from trilat import vocabularies as terms
    from trilat.tables.columns import Row

    Text: TypeAlias = str | Row | Collection[str | Row] | None
    Flag: TypeAlias = bool | None
    Number: TypeAlias = float | Collection[float] | None
    Day: TypeAlias = dt.date | str | Collection[dt.date | str] | None
    Bound: TypeAlias = dt.date | str

    Act: TypeAlias = terms.Act | Literal[
        "announce", "confirm", "deny", "recount", "explain", "assess", "commit", "welcome", "urge", "criticise",
        "refuse", "warn", "concede"
    ]
    Attendance: TypeAlias = terms.Attendance | Literal[
        "invited", "expected", "attended", "absent", "replaced"
    ]
    Basis: TypeAlias = terms.Basis | Literal[
        "reported", "inferred"
    ]
    Channel: TypeAlias = terms.Channel | Literal[
        "press-release", "readout", "joint-statement", "press-conference", "background-briefing",
        "conference-call", "interview", "remarks", "social-media", "leak", "unspecified"
    ]
    FirstScope: TypeAlias = terms.FirstScope | Literal[
        "ever", "at-level", "this-government", "between-persons", "since"
    ]
    Format: TypeAlias = terms.Format | Literal[
        "bilateral", "trilateral", "minilateral", "multilateral"
    ]
    Level: TypeAlias = terms.Level | Literal[
        "leaders", "ministers", "vice-ministers", "security-advisers", "defence-chiefs", "envoys",
        "directors-general", "working", "mixed", "senior"
    ]
    Medium: TypeAlias = terms.Medium | Literal[
        "in-person", "video", "telephone", "hybrid"
    ]
    OrganizationKind: TypeAlias = terms.OrganizationKind | Literal[
        "government", "intergovernmental", "news-agency", "publisher", "research", "other"
    ]
    OriginRank: TypeAlias = terms.OriginRank | Literal[
        "participant", "named-official", "unnamed-official", "agency", "author", "analysts"
    ]
    OutcomeKind: TypeAlias = terms.OutcomeKind | Literal[
        "agreement", "agreement-to-meet", "commitment", "reaffirmation", "signing", "shared-view", "briefing",
        "joint-call", "condemnation", "concession", "cooperation", "mediation", "policy", "disagreement"
    ]
    PlaceKind: TypeAlias = terms.PlaceKind | Literal[
        "venue", "city", "region", "country"
    ]
    Portfolio: TypeAlias = terms.Portfolio | Literal[
        "foreign", "defence", "security", "intelligence", "finance", "trade", "energy", "health", "environment",
        "justice", "general"
    ]
    Position: TypeAlias = terms.Position | Literal[
        "announced", "confirmed", "unconfirmed", "declined", "denied"
    ]
    PublishedBasis: TypeAlias = terms.PublishedBasis | Literal[
        "metadata", "dateline", "page-stamp", "inferred"
    ]
    RedirectKind: TypeAlias = terms.RedirectKind | Literal[
        "merged", "renamed", "split"
    ]
    Role: TypeAlias = terms.Role | Literal[
        "head", "delegate", "host", "chair", "guest", "observer", "mediator"
    ]
    SourceKind: TypeAlias = terms.SourceKind | Literal[
        "official-document", "news-agency", "newspaper", "broadcaster", "aggregator", "other", "unknown"
    ]
    Stage: TypeAlias = terms.Stage | Literal[
        "speculated", "sought", "expected", "claimed", "denied", "carried-out"
    ]
    Stance: TypeAlias = terms.Stance | Literal[
        "stated", "planned", "expected", "denied"
    ]
    Status: TypeAlias = terms.Status | Literal[
        "proposed", "agreed", "scheduled", "under-way", "held", "postponed", "cancelled", "not-held"
    ]
    TextExtent: TypeAlias = terms.TextExtent | Literal[
        "full", "excerpt", "unknown"
    ]
    Topic: TypeAlias = terms.Topic | Literal[
        "denuclearisation", "missiles", "deterrence", "exercises", "command-transfer", "sanctions",
        "policy-coordination", "peace-process", "regional-order", "history", "trade", "technology", "cyber",
        "human-rights", "abductions", "maritime", "pandemic", "climate"
    ]
    WithinAs: TypeAlias = terms.WithinAs | Literal[
        "sidelines", "session"
    ]
    Wording: TypeAlias = terms.Wording | Literal[
        "direct", "indirect", "document"
    ]
    MeetingLevel: TypeAlias = Level | Literal[
        "foreign-ministers", "defence-ministers", "security-ministers", "intelligence-ministers",
        "finance-ministers", "trade-ministers", "energy-ministers", "health-ministers", "environment-ministers",
        "justice-ministers", "general-ministers", "foreign-vice-ministers", "defence-vice-ministers",
        "security-vice-ministers", "intelligence-vice-ministers", "finance-vice-ministers",
        "trade-vice-ministers", "energy-vice-ministers", "health-vice-ministers", "environment-vice-ministers",
        "justice-vice-ministers", "general-vice-ministers"
    ]

Kind = TypeVar("Kind", bound=Table[Any])


class Articles(Table[objects.Article]):
    """A source document."""

    def where(
        self,
        *,
        article_id: Text = ANY,
        title: Text = ANY,
        publisher_id: Text = ANY,
        byline: Text = ANY,
        language: Text = ANY,
        url: Text = ANY,
        published: Text = ANY,
        published_earliest: Day = ANY,
        published_latest: Day = ANY,
        published_basis: PublishedBasis | Collection[PublishedBasis] = ANY,
        written: Text = ANY,
        written_earliest: Day = ANY,
        written_latest: Day = ANY,
        source_kind: SourceKind | Collection[SourceKind] = ANY,
        wire_id: Text = ANY,
        text_sha256: Text = ANY,
        text_characters: Number = ANY,
        text_extent: TextExtent | Collection[TextExtent] = ANY,
        coders: Text = ANY,
        coded_on: Day = ANY,
        publisher: Text = ANY,
        wire: Text = ANY,
        since: Bound = ANY,
        until: Bound = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            publisher: The id, or a part of a name that only one of the organizations has.
            wire: The id, or a part of a name that only one of the organizations has.
            since: Rows whose `published` can lie on or after the first day of this date.
            until: Rows whose `published` can lie on or before the last day of this date.
            text: Words that all stand in title, as `ds.search` finds them.
        """
        return self._where_of(locals())


class People(Table[objects.Person]):
    """A person, or the handle of an official whom no source names."""

    def where(
        self,
        *,
        person_id: Text = ANY,
        name: Text = ANY,
        names: Text = ANY,
        unnamed: Flag = ANY,
        description: Text = ANY,
        country: Text = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            text: Words that all stand in name or names or description, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Organizations(Table[objects.Organization]):
    """An organisation."""

    def where(
        self,
        *,
        organization_id: Text = ANY,
        name: Text = ANY,
        names: Text = ANY,
        kind: OrganizationKind | Collection[OrganizationKind] = ANY,
        country: Text = ANY,
        parent_id: Text = ANY,
        parent: Text = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            parent: The id, or a part of a name that only one of the organizations has.
            text: Words that all stand in name or names, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Offices(Table[objects.Office]):
    """A post within an organisation."""

    def where(
        self,
        *,
        office_id: Text = ANY,
        title: Text = ANY,
        organization_id: Text = ANY,
        country: Text = ANY,
        level: Level | Collection[Level] | None = ANY,
        organization: Text = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            organization: The id, or a part of a name that only one of the organizations has.
            text: Words that all stand in title, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Places(Table[objects.Place]):
    """A place."""

    def where(
        self,
        *,
        place_id: Text = ANY,
        name: Text = ANY,
        names: Text = ANY,
        kind: PlaceKind | Collection[PlaceKind] = ANY,
        within_id: Text = ANY,
        country: Text = ANY,
        within: Text = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            within: The id, or a part of a name that only one of the places has.
            text: Words that all stand in name or names, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Meetings(Table[objects.Meeting]):
    """A meeting, with the best-supported value of each field, and all that belongs to it."""

    def where(
        self,
        *,
        meeting_id: Text = ANY,
        title: Text = ANY,
        format: Format | Collection[Format] | None = ANY,
        level: MeetingLevel | Collection[MeetingLevel] | None = ANY,
        portfolio: Portfolio | Collection[Portfolio] | None = ANY,
        medium: Medium | Collection[Medium] | None = ANY,
        status: Status | Collection[Status] | None = ANY,
        date: Text = ANY,
        date_earliest: Day = ANY,
        date_latest: Day = ANY,
        duration: Text = ANY,
        place_id: Text = ANY,
        place_approximate: Flag = ANY,
        place_city: Text = ANY,
        place_country: Text = ANY,
        parties: Text = ANY,
        parties_complete: Flag = ANY,
        within_id: Text = ANY,
        within_as: WithinAs | Collection[WithinAs] | None = ANY,
        series: Text = ANY,
        topics: Topic | Collection[Topic] | None = ANY,
        concerning: Text = ANY,
        first_known: Day = ANY,
        last_known: Day = ANY,
        article_count: Number = ANY,
        independent_sources: Number = ANY,
        disputed: Text = ANY,
        place: Text = ANY,
        within: Text = ANY,
        country: Text = ANY,
        person: Text = ANY,
        topic: Topic | Collection[Topic] = ANY,
        since: Bound = ANY,
        until: Bound = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            place: The place, or one that holds it: the id, or a part of a name that only one place has.
            within: The id, or a part of a name that only one of the meetings has.
            country: A country, or `org:` and an organisation: `parties`.
            person: Who takes part, or is said to: the id, or a part of a name that only one person has.
            topic: A topic, or several of which any will do.
            since: Rows whose `date` can lie on or after the first day of this date.
            until: Rows whose `date` can lie on or before the last day of this date.
            text: Words that all stand in title or series, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Positions(Table[objects.Position]):
    """Where a party stands on whether a meeting takes place."""

    def where(
        self,
        *,
        meeting_id: Text = ANY,
        party: Text = ANY,
        position: Position | Collection[Position] | None = ANY,
        since: Day = ANY,
        claim_ids: Text = ANY,
        country: Text = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            country: A country, or `org:` and an organisation: `party`.
        """
        return self._where_of(locals())


class Participants(Table[objects.Participant]):
    """A seat at a meeting, and who fills it."""

    def where(
        self,
        *,
        participant_id: Text = ANY,
        meeting_id: Text = ANY,
        slot: Text = ANY,
        person_id: Text = ANY,
        organization_id: Text = ANY,
        office_id: Text = ANY,
        named_as: Text = ANY,
        titled_as: Text = ANY,
        party: Text = ANY,
        role: Role | Collection[Role] | None = ANY,
        attendance: Attendance | Collection[Attendance] | None = ANY,
        disputed: Text = ANY,
        meeting: Text = ANY,
        person: Text = ANY,
        organization: Text = ANY,
        office: Text = ANY,
        country: Text = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            meeting: The id, or a part of a name that only one of the meetings has.
            person: Who: the id, or a part of a name that only one person has.
            organization: The id, or a part of a name that only one of the organizations has.
            office: The id, or a part of a name that only one of the offices has.
            country: A country, or `org:` and an organisation: `party`.
            text: Words that all stand in named_as or titled_as, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Statements(Table[objects.Statement]):
    """What someone said."""

    def where(
        self,
        *,
        statement_id: Text = ANY,
        speaker_ids: Text = ANY,
        speaker_country: Text = ANY,
        speaker_unnamed: Flag = ANY,
        speaker_description: Text = ANY,
        occasion: Text = ANY,
        channel: Channel | Collection[Channel] | None = ANY,
        wording: Wording | Collection[Wording] | None = ANY,
        date: Text = ANY,
        date_earliest: Day = ANY,
        date_latest: Day = ANY,
        about_ids: Text = ANY,
        act: Act | Collection[Act] | None = ANY,
        plover: Text = ANY,
        topics: Topic | Collection[Topic] | None = ANY,
        concerning: Text = ANY,
        via_ids: Text = ANY,
        summary: Text = ANY,
        article_count: Number = ANY,
        disputed: Text = ANY,
        country: Text = ANY,
        person: Text = ANY,
        meeting: Text = ANY,
        topic: Topic | Collection[Topic] = ANY,
        since: Bound = ANY,
        until: Bound = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            country: A country, or `org:` and an organisation: `speaker_country`.
            person: Who: the id, or a part of a name that only one person has.
            meeting: The id of a meeting that it is about.
            topic: A topic, or several of which any will do.
            since: Rows whose `date` can lie on or after the first day of this date.
            until: Rows whose `date` can lie on or before the last day of this date.
            text: Words that all stand in summary or speaker_description, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Outcomes(Table[objects.Outcome]):
    """What a meeting is said to have produced, or to be about to."""

    def where(
        self,
        *,
        outcome_id: Text = ANY,
        meeting_id: Text = ANY,
        kind: OutcomeKind | Collection[OutcomeKind] | None = ANY,
        stage: Stage | Collection[Stage] | None = ANY,
        actors: Text = ANY,
        toward: Text = ANY,
        concerning: Text = ANY,
        agreed_meeting_id: Text = ANY,
        origin_id: Text = ANY,
        stated_in_ids: Text = ANY,
        topics: Topic | Collection[Topic] | None = ANY,
        plover: Text = ANY,
        summary: Text = ANY,
        article_count: Number = ANY,
        disputed: Text = ANY,
        meeting: Text = ANY,
        agreed_meeting: Text = ANY,
        country: Text = ANY,
        topic: Topic | Collection[Topic] = ANY,
        text: str = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            meeting: The id, or a part of a name that only one of the meetings has.
            agreed_meeting: The id, or a part of a name that only one of the meetings has.
            country: A country, or `org:` and an organisation: `actors`.
            topic: A topic, or several of which any will do.
            text: Words that all stand in summary, as `ds.search` finds them.
        """
        return self._where_of(locals())


class Firsts(Table[objects.First]):
    """A claim that a meeting is the first in some respect."""

    def where(
        self,
        *,
        first_id: Text = ANY,
        meeting_id: Text = ANY,
        scope: FirstScope | Collection[FirstScope] = ANY,
        since: Text = ANY,
        previous_id: Text = ANY,
        origin_id: Text = ANY,
        refuted_by_ids: Text = ANY,
        meeting: Text = ANY,
        previous: Text = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            meeting: The id, or a part of a name that only one of the meetings has.
            previous: The id, or a part of a name that only one of the meetings has.
        """
        return self._where_of(locals())


class Claims(Table[objects.Claim]):
    """One value that one origin asserts for one field in one article."""

    def where(
        self,
        *,
        claim_id: Text = ANY,
        article_id: Text = ANY,
        record_table: Text = ANY,
        record_id: Text = ANY,
        canonical_id: Text = ANY,
        field: Text = ANY,
        value: Text = ANY,
        stance: Stance | Collection[Stance] = ANY,
        basis: Basis | Collection[Basis] = ANY,
        origin_id: Text = ANY,
        origin_rank: OriginRank | Collection[OriginRank] = ANY,
        via_ids: Text = ANY,
        asserted_earliest: Day = ANY,
        asserted_latest: Day = ANY,
        known_from: Day = ANY,
        span_ids: Text = ANY,
        article: Text = ANY,
        record: Text = ANY,
        since: Bound = ANY,
        until: Bound = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            article: The id, or a part of a name that only one of the articles has.
            record: The id of the record; an old id leads to it.
            since: Rows whose `asserted` can lie on or after the first day of this date.
            until: Rows whose `asserted` can lie on or before the last day of this date.
        """
        return self._where_of(locals())


class Spans(Table[objects.Span]):
    """A stretch of an article's text."""

    def where(
        self,
        *,
        span_id: Text = ANY,
        article_id: Text = ANY,
        start: Number = ANY,
        end: Number = ANY,
        words: Number = ANY,
        digest: Text = ANY,
        article: Text = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`).

        Args:
            article: The id, or a part of a name that only one of the articles has.
        """
        return self._where_of(locals())


class Conflicts(Table[objects.Conflict]):
    """One value of a field on which sources contradict each other."""

    def where(
        self,
        *,
        record_table: Text = ANY,
        record_id: Text = ANY,
        field: Text = ANY,
        value: Text = ANY,
        chosen: Flag = ANY,
        chosen_by: Text = ANY,
        claim_ids: Text = ANY,
        independent_sources: Number = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`)."""
        return self._where_of(locals())


class Resolutions(Table[objects.Resolution]):
    """A maintainer's decision on a conflict."""

    def where(
        self,
        *,
        resolution_id: Text = ANY,
        record_table: Text = ANY,
        record_id: Text = ANY,
        field: Text = ANY,
        value: Text = ANY,
        reason: Text = ANY,
        considered_ids: Text = ANY,
        decided_on: Day = ANY,
        decided_by: Text = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`)."""
        return self._where_of(locals())


class Redirects(Table[objects.Redirect]):
    """What became of an id."""

    def where(
        self,
        *,
        old_id: Text = ANY,
        new_id: Text = ANY,
        record_table: Text = ANY,
        reason: Text = ANY,
        since: Day = ANY,
        kind: RedirectKind | Collection[RedirectKind] = ANY,
        article_ids: Text = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`)."""
        return self._where_of(locals())


class Agreement(Table[objects.Agreement]):
    """How far two independent readings agree on a field."""

    def where(
        self,
        *,
        record_table: Text = ANY,
        field: Text = ANY,
        articles: Number = ANY,
        units: Number = ANY,
        first_only: Number = ANY,
        second_only: Number = ANY,
        agreed: Number = ANY,
        alpha: Number = ANY,
        f1: Number = ANY,
        **unknown: Never,
    ) -> Self:
        """The rows of which all conditions are true: columns, and words beside them (see `Table.where`)."""
        return self._where_of(locals())


class Tables:
    """What has every table as an attribute."""

    def _table(self, kind: type[Kind], name: str) -> Kind:
        raise NotImplementedError

    @property
    def articles(self) -> Articles:
        """Source documents."""
        return self._table(Articles, "articles")

    @property
    def people(self) -> People:
        """People, and handles of officials whom no source names."""
        return self._table(People, "people")

    @property
    def organizations(self) -> Organizations:
        """Organisations."""
        return self._table(Organizations, "organizations")

    @property
    def offices(self) -> Offices:
        """Offices: posts within organisations."""
        return self._table(Offices, "offices")

    @property
    def places(self) -> Places:
        """Places, each within a larger one."""
        return self._table(Places, "places")

    @property
    def meetings(self) -> Meetings:
        """Meetings, with the best-supported value of each field."""
        return self._table(Meetings, "meetings")

    @property
    def positions(self) -> Positions:
        """Where parties stand on whether a meeting takes place."""
        return self._table(Positions, "positions")

    @property
    def participants(self) -> Participants:
        """Seats at meetings, and who fills them."""
        return self._table(Participants, "participants")

    @property
    def statements(self) -> Statements:
        """Who said what, where, and through whom it is known."""
        return self._table(Statements, "statements")

    @property
    def outcomes(self) -> Outcomes:
        """What meetings are said to have produced, or to be about to."""
        return self._table(Outcomes, "outcomes")

    @property
    def firsts(self) -> Firsts:
        """Claims that a meeting is the first in some respect, and the dataset's own records that refute them."""
        return self._table(Firsts, "firsts")

    @property
    def claims(self) -> Claims:
        """Every value that an entry asserts for a field: the table from which all records are made."""
        return self._table(Claims, "claims")

    @property
    def spans(self) -> Spans:
        """Evidence: stretches of the articles' texts, without their words."""
        return self._table(Spans, "spans")

    @property
    def conflicts(self) -> Conflicts:
        """Every value of every field on which sources contradict each other."""
        return self._table(Conflicts, "conflicts")

    @property
    def resolutions(self) -> Resolutions:
        """Maintainers' decisions on conflicts."""
        return self._table(Resolutions, "resolutions")

    @property
    def redirects(self) -> Redirects:
        """What became of ids that were merged or renamed, or split: a row for each id that took the place of one."""
        return self._table(Redirects, "redirects")

    @property
    def agreement(self) -> Agreement:
        """How far two independent readings of the same articles agree, by table and field."""
        return self._table(Agreement, "agreement")

CLASSES: dict[str, type[Table[Any]]] = {
    "articles": Articles,
    "people": People,
    "organizations": Organizations,
    "offices": Offices,
    "places": Places,
    "meetings": Meetings,
    "positions": Positions,
    "participants": Participants,
    "statements": Statements,
    "outcomes": Outcomes,
    "firsts": Firsts,
    "claims": Claims,
    "spans": Spans,
    "conflicts": Conflicts,
    "resolutions": Resolutions,
    "redirects": Redirects,
    "agreement": Agreement,
}
"""The class of each table."""
