"""From document to model: every misfit is one finding, at its place, in words."""

import re
import time
from typing import Any

import pytest
from pydantic import BaseModel

from trilat import schemas
from trilat.findings import Finding
from trilat.models.article import ArticleFile
from trilat.models.registries import PeopleFile, PlacesFile, RedirectsFile, ReleaseFile
from trilat.reading.json_lines import read_json_lines
from trilat.reading.shape import FORMS, shape
from trilat.reading.yaml import read_yaml

ARTICLE = """\
schema_version: 1.0.0
article:
  id: harbour-post-2031-03-02-envoys
  language: en
  published: 2031-03-02
  published_basis: metadata
  source_kind: newspaper
  text: {sha256: HASH, characters: 2811, extent: full}
  coders: [a]
  coded_on: 2031-03-05
meetings:
  - id: us-jp-kr-envoys-2031-1
    by: [agency-y]
    parties: [US, JP, "org:eu"]
    parties_complete: false
    level: envoys
    spans:
      - {chars: [120, 236], words: 19, digest: 0123456789abcdef}
      - quote: the words themselves
""".replace("HASH", "0" * 64)


def findings_of(text: str, model: type[BaseModel]) -> list[Finding]:
    document, findings = read_yaml(text.encode(), "a.yaml")
    assert document is not None
    assert not findings
    made, findings = shape(document, model)
    assert (made is None) == bool(findings)
    assert findings == sorted(findings)
    return findings


def test_a_good_article_becomes_a_model() -> None:
    document, _ = read_yaml(ARTICLE.encode(), "a.yaml")
    assert document is not None
    article, findings = shape(document, ArticleFile)
    assert article is not None
    assert not findings
    assert article.article.text.characters == 2811
    assert article.meetings[0].parties_complete is False
    assert type(article.article.published) is str


