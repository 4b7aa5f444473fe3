"""What changed between two releases, in words: an outline that any output can print, Markdown, and a changelog's lines.

What comes from the data is `Data`, and each output makes it safe in its own way: in Markdown it stands in code spans,
in which GitHub sees no markup, no link, no mention and no reference to an issue.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from trilat.claims import MODELS
from trilat.findings import visible
from trilat.release.changes import (
    COUNTED,
    GONE,
    Changes,
    ConflictChange,
    FieldChange,
    Kind,
    RecordChange,
    claim_field,
)
from trilat.release.compare import Differing, fields_that_differ
from trilat.tables.columns import Row, row_key, to_json
from trilat.tables.rows import TABLES, ClaimRow, ConflictRow
from trilat.vocabularies import Basis, Stance

LARGEST_COMMENT = 65_536
"""Characters that GitHub takes in a comment; bytes are counted, of which no text has fewer."""
LONGEST = 200
MOST_CLAIMS = 8
EMPTY = "nothing"


class Data(str):
    """Text that comes from the data, and may hold anything."""

    __slots__ = ()


class Line(NamedTuple):
    """A line of the outline: how deep it stands, and its words, some of them Data."""

    depth: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What changed in one table: a title, and the lines of each record."""

    title: str
    entries: Sequence[Sequence[Line]]


def heading(changes: Changes) -> tuple[str, ...]:
    """What is compared, in words."""
    if changes.before is None:
        return "Release ", Data(changes.after.version), ": there is none before it"
    return "What changed from ", Data(changes.before.version), " to ", Data(changes.after.version)


def numbers(changes: Changes) -> list[tuple[str, int, int, int, int]]:
    """Of each table with changes, or with rows where there is no release before: added, removed, changed, rows."""
    return [
        (name, *one.counts.values(), changes.rows.get(name, 0))  # type: ignore[misc]  # there are three counts
        for name, one in changes.tables.items() if any(one.counts.values()) or changes.before is None
    ]


def outline(changes: Changes, *, in_full: bool = False) -> Iterator[Section]:
    """Every change, table by table; claims, spans and agreement only where all is asked for."""
    for name in TABLES:
        records = changes.of(name)
        untold = sum(changes.tables[name].untold.values())
        if name == "conflicts":
            found = [list(_conflict(one)) for one in changes.conflicts]
            counts = _counted(one.change for one in changes.conflicts)
        elif name in COUNTED:
            found = [list(_row(row)) for row in _rows(changes.tables[name])] if in_full else []
            counts = _some(changes.tables[name].counts)
        else:
            shown = [one for one in records if one.kind is not Kind.CHANGED or one.told]
            found = [list(_record(one)) for one in shown]
            rest = [one for one in records if one.kind is Kind.CHANGED and not one.told]
            found += [[_following(rest)]] if rest else []
            counts = _counted(str(one.kind) for one in records)
        if found:
            more = [Line(0, (f"{untold:,} more rows differ, which are not listed here",))]
            yield Section(f"{name}: {counts}", [*found, more] if untold else found)


def _counted(kinds: Iterable[str]) -> str:
    listed = list(kinds)
    return _some({kind: listed.count(kind) for kind in (*map(str, Kind), "opened", "closed")})


