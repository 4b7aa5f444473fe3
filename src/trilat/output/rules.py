"""What a rule wants, as text of at most 80 columns or as JSON."""

import difflib
import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from trilat.errors import UsageError
from trilat.findings import Severity, visible
from trilat.rules import RULES, Rule

WIDTH = 80


def rule_named(name: str) -> Rule:
    """The rule of this name.

    Raises:
        UsageError: If there is none; it names rules that may have been meant.
    """
    if name not in RULES:
        near = difflib.get_close_matches(name, RULES, 3, 0.5) or [rule for rule in RULES if name and name in rule][:3]
        guess = f"did you mean {' or '.join(near)}?" if near else "trilat rule --list names all"
        raise UsageError(f"there is no rule {visible(name)}; {guess}")
    return RULES[name]


def suppression(rule: Rule) -> str:
    """How to live with a finding of a rule."""
    if rule.severity is Severity.ERROR:
        return "An error blocks a build and cannot be suppressed in a file."
    return (
        f"To keep what is right all the same, write a comment on its line, or alone on the line above it: "
        f"# trilat: ignore[{rule.name}] and the reason. For a whole file: # trilat: ignore-file[{rule.name}] and the "
        f"reason."
    )


def explained(rule: Rule) -> Iterator[str]:
    """The lines that explain a rule: what it wants, why, examples, and how to suppress it."""
    yield f"{rule.name} ({rule.severity})"
    yield ""
    yield from _wrapped(rule.purpose)
    for paragraph in filter(str.strip, rule.why.split("\n\n")):
        yield ""
        yield from _wrapped(" ".join(paragraph.split()))
    for kind, snippets in (("Fails:", rule.fails), ("Passes:", rule.passes)):
        for snippet in snippets:
            yield ""
            yield kind
            yield ""
            yield from textwrap.indent(snippet.rstrip(), "    ").splitlines()
    yield ""
    yield from _wrapped(suppression(rule))


def listed(rules: Iterable[Rule]) -> Iterator[str]:
    """A line for each rule, in columns: name, severity, purpose; a long purpose runs on below itself."""
    rules = list(rules)
    names = max((len(rule.name) for rule in rules), default=0)
    severities = max((len(rule.severity) for rule in rules), default=0)
    for rule in rules:
        before = f"{rule.name:<{names}}  {rule.severity:<{severities}}  "
        yield from textwrap.wrap(rule.purpose, max(WIDTH, len(before) + 40), initial_indent=before,
                                 subsequent_indent=" " * len(before), break_on_hyphens=False)


def rule_json(rule: Rule) -> str:
    """A rule as a JSON object."""
    return json.dumps(_object(rule), indent=1)


def rules_json(rules: Iterable[Rule]) -> str:
    """Rules as a JSON list."""
    return json.dumps([_object(rule) for rule in rules], indent=1)


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name, "severity": rule.severity, "purpose": rule.purpose, "why": rule.why,
        "fails": rule.fails, "passes": rule.passes,
    }


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)