@pytest.mark.parametrize(
    ("old", "new", "place", "rule", "path", "told"),
    [
        ("level: envoys", "levle: envoys", (16, 5), "unknown-field", "meetings[0].levle", "did you mean level"),
        (
            "level: envoys", "a zebra: envoys", (16, 5),
            "unknown-field", "meetings[0].a zebra", "fields here: by, concerning",
        ),
        ("words: 19", "wrods: 19, words: 19", (18, 29), "unknown-field", "meetings[0].spans[0].wrods", "words"),
        (
            "quote: the", "supports: [date]\n        qoute: the", (20, 9),
            "unknown-field", "meetings[0].spans[1].qoute", "",
        ),
        ("  language: en\n", "", (3, 3), "missing-field", "article.language", "BCP 47"),
        (", extent: full", "", (8, 9), "missing-field", "article.text.extent", "How much"),
        ("words: 19, ", "", (18, 9), "missing-field", "meetings[0].spans[0].words", "tokens"),
        ("level: envoys", "level: envoy", (16, 12), "unknown-term", "meetings[0].level", "did you mean envoys"),
        ("level: envoys", "level: Vice Ministers", (16, 12), "unknown-term", "meetings[0].level", "vice-ministers"),
        ("level: envoys", "level: x", (16, 12), "unknown-term", "meetings[0].level", "known: leaders, ministers"),
        ("[US, JP", "[US, jp", (14, 19), "unknown-term", "meetings[0].parties[1]", "did you mean JP"),
        ("[US, JP", "[US, XX", (14, 19), "unknown-term", "meetings[0].parties[1]", "ISO 3166-1"),
        ("[US, JP", "[US, ROK", (14, 19), "unknown-term", "meetings[0].parties[1]", "did you mean KR?"),
        ("[US, JP", "[US, U.K.", (14, 19), "unknown-term", "meetings[0].parties[1]", "did you mean GB?"),
        ("[US, JP", "[US, North Korea", (14, 19), "unknown-term", "meetings[0].parties[1]", "did you mean KP?"),
        ('"org:eu"', '"org:E U"', (14, 23), "bad-form", "meetings[0].parties[2]", "org:eu"),
        ("version: 1.0.0", "version: 1.0", (1, 17), "unknown-term", "schema_version", "known: 1.0.0"),
        ("version: 1.0.0", "version: 0.9.0", (1, 17), "unknown-term", "schema_version", "known: 1.0.0"),
        ("version: 1.0.0", "version: 2.0.0", (1, 17), "other-schema", "schema_version", "this package's is 1.0.0"),
        (
            "level: envoys", "level: [envoys]", (16, 12),
            "wrong-type", "meetings[0].level", "expected a term; found a list",
        ),
        ("words: 19", "words: '19'", (18, 36), "wrong-type", "meetings[0].spans[0].words", "without quotes"),
        (
            "words: 19", "words: many", (18, 36),
            "wrong-type", "meetings[0].spans[0].words", "a whole number; found 'many'",
        ),
        (
            "complete: false", "complete: 'false'", (15, 23),
            "wrong-type", "meetings[0].parties_complete", "without quotes",
        ),
        ("complete: false", "complete: no", (15, 23), "wrong-type", "meetings[0].parties_complete", "true or false"),
        ("by: [agency-y]", "by: agency-y", (13, 9), "wrong-type", "meetings[0].by", "a list; found 'agency-y'"),
        ("language: en", "language: {a: b}", (4, 13), "wrong-type", "article.language", "text; found a mapping"),
        ("coders: [a]", "coders: [[a]]", (9, 12), "wrong-type", "article.coders[0]", "text; found a list"),
        ("language: en", "language: English", (4, 13), "bad-form", "article.language", "such as en, ko"),
        ("published: 2031-03-02", "published: 2 March", (5, 14), "bad-form", "article.published", "such as 2031-03-08"),
        ("by: [agency-y]", "by: [Agency Y]", (13, 10), "bad-form", "meetings[0].by[0]", "single hyphens"),
        ("0" * 64, "0" * 63, (8, 18), "bad-form", "article.text.sha256", "64 hexadecimal digits"),
        ("0" * 64, "0" * 65, (8, 18), "too-long", "article.text.sha256", "65 characters; at most 64"),
        ("[120, 236]", "[120]", (18, 17), "too-short", "meetings[0].spans[0].chars", "1 item; at least 2"),
        ("[120, 236]", "[1, 2, 3]", (18, 17), "too-long", "meetings[0].spans[0].chars", "3 items; at most 2"),
        ("coders: [a]", "coders: []", (9, 11), "too-short", "article.coders", "0 items; at least 1"),
        ("words: 19", "words: 2", (18, 36), "out-of-range", "meetings[0].spans[0].words", "'2' is below 3"),
        ("characters: 2811", "characters: -1", (8, 96), "wrong-type", "article.text.characters", "whole number"),
        ("coders: [a]", "coders: [a, b, a, b]", (9, 18), "duplicate-item", "article.coders[2]", "twice"),
        ("the words themselves", "w" * 2001, (19, 16), "too-long", "meetings[0].spans[1].quote", "2001 characters"),
    ],
)
def test_a_misfit_is_told_at_its_place_in_words(
    old: str, new: str, place: tuple[int, int], rule: str, path: str, told: str
) -> None:
    assert ARTICLE.count(old) == 1
    findings = [f for f in findings_of(ARTICLE.replace(old, new), ArticleFile) if f.rule == rule]
    assert [((f.line, f.column), f.path) for f in findings] == [(place, path)]
    assert told in str(findings[0])


def test_one_misfit_is_one_finding() -> None:
    assert len(findings_of(ARTICLE.replace("level: envoys", "level: envoy"), ArticleFile)) == 1
    assert len(findings_of(ARTICLE.replace("[US, JP", "[US, jp"), ArticleFile)) == 1


