"""The terms that Trilat codes with: each with its definition and, where one fits, its PLOVER event type or context.

The definitions here are the only ones; the JSON Schemas, the codebook and the editors' hints are made from them.
PLOVER is the Political Language Ontology for Verifiable Event Records (openeventdata/PLOVER).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


class Term(StrEnum):
    """A term of a vocabulary: a string that also knows its definition, PLOVER code and broader term."""

    definition: str
    plover: str | None
    broader: str | None

    def __new__(cls, value: str, definition: str = "", plover: str | None = None, broader: str | None = None) -> Self:
        """Make a term from its value and what is known of it."""
        term = str.__new__(cls, value)
        term._value_ = value
        term.definition = definition
        term.plover = plover
        term.broader = broader
        return term

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let strict models read a term from its string."""
        schema: Any = handler(source)
        schema["strict"] = False
        return schema  # type: ignore[no-any-return]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Give JSON Schema, and the editors that read it, every term's definition."""
        made = handler(schema)
        target = handler.resolve_ref_schema(made)
        target["enumDescriptions"] = [term.definition for term in cls]
        for key, values in (("x-plover", {t: t.plover for t in cls}), ("x-broader", {t: t.broader for t in cls})):
            told = {str(term): value for term, value in values.items() if value}
            if told:
                target[key] = told
        return made


class Format(Term):
    """How many sides meet."""

    BILATERAL = "bilateral", "Two parties."
    TRILATERAL = "trilateral", "Three parties."
    MINILATERAL = "minilateral", "A named group of four to nine parties, such as the G7."
    MULTILATERAL = "multilateral", "Ten parties or more, or an organisation's meeting open to all its members."


class Level(Term):
    """The rank of the people who head the delegations."""

    LEADERS = "leaders", "Heads of state or government.", None, "senior"
    MINISTERS = "ministers", "Members of cabinet; a 2+2 of foreign and defence ministers too.", None, "senior"
    VICE_MINISTERS = "vice-ministers", "Deputies of ministers, deputy secretaries, state secretaries.", None, "senior"
    SECURITY_ADVISERS = "security-advisers", "National security advisers or heads of such an office.", None, "senior"
    DEFENCE_CHIEFS = "defence-chiefs", "Chiefs of the armed forces or of their general staff.", None, "senior"
    ENVOYS = "envoys", "Special representatives for a subject or a negotiation.", None, "senior"
    DIRECTORS_GENERAL = "directors-general", "Heads of a ministry's bureau, assistant secretaries.", None, "senior"
    WORKING = "working", "Officials below the head of a bureau."
    MIXED = "mixed", "The heads differ in rank by more than their titles."
    SENIOR = "senior", "A high rank that the source does not name; any high rank that is named refines it."


class Portfolio(Term):
    """The field of government that the delegations stand for."""

    FOREIGN = "foreign", "Foreign affairs."
    DEFENCE = "defence", "Defence and the armed forces."
    SECURITY = "security", "National security across ministries."
    INTELLIGENCE = "intelligence", "Intelligence services."
    FINANCE = "finance", "Finance, treasury, central banks."
    TRADE = "trade", "Trade, industry, export controls."
    ENERGY = "energy", "Energy."
    HEALTH = "health", "Public health."
    ENVIRONMENT = "environment", "Environment and climate."
    JUSTICE = "justice", "Justice, police, home affairs."
    GENERAL = "general", "Government as a whole, as where leaders meet."


class Medium(Term):
    """How the delegations come together."""

    IN_PERSON = "in-person", "In one place.", "CONSULT"
    VIDEO = "video", "By video link.", "CONSULT"
    TELEPHONE = "telephone", "By telephone.", "CONSULT"
    HYBRID = "hybrid", "Some in one place, others by link.", "CONSULT"


class Status(Term):
    """How far a meeting has come."""

    PROPOSED = "proposed", "One side or a third suggests it; not all sides have accepted."
    AGREED = "agreed", "The sides have accepted to meet; neither day nor venue is public.", "AGREE"
    SCHEDULED = "scheduled", "To take place on a day, in a named period or at a venue that is public.", "AGREE"
    UNDER_WAY = "under-way", "Has begun and not ended.", "CONSULT"
    HELD = "held", "Took place.", "CONSULT"
    POSTPONED = "postponed", "Put off to a later or an open date."
    CANCELLED = "cancelled", "Called off by a side.", "REJECT"
    NOT_HELD = "not-held", "Its date passed without it, whoever the cause."


FINAL_STATUSES = frozenset({Status.HELD, Status.CANCELLED, Status.NOT_HELD})


