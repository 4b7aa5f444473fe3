"""Findings as SARIF 2.1.0, which code-scanning services take: https://docs.oasis-open.org/sarif/sarif/v2.1.0."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from trilat import __version__
from trilat.findings import Finding, Fix, Told
from trilat.hashing import short_hash
from trilat.output.findings.setting import LEVELS, Setting, by_line, sound
from trilat.output.rules import suppression
from trilat.rules import RULES, Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

FINGERPRINT = "trilatFinding/v1"
"""The name of our fingerprint; its number changes when it is made in another way."""


def lines(findings: Sequence[Finding], setting: Setting) -> Iterator[str]:
    """The lines of a SARIF log of one run, in ASCII."""
    named = {finding.rule: finding for finding in reversed(findings)}
    rules = [_rule(rule) for rule in RULES.values()]
    rules += [{"id": finding.told().rule} for name, finding in sorted(named.items()) if name not in RULES]
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "trilat", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places, setting, seen) for finding in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield from json.dumps(log, indent=1).splitlines()


def _rule(rule: Rule) -> dict[str, Any]:
    why = " ".join([rule.purpose, *rule.why.split()])
    snippets = [(kind, text) for kind, texts in (("Fails", rule.fails), ("Passes", rule.passes)) for text in texts]
    plain = [why, *(f"{kind}:\n\n{text}" for kind, text in snippets), suppression(rule)]
    marked = [why, *(f"{kind}:\n\n```yaml\n{text.rstrip()}\n```" for kind, text in snippets), suppression(rule)]
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.purpose},
        "fullDescription": {"text": why},
        "help": {"text": "\n\n".join(plain), "markdown": "\n\n".join(marked)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(
    finding: Finding, places: Mapping[str, int], setting: Setting, seen: Counter[str]
) -> dict[str, Any]:
    told = finding.told()
    location = {"physicalLocation": {"artifactLocation": _artifact(finding, setting), "region": _region(finding)}}
    if told.path:
        location["logicalLocations"] = [{"fullyQualifiedName": told.path}]  # type: ignore[assignment]
    result = {
        "ruleId": told.rule,
        "ruleIndex": places[told.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": _message(told)},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, setting, seen)},
    }
    if finding.fix:
        result["fixes"] = [_fix(finding.fix, _artifact(finding, setting))]
    return result


def _message(told: Told) -> str:
    """What was found, with the remedy. Viewers would make a link of text in brackets before text in parentheses."""
    text = f"{told.message} ({told.help})" if told.help else told.message or told.rule
    return text.replace("](", "] (")


def _region(finding: Finding) -> dict[str, int]:
    """The spot; the first line where the finding is about the whole file, since GitHub refuses a result without one."""
    region = {"startLine": by_line(finding)}
    if finding.column:
        region["startColumn"] = finding.column
        if finding.end_line:
            region |= {"endLine": finding.end_line, "endColumn": finding.end_column}
    return region


def _artifact(finding: Finding, setting: Setting) -> dict[str, str]:
    name = setting.within(finding.file)
    if name is None:
        whole = Path(setting.folder / finding.file).absolute().as_posix()
        return {"uri": "file://" + quote(_bytes(whole))}
    return {"uri": quote(_bytes(name)), "uriBaseId": "%SRCROOT%"}


def _bytes(name: str) -> bytes:
    """The name as the file system has it: bytes that are not UTF-8 stand in it as lone surrogates."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return sound(name).encode()


def _fingerprint(finding: Finding, setting: Setting, seen: Counter[str]) -> str:
    """A hash by which a finding is known again when others come or go before it, or its lines move.

    Numbers are left out, since they count lines and entries; those alike but for numbers are told apart by their order.
    """
    file = sound(setting.within(finding.file) or finding.file)
    told = finding.told()
    alike = short_hash(told.rule, file, re.sub(r"\d+", "", told.path), re.sub(r"\d+", "", told.message))
    seen[alike] += 1
    return f"{alike}:{seen[alike]}"


def _fix(fix: Fix, artifact: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {"charOffset": edit.start, "charLength": edit.end - edit.start},
            "insertedContent": {"text": sound(edit.text)},
        }
        for edit in fix.edits
    ]
    return {
        "description": {"text": "Changes no meaning." if fix.safe else "May change the meaning: look at it first."},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }
