"""Rules on what lies within what."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from trilat.findings import Finding
from trilat.rules.views import Path
from trilat.sheet import Sheet
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical

PARENTS = {"places": "within", "organizations": "parent"}
"""The registries whose entries lie within others, and the field that says so."""

Edge = tuple[str, str]


def parent_circle(sheets: Sheets) -> Iterator[Finding]:
    """No meeting, place or organisation lies within itself by way of others.

    Fails:
        meetings:
          - {id: talks, within: summit}
        ---
        meetings:
          - {id: summit, within: talks}

    Fails:
        places:
          - {id: busan, name: Busan, kind: city, within: korea, country: KR}
          - {id: korea, name: Korea, kind: country, within: busan, country: KR}

    Passes:
        meetings:
          - {id: talks, within: summit}
          - {id: summit}
    """
    for table in ("meetings", *PARENTS):
        links = list(_links(sheets, table))
        circling = {one for edge in _circles({edge for edge, _, _ in links}) for one in edge}
        for (inner, outer), sheet, path in links:
            if {inner, outer} <= circling and not (table == "meetings" and inner == outer):
                yield sheet.finding(path, f"{outer} lies within {inner} itself, by way of others or at once",
                                    "take one of the links out")


def _links(sheets: Sheets, table: str) -> Iterator[tuple[Edge, Sheet, Path]]:
    """What lies within what, by the ids of today, and where that is said."""
    if table == "meetings":
        for sheet, path, entry in sheets.placed:
            if entry.within:
                ids = (canonical(table, one, sheets.moves) for one in (entry.id, entry.within))
                yield (next(ids), next(ids)), sheet, (*path, "within")
    elif table in sheets.registries:
        sheet = sheets.registries[table]
        for place, one in enumerate(getattr(sheet.model, table)):
            outer = getattr(one, PARENTS[table])
            if outer:
                yield (one.id, canonical(table, outer, sheets.moves)), sheet, (table, place, PARENTS[table])


def _circles(edges: set[Edge]) -> set[Edge]:
    """The edges that stand in a circle, or on the way from one to another."""
    return _peeled(_peeled(edges, 0), 1)


def _peeled(edges: set[Edge], near: int) -> set[Edge]:
    """The edges without those by which one comes to an end, going on from end `near` of each to the other."""
    onward = Counter(edge[near] for edge in edges)
    back: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        back[edge[1 - near]].append(edge)
    ends = [node for node in back if not onward[node]]
    gone = set()
    while ends:
        for edge in back[ends.pop()]:
            gone.add(edge)
            onward[edge[near]] -= 1
            if not onward[edge[near]]:
                ends.append(edge[near])
    return edges - gone
