"""Releases whose tables are in Parquet parts, from Arrow tables or from a release at hand; for benchmarks and tests."""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from trilat.hashing import file_sha256
from trilat.release.parts import ROWS_A_GROUP, ROWS_A_PART, write_part
from trilat.tables.arrow import arrow_schema
from trilat.tables.rows import TABLES

PART, GROUP = ROWS_A_PART, ROWS_A_GROUP


def write_pieces(folder: Path, name: str, pieces: Iterable[pa.Table], group: int) -> dict[str, Any]:
    """Write each piece of a table as a part with row groups of so many rows, and what the data package says of them."""
    parts = [
        write_part(TABLES[name], [piece.slice(start, group) for start in range(0, max(len(piece), 1), group)],
                   folder, number).as_json()
        for number, piece in enumerate(pieces)
    ]
    return {"rows": sum(part["rows"] for part in parts), "parts": parts}


def write_release(folder: Path, tables: Mapping[str, Iterable[pa.Table]], group: int = GROUP,
                  package: Mapping[str, Any] | None = None) -> Path:
    """Write a release of these tables, each given part by part in the order of its key; others are empty."""
    about: dict[str, Any] = {}
    for name in TABLES:
        pieces = tables.get(name) or [arrow_schema(TABLES[name]).empty_table()]
        about[name] = write_pieces(folder, name, pieces, group)
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
