"""Where the ids of merged, renamed and split records lead today."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trilat.vocabularies import RedirectKind

if TYPE_CHECKING:
    from trilat.tables.rows import RedirectRow


def redirect_map(rows: Iterable["RedirectRow"]) -> dict[tuple[str, str], str]:
    """Where each old id of each table finally leads; a circle leads nowhere and is left out.

    An id that was split leads nowhere either: which of the new ids is meant, only each article can say.
    """
    return ends_of({(row.record_table, row.old_id): row.new_id for row in rows if row.kind is not RedirectKind.SPLIT})


def ends_of(step: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Where each old id of each table finally leads, from the next id of each."""
    ends = {}
    for (table, old), new in step.items():
        seen, at = {old}, new
        while (table, at) in step and at not in seen:
            seen.add(at)
            at = step[table, at]
        if at not in seen:
            ends[table, old] = at
    return ends


def canonical(table: str, record_id: str, redirects: Mapping[tuple[str, str], str]) -> str:
    """The id that a record goes by today; a participant, position or outcome moves with its meeting."""
    if not redirects:
        return record_id
    seen: set[str] = set()
    while record_id not in seen:
        seen.add(record_id)
        moved = redirects.get((table, record_id), record_id)
        meeting, dot, rest = moved.partition(".")
        record_id = redirects.get(("meetings", meeting), meeting) + dot + rest if dot else moved
    return record_id


def canonical_in(tables: Iterable[str], record_id: str, redirects: Mapping[tuple[str, str], str]) -> str:
    """The id that a record of one of several tables goes by today."""
    if not redirects:
        return record_id
    found = (canonical(table, record_id, redirects) for table in tables)
    return next((moved for moved in found if moved != record_id), record_id)
