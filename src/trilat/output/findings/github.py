"""Findings as GitHub shows them: annotations of a pull request's lines, and a table in the step's summary."""

import re
from collections.abc import Iterable, Iterator, Sequence

from trilat.findings import Finding, Severity, visible
from trilat.output.findings.setting import Setting, by_line

LARGEST_SUMMARY = 1_000_000
"""Characters, which are bytes, of a summary; GitHub drops one of more than a mebibyte."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_PROPERTY = {**_DATA, ord(":"): "%3A", ord(","): "%2C"}


def lines(findings: Sequence[Finding], setting: Setting) -> Iterator[str]:
    """A workflow command for each finding. GitHub shows the first ten errors, warnings and notices of a step."""
    for finding in findings:
        told = finding.told()
        named = {"file": visible(_name(finding, setting), 1000), "line": by_line(finding)}
        if finding.column:
            named["col"] = finding.column
        if finding.end_line:
            named |= {"endLine": finding.end_line, "endColumn": finding.end_column}
        named["title"] = told.rule
        properties = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in named.items())
        inside = f"{told.path}: " if told.path else ""
        remedy = f" ({told.help})" if told.help else ""
        yield f"::{_COMMANDS[finding.severity]} {properties}::{f'{inside}{told.message}{remedy}'.translate(_DATA)}"


def summary(findings: Sequence[Finding], setting: Setting, largest: int = LARGEST_SUMMARY) -> str:
    """All findings as a Markdown table in ASCII, cut where GitHub would drop it."""
    table = ["### trilat validate", "", "| severity | place | rule | finding | remedy |", "|---|---|---|---|---|"]
    size = sum(len(line) + 1 for line in table)
    for number, finding in enumerate(findings):
        row = _row(finding, setting)
        size += len(row) + 1
        if size > largest - 100:
            return "\n".join([*table, "", f"{len(findings) - number} more are not listed here.", ""])
        table.append(row)
    return "\n".join([*table, "", ""])


def _row(finding: Finding, setting: Setting) -> str:
    told = finding.told()
    place = f"{visible(_name(finding, setting), 1000)}:{finding.line}:{finding.column}"
    inside = f"{told.path}: " if told.path else ""
    cells: Iterable[str] = (finding.severity, place, told.rule, f"{inside}{told.message}", told.help)
    return "| " + " | ".join(map(escaped, cells)) + " |"


def escaped(text: str) -> str:
    """Text in which Markdown and HTML find nothing to act on: what could be a sign to them is written by its number.

    >>> escaped("a|b <i>")
    'a&#124;b &#60;i&#62;'
    """
    return re.sub(r"[^ 0-9A-Za-z,/-]", lambda match: f"&#{ord(match[0])};", text)


def _name(finding: Finding, setting: Setting) -> str:
    return setting.within(finding.file) or finding.file
