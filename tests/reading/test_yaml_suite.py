"""What Trilat reads of the YAML test suite (https://github.com/yaml/yaml-test-suite), where it is at hand.

yaml-suite.txt says of every case whether it is accepted, or by which rules it is refused. Run as a program, this file
writes that list anew.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from trilat.reading.yaml import read_yaml

PINNED = Path(__file__).parent / "yaml-suite.txt"
SUITE = Path(__file__).parents[2].parent / "shared" / "corpora" / "yaml-test-suite" / "src"
SHOWN = {"␣": " ", "»": "\t", "—": "", "↵": "", "∎": "", "←": "\r", "⇔": "\ufeff"}
"""How the suite shows characters that cannot be seen."""

TAKEN = {
    "9C9N-0": "a list in brackets whose lines are not indented", "DK95-1": "a tab that indents a text in quotes",
    "QB6E-0": "a text in quotes whose lines are not indented", "S98Z-0": "spaces before an empty block of text",
    "SU5Z-0": "a comment right behind a quote", "X4QW-0": "a comment right behind >",
}
"""Faults that libyaml does not see; none changes what is said."""

OTHERWISE = {"652Z-0": "in braces, ?foo is read as foo"}
"""What libyaml reads otherwise than YAML 1.2."""

here = pytest.mark.skipif(not SUITE.exists(), reason="the corpora are not here")


class Case(NamedTuple):
    """A case of the suite: what is read, whether every reader must refuse it, and what it says as JSON, if so told."""

    name: str
    text: str
    is_faulty: bool
    says: str | None


def cases() -> Iterator[Case]:
    for path in sorted(SUITE.glob("*.yaml")):
        about: dict[str, Any] = {}
        for number, given in enumerate(yaml.safe_load(path.read_bytes())):
            about = {key: value for key, value in about.items() if key != "fail"} | given
            says = None if "fail" in about else about.get("json")
            text = about["yaml"]
            for shown, meant in SHOWN.items():
                text = text.replace(shown, meant)
            if not about["yaml"].endswith(("∎\n", "∎", "\n")):
                text += "\n"
            yield Case(f"{path.stem}-{number}", text, "fail" in about, says)


def became(case: Case) -> str:
    """What became of a case: accepted, or the rules that refuse it."""
    document, findings = read_yaml(case.text.encode("utf-8", "surrogatepass"), case.name)
    assert document is not None or findings
    return " ".join(sorted({finding.rule for finding in findings})) or "accepted"


def listed() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in PINNED.read_text(encoding="utf-8").splitlines())


def texts(value: Any) -> Any:
    """A value with every number and truth value left open: the suite says what it is, and Trilat how it stands."""
    if isinstance(value, dict):
        return {key: texts(inner) for key, inner in value.items()}
    return [*map(texts, value)] if isinstance(value, list) else value if isinstance(value, str) else ...


def as_open(value: Any, like: Any) -> Any:
    """The value, with what the other leaves open left open too."""
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: as_open(inner, like.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [*map(as_open, value, like)]
    return ... if like is ... else value


@here
def test_every_case_is_accepted_or_refused_as_is_listed() -> None:
    assert {case.name: became(case) for case in cases()} == listed()


@here
def test_what_no_reader_may_take_is_refused() -> None:
    taken = [case.name for case in cases() if case.is_faulty and listed()[case.name] == "accepted"]
    assert taken == list(TAKEN)


@here
def test_what_is_accepted_says_what_the_suite_says() -> None:
    compared, otherwise = 0, []
    for case in cases():
        if case.says is not None and listed()[case.name] == "accepted":
            document, _ = read_yaml(case.text.encode(), case.name)
            assert document is not None
            told = texts(json.loads(case.says))
            otherwise += [case.name] if as_open(document.value, told) != told else []
            compared += 1
    assert otherwise == list(OTHERWISE)
    assert compared > 50


if __name__ == "__main__":
    lines = [f"{case.name}: {became(case)}\n" for case in cases()]
    PINNED.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} cases\n")
