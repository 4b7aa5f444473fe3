"""Which claims are independent of each other."""

from collections.abc import Callable, Mapping

from trilat.tables.rows import ArticleRow, ClaimRow, OrganizationRow
from trilat.vocabularies import OrganizationKind, OriginRank


def source_of(
    articles: Mapping[str, ArticleRow], organizations: Mapping[str, OrganizationRow]
) -> Callable[[ClaimRow], str]:
    """A function that names the independent source of a claim.

    It is the origin, where that is a government, an official or another body. What an author says on their own
    authority counts once for each agency whose copy it is, else for each publisher, else for each article.
    """

    def source(claim: ClaimRow) -> str:
        if claim.origin_rank not in (OriginRank.AUTHOR, OriginRank.ANALYSTS) or claim.origin_id in organizations:
            return claim.origin_id
        article = articles[claim.article_id]
        agencies = (via for via in claim.via_ids
                    if via in organizations and organizations[via].kind is OrganizationKind.NEWS_AGENCY)
        return article.wire_id or next(agencies, None) or article.publisher_id or f"article:{article.article_id}"

    return source
