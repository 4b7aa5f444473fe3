"""Judged chunks put aside: the gists of their articles in parts, each of which has all that some rules look at.

    plan = Plan(beside, parts, folder)
    aside(judged(chunk, registries), chunk, number, plan) -> Aside     # small; the rest lies in the scratch folder
    across(asides, plan, run) -> lists of findings                     # trilat.bulk.across, once all chunks are done

All that is said of one meeting, by the id it goes by today, comes into one part, and so does all on one statement, one
id, or one stretch of text. The parts hold gists, and the places of entries in their articles.
"""

import gzip
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trilat.bulk.chunks import Chunk, pieces_of
from trilat.bulk.judge import Beside, Judged, registries_of
from trilat.bulk.spill import Part, bucket, new_parts, put_aside, write_whole
from trilat.findings import Finding
from trilat.models.article import ArticleFile
from trilat.models.gist import ArticleGist, Gist, Telling
from trilat.reading.document import Path as Way
from trilat.reading.read import Piece, Read
from trilat.rules.copies import Facts
from trilat.sheet import Asked, Kept, Sheet
from trilat.sheets import ARTICLES
from trilat.tables.redirects import canonical
from trilat.vocabularies import PublishedBasis

if TYPE_CHECKING:
    from trilat.tables.rows import ClaimRow

_BITS = 20
"""A place is the number of a chunk and, in so many bits, that of an article in it: places sort as articles do."""

Edge = tuple[str, str]


def number_of(place: int) -> int:
    """The number of the chunk that an article stands in."""
    return place >> _BITS


class Plan(NamedTuple):
    """What articles are judged against, into how many parts their gists go, and the scratch folder."""

    beside: Beside
    parts: int
    folder: Path


class Aside(NamedTuple):
    """What is left of a chunk that was judged and put aside.

    Attributes:
        number: That of the chunk, from 0.
        chunk: The chunk, without its bytes.
        is_judged: Whether it is judged, and does not only stand beside those that are.
        path: The file in the scratch folder.
        articles: How many articles it has.
        has_impossible_date: Whether any has a date that the calendar does not have.
        is_unread: Whether a part of it could not be read.
        met: Of the ids that registries ask for, those of records in it, by table.
        met_unread: The ids of registries, and those that they ask for, that stand in what could not be read.
        claims: The claims on records that resolutions decide on.
        first: The place of its first article, and that article.
        commented: The places of articles whose comments may set findings aside.
    """

    number: int
    chunk: Chunk
    is_judged: bool
    path: Path
    articles: int
    has_impossible_date: bool
    is_unread: bool
    met: Asked
    met_unread: Set[str]
    claims: Sequence["ClaimRow"]
    first: tuple[int, ArticleGist] | None
    commented: Sequence[int]


def aside(judged: Judged, chunk: Chunk, number: int, plan: Plan, *, is_judged: bool = True) -> Aside:
    """Put a judged chunk aside.

    Args:
        judged: What `trilat.bulk.judge.judged` gave.
        chunk: The chunk.
        number: Its number; chunks count in the order of the files, those first that only stand beside the others.
        plan: Where to, and in how many parts.
        is_judged: Whether the chunk is judged, and does not only stand beside those that are.
    """
    registries = registries_of(plan.beside)
    copy = None
    if chunk.held and chunk.has_lines:
        copy = plan.folder / f"chunk-{number:06}.gz"
        write_whole(copy, gzip.compress(chunk.held, 1, mtime=0))
    light = chunk._replace(held=None, copy=copy) if chunk.has_lines else chunk._replace(held=None)
    path = plan.folder / f"gists-{number:06}"
    parted = _parted(judged, number, plan.parts, registries.moves)
    own = parted[number % plan.parts]
    own["answered"].append(judged.answered)
    own["links"] += _links(judged, registries.moves)
    put_aside(path, parted)
    asked, entries = wanted(plan.beside)
    found: dict[tuple[str, ...], set[str]] = {}
    for part in parted:
        for table, record in part.get("have", ()):
            if record in asked:
                found.setdefault((table,), set()).add(record)
    kept = [article.kept for article in judged.articles]
    return Aside(
        number, light, is_judged, path, len(kept), any(one.has_impossible_date for one in kept), judged.is_unread,
        found, judged.unread_ids & (asked | entries),
        [claim for article in judged.articles for claim in article.claims],
        (number << _BITS | judged.articles[0].number, kept[0].gist.article) if kept else None,
        [number << _BITS | article.number for article in judged.articles if article.kept.may_suppress],
    )


