"""Contributed files mended: the fixes that findings offer, and the canonical layout. Nothing is written here."""

from bisect import bisect, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from trilat.check import check
from trilat.evidence.texts import Texts
from trilat.findings import Edit, Finding, Severity
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.reading.edit import edited
from trilat.reading.json_lines import read_json_lines
from trilat.reading.layout import canonical, canonical_line
from trilat.reading.packed import is_packed
from trilat.reading.text import lenient
from trilat.reading.yaml import read_yaml
from trilat.rules.layout import is_as_made
from trilat.sheets import bytes_of, files_in, kind_of, read_files

MOST_PASSES = 30
"""How often files are judged anew after fixes: one fix may lead to another, but not without end."""

CUT = "cut-file"
"""The rule that a file breaks of which the end may be missing: it is left as it is."""


@dataclass(frozen=True)
class Mended:
    """What files shall be, how many fixes that took, what is left to find, and how many files were judged."""

    files: Mapping[Path, bytes] = field(default_factory=dict)
    fixes: int = 0
    findings: Sequence[Finding] = ()
    judged: int = 0


def mendable(findings: Iterable[Finding], *, unsafe: bool = False) -> list[Finding]:
    """The findings with a fix that is safe, or with `unsafe` any; none in a file that may be cut short."""
    findings = list(findings)
    cut = {finding.file for finding in findings if finding.rule == CUT}
    return [one for one in findings if one.fix and (one.fix.safe or unsafe) and one.file not in cut]


def mend(
    paths: Sequence[Path],
    *,
    unsafe: bool = False,
    today: date | None = None,
    texts: Texts | None = None,
    choose: Callable[[list[Finding]], list[Finding]] = list,
) -> Mended:
    """Apply the fixes of these files and folders until none is left; what makes a new error is not applied.

    Args:
        paths: The files and folders.
        unsafe: Apply fixes too that may change what a file says.
        today: The day on which they are judged.
        texts: The articles' texts at hand.
        choose: Which findings are to be mended, and told.
    """
    judge = partial(check, paths, today=today, texts=texts)
    now: dict[Path, bytes] = {}
    refused: set[tuple[str, ...]] = set()
    fixes = 0
    findings, judged = judge()
    for _ in range(MOST_PASSES):
        wanted = _together(one for one in mendable(choose(findings), unsafe=unsafe) if _name(one) not in refused)
        if not wanted:
            break
        files = now | _applied(wanted, now)
        after, _ = judge(instead=files)
        if _is_worse(findings, after, now, files):
            refused.update(_name(one) for one in _guilty(wanted, judge, findings, now))
        else:
            now, findings, fixes = files, after, fixes + len(wanted)
    files = {path: data for path, data in now.items() if data != path.read_bytes()}
    return Mended(files, fixes, choose(findings), judged)


def formatted(paths: Iterable[Path]) -> Iterator[tuple[Path, bytes, bytes, list[Finding]]]:
    """The files that paths name, each with its bytes now, those in canonical layout, and why it cannot be read if so.

    A file that cannot be read stays as it is, and so does one that is packed. Readings that are kept as they were made
    are left out where a folder around them is named.
    """
    for path in paths:
        inner = is_as_made(PurePosixPath(path.as_posix()) / "file")
        for file in files_in([path]):
            if is_packed(file.name):
                continue
            if inner or file == path or not is_as_made(PurePosixPath(file.as_posix())):
                findings: list[Finding] = []
                before = bytes_of(file, file.as_posix(), findings)
                if before is None:
                    yield file, b"", b"", findings
                    continue
                after, findings = _laid_out(before, file)
                yield file, before, after, findings


def _laid_out(data: bytes, path: Path) -> tuple[bytes, list[Finding]]:
    model = REGISTRIES.get(kind_of(path), ArticleFile)
    if path.suffix != ".jsonl":
        document, findings = read_yaml(data, path.as_posix())
        if document is None or findings:
            return data, findings
        return canonical(document.text, document, model).encode(), []
    read = list(read_json_lines(data, path.as_posix()))
    findings = [finding for _, found in read for finding in found]
    if findings:
        return data, findings
    lines = [f"{canonical_line(document, model)}\n" for document, _ in read if document is not None]
    after = "".join(lines).encode()
    again = [document and document.value for document, _ in read_json_lines(after, path.as_posix())]
    return (after if again == [document and document.value for document, _ in read] else data), []


def _together(findings: Iterable[Finding]) -> list[Finding]:
    """Findings whose fixes do not touch each other, the smaller fixes first."""
    taken: dict[str, list[Edit]] = defaultdict(list)
    chosen = []
    for finding in sorted(findings, key=lambda one: (sum(edit.end - edit.start for edit in _edits(one)), one)):
        there = taken[finding.file]
        if not any(_meets(edit, there) for edit in _edits(finding)):
            for edit in _edits(finding):
                insort(there, edit)
            chosen.append(finding)
    return chosen


def _edits(finding: Finding) -> Sequence[Edit]:
    return finding.fix.edits if finding.fix else ()


def _meets(edit: Edit, taken: Sequence[Edit]) -> bool:
    """Whether an edit touches one of those taken, which stand in order and apart: it could but the nearest two.

    Of two stretches that are taken out, one may end where the other begins.
    """
    at = bisect(taken, edit)
    return any(
        edit.start < other.end and other.start < edit.end if not (edit.text or other.text)
        else edit.start <= other.end and other.start <= edit.end
        for other in taken[max(at - 1, 0) : at + 1]
    )


def _applied(findings: Iterable[Finding], now: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The files of findings with their fixes applied to what they are now."""
    edits: dict[Path, list[Edit]] = defaultdict(list)
    for finding in findings:
        edits[Path(finding.file)] += _edits(finding)
    after = {path: edited(lenient(_data(path, now)), sorted(some)) for path, some in edits.items()}
    return {path: text.encode(errors="surrogateescape") for path, text in after.items()}


def _data(path: Path, now: Mapping[Path, bytes]) -> bytes:
    return now[path] if path in now else path.read_bytes()


def _guilty(
    wanted: Sequence[Finding],
    judge: Callable[..., tuple[list[Finding], int]],
    findings: Collection[Finding],
    now: Mapping[Path, bytes],
) -> Sequence[Finding]:
    """The findings whose fixes alone make new errors; all but the first where only together they do."""
    found = []
    for one in wanted if len(wanted) > 1 else ():
        files = {**now, **_applied([one], now)}
        if _is_worse(findings, judge(instead=files)[0], now, files):
            found.append(one)
    return found or wanted[1:] or wanted


def _is_worse(
    before: Iterable[Finding], after: Iterable[Finding], now: Mapping[Path, bytes], files: Mapping[Path, bytes]
) -> bool:
    """Whether there are errors that were not there before.

    Where a file can be read now that could not be before, rules judge it for the first time: what they find was there.
    """
    is_new_to_rules = False
    for path, data in files.items():
        old, new = _unreadable(path, _data(path, now)), _unreadable(path, data)
        if new - old:
            return True
        is_new_to_rules |= new != old
    return not is_new_to_rules and bool(_errors(after) - _errors(before))


def _unreadable(path: Path, data: bytes) -> Counter[tuple[str, str]]:
    """The errors of a file itself, for which no rule judges it."""
    return _errors(read_files([path], {path: data}).findings)


def _errors(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((one.file, one.rule) for one in findings if one.severity is Severity.ERROR)


def _name(finding: Finding) -> tuple[str, ...]:
    """A finding by what stays when lines are moved."""
    return finding.file, finding.rule, finding.path, finding.message
