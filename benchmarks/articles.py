"""Invented annotated articles and registries: seeded, of any number, sound under every rule, some 6 KB each.

Where few articles are made, some entries of the registries go unused, which the validator advises to look at.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from trilat.hashing import sha256
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.reading.layout import canonical
from trilat.reading.yaml import read_yaml

Fields = dict[str, Any]

COUNTRIES = ["CN", "DE", "FR", "GB", "IN", "JP", "KR", "RU", "US", "VN"]
LEVELS = ["leaders", "ministers", "vice-ministers", "envoys"]
PORTFOLIOS = ["foreign", "defence", "trade", "finance"]
TOPICS = ["trade", "sanctions", "missiles", "climate", "history", "maritime"]
REPORTS = 3
"""How many articles report on one meeting."""

PAPERS, AGENCIES, CITIES, PEOPLE = 40, 5, 100, 40
CHARACTERS = 5000


class Maker:
    """Makes articles one after the other, always the same from one seed."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # nothing secret
        self.met: Counter[str] = Counter()

    def articles(self, number: int) -> Iterator[Fields]:
        """So many articles, each `REPORTS` of them on one meeting."""
        for place in range(number):
            if place % REPORTS == 0:
                self._new_meeting(place // REPORTS)
            yield self._article(place)

    def _new_meeting(self, number: int) -> None:
        chance = self.chance
        self.parties = sorted(chance.sample(COUNTRIES, 3))
        self.day = date(1990, 1, 1) + timedelta(days=2 * number)
        self.level, self.portfolio = chance.choice(LEVELS), chance.choice(PORTFOLIOS)
        self.meeting = f"{'-'.join(self.parties).lower()}-{self.level}-{number}"
        self.city = number % CITIES
        self.heads = {party: person(party, self.met[party] % PEOPLE) for party in self.parties}
        self.met.update(self.parties)
        self.topics = chance.sample(TOPICS, 2)

    def _article(self, number: int) -> Fields:
        published = self.day - timedelta(days=20 - 5 * (number % REPORTS))
        name = f"paper-{number % PAPERS}-{published}-talks-{number}"
        about: Fields = {
            "id": name, "title": f"Three sides to meet in City {self.city}, officials say", "language": "en",
            "publisher": f"paper-{number % PAPERS}", "byline": [f"Reporter {number % 97}", "Ana Ruiz"],
            "url": f"https://paper-{number % PAPERS}.example/{published:%Y/%m/%d}/talks-{number}",
            "published": str(published), "published_basis": "metadata", "source_kind": "newspaper",
            "text": {"sha256": sha256(name.encode()), "characters": CHARACTERS, "extent": "full"},
            "coders": ["a", "b"], "coded_on": str(published + timedelta(days=30)),
        }
        self.at = 0
        return {
            "schema_version": "1.0.0", "article": about,
            "meetings": [self._first_entry(), *map(self._other_entry, self.parties[1:])],
            "statements": [self._statement(party, f"{number}-{n}") for n in range(2) for party in self.parties][:5],
            "outcomes": [self._outcome(party) for party in self.parties],
        }

    def _first_entry(self) -> Fields:
        return {
            "id": self.meeting, "by": [self._agency(), ministry(self.parties[0])], "stance": "planned",
            "mention": "main", "title": f"Talks of the {self.level} of three countries", "level": self.level,
            "portfolio": [self.portfolio], "status": "scheduled",
            "date": f"[{self.day}..{self.day + timedelta(days=1)}]", "place": f"city-{self.city}~",
            "parties": self.parties, "topics": self.topics, "inferred": ["portfolio"],
            "spans": [self._span(), self._span(supports=["date", "place"])],
            "positions": [{"party": self.parties[0], "position": "announced"}],
            "participants": [self._seat(party) for party in self.parties],
        }

    def _other_entry(self, party: str) -> Fields:
        return {
            "id": self.meeting, "by": [ministry(party)], "stance": "planned", "date": str(self.day),
            "place": f"city-{self.city}", "spans": [self._span(), self._span(supports=["date"])],
            "positions": [{"party": party, "position": "confirmed", "spans": [self._span()]}],
        }

    def _seat(self, party: str) -> Fields:
        return {
            "slot": f"{party.lower()}-head", "person": self.heads[party], "named_as": f"Envoy {self.heads[party]}",
            "titled_as": "Special Envoy", "office": f"{party.lower()}-envoy", "party": party, "role": "head",
            "attendance": "expected", "inferred": ["office", "role"], "spans": [self._span()],
        }

    def _statement(self, party: str, number: str) -> Fields:
        return {
            "id": f"{party.lower()}-remarks-{number}", "by": [self._agency()], "speakers": [self.heads[party]],
            "channel": "press-conference", "wording": "indirect", "about": [self.meeting], "act": "announce",
            "topics": self.topics[:1], "concerning": ["KP"],
            "summary": f"{sha256(number.encode())[:9].title()}: {party} looks to round {number} as a step.",
            "spans": [self._span(), self._span(supports=["topics", "concerning"])],
        }

    def _outcome(self, party: str) -> Fields:
        return {
            "id": f"{self.meeting}.{party.lower()}-pledge", "meeting": self.meeting, "by": [ministry(party)],
            "kind": "commitment", "stage": "expected", "actors": [party], "concerning": ["KP"], "topics": self.topics,
            "summary": f"{party} means to share what it knows of the matter with the others.",
            "spans": [self._span()], "inferred": ["actors"],
        }

    def _span(self, **more: Any) -> Fields:
        start = self.at = self.at + 100
        digest = f"f{self.chance.getrandbits(60):015x}"  # never like 12e45, which others take for a number in YAML
        return {"chars": [start, start + 60 + self.chance.randrange(30)], "words": 11, "digest": digest} | more

    def _agency(self) -> str:
        return f"agency-{self.chance.randrange(AGENCIES)}"


def person(country: str, number: int) -> str:
    """The id of an invented person."""
    return f"person-{country.lower()}-{number}"


def ministry(country: str) -> str:
    """The id of an invented ministry."""
    return f"foreign-ministry-{country.lower()}"


def registries() -> dict[str, list[Fields]]:
    """The entries of the registries that the articles point at."""
    organizations = [{"id": f"paper-{n}", "name": f"Paper {n}", "kind": "publisher"} for n in range(PAPERS)]
    organizations += [{"id": f"agency-{n}", "name": f"Agency {n}", "kind": "news-agency"} for n in range(AGENCIES)]
    organizations += [
        {"id": ministry(code), "name": f"Foreign Ministry of {code}", "kind": "government", "country": code}
        for code in COUNTRIES
    ]
    return {
        "organizations": organizations,
        "people": [{"id": person(code, n), "name": f"Person {code} {n}", "country": code}
                   for code in COUNTRIES for n in range(PEOPLE)],
        "offices": [{"id": f"{code.lower()}-envoy", "title": "Special Envoy", "organization": ministry(code),
                     "country": code, "level": "envoys"} for code in COUNTRIES],
        "places": [{"id": f"city-{n}", "name": f"City {n}", "kind": "city", "country": COUNTRIES[n % 10]}
                   for n in range(CITIES)],
    }


def write_dataset(folder: Path, number: int) -> None:
    """Write a dataset folder of so many articles, a YAML file each."""
    write_registries(folder)
    for one in Maker().articles(number):
        path = folder / "articles" / one["article"]["published"][:4] / f"{one['article']['id']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_yaml(one, ArticleFile), encoding="utf-8")


def write_registries(folder: Path) -> None:
    """Write the registries of a dataset folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, entries in registries().items():
        text = as_yaml({"schema_version": "1.0.0", name: entries}, REGISTRIES[name])
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def write_lines(folder: Path, number: int) -> Path:
    """Write a dataset folder of so many articles, all in one JSON Lines file."""
    write_registries(folder)
    path = folder / "articles" / "all.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for one in Maker().articles(number):
            out.write(json.dumps(one) + "\n")
    return path


class _Dumper(yaml.CSafeDumper):
    """Repeats what stands in two places instead of naming it."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # as PyYAML calls it
        return True


def as_yaml(value: Fields, model: type[BaseModel]) -> str:
    """A mapping in the canonical layout of Trilat's files."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    document, _ = read_yaml(text.encode(), "made.yaml")
    if document is None:
        raise ValueError(text)
    return canonical(text, document, model)
