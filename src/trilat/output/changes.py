"""What changed between two releases, on a terminal and for programs."""

import json
from collections.abc import Iterator, Sequence

from trilat.findings import visible
from trilat.output.columns import columns, wrapped
from trilat.release.changes import Changes
from trilat.release.changes_text import (
    LARGEST_COMMENT,
    LONGEST,
    Data,
    changelog,
    heading,
    markdown,
    numbers,
    outline,
)

FORMATS = ("table", "json", "markdown", "changelog")


def render(form: str, changes: Changes, *, width: int = 80, in_full: bool = False) -> str:
    """What changed in one of the formats, with a last newline."""
    if form == "json":
        return json.dumps(changes.as_json(in_full=in_full), indent=1) + "\n"
    if form == "markdown":
        return markdown(changes, largest=LARGEST_COMMENT, collapsed=True, in_full=in_full)
    if form == "changelog":
        return changelog(changes)
    return "".join(f"{line}\n" for line in lines(changes, width=width, in_full=in_full))


def lines(changes: Changes, *, width: int = 80, in_full: bool = False) -> Iterator[str]:
    """What changed, in lines of at most `width` columns: the numbers as a table, then every record."""
    yield from wrapped(plain(heading(changes)), "", "  ", width)
    if changes.before is not None and not changes:
        yield "nothing"
        return
    yield ""
    yield from table(changes, width)
    for section in outline(changes, in_full=in_full):
        yield ""
        yield from wrapped(section.title, "", "  ", width)
        for entry in section.entries:
            for depth, words in entry:
                margin = "  " * (depth + 1)
                yield from wrapped(plain(words), margin, f"{margin}    ", width)


def table(changes: Changes, width: int) -> Iterator[str]:
    """The numbers of rows that came, went and differ, and those that there are, by table."""
    heads = ["table", "added", "removed", "changed", "rows"]
    rows = [[name, *(f"{number:,}" if number else "·" for number in some)] for name, *some in numbers(changes)]
    wide = [max(columns(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    if sum(wide) + 2 * len(wide) > width:  # the shortest heads that still tell
        heads = ["table", "+", "-", "~", "rows"]
        wide = [max(columns(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    for row in [heads, *rows]:
        cells = (f"  {cell:>{size}}" for cell, size in zip(row[1:], wide[1:], strict=True))
        yield f"{row[0]:<{wide[0]}}{''.join(cells)}"


def plain(words: Sequence[str]) -> str:
    """Words as a terminal may show them: nothing in them is obeyed."""
    return "".join(visible(word, LONGEST) if isinstance(word, Data) else word for word in words)
