"""Rules on what points at what."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from trilat.findings import Finding, Fix, visible
from trilat.models.base import Strict, tables_of, walk
from trilat.models.registries import DistinctFile, Redirect, Split
from trilat.reading.document import Document
from trilat.reading.fixes import replacing
from trilat.reading.shape import field_at
from trilat.sheets import Sheet, Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import RESERVED_ORIGINS

Path = tuple[str | int, ...]
RESERVED_IN = ("by", "speakers")


def unknown_reference(sheets: Sheets) -> Iterator[Finding]:
    """Every id that points at a person, organisation, office, place, meeting or statement leads to one."""
    for sheet in (*sheets.articles, *sheets.registries.values()):
        for path, tables, record in references(sheet):
            yield from _lookup(sheet, sheets, path, record, tables)


def references(sheet: Sheet) -> Iterator[tuple[Path, list[str], str]]:
    """Every id in a file that points at a record: where it stands, and the tables that it may be in."""
    for path, info, value in walk(sheet.model):
        tables = tables_of(info)
        if tables is not None and not (path[-2:][0] in RESERVED_IN and value in RESERVED_ORIGINS):
            yield path, tables.split("|"), str(value).rstrip("~")
        elif isinstance(value, str) and value.startswith("org:"):
            yield path, ["organizations"], value.removeprefix("org:")
    if isinstance(sheet.model, DistinctFile):
        for place, one in enumerate(sheet.model.distinct):
            for number, record in enumerate(one.records):
                yield ("distinct", place, "records", number), [one.table], record


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


def _lookup(
    sheet: Sheet, sheets: Sheets, path: Path, record: str, tables: list[str]
) -> Iterator[Finding]:
    if not any(record in sheets.ids[table] for table in tables):
        known = sorted(set[str]().union(*(sheets.ids[table] for table in tables)))
        near = difflib.get_close_matches(record, known, 3)
        where = " or ".join(f"{table}.yaml" if table in sheets.registries else f"the {table}" for table in tables)
        remedy = f"did you mean {' or '.join(near)}?" if near else f"add it to {where}"
        named = sheets.named(tables, record)
        if named is not None:
            remedy = f"write {named}, which goes by that name"
        found = sheet.finding("unknown-reference", path, f"{visible(record)} is not in {where}", remedy)
        ids = [named] if named is not None else near
        yield replace(found, fix=other_id(sheet.document, [path], record, ids[0], safe=named is not None)
                      if len(ids) == 1 else None)


def other_id(document: Document, paths: Iterable[Path], record: str, new: str, *, safe: bool) -> Fix | None:
    """Write another id in place of `record`, which stands at these places as a whole or as a part."""
    changes = {}
    for path in paths:
        value: Any = document.value
        for step in path:
            value = value[step]
        changes[path] = str(value).replace(record, new, 1)
    return replacing(document, changes, safe=safe)


def with_ids_for_names(findings: Iterable[Finding], sheets: Sheets) -> Iterator[Finding]:
    """The findings, with a remedy for each name of a record that stands in place of its id.

    A name has not the form of an id, so that its file fits no model; the registries tell which record it is.
    """
    places: dict[tuple[str, int, int], tuple[Document, type[Strict], Path]] = {}
    wrong = {finding.file for finding in findings if finding.rule == "bad-form"}
    for document, model in sheets.misshapen if wrong else ():
        if document.file in wrong:
            for path, mark in document.marks.items():
                places.setdefault((document.file, mark.line, mark.column), (document, model, path))
    for finding in findings:
        found = places.get((finding.file, finding.line, finding.column)) if finding.rule == "bad-form" else None
        yield _with_id(finding, sheets, *found) if found else finding


def _with_id(finding: Finding, sheets: Sheets, document: Document, model: type[Strict], path: Path) -> Finding:
    info = field_at(model, path)
    value: Any = document.value
    for step in path:
        value = value[step]
    tables = tables_of(info) if info else None
    named = sheets.named(tables.split("|"), str(value)) if tables else None
    if named is None:
        return finding
    fix = replacing(document, {path: named}, safe=True)
    return replace(finding, help=f"write {named}, which goes by that name", fix=fix)


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
