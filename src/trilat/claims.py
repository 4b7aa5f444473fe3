"""From an annotation to claims: one row per value, origin and article, each with its evidence."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from trilat import edtf
from trilat.hashing import canonical_json, short_hash
from trilat.models.article import (
    ArticleFile,
    MeetingEntry,
    OutcomeEntry,
    ParticipantEntry,
    PositionEntry,
    Span,
    StatementEntry,
)
from trilat.models.base import ClaimField, claim_fields
from trilat.models.parts import Part, parts
from trilat.tables.redirects import canonical, canonical_in
from trilat.tables.rows import ClaimRow, OrganizationRow, PersonRow, SpanRow
from trilat.vocabularies import Basis, OrganizationKind, OriginRank, Stance

MODELS: dict[str, type[BaseModel]] = {
    "meetings": MeetingEntry,
    "positions": PositionEntry,
    "participants": ParticipantEntry,
    "statements": StatementEntry,
    "outcomes": OutcomeEntry,
}
"""The models whose fields become claims, by the table of the record."""


def fields_of(table: str) -> dict[str, ClaimField]:
    """What each claimed field of a table declares of its claims."""
    return claim_fields(MODELS[table])


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


def claims_of(file: ArticleFile, sources: Sources) -> tuple[list[ClaimRow], list[SpanRow]]:
    """The claims of an annotated article, and the spans that they rest on.

    An entry said twice gives one claim with the evidence of both. Quotes that were not pinned give no span.
    """
    spans: dict[str, SpanRow] = {}
    claims: dict[str, ClaimRow] = {}
    asserted = edtf.parse(file.article.written or file.article.published)
    published = edtf.parse(file.article.published)
    known_from = published.latest or date.max
    parties = _parties(file)

    for part in parts(file):
        near = frozenset[str]().union(*(parties.get(meeting, frozenset()) for meeting in part.meetings))
        origin = sources.today(part.origin)
        rank = sources.rank(origin, near)
        via = tuple(sources.today(relay) for relay in part.via)
        stance = part.entry.stance or Stance.STATED
        for field, value in _values(part):
            text = canonical_json(value)
            rows = [_span_row(file.article.id, span) for span in part.showing(field) if isinstance(span, Span)]
            spans.update((row.span_id, row) for row in rows)
            inferred = field in (part.model.inferred or ())
            claim = ClaimRow(
                _claim_id(file, part, field, text), file.article.id,
                part.table, part.record, sources.canonical(part.table, part.record), field, text, stance,
                Basis.INFERRED if inferred else Basis.REPORTED, origin, rank, via,
                asserted.earliest, asserted.latest, known_from, tuple(sorted({row.span_id for row in rows})),
            )
            claims[claim.claim_id] = _merged(claims.get(claim.claim_id), claim)
    return list(claims.values()), list(spans.values())


def claim_ids(
    file: ArticleFile, called: Callable[[str, str, str], tuple[str, str]] = lambda _, field, text: (field, text)
) -> dict[tuple[tuple[str | int, ...], str, str], str]:
    """The ids of an article's claims, by the way to what makes them in the file, their field and value.

    Args:
        file: The article.
        called: From table, field and value the field and value that the id is made of, where these were others.
    """
    return {
        (part.path, field, text): _claim_id(file, part, *called(part.table, field, text))
        for part in parts(file) for field, value in _values(part) for text in [canonical_json(value)]
    }


def _claim_id(file: ArticleFile, part: Part, field: str, text: str) -> str:
    stance = part.entry.stance or Stance.STATED
    return short_hash(file.article.id, part.table, part.record, [*part.via, part.origin], field, text, stance)


def _values(part: Part) -> Iterator[tuple[str, Any]]:
    for name, field in fields_of(part.table).items():
        value = getattr(part.model, name)
        for item in value if field.many else [] if value is None else [value]:
            yield name, item.model_dump(mode="json", exclude_unset=True) if isinstance(item, BaseModel) else item


def _span_row(article_id: str, span: Span) -> SpanRow:
    start, end = span.chars
    return SpanRow(short_hash(article_id, start, end, span.digest), article_id, start, end, span.words, span.digest)


def _merged(old: ClaimRow | None, new: ClaimRow) -> ClaimRow:
    if old is None:
        return new
    read = Basis.REPORTED in (old.basis, new.basis)
    return replace(old, span_ids=tuple(sorted({*old.span_ids, *new.span_ids})),
                   basis=Basis.REPORTED if read else Basis.INFERRED)


def _parties(file: ArticleFile) -> dict[str, frozenset[str]]:
    """The parties of each meeting by this article alone, so that a later article changes no earlier claim."""
    found: dict[str, frozenset[str]] = {}
    for meeting in file.meetings:
        found[meeting.id] = found.get(meeting.id, frozenset()) | frozenset(meeting.parties)
    return found
