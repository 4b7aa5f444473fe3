"""Invented articles and registries, so that tests read as data, and random small ones."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from trilat import edtf
from trilat.hashing import sha256
from trilat.models.article import ArticleFile
from trilat.models.base import Strict
from trilat.models.registries import REGISTRIES
from trilat.release.assemble import assemble
from trilat.tables.columns import row_key
from trilat.vocabularies import Stance

Fields = dict[str, Any]
Tables = dict[str, list[Any]]

THREE = ["JP", "KR", "US"]
TALKS = "talks"

ORGANIZATIONS = [
    {"id": "harbour-post", "name": "Harbour Post", "kind": "publisher"},
    {"id": "tide-times", "name": "Tide Times", "kind": "publisher"},
    {"id": "gull-gazette", "name": "Gull Gazette", "kind": "publisher"},
    {"id": "agency-y", "name": "Agency Y", "kind": "news-agency"},
    {"id": "agency-z", "name": "Agency Z", "kind": "news-agency"},
    {"id": "ministry-kr", "name": "Foreign Ministry K", "kind": "government", "country": "KR"},
    {"id": "ministry-jp", "name": "Foreign Ministry J", "kind": "government", "country": "JP"},
    {"id": "ministry-fr", "name": "Foreign Ministry F", "kind": "government", "country": "FR"},
    {"id": "league-l", "name": "League L", "kind": "intergovernmental"},
    {"id": "institute-q", "name": "Institute Q", "kind": "research"},
    {"id": "club-o", "name": "Club O", "kind": "other"},
]
PEOPLE = [
    {"id": "jane-doe", "name": "Jane Doe", "country": "US"},
    {"id": "john-roe", "name": "John Roe", "country": "KR"},
    {"id": "mari-poe", "name": "Mari Poe", "country": "JP"},
    {"id": "unnamed-us-official", "unnamed": True, "description": "a US official", "country": "US"},
    {"id": "unnamed-kr-official", "unnamed": True, "description": "a Korean official", "country": "KR"},
    {"id": "scholar-s", "name": "Sal Scholar"},
]
OFFICES = [{"id": "us-envoy", "title": "Special Envoy", "country": "US"}]
PLACES = [
    {"id": "korea", "name": "Korea", "kind": "country", "country": "KR"},
    {"id": "busan", "name": "Busan", "kind": "city", "within": "korea", "country": "KR"},
    {"id": "harbour-hall", "name": "Harbour Hall", "kind": "venue", "within": "busan", "country": "KR"},
    {"id": "seoul", "name": "Seoul", "kind": "city", "within": "korea", "country": "KR"},
    {"id": "japan", "name": "Japan", "kind": "country", "country": "JP"},
    {"id": "hakata", "name": "Hakata", "kind": "city", "within": "japan", "country": "JP"},
]
ENTRIES: dict[str, list[Fields]] = {
    "people": PEOPLE, "organizations": ORGANIZATIONS, "offices": OFFICES, "places": PLACES, "resolutions": [],
    "redirects": [],
}


def registries(**more: Sequence[Fields]) -> dict[str, Strict]:
    """The invented registries, and what is added to each."""
    return {
        name: REGISTRIES[name].model_validate({"schema_version": "1.0.0", name: [*entries, *more.get(name, [])]})
        for name, entries in ENTRIES.items()
    }


def span(start: int = 0, **more: Any) -> Fields:
    """A span of ten characters that begins at `start`."""
    return {"chars": [start, start + 10], "words": 3, "digest": f"{start:016x}"} | more


def meeting(by: str | list[str] = "author", record: str = TALKS, **fields: Any) -> Fields:
    """What an origin says of the talks."""
    return _entry(id=record, by=[by] if isinstance(by, str) else by, **fields)


def statement(speakers: str | list[str] = "jane-doe", record: str = "remarks", **fields: Any) -> Fields:
    """What an article says of a statement."""
    return _entry(id=record, speakers=[speakers] if isinstance(speakers, str) else speakers, **fields)


def outcome(by: str | list[str] = "author", record: str = f"{TALKS}.pact", **fields: Any) -> Fields:
    """What an origin says of an outcome of the talks."""
    return _entry(id=record, meeting=record.partition(".")[0], by=[by] if isinstance(by, str) else by, **fields)


def _entry(**fields: Any) -> Fields:
    return {"spans": [span()]} | fields


def article(
    record: str = "post-1",
    published: str = "2031-03-01",
    *,
    meetings: Sequence[Fields] = (),
    statements: Sequence[Fields] = (),
    outcomes: Sequence[Fields] = (),
    **more: Any,
) -> ArticleFile:
    """An annotated article of the Harbour Post; `more` are other fields of the article."""
    about = {
        "id": record, "publisher": "harbour-post", "language": "en", "published": published,
        "published_basis": "metadata", "source_kind": "newspaper", "coders": ["a"], "coded_on": "2031-12-01",
        "text": {"sha256": sha256(record.encode()), "characters": 500, "extent": "full"},
    } | more
    return ArticleFile.model_validate({
        "schema_version": "1.0.0", "article": {name: value for name, value in about.items() if value is not None},
        "meetings": list(meetings), "statements": list(statements), "outcomes": list(outcomes),
    })


def told(by: str | list[str] = "author", published: str = "2031-03-01", article_of: Fields | None = None,
         **fields: Any) -> ArticleFile:
    """An article of its own in which an origin says who the three are and, with its stance, this of their talks."""
    name = "-".join(map(str, (*fields.values(), *(by if isinstance(by, list) else [by]), published, article_of)))
    entries = [meeting(by, parties=THREE), meeting(by, **fields)]
    return article(f"a-{sha256(name.encode())[:12]}", published, meetings=entries, **article_of or {})


def tables(*articles: ArticleFile, **more: Sequence[Fields]) -> Tables:
    """All tables of a release of these articles; `more` is added to the registries."""
    return assemble(articles, registries(**more))


def the(made: Mapping[str, Sequence[Any]], table: str, *key: str) -> Any:
    """The row of a table with this key, or its only row."""
    [row] = [row for row in made[table] if not key or row_key(row)[: len(key)] == key]
    return row


def conflict(made: Mapping[str, Sequence[Any]], field: str, table: str = "meetings") -> dict[str, tuple[bool, str]]:
    """The values in conflict on a field: whether each was chosen, and by which rule."""
    return {
        row.value: (row.chosen, row.chosen_by)
        for row in made["conflicts"] if (row.record_table, row.field) == (table, field)
    }


def claim_ids(made: Mapping[str, Sequence[Any]], field: str, table: str = "meetings") -> list[str]:
    """The ids of all claims on a field."""
    return sorted(row.claim_id for row in made["claims"] if (row.record_table, row.field) == (table, field))


def published_by(articles: Iterable[ArticleFile], day: date) -> list[ArticleFile]:
    """The articles that were certainly published by a day."""
    return [file for file in articles if (edtf.parse(file.article.published).latest or date.max) <= day]


ORIGINS = ["author", "analysts", "agency-y", "ministry-kr", "ministry-jp", "jane-doe", "unnamed-us-official"]
BY = st.sampled_from(ORIGINS).map(lambda origin: [origin]) | st.sampled_from(ORIGINS[2:]).map(
    lambda origin: ["agency-z", origin]
)
PLACE_REFS = [place["id"] + mark for place in PLACES for mark in ("", "~")]
DAYS = ["2031-02-27", "2031-03-01", "2031-03-02", "[2031-03-01..2031-03-04]", "2031-03-09", "2031-03-14"]
DATES = [
    "2031-03", "2031-03-XX", "2031-03-08", "2031-03-08?", "2031-03-09", "[2031-03-08..2031-03-14]", "2031-03-08~",
    "2031-03-08/2031-03-09", "[2031-03-12..]",
]
TOPICS = st.lists(st.sampled_from(["trade", "cyber", "climate"]), min_size=1, max_size=2, unique=True)
COUNTRIES = st.lists(st.sampled_from(["CN", "KP", "US"]), min_size=1, max_size=2, unique=True)
PARTIES = st.lists(st.sampled_from([*THREE, "org:league-l"]), min_size=2, max_size=4, unique=True)
POSITIONS = st.fixed_dictionaries({
    "party": st.sampled_from(THREE), "position": st.sampled_from(["announced", "confirmed", "unconfirmed", "denied"]),
})
SEATS = st.fixed_dictionaries(
    {"slot": st.sampled_from(["us-head", "kr-head"])},
    optional={
        "person": st.sampled_from(["jane-doe", "john-roe"]), "party": st.sampled_from(THREE),
        "named_as": st.sampled_from(["J. Doe", "Roe"]),
        "attendance": st.sampled_from(["invited", "expected", "attended", "absent"]),
    },
)
FIRSTS = st.fixed_dictionaries(
    {"scope": st.sampled_from(["ever", "at-level", "between-persons", "this-government", "since"])},
    optional={"since": st.sampled_from(["2030", "2031-01"]), "previous": st.sampled_from(["early-talks", "talks"])},
)


def _several(items: st.SearchStrategy[Fields], key: str) -> st.SearchStrategy[list[Fields]]:
    return st.lists(items, min_size=1, max_size=2, unique_by=lambda item: item[key])


STANCE = {"stance": st.sampled_from([*map(str, Stance)])}
MEETINGS = st.fixed_dictionaries(
    {"id": st.sampled_from(["early-talks", TALKS]), "by": BY, "spans": st.just([span()])},
    optional=STANCE | {
        "title": st.sampled_from(["Talks of the three", "Three-way talks"]),
        "level": st.sampled_from(["senior", "ministers", "envoys"]),
        "portfolio": st.lists(st.sampled_from(["foreign", "defence"]), min_size=1, unique=True),
        "status": st.sampled_from(["proposed", "agreed", "scheduled", "postponed", "held", "cancelled"]),
        "date": st.sampled_from(DATES), "duration": st.sampled_from(["PT1H", "PT60M", "PT1H~", "P2D"]),
        "place": st.sampled_from(PLACE_REFS), "parties": PARTIES, "parties_complete": st.just(False),
        "topics": TOPICS, "concerning": COUNTRIES, "firsts": _several(FIRSTS, "scope"),
        "positions": _several(POSITIONS, "party"), "participants": _several(SEATS, "slot"),
    },
)
STATEMENTS = st.fixed_dictionaries(
    {
        "id": st.just("remarks"), "spans": st.just([span()]),
        "speakers": st.lists(st.sampled_from(["jane-doe", "john-roe", "ministry-kr"]), min_size=1, max_size=2,
                             unique=True),
    },
    optional=STANCE | {
        "by": BY, "channel": st.sampled_from(["unspecified", "interview", "leak"]), "date": st.sampled_from(DATES),
        "wording": st.sampled_from(["direct", "indirect"]), "about": st.just([TALKS]), "topics": TOPICS,
        "summary": st.sampled_from(["Speaks of trade.", "Talks of trade."]),
    },
)
OUTCOMES = st.fixed_dictionaries(
    {"id": st.just(f"{TALKS}.pact"), "meeting": st.just(TALKS), "by": BY, "spans": st.just([span()])},
    optional=STANCE | {
        "kind": st.sampled_from(["agreement", "commitment"]), "actors": PARTIES, "topics": TOPICS,
        "stage": st.sampled_from(["sought", "expected", "claimed", "denied", "carried-out"]),
    },
)


def _article(number: int, about: Fields) -> ArticleFile:
    return article(f"post-{number}", **about)


def _corpus(contents: list[Fields]) -> list[ArticleFile]:
    return list(itertools.starmap(_article, enumerate(contents)))


ARTICLES = st.fixed_dictionaries(
    {
        "published": st.sampled_from(DAYS), "meetings": st.lists(MEETINGS, max_size=3),
        "publisher": st.sampled_from(["harbour-post", "tide-times", None]),
        "wire": st.sampled_from(["agency-y", None, None]),
    },
    optional={
        "written": st.just("2031-02-26"), "statements": st.lists(STATEMENTS, max_size=2),
        "outcomes": st.lists(OUTCOMES, max_size=2),
    },
)
CORPORA = st.lists(ARTICLES, max_size=5).map(_corpus)
"""Random small corpora in which little is agreed upon."""
