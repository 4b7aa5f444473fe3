"""Articles and registries as rows: what is copied from the files into the release without being argued over."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from trilat import edtf
from trilat.hashing import canonical_json, short_hash
from trilat.models.article import ArticleFile
from trilat.models.base import Strict
from trilat.models.registries import (
    OfficesFile,
    OrganizationsFile,
    PeopleFile,
    PlacesFile,
    RedirectsFile,
    ResolutionsFile,
)
from trilat.tables.columns import Row
from trilat.tables.rows import (
    ArticleRow,
    OfficeRow,
    OrganizationRow,
    PersonRow,
    PlaceRow,
    RedirectRow,
    ResolutionRow,
)

SETS = frozenset({"parties", "speakers", "actors"})
"""Fields whose value is a whole list; a resolution writes it as a JSON list."""


def article_row(file: ArticleFile) -> ArticleRow:
    """The row of an annotated article."""
    article = file.article
    published = edtf.parse(article.published)
    written = edtf.parse(article.written) if article.written else None
    return ArticleRow(
        article.id, article.title, article.publisher, tuple(article.byline), article.language, article.url,
        article.published, published.earliest, published.latest, article.published_basis,
        article.written, written.earliest if written else None, written.latest if written else None,
        article.source_kind, article.wire, article.text.sha256, article.text.characters, article.text.extent,
        tuple(article.coders), date.fromisoformat(article.coded_on),
    )


def registry_rows(files: Mapping[str, Strict]) -> dict[str, list[Any]]:
    """The rows of the registry tables, by table, from the registry files by name; a missing file gives no rows."""
    return {name: make(files[name]) if name in files else [] for name, make in _ROWS.items()}


def _people(file: PeopleFile) -> list[Row]:
    return [PersonRow(p.id, p.name, tuple(p.names), bool(p.unnamed), p.description, p.country) for p in file.people]


def _organizations(file: OrganizationsFile) -> list[Row]:
    return [OrganizationRow(o.id, o.name, tuple(o.names), o.kind, o.country, o.parent) for o in file.organizations]


def _offices(file: OfficesFile) -> list[Row]:
    return [OfficeRow(o.id, o.title, o.organization, o.country, o.level) for o in file.offices]


def _places(file: PlacesFile) -> list[Row]:
    return [PlaceRow(p.id, p.name, tuple(p.names), p.kind, p.within, p.country) for p in file.places]


def _redirects(file: RedirectsFile) -> list[Row]:
    return [RedirectRow(r.old, r.new, r.table, r.reason, date.fromisoformat(r.since)) for r in file.redirects]


def _resolutions(file: ResolutionsFile) -> list[Row]:
    return [
        ResolutionRow(
            short_hash(r.table, r.record, r.field, sorted(r.considered)), r.table, r.record, r.field,
            r.value if r.field in SETS else canonical_json(r.value), r.reason,
            tuple(sorted(r.considered)), date.fromisoformat(r.decided_on), r.decided_by,
        )
        for r in file.resolutions
    ]


_ROWS: dict[str, Callable[[Any], list[Row]]] = {
    "people": _people, "organizations": _organizations, "offices": _offices, "places": _places,
    "redirects": _redirects, "resolutions": _resolutions,
}


def redirect_map(rows: Iterable[RedirectRow]) -> dict[tuple[str, str], str]:
    """Where each old id of each table finally leads; a circle leads nowhere and is left out."""
    step = {(row.record_table, row.old_id): row.new_id for row in rows}
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
    seen: set[str] = set()
    while record_id not in seen:
        seen.add(record_id)
        moved = redirects.get((table, record_id), record_id)
        meeting, dot, rest = moved.partition(".")
        record_id = redirects.get(("meetings", meeting), meeting) + dot + rest if dot else moved
    return record_id


def canonical_in(tables: Iterable[str], record_id: str, redirects: Mapping[tuple[str, str], str]) -> str:
    """The id that a record of one of several tables goes by today."""
    found = (canonical(table, record_id, redirects) for table in tables)
    return next((moved for moved in found if moved != record_id), record_id)
