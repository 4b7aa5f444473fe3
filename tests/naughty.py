"""Strings that break programs, put into every field of an article and of every registry that holds text."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from invented import PEOPLE, PLACES, article, meeting, outcome, statement

Way = tuple[str | int, ...]

ARTICLE = article(
    title="Envoys to meet", byline=["Ana Ruiz"], url="https://example.org/a", wire="agency-y", written="2031-02-27",
    meetings=[
        meeting(title="Talks", level="envoys", status="scheduled", date="2031-03-08", duration="PT1H", place="busan~",
                parties=["US", "JP", "org:league-l"], within="summit", series="rounds", topics=["trade"],
                firsts=[{"scope": "since", "since": "2030", "previous": "early-talks"}], inferred=["level"],
                positions=[{"party": "US", "position": "announced"}],
                participants=[{"slot": "us-head", "person": "jane-doe", "office": "us-envoy", "party": "US",
                               "named_as": "J. Doe", "titled_as": "envoy"}]),
        {"id": "talks", "by": ["agency-y"], "spans": [{"quote": "three envoys met", "supports": ["date"]}]},
    ],
    statements=[statement(summary="Speaks of trade.", date="2031-02-28", about=["talks"])],
    outcomes=[outcome(summary="They agree.", kind="agreement", stage="sought", actors=["US", "JP"])],
).model_dump(mode="json", exclude_unset=True)

FILES: dict[str, dict[str, Any]] = {
    "articles/post-1.yaml": ARTICLE,
    "people.yaml": {"people": [{**PEOPLE[0], "names": ["J. Doe"]}, PEOPLE[3]]},
    "organizations.yaml": {"organizations": [
        {"id": "agency-y", "name": "Agency Y", "names": ["Y"], "kind": "news-agency", "country": "KR",
         "parent": "club-o"},
    ]},
    "offices.yaml": {"offices": [
        {"id": "us-envoy", "title": "Envoy", "organization": "club-o", "country": "US", "level": "envoys"},
    ]},
    "places.yaml": {"places": [{**PLACES[1], "names": ["Pusan"]}]},
    "resolutions.yaml": {"resolutions": [
        {"table": "meetings", "record": "talks", "field": "date", "value": "2031-03-08", "reason": "It was told so.",
         "considered": ["003a293181e2a56a"], "decided_on": "2031-03-21", "decided_by": "m"},
    ]},
    "redirects.yaml": {"redirects": [
        {"table": "meetings", "old": "round", "new": "talks", "kind": "renamed", "reason": "One.",
         "since": "2031-03-21"},
        {"table": "meetings", "old": "rounds", "kind": "split", "reason": "Two.", "since": "2031-03-21",
         "into": [{"record": "talks", "articles": ["post-1"]}, {"record": "early-talks", "articles": ["post-1"]}]},
    ]},
    "distinct.yaml": {"distinct": [{"table": "meetings", "records": ["talks", "early-talks"], "reason": "Two rooms."}]},
    "release.yaml": {"version": "1.0.0", "date": "2031-04-01", "previous": "0.9.0"},
}
"""A file of each kind, by its name in a dataset, in which every field stands that holds text."""

for _value in FILES.values():
    _value.setdefault("schema_version", "1.0.0")

PROSE = frozenset({
    "title", "byline", "named_as", "titled_as", "summary", "quote", "name", "names", "description", "value", "reason",
})
"""Fields that hold what people write, rather than ids, terms or dates."""


def texts_in(value: Any, way: Way = ()) -> Iterator[Way]:
    """The ways to all texts in a file."""
    if isinstance(value, str):
        yield way
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts_in(inner, (*way, step))


def with_texts(value: Any, texts: dict[Way, str]) -> Any:
    """The file with other texts in some places."""
    made = deepcopy(value)
    for way, text in texts.items():
        holder = made
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = text
    return made


def field_of(way: Way) -> str:
    return next(str(step) for step in reversed(way) if isinstance(step, str))
