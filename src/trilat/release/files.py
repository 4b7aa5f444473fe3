"""The files of a release, from its tables."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from trilat import schemas
from trilat.citation import cite
from trilat.hashing import sha256
from trilat.release.about import About, Draft, File, Tables
from trilat.release.cards.codebook import codebook
from trilat.release.cards.croissant import croissant
from trilat.release.cards.data_package import data_package
from trilat.release.cards.readme import readme
from trilat.release.cards.zenodo import zenodo
from trilat.release.content import content_hashes
from trilat.release.nested import nested_meetings
from trilat.tables.arrow import to_arrow
from trilat.tables.columns import Row
from trilat.tables.rows import TABLES
from trilat.tables.text import to_csv, to_json_lines

__all__ = ["About", "documents", "draft_of", "files_of", "json_bytes"]

DOCUMENTS: dict[str, Callable[[Draft], bytes]] = {
    "README.md": lambda draft: readme(draft).encode(),
    "LICENSE": lambda draft: draft.about.license_text,
    "CITATION.cff": lambda draft: (cite(draft.citation, "cff") + "\n").encode(),
    ".zenodo.json": lambda draft: json_bytes(zenodo(draft)),
    "codebook.md": lambda draft: codebook().encode(),  # noqa: ARG005  # it is the same for all tables
    "datapackage.json": lambda draft: json_bytes(data_package(draft)),
    "croissant.json": lambda draft: json_bytes(croissant(draft)),
}
"""The documents of a release, and what writes each."""


def files_of(tables: Tables, about: About) -> dict[str, bytes]:
    """Every file of a release by its path, but for SHA256SUMS."""
    files = {"json/meetings.json": json_bytes(nested_meetings(tables))}
    for name, row_type in TABLES.items():
        files[f"csv/{name}.csv"] = to_csv(row_type, tables[name])
        files[f"json/{name}.jsonl"] = to_json_lines(tables[name])
        files[f"parquet/{name}.parquet"] = _parquet(row_type, tables[name])
    files |= {f"schema/{name}": data for name, data in schemas.files().items()}
    return files | documents(draft_of(tables, about, files))


def draft_of(tables: Tables, about: About, files: Mapping[str, bytes]) -> Draft:
    """What the documents of a release are made from, of all its tables and their files."""
    described = {name: File(len(data), sha256(data)) for name, data in files.items()}
    rows = {name: len(tables[name]) for name in TABLES}
    return Draft(about, rows, content_hashes(tables), tables["agreement"], described)


def documents(draft: Draft) -> dict[str, bytes]:
    """What describes the tables of a release, and its further files, by their paths.

    Of a release in parts there is no croissant.json, which has no name for a table of several files in a folder.
    """
    names = [name for name in DOCUMENTS if not (draft.parts and name == "croissant.json")]
    return {name: DOCUMENTS[name](draft) for name in names} | dict(draft.about.more)


def json_bytes(value: Any) -> bytes:
    """A value as JSON that people can read, with a last newline."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _parquet(row_type: type[Row], rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    pq.write_table(to_arrow(row_type, rows), out, compression="zstd", write_page_checksum=True)
    return out.getvalue()
