"""Releases whose tables are in Parquet parts, from Arrow tables or from a release at hand; for benchmarks and tests."""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from trilat.hashing import file_sha256
from trilat.tables.arrow import arrow_schema
from trilat.tables.rows import TABLES

PART, GROUP = 1_000_000, 50_000


def key_of(table: pa.Table, place: int, key: tuple[str, ...]) -> Any:
    """The key of a row as a JSON value: a text, or a list of them where the key has several columns."""
    values = [table.column(name)[place].as_py() for name in key]
    return values[0] if len(values) == 1 else values


def write_part(folder: Path, name: str, number: int, table: pa.Table, group: int = GROUP) -> dict[str, Any]:
    """Write one part, and what the data package says of it."""
    key = TABLES[name].key
    path = f"parquet/{name}/part-{number:05}.parquet"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    order = [pq.SortingColumn(table.schema.get_field_index(one)) for one in key]
    pq.write_table(table, folder / path, compression="zstd", write_page_checksum=True, write_page_index=True,
                   row_group_size=group, sorting_columns=order)
    edges = [key_of(table, place, key) if len(table) else None for place in (0, -1)]
    return {"path": path, "rows": len(table), "first": edges[0], "last": edges[1]}


def write_release(folder: Path, tables: Mapping[str, Iterable[pa.Table]], group: int = GROUP,
                  package: Mapping[str, Any] | None = None) -> Path:
    """Write a release of these tables, each given part by part in the order of its key; others are empty."""
    about: dict[str, Any] = {}
    for name in TABLES:
        pieces = tables.get(name) or [arrow_schema(TABLES[name]).empty_table()]
        parts = [write_part(folder, name, number, piece, group) for number, piece in enumerate(pieces)]
        about[name] = {"rows": sum(part["rows"] for part in parts), "parts": parts}
    said = dict(package or {"name": "trilat", "version": "1.0.0", "created": "2031-01-01T00:00:00Z",
                            "trilat": {"schema_version": "1.0.0", "content_sha256": "0" * 64}})
    said["trilat"] = said["trilat"] | {"tables": about}
    (folder / "datapackage.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return seal(folder)


def seal(folder: Path) -> Path:
    """Write the SHA256SUMS that fits the files as they are."""
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{file_sha256(folder / name)}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return folder


def parted(release: Path, folder: Path, part: int = PART, group: int = GROUP) -> Path:
    """A release at hand with its tables in parts, and without their JSON and CSV files."""
    shutil.copytree(release, folder, ignore=shutil.ignore_patterns("parquet", "csv", "json"))
    package = json.loads((release / "datapackage.json").read_bytes())
    tables = {}
    for name in TABLES:
        whole = pq.ParquetFile(release / "parquet" / f"{name}.parquet").read()
        tables[name] = [whole.slice(start, part) for start in range(0, max(len(whole), 1), part)]
    return write_release(folder, tables, group, package)