def _some(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {kind}" for kind, number in counts.items() if number)


def _following(rest: Sequence[RecordChange]) -> Line:
    fields = sorted({one.name for change in rest for one in change.fields})
    records = "1 record differs" if len(rest) == 1 else f"{len(rest):,} records differ"
    return Line(0, (f"{records} only in what is counted or follows from others ({', '.join(fields)})",))


def _record(one: RecordChange) -> Iterator[Line]:
    words: list[str] = [f"{one.kind} ", Data(one.record_id)]
    if one.into:
        words += [" into " if one.kind is not Kind.RENAMED else " to ", *_joined(one.into), ": ", Data(one.reason)]
    elif one.was:
        words += [", in place of ", *_joined(one.was)]
    if one.articles and one.kind not in (Kind.CHANGED, Kind.RENAMED):
        words += [", told by " if one.kind is Kind.ADDED else ", which was told by ", *_joined(one.articles)]
    yield Line(0, tuple(words))
    if one.kind is Kind.ADDED:
        for name, value in _held(one.row):
            yield Line(1, (f"{name}: ", value))
    for field in one.told:
        yield from _field(field)


def _held(row: Row) -> Iterator[tuple[str, str]]:
    """The values of a row that is new, but for those of its key and those that are counted."""
    for name, value in to_json(row).items():
        told = row.table not in MODELS or claim_field(row.table, name) is not None
        if name not in row.key and value not in (None, [], False) and told:
            yield name, _value(value)


def _field(one: FieldChange) -> Iterator[Line]:
    words: list[str] = [f"{one.name}: ", _value(one.before), " → ", _value(one.after)]
    before, after = one.rules
    if after:
        words.append(f" (settled by {after}{f', before by {before}' if before not in (None, after) else ''})")
    elif before:
        words.append(f" (no conflict any more, before settled by {before})")
    if one.kept and not one.new and not one.withdrawn:
        words.append(f" from the same {one.kept} claims" if one.kept > 1 else " from the same claim")
    yield Line(1, tuple(words))
    for mark, claims, value in (("new", one.new, one.after), ("withdrawn", one.withdrawn, one.before)):
        for claim in claims[:MOST_CLAIMS]:
            yield Line(2, (f"{mark}: ", *_claim(claim, value)))
        if len(claims) > MOST_CLAIMS:
            yield Line(2, (f"{mark}: {len(claims) - MOST_CLAIMS:,} more claims",))


def _claim(claim: ClaimRow, value: Any = None) -> tuple[str, ...]:
    """What a claim says, unless it is this value that was just told; who says it, where, and how."""
    how = [str(claim.stance)] if claim.stance not in (Stance.STATED, Stance.DENIED) else []
    how += ["inferred"] if claim.basis is Basis.INFERRED else []
    via = (" via ", *_joined(claim.via_ids)) if claim.via_ids else ()
    says = json.loads(claim.value)
    is_denied = claim.stance is Stance.DENIED
    what = () if says == value and not is_denied else ("not " * is_denied, _value(says), " ")
    told = f" ({', '.join(how)})" if how else ""
    return (*what, "by ", Data(claim.origin_id), *via, " in ", Data(claim.article_id), told)


def _conflict(one: ConflictChange) -> Iterator[Line]:
    yield Line(0, (f"{one.change} ", Data(one.record_id), f" {one.field}"))
    if one.change == "changed":
        yield from _values(one.before, "before: ")
        yield from _values(one.after, "after: ")
    else:
        yield from _values(one.after or one.before, "")


def _values(rows: Sequence[ConflictRow], mark: str) -> Iterator[Line]:
    for row in rows:
        stands = f"stands by {row.chosen_by}, " if row.chosen else "open, " if row.chosen_by == "open" else ""
        sources = f"{row.independent_sources} independent source{'s' * (row.independent_sources != 1)}"
        yield Line(1, (mark, _value(json.loads(row.value)), f" ({stands}{sources})"))


def _rows(differing: Differing) -> Iterator[tuple[str, Row, list[str]]]:
    for row in differing.added:
        yield "added", row, []
    for row in differing.removed:
        yield "removed", row, []
    for before, after in differing.changed:
        yield "changed", after, fields_that_differ(before, after)


def _row(told: tuple[str, Any, list[str]]) -> Iterator[Line]:
    mark, row, fields = told
    key = " ".join(map(str, row_key(row)))
    rest = (f": {', '.join(fields)}",) if fields else ()
    if isinstance(row, ClaimRow):
        rest = (" on ", Data(row.canonical_id), f" {row.field}: ", *_claim(row), *rest)
    yield Line(0, (f"{mark} ", Data(key), *rest))


def _joined(names: Iterable[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        if number:
            yield ", "
        yield Data(name)


def _value(value: Any) -> str:
    if value is None or value == []:
        return EMPTY
    if isinstance(value, list):
        return Data(", ".join(map(str, value)))
    return Data(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def markdown(
    changes: Changes, *, largest: int | None = None, collapsed: bool = False, in_full: bool = False
) -> str:
    """What changed, as Markdown.

    Args:
        changes: What changed.
        largest: How many bytes it has at most; what does not fit is left out, and its number told at the end.
        collapsed: Whether the lists open at a click, as suits a comment.
        in_full: Whether claims, spans and agreement are listed too.
    """
    lines = [f"{'##' if collapsed else '#'} {_marked(heading(changes))}", ""]
    if changes.before is not None and not changes:
        return "\n".join([*lines, "Nothing.", ""])
    lines += ["| table | added | removed | changed | rows |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {name} | {a:,} | {r:,} | {c:,} | {n:,} |" for name, a, r, c, n in numbers(changes)]
    size = sum(map(_size, lines)) + 200  # with room for the last line
    left_out = 0
    for section in outline(changes, in_full=in_full):
        title = f"<details><summary>{section.title}</summary>" if collapsed else f"## {section.title}"
        begin = ["", title, ""]
        end = ["", "</details>"] if collapsed else []
        body: list[str] = []
        around = sum(map(_size, begin + end))
        for entry in section.entries:
            made = [f"{'  ' * depth}- {_marked(words)}" for depth, words in entry]
            more = sum(map(_size, made)) + (0 if body else around)
            if largest is not None and size + more > largest:
                left_out += 1
            else:
                size += more
                body += made
        if body:
            lines += begin + body + end
    if left_out:
        lines += ["", f"{left_out:,} more are not listed here: `trilat diff` lists them all."]
    return "\n".join([*lines, ""])


def _size(line: str) -> int:
    return len(line.encode()) + 1


def _marked(words: Sequence[str]) -> str:
    return "".join(quoted(word) if isinstance(word, Data) else word for word in words)


def quoted(text: str, longest: int = LONGEST) -> str:
    """A code span of the text, whatever the text is.

    >>> quoted("@all <b> | [x](y)"), quoted("a`b")
    ('`@all <b> | [x](y)`', '`` a`b ``')
    """
    shown = visible(text, longest)
    if not shown.strip():
        return f"`{json.dumps(shown)}`"
    runs = {len(run) for run in re.findall("`+", shown)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    room = " " if runs or (shown[0] == " " == shown[-1]) else ""
    return f"{fence}{room}{shown}{room}{fence}"


def changelog(changes: Changes) -> str:
    """A draft of the Data part of the changelog: a line for each table, to be made into sentences by a person."""
    lines = []
    for name in TABLES:
        records = changes.of(name)
        if name in COUNTED:
            counts = _some(changes.tables[name].counts)
            lines += [f"- {name}: {counts}."] if counts else []
        elif name == "conflicts":
            told = [f"{one.change} on {one.field} of {quoted(one.record_id)}" for one in changes.conflicts]
            lines += [f"- conflicts: {_listed(told)}."] if told else []
        elif records:
            lines.append(f"- {name}: {'; '.join(_kinds(records))}.")
    numbers = ", ".join(f"{name} {number:,}" for name, number in changes.rows.items() if number)
    none = f"- The first release: {numbers}." if changes.before is None else "- Nothing changed."
    return "\n".join(["### Data", "", *(lines or [none]), ""])


def _kinds(records: Sequence[RecordChange]) -> Iterator[str]:
    for kind in Kind:
        some = [one for one in records if one.kind is kind]
        if kind is Kind.CHANGED:
            told = [f"{quoted(one.record_id)} ({', '.join(field.name for field in one.told)})"
                    for one in some if one.told]
            if told:
                yield f"{len(told):,} changed: {_listed(told)}"
        elif kind in GONE and kind is not Kind.REMOVED:
            told = [f"{quoted(one.record_id)} into {', '.join(map(quoted, one.into))}" for one in some]
            if told:
                yield f"{len(told):,} {kind}: {_listed(told)}"
        elif some:
            yield f"{len(some):,} {kind}: {_listed([quoted(one.record_id) for one in some])}"


def _listed(told: Sequence[str], most: int = 10) -> str:
    return ", ".join(told[:most]) + (f" and {len(told) - most:,} more" if len(told) > most else "")
