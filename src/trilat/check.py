"""From paths to ordered findings: the one way in which contributed data is judged."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from trilat.evidence.texts import Texts
from trilat.findings import Finding
from trilat.rules import RULES
from trilat.rules.suppress import suppressed
from trilat.sheets import Sheets, dataset_of, files_in, read_dataset, read_files


def findings_of(sheets: Sheets) -> list[Finding]:
    """Everything that is wrong with what was read: the files themselves, then every rule; sorted, none twice.

    What a comment in a file sets aside with a reason is left out.
    """
    found = set(sheets.findings)
    for rule in RULES.values():
        found.update(rule.findings(sheets))
    return sorted(suppressed(found, sheets, {rule.name: rule.severity for rule in RULES.values()}))


def check(
    paths: Sequence[Path], *, today: date | None = None, texts: Texts | None = None
) -> tuple[list[Finding], int]:
    """The findings in these files and folders, and how many files were judged.

    Files are judged as part of the dataset folder that they lie in, so that what they point at is known; findings
    elsewhere in it are left out. A dataset within another, such as a second reading, is one of its own. Files outside
    of any are judged with the one dataset that there is among the paths, or alone.

    Args:
        paths: Files and folders.
        today: The day on which they are judged; without it no date lies in the future.
        texts: The articles' texts at hand; without them evidence and prose are not held against any.

    Examples:
    --------
    >>> check([])
    ([], 0)
    """
    groups: dict[Path | None, list[Path]] = defaultdict(list)
    for file in files_in(paths):
        groups[dataset_of(file)].append(file)
    if None in groups and len(groups) == 2:
        homeless = groups.pop(None)
        next(iter(groups.values())).extend(homeless)
    judged = [_judge(files, root, today, texts) for root, files in groups.items()]
    return sorted(finding for found, _ in judged for finding in found), sum(number for _, number in judged)


def _judge(
    files: Sequence[Path], root: Path | None, today: date | None, texts: Texts | None
) -> tuple[list[Finding], int]:
    """The findings in files of one dataset, or of none, and how many files there were."""
    judged = replace(read_files(files), today=today, texts=texts)
    named = {sheet.file for sheet in judged.articles} | {sheet.file for sheet in judged.registries.values()}
    named |= {finding.file for finding in judged.findings}
    if root is None:
        return findings_of(judged), len(named)
    whole = read_dataset(root)
    absolute = {Path(file).absolute().as_posix(): file for file in named}
    rest = [sheet for sheet in whole.articles if sheet.file not in absolute]
    registries = {name: sheet for name, sheet in whole.registries.items() if sheet.file not in absolute}
    unread = {file: parts for file, parts in whole.unread.items() if file not in absolute}
    together = replace(judged, articles=[*rest, *judged.articles], registries=registries | judged.registries,
                       unread=unread | judged.unread)
    return [finding for finding in findings_of(together) if finding.file in named], len(named)
