"""Judging contributed data and telling what was found: what `trilat validate` does once its words are understood."""

import sys
from collections.abc import Sequence
from pathlib import Path

from trilat.errors import UsageError


def judge(paths: Sequence[Path]) -> int:
    """Print the findings in files and folders, dataset where none is named, and give the exit code."""
    from trilat.check import check
    from trilat.findings import Severity

    paths = paths or [Path("dataset")]
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"there is no {path}")
    findings, files = check(paths)
    for finding in findings:
        print(finding)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    others = len(findings) - errors - warnings
    advice = f", {_counted(others, 'piece')} of advice" if others else ""
    print(f"{_counted(files, 'file')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}{advice}",
          file=sys.stderr)
    return 1 if errors else 0


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
