"""Views for regressions: pairs of countries by meeting, and what countries do by month."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from trilat import edtf
from trilat.dataset.help import date_text, meetings_among, near, no_country, several
from trilat.dataset.table import Table, table_of
from trilat.errors import UsageError
from trilat.tables.columns import Row, column
from trilat.vocabularies import COUNTRIES, Format, Level, OutcomeKind, Portfolio, Status, Term

if TYPE_CHECKING:
    from trilat.dataset.objects import Meeting

Uncertain = Literal["share", "earliest", "latest", "leave-out"]
UNCERTAIN = {
    "share": "each month has its share of the days that the date can mean, so that all shares add up to one",
    "earliest": "the month of the first day that the date can mean",
    "latest": "the month of the last",
    "leave-out": "only meetings whose month is certain",
}
LONGEST = 3660
"""Days that a date can span to be shared out among months; one that is vaguer is left out."""


@dataclass(frozen=True, slots=True)
class Dyad(Row):
    """Two countries that are parties to one meeting."""

    table: ClassVar[str] = "dyads"
    key: ClassVar[tuple[str, ...]] = ("meeting_id", "country_a", "country_b")
    meeting_id: str = column("The meeting.", to="meetings")
    country_a: str = column("The country whose code comes first in the alphabet.")
    country_b: str = column("The other.")
    parties: int = column("Number of parties to the meeting, organisations too.")
    format: Format | None = column("How many sides meet.")
    level: Level | None = column("The rank of the heads of delegation.")
    portfolio: tuple[Portfolio, ...] = column("What they stand for.")
    status: Status | None = column("How far the meeting has come.")
    date: str | None = column("The date as EDTF.")
    date_earliest: dt.date | None = column("First day that the date can mean.")
    date_latest: dt.date | None = column("Last day that the date can mean.")


def dyads(meetings: Iterable[Meeting]) -> Table[Dyad]:
    """A row for each meeting and pair of countries among its parties."""
    return table_of(Dyad, [
        Dyad(one.meeting_id, *pair, len(one.parties), one.format, one.level, one.portfolio, one.status, one.date,
             one.date_earliest, one.date_latest)
        for one in meetings_among(meetings)
        for pair in combinations(sorted(COUNTRIES.intersection(one.parties)), 2)
    ])


def country_months(
    meetings: Iterable[Meeting], uncertain: Uncertain, since: str | dt.date | None, until: str | dt.date | None,
    countries: Collection[str] | None,
) -> Table[Any]:
    """Counts for each country and month, noughts too: meetings, by status and level, and outcomes by kind."""
    if not isinstance(uncertain, str) or uncertain not in UNCERTAIN:
        raise UsageError(f"uncertain dates cannot be treated by {uncertain!r}; the ways are {', '.join(UNCERTAIN)}"
                         f"{near(str(uncertain), UNCERTAIN)}")
    counts: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    parties: set[str] = set()
    months: set[str] = set()
    for one in meetings_among(meetings):
        there = COUNTRIES.intersection(one.parties)
        parties |= there
        shares = dict(_shares(one, uncertain))
        months |= set(shares)
        for month, share in shares.items():
            for country in there:
                _count(counts[country, month], one, country, share)
    wanted = sorted(parties if countries is None else _countries(countries))
    names = tuple(name for name, _ in MEASURES)
    rows = [CountryMonth(country, month, *(counts.get((country, month), {}).get(name, 0.0) for name in names))
            for country in wanted for month in _range(months, since, until)]
    return table_of(CountryMonth, rows)


def _countries(given: object) -> set[str]:
    """The codes of countries that were given; raises UsageError where one is none."""
    wanted = {str(one) for one in several(given)}
    wrong = min(wanted - COUNTRIES, default=None)
    if wrong is not None:
        raise no_country(wrong)
    return wanted


def _count(into: dict[str, float], one: Meeting, country: str, share: float) -> None:
    into["meetings"] += share
    for prefix, term in (("status", one.status), ("level", one.level)):
        if term is not None:
            into[_name(prefix, term)] += share
    for outcome in one.outcomes:
        if outcome.kind is not None and country in outcome.actors:
            into[_name("outcome", outcome.kind)] += share


def _shares(one: Meeting, uncertain: str) -> Iterator[tuple[str, float]]:
    """The months in which a meeting counts, and how much in each; none where its date is open or not known."""
    first, last = one.date_earliest, one.date_latest
    if first is None or last is None:
        return
    if uncertain in ("earliest", "latest"):
        yield _month(first if uncertain == "earliest" else last), 1.0
    elif _month(first) == _month(last):
        yield _month(first), 1.0
    elif uncertain == "share" and (last - first).days < LONGEST:
        days = [_month(first + dt.timedelta(number)) for number in range((last - first).days + 1)]
        yield from ((month, days.count(month) / len(days)) for month in dict.fromkeys(days))


def _month(day: dt.date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _range(months: Collection[str], since: object, until: object) -> list[str]:
    """Every month from the first to the last."""
    begin, end = (_bound(text) for text in (since, until))
    first = _month(begin.earliest) if begin and begin.earliest else min(months, default="")
    last = _month(end.latest) if end and end.latest else max(months, default="")
    if not first or not last:
        return []
    ends = [int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last)]
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(ends[0], ends[1] + 1)]


def _bound(text: object) -> edtf.Edtf | None:
    try:
        return None if text is None else edtf.parse(date_text(text))
    except ValueError as error:
        raise UsageError(str(error)) from error


def _name(prefix: str, term: Term) -> str:
    return f"{prefix}_{term.replace('-', '_')}"


def _measures() -> Iterator[tuple[str, str]]:
    yield "meetings", "Meetings to which the country is a party."
    for prefix, terms in (("status", Status), ("level", Level), ("outcome", OutcomeKind)):
        what = "Outcomes of them, with the country among the actors, of the kind" if prefix == "outcome" else (
            f"Those of the {prefix}")
        yield from ((_name(prefix, term), f"{what} {term}.") for term in terms)


MEASURES = tuple(_measures())
_TAKEN: Mapping[str, Any] = {
    "__doc__": "What one country does in one month.", "__module__": __name__,
    "table": "country_months", "key": ("country", "month"),
}
CountryMonth: Any = dataclasses.make_dataclass(
    "CountryMonth",
    [("country", str, column("ISO 3166-1 alpha-2 code.")), ("month", str, column("The month: 2021-03.")),
     *((name, float, column(said)) for name, said in MEASURES)],
    bases=(Row,), frozen=True, slots=True, namespace=dict(_TAKEN))
