"""What several rules look at: the parties that meetings are said to have, and dates that are dates."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from trilat import edtf
from trilat.models.article import Article, MeetingEntry
from trilat.models.gist import ArticleGist, MeetingGist
from trilat.sheet import Placed

Path = tuple[str | int, ...]

ONE_DAY = timedelta(days=1)
"""How far apart the calendars of two places can be: an evening in one is the next morning in the other."""


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


def asserted(article: Article | ArticleGist) -> edtf.Edtf | None:
    """When an article says what it says."""
    return day(article.written or article.published)


def wholly_after(one: edtf.Edtf | None, other: edtf.Edtf | None) -> bool:
    """Whether a date lies behind another in every calendar there is."""
    if one is None or other is None or one.earliest is None or other.latest is None:
        return False
    return other.latest < date.max - ONE_DAY and one.earliest > other.latest + ONE_DAY


def is_complete(entry: MeetingEntry | MeetingGist) -> bool:
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
