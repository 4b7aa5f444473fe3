"""From an annotation to claims: one row per value, origin and article, each with its evidence."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

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


def said_in(file: ArticleFile, sources: Sources, first: int = 0) -> Said:
    """What `claims_of` makes rows of, for those who want columns; `first` is the place of its first part."""
    article = file.article.id
    asserted = edtf.parse(file.article.written or file.article.published)
    published = edtf.parse(file.article.published)
    known_from = published.latest or date.max
    parties = _parties(file)
    spans = _Spans(article)
    shared: list[Common] = []
    claims: dict[str, Own] = {}
    bases = (Basis.REPORTED, Basis.INFERRED)

    for place, part in enumerate(parts(file), first):
        table, record = part.table, part.record
        near = frozenset[str]().union(*(parties.get(meeting, frozenset()) for meeting in part.meetings))
        origin = sources.today(part.origin)
        shared.append(Common(
            article, table, record, sources.canonical(table, record), part.entry.stance or Stance.STATED, origin,
            sources.rank(origin, near), tuple(map(sources.today, part.via)),
            asserted.earliest, asserted.latest, known_from,
        ))
        head, tail = _around(article, part)
        inferred = part.model.inferred or ()
        whole = all(span.supports is None for span in part.evidence)
        ids: tuple[str, ...] | None = None
        for field, text, both in _values(part):
            if ids is None or not whole:
                ids = spans.ids(part.showing(field))
            own = Own(short_hash_of(head + both + tail), place, field, text, bases[field in inferred], ids)
            old = claims.setdefault(own.claim_id, own)
            if old is not own:
                claims[own.claim_id] = _merged(old, own)
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
        (part.path, field, text): short_hash_of(head + _field_and_value(*called(part.table, field, text)) + tail)
        for part in parts(file) for head, tail in [_around(file.article.id, part)] for field, text, _ in _values(part)
    }


def _around(article: str, part: Part) -> tuple[str, str]:
    """What stands before and after field and value in the list that the id of a part's claim is the hash of."""
    head = canonical_json([article, part.table, part.record, [*part.via, part.origin]])
    return f"{head[:-1]},", f",{canonical_json(part.entry.stance or Stance.STATED)}]"


def _field_and_value(field: str, text: str) -> str:
    """What stands between them."""
    return f"{canonical_json(field)},{canonical_json(text)}"


def _values(part: Part) -> Iterator[tuple[str, str, str]]:
    """The fields of a part that say something, each with its values as JSON text, and with both as its id has them."""
    values = vars(part.model)
    for name, field in fields_of(part.table).items():
        value = values[name]
        if value is None:
            continue
        for item in value if field.many else (value,):
            if isinstance(item, BaseModel):
                text = canonical_json(item.model_dump(mode="json", exclude_unset=True))
                yield name, text, _field_and_value(name, text)
            else:
                yield _scalar(name, item)


@lru_cache(2**14)
def _scalar(field: str, value: str | bool) -> tuple[str, str, str]:
    """Most values stand in many articles."""
    text = canonical_json(value)
    return field, text, _field_and_value(field, text)


class _Spans:
    """The spans of an article that claims rest on."""

    def __init__(self, article: str) -> None:
        self.article = article
        self.known: dict[Any, str] = {}
        self.rows: dict[str, tuple[str, str, int, int, int, str]] = {}

    def ids(self, evidence: Sequence[Evidence]) -> tuple[str, ...]:
        """The ids of spans, which are from now on among those that claims rest on."""
        return tuple(sorted({self._id(span) for span in evidence if isinstance(span, Span)}))

    def _id(self, span: Span) -> str:
        start, end = span.chars
        key = (start, end, span.words, span.digest)
        if key not in self.known:
            self.known[key] = span_id = short_hash(self.article, start, end, span.digest)
            self.rows[span_id] = (span_id, self.article, *key)
        return self.known[key]


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
