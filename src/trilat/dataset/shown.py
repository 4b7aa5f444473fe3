"""What a reader is shown of a row at a glance, and tables and rows as lines of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from trilat.findings import visible
from trilat.tables.columns import Row, columns, row_key
from trilat.vocabularies import Term

if TYPE_CHECKING:
    from trilat.dataset.table import Table

SHOWN: dict[str, tuple[str, ...]] = {
    "articles": ("article_id", "published", "publisher_id", "title"),
    "people": ("person_id", "name", "country", "description"),
    "organizations": ("organization_id", "name", "kind", "country"),
    "offices": ("office_id", "title", "organization_id", "level"),
    "places": ("place_id", "name", "kind", "within_id", "country"),
    "meetings": ("meeting_id", "date", "status", "level", "parties", "place_city", "title"),
    "positions": ("meeting_id", "party", "position", "since"),
    "participants": ("participant_id", "name", "party", "role", "attendance"),
    "statements": ("statement_id", "date", "speaker_ids", "channel", "act", "summary"),
    "outcomes": ("outcome_id", "kind", "stage", "actors", "summary"),
    "firsts": ("first_id", "meeting_id", "scope", "since", "origin_id"),
    "claims": ("claim_id", "canonical_id", "field", "value", "stance", "origin_id", "article_id"),
    "spans": ("span_id", "article_id", "start", "end", "words"),
    "conflicts": ("record_id", "field", "value", "chosen", "chosen_by"),
    "resolutions": ("resolution_id", "record_id", "field", "value", "reason"),
    "redirects": ("old_id", "new_id", "kind", "since", "reason"),
    "country_months": ("country", "month", "meetings", "status_scheduled", "status_held"),
    "agreement": ("record_table", "field", "units", "agreed", "alpha"),
}
"""The attributes of each table's rows that are shown where there is not room for all; of other tables all are."""

FEW = 10
"""How many rows of a table are shown."""
WIDTH, KEY, CELL = 120, 60, 34
"""How long a line is at most, and in it a part of a key, and another value."""
NONE = "–"


def shown(row_type: type[Row]) -> tuple[str, ...]:
    """The names of what is shown of a table's rows."""
    return SHOWN.get(row_type.table) or tuple(column.name for column in columns(row_type))


def plain(value: Any, longest: int) -> str:
    """A value as one line of text that is safe to print; a dash where there is none.

    >>> plain(("JP", "KR"), 80), plain(None, 80), plain(True, 80)
    ('JP, KR', '–', 'yes')
    """
    if value is None or value == ():
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return visible(text, longest)


def row_text(row: Row) -> str:
    """A row as it would be written in Python: its key, and what is shown of it besides where there is a value."""
    told = [(name, getattr(row, name)) for name in shown(type(row)) if name not in row.key]
    more = [f"{name}={_written(value)}" for name, value in told if value not in (None, ())]
    return f"{type(row).__name__}({', '.join([*map(_written, row_key(row)), *more])})"


def _written(value: Any) -> str:
    """A value as Python writes it, terms as strings and days as ISO has them, no longer than a line."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))}{',' * (len(value) == 1)})"
    text = str(value) if isinstance(value, Term | dt.date) else value
    return repr(text if not isinstance(text, str) or len(text) <= WIDTH // 2 else text[: WIDTH // 2 - 1] + "…")


def table_text(table: Table[Any]) -> str:
    """A table as lines: how many rows it has, and the first of them."""
    heading = f"<Table {table.name}: {len(table)} row{'s' * (len(table) != 1)}>"
    names, key = shown(table.row_type), table.row_type.key
    lines = [list(names), *([plain(getattr(row, name), KEY if name in key else CELL) for name in names]
                            for row in islice(table, FEW))]
    rows = aligned(lines) if len(table) else []
    return "\n".join([heading, *rows, *([f"… {more_rows(table)}"] if len(table) > FEW else [])])


def more_rows(table: Table[Any]) -> str:
    """How many rows are not shown."""
    return f"{len(table) - FEW:,} more row{'s' * (len(table) - FEW != 1)}"


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of cells as lines of text in columns, cut where a line is too long for most screens.

    >>> aligned([["party", "said"], ["JP", "nothing"]])
    ['party  said', 'JP     nothing']
    """
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return [_cut("  ".join(_padded(line, widths)).rstrip()) for line in lines]


def _padded(cells: Iterable[str], widths: Iterable[int]) -> Iterable[str]:
    return (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
