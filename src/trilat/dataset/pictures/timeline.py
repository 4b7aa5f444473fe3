"""Meetings over time: a line for each, or counts by period where they are many."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trilat import edtf
from trilat.dataset.pictures.picture import Picture
from trilat.dataset.pictures.style import CONFIG, LIGHT, NO_STATUS, SOFT, STATUS_COLOURS, Spec, scale, smallness, titled
from trilat.findings import visible

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset
    from trilat.dataset.objects import Meeting

LABEL, NAMED = 80, 2
"""How many characters of a meeting's title stand beside its line, and how many of its publishers are named."""
PUBLISHERS = len(LIGHT) - 2
UNKNOWN, OTHERS = "publisher unknown", "other publishers"
DAY = dt.timedelta(days=1)
FEW_DAYS = 120

SAID: Spec = {"field": "description", "type": "nominal"}
"""What a screen reader says of a mark; without it Vega makes up words that change with the clock's time zone."""

UNITS = (("month", 3 * 366, 1), ("quarter", 12 * 366, 3), ("year", 60 * 366, 12), ("decade", 10**9, 120))
"""A period's name, how many days in all it is good for, and its months."""


def timeline(ds: Dataset, meetings: Sequence[Meeting], most: int) -> Picture:
    """Meetings over time, each with a line of its own where there are at most so many."""
    dated = [meeting for meeting in meetings if meeting.date_earliest and meeting.date_latest]
    undated = len(meetings) - len(dated)
    notes = [smallness(ds)]
    notes += [f"{undated:,} without a date that has a first and a last day are not drawn."] if undated else []
    title = f"{len(dated):,} meeting{'s' * (len(dated) != 1)} over time"
    made = _counted if len(dated) > most else _lines
    return Picture(title, {"config": CONFIG} | made(ds, dated, title, notes))


def _lines(ds: Dataset, meetings: Sequence[Meeting], title: str, notes: list[str]) -> Spec:
    rows = list(_rows(ds, meetings))
    legend = "A dot is a day; a pale bar, one day within it, unknown which; a solid bar, all its days."
    years = _years(day for one in meetings for day in (one.date_earliest, one.date_latest))
    x: Spec = {"field": "from", "type": "temporal", "scale": {"type": "utc"}, "title": f"date of the meeting{years}",
               "axis": _days_of_months(meetings)}
    y: Spec = {"field": "meeting", "type": "nominal", "sort": [row["meeting"] for row in rows], "title": None,
               "axis": {"grid": True, "ticks": False, "domain": False, "labelPadding": 8}}
    colour: Spec = {"field": "status", "type": "nominal", "title": "status",
                    "scale": scale(STATUS_COLOURS, {row["status"] for row in rows}),
                    "legend": {"symbolType": "circle", "symbolOpacity": 1}}
    told = [{"field": name, "type": "nominal"} for name in ("id", "date", "status", "reported")]
    bar = {"x": x, "x2": {"field": "to"}, "y": y, "color": colour, "tooltip": told, "description": SAID}
    return {
        "title": titled(title, [*notes, legend]),
        "data": {"values": rows}, "width": 480, "height": {"step": 21},
        "layer": [
            _marks("within", {"type": "bar", "height": 11, "opacity": 0.4}, bar),
            _marks("within", {"type": "bar", "height": 11, "filled": False, "strokeWidth": 1.2}, bar),
            _marks("lasting", {"type": "bar", "height": 11}, bar),
            _marks("lasting", {"type": "bar", "height": 11, "filled": False, "strokeWidth": 2}, bar),  # never too thin
            _marks("day", {"type": "point", "filled": True, "size": 75, "opacity": 1, "stroke": "white",
                           "strokeWidth": 0.5}, {name: bar[name] for name in bar if name != "x2"}),
            {"mark": {"type": "text", "align": "left", "color": SOFT}, "encoding": {
                "x": {"value": 495}, "y": y, "text": {"field": "told", "type": "nominal"},
            }},
        ],
    }


def _marks(kind: str, mark: Spec, encoding: Spec) -> Spec:
    return {"transform": [{"filter": f"datum.kind == '{kind}'"}], "mark": mark, "encoding": encoding}


