"""Findings for people: the rule, the place, the line with the spot marked, and the remedy."""

from collections.abc import Iterator, Sequence

from trilat.findings import Finding, Severity, Told
from trilat.output.columns import columns, wrapped
from trilat.output.excerpt import Lines, excerpt
from trilat.output.findings.setting import Setting

NARROWEST = 40
"""Columns below which lines are not fitted to a terminal any more."""

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.ADVICE: "36"}
_FRAME = "34"


def lines(findings: Sequence[Finding], setting: Setting) -> Iterator[str]:
    """The lines that tell findings to a person, with an empty one between two findings."""
    source = Lines(setting.folder, setting.given)
    width = max(setting.width, NARROWEST)
    for number, finding in enumerate(findings):
        if number:
            yield ""
        yield from _told(finding, source, width, setting.colour)


def _told(finding: Finding, source: Lines, width: int, colour: bool) -> Iterator[str]:
    told = finding.told()
    mark = f"1;{_COLOURS[finding.severity]}"
    line = source.line(finding.file, finding.line)
    gutter = " " * (1 if line is None else len(str(finding.line)))
    kind = f"{finding.severity} {told.rule}:"
    first, *more = wrapped(f"{kind} {told.message}", "", "  ", width)
    yield first.replace(kind, _painted(kind, mark, colour), 1)
    yield from more
    yield from _place(finding, told, gutter, width, colour)
    if line is not None:
        end = finding.end_column if finding.end_line == finding.line else 0
        shown = excerpt(line, finding.column, end, width - len(gutter) - 3)
        edge = _painted("|", _FRAME, colour)
        yield f"{gutter} {edge}"
        yield f"{_painted(str(finding.line), _FRAME, colour)} {edge} {shown.text}".rstrip()
        yield f"{gutter} {edge} {' ' * shown.before}{_painted('^' * shown.marked, mark, colour)}"
    if told.help:
        yield from wrapped(told.help, f"{gutter} = ", f"{gutter}   ", width)
    if finding.fix:
        yield f"{gutter} = {'--fix' if finding.fix.safe else '--unsafe-fixes'} mends this"


def _place(finding: Finding, told: Told, gutter: str, width: int, colour: bool) -> Iterator[str]:
    """Where it is; the way into the document stands on the same line if there is room."""
    place = f"{told.file}:{finding.line}:{finding.column}"
    arrow = _painted("-->", _FRAME, colour)
    if told.path and columns(f"{gutter}--> {place}  {told.path}") <= width:
        yield f"{gutter}{arrow} {place}  {told.path}"
    else:
        yield f"{gutter}{arrow} {place}"
        if told.path:
            yield from wrapped(told.path, f"{gutter}    ", f"{gutter}    ", width)


def _painted(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
