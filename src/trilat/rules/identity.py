"""Rules on who is who over time: ids that go no more, and records that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from trilat import edtf
from trilat.findings import Finding, Fix
from trilat.models.article import ArticleFile
from trilat.models.gist import Telling
from trilat.models.parts import ENTRIES
from trilat.models.registries import Split
from trilat.rules.names import other_id
from trilat.rules.views import Path
from trilat.sheet import Sheet
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical, canonical_in
from trilat.vocabularies import Stance

SIMILAR = 0.8
"""From what share of common words on two summaries are alike (the ratio of difflib)."""

MOST_COMPARED = 50
"""With how many records of the same keys and days each is compared, by how many summaries of each.

A thousand of them must take no million comparisons."""

Stretch = tuple[int, int, str]


def retired_id(sheets: Sheets) -> Iterator[Finding]:
    """An id that was merged, renamed or split is never used again.

    An article that was coded before may keep an id that was merged or renamed, which reads as the one that took its
    place. One that was split may stand nowhere, since no one but the article can say which record it means.

    Fails:
        article: {coded_on: 2031-05-01}
        meetings:
          - {id: talks}
        ---
        redirects:
          - {table: meetings, old: talks, new: envoys, reason: One meeting., since: 2031-04-01}

    Passes:
        article: {coded_on: 2031-05-01}
        meetings:
          - {id: envoys}
        ---
        redirects:
          - {table: meetings, old: talks, new: envoys, reason: One meeting., since: 2031-04-01}
    """
    for sheet in sheets.judged if sheets.retired else ():
        for path, tables, record in (*_own_ids(sheet), *sheet.references):
            for table in tables:
                fault = _fault(sheets, sheet, table, record)
                if fault is not None:
                    yield replace(sheet.finding(path, *fault), fix=_now(sheets, sheet, table, record, path))


def _now(sheets: Sheets, sheet: Sheet, table: str, record: str, path: Path) -> Fix | None:
    """Write the id that took the place of one that was merged or renamed; an outcome bears its meeting's."""
    new = canonical(table, record, sheets.moves)
    if isinstance(sheets.retired.get((table, new)), Split):
        return None
    paths = [path]
    if path[0] == "outcomes" and path[2:] == ("meeting",):
        paths += [("outcomes", path[1], "id")]
    return other_id(sheet.document, paths, record, new, safe=True)


def _own_ids(sheet: Sheet) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    if isinstance(sheet.model, ArticleFile):
        for table in ENTRIES:
            for place, entry in enumerate(getattr(sheet.model, table)):
                yield (table, place, "id"), (table,), entry.id


def _fault(sheets: Sheets, sheet: Sheet, table: str, record: str) -> tuple[str, str] | None:
    """Why an id may not stand here, and what to do about it."""
    first = sheets.retired.get((table, record))
    if first is None:
        return None
    last = sheets.retired.get((table, canonical(table, record, sheets.moves)))
    article = sheet.model.article.id if isinstance(sheet.model, ArticleFile) else None
    if isinstance(last, Split):
        here = [part.record for part in last.into if article in part.articles]
        ids = " or ".join(here or [part.record for part in last.into])
        return f"{last.old} was split on {last.since} into {', '.join(p.record for p in last.into)}", f"write {ids}"
    if article is not None and sheet.model.article.coded_on > first.since:
        return (f"{record} was retired on {first.since}, before this article was coded",
                f"write {canonical(table, record, sheets.moves)}, or another id where another record is meant")
    return None


def likely_duplicate(sheets: Sheets) -> Iterator[Finding]:
    """No two meetings or statements are one under two ids.

    Meetings look like one where they have the same complete parties and level, dates that overlap and no different
    portfolio, and no article tells them apart by speaking of both. Statements do where they have the same speakers,
    dates that overlap, and evidence that overlaps or summaries that are alike. Records that only look like one are
    listed in distinct.yaml, with the reason.

    Fails:
        meetings:
          - {id: envoys-1, parties: [US, JP], level: envoys, date: 2031-03-08}
        ---
        meetings:
          - {id: envoys-2, parties: [US, JP], level: envoys, date: 2031-03-08}

    Passes:
        meetings:
          - {id: envoys-1, parties: [US, JP], level: envoys, date: 2031-03-08}
        ---
        meetings:
          - {id: envoys-1, parties: [US, JP], level: envoys, date: 2031-03-08}
    """
    if not sheets.has_impossible_dates:
        for table, looks_of in LOOKS.items():
            looks = looks_of(sheets)
            for record, other, why in alike(looks, table, sheets.distinct(table)):
                yield may_be(looks[record], other, why)


