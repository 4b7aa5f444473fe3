"""Rules on articles that carry one copy."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import Any, NamedTuple

from trilat.findings import Finding
from trilat.sheet import Sheet
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
    facts = [Facts(gist.article.id, gist.article.wire, len(gist.digests))
             for gist in (sheet.gist for sheet in sheets.articles)]
    for number, together in shared_stretches([sheet.gist.digests for sheet in sheets.articles]):
        others = ((count, other, facts[other]) for other, count in together.items())
        yield from copy_told(sheets.articles[number], facts[number], others, apart)


class Facts(NamedTuple):
    """Of an article its id, the agency that it names, and how many different stretches it shows."""

    id: str
    wire: str | None
    stretches: int


def shared_stretches(digests: Sequence[Set[Any]]) -> Iterator[tuple[int, Counter[int]]]:
    """Of each article that shares stretches with others before it, by its number, how many with each of them."""
    shown = Counter(chain.from_iterable(digests))
    holders: dict[Any, list[int]] = defaultdict(list)
    for number, own in enumerate(digests):
        shared: Counter[int] = Counter()
        for digest in own:
            if shown[digest] > 1:
                shared.update(holders[digest])
                if len(holders[digest]) < MOST_HOLDERS:
                    holders[digest].append(number)
        if shared:
            yield number, shared


def copy_told(
    sheet: Sheet, own: Facts, others: Iterable[tuple[int, int, Facts]], apart: frozenset[frozenset[str]]
) -> Iterator[Finding]:
    """A finding where an article carries the copy of another; of several, that which it shares most with.

    Args:
        sheet: The article.
        own: What is known of it.
        others: How many stretches it shares with each article before it, the other's number, and what is known of it.
        apart: The articles that distinct.yaml keeps apart.
    """
    copies = [
        (together, -number, other) for together, number, other in others
        if together >= FEWEST_SHARED and together >= LEAST_SHARE * min(own.stretches, other.stretches)
        and not _is_settled(own, other, apart)
    ]
    if copies:
        together, _, other = max(copies)
        yield sheet.finding(
            ("article", "id"), f"{together} of {min(own.stretches, other.stretches)} stretches are those of {other.id}",
            "name one wire in both; or, where they only quote the same people, list both in distinct.yaml",
        )


def _is_settled(one: Facts, other: Facts, apart: frozenset[frozenset[str]]) -> bool:
    """Whether both name one wire, or are known not to share a copy."""
    return (one.wire is not None and one.wire == other.wire) or frozenset({one.id, other.id}) in apart
