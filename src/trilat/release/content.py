"""The hash of what tables hold, whatever library wrote their files."""

from collections.abc import Mapping, Sequence

from trilat.hashing import sha256
from trilat.tables.columns import Row
from trilat.tables.rows import TABLES
from trilat.tables.text import to_json_lines

RECIPE = """\
The content hash of a table is the SHA-256 of its rows as JSON Lines in UTF-8, which are the bytes of
`json/TABLE.jsonl`. They can be had again from the CSV or the Parquet file, whatever library wrote it. Keep rows and
columns in their order. Each row is one JSON object with every column and a line feed after it, `, ` between members
and items and `: ` after names; days are text (`"2031-03-08"`), lists are arrays, what is empty is null, numbers are as
Python writes them (`12`, `0.5`, `1.0`). In text only `"`, `\\` and the control characters below U+0020 are escaped
(`\\n`, `\\r`, `\\t`, `\\b`, `\\f`, else `\\u00XX`). In Python a line is
`json.dumps(row, ensure_ascii=False) + "\\n"`.

The content hash of the release is the SHA-256 of one line for each table in the order of `datapackage.json`: the name
of the table, a space, its content hash, a line feed. `datapackage.json` has all of them under `trilat`."""
"""How anyone computes the hashes anew."""


def content_hashes(tables: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """SHA-256 of each table's rows as JSON Lines in the order of their keys, whatever wrote the Parquet files."""
    return {name: sha256(to_json_lines(tables[name])) for name in TABLES}


def content_hash(tables: Mapping[str, Sequence[Row]]) -> str:
    """One SHA-256 for all tables."""
    return combined(content_hashes(tables))


def combined(hashes: Mapping[str, str]) -> str:
    """One SHA-256 for all tables, or for all parts of one, from theirs by their names."""
    return sha256("".join(f"{name} {value}\n" for name, value in hashes.items()).encode())