class _Words(NamedTuple):
    """The words of a text in their order; and each once more, with how often it stood before, as a set."""

    order: Sequence[str]
    counted: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, text: str) -> _Words:
        """The words of a text."""
        order = text.casefold().split()
        return cls(order, frozenset((word, order[:place].count(word)) for place, word in enumerate(order)))


@dataclass
class Look:
    """What articles say of one record by which it could be known again.

    Under the keys that are `beside`, it is held against none before it, but those after it are held against it.
    """

    record: str
    sheet: Sheet
    path: Path
    keys: set[tuple[str, ...]] = field(default_factory=set)
    dates: dict[str, edtf.Edtf] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)
    portfolio: set[str] = field(default_factory=set)
    told: list[tuple[Sheet, int]] = field(default_factory=list)
    beside: Set[tuple[str, ...]] = frozenset()

    @cached_property
    def statements(self) -> Sequence[Telling]:
        """The entries of a statement."""
        return [sheet.telling(place) for sheet, place in self.told]

    @cached_property
    def summaries(self) -> list[_Words]:
        """The words of each summary of a statement, of the first where there are many."""
        different = dict.fromkeys(entry.summary for entry in self.statements if entry.summary)
        return [_Words.of(summary) for summary in islice(different, MOST_COMPARED)]

    @cached_property
    def spans(self) -> Mapping[str, list[Stretch]]:
        """The evidence for what a statement says, by article."""
        found: dict[str, list[Stretch]] = defaultdict(list)
        for entry in self.statements:
            found[entry.article] += entry.spans
        return found

    @cached_property
    def digests(self) -> frozenset[str]:
        """The digests of all that evidence."""
        return frozenset(digest for spans in self.spans.values() for _, _, digest in spans)

    @cached_property
    def days(self) -> tuple[edtf.Edtf, ...]:
        """The dates that no other makes more precise."""
        return tuple(
            one for one in self.dates.values()
            if not any(other.days is not None and (one.days is None or other.days < one.days) and one.overlaps(other)
                       for other in self.dates.values())
        )

    @cached_property
    def begins(self) -> date:
        """The first day that it can be on."""
        return min(day.earliest or date.min for day in self.days)

    @cached_property
    def ends(self) -> date:
        """The last day that it can be on."""
        return max(day.latest or date.max for day in self.days)


Looks = Mapping[str, Look]
"""Of each record, by its id, what is said of it; in the order in which they are first read."""


def _meetings(sheets: Sheets) -> Looks:
    looks: dict[str, Look] = {}
    parties: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    levels: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets.articles:
        for place, entry in enumerate(sheet.gist.meetings):
            if entry.stance is not Stance.DENIED:
                look = _look_of(sheets, sheet, ("meetings", place), entry.id, entry.date, looks)
                look.portfolio.update(entry.portfolio)
                levels[look.record].update([entry.level] if entry.level else [])
                if entry.parties and entry.parties_complete is not False:
                    parties[look.record].add(tuple(sorted(_party_today(party, sheets) for party in entry.parties)))
    for record, look in looks.items():
        look.keys = {(level, *sides) for level in levels[record] for sides in parties[record]}
    return looks


def _statements(sheets: Sheets) -> Looks:
    looks: dict[str, Look] = {}
    dated = {record for sheet in sheets.articles for record, _, day, _ in sheet.gist.statements if day}
    for sheet in sheets.articles if dated else ():
        for place, (record, stance, day, speakers) in enumerate(sheet.gist.statements):
            if stance is Stance.DENIED or (not sheets.moves and record not in dated):
                continue  # without a date it is compared with none
            look = _look_of(sheets, sheet, ("statements", place), record, day, looks)
            look.keys.add(tuple(sorted({canonical_in(("people", "organizations"), one, sheets.moves)
                                        for one in speakers})))
            look.told.append((sheet, place))
    return looks


def _look_of(
    sheets: Sheets, sheet: Sheet, path: Path, written: str, day: str | None, looks: dict[str, Look]
) -> Look:
    """What is known so far of a record, with the article and the date of one more entry added."""
    record = canonical(str(path[0]), written, sheets.moves)
    look = looks.get(record)
    if look is None:
        look = looks[record] = Look(record, sheet, (*path, "id"))
    look.articles.add(sheet.gist.article.id)
    if day:
        look.dates[day] = edtf.parse(day)
    return look


