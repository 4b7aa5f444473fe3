"""Rules on what points at what."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from trilat.findings import Finding, visible
from trilat.models.registries import Redirect, Split
from trilat.rules.names import other_id
from trilat.rules.near import Near
from trilat.rules.views import Path
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical


def unknown_reference(sheets: Sheets) -> Iterator[Finding]:
    """Every id that points at a person, organisation, office, place, meeting or statement leads to one.

    What a file that could not be read may hold is not missed.

    Fails:
        meetings:
          - {id: talks, place: bussan}

    Fails:
        statements:
          - {id: remarks, about: [round]}

    Passes:
        meetings:
          - {id: talks, place: busan}
        statements:
          - {id: remarks, about: [talks]}
    """
    near = cache(lambda tables: Near(sheets.like(tables)))
    guess = cache(lambda tables, record: near(tables).to(record))
    for sheet in sheets.judged:
        unknown = sheets.unknown(sheet)
        for path, tables, record in sheet.references if unknown else ():
            if record not in unknown.get(tables, ()):
                continue
            guesses = guess(tables, record)
            where = " or ".join(f"{table}.yaml" if table in sheets.registries else f"the {table}" for table in tables)
            remedy = f"did you mean {' or '.join(guesses)}?" if guesses else f"add it to {where}"
            named = sheets.named(tables, record)
            if named is not None:
                guesses, remedy = [named], f"write {named}, which goes by that name"
            fix = other_id(sheet.document, [path], record, guesses[0], safe=named is not None) if len(
                guesses) == 1 else None
            yield replace(sheet.finding(path, f"{visible(record)} is not in {where}", remedy), fix=fix)


def within_itself(sheets: Sheets) -> Iterator[Finding]:
    """No meeting is a part of itself, or the earlier meeting that it is the first after.

    Fails:
        meetings:
          - {id: talks, within: talks}

    Passes:
        meetings:
          - {id: talks, within: summit}
          - {id: summit}
    """
    for sheet in sheets.articles:
        for place, meeting in enumerate(sheet.model.meetings):
            own = canonical("meetings", meeting.id, sheets.moves)
            named: list[tuple[Path, str | None]] = [(("within",), meeting.within)]
            named += [(("firsts", number, "previous"), first.previous) for number, first in enumerate(meeting.firsts)]
            for steps, other in named:
                if other is not None and canonical("meetings", other, sheets.moves) == own:
                    yield sheet.finding(("meetings", place, *steps), f"this is {own} itself",
                                        "name the other meeting, or leave the field out")


def redirect_to_nowhere(sheets: Sheets) -> Iterator[Finding]:
    """Every redirect ends at a record that there is, or at one that was split; and the old id is free.

    Fails:
        redirects:
          - {table: people, old: j-doe, new: jane-roe, reason: One person., since: 2031-04-01}
        ---
        people:
          - {id: jane-doe, name: Jane Doe}

    Fails:
        redirects:
          - {table: people, old: j-doe, new: doe, reason: One person., since: 2031-04-01}
          - {table: people, old: doe, new: j-doe, reason: One person., since: 2031-04-02}

    Passes:
        redirects:
          - {table: people, old: j-doe, new: jane-doe, reason: One person., since: 2031-04-01}
        ---
        people:
          - {id: jane-doe, name: Jane Doe}
    """
    if "redirects" not in sheets.registries:
        return
    sheet = sheets.registries["redirects"]
    redirects = sheet.model.redirects
    step = {(one.table, one.old): one.new for one in redirects if not isinstance(one, Split)}
    for place, redirect in enumerate(redirects):
        registry = sheets.registries.get(redirect.table)
        if registry and any(entry.id == redirect.old for entry in getattr(registry.model, redirect.table)):
            yield sheet.finding(("redirects", place, "old"),
                                f"{redirect.old} still stands in {redirect.table}.yaml", "take it out there")
        for path, new in _targets(("redirects", place), redirect):
            seen, at = {redirect.old}, new
            while (redirect.table, at) in step and at not in seen:
                seen.add(at)
                at = step[redirect.table, at]
            if at in seen:
                yield sheet.finding(path, "the redirects run in a circle",
                                    "let them end at a record")
            elif at not in sheets.ids[redirect.table] and at not in sheets.ids_in_unread:
                yield sheet.finding(path, f"there is no {at} in {redirect.table}",
                                    "name the record that took its place")


def _targets(path: Path, redirect: Redirect | Split) -> list[tuple[Path, str]]:
    """The ids that a redirect leads to, and where they stand."""
    if isinstance(redirect, Split):
        return [((*path, "into", number, "record"), part.record) for number, part in enumerate(redirect.into)]
    return [((*path, "new"), redirect.new)]
