"""Findings as one line each, for people who know the rules and for tools that read lines."""

from collections.abc import Iterator, Sequence

from trilat.findings import Finding
from trilat.output.findings.setting import Setting


def lines(findings: Sequence[Finding], _: Setting) -> Iterator[str]:
    """A line for each finding: file:line:column rule path: message (remedy)."""
    yield from map(str, findings)
