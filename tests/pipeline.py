"""A file taken through all that Trilat does with contributed files, and held against what must be so of any file."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from trilat.check import check
from trilat.evidence.pin import pin
from trilat.evidence.texts import Texts
from trilat.findings import Finding, Severity
from trilat.mend import formatted, mend, mendable
from trilat.output.findings.formats import FORMATS, render
from trilat.output.findings.setting import Setting
from trilat.reading.json_lines import read_json_lines
from trilat.reading.yaml import read_yaml
from trilat.rules import RULES
from trilat.sheets import read_files

TODAY = date(2031, 12, 31)


def judged(path: Path, texts: Texts | None = None) -> tuple[list[Finding], dict[str, float]]:
    """Hold one file, as it lies in its dataset, against all that must be so; the findings, and the seconds taken."""
    data = path.read_bytes()
    findings, took = checked(path, texts)
    began = time.process_time()
    hold_formats(findings, path)
    took["render"] = time.process_time() - began
    began = time.process_time()
    hold_layout(path, data)
    took["format"] = time.process_time() - began
    for unsafe in (False, True):
        began = time.process_time()
        hold_fixes(path, data, findings, unsafe, texts)
        took["fix, unsafe" if unsafe else "fix"] = time.process_time() - began
    if texts:
        began = time.process_time()
        pin(data, path.as_posix(), texts)
        took["pin"] = time.process_time() - began
    assert path.read_bytes() == data
    return findings, took


def checked(path: Path, texts: Texts | None = None) -> tuple[list[Finding], dict[str, float]]:
    """Hold the findings in one file against what must be so of them; the findings, and the seconds taken."""
    began = time.process_time()
    findings, _ = check([path], today=TODAY, texts=texts)
    took = {"check": time.process_time() - began}
    hold_findings(findings, path.read_bytes())
    return findings, took


def hold_findings(findings: Sequence[Finding], data: bytes) -> None:
    """They are in order, none stands there twice, and each names a rule, a place in the file, and can be printed."""
    assert findings == sorted(set(findings))
    lines = data.count(b"\n") + 1
    for finding in findings:
        assert finding.rule in RULES
        assert finding.severity is RULES[finding.rule].severity
        assert 0 <= finding.line <= lines, finding
        assert finding.column >= (1 if finding.line else 0), finding
        assert str(finding).isprintable(), finding
        assert len(str(finding)) < 3000


def hold_formats(findings: Sequence[Finding], path: Path) -> None:
    """Every format can be made and read, and gives a terminal nothing to obey."""
    setting = Setting(path.parent, path.parent)
    for form in FORMATS:
        shown = "".join(f"{line}\n" for line in render(form, findings, setting))
        assert shown.replace("\n", "").isprintable(), form
        shown.encode()
        if form in ("json", "sarif"):
            json.loads(shown)
        elif form == "junit":
            ET.fromstring(shown)  # noqa: S314  # made here


def hold_layout(path: Path, data: bytes) -> None:
    """The layout changes no value, and is the layout's own."""
    [(_, before, after, _)] = formatted([path])
    assert before == data
    if after != before:
        assert leaves_of(path, after) == leaves_of(path, before)
        path.write_bytes(after)
        [(_, again, twice, findings)] = formatted([path])
        path.write_bytes(data)
        assert findings == []
        assert twice == again == after


def hold_fixes(path: Path, data: bytes, findings: Sequence[Finding], unsafe: bool, texts: Texts | None) -> None:
    """Fixes bring no new error; those that are safe change no value but where a finding says so."""
    if not mendable(findings, unsafe=unsafe):
        return
    made = mend([path], unsafe=unsafe, today=TODAY, texts=texts)
    after = made.files.get(path, data)
    found, _ = check([path], today=TODAY, texts=texts, instead={path: after})
    unread = path.as_posix() in read_files([path]).unread
    assert found == list(made.findings)
    if not unread:  # where it was, rules judge it for the first time
        assert not errors(found) - errors(findings)
    if not unsafe:
        told = [bare(finding.path) for finding in findings if finding.fix and finding.fix.safe]
        changed = leaves_of(path, data) - leaves_of(path, after)
        for way, value in changed:
            assert any(way == one or way.startswith(f"{one}.") for one in told), (way, value)


def errors(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    return Counter((one.file, one.rule) for one in findings if one.severity is Severity.ERROR)


def bare(path: str) -> str:
    """A way into a document without the numbers of items."""
    return "".join(part.partition("]")[2] if number else part for number, part in enumerate(path.split("[")))


def leaves_of(path: Path, data: bytes) -> Counter[tuple[str, str]]:
    """The single values of a file, each with the way to it without numbers of items, which the layout may change."""
    read = read_json_lines(data, "a.jsonl") if path.suffix == ".jsonl" else [read_yaml(data, "a.yaml")]
    return Counter(leaf for document, _ in read if document for leaf in _leaves(document.value, ""))


def _leaves(value: Any, way: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{way}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, way)
    else:
        yield way, str(value)
