"""Datasets, tables, records and readouts as HTML for a notebook: escaped, compact, without outside resources.

Colours are those of the notebook, so that it reads in light and in dark ones; where a notebook takes the style away,
plain tables stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from trilat.dataset.shown import FEW, NONE, more_rows, plain, shown
from trilat.findings import visible
from trilat.tables.columns import Column, Row, columns, row_key
from trilat.tables.rows import TABLES
from trilat.vocabularies import Term

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset
    from trilat.dataset.measures import Measures
    from trilat.dataset.readouts import Readouts
    from trilat.dataset.table import Table

STYLE = """
.trilat{max-width:80em;overflow-x:auto;line-height:1.35;overflow-wrap:break-word}
.trilat table{border-collapse:collapse;margin:.3em 0 .6em;color:inherit;background:none;font-size:.92em}
.trilat tr,.trilat tr:nth-child(n){background:none}
.trilat th,.trilat td{text-align:start;vertical-align:top;padding:.15em .7em .15em 0;border:0;white-space:normal;
border-bottom:1px solid rgba(128,128,128,.3);max-width:34em;overflow-wrap:break-word}
.trilat td:first-child{white-space:nowrap;padding-inline-end:1.2em}
.trilat td.n{text-align:end;font-variant-numeric:tabular-nums}
.trilat .soft{opacity:.68}
.trilat a{color:inherit;text-decoration:underline}
.trilat summary{cursor:pointer}
.trilat ol{margin:.2em 0 .6em;padding-inline-start:1.6em}
"""

CELL, WHOLE = 100, 1000
"""How many characters of a value are shown in a table of many rows, and in the view of one."""

RELATED: dict[str, tuple[str, ...]] = {
    "people": ("participations", "statements"),
    "meetings": ("participants", "positions", "sidelines", "outcomes", "statements", "firsts"),
    "statements": ("speakers", "about"),
    "outcomes": ("stated_in",),
    "claims": ("spans",),
    "conflicts": ("claims",),
    "resolutions": ("considered",),
}
"""What is shown below a record: rows of other tables that belong to it."""


def dataset_html(ds: Dataset) -> str:
    """A dataset: what it is, and its tables with their numbers of rows."""
    days = [day for article in ds.articles for day in (article.published_earliest, article.published_latest) if day]
    about = [f"{len(ds.articles):,} article{'s' * (len(ds.articles) != 1)}"]
    about += [f"published {min(days)} to {max(days)}"] if days else []
    about += [f"as of {ds.day}"] if ds.day else []
    about += [f"settled by {ds.strategy}", f"schema {ds.schema_version}"]
    rows = ([f"<code>{name}</code>", f"{len(table):,}", escape(_purpose(name))] for name, table in ds.tables.items())
    return _page(f"<b>Trilat {_text(ds.version)}</b> {_soft(_text(', '.join(about)))}",
                 _table(["table", "rows", "what it holds"], rows, numbers={1}))


def table_html(table: Table[Any]) -> str:
    """A table: its first rows, and how many more there are."""
    return _page(f"<b>{_text(table.name)}</b> {_soft(_count(len(table), 'row'))}", _rows(table.row_type, table),
                 _hidden(table))


def record_html(row: Any) -> str:
    """A record: every value that it has, what belongs to it, and the articles that tell of it."""
    heading = next((name for name in ("title", "name") if getattr(row, name, None)), None)
    title = link(getattr(row, "url", None), _text(getattr(row, heading), WHOLE)) if heading else ""
    key = ", ".join(plain(part, WHOLE) for part in row_key(row))
    above = (*row.key, heading)
    fields = [column for column in columns(type(row)) if column.name not in above and not _derived(column)]
    told = [column for column in fields if getattr(row, column.name) not in (None, ())]
    silent = [column.name for column in fields if column not in told]
    return _page(
        f"<b>{_text(type(row).__name__)}</b> <code>{escape(key)}</code>",
        f"<div dir='auto'>{title}</div>" if title else "",
        _table([], ([_soft(column.name), _value(row, column)] for column in told)),
        _soft(f"no value: {', '.join(silent)}") if silent else "",
        *(_related(row, name) for name in RELATED.get(row.table, ())),
        _sources(row),
    )


def readouts_html(told: Readouts) -> str:
    """A matrix of outcomes by parties."""
    by_key = {(cell.outcome_id, cell.party): cell.said for cell in told.cells}
    rows = (
        [_text(outcome.partition(".")[2]), *(_term(by_key[outcome, party]) for party in told.parties)]
        for outcome in told.outcomes
    )
    return _page(f"<b>What each party says</b> <code>{_text(told.meeting_id)}</code>",
                 _table(["outcome", *map(_text, told.parties)], rows) if told.outcomes else _soft("no outcomes"))


def measures_html(found: Measures) -> str:
    """The three tables of disagreement."""
    tables: tuple[tuple[str, Table[Any]], ...] = (
        ("fields", found.fields), ("publishers", found.publishers),
        ("records", found.records.sort("values", descending=True)),  # those that differ first
    )
    return _page("<b>Disagreement between sources</b>", *(
        part for name, table in tables
        for part in (f"<div><code>{name}</code> {_soft(_count(len(table), 'row'))}</div>",
                     _rows(table.row_type, table), _hidden(table))
    ))


def link(url: str | None, text: str) -> str:
    """Escaped text as a link, where the address is one of the web; as it is where it is none, or something else.

    >>> link("https://example.org/?a=1&b=2", "Envoys")
    '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">Envoys</a>'
    >>> link("javascript:alert(1)", "Envoys")
    'Envoys'
    """
    if url is None or not url.isprintable() or any(mark in url for mark in " \\"):
        return text
    try:
        parts = urlsplit(url)
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return text
    return f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{text}</a>'


def _page(*parts: str) -> str:
    return f"<style>{STYLE}</style><div class='trilat'>{''.join(parts)}</div>"


def _rows(row_type: type[Row], rows: Iterable[Any]) -> str:
    """The first rows of a table, with what is shown of each at a glance."""
    names = shown(row_type)
    kinds = {column.name: column for column in columns(row_type)}
    numbers = {place for place, name in enumerate(names)
               if name in kinds and kinds[name].kind in ("integer", "number") and not kinds[name].many}
    return _table(names, ([_cell(row, name) for name in names] for row in islice(rows, FEW)), numbers)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int] | None = None) -> str:
    """Cells of HTML as a table; `numbers` are the places of the columns of numbers."""
    top = f"<thead><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr></thead>" if head else ""
    body = "".join(f"<tr>{''.join(_cells(cells, numbers or set()))}</tr>" for cells in rows)
    return f"<table>{top}<tbody>{body}</tbody></table>"


def _cells(cells: Sequence[str], numbers: set[int]) -> Iterator[str]:
    for place, cell in enumerate(cells):
        yield f"<td{' class=n' if place in numbers else ''} dir='auto'>{cell}</td>"


def _cell(row: Any, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, Term):
        return _term(value)
    text = escape(plain(value, CELL))
    if text == NONE:
        return _soft(text)
    return link(row.url, text) if name == "title" and hasattr(row, "url") else text


def _value(row: Any, column: Column) -> str:
    """The value of a column in the view of one record; what an id stands for is named beside it."""
    value = getattr(row, column.name)
    if isinstance(value, Term):
        return _term(value)
    text = escape(plain(value, WHOLE))
    if column.name == "url":
        return link(value, text)
    if column.to is None or column.many:
        return text
    other = getattr(row, column.name.removesuffix("_id"), None)
    name = getattr(other, "name", None) or getattr(other, "title", None)
    return f"{_text(name, WHOLE)} {_soft(text)}" if name else text


def _related(row: Any, name: str) -> str:
    """What belongs to a record, folded; nothing where there is none."""
    rows = getattr(row, name)
    if not rows:
        return ""
    kinds = {type(one) for one in rows}  # speakers can be people and organisations
    tables = "".join(_rows(kind, [one for one in rows if type(one) is kind])
                     for kind in sorted(kinds, key=lambda kind: kind.__name__))
    left = _soft(f"… {_count(len(rows) - FEW, 'more row')}") if len(kinds) == 1 and len(rows) > FEW else ""
    label = escape(name.replace("_", " "))
    return f"<details><summary>{label} {_soft(f'{len(rows):,}')}</summary>{tables}{left}</details>"


def _sources(row: Any) -> str:
    """The articles that a record comes from, with links to them."""
    articles = getattr(row, "articles", None) or [one for one in (getattr(row, "article", None),) if one is not None]
    if not isinstance(articles, Sequence) or not articles:  # agreement counts its articles
        return ""
    claims = getattr(row, "claims", ())
    told = f" {_soft(_count(len(claims), 'claim'))}" if claims else ""
    items = "".join(f"<li>{_source(article)}</li>" for article in articles[:FEW])
    left = _soft(f"… {_count(len(articles) - FEW, 'more article')}") if len(articles) > FEW else ""
    return f"<div>sources{told}</div><ol>{items}</ol>{left}"


def _source(article: Any) -> str:
    publisher = article.publisher.name if article.publisher is not None else "publisher unknown"
    title = link(article.url, f"<bdi>{_text(article.title or article.article_id, WHOLE)}</bdi>")
    return f"{title} {_soft(f'<bdi>{_text(publisher)}</bdi>, {_text(article.published)}')}"


def _hidden(table: Table[Any]) -> str:
    """How many rows and which columns are not shown."""
    names = [column.name for column in columns(table.row_type)]
    left = [name for name in names if name not in shown(table.row_type)]
    parts = [more_rows(table)] if len(table) > FEW else []
    parts += [f"{_count(len(left), 'more column')}: {', '.join(left)}"] if left else []
    return _soft(f"… {escape('; '.join(parts))}") if parts else ""


def _purpose(name: str) -> str:
    return (TABLES[name].__doc__ or "").partition("\n")[0]


def _derived(column: Column) -> bool:
    """Whether a column follows from the date beside it."""
    return column.name.endswith(("_earliest", "_latest"))


def _term(term: Term) -> str:
    return f'<span title="{escape(term.definition)}">{_text(term)}</span>'


def _soft(html: str) -> str:
    return f"<span class='soft'>{html}</span>"


def _text(text: str, longest: int = CELL) -> str:
    return escape(visible(str(text), longest))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