@lru_cache(maxsize=1)
def wanted(beside: Beside) -> tuple[Set[str], Set[str]]:
    """The ids that registries ask for, or lead to; and those of their entries."""
    registries = registries_of(beside)
    asked = {record for sheet in registries.registries.values() for records in sheet.asked.values()
             for record in records}
    asked.update(new for one in registries.retired.values()
                 for new in ([one.new] if hasattr(one, "new") else [part.record for part in one.into]))
    entries = {entry for ids in registries.ids.values() for entry in ids}
    return asked, entries


def _parted(judged: Judged, number: int, parts: int, moves: Mapping[tuple[str, str], str]) -> Sequence[Part]:
    """What is kept of the articles, in parts."""
    made = new_parts(parts)
    have: set[tuple[str, str]] = set()
    facts = made[number % parts]["facts"]
    for article in judged.articles:
        gist, place = article.kept.gist, number << _BITS | article.number
        ident = gist.article.id
        facts.append((place, Facts(ident, gist.article.wire, len(gist.digests))))
        made[bucket(ident, parts)]["ids"].append((place, ident))
        made[bucket(gist.text, parts)]["texts"].append((place, gist.text))
        have.add((ARTICLES, ident))
        have.update(("meetings", one.id) for one in gist.meetings)
        have.update(("outcomes", one.id) for one in gist.outcomes)
        have.update(("statements", record) for record, *_ in gist.statements)
        _part_entries(made, place, gist, article.tellings, moves)
        for digest in map(_number, gist.digests):
            part = made[digest % parts]
            part["digests"].append(digest)
            part["holders"].append(place)
        for tables, records in article.kept.asked.items():
            for record in records:
                made[bucket(record, parts)]["asks"].append((place, tables, record))
    for table, record in sorted(have):
        made[bucket(record, parts)]["have"].append((table, record))
    for record in sorted(judged.unread_ids):
        made[bucket(record, parts)]["unread"].append(record)
    return made


def _number(digest: str) -> int:
    return int(digest, 16)


def _part_entries(
    made: Sequence[Part], place: int, gist: Gist, tellings: Sequence[Telling], moves: Mapping[tuple[str, str], str]
) -> None:
    """Part the entries of an article by the ids that their records go by today."""
    meetings: dict[int, tuple[list[Any], list[Any]]] = {}
    for number, meeting in enumerate(gist.meetings):
        to = bucket(canonical("meetings", meeting.id, moves), len(made))
        meetings.setdefault(to, ([], []))[0].append((number, meeting))
    for number, outcome in enumerate(gist.outcomes):
        to = bucket(canonical("meetings", outcome.meeting, moves), len(made))
        meetings.setdefault(to, ([], []))[1].append((number, outcome))
    for to, entries in meetings.items():
        made[to]["meetings"].append((place, gist.article, *entries))
    statements: dict[int, list[Any]] = {}
    for number, (statement, telling) in enumerate(zip(gist.statements, tellings, strict=True)):
        to = bucket(canonical("statements", statement[0], moves), len(made))
        statements.setdefault(to, []).append((number, statement, telling))
    for to, told in statements.items():
        made[to]["statements"].append((place, gist.article, told))