class Mention(Term):
    """What part a meeting plays in an article."""

    MAIN = "main", "The article's subject."
    SIDE = "side", "Goes with the subject: on its sidelines, right before or after it, or the event that frames it."
    BACKGROUND = "background", "An earlier meeting that the article looks back to."
    PROSPECT = "prospect", "A later meeting that the article looks ahead to, and not its subject."


class WithinAs(Term):
    """How a meeting belongs to the larger one around it."""

    SIDELINES = "sidelines", "At the margins of the larger meeting and not on its agenda."
    SESSION = "session", "A part of the larger meeting's own programme."


class Position(Term):
    """Where a party stands on whether the meeting takes place."""

    ANNOUNCED = "announced", "Made the meeting public itself."
    CONFIRMED = "confirmed", "Said that it will take part, after others had announced it."
    UNCONFIRMED = "unconfirmed", "Reported as not having confirmed so far."
    DECLINED = "declined", "Said that it will not take part."
    DENIED = "denied", "Said that no such meeting is planned or took place."


class Role(Term):
    """What a participant is to the meeting."""

    HEAD = "head", "Heads a party's delegation."
    DELEGATE = "delegate", "A member of a delegation."
    HOST = "host", "Receives the others without heading a delegation."
    CHAIR = "chair", "Chairs the meeting."
    GUEST = "guest", "Invited though its country or organisation is not a member of the group that meets."
    OBSERVER = "observer", "Present without taking part."
    MEDIATOR = "mediator", "Mediates between the parties."


class Attendance(Term):
    """Whether a participant takes part."""

    INVITED = "invited", "Asked to come; whether the invitation was taken up is not said."
    EXPECTED = "expected", "Foreseen to take part."
    ATTENDED = "attended", "Took part."
    ABSENT = "absent", "Did not take part."
    REPLACED = "replaced", "Did not take part and sent another."


FINAL_ATTENDANCES = frozenset({Attendance.ATTENDED, Attendance.ABSENT, Attendance.REPLACED})


class Act(Term):
    """What a statement does, in the main."""

    ANNOUNCE = "announce", "Makes public what is to come or was agreed.", "AGREE"
    CONFIRM = "confirm", "Says that something already reported is so."
    DENY = "deny", "Says that something reported or possible is not so."
    RECOUNT = "recount", "Tells what happened or was said."
    EXPLAIN = "explain", "Gives reasons or describes a policy, without judging another."
    ASSESS = "assess", "Judges a situation, or says what is likely."
    COMMIT = "commit", "Promises the speaker's own side to something.", "AGREE"
    WELCOME = "welcome", "Approves of what another did.", "SUPPORT"
    URGE = "urge", "Calls on another to do something.", "REQUEST"
    CRITICISE = "criticise", "Blames another.", "ACCUSE"
    REFUSE = "refuse", "Turns down what another asked.", "REJECT"
    WARN = "warn", "Foretells harm to another who does or does not do something.", "THREATEN"
    CONCEDE = "concede", "Grants what another asked, or admits a fault.", "CONCEDE"


class Channel(Term):
    """By what way a statement reached the public."""

    PRESS_RELEASE = "press-release", "A written release of one speaker ('a statement issued') that recounts no meeting."
    READOUT = "readout", "An account of a meeting that a participant gives out after it."
    JOINT_STATEMENT = "joint-statement", "A text of several parties together."
    PRESS_CONFERENCE = "press-conference", "Before the press, on the record."
    BACKGROUND_BRIEFING = "background-briefing", "To reporters in person, not to be named."
    CONFERENCE_CALL = "conference-call", "To reporters by telephone or video link, named or not."
    INTERVIEW = "interview", "To one outlet."
    REMARKS = "remarks", "Spoken in public elsewhere: a speech, an opening, a hearing."
    SOCIAL_MEDIA = "social-media", "Posted by the speaker."
    LEAK = "leak", "Made public against the speaker's will."
    UNSPECIFIED = "unspecified", "The source says that they spoke, and not how."


class Wording(Term):
    """How close an article's rendering is to the words of a statement."""

    DIRECT = "direct", "The speaker's words, quoted: in quotation marks, or plainly as speech in the first person."
    INDIRECT = "indirect", "Retold by the article."
    DOCUMENT = "document", "Quoted from a written text."