def _party_today(party: str, sheets: Sheets) -> str:
    organization = party.removeprefix("org:")
    return party if organization == party else "org:" + canonical("organizations", organization, sheets.moves)


LOOKS: Mapping[str, Callable[[Sheets], Looks]] = {"meetings": _meetings, "statements": _statements}
"""What articles say of records by which these could be known again, by table."""


def alike(looks: Looks, table: str, apart: frozenset[frozenset[str]]) -> Iterator[tuple[str, str, str]]:
    """Every record that may be one with records read before it, with the first of them, and why."""
    for record, others in _near(looks).items():
        reasons = ((other, REASONS[table](looks[other], looks[record])) for other in others
                   if frozenset({other, record}) not in apart)
        first = next(((other, why) for other, why in reasons if why is not None), None)
        if first is not None:
            yield record, *first


def may_be(look: Look, other: str, why: str) -> Finding:
    """A finding that a record may be another."""
    return look.sheet.finding(look.path, f"may be {other}: {why}",
                              "give both one id (trilat records merge), or list both in distinct.yaml with the reason")


def _near(looks: Looks) -> Mapping[str, list[str]]:
    """For each record those read before it that share a key with it and have dates that overlap, in their order."""
    order = {record: place for place, record in enumerate(looks)}
    found: dict[str, set[int]] = defaultdict(set)
    names = list(looks)
    groups: dict[tuple[str, ...], list[Look]] = defaultdict(list)
    for look in looks.values():
        for key in look.keys if look.dates else ():
            groups[key].append(look)
    for key, group in groups.items():
        open_still: list[Look] = []
        for look in sorted(group, key=attrgetter("begins")):
            for other in () if key in look.beside else _recent(look, open_still):
                if any(a.overlaps(b) for a in look.days for b in other.days):
                    first, last = sorted((order[look.record], order[other.record]))
                    found[names[last]].add(first)
            open_still.append(look)
    return {record: [names[place] for place in sorted(places)] for record, places in found.items()}


def _recent(look: Look, open_still: list[Look]) -> Sequence[Look]:
    """The last that have not ended where a record begins; those that have are taken away, since no other meets them."""
    recent: list[Look] = []
    while open_still and len(recent) < MOST_COMPARED:
        other = open_still.pop()
        if other.ends >= look.begins:
            recent.append(other)
    open_still += reversed(recent)
    return recent


def _same_meeting(one: Look, other: Look) -> str | None:
    told_apart = bool(one.articles & other.articles)
    other_field = bool(one.portfolio and other.portfolio and not one.portfolio & other.portfolio)
    if told_apart or other_field:
        return None
    dates = " and ".join(" or ".join(day.text for day in look.days) for look in (one, other))
    return f"the same parties and level, and dates that overlap ({dates})"


def _same_statement(one: Look, other: Look) -> str | None:
    if _share_evidence(one, other):
        return "the same speakers, dates that overlap, and evidence that does too"
    alike = max([0.0, *(_likeness(a, b) for a in one.summaries for b in other.summaries)])
    return f"the same speakers, dates that overlap, and summaries that are alike ({alike:.0%})" if (
        alike >= SIMILAR) else None


REASONS: Mapping[str, Callable[[Look, Look], str | None]] = {"meetings": _same_meeting, "statements": _same_statement}
"""Why two records of a table may be one; None where they are not."""


def _share_evidence(one: Look, other: Look) -> bool:
    """Whether two stretches share half of the shorter in one article, or are the same words in two."""
    for article in one.spans.keys() & other.spans.keys():
        if any(_overlap(a, b) for a in one.spans[article] for b in other.spans[article]):
            return True
    return not one.digests.isdisjoint(other.digests) and any(
        a[2] == b[2]
        for article, spans in one.spans.items() for a in spans
        for elsewhere, others in other.spans.items() if elsewhere != article for b in others
    )


def _overlap(a: Stretch, b: Stretch) -> bool:
    (start, end, _), (begin, stop, _) = a, b
    return 2 * (min(end, stop) - max(start, begin)) >= min(end - start, stop - begin)


def _likeness(a: _Words, b: _Words) -> float:
    """What share of their words two summaries have in common and in one order, or 0 where it is surely too small."""
    both = len(a.order) + len(b.order)
    if 2 * min(len(a.order), len(b.order)) < SIMILAR * both or 2 * len(a.counted & b.counted) < SIMILAR * both:
        return 0.0
    from difflib import SequenceMatcher  # noqa: PLC0415  # what few files need is not loaded for one

    return SequenceMatcher(None, a.order, b.order, autojunk=False).ratio()
