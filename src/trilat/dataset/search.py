"""Finding records by words: an index in memory, made when first asked, by SQLite's full-text search (FTS5)."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import index
from typing import TYPE_CHECKING, Any

from trilat.errors import TrilatError, UsageError

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset
    from trilat.tables.columns import Row

FIELDS: dict[str, tuple[str, ...]] = {
    "meetings": ("title", "series"),
    "participants": ("named_as", "titled_as"),
    "statements": ("summary", "speaker_description"),
    "outcomes": ("summary",),
    "articles": ("title",),
    "people": ("name", "names", "description"),
    "organizations": ("name", "names"),
    "offices": ("title",),
    "places": ("name", "names"),
}
"""The fields in which words are looked for, by table."""

BREAK = "\u200b"
"""A mark that parts two words and takes no room."""
MOST = 1_000_000
"""Rows up to which a table is searched: the index is in memory."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record in which words were found: its table and id, the field, the whole text, and the words around the hit.

    `score` is higher the better the text fits: Okapi BM25, by which rare words weigh more, and long texts less.
    """

    table: str
    id: str
    field: str
    text: str
    excerpt: str
    score: float
    record: Row

    def __repr__(self) -> str:
        return f"<{self.table} {self.id}, {self.field}: {self.excerpt}>"


UNPARTED = re.compile("([\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])")
"""Characters of scripts that do not set words apart, or write endings onto them: Han, kana, hangul."""


class Finder:
    """The texts of a dataset, ready to be searched; each Chinese, Japanese or Korean character is a word of its own."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            self._database.execute("create virtual table texts using fts5(text, tab unindexed, place unindexed, "
                                   "field unindexed, tokenize = 'porter unicode61 remove_diacritics 2')")
        except sqlite3.OperationalError as error:
            raise TrilatError(f"searching needs SQLite with FTS5, and this Python's has none ({error})") from error
        self._left_out = {name: len(dataset.table(name)) for name in FIELDS if len(dataset.table(name)) > MOST}
        for table, fields in FIELDS.items():
            if table in self._left_out:
                continue
            for field in fields:
                texts = ((_parted(text), table, place, field) for place, text in self._texts(table, field))
                self._database.executemany("insert into texts values (?, ?, ?, ?)", texts)

    def _texts(self, table: str, field: str) -> Iterator[tuple[int, str]]:
        for place, value in enumerate(self._dataset.table(table).column(field)):
            if value:
                yield place, _said(value)

    def hits(self, query: str, tables: tuple[str, ...], limit: int) -> list[Hit]:
        """The best hits, the best first."""
        self._refuse(tables)
        marks = ", ".join("?" * len(tables))
        found = self._database.execute(
            "select tab, place, field, snippet(texts, 0, '', '', '…', 16), -bm25(texts) from texts "  # noqa: S608
            f"where texts match ? and tab in ({marks}) order by bm25(texts), tab, place, field limit ?",
            (_expression(query), *tables, index(limit)))
        return [self._hit(*row) for row in found]

    def places(self, table: str, query: object) -> frozenset[int]:
        """The positions of the rows of a table whose texts, taken one by one, have all the words."""
        self._refuse((table,))
        found = self._database.execute("select place from texts where texts match ? and tab = ?",
                                       (_expression(query), table))
        return frozenset(place for place, in found)

    def _refuse(self, tables: tuple[str, ...]) -> None:
        """Raise UsageError where one of the tables has too many rows for an index in memory."""
        for table in tables:
            if table in self._left_out:
                searched = [name for name in FIELDS if name not in self._left_out]
                raise UsageError(f"{self._left_out[table]:,} {table} are too many to be searched for words (at most "
                                 f"{MOST:,} are): ask ds.sql(…) for those whose {FIELDS[table][0]} is like '%word%', "
                                 f"or search tables={searched}")

    def _hit(self, table: str, place: int, field: str, excerpt: str, score: float) -> Hit:
        record: Any = self._dataset.table(table)[place]
        text = _said(getattr(record, field))
        return Hit(table, str(getattr(record, record.key[0])), field, text, excerpt.replace(BREAK, ""), score, record)


def searched(tables: Iterable[str]) -> tuple[str, ...]:
    """These tables, or all that have texts where there are none.

    Raises UsageError where one has no words to look for.
    """
    wanted = tuple(tables)
    wordless = next((name for name in wanted if name not in FIELDS), None)
    if wordless is not None:
        raise UsageError(f"{wordless} have no words to search; the tables that do are {', '.join(FIELDS)}")
    return wanted or tuple(FIELDS)


def _said(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _parted(text: str) -> str:
    """A text in which every character that is a word of its own is set apart, which nobody sees."""
    return UNPARTED.sub(f"{BREAK}\\1{BREAK}", text)


def _expression(query: object) -> str:
    """All words, in any form, better where they stand together; signs that mean something to FTS5 are taken out."""
    if not isinstance(query, str):
        raise UsageError(f"give words to search for as one text; {query!r} is none")
    # A word typed on a Mac can have its accents as characters of their own.
    words = [_parted(word) for word in re.findall(r"\w+", unicodedata.normalize("NFC", query))]
    if not words:
        raise UsageError(f"{query!r} has no words to search for")
    each = " AND ".join(f'"{word}"' for word in words)
    return f'"{" ".join(words)}" OR ({each})' if len(words) > 1 else each


def folded(text: str) -> str:
    """A text without accents, case and signs, its words one space apart.

    >>> folded("Suga  Yōshihide-san")
    'suga yoshihide san'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char))))
