"""Models and JSON Schemas accept and refuse the same documents."""

import copy
import random
from collections import Counter
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from valid import values

from trilat import schemas

SCHEMAS = {name: schemas.json_schema(name) for name in schemas.MODELS}
VALIDATORS = {name: jsonschema.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}

DOCUMENTS = st.sampled_from(sorted(schemas.MODELS)).flatmap(
    lambda name: st.tuples(st.just(name), values(SCHEMAS[name], SCHEMAS[name]))
)

ODD: list[Any] = [
    None, True, False, 0, 1, 3, 3.0, 2.5, -1, 2**53 - 1, 2**53, 1e300, float(2**53), "", " ", "x", "X", "\n", "3",
    "true", "us", "US",
    "US\n", "org:", "org:a", "org:A", "org:a:b", "a--b", "-a", "a_b", "A", "é", "²", "３", "a\u0085b", "a\u2028b",
    "\ufeffx", "a\u00a0",
    "2023-02-29", "2031-13-01", "2031-03-08\n", "1714521600", "1.0.0", "1.0.1", "2.0.0\n", "https://a b", "x" * 101,
    "x" * 301,
    "𝒳" * 200, "𝒳" * 201, "𝒳" * 1000, "𝒳" * 1001, "x" * 2000, "x" * 2001, "a;b", "\x7f", "\x00", [], {}, [[]],
    [None], [1, 2], [1.0, 2.0],
    [2, 1, 3], [True, 1], ["a", "a"], ["US", "US"], ["US", "org:a"], [{}], {"quote": "x"}, {"quote": None},
    {"quote": "x", "chars": [1, 2]},
    {"chars": [1, 2], "words": 3, "digest": "0" * 16}, {"scope": "ever"}, [{"scope": "ever"}, {"scope": "ever"}],
    {"": 1},
    "leaders", "Leaders", "stated",
]


def accepts(name: str, document: Any) -> bool:
    try:
        schemas.MODELS[name].model_validate(document)
    except ValidationError:
        return False
    return True


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a document but its root."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for step, inner in steps for way in [(*path, step), *places(inner, (*path, step))]]


def mutate(document: Any, chance: random.Random) -> None:
    """Change one thing in the document: leave it out, add to it, put something else in its place."""
    ways = places(document)
    *way, last = chance.choice(ways)
    holder = document
    for step in way:
        holder = holder[step]
    value = holder[last]
    changes: list[Any] = [chance.choice(ODD), chance.choice(ODD), [value], {"a": value}, None]
    if isinstance(value, str):
        changes += [value + "\n", "\n" + value, value.upper(), value.title(), value + "-", " " + value, value * 60]
        changes += [value[:-1], value + "~"]
    if isinstance(value, int) and not isinstance(value, bool):
        changes += [str(value), float(value), value + 0.5, -value, value * 2**53]
    if isinstance(value, list):
        changes += [value + value, value[:-1], [*value, chance.choice(ODD)], []]
    if isinstance(value, dict):
        changes += [value | {"unknown": 1}, value | {chance.choice(sorted(value, key=str)) if value else "x": None}, {}]
    change = chance.choice([*changes, "leave out", "rename"])
    if change == "leave out":
        del holder[last]
    elif change == "rename" and isinstance(holder, dict):
        holder[f"{last}s"] = holder.pop(last)
    else:
        holder[last] = change


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_a_valid_document_is_accepted_by_both(case: tuple[str, Any]) -> None:
    name, document = case
    schemas.MODELS[name].model_validate(document)
    VALIDATORS[name].validate(document)


def test_a_changed_document_is_accepted_by_both_or_refused_by_both() -> None:
    verdicts = Counter[bool]()

    @settings(max_examples=150, deadline=None)
    @given(DOCUMENTS, st.randoms(use_true_random=False))
    def check(case: tuple[str, Any], chance: random.Random) -> None:
        name, document = case
        for _ in range(10):
            mutant = copy.deepcopy(document)
            mutate(mutant, chance)
            accepted = accepts(name, mutant)
            verdicts[accepted] += 1
            assert accepted == VALIDATORS[name].is_valid(mutant), (name, mutant)

    check()
    assert min(verdicts[True], verdicts[False]) > 50, verdicts


