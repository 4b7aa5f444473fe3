"""What several rules look at: meetings by record, the parties that they are said to have, and dates that are dates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from trilat import edtf
from trilat.models.article import Article, MeetingEntry
from trilat.sheets import Sheet, Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import Stance

Path = tuple[str | int, ...]

ONE_DAY = timedelta(days=1)
"""How far apart the calendars of two places can be: an evening in one is the next morning in the other."""


class Placed(NamedTuple):
    """A meeting entry, and where it stands."""

    sheet: Sheet
    path: Path
    entry: MeetingEntry


class Sides(NamedTuple):
    """The parties that entries name for a meeting, and whether any of them names all."""

    named: frozenset[str]
    complete: bool


@cache
def day(text: str | None) -> edtf.Edtf | None:
    """A date as days; None where there is none, or none that the calendar has."""
    try:
        return edtf.parse(text) if text is not None else None
    except ValueError:
        return None


def asserted(article: Article) -> edtf.Edtf | None:
    """When an article says what it says."""
    return day(article.written or article.published)


def wholly_after(one: edtf.Edtf | None, other: edtf.Edtf | None) -> bool:
    """Whether a date lies behind another in every calendar there is."""
    if one is None or other is None or one.earliest is None or other.latest is None:
        return False
    return other.latest < date.max - ONE_DAY and one.earliest > other.latest + ONE_DAY


def meetings(sheets: Sheets) -> Iterator[Placed]:
    """Every entry of a meeting that is not a denial."""
    for sheet in sheets.articles:
        for place, entry in enumerate(sheet.model.meetings):
            if entry.stance is not Stance.DENIED:
                yield Placed(sheet, ("meetings", place), entry)


def by_record(sheets: Sheets, placed: Iterable[Placed]) -> Mapping[str, list[Placed]]:
    """Entries by the id that their meeting goes by today."""
    found: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        found[canonical("meetings", one.entry.id, sheets.moves)].append(one)
    return found


def is_complete(entry: MeetingEntry) -> bool:
    """Whether an entry names all parties, each a country."""
    return bool(entry.parties) and entry.parties_complete is not False and countries_alone(entry.parties)


def countries_alone(parties: Iterable[str]) -> bool:
    """Whether no organisation is among the parties: whom it stands for is not known here."""
    return not any(party.startswith("org:") for party in parties)


def sides(entries: Iterable[Placed]) -> Sides:
    """The parties that the entries of one meeting name."""
    listed = [one.entry for one in entries if one.entry.parties]
    named = frozenset(party for entry in listed for party in entry.parties)
    return Sides(named, countries_alone(named) and any(map(is_complete, listed)))