def _links(judged: Judged, moves: Mapping[tuple[str, str], str]) -> Sequence[Edge]:
    """The meetings, by their ids of today, that an article ties to another: within it, first after it, by an outcome.

    An outcome whose id names another meeting than it belongs to ties these.
    """
    found: set[Edge] = set()
    for article in judged.articles:
        gist = article.kept.gist
        ties = [(one.id, one.within) for one in gist.meetings if one.within]
        ties += [(one.id, first.previous) for one in gist.meetings for first in one.firsts if first.previous]
        for one in gist.outcomes:
            named = canonical("outcomes", one.id, moves).partition(".")[0]
            if named != canonical("meetings", one.meeting, moves):
                ties.append((one.meeting, named))
        found.update((canonical("meetings", a, moves), canonical("meetings", b, moves)) for a, b in ties)
    return sorted(found)


@dataclass(frozen=True, eq=False)
class Shard(Sheet):
    """A part of an article that was put aside; `places` are those that its entries have in the whole article.

    `line` is that of an article that is a line, 0 of another; `place` tells where to take it up again. The article is
    read again where a fault is in it, and not held: its line stands in a text of megabytes.
    """

    line: int = 0
    place: int = 0
    places: Mapping[str, Sequence[int]] = field(default_factory=dict)
    tellings: Sequence[Telling] = ()

    @property
    def _read(self) -> Read:
        return self.again()

    def way(self, path: Way) -> Way:
        """The way to a value in the whole article."""
        if path[0] in self.places and isinstance(path[1], int):
            return (path[0], self.places[str(path[0])][path[1]], *path[2:])
        return path

    def finding(self, path: Way, message: str, remedy: str) -> Finding:
        """A finding at the value that `path` leads to."""
        return super().finding(self.way(path), message, remedy)

    def telling(self, place: int) -> Telling:
        """By what a statement could be known again."""
        return self.tellings[place]

    def line_of(self, path: Way) -> int:
        """The line at which a value stands."""
        return self.line or super().line_of(self.way(path))


class Shelf:
    """The chunks that were put aside, from which articles are taken again by their places."""

    def __init__(self, asides: Sequence[Aside]) -> None:
        self.asides = asides

    def aside(self, place: int) -> Aside:
        """The chunk of an article."""
        return self.asides[number_of(place)]

    def again(self, place: int) -> Callable[[], Read]:
        """What reads an article again."""
        return partial(_again, self.aside(place).chunk, place & ((1 << _BITS) - 1))

    def sheet(self, place: int) -> Sheet:
        """An article, to be read whole."""
        one = self.aside(place)
        return Sheet(one.chunk.file, self.again(place), one.is_judged)

    def shard(
        self, place: int, article: ArticleGist | None = None, *, text: str = "", meetings: Sequence[Any] = (),
        outcomes: Sequence[Any] = (), statements: Sequence[Any] = (),
    ) -> Shard:
        """A part of an article: some of its entries, each with its place."""
        one = self.aside(place)
        gist = Gist(
            article or NOBODY, text, [entry for _, entry in meetings], [entry for _, entry, *_ in statements],
            [entry for _, entry in outcomes], frozenset(),
        )
        places = {"meetings": meetings, "outcomes": outcomes, "statements": statements}
        line = one.chunk.line + (place & ((1 << _BITS) - 1)) if one.chunk.has_lines else 0
        return Shard(
            one.chunk.file, self.again(place), one.is_judged, Kept(gist, {}, False, False), line, place,
            {table: [number for number, *_ in entries] for table, entries in places.items() if entries},
            [telling for *_, telling in statements],
        )


NOBODY = ArticleGist("", "", PublishedBasis.METADATA, None, None)
"""An article of which nothing is asked."""


@lru_cache(maxsize=1)
def _again(chunk: Chunk, number: int) -> Read:
    return _pieces(chunk)[number].read(ArticleFile)


@lru_cache(maxsize=1)
def _pieces(chunk: Chunk) -> Sequence[Piece]:
    return list(pieces_of(chunk))[len(chunk.findings) :]


def forget() -> None:
    """Forget what files held that may have been written anew since."""
    for remembered in (registries_of, wanted, _again, _pieces):
        remembered.cache_clear()
