"""The objects of a dataset: a row of each table, with what it points at, and what points at it, as attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self, TypeVar

from trilat.dataset.documented import Documented
from trilat.dataset.help import near
from trilat.errors import UsageError
from trilat.tables.columns import Row, row_key
from trilat.tables.rows import (
    AgreementRow,
    ArticleRow,
    ClaimRow,
    ConflictRow,
    FirstRow,
    MeetingRow,
    OfficeRow,
    OrganizationRow,
    OutcomeRow,
    ParticipantRow,
    PersonRow,
    PlaceRow,
    PositionRow,
    RedirectRow,
    ResolutionRow,
    SpanRow,
    StatementRow,
)

if TYPE_CHECKING:
    from trilat.consolidate.evolving import State
    from trilat.dataset.dataset import Dataset
    from trilat.dataset.readouts import Readouts
    from trilat.dataset.rows import Batch
    from trilat.dataset.table import Table

T = TypeVar("T", bound=Row)


class Linked:
    """What all objects have: the dataset that they belong to, which they ask for their relations.

    An object takes the value of a field when it is first touched, from the batch that it was made in.
    """

    __slots__ = ()
    if TYPE_CHECKING:
        _batch: Batch[Any]

        def __eq__(self, other: object) -> bool: ...  # every row has one; said here, an id may be sought in a table
        def __hash__(self) -> int: ...
    else:

        def __getattr__(self, name: str) -> object:
            """Fill a field that is still empty. A type checker is not told, so that it refuses what there is not."""
            if name == "_batch":
                raise UsageError(f"this {type(self).__name__} was taken out of its dataset, and knows no other records")
            names = self._batch.rows.names
            if name in names:
                self._batch.fill(name)
            elif not hasattr(type(self), name):
                every = dict.fromkeys([*names, *(one for one in dir(type(self)) if not one.startswith("_"))])
                raise AttributeError(f"{type(self).__name__} has no {name!r}{near(name, every)}", name=name, obj=self)
            return object.__getattribute__(self, name)

    @property
    def _dataset(self) -> Dataset:
        dataset = self._batch.rows.dataset
        assert dataset is not None  # noqa: S101  # linked objects are made by tables of a dataset alone
        return dataset

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        from trilat.dataset.shown import row_text

        return row_text(self)  # type: ignore[arg-type]  # every linked object is a row

    def _repr_html_(self) -> str:
        from trilat.dataset.html import record_html

        return record_html(self)


class Record(Linked):
    """A record made from claims."""

    __slots__ = ()

    @property
    def _id(self) -> tuple[str, str]:
        row: Row = self  # type: ignore[assignment]  # every record is a row
        return row.table, ".".join(map(str, row_key(row)))

    @property
    def claims(self) -> Sequence[Claim]:
        """Every claim on the record, by any article and origin."""
        return self._dataset.claims_on(*self._id)

    @property
    def conflicts(self) -> Sequence[Conflict]:
        """Every value of the fields on which sources contradict each other."""
        return self._dataset.conflicts_on(*self._id)

    @property
    def articles(self) -> Sequence[Article]:
        """The articles with claims on the record, by publication."""
        found = {claim.article_id for claim in self.claims}
        return sorted((self._dataset.articles[article] for article in found),
                      key=lambda article: (str(article.published_latest), article.article_id))

    @property
    def spans(self) -> Sequence[Span]:
        """The evidence for the record's claims, by article and place in it."""
        return _evidence(self._dataset, {span for claim in self.claims for span in claim.span_ids})

    def history(self, field: str) -> list[State]:
        """All values of a field in the order in which they were asserted, such as the states of a meeting.

        >>> from trilat import dataset
        >>> meeting = dataset.load().meetings["us-jp-kr-security-advisers-2021-1"]
        >>> [state.value for state in meeting.history("status")]
        ['scheduled']
        """
        return self._dataset.history(*self._id, field)


class Article(Linked, ArticleRow):
    """A source document."""

    __slots__ = ("_batch",)

    @property
    def publisher(self) -> Organization | None:
        """Who published it."""
        return _row(self._dataset.organizations, self.publisher_id)

    @property
    def wire(self) -> Organization | None:
        """The agency whose copy it is."""
        return _row(self._dataset.organizations, self.wire_id)

    @property
    def claims(self) -> Sequence[Claim]:
        """Every claim that the article makes."""
        return self._dataset.claims._having("article_id", self.article_id)


