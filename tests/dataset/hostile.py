"""Datasets that nobody would publish: with hostile words in every field that holds words, or with thousands of rows."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

from invented import THREE, article, meeting, outcome, statement, tables

from trilat import dataset
from trilat.dataset import Dataset
from trilat.tables.arrow import to_arrow
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES
from trilat.vocabularies import Status

HOSTILE = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "\"><svg onload='alert(1)'>", "&lt;b&gt;",
    "</style><b>", "<!--", "]]>", "\u202egnp.exe", "\x1b[31mred", "line\nline", "x" * 100_000, "한국 <i>말</i>",
    "{{7*7}}", "שלום <b>", "' onmouseover='alert(1)",
]
URLS = ["https://example.org/?a=1&b=\"><script>", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
        "\tjavascript:alert(1)", "https:alert(1)", "//example.org", "https://exa mple.org", "http://[", "vbs:x", ""]


def dataset_of(made: dict[str, Sequence[Any]]) -> Dataset:
    """The bundled release with these rows in place of its own."""
    rows = {name: to_arrow(TABLES[name], made.get(name, [])) for name in TABLES}
    return dataset.load()._with(rows, None, "precedence")


def changed(row: Any, **values: Any) -> Any:
    """The row with other values."""
    return type(row)(**{column.name: getattr(row, column.name) for column in columns(type(row))} | values)


def whole() -> dict[str, list[Any]]:
    """Tables of one article that has something in most of them."""
    return tables(article(
        title="Envoys to meet", byline=["Ana Ruiz"], url="https://example.org/a", wire="agency-y", meetings=[
            meeting(title="Talks", level="envoys", status="held", date="2031-03-08", place="busan", parties=THREE,
                    topics=["trade"], firsts=[{"scope": "ever"}], positions=[{"party": "US", "position": "announced"}],
                    participants=[{"slot": "us-head", "person": "jane-doe", "office": "us-envoy", "party": "US",
                                   "named_as": "J. Doe", "titled_as": "envoy"}]),
        ],
        statements=[statement(summary="Speaks of trade.", date="2031-02-28", about=["talks"])],
        outcomes=[outcome(summary="They agree.", kind="agreement", stage="claimed", actors=["US", "JP"])],
    ))


def hostile(text: str, url: str = "https://example.org/") -> Dataset:
    """A dataset with this text in each column of free words, and this address on its article."""
    words = {"title", "name", "description", "byline", "names", "named_as", "titled_as", "summary",
             "speaker_description", "occasion", "series", "place_city", "reason"}
    made = {
        table: [changed(row, **{
            column.name: (text,) if column.many else text for column in columns(type(row)) if column.name in words
        } | ({"url": url} if table == "articles" else {})) for row in rows]
        for table, rows in whole().items()
    }
    return dataset_of(made)


def everything(ds: Dataset) -> Iterator[Any]:
    """All that a notebook can show of a dataset."""
    yield from (ds, ds.disagreement(), *ds.tables.values())
    yield from (row for table in ds.tables.values() for row in table)
    yield from (one.readouts for one in ds.meetings)


def thousands(meetings: int = 3000) -> Dataset:
    """A dataset of thousands of meetings, over a quarter of a century, many with vague dates."""
    chance = random.Random(1)  # noqa: S311  # nothing secret
    made = whole()
    [one], [paper] = made["meetings"], made["articles"]
    days = [dt.date(2000, 1, 1) + dt.timedelta(days=chance.randrange(9000)) for _ in range(meetings)]
    widths = [dt.timedelta(days=chance.choice([0, 0, 0, 6, 30, 364])) for _ in days]
    status = [chance.choice([*Status, None]) for _ in days]
    made["meetings"] = [
        changed(one, meeting_id=f"talks-{n:05}", date=f"[{day}..{day + width}]", date_earliest=day,
                date_latest=day + width, status=state)
        for n, (day, width, state) in enumerate(zip(days, widths, status, strict=True))
    ]
    made["articles"] = [changed(paper, article_id=f"post-{n:05}", published_latest=day, publisher_id=chance.choice(
        ["harbour-post", "tide-times", "gull-gazette", None])) for n, day in enumerate(days)]
    return dataset_of(made)
