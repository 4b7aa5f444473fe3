"""From an annotation to claims: one row per value, origin and article, each with its evidence."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel

from trilat import edtf
from trilat.hashing import canonical_json, short_hash, short_hash_of
from trilat.models.article import ArticleFile, Evidence, Span
from trilat.models.parts import MODELS as MODELS  # noqa: PLC0414  # looked for here
from trilat.models.parts import Part, parts
from trilat.models.parts import fields_of as fields_of  # noqa: PLC0414
from trilat.tables.redirects import canonical, canonical_in
from trilat.tables.rows import ClaimRow, OrganizationRow, PersonRow, SpanRow
from trilat.vocabularies import Basis, OrganizationKind, OriginRank, Stance


class Sources:
    """What is known of those whom claims come from."""

    def __init__(
        self,
        people: Mapping[str, PersonRow],
        organizations: Mapping[str, OrganizationRow],
        redirects: Mapping[tuple[str, str], str],
    ) -> None:
        self.people, self.organizations, self.redirects = people, organizations, redirects

    def canonical(self, table: str, record_id: str) -> str:
        """The id that a record goes by today."""
        return canonical(table, record_id, self.redirects)

    def today(self, origin: str) -> str:
        """The id that a person or organisation goes by today."""
        return canonical_in(("people", "organizations"), origin, self.redirects)

    def country(self, origin: str) -> str | None:
        """The country that an origin speaks for."""
        known = self.people.get(origin) or self.organizations.get(origin)
        return known.country if known else None

    def rank(self, origin: str, parties: frozenset[str]) -> OriginRank:
        """How near an origin is to a meeting of these parties."""
        person, body = self.people.get(origin), self.organizations.get(origin)
        if origin == "analysts":
            return OriginRank.ANALYSTS
        if person is not None:
            if person.unnamed:
                return OriginRank.UNNAMED_OFFICIAL
            return OriginRank.NAMED_OFFICIAL if person.country else OriginRank.ANALYSTS
        if body is None or body.kind in (OrganizationKind.PUBLISHER, OrganizationKind.OTHER):
            return OriginRank.AUTHOR
        if body.kind is OrganizationKind.NEWS_AGENCY:
            return OriginRank.AGENCY
        if body.kind is OrganizationKind.RESEARCH:
            return OriginRank.ANALYSTS
        own = body.country in parties or f"org:{origin}" in parties
        return OriginRank.PARTICIPANT if own else OriginRank.NAMED_OFFICIAL


class Common(NamedTuple):
    """What the claims of one part of an article have in common, by the columns of their table."""

    article_id: str
    record_table: str
    record_id: str
    canonical_id: str
    stance: Stance
    origin_id: str
    origin_rank: OriginRank
    via_ids: tuple[str, ...]
    asserted_earliest: date | None
    asserted_latest: date | None
    known_from: date


class Own(NamedTuple):
    """What a claim has for itself, by the columns of its table; `common` is the place of what it shares with others."""

    claim_id: str
    common: int
    field: str
    value: str
    basis: Basis
    span_ids: tuple[str, ...]


class Said(NamedTuple):
    """What an article says: its claims in two halves, and its spans, each as the values of a `SpanRow`."""

    common: list[Common]
    claims: Collection[Own]
    spans: Collection[tuple[str, str, int, int, int, str]]


def claims_of(file: ArticleFile, sources: Sources) -> tuple[list[ClaimRow], list[SpanRow]]:
    """The claims of an annotated article, and the spans that they rest on.

    An entry said twice gives one claim with the evidence of both. Quotes that were not pinned give no span.
    """
    said = said_in(file, sources)
    claims = [
        ClaimRow(
            own.claim_id, common.article_id, common.record_table, common.record_id, common.canonical_id, own.field,
            own.value, common.stance, own.basis, common.origin_id, common.origin_rank, common.via_ids,
            common.asserted_earliest, common.asserted_latest, common.known_from, own.span_ids,
        )
        for own in said.claims for common in [said.common[own.common]]
    ]
    return claims, [SpanRow(*span) for span in said.spans]


def said_in(file: ArticleFile, sources: Sources) -> Said:
    """What `claims_of` makes rows of, for those who want columns."""
    article = file.article.id
    asserted = edtf.parse(file.article.written or file.article.published)
    published = edtf.parse(file.article.published)
    known_from = published.latest or date.max
    parties = _parties(file)
    spans = _Spans(article)
    shared: list[Common] = []
    claims: dict[str, Own] = {}

    for number, part in enumerate(parts(file)):
        table, record = part.table, part.record
        near = frozenset[str]().union(*(parties.get(meeting, frozenset()) for meeting in part.meetings))
        origin = sources.today(part.origin)
        shared.append(Common(
            article, table, record, sources.canonical(table, record), part.entry.stance or Stance.STATED, origin,
            sources.rank(origin, near), tuple(map(sources.today, part.via)),
            asserted.earliest, asserted.latest, known_from,
        ))
        identify = _identifying(article, part)
        inferred = part.model.inferred or ()
        shown = spans.shown(part)
        for field, text in _values(part):
            own = Own(
                identify(field, text), number, field, text, Basis.INFERRED if field in inferred else Basis.REPORTED,
                shown(field),
            )
            old = claims.get(own.claim_id)
            claims[own.claim_id] = own if old is None else _merged(old, own)
    return Said(shared, claims.values(), spans.rows.values())


def claim_ids(
    file: ArticleFile, called: Callable[[str, str, str], tuple[str, str]] = lambda _, field, text: (field, text)
) -> dict[tuple[tuple[str | int, ...], str, str], str]:
    """The ids of an article's claims, by the way to what makes them in the file, their field and value.

    Args:
        file: The article.
        called: From table, field and value the field and value that the id is made of, where these were others.
    """
    return {
        (part.path, field, text): identify(*called(part.table, field, text))
        for part in parts(file) for identify in [_identifying(file.article.id, part)] for field, text in _values(part)
    }


def _identifying(article: str, part: Part) -> Callable[[str, str], str]:
    """A function that gives the id of the part's claim on a field, with a value as JSON text.

    The id is the hash of a list, of which only the field and the value differ from claim to claim.
    """
    head = canonical_json([article, part.table, part.record, [*part.via, part.origin]])[:-1]
    stance = canonical_json(part.entry.stance or Stance.STATED)

    def identify(field: str, text: str) -> str:
        return short_hash_of(f"{head},{canonical_json(field)},{canonical_json(text)},{stance}]")

    return identify


def _values(part: Part) -> Iterator[tuple[str, str]]:
    """The fields of a part that say something, each with its values as JSON text."""
    values = vars(part.model)
    for name, field in fields_of(part.table).items():
        value = values[name]
        if value is None:
            continue
        for item in value if field.many else (value,):
            yield name, canonical_json(
                item.model_dump(mode="json", exclude_unset=True) if isinstance(item, BaseModel) else item
            )


class _Spans:
    """The spans of an article that claims rest on."""

    def __init__(self, article: str) -> None:
        self.article = article
        self.rows: dict[str, tuple[str, str, int, int, int, str]] = {}

    def shown(self, part: Part) -> Callable[[str], tuple[str, ...]]:
        """A function that gives the ids of the spans that show a field of a part."""
        if any(span.supports is not None for span in part.evidence):
            return lambda field: self._ids(part.showing(field))
        return lambda _: self._ids(part.evidence)

    def _ids(self, evidence: Sequence[Evidence]) -> tuple[str, ...]:
        ids = set()
        for span in evidence:
            if isinstance(span, Span):
                start, end = span.chars
                span_id = short_hash(self.article, start, end, span.digest)
                self.rows[span_id] = (span_id, self.article, start, end, span.words, span.digest)
                ids.add(span_id)
        return tuple(sorted(ids))


def _merged(old: Own, new: Own) -> Own:
    read = Basis.REPORTED in (old.basis, new.basis)
    return old._replace(
        span_ids=tuple(sorted({*old.span_ids, *new.span_ids})), basis=Basis.REPORTED if read else Basis.INFERRED
    )


def _parties(file: ArticleFile) -> dict[str, frozenset[str]]:
    """The parties of each meeting by this article alone, so that a later article changes no earlier claim."""
    found: dict[str, frozenset[str]] = {}
    for meeting in file.meetings:
        found[meeting.id] = found.get(meeting.id, frozenset()) | frozenset(meeting.parties)
    return found
