"""Tables whose keys and references hold, and whose free text is what readers of CSV get wrong."""

from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from trilat.release.assemble import assemble
from trilat.sheets import read_dataset
from trilat.tables.columns import Column, Row, columns, sort_rows
from trilat.tables.rows import TABLES, AgreementRow

GOLDEN = Path(__file__).parent / "golden" / "dataset"
TRICKY = [
    "=1+1", '=HYPERLINK("https://example.org","x")', "+1", "-1", "@SUM(A1:A9)", "\tx", "\rx", "'x", "''", "",
    'a "b", c', "a\nb", "a\r\nb", '"', ",", " x ", "NA", "NaN", "null", "None", "true", "012", "1e5", "2031-03-08",
    "3/4", "ü 東京 서울 🕊", "\u2028", "a;b", "C:\\n", "<b>", "#x", "%", "//",
]


def tricky_tables() -> dict[str, list[Any]]:
    """Every table of the golden dataset, with tricky text in every column that is neither a key nor a reference."""
    sheets = read_dataset(GOLDEN)
    agreement = [AgreementRow("meetings", "date", 2, 10, 0, 1, 9, -0.25, None),
                 AgreementRow("meetings", "record", 2, 7, 1, 1, 5, None, 1 / 3)]
    registries = {name: sheet.model for name, sheet in sheets.registries.items()}
    tables = assemble([sheet.model for sheet in sheets.articles], registries, agreement)
    words = cycle(TRICKY)
    return {name: sort_rows(_tricky(row, words) for row in _enough(rows)) for name, rows in tables.items()}


def _enough(rows: list[Any]) -> list[Any]:
    """The rows, and copies of the first with other keys until every tricky text has its turn."""
    first = rows[0]
    key = next(one.name for one in reversed(columns(type(first))) if one.name in first.key and one.to is None)
    copies = [replace(first, **{key: f"{getattr(first, key)}-{number:02}"}) for number in range(len(TRICKY))]
    return rows + copies


def _tricky(row: Row, words: "cycle[str]") -> Row:
    return replace(row, **{  # type: ignore[type-var]  # every row is a dataclass
        column.name: _items(words) if column.many else next(words)
        for column in columns(type(row)) if free(type(row), column)
    })


def _items(words: "cycle[str]") -> tuple[str, ...]:
    return tuple(item for item in (next(words) for _ in range(3)) if ";" not in item)


def free(row_type: type[Row], column: Column) -> bool:
    """Whether a column holds text that nothing refers to and no vocabulary bounds."""
    bound = column.vocabulary is not None or column.to is not None or column.name in row_type.key
    return column.kind == "string" and not bound


NOT_FREE = {name for name, row_type in TABLES.items() if not any(free(row_type, one) for one in columns(row_type))}
"""Tables without any free text."""
