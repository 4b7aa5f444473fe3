"""Which claims are independent of each other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from trilat.tables.rows import ClaimRow, OrganizationRow
from trilat.vocabularies import OrganizationKind, OriginRank


class Copied(Protocol):
    """What has to be known of an article to tell whose words it has, as an ArticleRow does."""

    @property
    def article_id(self) -> str: ...
    @property
    def wire_id(self) -> str | None: ...
    @property
    def publisher_id(self) -> str | None: ...


Name = Callable[[str, str, OriginRank, Sequence[str]], str]


def source_name(articles: Mapping[str, Copied], organizations: Mapping[str, OrganizationRow]) -> Name:
    """A function that names an independent source from a claim's article, origin, rank and relays.

    It is the origin, where that is a government, an official or another body. What an author says on their own
    authority counts once for each agency whose copy it is, else for each publisher, else for each article.
    """

    def name(article_id: str, origin: str, rank: OriginRank, via: Sequence[str]) -> str:
        if rank not in (OriginRank.AUTHOR, OriginRank.ANALYSTS) or origin in organizations:
            return origin
        article = articles[article_id]
        agencies = (
            relay for relay in via
            if relay in organizations and organizations[relay].kind is OrganizationKind.NEWS_AGENCY
        )
        return article.wire_id or next(agencies, None) or article.publisher_id or f"article:{article.article_id}"

    return name


def source_of(
    articles: Mapping[str, Copied], organizations: Mapping[str, OrganizationRow]
) -> Callable[[ClaimRow], str]:
    """A function that names the independent source of a claim."""
    name = source_name(articles, organizations)
    return lambda claim: name(claim.article_id, claim.origin_id, claim.origin_rank, claim.via_ids)
