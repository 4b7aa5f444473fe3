"""datapackage.json: the Frictionless Data Package (v2) of the CSV files, and what the package reads of a release."""

from typing import Any

from trilat.citation import AUTHOR, KEYWORDS, LICENSE, LICENSE_TITLE, LICENSE_URL, SUMMARY, TITLE
from trilat.evidence.normalise import NORMALISATION
from trilat.models.base import SCHEMA_VERSION
from trilat.release.about import Draft
from trilat.tables.columns import Column, Row, columns
from trilat.tables.describe import describe
from trilat.tables.rows import TABLES
from trilat.tables.text import FORMULA, MARK

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def data_package(draft: Draft) -> dict[str, Any]:
    """Every CSV table with its columns, keys, foreign keys, size and hash.

    A list of ids cannot be a foreign key: the standard knows none, and `trilat.references` has them instead.
    """
    return {
        "$schema": PROFILE,
        "name": "trilat",
        "title": TITLE,
        "description": SUMMARY,
        "version": draft.about.version,
        "created": f"{draft.about.day}T00:00:00Z",
        "keywords": list(KEYWORDS),
        "contributors": [{"title": AUTHOR, "roles": ["creator"]}],
        "licenses": [{"name": LICENSE, "path": LICENSE_URL, "title": LICENSE_TITLE}],
        "trilat": {
            "schema_version": SCHEMA_VERSION,
            "normalisation": NORMALISATION,
            "content_sha256": draft.content_sha256,
            "tables": {
                name: {"rows": draft.rows[name], "content_sha256": digest}
                | ({"parts": draft.parts[name]} if draft.parts else {})
                for name, digest in draft.contents.items()
            },
            "csv": {"mark": MARK, "marked": ["", *FORMULA], "between_items": ";"},
            "references": _references(),
        },
        "resources": [_resource(row_type, draft) for row_type in TABLES.values()],
    }


def _references() -> list[dict[str, str]]:
    """Columns of ids that are no foreign keys: lists, and ids of several tables."""
    return [
        {"column": f"{name}.{column.name}", "to": column.to.replace("|", " or ")}
        for name, row_type in TABLES.items() for column in columns(row_type)
        if column.to is not None and (column.many or column.to not in TABLES)
    ]


def _resource(row_type: type[Row], draft: Draft) -> dict[str, Any]:
    fields = columns(row_type)
    pointing = [
        {"fields": [column.name], "reference": _target(row_type, column.to)}
        for column in fields if column.to is not None and column.to in TABLES and not column.many
    ]
    schema: dict[str, Any] = {
        "fields": [_field(row_type, column) for column in fields],
        "primaryKey": list(row_type.key),
    }
    return {
        "name": row_type.table,
        "type": "table",
        **(_parquet_files(row_type, draft) if draft.parts else _csv_file(row_type, draft)),
        "schema": schema | ({"foreignKeys": pointing} if pointing else {}),
    }


def _csv_file(row_type: type[Row], draft: Draft) -> dict[str, Any]:
    path = f"csv/{row_type.table}.csv"
    return {
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": draft.files[path].size,
        "hash": f"sha256:{draft.files[path].sha256}",
    }


def _parquet_files(row_type: type[Row], draft: Draft) -> dict[str, Any]:
    """The parts of a table, whose hashes are in SHA256SUMS: the standard has room for one."""
    paths = draft.parquet(row_type.table)
    return {
        "path": paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": sum(draft.files[path].size for path in paths),
    }


def _target(row_type: type[Row], to: str) -> dict[str, Any]:
    """What a foreign key points at; the standard leaves out the table where it is the same."""
    other = {} if to == row_type.table else {"resource": to}
    return other | {"fields": list(TABLES[to].key)}


def _field(row_type: type[Row], column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "description": describe(row_type, column)}
    if column.many:
        return made | {"type": "list", "delimiter": ";", "itemType": column.kind}
    constraints: dict[str, Any] = {} if column.optional else {"required": True}
    if column.vocabulary is not None:
        constraints["enum"] = [str(term) for term in column.vocabulary]
    return made | {"type": column.kind} | ({"constraints": constraints} if constraints else {})
