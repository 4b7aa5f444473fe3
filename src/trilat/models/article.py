"""The annotated article: what one curator reads in one source document."""

from typing import Annotated, Any

from annotated_types import Len
from pydantic import Discriminator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema, core_schema

from trilat.models.base import (
    Count,
    Country,
    Date,
    Day,
    Digest,
    Duration,
    FieldName,
    Flag,
    Language,
    Line,
    Maybe,
    Name,
    OutcomeId,
    Party,
    PlaceRef,
    Several,
    Sha256,
    Slug,
    Strict,
    Summary,
    Url,
    Words,
    link,
    none_given,
    said,
)
from trilat.versions import SchemaVersion
from trilat.vocabularies import (
    Act,
    Attendance,
    Channel,
    Consolidation,
    FirstScope,
    Format,
    Level,
    Medium,
    Mention,
    OutcomeKind,
    Portfolio,
    Position,
    PublishedBasis,
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

ONCE, EVOLVING, UNION, PROSE, LOCAL = Consolidation


class Span(Strict):
    """A stretch of the article's text that shows what an entry says, without its words."""

    chars: Annotated[
        list[Count],
        Len(2, 2),
        Field(description="First code point of the stretch and the one after its last, counted from 0."),
    ]
    words: Words = Field(description="Number of tokens in the stretch, by the named normalisation.")
    digest: Digest = Field(description="First 16 hexadecimal digits of the SHA-256 of the normalised tokens.")
    supports: Maybe[Several[FieldName]] = Field(
        None, description="The fields of the entry that the stretch shows; left out where it shows them all."
    )


class Quote(Strict):
    """An evidence span as a curator writes it, before `trilat pin` replaces the words by their place."""

    quote: Annotated[str, Field(max_length=2000, description="The words as they stand in the text.")]
    supports: Maybe[Several[FieldName]] = Field(
        None, description="The fields of the entry that the stretch shows; left out where it shows them all."
    )


def _span_tag(value: Any) -> str:
    return "<quote>" if (isinstance(value, Quote) or (isinstance(value, dict) and "quote" in value)) else "<span>"


class _EitherInJson:
    """Tries the one and then the other in JSON text, where to ask for the tag takes longer than to try."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        tagged: Any = handler(source)
        either = core_schema.union_schema(list(tagged["choices"].values()), mode="left_to_right")
        return core_schema.json_or_python_schema(either, tagged)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema["python_schema"])


Evidence = Annotated[
    Annotated[Span, Tag("<span>")] | Annotated[Quote, Tag("<quote>")],
    Discriminator(_span_tag),
    _EitherInJson(),
    Field(description="A span, or a quote that `trilat pin` still has to replace by one."),
]
Origin = Annotated[
    Several[Slug],
    Field(
        description="From whom the author has it: outermost relay first, the origin last. Organisations, people, or "
        "author, analysts, unattributed.",
        json_schema_extra={"x-to": "people|organizations"},
    ),
]


class Entry(Strict):
    """What one origin says of one record in one article."""

    stance: Maybe[Stance] = Field(None, description="How the origin stands to what it says; left out for stated.")
    inferred: Maybe[Several[FieldName]] = Field(
        None, description="The fields that the coder concluded rather than read."
    )
    spans: Annotated[list[Evidence], Field(description="The evidence for the entry's claims.")] = Field(
        default_factory=none_given
    )


class First(Strict):
    """A claim that a meeting is the first in some respect."""

    scope: FirstScope = Field(description="In what respect it is the first.")
    since: Maybe[Date] = Field(None, description="The day or period since when it is, where the source says so.")
    previous: Maybe[Slug] = link("meetings", "The earlier meeting that the source names.", optional=True)


class ParticipantEntry(Strict):
    """A seat at the meeting, and who is said to fill it."""

    slot: Slug = Field(description="Names the seat within the meeting, such as us-head; with the meeting's id its id.")
    person: Maybe[Slug] = said(ONCE, "The person in the seat.", to="people")
    organization: Maybe[Slug] = said(ONCE, "The organisation in the seat, where no person is.", to="organizations")
    office: Maybe[Slug] = said(ONCE, "The office that the person holds.", to="offices")
    named_as: Maybe[Line] = said(PROSE, "The person's name as this article spells it.")
    titled_as: Maybe[Line] = said(PROSE, "The person's title as this article words it.")
    party: Maybe[Party] = said(ONCE, "The party that the participant belongs to.")
    role: Maybe[Role] = said(ONCE, "What the participant is to the meeting.", coded=True)
    attendance: Maybe[Attendance] = said(EVOLVING, "Whether the participant takes part.", relation="attendances")
    inferred: Maybe[Several[FieldName]] = Field(
        None, description="The fields that the coder concluded rather than read."
    )
    spans: Annotated[
        list[Evidence], Field(description="Evidence for this participant alone; the entry's spans where left out.")
    ] = Field(default_factory=none_given)


class PositionEntry(Strict):
    """Where a party stands on the meeting, by the entry's origin."""

    party: Party = Field(description="The party whose position it is, which need not be the origin's.")
    position: Position = said(EVOLVING, "Where the party stands on whether the meeting takes place.",
                              relation="positions", required=True)
    inferred: Maybe[Several[FieldName]] = Field(
        None, description="The fields that the coder concluded rather than read."
    )
    spans: Annotated[
        list[Evidence], Field(description="Evidence for this position alone; the entry's spans where left out.")
    ] = Field(default_factory=none_given)


class MeetingEntry(Entry):
    """What one origin says of one meeting."""

    id: Slug = Field(description="The meeting's id: parties, level, year and number, never its place or result.")
    by: Origin
    mention: Maybe[Mention] = said(LOCAL, "What part the meeting plays in the article.", coded=True)
    title: Maybe[Summary] = said(PROSE, "What the meeting is, in the curator's words.", coded=True)
    format: Maybe[Format] = said(
        ONCE, "How many sides meet, where the source itself says so; a complete list of parties tells it too.",
        coded=True,
    )
    level: Maybe[Level] = said(ONCE, "The rank of the heads of delegation.", relation="terms", coded=True)
    portfolio: Several[Portfolio] = said(
        UNION, "The fields of government that the delegations stand for.", coded=True, many=True
    )
    medium: Maybe[Medium] = said(ONCE, "How the delegations come together.")
    status: Maybe[Status] = said(EVOLVING, "How far the meeting has come.", relation="statuses")
    date: Maybe[Date] = said(
        ONCE, "When it takes place, by the calendar of its venue, as precisely as the source allows and no more.",
        relation="dates",
    )
    duration: Maybe[Duration] = said(ONCE, "How long it lasts, in ISO 8601, with ~ for about: PT1H~, P2D.",
                                     relation="durations")
    place: Maybe[PlaceRef] = said(
        ONCE, "Where it takes place; with ~ where the source names where people travel to and not the venue.",
        relation="places", to="places",
    )
    parties: Several[Party] = said(ONCE, "The countries and organisations that meet.", relation="parties", many=True)
    parties_complete: Maybe[Flag] = said(
        LOCAL, "false where the source names only some of the parties; left out for true."
    )
    within: Maybe[Slug] = said(ONCE, "The larger meeting that this one belongs to.", to="meetings")
    within_as: Maybe[WithinAs] = said(ONCE, "How it belongs to the larger meeting.", coded=True)
    series: Maybe[Slug] = said(ONCE, "A name for the regular meetings of which this is one.", coded=True)
    topics: Several[Topic] = said(UNION, "What it is about.", coded=True, many=True)
    concerning: Several[Country] = said(UNION, "The countries talked about, parties or not.", many=True)
    firsts: Several[First] = said(UNION, "In what respects the origin calls it a first.", many=True)
    positions: Annotated[
        list[PositionEntry], Field(description="Where parties stand on whether the meeting takes place.")
    ] = Field(default_factory=none_given)
    participants: Annotated[list[ParticipantEntry], Field(description="Who takes part.")] = Field(
        default_factory=none_given
    )


class Occasion(Strict):
    """One call, briefing or release: what its statements share, so that each need not say it again."""

    id: Slug = Field(description="What the statements name in `occasion`.")
    by: Maybe[Origin] = link(
        "people|organizations", "Who relays it to the author, outermost first; left out where the author was there.",
        optional=True,
    )
    channel: Maybe[Channel] = Field(None, description="By what way it reached the public.")
    date: Maybe[Date] = Field(None, description="When it was.")
    inferred: Maybe[Several[FieldName]] = Field(
        None, description="The fields that the coder concluded rather than read."
    )
    spans: Annotated[list[Evidence], Field(description="The evidence for what is said here.")] = Field(
        default_factory=none_given
    )


class StatementEntry(Entry):
    """What someone said, as this article gives it. The speakers are the origin."""

    id: Slug = Field(description="The statement's id: speaker, subject, year and month.")
    by: Maybe[Origin] = link(
        "people|organizations", "Who relays it to the author, outermost first; left out where the author heard it.",
        optional=True,
    )
    speakers: Several[Slug] = said(
        ONCE, "Who speaks: people or organisations; for an unnamed official a handle in people.", many=True,
        relation="sets", required=True, to="people|organizations",
    )
    occasion: Maybe[Slug] = said(
        ONCE, "Ties the statements of one call, briefing or release; what occasions say of it holds here too.",
        coded=True,
    )
    channel: Maybe[Channel] = said(ONCE, "By what way it reached the public.", relation="channels")
    wording: Maybe[Wording] = said(
        ONCE, "How close the rendering is to the speaker's words; across articles the closest.", coded=True,
        relation="wordings",
    )
    date: Maybe[Date] = said(ONCE, "When it was made.", relation="dates")
    about: Several[Slug] = said(UNION, "The meetings that it is about.", many=True, to="meetings")
    act: Maybe[Act] = said(ONCE, "What it does, in the main.", coded=True)
    topics: Several[Topic] = said(UNION, "What it is about.", coded=True, many=True)
    concerning: Several[Country] = said(UNION, "The countries talked about.", many=True)
    summary: Maybe[Summary] = said(PROSE, "What it says, in the curator's own words.", coded=True)


class OutcomeEntry(Entry):
    """What a meeting produced, or would, by one origin."""

    id: OutcomeId = Field(description="The meeting's id, a dot, and a name for the outcome.")
    meeting: Slug = link("meetings", "The meeting that produced it, or would.")
    by: Origin
    stated_in: Several[Slug] = said(UNION, "The statements in which the origin says so.", many=True, to="statements")
    kind: Maybe[OutcomeKind] = said(ONCE, "What kind of outcome it is.", coded=True)
    stage: Maybe[Stage] = said(EVOLVING, "How far it has come, by the origin.", relation="stages")
    actors: Several[Party] = said(ONCE, "The parties whose outcome it is.", relation="sets", many=True)
    toward: Several[Party] = said(UNION, "Those to whom it is directed.", many=True)
    concerning: Several[Country] = said(UNION, "The countries talked about.", many=True)
    agreed_meeting: Maybe[Slug] = said(ONCE, "The meeting agreed on, for an agreement to meet.", to="meetings")
    topics: Several[Topic] = said(UNION, "What it is about.", coded=True, many=True)
    summary: Maybe[Summary] = said(PROSE, "What it is, in the curator's own words.", coded=True)


class Text(Strict):
    """The copy of the text that was coded, by its bytes; the words stay with the curator."""

    sha256: Sha256 = Field(description="SHA-256 of the text file's bytes.")
    characters: Count = Field(description="Its length in Unicode code points, line ends as they are.")
    extent: TextExtent = Field(description="How much of the article it has.")


class Article(Strict):
    """One source document."""

    id: Slug = Field(description="Publisher, date and subject; the name of the file.")
    title: Maybe[Line] = Field(None, description="The headline as printed.")
    publisher: Maybe[Slug] = link(
        "organizations", "Who published it; left out where the copy does not say.", optional=True
    )
    byline: Several[Name] = Field(default_factory=none_given, description="The authors as printed.")
    language: Language = Field(description="BCP 47 tag of the language of the text.")
    url: Maybe[Url] = Field(None, description="Where it stands on line.")
    published: Date = Field(description="When it was published; a range where only that can be inferred.")
    published_basis: PublishedBasis = Field(description="What this date rests on.")
    written: Maybe[Date] = Field(None, description="When it was written, where that differs from published.")
    source_kind: SourceKind = Field(description="What kind of source it is.")
    wire: Maybe[Slug] = link("organizations", "The news agency whose copy it is.", optional=True)
    text: Text = Field(description="The copy that was coded.")
    coders: Several[Slug] = Field(description="Short codes of those who coded it, never their names.")
    coded_on: Day = Field(description="The day of coding.")


class ArticleFile(Strict):
    """An annotated article: a file under dataset/articles/, or a line of a .jsonl file."""

    schema_version: SchemaVersion = Field(description="The version of this schema.")
    article: Article = Field(description="The source document.")
    meetings: Annotated[list[MeetingEntry], Field(description="What it says of meetings.")] = Field(
        default_factory=none_given
    )
    occasions: Annotated[
        list[Occasion], Field(description="Calls, briefings and releases of which it gives several statements.")
    ] = Field(default_factory=none_given)
    statements: Annotated[list[StatementEntry], Field(description="Who said what in it.")] = Field(
        default_factory=none_given
    )
    outcomes: Annotated[list[OutcomeEntry], Field(description="What it says that meetings produced.")] = Field(
        default_factory=none_given
    )


