"""Rules on dates."""

from collections.abc import Iterator

from trilat import edtf
from trilat.findings import Finding
from trilat.sheets import Sheets


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
    for sheet, path, why in sheets.impossible_dates:
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
            try:
                written, published = edtf.parse(article.written), edtf.parse(article.published)
            except ValueError:
                continue
            if written.earliest and published.latest and written.earliest > published.latest:
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
        try:
            latest = edtf.parse(sheet.model.article.published).latest
        except ValueError:
            continue
        if latest is None:
            yield sheet.finding(("article", "published"), "the date has no latest day",
                                "give a day by which it was certainly published")