def test_all_misfits_are_told_in_one_pass_in_order() -> None:
    text = "schema_version: 1.0.0\nplaces:\n  - {id: A, kind: ct, country: K}\n  - name: x\nplcaes: []\n"
    rules = [(finding.line, finding.rule) for finding in findings_of(text, PlacesFile)]
    assert rules == [
        (3, "missing-field"), (3, "bad-form"), (3, "unknown-term"), (3, "unknown-term"),
        (4, "missing-field"), (4, "missing-field"), (4, "missing-field"), (5, "unknown-field"),
    ]


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        ('{"schema_version": "1.0.0", "version": 1, "date": "2031-01-01"}', 40, "wrong-type"),
        ('{"schema_version": "1.0.0", "version": true, "date": "2031-01-01"}', 40, "wrong-type"),
        ('{"schema_version": "1.0.0", "version": "1.0.0\\n", "date": "2031-01-01"}', 40, "bad-form"),
        ('{"schema_version": "1.0.0", "version": "1.0.0", "date": "1714521600"}', 57, "bad-form"),
        ('{"schema_version": 1, "version": "1.0.0", "date": "2031-01-01"}', 20, "wrong-type"),
    ],
)
def test_nothing_is_converted(line: str, column: int, rule: str) -> None:
    [(document, findings)] = read_json_lines(line.encode() + b"\n", "a.jsonl")
    assert document is not None
    assert not findings
    _, [finding] = shape(document, ReleaseFile)
    assert (finding.column, finding.rule) == (column, rule)


def test_a_value_as_long_as_a_book_is_cut() -> None:
    text = "schema_version: 1.0.0\npeople:\n  - {id: a, name: " + "x" * 100_000 + ", " + "k" * 1_000 + ": 1}\n"
    assert all(len(str(finding)) < 1_500 for finding in findings_of(text, PeopleFile))
    assert all(len(finding.message) < 250 for finding in findings_of(text, PeopleFile))


def test_a_field_named_like_a_member_of_a_union_is_an_unknown_field() -> None:
    text = ARTICLE.replace("words: 19", '"<span>": 1, words: 19')
    [finding] = findings_of(text, ArticleFile)
    assert (finding.rule, finding.path, finding.column) == ("unknown-field", "meetings[0].spans[0].<span>", 29)


def test_the_literal_of_a_registry_lists_what_it_allows() -> None:
    text = "schema_version: 1.0.0\nredirects: [{table: meeting, old: a, new: b, reason: c, since: 2031-01-01}]\n"
    [finding] = findings_of(text, RedirectsFile)
    assert finding.rule == "unknown-term"
    assert "did you mean meetings" in finding.help
    assert "offices" in finding.help


def test_every_pattern_of_the_models_has_words() -> None:
    def patterns(node: Any) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(patterns, node))
        if not isinstance(node, dict):
            return set()
        own = {node["pattern"]} if isinstance(node.get("pattern"), str) else set()
        return own.union(*map(patterns, node.values()))

    used = set().union(*(patterns(schemas.json_schema(name)) for name in schemas.MODELS)) - {"\\n"}
    assert used == set(FORMS)
    assert all(re.search(r"[a-z]{3}", words) and "^" not in words for words in FORMS.values())


@pytest.mark.parametrize(
    "rows",
    [
        "{id: a, names: [" + ",".join(f"n{number}" for number in range(60_000)) + ",n59999]}",
        ",".join(f"{{id: X, nam{number}: y, country: ZZ}}" for number in range(10_000)),
        "{" + ",".join(f"nam{number}: y" for number in range(30_000)) + "}",
    ],
    ids=["long list", "many rows", "many unknown fields"],
)
def test_a_crowd_of_misfits_is_told_soon(rows: str) -> None:
    start = time.process_time()
    findings = findings_of(f"schema_version: 1.0.0\npeople: [{rows}]\n", PeopleFile)
    assert findings
    assert time.process_time() - start < 10
