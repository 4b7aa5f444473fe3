"""From paths to ordered findings: the one way in which contributed data is judged."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trilat.findings import Finding, Severity
from trilat.models.registries import REGISTRIES
from trilat.reading.packed import has_lines, is_packed, size_unpacked
from trilat.rules import RULES
from trilat.rules.suppress import suppressed
from trilat.share import Unit, findings_within, judged
from trilat.sheets import Sheets, dataset_files, dataset_of, files_in, kind_of, releases_in, sources, take

if TYPE_CHECKING:
    from trilat.evidence.texts import Texts


LARGE = 50_000_000
"""Bytes of JSON Lines from which on files are judged by `trilat.bulk.validate`, in bounded memory."""


def findings_of(sheets: Sheets) -> list[Finding]:
    """Everything that is wrong with what was read: the files themselves, then every rule; sorted, none twice.

    What a comment in a file sets aside with a reason is left out.
    """
    return _told(findings_within(sheets), sheets)


def _told(found: set[Finding], sheets: Sheets) -> list[Finding]:
    """What was found in each file by itself, what is wrong across them, and what no comment sets aside of it."""
    for rule in RULES.values():
        if rule.across:
            found.update(rule.findings(sheets))
    return sorted(kept(found, sheets))


def kept(found: Iterable[Finding], sheets: Sheets) -> set[Finding]:
    """What no comment in these sheets sets aside, and what is wrong with the comments."""
    return suppressed(found, sheets, {rule.name: rule.severity for rule in RULES.values()})


def chosen(findings: Iterable[Finding], select: Collection[str], ignore: Collection[str]) -> list[Finding]:
    """The findings of the selected rules, of all where none is selected, but not of those to ignore.

    What keeps a file from being read as data is told whatever is selected: no rule has judged that file.

    Args:
        findings: Findings, in order.
        select: Names of rules, or none.
        ignore: Names of rules.
    """
    return [
        finding for finding in findings
        if finding.rule not in ignore and (not select or finding.rule in select or _keeps_from_judging(finding))
    ]


def _keeps_from_judging(finding: Finding) -> bool:
    rule = RULES.get(finding.rule)
    return finding.severity is Severity.ERROR and (rule is None or rule.check is None)


def check(
    paths: Sequence[Path],
    *,
    today: date | None = None,
    texts: "Texts | None" = None,
    instead: Mapping[Path, bytes] | None = None,
    workers: int = 1,
) -> tuple[list[Finding], int]:
    """The findings in these files and folders, and how many files were judged.

    The folder of a release, wherever it lies, and a CSV file that is named are held against the tables of the schema;
    all else is contributed data.

    Files are judged as part of the dataset folder that they lie in, so that what they point at is known; findings
    elsewhere in it are left out. A dataset within another, such as a second reading, is one of its own. Files outside
    of any are judged with the one dataset that there is among the paths, or alone.

    Args:
        paths: Files and folders.
        today: The day on which they are judged; without it no date lies in the future.
        texts: The articles' texts at hand; without them evidence and prose are not held against any.
        instead: What to judge in place of the files of these paths, which need not be there.
        workers: How many processes may share the work. What is found does not depend on it.

    Examples:
    --------
    >>> check([])
    ([], 0)
    """
    return check_groups(*groups_of(paths), today=today, texts=texts, instead=instead, workers=workers)


class Group(NamedTuple):
    """Files of one dataset, or of none, and those that stand beside them in its folder, each with what it is."""

    files: list[Path]
    beside: list[tuple[Path, str]]


def groups_of(paths: Sequence[Path]) -> tuple[list[Path], list[Group]]:
    """The releases and tables that paths name, and the files, grouped by the dataset that they lie in."""
    tables = list(dict.fromkeys(releases_in(paths)))
    groups: dict[Path | None, list[Path]] = defaultdict(list)
    for file in files_in(path for path in paths if path not in tables):
        groups[dataset_of(file)].append(file)
    if None in groups and len(groups) == 2:
        homeless = groups.pop(None)
        next(iter(groups.values())).extend(homeless)
    return tables, [Group(files, _beside(files, root)) for root, files in groups.items()]


def _beside(files: Sequence[Path], root: Path | None) -> list[tuple[Path, str]]:
    absolute = frozenset(file.absolute() for file in files)
    return list(dataset_files(root, without=absolute)) if root else []


def lines_in(groups: Iterable[Group]) -> int:
    """How many bytes of JSON Lines there are in files and beside them, unpacked as far as that can be told."""
    return sum(
        size_unpacked(path)
        for group in groups for path in (*group.files, *(path for path, _ in group.beside))
        if has_lines(path.name) and path.is_file()
    )


def check_groups(
    tables: Sequence[Path],
    groups: Sequence[Group],
    *,
    today: date | None = None,
    texts: "Texts | None" = None,
    instead: Mapping[Path, bytes] | None = None,
    workers: int = 1,
) -> tuple[list[Finding], int]:
    """The same for what `groups_of` gave."""
    answers = [_judge(group, Sheets(today=today, texts=texts), instead or {}, workers) for group in groups]
    if tables:
        from trilat.reading.release import check_release  # noqa: PLC0415  # few ask for it, and it takes long

        answers += [check_release(path) for path in tables]
    unread = texts.findings if texts else []
    return sorted({*unread, *(one for found, _ in answers for one in found)}), sum(number for _, number in answers)


def _judge(
    group: Group, registries: Sheets, instead: Mapping[Path, bytes], workers: int
) -> tuple[list[Finding], int]:
    """The findings in files of one dataset, or of none, and how many files there were.

    The registries are read first, since much of an article can be judged by them alone.
    """
    units = [
        *(Unit(source, is_judged=False) for source in sources(group.beside, {})),
        *(Unit(source, is_judged=True) for source in sources(((f, kind_of(f)) for f in group.files), instead)),
    ]
    for unit in units:
        if unit.source.kind in REGISTRIES:
            take(unit.source, registries, is_judged=unit.is_judged)
    articles = [unit for unit in units if unit.source.kind not in REGISTRIES]
    found, together = judged(articles, replace(registries, findings=[], misshapen=[]), workers)
    named = {file.as_posix() for file in group.files}
    findings = _told(found | findings_within(registries), together)
    return [_as_mendable(finding) for finding in findings if finding.file in named], len(named)


def _as_mendable(finding: Finding) -> Finding:
    """A finding without what would mend it, where its file is packed."""
    return replace(finding, fix=None) if finding.fix and is_packed(finding.file) else finding
