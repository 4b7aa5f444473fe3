"""From paths to ordered findings: the one way in which contributed data is judged."""

from collections.abc import Sequence
from pathlib import Path

from trilat.findings import Finding
from trilat.rules import RULES
from trilat.sheets import Sheets, dataset_of, read_dataset, read_files


def findings_of(sheets: Sheets) -> list[Finding]:
    """Everything that is wrong with what was read: the files themselves, then every rule; sorted, none twice."""
    found = set(sheets.findings)
    for rule in RULES.values():
        found.update(rule(sheets))
    return sorted(found)


def check(paths: Sequence[Path]) -> tuple[list[Finding], int]:
    """The findings in these files and folders, and how many files were judged.

    Files are judged as part of the dataset folder that they lie in, so that what they point at is known; findings
    elsewhere in it are left out. Files outside of any are judged with the first path's dataset, or alone.

    Examples:
    --------
    >>> check([])
    ([], 0)
    """
    judged = read_files(paths)
    named = {sheet.file for sheet in judged.articles} | {sheet.file for sheet in judged.registries.values()}
    named |= {finding.file for finding in judged.findings}
    roots = sorted({root for path in paths if (root := dataset_of(path)) is not None})
    if len(roots) != 1:
        return findings_of(judged), len(named)
    whole = read_dataset(roots[0])
    absolute = {Path(file).absolute().as_posix(): file for file in named}
    rest = [sheet for sheet in whole.articles if sheet.file not in absolute]
    registries = {name: sheet for name, sheet in whole.registries.items() if sheet.file not in absolute}
    together = Sheets([*rest, *judged.articles], registries | judged.registries, judged.findings)
    return [finding for finding in findings_of(together) if finding.file in named], len(named)
