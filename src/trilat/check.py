"""From paths to ordered findings: the one way in which contributed data is judged."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from trilat.findings import Finding
from trilat.reading.release import check_release, is_release
from trilat.rules import RULES
from trilat.sheets import Sheets, dataset_of, files_in, read_dataset, read_files


def findings_of(sheets: Sheets) -> list[Finding]:
    """Everything that is wrong with what was read: the files themselves, then every rule; sorted, none twice."""
    found = set(sheets.findings)
    for rule in RULES.values():
        found.update(rule(sheets))
    return sorted(found)


def check(paths: Sequence[Path]) -> tuple[list[Finding], int]:
    """The findings in these files and folders, and how many files were judged.

    The folder of a release, and a CSV file, are held against the tables of the schema; all else is contributed data.

    Files are judged as part of the dataset folder that they lie in, so that what they point at is known; findings
    elsewhere in it are left out. A dataset within another, such as a second reading, is one of its own. Files outside
    of any are judged with the one dataset that there is among the paths, or alone.

    Examples:
    --------
    >>> check([])
    ([], 0)
    """
    tables = [path for path in paths if is_release(path)]
    groups: dict[Path | None, list[Path]] = defaultdict(list)
    for file in files_in(path for path in paths if path not in tables):
        groups[dataset_of(file)].append(file)
    if None in groups and len(groups) == 2:
        homeless = groups.pop(None)
        next(iter(groups.values())).extend(homeless)
    judged = [_judge(files, root) for root, files in groups.items()] + [check_release(path) for path in tables]
    return sorted(finding for found, _ in judged for finding in found), sum(number for _, number in judged)


def _judge(files: Sequence[Path], root: Path | None) -> tuple[list[Finding], int]:
    """The findings in files of one dataset, or of none, and how many files there were."""
    judged = read_files(files)
    named = {sheet.file for sheet in judged.articles} | {sheet.file for sheet in judged.registries.values()}
    named |= {finding.file for finding in judged.findings}
    if root is None:
        return findings_of(judged), len(named)
    rest = read_dataset(root, without=frozenset(Path(file).absolute() for file in named))
    together = Sheets([*rest.articles, *judged.articles], rest.registries | judged.registries, judged.findings)
    return [finding for finding in findings_of(together) if finding.file in named], len(named)