class Person(Linked, PersonRow):
    """A person, or the handle of an official whom no source names."""

    __slots__ = ("_batch",)

    @property
    def participations(self) -> Sequence[Participant]:
        """The seats that the person fills."""
        return self._dataset.participants._having("person_id", self.person_id)

    @property
    def statements(self) -> Sequence[Statement]:
        """What the person said."""
        return self._dataset.statements._having("speaker_ids", self.person_id)


class Organization(Linked, OrganizationRow):
    """An organisation."""

    __slots__ = ("_batch",)

    @property
    def parent(self) -> Organization | None:
        """The organisation that it is a part of."""
        return _row(self._dataset.organizations, self.parent_id)


class Office(Linked, OfficeRow):
    """A post within an organisation."""

    __slots__ = ("_batch",)

    @property
    def organization(self) -> Organization | None:
        """The organisation that the post is in."""
        return _row(self._dataset.organizations, self.organization_id)


class Place(Linked, PlaceRow):
    """A place."""

    __slots__ = ("_batch",)

    @property
    def within(self) -> Place | None:
        """The next larger place that holds it."""
        return _row(self._dataset.places, self.within_id)


class Meeting(Record, MeetingRow):
    """A meeting, with the best-supported value of each field, and all that belongs to it."""

    __slots__ = ("_batch",)

    @property
    def place(self) -> Place | None:
        """Where it takes place."""
        return _row(self._dataset.places, self.place_id)

    @property
    def within(self) -> Meeting | None:
        """The larger meeting that it belongs to."""
        return _row(self._dataset.meetings, self.within_id)

    @property
    def sidelines(self) -> Sequence[Meeting]:
        """The meetings that belong to this one."""
        return self._dataset.meetings._having("within_id", self.meeting_id)

    @property
    def participants(self) -> Sequence[Participant]:
        """Who takes part, or is said to."""
        return self._dataset.participants._having("meeting_id", self.meeting_id)

    @property
    def positions(self) -> Sequence[Position]:
        """Where parties stand on whether it takes place."""
        return self._dataset.positions._having("meeting_id", self.meeting_id)

    @property
    def statements(self) -> Sequence[Statement]:
        """What was said about it."""
        return self._dataset.statements._having("about_ids", self.meeting_id)

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What it is said to have produced, or to be about to."""
        return self._dataset.outcomes._having("meeting_id", self.meeting_id)

    @property
    def firsts(self) -> Sequence[First]:
        """In what respects it is called a first."""
        return self._dataset.firsts._having("meeting_id", self.meeting_id)

    @property
    def readouts(self) -> Readouts:
        """What each party's own account says, and leaves out, of what the meeting produced.

        >>> from trilat import dataset
        >>> told = dataset.load().meetings["us-jp-kr-foreign-ministers-2021-1"].readouts
        >>> told["un-resolutions", "US"].said, told["un-resolutions", "KR"].said
        (<Said.ASSERTED: 'asserted'>, <Said.ATTRIBUTED: 'attributed'>)
        >>> {claim.origin_id for claim in told["un-resolutions", "KR"].claims}
        {'ned-price'}
        """
        return self._dataset.readouts_on(self.meeting_id)


class Position(Record, PositionRow):
    """Where a party stands on whether a meeting takes place."""

    __slots__ = ("_batch",)

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self._dataset.meetings[self.meeting_id]


class Participant(Record, ParticipantRow):
    """A seat at a meeting, and who fills it."""

    __slots__ = ("_batch",)

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self._dataset.meetings[self.meeting_id]

    @property
    def person(self) -> Person | None:
        """The person in the seat."""
        return _row(self._dataset.people, self.person_id)

    @property
    def organization(self) -> Organization | None:
        """The organisation in the seat."""
        return _row(self._dataset.organizations, self.organization_id)

    @property
    def office(self) -> Office | None:
        """The office that the person holds."""
        return _row(self._dataset.offices, self.office_id)

    @property
    def name(self) -> str | None:
        """The person's name, or description where no source names them; else the organisation's name."""
        if self.person is not None:
            return self.person.name or self.person.description
        return self.organization.name if self.organization is not None else self.named_as


class Statement(Record, StatementRow):
    """What someone said."""

    __slots__ = ("_batch",)

    @property
    def speakers(self) -> Sequence[Person | Organization]:
        """Who speaks."""
        return self._dataset.sources(self.speaker_ids)

    @property
    def via(self) -> Sequence[Person | Organization]:
        """Who relays it."""
        return self._dataset.sources(self.via_ids)

    @property
    def about(self) -> Sequence[Meeting]:
        """The meetings that it is about."""
        return _rows(self._dataset.meetings, self.about_ids)


class Outcome(Record, OutcomeRow):
    """What a meeting is said to have produced, or to be about to."""

    __slots__ = ("_batch",)

    @property
    def meeting(self) -> Meeting | None:
        """The meeting."""
        return _row(self._dataset.meetings, self.meeting_id)

    @property
    def agreed_meeting(self) -> Meeting | None:
        """The meeting agreed on."""
        return _row(self._dataset.meetings, self.agreed_meeting_id)

    @property
    def stated_in(self) -> Sequence[Statement]:
        """The statements that say so."""
        return _rows(self._dataset.statements, self.stated_in_ids)


class First(Linked, FirstRow):
    """A claim that a meeting is the first in some respect."""

    __slots__ = ("_batch",)

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self._dataset.meetings[self.meeting_id]

    @property
    def previous(self) -> Meeting | None:
        """The earlier meeting that the source names."""
        return _row(self._dataset.meetings, self.previous_id)

    @property
    def refuted_by(self) -> Sequence[Meeting]:
        """The meetings of this dataset that refute it."""
        return _rows(self._dataset.meetings, self.refuted_by_ids)


class Claim(Linked, ClaimRow):
    """One value that one origin asserts for one field in one article."""

    __slots__ = ("_batch",)

    @property
    def article(self) -> Article:
        """The article."""
        return self._dataset.articles[self.article_id]

    @property
    def spans(self) -> Sequence[Span]:
        """The evidence, in the order of the text."""
        return _evidence(self._dataset, self.span_ids)

    @property
    def via(self) -> Sequence[Person | Organization]:
        """Who relays it, outermost first."""
        return self._dataset.sources(self.via_ids)


class Span(Linked, SpanRow):
    """A stretch of an article's text."""

    __slots__ = ("_batch",)

    @property
    def text(self) -> str | None:
        """Its words as the article has them, where the dataset was loaded with the texts at hand.

        None where there is no copy of the article among them, or the words stand at no place of it, or at several.
        """
        return self._dataset.words_of(self)

    @property
    def article(self) -> Article:
        """The article."""
        return self._dataset.articles[self.article_id]


