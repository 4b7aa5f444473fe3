"""Rules on who is who over time: ids that go no more, and records that may be one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from trilat import edtf
from trilat.findings import Finding, Severity
from trilat.models.article import ArticleFile, MeetingEntry, Span, StatementEntry
from trilat.models.registries import Split
from trilat.rules.references import Path, references
from trilat.sheets import Sheet, Sheets
from trilat.tables.redirects import canonical, canonical_in
from trilat.vocabularies import Stance

SIMILAR = 0.8
"""From what share of common words on two summaries are alike (the ratio of difflib)."""

OWN = ("meetings", "statements", "outcomes")


def retired_id(sheets: Sheets) -> Iterator[Finding]:
    """An id that was merged, renamed or split is never used again.

    An article that was coded before may keep an id that was merged or renamed, which reads as the one that took its
    place. One that was split may stand nowhere, since no one but the article can say which record it means.
    """
    if not sheets.retired:
        return
    for sheet in (*sheets.articles, *sheets.registries.values()):
        for path, tables, record in (*_own_ids(sheet), *references(sheet)):
            for table in tables:
                fault = _fault(sheets, sheet, table, record)
                if fault is not None:
                    yield sheet.finding("retired-id", path, *fault)


def _own_ids(sheet: Sheet) -> Iterator[tuple[Path, Sequence[str], str]]:
    if isinstance(sheet.model, ArticleFile):
        for table in OWN:
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
    """
    if not sheets.impossible_dates:
        yield from _pairs(sheets, "meetings", _meetings(sheets), _same_meeting)
        yield from _pairs(sheets, "statements", _statements(sheets), _same_statement)


@dataclass
class _Look:
    """What articles say of one record by which it could be known again."""

    record: str
    sheet: Sheet
    path: Path
    keys: set[tuple[str, ...]] = field(default_factory=set)
    dates: list[edtf.Edtf] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    portfolio: set[str] = field(default_factory=set)
    statements: list[tuple[str, StatementEntry]] = field(default_factory=list)

    @cached_property
    def summaries(self) -> list[list[str]]:
        """The words of each summary of a statement."""
        return [entry.summary.casefold().split() for _, entry in self.statements if entry.summary]

    @cached_property
    def spans(self) -> list[tuple[str, Span]]:
        """The evidence for what a statement says, each with its article."""
        return [
            (article, span) for article, entry in self.statements for span in entry.spans
            if isinstance(span, Span) and (span.supports is None or "summary" in span.supports)
        ]

    @cached_property
    def days(self) -> tuple[edtf.Edtf, ...]:
        """The dates that no other makes more precise."""
        return tuple(
            one for one in self.dates
            if not any(other.days is not None and (one.days is None or other.days < one.days) and one.overlaps(other)
                       for other in self.dates)
        )


Looks = Mapping[str, _Look]


def _meetings(sheets: Sheets) -> Looks:
    looks: dict[str, _Look] = {}
    parties: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    levels: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets.articles:
        for place, entry in enumerate(sheet.model.meetings):
            look = _look_of(sheets, sheet, ("meetings", place), entry, looks)
            if look is not None:
                look.portfolio.update(entry.portfolio)
                levels[look.record].update([entry.level] if entry.level else [])
                if entry.parties and entry.parties_complete is not False:
                    parties[look.record].add(tuple(sorted(_party_today(party, sheets) for party in entry.parties)))
    for record, look in looks.items():
        look.keys = {(level, *sides) for level in levels[record] for sides in parties[record]}
    return looks


def _statements(sheets: Sheets) -> Looks:
    looks: dict[str, _Look] = {}
    for sheet in sheets.articles:
        for place, entry in enumerate(sheet.model.statements):
            look = _look_of(sheets, sheet, ("statements", place), entry, looks)
            if look is not None:
                speakers = {canonical_in(("people", "organizations"), one, sheets.moves) for one in entry.speakers}
                look.keys.add(tuple(sorted(speakers)))
                look.statements.append((sheet.model.article.id, entry))
    return looks


