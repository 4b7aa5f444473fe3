"""Rules on dates."""

from collections.abc import Iterator

from trilat import edtf
from trilat.findings import Finding
from trilat.models.article import Article, MeetingEntry
from trilat.rules.views import Path, asserted, day, wholly_after
from trilat.sheet import Placed, Sheet
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import Stance, Status, WithinAs


def impossible_date(sheets: Sheets) -> Iterator[Finding]:
    """Every date is one that the calendar has, and runs forward.

    Fails:
        meetings:
          - {id: talks, date: 2031-02-29}

    Fails:
        meetings:
          - {id: talks, date: "[2031-03-14..2031-03-08]"}

    Passes:
        meetings:
          - {id: talks, date: "[2031-03-08..2031-03-14]"}
    """
    for sheet in sheets.judged:
        for path, why in sheet.impossible_dates:
            yield sheet.finding(path, why, "write the day as the calendar has it")


def written_after_published(sheets: Sheets) -> Iterator[Finding]:
    """An article is not written wholly after it was published.

    Fails:
        article: {published: 2031-03-02, written: 2031-03-04}

    Passes:
        article: {published: 2031-03-04, written: 2031-03-02}
    """
    for sheet in sheets.articles:
        article = sheet.model.article
        if article.written is not None:
            written, published = day(article.written), day(article.published)
            if (
                written and published and written.earliest and published.latest and written.earliest > published.latest
            ):
                yield sheet.finding(("article", "written"),
                                    f"the article was published {article.published}", "mend one of the two dates")


def open_publication(sheets: Sheets) -> Iterator[Finding]:
    """The day of publication has a latest bound, from which on the article was certainly known.

    Fails:
        article: {published: "[2031-03-01..]"}

    Passes:
        article: {published: "[2031-03-01..2031-03-20]"}
    """
    for sheet in sheets.articles:
        published = day(sheet.model.article.published)
        if published and published.latest is None:
            yield sheet.finding(("article", "published"), "the date has no latest day",
                                "give a day by which it was certainly published")


def coded_before_published(sheets: Sheets) -> Iterator[Finding]:
    """An article is not coded before it was published.

    Fails:
        article: {published: 2031-03-10, coded_on: 2031-03-01}

    Passes:
        article: {published: 2031-03-10, coded_on: 2031-03-11}
    """
    for sheet in sheets.articles:
        article: Article = sheet.model.article
        if wholly_after(day(article.published), day(article.coded_on)):
            yield sheet.finding(("article", "coded_on"), f"the article was published {article.published}",
                                "mend one of the two dates")


def future_date(sheets: Sheets) -> Iterator[Finding]:
    """What has been published, written, coded or decided was so by today.

    A day of grace is given, since it is tomorrow already where others work. (In these snippets it is 31 December 2031.)

    Fails:
        article: {published: 2032-01-05, coded_on: 2032-01-05}

    Passes:
        article: {published: 2031-12-30, coded_on: 2031-12-31}
    """
    if sheets.today is not None:
        today = edtf.Edtf(sheets.today.isoformat(), sheets.today, sheets.today)
        for sheet, path, text in _days_past(sheets):
            if wholly_after(day(text), today):
                yield sheet.finding(path, f"today is {today}", "mend the year, the month or the day")


def _days_past(sheets: Sheets) -> Iterator[tuple[Sheet, Path, str]]:
    """The dates that cannot lie ahead."""
    for sheet in sheets.articles:
        for field in ("published", "written", "coded_on"):
            if (text := getattr(sheet.model.article, field)) is not None:
                yield sheet, ("article", field), text
    for name, field in (("resolutions", "decided_on"), ("redirects", "since")):
        if name in sheets.registries:
            for place, one in enumerate(getattr(sheets.registries[name].model, name)):
                yield sheets.registries[name], (name, place, field), getattr(one, field)


def statement_after_article(sheets: Sheets) -> Iterator[Finding]:
    """No statement is dated later than the article that has it.

    A day more is allowed: an evening paper can have what was said on the next morning on the other side of the world.

    Fails:
        article: {published: 2031-03-10}
        statements:
          - {id: remarks, date: 2031-03-12}

    Passes:
        article: {published: 2031-03-10}
        statements:
          - {id: remarks, date: 2031-03-09}
    """
    for sheet in sheets.articles:
        told = asserted(sheet.model.article)
        for place, statement in enumerate(sheet.model.statements):
            if statement.stance in (None, Stance.STATED) and wholly_after(day(statement.date), told):
                yield sheet.finding(("statements", place, "date"), f"the article is of {told}",
                                    "mend the day; a statement to come is not coded")


