"""How often each rule was broken."""

import json
from collections.abc import Iterator, Mapping

from trilat.findings import visible


def statistics(broken: Mapping[str, int]) -> Iterator[str]:
    """A line for each rule that was broken: how often, and its name; the most frequent first, then by name."""
    counts = _sorted(broken)
    width = len(str(counts[0][1])) if counts else 0
    for rule, number in counts:
        yield f"{number:>{width}}  {visible(rule)}"


def statistics_json(broken: Mapping[str, int]) -> Iterator[str]:
    """The same as a JSON list."""
    yield json.dumps([{"rule": visible(rule), "findings": number} for rule, number in _sorted(broken)])


def _sorted(broken: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(broken.items(), key=lambda item: (-item[1], item[0]))
