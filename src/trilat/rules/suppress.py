"""Findings that a comment in the file sets aside, with a reason.

`# trilat: ignore[rule-name] reason` does so for its own line, or, where it stands alone, for the next line that is no
comment; `# trilat: ignore-file[rule-name] reason` for the whole file. Several rules are parted by commas. Errors cannot
be set aside.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from trilat.findings import Finding, Severity, visible
from trilat.reading.comments import Comment
from trilat.sheet import Sheet
from trilat.sheets import Sheets

_ASKS = re.compile("trilat:")
_FORM = re.compile(r"trilat: ?(?P<what>ignore(?:-file)?)\[(?P<rules>[^\]]*)\](?P<reason>.*)")

LONGEST_NAME = 50
"""The longest name for which another is guessed."""


@dataclass
class Suppression:
    """What one comment sets aside: these rules in one line, or where `covered` is None in the whole file.

    `used` are the rules that had something to set aside.
    """

    line: int
    column: int
    rules: list[str]
    covered: int | None
    used: set[str] = field(default_factory=set)


def suppressed(found: Iterable[Finding], sheets: Sheets, severities: Mapping[str, Severity]) -> set[Finding]:
    """The findings that no comment sets aside, and what is wrong with the comments.

    Args:
        found: What the rules and readers found.
        sheets: What was judged.
        severities: How bad it is to break each rule, by its name.
    """
    kept = set(found)
    asking = [sheet for sheet in sheets.judged if sheet.may_suppress]
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in kept if asking else ():
        by_file[finding.file].append(finding)
    for sheet in asking:
        listed: list[Suppression] = []
        covering: dict[tuple[str, int | None], list[Suppression]] = defaultdict(list)
        for made in _read(sheet, severities):
            if isinstance(made, Finding):
                kept.add(made)
                continue
            listed.append(made)
            for rule in made.rules:
                covering[rule, made.covered].append(made)
        for finding in by_file[sheet.file]:
            for line in (finding.line, None):
                for one in covering.get((finding.rule, line), ()):
                    one.used.add(finding.rule)
                    kept.discard(finding)
        kept.update(fault for one in listed for fault in _unused(sheet, one, severities))
    return kept


def _read(sheet: Sheet, severities: Mapping[str, Severity]) -> Iterator[Suppression | Finding]:
    """What the comments of a file set aside. Those that are at fault set nothing aside, and are told of."""
    comments = list(sheet.comments)
    next_line: dict[int, int] = {}
    for comment in reversed(comments):
        if comment.alone:
            next_line[comment.line] = next_line.get(comment.line + 1, comment.line + 1)
    for comment in comments:
        if not _ASKS.match(comment.words):
            continue
        form = _FORM.fullmatch(comment.words)
        rules = [rule.strip() for rule in form["rules"].split(",")] if form else []
        reasoned = form is not None and any(c.isalnum() for c in form["reason"])
        if form is None or not all(rules) or not reasoned:
            lacks = "a reason" if form is not None and all(rules) else "a rule to set aside"
            yield _fault(sheet, comment, "suppression-without-reason", f"{visible(comment.words)} lacks {lacks}",
                         "write # trilat: ignore[rule-name] and the reason", severities)
            continue
        for rule in rules:
            if severities.get(rule) is Severity.ERROR:
                yield _fault(sheet, comment, "suppression-of-error", f"{rule} is an error, which cannot be set aside",
                             "mend what it finds, and take this out", severities)
        line = None if form["what"] == "ignore-file" else next_line.get(comment.line, comment.line)
        mild = [rule for rule in rules if severities.get(rule) is not Severity.ERROR]
        yield Suppression(comment.line, comment.column, mild, line)


def _unused(sheet: Sheet, one: Suppression, severities: Mapping[str, Severity]) -> Iterator[Finding]:
    from difflib import get_close_matches  # noqa: PLC0415  # what few files need is not loaded for one

    for rule in one.rules:
        if rule not in one.used:
            near = get_close_matches(rule, severities, 1) if rule not in severities and len(rule) < LONGEST_NAME else []
            message = f"{rule} finds nothing here" if rule in severities else f"there is no rule {visible(rule)}"
            remedy = f"did you mean {near[0]}?" if near else "take it out"
            yield _fault(sheet, one, "suppression-unused", message, remedy, severities)


def _fault(
    sheet: Sheet, at: Comment | Suppression, rule: str, message: str, remedy: str, severities: Mapping[str, Severity]
) -> Finding:
    return replace(sheet.finding_at(at.line, at.column, message, remedy), rule=rule, severity=severities[rule])
