"""What the renderers of findings know beside the findings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trilat.findings import Finding, Severity


@dataclass(frozen=True)
class Setting:
    """How findings are printed, and where the files are that they speak of.

    Attributes:
        folder: What the names that a finding gives are relative to.
        root: The repository's folder; machines are told names relative to it.
        width: How many columns a line has.
        colour: Whether the terminal shows colours.
        given: The bytes that were judged in place of files, by the name that findings give.
    """

    folder: Path
    root: Path
    width: int = 100
    colour: bool = False
    given: Mapping[str, bytes] = field(default_factory=dict)

    def within(self, file: str) -> str | None:
        """The name of a file from the repository's folder on, with slashes; None where it lies outside."""
        whole = os.path.normpath(self.folder / file)
        name = os.path.relpath(whole, self.root).replace(os.sep, "/")
        return None if name == ".." or name.startswith("../") else name


LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
"""What SARIF calls each severity."""


def repository(folder: Path) -> Path:
    """The nearest folder, from this one up, that holds a repository; this one where there is none."""
    whole = folder.absolute()
    return next((at for at in (whole, *whole.parents) if (at / ".git").exists()), whole)


def by_line(finding: Finding) -> int:
    """The line to show a finding at: the first where it is about the whole file."""
    return max(finding.line, 1)


def sound(text: str) -> str:
    r"""The text with lone surrogates written as escapes, so that any encoding of Unicode can hold it.

    >>> sound("a\udcff")
    'a\\udcff'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
