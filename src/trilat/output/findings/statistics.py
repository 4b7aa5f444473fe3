"""How often each rule was broken."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from trilat.findings import Finding, visible


def statistics(findings: Sequence[Finding]) -> Iterator[str]:
    """A line for each rule that was broken: how often, and its name; the most frequent first, then by name."""
    counts = _counts(findings)
    width = len(str(counts[0][1])) if counts else 0
    for rule, number in counts:
        yield f"{number:>{width}}  {visible(rule)}"


def statistics_json(findings: Sequence[Finding]) -> Iterator[str]:
    """The same as a JSON list."""
    yield json.dumps([{"rule": visible(rule), "findings": number} for rule, number in _counts(findings)])


def _counts(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    return sorted(Counter(finding.rule for finding in findings).items(), key=lambda item: (-item[1], item[0]))
