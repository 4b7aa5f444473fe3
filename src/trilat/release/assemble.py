"""From the sheets of a dataset to all tables of a release."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trilat.claims import Sources, claims_of
from trilat.consolidate.records import consolidate
from trilat.models.article import ArticleFile
from trilat.models.base import Strict
from trilat.registries import article_row, registry_rows
from trilat.tables.columns import Row, sort_rows
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import TABLES, AgreementRow


def assemble(
    articles: Iterable[ArticleFile], registries: Mapping[str, Strict], agreement: Sequence[AgreementRow] = ()
) -> dict[str, list[Row]]:
    """Every table, its rows in the order of their keys; the order of the articles does not matter."""
    tables: dict[str, list[Any]] = {
        **registry_rows(registries), "articles": [], "claims": [], "spans": [], "agreement": [*agreement],
    }
    sources = Sources(
        {row.person_id: row for row in tables["people"]},
        {row.organization_id: row for row in tables["organizations"]},
        redirect_map(tables["redirects"]),
    )
    for file in articles:
        claims, spans = claims_of(file, sources)
        tables["articles"].append(article_row(file))
        tables["claims"].extend(claims)
        tables["spans"].extend(spans)
    tables |= consolidate(tables)
    return {name: sort_rows(tables[name]) for name in TABLES}
