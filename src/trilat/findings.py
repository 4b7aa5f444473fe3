"""What is wrong with data, as values: findings have a place, a rule, a remedy and a total order."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

LONGEST_VALUE = 80

MOST_KEPT = 20_000
"""Findings in large files that are kept to be told; the others are counted."""


class Severity(StrEnum):
    """How bad a finding is: an error blocks a build, a warning and advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Edit(NamedTuple):
    """A stretch of a file's text, in code points, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """How a fault is mended in its file; `safe` where that changes no meaning."""

    safe: bool
    edits: tuple[Edit, ...]


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One fault in one place. Findings sort by place, then rule.

    `line` and `column` count from 1; 0 means the file as a whole. `path` is the way to the value inside the document,
    such as ``meetings[0].date``. `end_line` and `end_column` are where the spot ends, exclusive; 0 where that is not
    known. They and the fix follow from the rest, and take no part in comparisons.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    help: str = ""
    path: str = ""
    severity: Severity = Severity.ERROR
    fix: Fix | None = field(default=None, compare=False)
    end_line: int = field(default=0, compare=False)
    end_column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        told = self.told()
        inside = f" {told.path}:" if told.path else ""
        remedy = f" ({told.help})" if told.help else ""
        mark = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{told.file}:{self.line}:{self.column} {told.rule}{inside} {mark}{told.message}{remedy}"

    def told(self) -> "Told":
        """Its texts as they may be printed anywhere."""
        return Told(
            visible(self.file, 1000), visible(self.rule), visible(self.path, 200), visible(self.message, 500),
            visible(self.help, 500),
        )


class Told(NamedTuple):
    """The texts of a finding, safe to print: every output tells it in these words."""

    file: str
    rule: str
    path: str
    message: str
    help: str


@dataclass
class Found:
    """Findings, and how many there are of each rule and severity; of very many the first in order are kept.

    Attributes:
        findings: The findings that are kept, in order.
        counts: How many there are, by rule and severity.
        files: How many files were judged.
    """

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    files: int = 0

    @classmethod
    def of(cls, findings: Iterable[Finding], files: int = 0) -> "Found":
        """These findings, all of them kept."""
        listed = list(findings)
        return cls(listed, Counter((finding.rule, finding.severity) for finding in listed), files)

    def add(self, other: "Found") -> None:
        """Add what was found elsewhere."""
        self.findings += other.findings
        self.counts.update(other.counts)
        self.files += other.files
        if len(self.findings) > MOST_KEPT * 1.25:
            self.cut()

    def cut(self) -> None:
        """Keep the first in order."""
        self.findings.sort()
        del self.findings[MOST_KEPT:]

    @property
    def untold(self) -> int:
        """How many findings are not kept."""
        return self.counts.total() - len(self.findings)

    def by_rule(self) -> Counter[str]:
        """How many there are of each rule."""
        return self._by(0)

    def by_severity(self) -> Counter[str]:
        """How many there are of each severity."""
        return self._by(1)

    def _by(self, which: int) -> Counter[str]:
        counted: Counter[str] = Counter()
        for key, number in self.counts.items():
            counted[key[which]] += number
        return counted


def visible(value: object, longest: int = LONGEST_VALUE) -> str:
    r"""Text that is safe to print: cut to `longest` characters, controls and invisible characters escaped.

    >>> visible("a\x1b[31mb\u202e")
    'a\\x1b[31mb\\u202e'
    """
    text = value if isinstance(value, str) else repr(value)
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(
        c if c == " " or unicodedata.category(c)[0] not in "CZ" else c.encode("unicode_escape").decode() for c in cut
    )


def path_text(path: tuple[str | int, ...]) -> str:
    """The written form of a way into a document.

    >>> path_text(("meetings", 0, "spans", 1, "chars"))
    'meetings[0].spans[1].chars'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