class OutcomeKind(Term):
    """What a meeting is said to have produced."""

    AGREEMENT = "agreement", "The parties agree on a substance or a course.", "AGREE"
    AGREEMENT_TO_MEET = "agreement-to-meet", "The parties agree to meet.", "AGREE"
    COMMITMENT = "commitment", "A party or the parties promise to do something.", "AGREE"
    REAFFIRMATION = "reaffirmation", "The parties repeat a commitment that they had.", "SUPPORT"
    SIGNING = "signing", "A document is signed.", "SUPPORT"
    SHARED_VIEW = "shared-view", "The parties judge something alike and say so."
    BRIEFING = "briefing", "A party informs the others, or the parties exchange views on a subject.", "CONSULT"
    JOINT_CALL = "joint-call", "The parties, or one of them, call on another to do something.", "REQUEST"
    CONDEMNATION = "condemnation", "The parties blame another.", "ACCUSE"
    CONCESSION = "concession", "A party grants what another asked.", "CONCEDE"
    COOPERATION = "cooperation", "The parties work together on a subject.", "COOPERATE"
    MEDIATION = "mediation", "A party works to bring others among them closer together.", "CONSULT"
    POLICY = "policy", "A party settles or makes clear a policy of its own."
    DISAGREEMENT = "disagreement", "The parties differ, or a party holds back."


class Stage(Term):
    """How far an outcome has come, by the one who speaks of it."""

    SPECULATED = "speculated", "The author, or analysts, think it possible or likely."
    SOUGHT = "sought", "A party wants it, by its own word or the author's."
    EXPECTED = "expected", "A party foresees it, or it is reported as foreseen without saying by whom."
    CLAIMED = "claimed", "It is reported to have come about: by a party, or by the author on their own authority."
    DENIED = "denied", "A party says that it did not come about."
    CARRIED_OUT = "carried-out", "It was put into effect."


FINAL_STAGES = frozenset({Stage.CLAIMED, Stage.DENIED, Stage.CARRIED_OUT})


class Consolidation(Term):
    """How the claims on one field become one value."""

    ONCE = "once", "One true value: a more precise one refines another, and what cannot both hold is a conflict."
    EVOLVING = "evolving", "True at a time: the latest asserted stands, and the history is kept."
    UNION = "union", "A set that grows with each source; an element that one affirms and another denies is a conflict."
    PROSE = "prose", "Words, in which sources differ without contradicting: the best-ranked source's stand."
    LOCAL = "local", "True of one article only: kept as a claim and not consolidated."


class Stance(Term):
    """How an entry stands to what it says."""

    STATED = "stated", "Said to be so, of the past or the present."
    PLANNED = "planned", "Said to be intended, by one who can decide it."
    EXPECTED = "expected", "Foreseen, by whomever."
    DENIED = "denied", "Said not to be so."


class Basis(Term):
    """Whether a claim was read or concluded."""

    REPORTED = "reported", "Read in the article; at least one span shows it."
    INFERRED = "inferred", "Concluded by the coder from the article, its date or the registries; no span is needed."


class FirstScope(Term):
    """In what respect a meeting is claimed to be the first."""

    EVER = "ever", "The first of its kind at all."
    AT_LEVEL = "at-level", "The first of these parties at this level."
    THIS_GOVERNMENT = "this-government", "The first since a government took office."
    BETWEEN_PERSONS = "between-persons", "The first between these people in their offices."
    SINCE = "since", "The first since an earlier meeting or a day."


class SourceKind(Term):
    """What kind of source an article is."""

    OFFICIAL_DOCUMENT = "official-document", "A government's or organisation's own text."
    NEWS_AGENCY = "news-agency", "An agency's own copy."
    NEWSPAPER = "newspaper", "A newspaper or magazine, printed or on line."
    BROADCASTER = "broadcaster", "A radio or television station, or its site."
    AGGREGATOR = "aggregator", "A site that collects or rewrites what others report."
    OTHER = "other", "Some other kind."
    UNKNOWN = "unknown", "The copy at hand does not tell."


class PublishedBasis(Term):
    """What the date of publication rests on."""

    METADATA = "metadata", "The publisher's own field, such as a line 'Published'."
    DATELINE = "dateline", "A date that stands with the article's text."
    PAGE_STAMP = "page-stamp", "A date on the page, which may be that of the copy and not of the text."
    INFERRED = "inferred", "Concluded from what the text says of days and events."


class TextExtent(Term):
    """How much of the article the coder's text has."""

    FULL = "full", "All of it."
    EXCERPT = "excerpt", "A part, cut by the publisher or the copy."
    UNKNOWN = "unknown", "Whether anything is missing cannot be told."


class OrganizationKind(Term):
    """What kind of body an organisation is."""

    GOVERNMENT = "government", "A government, ministry, office or other state body."
    INTERGOVERNMENTAL = "intergovernmental", "An organisation or group of states."
    NEWS_AGENCY = "news-agency", "A news agency."
    PUBLISHER = "publisher", "A newspaper, broadcaster, site or other publisher."
    RESEARCH = "research", "A think tank, university or the like."
    OTHER = "other", "Some other body."