def _rows(ds: Dataset, meetings: Iterable[Meeting]) -> Iterator[Spec]:
    """What is drawn of each meeting, by date."""
    used: Counter[str] = Counter()
    for meeting in sorted(meetings, key=lambda one: (str(one.date_earliest), str(one.date_latest), one.meeting_id)):
        earliest, latest = meeting.date_earliest, meeting.date_latest
        if not (earliest and latest and meeting.date):
            continue
        lasting = edtf.parse(meeting.date).lasting
        label = visible(meeting.title or meeting.meeting_id, LABEL)
        used[label] += 1
        number = f" ({used[label]})" if used[label] > 1 else ""
        status, reported = str(meeting.status or NO_STATUS), _reported(ds, meeting)
        yield {
            "meeting": f"{label}{number}", "id": visible(meeting.meeting_id), "date": meeting.date,
            "from": str(earliest), "to": str(_next(latest)), "status": status,
            "kind": "day" if earliest == latest else "lasting" if lasting else "within",
            "reported": reported, "told": f"{status}: {reported}",
            "description": f"{label}, {meeting.date}, {status}, reported by {reported}",
        }


def _reported(ds: Dataset, meeting: Meeting) -> str:
    """Which publishers have articles that tell of a meeting, and how many sources stand behind them."""
    names = Counter(_publisher(ds, article) for article in meeting.articles)
    unknown = names.pop(UNKNOWN, 0)
    named = sorted(names)
    parts = [visible(name, 30) for name in named[:NAMED]]
    parts += [f"{len(named) - NAMED} more"] if len(named) > NAMED else []
    parts += [f"{unknown} of unknown publisher"] if unknown else []
    sources = f"{meeting.independent_sources} source{'s' * (meeting.independent_sources != 1)}"
    return "; ".join([*filter(None, [" + ".join(parts)]), sources])


def _publisher(ds: Dataset, article: Any) -> str:
    publisher = ds.organizations.get(article.publisher_id) if article.publisher_id else None
    return publisher.name if publisher is not None else UNKNOWN


def _counted(ds: Dataset, meetings: Sequence[Meeting], title: str, notes: list[str]) -> Spec:
    """Meetings by period and status above, articles by period and publisher below."""
    ranges = [(one.date_earliest, one.date_latest, str(one.status or NO_STATUS)) for one in meetings]
    spans = [(first, last, status) for first, last, status in ranges if first and last]
    days = [article.published_latest for article in ds.articles if article.published_latest]
    begin, end = min(first for first, _, _ in spans), max(last for _, last, _ in spans)
    unit, _, months = next(one for one in UNITS if (end - begin).days <= one[1])
    rows, maybe = meetings_by_period(spans, months)
    names = Counter(_publisher(ds, article) for article in ds.articles)
    named = [name for name, _ in sorted(names.items(), key=lambda one: (-one[1], one[0])) if name != UNKNOWN]
    colours = dict(zip([*(visible(name, 30) for name in named[:PUBLISHERS]), OTHERS, UNKNOWN], LIGHT[:PUBLISHERS]
                       + LIGHT[-2:], strict=False)) if len(named) >= PUBLISHERS else {
        **dict(zip((visible(name, 30) for name in named), LIGHT, strict=False)), UNKNOWN: LIGHT[-1]}
    papers = Counter((period(day, months)[0], _among(_publisher(ds, article), named))
                     for article in ds.articles if (day := article.published_latest))
    articles = stacked(papers, list(colours), months, "publisher")
    first, last = period(min([begin, *days]), months)[0], period(max([end, *days]), months)[1]
    x: Spec = {"field": "from", "type": "temporal", "title": None,
               "scale": {"type": "utc", "domain": [{"signal": f"utc({day.year}, {day.month - 1}, {day.day})"}
                                                   for day in (first, last)]}}
    legend = (f"A bar has the meetings that certainly fell into the {unit}; the thin line reaches up to those that may "
              "have, where the date is a range.")
    return {
        "title": titled(title, [*notes, legend]),
        "resolve": {"scale": {"color": "independent"}},
        "vconcat": [
            {"width": 760, "height": 260, "layer": [
                {"data": {"values": rows}, "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
                 "encoding": {
                     "x": x, "x2": {"field": "to"},
                     "y": {"field": "low", "type": "quantitative", "title": f"meetings in the {unit}",
                           "axis": {"tickMinStep": 1, "format": "d"}},
                     "y2": {"field": "high"},
                     "color": {"field": "status", "type": "nominal", "title": "status",
                               "scale": scale(STATUS_COLOURS, {row["status"] for row in rows} | {
                                   status for _, _, status in spans})},
                     "tooltip": [{"field": name, "type": "nominal"} for name in ("period", "status", "meetings")],
                     "description": SAID,
                 }},
                {"data": {"values": maybe}, "mark": {"type": "rule", "color": "#444444"}, "encoding": {
                    "x": x | {"field": "middle"}, "y": {"field": "certain", "type": "quantitative"},
                    "y2": {"field": "possible"},
                    "tooltip": [{"field": name, "type": "nominal"} for name in ("period", "certain", "possible")],
                    "description": SAID,
                }},
            ]},
            {"width": 760, "height": 110, "data": {"values": articles},
             "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
             "encoding": {
                 "x": x | {"title": f"date{_years([first, last - DAY])}"}, "x2": {"field": "to"},
                 "y": {"field": "low", "type": "quantitative", "title": "articles published",
                       "axis": {"tickMinStep": 1, "format": "d"}},
                 "y2": {"field": "high"},
                 "color": {"field": "publisher", "type": "nominal", "title": "publisher",
                           "scale": scale(colours, {row["publisher"] for row in articles}),
                           "legend": {"columns": 4}},
                 "tooltip": [{"field": name, "type": "nominal"} for name in ("period", "publisher", "articles")],
                 "description": SAID,
             }},
        ],
    }


