"""Rules on what points at what."""

import difflib
from collections.abc import Iterator

from trilat.findings import Finding, visible
from trilat.models.base import tables_of, walk
from trilat.sheets import Sheet, Sheets
from trilat.vocabularies import RESERVED_ORIGINS

RESERVED_IN = ("by", "speakers")


def unknown_reference(sheets: Sheets) -> Iterator[Finding]:
    """Every id that points at a person, organisation, office, place, meeting or statement leads to one."""
    for sheet in (*sheets.articles, *sheets.registries.values()):
        for path, info, value in walk(sheet.model):
            tables = tables_of(info)
            if tables is not None and not (path[-2:][0] in RESERVED_IN and value in RESERVED_ORIGINS):
                yield from _lookup(sheet, sheets, path, str(value).rstrip("~"), tables.split("|"))
            elif isinstance(value, str) and value.startswith("org:"):
                yield from _lookup(sheet, sheets, path, value.removeprefix("org:"), ["organizations"])


def _lookup(
    sheet: Sheet, sheets: Sheets, path: tuple[str | int, ...], record: str, tables: list[str]
) -> Iterator[Finding]:
    known = sorted(set[str]().union(*(sheets.ids[table] for table in tables)))
    if record not in known:
        near = difflib.get_close_matches(record, known, 3)
        where = " or ".join(f"{table}.yaml" if table in sheets.registries else f"the {table}" for table in tables)
        remedy = f"did you mean {' or '.join(near)}?" if near else f"add it to {where}"
        yield sheet.finding("unknown-reference", path, f"{visible(record)} is not in {where}", remedy)


def redirect_to_nowhere(sheets: Sheets) -> Iterator[Finding]:
    """Every redirect ends at a record that there is, and the old id is free."""
    if "redirects" not in sheets.registries:
        return
    sheet = sheets.registries["redirects"]
    redirects = sheet.model.redirects
    step = {(redirect.table, redirect.old): redirect.new for redirect in redirects}
    for place, redirect in enumerate(redirects):
        registry = sheets.registries.get(redirect.table)
        if registry and any(entry.id == redirect.old for entry in getattr(registry.model, redirect.table)):
            yield sheet.finding("redirect-to-nowhere", ("redirects", place, "old"),
                                f"{redirect.old} still stands in {redirect.table}.yaml", "take it out there")
        seen, at = {redirect.old}, redirect.new
        while (redirect.table, at) in step and at not in seen:
            seen.add(at)
            at = step[redirect.table, at]
        if at in seen:
            yield sheet.finding("redirect-to-nowhere", ("redirects", place, "new"), "the redirects run in a circle",
                                "let them end at a record")
        elif at not in sheets.ids[redirect.table]:
            yield sheet.finding("redirect-to-nowhere", ("redirects", place, "new"),
                                f"there is no {at} in {redirect.table}", "name the record that took its place")