def _look_of(
    sheets: Sheets, sheet: Sheet, path: Path, entry: MeetingEntry | StatementEntry, looks: dict[str, _Look]
) -> _Look | None:
    """What is known so far of the record of an entry, with its article and date added; none where it is denied."""
    if entry.stance is Stance.DENIED:
        return None
    record = canonical(str(path[0]), entry.id, sheets.moves)
    look = looks.get(record)
    if look is None:
        look = looks[record] = _Look(record, sheet, (*path, "id"))
    look.articles.add(sheet.model.article.id)
    if entry.date:
        look.dates.append(edtf.parse(entry.date))
    return look


def _party_today(party: str, sheets: Sheets) -> str:
    organization = party.removeprefix("org:")
    return party if organization == party else "org:" + canonical("organizations", organization, sheets.moves)


def _pairs(
    sheets: Sheets, table: str, looks: Looks, reason: Callable[[_Look, _Look], str | None]
) -> Iterator[Finding]:
    """For every record that may be one with records read before it, a finding that names the first of them."""
    apart = sheets.distinct(table)
    for record, others in _near(looks).items():
        look = looks[record]
        reasons = ((other, reason(looks[other], look)) for other in others if frozenset({other, record}) not in apart)
        first = next(((other, why) for other, why in reasons if why is not None), None)
        if first is not None:
            yield look.sheet.finding(
                "likely-duplicate", look.path, f"may be {first[0]}: {first[1]}",
                "give both one id (trilat records merge), or list both in distinct.yaml with the reason",
                Severity.ADVICE,
            )


def _near(looks: Looks) -> Mapping[str, list[str]]:
    """For each record those read before it that share a key with it and have dates that overlap, in their order."""
    order = {record: place for place, record in enumerate(looks)}
    found: dict[str, set[int]] = defaultdict(set)
    names = list(looks)
    groups: dict[tuple[str, ...], list[_Look]] = defaultdict(list)
    for look in looks.values():
        for key in look.keys if look.dates else ():
            groups[key].append(look)
    for group in groups.values():
        open_still: list[_Look] = []
        for look in sorted(group, key=_begins):
            open_still = [other for other in open_still if _ends(other) >= _begins(look)]
            for other in open_still:
                if any(a.overlaps(b) for a in look.days for b in other.days):
                    first, last = sorted((order[look.record], order[other.record]))
                    found[names[last]].add(first)
            open_still.append(look)
    return {record: [names[place] for place in sorted(places)] for record, places in found.items()}


def _begins(look: _Look) -> date:
    return min(day.earliest or date.min for day in look.days)


def _ends(look: _Look) -> date:
    return max(day.latest or date.max for day in look.days)


def _same_meeting(one: _Look, other: _Look) -> str | None:
    told_apart = bool(one.articles & other.articles)
    other_field = bool(one.portfolio and other.portfolio and not one.portfolio & other.portfolio)
    if told_apart or other_field:
        return None
    dates = " and ".join(" or ".join(day.text for day in look.days) for look in (one, other))
    return f"the same parties and level, and dates that overlap ({dates})"


def _same_statement(one: _Look, other: _Look) -> str | None:
    if any(_meet(a, b) for a in one.spans for b in other.spans):
        return "the same speakers, dates that overlap, and evidence that does too"
    alike = max((_likeness(a, b) for a in one.summaries for b in other.summaries), default=0.0)
    return f"the same speakers, dates that overlap, and summaries that are alike ({alike:.0%})" if (
        alike >= SIMILAR) else None


def _meet(a: tuple[str, Span], b: tuple[str, Span]) -> bool:
    """Whether two stretches share half of the shorter in one article, or are the same words in two."""
    if a[0] != b[0]:
        return a[1].digest == b[1].digest
    (start, end), (begin, stop) = a[1].chars, b[1].chars
    return 2 * (min(end, stop) - max(start, begin)) >= min(end - start, stop - begin)


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """What share of their words two summaries have in common and in one order, or 0 where it is surely too small."""
    most = min(len(a), len(b), (Counter(a) & Counter(b)).total())
    if 2 * most < SIMILAR * (len(a) + len(b)):
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
