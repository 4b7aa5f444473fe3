"""Rules on articles that carry one copy."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from trilat.findings import Finding
from trilat.models.gist import ArticleGist
from trilat.sheets import ARTICLES, Sheets

FEWEST_SHARED = 3
"""How many stretches two articles share at least that look like one copy."""

LEAST_SHARE = 0.5
"""What share of the stretches of the article with fewer of them that is at least."""

MOST_HOLDERS = 50
"""With how many articles that hold a stretch each later one is compared: a thousand copies must take no million."""


def near_copy(sheets: Sheets) -> Iterator[Finding]:
    """Articles whose evidence is largely the same words carry one agency's copy, and say so by one `wire`.

    Else the copy would count as several independent sources. Two articles that only quote the same people can be told
    apart in distinct.yaml.

    Fails:
        meetings:
          - id: talks
            spans:
              - {chars: [0, 20], words: 3, digest: 00000000000000aa}
              - {chars: [20, 40], words: 3, digest: 00000000000000bb}
              - {chars: [40, 60], words: 3, digest: 00000000000000cc}
        ---
        meetings:
          - id: talks
            spans:
              - {chars: [5, 25], words: 3, digest: 00000000000000aa}
              - {chars: [25, 45], words: 3, digest: 00000000000000bb}
              - {chars: [45, 65], words: 3, digest: 00000000000000cc}

    Passes:
        article: {wire: agency-y}
        meetings:
          - id: talks
            spans:
              - {chars: [0, 20], words: 3, digest: 00000000000000aa}
              - {chars: [20, 40], words: 3, digest: 00000000000000bb}
              - {chars: [40, 60], words: 3, digest: 00000000000000cc}
        ---
        article: {wire: agency-y}
        meetings:
          - id: talks
            spans:
              - {chars: [5, 25], words: 3, digest: 00000000000000aa}
              - {chars: [25, 45], words: 3, digest: 00000000000000bb}
              - {chars: [45, 65], words: 3, digest: 00000000000000cc}
    """
    apart = sheets.distinct(ARTICLES)
    digests = [sheet.gist.digests for sheet in sheets.articles]
    shown = Counter(chain.from_iterable(digests))
    holders: dict[str, list[int]] = defaultdict(list)
    for number, sheet in enumerate(sheets.articles):
        shared: Counter[int] = Counter()
        for digest in digests[number]:
            if shown[digest] > 1:
                shared.update(holders[digest])
                if len(holders[digest]) < MOST_HOLDERS:
                    holders[digest].append(number)
        if not shared:
            continue
        article = sheet.gist.article
        copies = [
            (together, -other) for other, together in shared.items()
            if together >= FEWEST_SHARED and together >= LEAST_SHARE * min(len(digests[number]), len(digests[other]))
            and not _is_settled(article, sheets.articles[other].gist.article, apart)
        ]
        if copies:
            together, other = max(copies)
            name = sheets.articles[-other].gist.article.id
            yield sheet.finding(
                ("article", "id"),
                f"{together} of {min(len(digests[number]), len(digests[-other]))} stretches are those of {name}",
                "name one wire in both; or, where they only quote the same people, list both in distinct.yaml",
            )


def _is_settled(article: ArticleGist, other: ArticleGist, apart: frozenset[frozenset[str]]) -> bool:
    """Whether both name one wire, or are known not to share a copy."""
    return (article.wire is not None and article.wire == other.wire) or frozenset({article.id, other.id}) in apart