SOUND: dict[str, dict[str, Any]] = {
    "article": {
        "schema_version": "1.0.0",
        "article": {
            "id": "a", "title": "T", "publisher": "p", "byline": ["Ana"], "language": "en", "url": "https://a.example",
            "published": "2031-03-02", "published_basis": "metadata", "written": "2031", "source_kind": "newspaper",
            "wire": "w", "text": {"sha256": "0" * 64, "characters": 9, "extent": "full"}, "coders": ["a"],
            "coded_on": "2031-03-05",
        },
        "meetings": [{
            "id": "m", "by": ["a"], "stance": "planned", "inferred": ["date"], "mention": "main", "title": "t",
            "format": "bilateral",
            "level": "envoys", "portfolio": ["foreign"], "medium": "video", "status": "held", "date": "2031",
            "duration": "PT1H",
            "place": "busan~", "parties": ["US", "org:eu"], "parties_complete": False, "within": "w",
            "within_as": "session",
            "series": "s", "topics": ["cyber"], "concerning": ["KP"],
            "firsts": [{"scope": "ever", "since": "2031", "previous": "p"}],
            "positions": [{"party": "US", "position": "confirmed"}],
            "spans": [{"chars": [1, 2], "words": 3, "digest": "0" * 16}],
            "participants": [{
                "slot": "s", "person": "p", "organization": "o", "office": "f", "named_as": "N", "titled_as": "T",
                "party": "KR",
                "role": "head", "attendance": "expected", "inferred": ["office"],
                "spans": [{"quote": "q", "supports": ["office"]}],
            }],
        }],
        "statements": [{
            "id": "s", "by": ["a"], "speakers": ["p"], "occasion": "o", "channel": "readout", "wording": "direct",
            "date": "2031-03",
            "about": ["m"], "act": "announce", "topics": ["cyber"], "concerning": ["KP"], "summary": "S", "spans": [],
        }],
        "outcomes": [{
            "id": "m.o", "meeting": "m", "by": ["a"], "stated_in": ["s"], "kind": "commitment", "stage": "expected",
            "actors": ["US"],
            "toward": ["KP"], "concerning": ["KP"], "agreed_meeting": "n", "topics": ["cyber"], "summary": "S",
        }],
    },
    "people": {"schema_version": "1.0.0", "people": [{
        "id": "a", "name": "N", "names": ["M"], "unnamed": True, "description": "d", "country": "US",
    }]},
    "redirects": {"schema_version": "1.0.0", "redirects": [
        {"table": "meetings", "old": "a", "kind": "merged", "new": "b", "reason": "r", "since": "2031-01-01"},
        {"table": "outcomes", "old": "a.b", "kind": "split", "into": [
            {"record": "b.c", "articles": ["x", "y"]}, {"record": "b.d", "articles": ["z"]},
        ], "reason": "r", "since": "2031-01-01"},
    ]},
    "distinct": {"schema_version": "1.0.0", "distinct": [{
        "table": "meetings", "records": ["a", "b", "c"], "reason": "r",
    }]},
    "release": {"schema_version": "1.0.0", "version": "1.0.0", "date": "2031-01-01", "previous": "0.1.0"},
    "resolutions": {"schema_version": "1.0.0", "resolutions": [{
        "table": "meetings", "record": "m.org:eu", "field": "date", "value": "2031", "reason": "r",
        "considered": ["0" * 16],
        "decided_on": "2031-01-01", "decided_by": "a",
    }]},
}


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, document in SOUND.items() for part in document])
def test_every_odd_value_in_every_place_is_judged_alike(name: str, part: str) -> None:
    needed = SCHEMAS[name]["required"]
    document = {key: value for key, value in SOUND[name].items() if key in needed or key == part}
    assert accepts(name, document)
    assert VALIDATORS[name].is_valid(document)
    for *way, last in [(part,), *places(document[part], (part,))]:
        for odd in ODD:
            mutant = copy.deepcopy(document)
            holder: Any = mutant
            for step in way:
                holder = holder[step]
            holder[last] = odd
            assert accepts(name, mutant) == VALIDATORS[name].is_valid(mutant), (way, last, odd)


def test_the_schema_files_are_valid_schemas_and_do_not_reach_for_others() -> None:
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        references = [value for key, value in pairs(schema) if key == "$ref"]
        assert references, name
        assert all(value.startswith("#/$defs/") for value in references), name


def pairs(node: Any) -> list[tuple[str, Any]]:
    """Every key and value of every object in a schema."""
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [*(node.items() if isinstance(node, dict) else ()), *(pair for part in inner for pair in pairs(part))]
