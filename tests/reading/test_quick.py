"""The quick way of reading takes nothing that the strict one refuses, and gives the same values and models."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trilat.models.article import ArticleFile
from trilat.models.base import Plain
from trilat.models.registries import REGISTRIES
from trilat.reading.document import DEEPEST, MOST_NODES, Value
from trilat.reading.json_lines import LONGEST_LINE, lines_of, read_json_lines
from trilat.reading.quick import quick_json, quick_model, quick_yaml
from trilat.reading.read import read
from trilat.reading.shape import shape
from trilat.reading.text import decode, wrong_characters
from trilat.reading.yaml import read_yaml

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "dataset"
CASES = sorted((HERE / "cases").glob("*.yaml"))
SOUND = [path.read_bytes() for path in sorted(GOLDEN.rglob("*.yaml"))]
CORPORA = HERE.parents[1].parent / "shared" / "corpora"
YAML_SUITE = CORPORA / "yaml-test-suite" / "src"
LINES = [
    json.dumps(ArticleFile.model_validate(value).model_dump(mode="json", exclude_unset=True)).encode() + b"\n"
    for value in (quick_yaml(path.read_text()) for path in sorted((GOLDEN / "articles").rglob("*.yaml")))
]
PIECES = [
    b"", b"\n", b" ", b"  ", b": ", b"- ", b"[", b"]", b"{", b"}", b'"', b"'", b"#", b"&a ", b"*a", b"!!str ", b"! ",
    b"null", b"~", b"\t", b"\r", b"\r\n", b"---\n", b"...\n", b"%YAML 1.1\n", b"? ", b"<<: ", b"|\n", b">\n", b"true",
    b"\xef\xbb\xbf", b"\x00", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b"1e5", b"1.0", b"-0", b"9007199254740992",
    b"NaN", b"-Infinity", b"\\ud800", b"\\u0000", b",", b":", b'"id": 1,', b"id: x\n", b"." + b"0" * 50,
]

FAULTS = {
    "bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "merge bomb": b"a: &a {x: y}\nb: &b {<<: *a}\nc: {<<: *b}\n",
    "alias of itself": b"a: &a [*a]\n",
    "quoted merge key": b'a: {"<<": b}\n',
    "merge key": b"a: {<<: {b: c}}\n",
    "duplicate key": b"a: 1\na: 2\n",
    "duplicate key, once in quotes": b'a: 1\n"a": 2\n',
    "tag": b"a: !!python/object/apply:os.system [ls]\n",
    "empty tag": b"a: ! b\n",
    "tag on a key": b"!!str a: b\n",
    "anchor on a key": b"&a a: b\n",
    "deep brackets": b"a: " + b"[" * 100_000 + b"]" * 100_000 + b"\n",
    "deep, unclosed": b"a: " + b"[" * 200_000 + b"\n",
    "deep dashes": b"a: \n " + b"- " * 50_000 + b"x\n",
    "just too deep": b"a: " + b"[" * DEEPEST + b"x" + b"]" * DEEPEST + b"\n",
    "deepest": b"a: " + b"[" * (DEEPEST - 1) + b"x" + b"]" * (DEEPEST - 1) + b"\n",
    "too many": b"a: [" + b"x," * MOST_NODES + b"]\n",
    "several documents": b"a: b\n---\nc: d\n",
    "an empty second document": b"a: b\n---\n",
    "end of document": b"a: b\n...\n",
    "directive": b"%YAML 1.1\n---\na: b\n",
    "tag directive": b"%TAG ! tag:x,2000:\n---\na: b\n",
    "nothing": b"",
    "only a comment": b"# a\n",
    "a list": b"- a\n",
    "a word": b"a\n",
    "no end": b"a: b",
    "null": b"a:\n",
    "tilde": b"a: ~\n",
    "null in a list": b"a: [null, b]\n",
    "empty key": b": a\n",
    "a list as key": b"? [a]\n: b\n",
    "tab": b"a:\n\tb: c\n",
    "mark": b"\xef\xbb\xbfa: b\n",
    "utf-16": "a: b\n".encode("utf-16"),
    "latin-1": "a: é\n".encode("latin-1"),
    "escape": b"a: \x1b[31m\n",
    "surrogate": b"a: \xed\xa0\x80\n",
    "escaped surrogate": b'a: "\\ud800"\n',
    "next line": "a: b\x85c\n".encode(),
    "line ends": b"a: b\r\nc: d\r\n",
    "typed scalars": b"a: NO\nb: 012\nc: 1_000\nd: 22:22\ne: .nan\nf: 2031-03-02\ng: on\n",
}
JSON_FAULTS = {
    "nan": b'{"a": NaN}\n',
    "infinity": b'{"a": -Infinity}\n',
    "duplicate key": b'{"a": 1, "a": 1}\n',
    "duplicate key, once escaped": b'{"a": 1, "\\u0061": 1}\n',
    "null": b'{"a": null}\n',
    "the word null": b'{"a": "null"}\n',
    "large": b'{"a": 9007199254740992}\n',
    "very large": b'{"a": ' + b"9" * 5000 + b"}\n",
    "long": b'{"a": 1.' + b"0" * 50 + b"}\n",
    "exponent": b'{"a": 1e400}\n',
    "deep": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "cut": b'{"a": 1\n',
    "no end": b'{"a": 1}',
    "two on a line": b'{"a": 1} {"a": 2}\n',
    "blank": b'{"a": 1}\n\n{"a": 2}\n',
    "long line": b'{"a": "' + b"x" * LONGEST_LINE + b'"}\n',
    "many": b'{"a": [' + b"1," * MOST_NODES + b"1]}\n",
    "scalar": b"1\n",
    "list": b"[]\n",
    "lone surrogate": b'{"a": "\\ud800"}\n',
    "upper-case surrogate": b'{"a": "\\uD800"}\n',
    "pair": b'{"a": "\\ud83d\\ude00"}\n',
    "control in text": b'{"a": "\t"}\n',
    "line ends": b'{"a": 1}\r\n',
    "other line ends": '{"a": "b\u2028c"}\n'.encode(),
    "spaces": b' \t{ "a" : [ 1 , 2 ] } \n',
    "mark": b'\xef\xbb\xbf{"a": 1}\n',
    "comma": b'{"a": 1,}\n',
    "words": b"{'a': True}\n",
}


def kinds(value: Any) -> Any:
    """The value with the type of everything in it."""
    if isinstance(value, dict):
        return [(type(key), key, kinds(inner)) for key, inner in value.items()]
    return [kinds(inner) for inner in value] if isinstance(value, list) else (type(value), value)


def quick(data: bytes) -> Value | None:
    """What the quick reader makes of a YAML file whose characters are sound."""
    text, _ = decode(data, "a.yaml")
    return None if text is None else quick_yaml(text)


def compare_yaml(data: bytes) -> bool:
    """Hold the quick answer against the strict one, and say whether there is one."""
    value = quick(data)
    if value is not None:
        document, findings = read_yaml(data, "a.yaml")
        assert findings == []
        assert document is not None
        assert kinds(value) == kinds(document.value)
    return value is not None


def compare_models(data: bytes, name: str, model: Any) -> None:
    """Hold what is read of a file, quickly where that can be, against what the strict reader alone makes of it."""
    lines = name.endswith(".jsonl")
    strict = list(read_json_lines(data, name)) if lines else [read_yaml(data, name)]
    got = list(read(data, name, model, lines=lines))
    assert len(got) == len(strict)
    for one, (document, findings) in zip(got, strict, strict=True):
        made, misfits = shape(document, model, findings) if document else (None, [])
        assert one.findings == findings + misfits
        assert one.model == (None if findings else made)
        if one.document is not None and one.model is not None:
            assert document is not None
            assert one.document == document
            assert one.document.text == document.text
            assert one.document.places == document.places


def mutant(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to three stretches cut, doubled, moved or replaced."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice([0, 0, 1, 2, 8, 30]))
        other = chance.randrange(len(data) + 1)
        piece = chance.choice([*PIECES, data[start:end] * 2, data[other:other + 30]])
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("data", SOUND)
def test_sound_files_take_the_quick_way(data: bytes) -> None:
    assert compare_yaml(data)


@pytest.mark.parametrize("data", LINES)
def test_sound_lines_take_the_quick_way(data: bytes) -> None:
    assert quick_json(data.decode()) == json.loads(data)


@pytest.mark.parametrize("data", [*FAULTS.values(), *(path.read_bytes() for path in CASES)])
def test_the_quick_way_takes_no_fault_of_yaml_that_the_strict_one_refuses(data: bytes) -> None:
    compare_yaml(data)


@pytest.mark.parametrize("name", ["deepest", "end of document", "line ends", "typed scalars", "quoted merge key"])
def test_what_is_odd_and_sound_gives_the_same_values_quickly(name: str) -> None:
    assert compare_yaml(FAULTS[name])


def test_scalars_without_quotes_are_plain_on_the_quick_way_too() -> None:
    assert kinds(quick_yaml("a: 1\nb: '1'\n")) == [(str, "a", (Plain, "1")), (str, "b", (str, "1"))]


@pytest.mark.skipif(not YAML_SUITE.exists(), reason="the YAML test suite is not here")
def test_the_quick_way_takes_no_case_of_the_yaml_test_suite_that_the_strict_one_refuses() -> None:
    for path in sorted(YAML_SUITE.glob("*.yaml")):
        compare_yaml(path.read_bytes())
        for line in path.read_text(encoding="utf-8").split("  yaml: |\n")[1:]:
            case = "\n".join(part.removeprefix("    ") for part in line.split("\n"))
            compare_yaml(case.encode())


@pytest.mark.parametrize("data", JSON_FAULTS.values(), ids=JSON_FAULTS)
def test_lines_are_judged_as_by_the_strict_reader_alone(data: bytes) -> None:
    compare_models(data, "a.jsonl", ArticleFile)
    for line in lines_of(data):
        value = None if wrong_characters(line.text, "") or not line.text.endswith("\n") else quick_json(line.text)
        if value is not None:
            [(document, findings)] = read_json_lines(line.text.encode(), "a.jsonl")
            assert findings == [] or {finding.rule for finding in findings} <= {"number-too-large", "too-deep"}
            assert document is None or findings or kinds(document.value) == kinds(value)


@pytest.mark.parametrize("number", ["673.0", "673." + "0" * 50, "6.73e2", "9007199254740992", "-0", "1e999"])
def test_numbers_that_would_fit_are_judged_by_how_they_are_written(number: str) -> None:
    line = LINES[0].replace(b'"characters": 673', f'"characters": {number}'.encode())
    assert line != LINES[0]
    compare_models(line, "a.jsonl", ArticleFile)


@pytest.mark.parametrize("data", LINES)
def test_sound_lines_are_read_straight_into_the_model(data: bytes) -> None:
    assert quick_model(data.decode(), ArticleFile) == ArticleFile.model_validate(json.loads(data))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"language": ', '"language": "en", "language": '),
        ('"language": ', '"language" : "en", "language": '),
        ('"language": ', '"language"  :"en", "language": '),
        ('"language": ', '"language"\t:"en", "language": '),
        ('"language": ', '"\\u006canguage": "en", "language": '),
        ('"language": ', '"title": "a\\":", "title" : "b", "language": '),
        ('"language": ', '"title": "a\\": \\":", "language": "en", "language": '),
        ('"meetings": ', '"meetings": [], "meetings": '),
        ('"chars": ', '"chars": [0, 1], "chars": '),
        ('"characters": 673', '"characters": 673, "characters": 673'),
        ('"characters": 673', '"characters": 673.0'),
        ('"characters": 673', '"characters": true'),
        ('"characters": 673', '"characters": "673"'),
        ('"language": ', '"title": null, "language": '),
    ],
)
def test_lines_with_a_fault_are_not_read_straight_into_the_model(old: str, new: str) -> None:
    line = LINES[0].replace(old.encode(), new.encode(), 1)
    assert line != LINES[0]
    assert quick_model(line.decode(), ArticleFile) is None
    compare_models(line, "a.jsonl", ArticleFile)


@pytest.mark.parametrize("title", ['a\\": b', "a : b", '\\": \\" :'])
def test_titles_that_look_like_fields_are_read_all_the_same(title: str) -> None:
    line = LINES[0].replace(b'"language": ', f'"title": "{title}", "language": '.encode(), 1)
    line = line.replace(b'"title": "', b'"title": "', 1)
    compare_models(line, "a.jsonl", ArticleFile)


@given(st.integers())
@settings(max_examples=300, deadline=None)
def test_mutants_of_sound_files_are_judged_as_by_the_strict_reader_alone(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    data = mutant(chance.choice(SOUND), chance)
    compare_yaml(data)
    compare_models(data, "a.yaml", chance.choice([ArticleFile, *REGISTRIES.values()]))
    compare_models(mutant(chance.choice(LINES), chance), "a.jsonl", ArticleFile)


@given(st.text(alphabet="ab:-?,[]{}&*!|>'\"%#\\ \n\t\r~<0.x…\x85\u2028", max_size=30))
@example("a: [b,\n c]\n")
@settings(max_examples=1000, deadline=None)
def test_short_texts_of_marks_are_read_as_by_the_strict_reader_alone(text: str) -> None:
    compare_yaml(text.encode())
    compare_yaml(f"a: {text}\n".encode())
    compare_models(text.encode(), "a.jsonl", ArticleFile)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_very_many_mutants_are_judged_as_by_the_strict_reader_alone(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    for _ in range(2_000):
        data = mutant(chance.choice(SOUND), chance)
        compare_yaml(data)
        compare_models(data, "a.yaml", chance.choice([ArticleFile, *REGISTRIES.values()]))
        compare_models(mutant(chance.choice(LINES), chance), "a.jsonl", ArticleFile)
