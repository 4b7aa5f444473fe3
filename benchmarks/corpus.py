"""A synthetic corpus of claims: seeded, of any size, with refinements, contradictions, denials and late reports."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from trilat.hashing import short_hash
from trilat.tables.rows import ArticleRow, ClaimRow, OrganizationRow, PersonRow, PlaceRow
from trilat.vocabularies import (
    Basis,
    OrganizationKind,
    OriginRank,
    PlaceKind,
    PublishedBasis,
    SourceKind,
    Stance,
    TextExtent,
)

COUNTRIES = ["CN", "DE", "FR", "GB", "IN", "JP", "KR", "RU", "US", "VN"]
LEVELS = ["leaders", "ministers", "vice-ministers", "envoys", "senior"]
TOPICS = ["trade", "sanctions", "missiles", "climate", "history", "maritime"]
LISTS = frozenset({"parties", "topics", "speakers", "about"})
PUBLISHERS = [f"paper-{number}" for number in range(40)]


def corpus(claims: int, seed: int = 1) -> dict[str, list[Any]]:
    """Tables with about this many claims: the input of `consolidate`."""
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    places = [PlaceRow("world", "World", (), PlaceKind.REGION, None, "US")]
    for number in range(200):
        country = COUNTRIES[number % len(COUNTRIES)]
        places += [PlaceRow(f"city-{number}", f"City {number}", (), PlaceKind.CITY, None, country),
                   PlaceRow(f"hall-{number}", f"Hall {number}", (), PlaceKind.VENUE, f"city-{number}", country)]
    government = OrganizationKind.GOVERNMENT
    bodies = [OrganizationRow(f"ministry-{code.lower()}", f"Ministry {code}", (), government, code, None)
              for code in COUNTRIES]
    bodies += [OrganizationRow(name, name, (), OrganizationKind.PUBLISHER, None, None) for name in PUBLISHERS]
    people = [PersonRow(f"person-{n}", f"Person {n}", (), n % 5 == 0, None, COUNTRIES[n % 10]) for n in range(500)]
    tables: dict[str, list[Any]] = {
        "articles": [], "claims": [], "spans": [], "people": people, "organizations": bodies, "offices": [],
        "places": places, "redirects": [], "resolutions": [],
    }
    number = 0
    while len(tables["claims"]) < claims:
        tables["claims"].extend(_meeting(chance, number, tables["articles"]))
        number += 1
    return tables


def _meeting(chance: random.Random, number: int, articles: list[Any]) -> Iterator[ClaimRow]:
    day = date(2000, 1, 1) + timedelta(days=chance.randrange(9000))
    parties = sorted(chance.sample(COUNTRIES, 3))
    hall, level, topics = chance.randrange(200), chance.choice(LEVELS[:4]), chance.sample(TOPICS, 2)
    meeting = f"{'-'.join(parties).lower()}-{number}"
    for report in range(chance.randint(1, 6)):
        published = day + timedelta(days=chance.randrange(-20, 10))
        earliest = published - timedelta(days=chance.choice([0, 0, 0, 0, 3, 9]))
        dated = published.isoformat() if earliest == published else f"[{earliest}..{published}]"
        name = f"{meeting}-article-{report}"
        articles.append(ArticleRow(
            name, f"Title {name}", chance.choice(PUBLISHERS), (), "en", None, dated, earliest, published,
            PublishedBasis.METADATA, None, None, None, SourceKind.NEWSPAPER, None, short_hash(name) * 4, 3000,
            TextExtent.FULL, ("a",), published))
        held = published > day
        called_off = not held and chance.random() < 0.05
        body = chance.random() < 0.4
        origin = f"ministry-{chance.choice(parties).lower()}" if body else "author"
        rank = OriginRank.PARTICIPANT if body else OriginRank.AUTHOR
        stance = Stance.STATED if held else Stance.PLANNED if body else Stance.EXPECTED
        wrong, other = chance.random() < 0.06, chance.random() < 0.05
        when = day + timedelta(days=1) if wrong else day
        text = when.isoformat() if held or chance.random() < 0.5 else f"[{day - timedelta(2)}..{day + timedelta(4)}]"
        at = (hall + chance.choice([1, 10])) % 200 if other else hall
        place = f"hall-{at}" if chance.random() < 0.4 else f"city-{at}" if chance.random() < 0.6 else f"city-{at}~"
        rank_of_heads = LEVELS[3] if other else level if chance.random() < 0.8 else LEVELS[4]
        said: list[tuple[str, str, Any]] = [
            ("meetings", "status", "held" if held else "cancelled" if called_off else "scheduled"),
            ("meetings", "date", text), ("meetings", "place", place), ("meetings", "level", rank_of_heads),
            ("meetings", "mention", "main"), ("meetings", "title", f"Talks {number}, by report {report}"),
            *(("meetings", "parties", party) for party in (parties[:2] if other else parties)),
            *(("meetings", "topics", topic) for topic in topics),
        ]
        for seat, party in enumerate(parties):
            said += [(f"participants:{party.lower()}-head", field, value) for field, value in (
                ("person", f"person-{(number + seat + other) % 500}"), ("party", party), ("role", "head"),
                ("attendance", "attended" if held else "absent" if called_off else "expected"),
                ("named_as", f"Person {report % 2}"))]
        statement = f"{meeting}-said-{report % 2}"
        said += [(f"statements!{statement}", "speakers", f"person-{(number + seat) % 500}")
                 for seat in range(1 + other)]
        said += [(f"statements!{statement}", field, value) for field, value in (
            ("about", meeting), ("act", "recount" if other else "announce"), ("date", when.isoformat()),
            ("summary", f"Says {number}, by report {report}"))]
        said += [("outcomes:deal", field, value) for field, value in (
            ("kind", "commitment" if other else "agreement"),
            ("stage", "claimed" if held else "expected"), ("summary", f"A deal {number}"))]
        for where, field, value in said:
            table, mark, rest = where.replace("!", ":", 1).partition(":")
            record = meeting if not mark else rest if "!" in where else f"{meeting}.{rest}"
            value_text = json.dumps(value)
            denied = field == "topics" and chance.random() < 0.01
            yield ClaimRow(
                short_hash(name, table, record, origin, field, value_text), name, table, record, record, field,
                value_text, Stance.DENIED if denied else stance, Basis.REPORTED, origin, rank, (), earliest, published,
                published, ())


def documents(tables: dict[str, list[Any]]) -> Iterator[tuple[date, dict[str, Any]]]:
    """The articles that would make such claims, as they are written, each with its day of publication."""
    said: dict[str, list[ClaimRow]] = {}
    for claim in tables["claims"]:
        said.setdefault(claim.article_id, []).append(claim)
    for row in tables["articles"]:
        entries: dict[tuple[str, str, Stance], dict[str, Any]] = {}
        for claim in said[row.article_id]:
            inner = claim.record_table == "participants"
            record = claim.record_id.partition(".")[0] if inner else claim.record_id
            entry = entries.setdefault(
                ("meetings" if inner else claim.record_table, record, claim.stance), _entry(claim, record))
            if inner:
                entry = _seat(entry, claim.record_id.partition(".")[2])
            value = json.loads(claim.value)
            if claim.field in LISTS:
                entry.setdefault(claim.field, []).append(value)
            else:
                entry[claim.field] = value
        document: dict[str, Any] = {"schema_version": "1.0.0", "article": {
            "id": row.article_id, "title": row.title, "publisher": row.publisher_id, "language": "en",
            "published": row.published, "published_basis": "metadata", "source_kind": "newspaper",
            "text": {"sha256": row.text_sha256, "characters": 3000, "extent": "full"}, "coders": ["a"],
            "coded_on": row.published_latest.isoformat(),
        }}
        for (table, _, _), entry in entries.items():
            document.setdefault(table, []).append(entry)
        yield row.published_latest, document


def registries(tables: dict[str, list[Any]]) -> dict[str, dict[str, Any]]:
    """The registries of the corpus as they are written, by name."""
    entries = {
        "people": [{"id": p.person_id, "name": p.name, "unnamed": p.unnamed or None, "country": p.country}
                   for p in tables["people"]],
        "organizations": [{"id": o.organization_id, "name": o.name, "kind": o.kind, "country": o.country}
                          for o in tables["organizations"]],
        "places": [{"id": p.place_id, "name": p.name, "kind": p.kind, "within": p.within_id, "country": p.country}
                   for p in tables["places"]],
        "offices": [], "redirects": [], "resolutions": [],
    }
    return {name: {"schema_version": "1.0.0", name: [
        {key: value for key, value in entry.items() if value is not None} for entry in some
    ]} for name, some in entries.items()}


def _entry(claim: ClaimRow, record: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": record, "spans": [{"chars": [0, 90], "words": 15, "digest": "0123456789abcdef"}]}
    if claim.record_table != "statements":
        entry["by"] = [claim.origin_id]
    if claim.record_table == "outcomes":
        entry["meeting"] = record.partition(".")[0]
    return entry if claim.stance is Stance.STATED else entry | {"stance": str(claim.stance)}


def _seat(entry: dict[str, Any], slot: str) -> dict[str, Any]:
    seats = entry.setdefault("participants", [])
    if not seats or seats[-1]["slot"] != slot:
        seats.append({"slot": slot})
    return seats[-1]