class Conflict(Linked, ConflictRow):
    """One value of a field on which sources contradict each other."""

    __slots__ = ("_batch",)

    @property
    def claims(self) -> Sequence[Claim]:
        """The claims that say so."""
        return _rows(self._dataset.claims, self.claim_ids)


class Resolution(Linked, ResolutionRow):
    """A maintainer's decision on a conflict."""

    __slots__ = ("_batch",)

    @property
    def considered(self) -> Sequence[Claim]:
        """The claims that were considered."""
        return _rows(self._dataset.claims, self.considered_ids)


class Redirect(Linked, RedirectRow):
    """What became of an id."""

    __slots__ = ("_batch",)


class Agreement(Linked, AgreementRow):
    """How far two independent readings agree on a field."""

    __slots__ = ("_batch",)


OBJECTS: dict[str, type[Row]] = {
    kind.table: kind
    for kind in (
        Article, Person, Organization, Office, Place, Meeting, Position, Participant, Statement, Outcome, First, Claim,
        Span, Conflict, Resolution, Redirect, Agreement,
    )
}
"""The type of each table's objects."""
for _kind in OBJECTS.values():
    _kind.__doc__ = Documented(_kind.__doc__ or "")  # type: ignore[assignment]  # read as a text


def _row(table: Table[T], key: str | None) -> T | None:
    """The row that an id points at; None where it is empty, or where a vintage does not know the record yet."""
    return None if key is None else table.get(key)


def _evidence(dataset: Dataset, ids: Iterable[str]) -> list[Span]:
    return sorted(_rows(dataset.spans, ids), key=attrgetter("article_id", "start", "end"))


def _rows(table: Table[T], keys: Iterable[str]) -> list[T]:
    return [row for row in map(table.get, keys) if row is not None]
