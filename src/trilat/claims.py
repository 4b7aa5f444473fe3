"""From an annotation to claims: one row per value, origin and article, each with its evidence."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic import BaseModel

from trilat import edtf
from trilat.hashing import canonical_json, short_hash_of, short_hashes_of
from trilat.models.article import ArticleFile, Evidence, Span
from trilat.models.base import models_in
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
    asserted_earliest: date | None
    asserted_latest: date | None
    known_from: date
    stance: Stance
    origin_id: str
    origin_rank: OriginRank
    via_ids: tuple[str, ...]
    record_table: str
    record_id: str
    canonical_id: str


class Own(NamedTuple):
    """What claims have for themselves, column by column; `common` are the places of what they share with others."""

    claim_id: list[str]
    common: list[int]
    field: list[str]
    value: list[str]
    basis: list[Basis]
    span_ids: list[tuple[str, ...]]


class Said(NamedTuple):
    """What an article says: its claims in two halves, and its spans, each as the values of a `SpanRow`."""

    common: list[Common]
    own: Own
    spans: Collection[tuple[str, str, int, int, int, str]]


def claims_of(file: ArticleFile, sources: Sources) -> tuple[list[ClaimRow], list[SpanRow]]:
    """The claims of an annotated article, and the spans that they rest on.

    An entry said twice gives one claim with the evidence of both. Quotes that were not pinned give no span.
    """
    said = said_in(file, sources)
    claims = [
        ClaimRow(
            claim_id, common.article_id, common.record_table, common.record_id, common.canonical_id, field, value,
            common.stance, basis, common.origin_id, common.origin_rank, common.via_ids, common.asserted_earliest,
            common.asserted_latest, common.known_from, span_ids,
        )
        for claim_id, place, field, value, basis, span_ids in zip(*said.own, strict=True)
        for common in [said.common[place]]
    ]
    return claims, [SpanRow(*span) for span in said.spans]


def said_in(file: ArticleFile, sources: Sources, first: int = 0) -> Said:
    """What `claims_of` makes rows of, for those who want columns; `first` is the place of its first part."""
    article = file.article.id
    asserted = edtf.parse(file.article.written or file.article.published)
    published = edtf.parse(file.article.published)
    about = (article, asserted.earliest, asserted.latest, published.latest or date.max)
    parties = _parties(file)
    spans = _Spans(article)
    shared: list[Common] = []
    own = Own([], [], [], [], [], [])
    entry: BaseModel | None = None

    for place, part in enumerate(parts(file), first):
        if part.entry is not entry:  # most entries have several parts
            entry, teller, chain = part.entry, _teller(part, sources, parties), _json((*part.via, part.origin))
        table, record = part.table, part.record
        shared.append(Common(*about, *teller, table, record, sources.canonical(table, record)))
        said = _values(part)
        if not said:
            continue
        fields, texts, both = zip(*said, strict=True)
        head, end = _around(article, part, chain)
        own.claim_id.extend(short_hashes_of(head, both, end))
        own.common.extend([place] * len(fields))
        own.field.extend(fields)
        own.value.extend(texts)
        own.basis.extend(_bases(part, fields))
        own.span_ids.extend(spans.shown(part, fields))
    return Said(shared, _once(own), spans.rows())


def _bases(part: Part, fields: Sequence[str]) -> list[Basis]:
    """Whether the author says what these fields of a part have."""
    inferred = part.model.inferred
    if inferred is None:
        return [Basis.REPORTED] * len(fields)
    return [Basis.INFERRED if field in inferred else Basis.REPORTED for field in fields]


def _teller(
    part: Part, sources: Sources, parties: Mapping[str, frozenset[str]]
) -> tuple[Stance, str, OriginRank, tuple[str, ...]]:
    """Stance, origin, rank and relays of the entry that a part stands in."""
    near = _NOBODY
    for meeting in part.meetings:
        near |= parties.get(meeting, _NOBODY)
    origin, via = sources.today(part.origin), tuple(map(sources.today, part.via))
    return part.entry.stance or Stance.STATED, origin, sources.rank(origin, near), via


_NOBODY = frozenset[str]()


def _once(own: Own) -> Own:
    """Claims of which none stands twice: each rests on the evidence of all, and was read if any was."""
    if len(set(own.claim_id)) == len(own.claim_id):
        return own
    found: dict[str, tuple[Any, ...]] = {}
    for claim in zip(*own, strict=True):
        *same, basis, span_ids = found.setdefault(claim[0], claim)
        read = Basis.REPORTED in (basis, claim[-2])
        found[claim[0]] = (
            *same, Basis.REPORTED if read else Basis.INFERRED, tuple(sorted({*span_ids, *claim[-1]}))
        )
    return Own._make(map(list, zip(*found.values(), strict=True)))


def claim_ids(
    file: ArticleFile, called: Callable[[str, str, str], tuple[str, str]] = lambda _, field, text: (field, text)
) -> dict[tuple[tuple[str | int, ...], str, str], str]:
    """The ids of an article's claims, by the way to what makes them in the file, their field and value.

    Args:
        file: The article.
        called: From table, field and value the field and value that the id is made of, where these were others.
    """
    found = {}
    for part in parts(file):
        head, end = _around(file.article.id, part, _json((*part.via, part.origin)))
        said = _values(part)
        both = [field_and_value(*called(part.table, field, text)) for field, text, _ in said]
        for (field, text, _), claim_id in zip(said, short_hashes_of(head, both, end), strict=True):
            found[part.path, field, text] = claim_id
    return found


def _around(article: str, part: Part, chain: str) -> tuple[bytes, bytes]:
    """What stands before and after field and value in the list that the id of a part's claim is the hash of."""
    head = f'[{_json(article)},"{part.table}",{_json(part.record)},{chain},'
    return head.encode(), _ENDS[part.entry.stance or Stance.STATED]


_ENDS = {stance: f",{canonical_json(stance)}]".encode() for stance in Stance}


def field_and_value(field: str, text: str) -> bytes:
    """What stands between them."""
    return f"{_json(field)},{canonical_json(text)}".encode()


def _values(part: Part) -> list[tuple[str, str, bytes]]:
    """The fields of a part that say something, each with its values as JSON text, and with both as its id has them."""
    values = vars(part.model)
    said: list[tuple[str, str, bytes]] = []
    for name, is_many, texts in _texts_of(part.table):
        value = values[name]
        if value is None:
            continue
        if is_many:
            said.extend(map(texts, value))
        else:
            said.append(texts(value))
    return said


@cache
def _texts_of(table: str) -> list[tuple[str, bool, Callable[[Any], tuple[str, str, bytes]]]]:
    """Each claimed field of a table, whether it has several values, and what makes a value a text."""
    infos = MODELS[table].model_fields
    return [
        (name, field.many, partial(_of_model, name) if models_in(infos[name]) else _Texts(name).__getitem__)
        for name, field in fields_of(table).items()
    ]


def _of_model(name: str, value: BaseModel) -> tuple[str, str, bytes]:
    text = canonical_json(value.model_dump(mode="json", exclude_unset=True))
    return name, text, field_and_value(name, text)


class _Texts(dict[Any, tuple[str, str, bytes]]):
    """Values of a field as `_values` gives them; most stand in many articles."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __missing__(self, value: str | bool) -> tuple[str, str, bytes]:
        if len(self) >= MOST_TEXTS:
            self.clear()
        text = canonical_json(value)
        self[value] = told = self.name, text, field_and_value(self.name, text)
        return told


MOST_TEXTS = 2**11
"""Values of a field that are kept: no more than are worth their memory, as prose stands in one article only."""


@lru_cache(2**14)
def _json(value: Hashable) -> str:
    """Canonical JSON of what many claims have in common."""
    return canonical_json(value)


class _Spans:
    """The spans of an article that claims rest on."""

    def __init__(self, article: str) -> None:
        self.article, self.begin = article, f"[{canonical_json(article)},"
        self.known: dict[tuple[int, int, int, str], str] = {}

    def rows(self) -> Collection[tuple[str, str, int, int, int, str]]:
        """The spans that were shown, each once."""
        article = self.article
        return {span_id: (span_id, article, *key) for key, span_id in self.known.items()}.values()

    def shown(self, part: Part, fields: Sequence[str]) -> list[tuple[str, ...]]:
        """For each of these fields of a part the ids of the spans that show it."""
        for span in part.evidence:
            if span.supports is not None:
                by_field = {field: self._ids(part.showing(field)) for field in dict.fromkeys(fields)}
                return [by_field[field] for field in fields]
        return [self._ids(part.evidence)] * len(fields)

    def _ids(self, evidence: Sequence[Evidence]) -> tuple[str, ...]:
        ids = [self._id(span) for span in evidence if isinstance(span, Span)]
        return tuple(ids) if len(ids) < 2 else tuple(sorted(set(ids)))  # most have one

    def _id(self, span: Span) -> str:
        (start, end), words, digest = _span(vars(span))
        key = start, end, words, digest
        span_id = self.known.get(key)
        if span_id is None:
            # There is nothing to quote in a digest.
            self.known[key] = span_id = short_hash_of(f'{self.begin}{start},{end},"{digest}"]')
        return span_id


_span = itemgetter("chars", "words", "digest")


def _parties(file: ArticleFile) -> dict[str, frozenset[str]]:
    """The parties of each meeting by this article alone, so that a later article changes no earlier claim."""
    found: dict[str, frozenset[str]] = {}
    for meeting in file.meetings:
        found[meeting.id] = found.get(meeting.id, frozenset()) | frozenset(meeting.parties)
    return found
