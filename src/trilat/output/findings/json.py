"""Findings as a JSON list, one object a line. In docs/formats.md stands what each field holds."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from trilat.findings import Finding, Fix
from trilat.output.findings.setting import Setting, sound


def lines(findings: Sequence[Finding], _: Setting) -> Iterator[str]:
    """The lines of a JSON list of findings, in ASCII."""
    yield from listed(_object(finding) for finding in findings)


def listed(objects: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The lines of a JSON list, one for each object."""
    before = "["
    for one in objects:
        yield before + ("" if before == "[" else ",")
        before = " " + json.dumps(one)
    yield "[]" if before == "[" else before
    if before != "[":
        yield "]"


def _object(finding: Finding) -> dict[str, Any]:
    told = finding.told()
    return {
        "file": sound(finding.file),
        "line": finding.line or None,
        "column": finding.column or None,
        "end_line": finding.end_line or None,
        "end_column": finding.end_column or None,
        "rule": told.rule,
        "severity": finding.severity,
        "path": told.path,
        "message": told.message,
        "help": told.help,
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"start": edit.start, "end": edit.end, "text": sound(edit.text)} for edit in fix.edits]
    return {"safe": fix.safe, "edits": edits}
