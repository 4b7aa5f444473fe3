"""Articles and registries as rows: what is copied from the files into the release without being argued over."""

from collections.abc import Callable, Mapping
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
    Redirect,
    RedirectsFile,
    ResolutionsFile,
    Split,
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
from trilat.vocabularies import RedirectKind

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
    return [row for one in file.redirects for row in _redirect(one)]


def _redirect(one: Redirect | Split) -> list[RedirectRow]:
    """The row of an id that was merged or renamed; of one that was split, a row for each that took its place."""
    day = date.fromisoformat(one.since)
    if isinstance(one, Redirect):
        kind = RedirectKind(one.kind or "renamed")
        return [RedirectRow(one.old, one.new, one.table, one.reason, day, kind, ())]
    return [
        RedirectRow(one.old, part.record, one.table, one.reason, day, RedirectKind.SPLIT, tuple(part.articles))
        for part in one.into
    ]


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
