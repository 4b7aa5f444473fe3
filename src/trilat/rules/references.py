"""Rules on what points at what."""

import difflib
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic.fields import FieldInfo

from trilat.findings import Finding, visible
from trilat.models.base import tables_of, type_names, walk
from trilat.models.registries import DistinctFile, Redirect, Split
from trilat.sheets import Sheet, Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import RESERVED_ORIGINS

Path = tuple[str | int, ...]
RESERVED_IN = ("by", "speakers")


def unknown_reference(sheets: Sheets) -> Iterator[Finding]:
    """Every id that points at a person, organisation, office, place, meeting or statement leads to one."""
    ids = sheets.ids
    known: set[tuple[Sequence[str], str]] = set()
    for sheet in (*sheets.articles, *sheets.registries.values()):
        for path, tables, record in references(sheet):
            if (tables, record) not in known:
                if any(record in ids[table] for table in tables):
                    known.add((tables, record))
                else:
                    yield _unknown(sheet, sheets, path, record, tables)


def references(sheet: Sheet) -> Iterator[tuple[Path, Sequence[str], str]]:
    """Every id in a file that points at a record: where it stands, and the tables that it may be in."""
    for path, info, value in walk(sheet.model, wanted=_points):
        tables = tables_of(info)
        if tables is None:
            if value.startswith("org:"):
                yield path, ("organizations",), value.removeprefix("org:")
        elif not (value in RESERVED_ORIGINS and path[-2:][0] in RESERVED_IN):
            yield path, _split(tables), value.rstrip("~")
    if isinstance(sheet.model, DistinctFile):
        for place, one in enumerate(sheet.model.distinct):
            for number, record in enumerate(one.records):
                yield ("distinct", place, "records", number), (one.table,), record


@cache
def _split(tables: str) -> Sequence[str]:
    return tuple(tables.split("|"))


def _points(info: FieldInfo) -> bool:
    return tables_of(info) is not None or "Party" in type_names(info)


def within_itself(sheets: Sheets) -> Iterator[Finding]:
    """No meeting is a part of itself, or the earlier meeting that it is the first after."""
    for sheet in sheets.articles:
        for place, meeting in enumerate(sheet.model.meetings):
            own = canonical("meetings", meeting.id, sheets.moves)
            named: list[tuple[Path, str | None]] = [(("within",), meeting.within)]
            named += [(("firsts", number, "previous"), first.previous) for number, first in enumerate(meeting.firsts)]
            for steps, other in named:
                if other is not None and canonical("meetings", other, sheets.moves) == own:
                    yield sheet.finding("within-itself", ("meetings", place, *steps), f"this is {own} itself",
                                        "name the other meeting, or leave the field out")


def _unknown(sheet: Sheet, sheets: Sheets, path: Path, record: str, tables: Sequence[str]) -> Finding:
    known = sorted(set[str]().union(*(sheets.ids[table] for table in tables)))
    near = difflib.get_close_matches(record, known, 3)
    where = " or ".join(f"{table}.yaml" if table in sheets.registries else f"the {table}" for table in tables)
    remedy = f"did you mean {' or '.join(near)}?" if near else f"add it to {where}"
    return sheet.finding("unknown-reference", path, f"{visible(record)} is not in {where}", remedy)


def redirect_to_nowhere(sheets: Sheets) -> Iterator[Finding]:
    """Every redirect ends at a record that there is, or at one that was split; and the old id is free."""
    if "redirects" not in sheets.registries:
        return
    sheet = sheets.registries["redirects"]
    redirects = sheet.model.redirects
    step = {(one.table, one.old): one.new for one in redirects if not isinstance(one, Split)}
    for place, redirect in enumerate(redirects):
        registry = sheets.registries.get(redirect.table)
        if registry and any(entry.id == redirect.old for entry in getattr(registry.model, redirect.table)):
            yield sheet.finding("redirect-to-nowhere", ("redirects", place, "old"),
                                f"{redirect.old} still stands in {redirect.table}.yaml", "take it out there")
        for path, new in _targets(("redirects", place), redirect):
            seen, at = {redirect.old}, new
            while (redirect.table, at) in step and at not in seen:
                seen.add(at)
                at = step[redirect.table, at]
            if at in seen:
                yield sheet.finding("redirect-to-nowhere", path, "the redirects run in a circle",
                                    "let them end at a record")
            elif at not in sheets.ids[redirect.table]:
                yield sheet.finding("redirect-to-nowhere", path, f"there is no {at} in {redirect.table}",
                                    "name the record that took its place")


def _targets(path: Path, redirect: Redirect | Split) -> list[tuple[Path, str]]:
    """The ids that a redirect leads to, and where they stand."""
    if isinstance(redirect, Split):
        return [((*path, "into", number, "record"), part.record) for number, part in enumerate(redirect.into)]
    return [((*path, "new"), redirect.new)]