class PlaceKind(Term):
    """What kind of place a place is."""

    VENUE = "venue", "A building, estate, base or campus."
    CITY = "city", "A city or town."
    REGION = "region", "A state, province or other part of a country."
    COUNTRY = "country", "A country."


class OriginRank(Term):
    """How near an origin is to the event; the order here is the order in which claims are settled."""

    PARTICIPANT = "participant", "A government body of a party to the meeting, speaking as such; a party organisation."
    NAMED_OFFICIAL = "named-official", "An official by name, or a government body or organisation that is no party."
    UNNAMED_OFFICIAL = "unnamed-official", "An official whom the article does not name."
    AGENCY = "agency", "A news agency on its own authority."
    AUTHOR = "author", "The article's author, another publisher, or no source named."
    ANALYSTS = "analysts", "Analysts, experts, observers."


class RedirectKind(Term):
    """What became of an id."""

    MERGED = "merged", "Its record and another were one; the other's id stands."
    RENAMED = "renamed", "Its record goes by another id."
    SPLIT = "split", "It stood for several records; each article that named it now names one of them."


class Topic(Term):
    """What is talked about. The PLOVER code is a context."""

    DENUCLEARISATION = "denuclearisation", "Nuclear weapons and their removal; North Korea policy as a whole.", "cbrn"
    MISSILES = "missiles", "Missile and rocket launches and programmes.", "military"
    DETERRENCE = "deterrence", "Deterrence, extended deterrence, readiness, alliance commitments.", "military"
    EXERCISES = "exercises", "Military exercises.", "military"
    COMMAND_TRANSFER = "command-transfer", "Transfer of operational control over forces.", "military"
    SANCTIONS = "sanctions", "Sanctions and the Security Council resolutions that impose them.", "economic"
    POLICY_COORDINATION = "policy-coordination", "Coordinating policies, reviews, working together.", "diplomatic"
    PEACE_PROCESS = "peace-process", "Peace, an end-of-war declaration, inter-state reconciliation.", "diplomatic"
    REGIONAL_ORDER = "regional-order", "Order and rivalry in the region: alliances, China.", "diplomatic"
    HISTORY = "history", "Disputes over history and compensation for it.", "reparations"
    TRADE = "trade", "Trade, export controls, investment.", "economic"
    TECHNOLOGY = "technology", "Technology, semiconductors, supply chains.", "technology"
    CYBER = "cyber", "Cyber-security and cyber-attacks.", "cyber"
    HUMAN_RIGHTS = "human-rights", "Human rights.", "human_rights"
    ABDUCTIONS = "abductions", "Abducted people and prisoners.", "human_rights"
    MARITIME = "maritime", "Seas, islands, territory.", "territory"
    PANDEMIC = "pandemic", "Pandemics, vaccines, public health.", "health"
    CLIMATE = "climate", "Climate and environment.", "environment"


RESERVED_ORIGINS = {
    "author": "The article's author, on their own authority.",
    "analysts": "Analysts, experts or observers whom the article does not name.",
    "unattributed": "The article reports it as said by others, and does not say by whom ('it is reported').",
}
"""Origins that stand in no registry."""

_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())
"""The 249 codes of ISO 3166-1 alpha-2."""

_CALLED = """
    AE uae are | AU aus australia | BR bra brazil | CA can canada | CH che switzerland | CN prc chn china
    DE deu ger germany | ES esp spain | FR fra france | GB uk gbr britain united-kingdom | GR el greece
    ID idn indonesia | IN ind india | IR irn iran | IT ita italy | JP jpn jap japan | KP dprk prk north-korea
    KR rok kor south-korea republic-of-korea | MN mng mongolia | MX mex mexico | MY mys malaysia | NZ nzl new-zealand
    PH phl philippines | RU rus russia | SA ksa sau saudi-arabia | SG sgp singapore | TH tha thailand
    TR tur turkey | TW roc twn taiwan | UA ukr ukraine | US usa united-states | VN vnm vietnam
"""
CALLED = {name: code for line in _CALLED.replace("\n", "|").split("|") if line.strip()
          for code, *names in [line.split()] for name in names}
"""What people often write for a country, in small letters with hyphens, and its code; to guess what was meant."""

VOCABULARIES: tuple[type[Term], ...] = (
    Format, Level, Portfolio, Medium, Status, Mention, WithinAs, Position, Role, Attendance, Act, Channel, Wording,
    OutcomeKind, Stage, Stance, Basis, FirstScope, Consolidation, SourceKind, PublishedBasis, TextExtent,
    OrganizationKind, PlaceKind, OriginRank, RedirectKind, Topic,
)
"""Every vocabulary, in the order of the codebook."""
