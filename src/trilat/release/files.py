"""The files of a release, from its tables."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow.parquet as pq

from trilat import schemas
from trilat.release import cards
from trilat.release.nested import nested_meetings
from trilat.tables.arrow import to_arrow
from trilat.tables.columns import Row
from trilat.tables.rows import TABLES
from trilat.tables.text import to_csv, to_json_lines


@dataclass(frozen=True)
class About:
    """What a release says of itself that does not come from its tables: version, day (YYYY-MM-DD), licence text.

    `more` are files that are made elsewhere, by their paths.
    """

    version: str
    day: str
    license_text: bytes
    more: Mapping[str, bytes] = field(default_factory=dict)


def files_of(tables: Mapping[str, Sequence[Row]], about: About) -> dict[str, bytes]:
    """Every file of a release by its path, but for SHA256SUMS."""
    csv = {name: to_csv(TABLES[name], tables[name]) for name in TABLES}
    files = {
        "README.md": cards.readme(tables, about.version, about.day).encode(),
        "LICENSE": about.license_text,
        "codebook.md": cards.codebook().encode(),
        "datapackage.json": json_bytes(cards.data_package(tables, csv, about.version, about.day)),
        "json/meetings.json": json_bytes(nested_meetings(tables)),
    }
    for name, row_type in TABLES.items():
        files[f"csv/{name}.csv"] = csv[name]
        files[f"json/{name}.jsonl"] = to_json_lines(tables[name])
        files[f"parquet/{name}.parquet"] = _parquet(row_type, tables[name])
    return files | {f"schema/{name}": data for name, data in schemas.files().items()} | dict(about.more)


def json_bytes(value: Any) -> bytes:
    """A value as JSON that people can read, with a last newline."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _parquet(row_type: type[Row], rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    pq.write_table(to_arrow(row_type, rows), out, compression="zstd", write_page_checksum=True)
    return out.getvalue()