def _among(publisher: str, named: Sequence[str]) -> str:
    if publisher == UNKNOWN:
        return publisher
    return visible(publisher, 30) if publisher in named[:PUBLISHERS] else OTHERS


def meetings_by_period(
    spans: Sequence[tuple[dt.date, dt.date, str]], months: int
) -> tuple[list[Spec], list[Spec]]:
    """Rows for the bars, by period and status, and for the lines, by period.

    `spans` are meetings: the first and last day that their date can mean, and their status. A meeting is certain in a
    period that holds both days, and possible in each that holds a day between them.
    """
    certain: Counter[tuple[dt.date, str]] = Counter()
    possible: Counter[dt.date] = Counter()
    for first, last, status in spans:
        start, end = period(first, months)
        if last < end:
            certain[start, status] += 1
        while start <= last:
            possible[start] += 1
            start = period(start, months)[1]
    totals: Counter[dt.date] = Counter()
    for (start, _), number in certain.items():
        totals[start] += number
    rules = [_dated(start, months) | {"middle": str(start + (period(start, months)[1] - start) / 2),
                                      "certain": totals[start], "possible": number,
                                      "description": f"from {start}: {totals[start]} certain, {number} possible"}
             for start, number in sorted(possible.items()) if number > totals[start]]
    return stacked(certain, [str(status) for status in STATUS_COLOURS], months, "status"), rules


def stacked(counts: Counter[tuple[dt.date, str]], order: Sequence[str], months: int, name: str) -> list[Spec]:
    """Rows that stand on each other in every period, in the order of the names."""
    noun = "meetings" if name == "status" else "articles"
    rows, low = [], Counter[dt.date]()
    for start, one in sorted(counts, key=lambda key: (key[0], order.index(key[1]))):
        number = counts[start, one]
        rows.append(_dated(start, months) | {name: one, noun: number, "low": low[start], "high": low[start] + number,
                                             "description": f"from {start}: {number} {noun}, {one}"})
        low[start] += number
    return rows


def _dated(start: dt.date, months: int) -> Spec:
    end = period(start, months)[1]
    return {"period": f"{start} to {end - DAY}", "from": str(start), "to": str(end)}


def period(day: dt.date, months: int) -> tuple[dt.date, dt.date]:
    """The first day of the period of so many months that holds a day, and the first of the next one.

    >>> period(dt.date(2031, 5, 9), 3)
    (datetime.date(2031, 4, 1), datetime.date(2031, 7, 1))
    """
    number = (day.year * 12 + day.month - 1) // months * months
    return tuple(dt.date(at // 12, at % 12 + 1, 1) for at in (number, number + months))  # type: ignore[return-value]


def _days_of_months(meetings: Sequence[Meeting]) -> Spec:
    """How an axis tells days where there are few of them: by day and month, and not by day of the week."""
    days = [day for one in meetings for day in (one.date_earliest, one.date_latest) if day]
    few = bool(days) and (max(days) - min(days)).days <= FEW_DAYS
    return {"format": "%d %b", "tickCount": 6} if few else {}


def _years(days: Iterable[dt.date | None]) -> str:
    """The years that days fall into, since an axis of months does not tell."""
    years = sorted({day.year for day in days if day})
    return f", {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "") if years else ""


def _next(day: dt.date) -> dt.date:
    """The day after, where the calendar has one."""
    return day + DAY if day < dt.date.max else day