def held_before_its_day(sheets: Sheets) -> Iterator[Finding]:
    """What an article tells as held, or as under way, has a date that is not later than the article.

    A day more is allowed, as with statements.

    Fails:
        article: {published: 2031-03-10}
        meetings:
          - {id: talks, status: held, date: 2031-03-12}

    Passes:
        article: {published: 2031-03-10}
        meetings:
          - {id: talks, status: scheduled, date: 2031-03-12}
    """
    for sheet, path, entry in sheets.meetings:
        if entry.status in (Status.HELD, Status.UNDER_WAY):
            told = asserted(sheet.model.article)
            dates = dates_of(entry, sheet.model.meetings)
            if dates and all(wholly_after(date, told) for date in dates):
                yield sheet.finding((*path, "status"), f"the article is of {told}, and the meeting's date {dates[0]}",
                                    "mend the status or the date, or give the article's day anew")


def dates_of(entry: MeetingEntry, others: list[MeetingEntry]) -> list[edtf.Edtf]:
    """The date that an entry gives its meeting; else those that other entries of the article give it."""
    texts = [entry.date] if entry.date else [
        other.date for other in others if other.id == entry.id and other.stance is not Stance.DENIED
    ]
    return [date for text in texts if (date := day(text)) is not None]


def sideline_outside_parent(sheets: Sheets) -> Iterator[Finding]:
    """A meeting within another is on a day of the other; on its sidelines, the day before or after will do.

    Fails:
        meetings:
          - {id: talks, date: 2031-03-20, within: summit, within_as: sidelines}
          - {id: summit, date: 2031-03-05/2031-03-06}

    Passes:
        meetings:
          - {id: talks, date: 2031-03-06, within: summit, within_as: sidelines}
          - {id: summit, date: 2031-03-05/2031-03-06}
    """
    records = sheets.meetings_by_record
    dates = {record: _dates(entries) for record, entries in records.items()}
    for record, entries in records.items():
        for sheet, path, entry in entries:
            if entry.within:
                parent = canonical("meetings", entry.within, sheets.moves)
                own = dates[record] if entry.date is None else _dates([Placed(sheet, path, entry)])
                around = dates.get(parent, [])
                slack = 0 if entry.within_as is WithinAs.SESSION else 1
                if parent != record and own and around and not any(_meet(a, b, slack) for a in own for b in around):
                    yield sheet.finding(
                        (*path, "within"),
                        f"is on {' or '.join(map(str, own))}, and {parent} on {' or '.join(map(str, around))}",
                        "mend a date, or name the meeting that it belongs to",
                    )


def first_out_of_order(sheets: Sheets) -> Iterator[Finding]:
    """A meeting is the first since something earlier.

    Fails:
        meetings:
          - {id: talks, date: 2031-03-05, firsts: [{scope: since, since: 2031-04}]}

    Fails:
        meetings:
          - {id: talks, date: 2031-03-05, firsts: [{scope: since, previous: round}]}
          - {id: round, date: 2031-03-09}

    Passes:
        meetings:
          - {id: talks, date: 2031-03-05, firsts: [{scope: since, previous: round}]}
          - {id: round, date: 2030-10}
    """
    records = sheets.meetings_by_record
    dates = {record: _dates(entries) for record, entries in records.items()}
    for record, entries in records.items():
        own = dates[record]
        for sheet, path, entry in entries if own else ():
            for place, first in enumerate(entry.firsts):
                at = (*path, "firsts", place)
                since = day(first.since)
                previous = dates.get(canonical("meetings", first.previous, sheets.moves), []) if first.previous else []
                if since and all(_after(since, date) for date in own):
                    yield sheet.finding((*at, "since"), f"the meeting itself is on {own[0]}", "mend one of the dates")
                if previous and all(_after(date, other) for date in previous for other in own):
                    yield sheet.finding((*at, "previous"), f"{first.previous} is on {previous[0]}, after this meeting",
                                        "name the earlier meeting, or mend the dates")


def _dates(entries: list[Placed]) -> list[edtf.Edtf]:
    """The different dates that entries give their meeting, in the order of the files."""
    return list({date.text: date for one in entries if (date := day(one.entry.date)) is not None}.values())


def _after(one: edtf.Edtf, other: edtf.Edtf) -> bool:
    return one.earliest is not None and other.latest is not None and one.earliest > other.latest


def _meet(one: edtf.Edtf, other: edtf.Edtf, slack: int) -> bool:
    """Whether two dates can share a day, or be `slack` days apart."""
    return not any(
        a.earliest and b.latest and (a.earliest - b.latest).days > slack for a, b in ((one, other), (other, one))
    )
