"""The documents of a release: README, data package, codebook."""

from collections.abc import Mapping, Sequence
from typing import Any

from trilat.consolidate.settle import RULES, STRATEGIES
from trilat.evidence.normalise import NORMALISATION
from trilat.hashing import sha256
from trilat.models.base import SCHEMA_VERSION
from trilat.relations import RELATIONS
from trilat.tables.columns import Column, Row, columns
from trilat.tables.describe import describe, field_of
from trilat.tables.rows import TABLES
from trilat.tables.text import to_json_lines
from trilat.vocabularies import RESERVED_ORIGINS, VOCABULARIES

Tables = Mapping[str, Sequence[Row]]

TITLE = "Trilat: an open event dataset of diplomatic meetings"
DATA_LICENSE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


def content_hashes(tables: Tables) -> dict[str, str]:
    """SHA-256 of each table's rows as JSON Lines in the order of their keys, whatever wrote the Parquet files."""
    return {name: sha256(to_json_lines(tables[name])) for name in TABLES}


def content_hash(tables: Tables) -> str:
    """One SHA-256 for all tables."""
    return sha256("".join(f"{name} {value}\n" for name, value in content_hashes(tables).items()).encode())


def data_package(tables: Tables, csv: Mapping[str, bytes], version: str, day: str) -> dict[str, Any]:
    """The Frictionless Data Package (v2): every CSV table with its columns, keys, foreign keys, size and hash."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "trilat",
        "title": TITLE,
        "version": version,
        "created": f"{day}T00:00:00Z",
        "licenses": [DATA_LICENSE],
        "trilat": {
            "schema_version": SCHEMA_VERSION,
            "normalisation": NORMALISATION,
            "content_sha256": content_hash(tables),
            "tables": {
                name: {"rows": len(tables[name]), "content_sha256": digest}
                for name, digest in content_hashes(tables).items()
            },
        },
        "resources": [_resource(TABLES[name], csv[name]) for name in TABLES],
    }


def _resource(row_type: type[Row], data: bytes) -> dict[str, Any]:
    fields = columns(row_type)
    pointing = [
        {"fields": [column.name], "reference": {"resource": column.to, "fields": list(TABLES[column.to].key)}}
        for column in fields if column.to is not None and column.to in TABLES and not column.many
    ]
    schema: dict[str, Any] = {
        "fields": [_field(row_type, column) for column in fields],
        "primaryKey": list(row_type.key),
    }
    return {
        "name": row_type.table,
        "type": "table",
        "path": f"csv/{row_type.table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data)}",
        "schema": schema | ({"foreignKeys": pointing} if pointing else {}),
    }


def _field(row_type: type[Row], column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "description": describe(row_type, column)}
    if column.many:
        return made | {"type": "list", "delimiter": ";", "itemType": column.kind}
    constraints: dict[str, Any] = {} if column.optional else {"required": True}
    if column.vocabulary is not None:
        constraints["enum"] = [str(term) for term in column.vocabulary]
    return made | {"type": column.kind} | ({"constraints": constraints} if constraints else {})


def readme(tables: Tables, version: str, day: str) -> str:
    """The README of a release."""
    counts = "\n".join(f"| {name} | {len(tables[name])} | {_first_line(TABLES[name])} |" for name in TABLES)
    folder = f"trilat-{version}"
    return f"""# Trilat {version}

Diplomatic meetings as news articles report them, first of all those of the United States, Japan and the Republic of
Korea: who is said to meet, when, where and with what result, by whom, and on what evidence. Every value traces to a
span of a source; what sources disagree on is kept in the claims and conflicts tables. Dated {day}, schema
{SCHEMA_VERSION} (draft).

| table | rows | what it holds |
|---|---|---|
{counts}

`parquet/`, `csv/` and `json/` hold the same tables; `json/meetings.json` holds each meeting with all that belongs to
it. `codebook.md` explains every table, column and term, `datapackage.json` is a Frictionless Data Package of the CSV
files, `schema/` has the JSON Schemas that the annotations were validated with, `SHA256SUMS` the hash of every file.

```python
from trilat import dataset                                         # pip install trilat
ds = dataset.load(path="{folder}")

import pandas                                                      # or without the package
pandas.read_parquet("{folder}/parquet/meetings.parquet")
```

```r
arrow::read_parquet("{folder}/parquet/meetings.parquet")
```

```sql
select level, count(*) from '{folder}/parquet/meetings.parquet' group by level;  -- DuckDB
```

```stata
import delimited "{folder}/csv/meetings.csv", encoding(utf-8) bindquote(strict) clear
```

{_agreement(tables["agreement"])}The texts of the articles are their publishers' and are not part of the release; spans
give the place of the evidence in them. The data are licensed under CC BY 4.0 (`LICENSE`).
"""  # noqa: S608  # an example for readers, not a query


def _agreement(rows: Sequence[Any]) -> str:
    """How well two readings agree, in a few lines; nothing where no article was read twice."""
    tables = [row.record_table for row in rows if row.field == "record"]
    if not tables:
        return ""
    found = {(row.record_table, row.field): row for row in rows}
    lines = []
    for table in tables:
        fields = [row for row in rows if row.record_table == table and row.f1 is None]
        units, agreed = sum(row.units for row in fields), sum(row.agreed for row in fields)
        words = found.get((table, "words"))
        evidence = f"{words.f1:.2f}" if words and words.f1 is not None else ""
        lines.append(f"| {table} | {found[table, 'record'].f1 or 0:.2f} | {evidence} | {agreed} of {units} |")
    head = "| table | records found by both (F1) | words taken for evidence (F1) | fields on which both agree |"
    return "\n".join(["Articles were read twice, independently. How far the readings agreed before anything was mended",
                      "(`agreement` has every field):", "", head, "|---|---|---|---|", *lines, "", ""])


def codebook() -> str:
    """The codebook: every table, column, vocabulary term and rule of consolidation, from the schema."""
    lines = [
        f"# Codebook, schema {SCHEMA_VERSION} (draft)", "",
        "Generated from the schema, of which `schema/tables.json` says the same to programs. A column that points at",
        "another table ends in `_id` or `_ids`.", "",
        "In CSV an empty cell is null, lists are joined by semicolons, booleans are `true` and `false`, and a cell",
        "of text that a spreadsheet would take for a formula, or that begins with an apostrophe, has one apostrophe",
        "before it: take one leading apostrophe off to read it back.", "",
    ]
    for name, row_type in TABLES.items():
        key = ", ".join(f"`{part}`" for part in row_type.key)
        lines += [f"## {name}", "", f"{_first_line(row_type)} Key: {key}.", "",
                  "| column | type | consolidation | what it holds |", "|---|---|---|---|"]
        lines += [_codebook_row(row_type, column) for column in columns(row_type)]
        lines.append("")
    lines += ["## Reserved origins", "", "| origin | meaning |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in RESERVED_ORIGINS.items()]
    lines += ["", "## How two values relate", "",
              "A field consolidates *by* one of these relations: two values are equal, one refines the other, they are",
              "compatible, or they contradict each other.", "", "| relation | meaning |", "|---|---|"]
    lines += [f"| {name} | {_summary(relate)} |" for name, relate in RELATIONS.items()]
    lines += ["", "## How conflicts are settled", "",
              "The rules in their order; `chosen_by` names the one that decided.", "",
              "| rule | meaning |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in RULES.items()]
    lines += ["", "## Strategies", "",
              "A release is settled by precedence; `ds.consolidate(strategy)` settles its claims by another, and",
              "`chosen_by` then names the strategy, or open.", "", "| strategy | the value that stands |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in STRATEGIES.items()]
    lines += ["", "## Vocabularies", ""]
    for vocabulary in VOCABULARIES:
        lines += [f"### {vocabulary.__name__}", "", _first_line(vocabulary), "",
                  "| term | definition | PLOVER | broader |", "|---|---|---|---|"]
        lines += [f"| {t} | {t.definition} | {t.plover or ''} | {t.broader or ''} |" for t in vocabulary]
        lines.append("")
    return "\n".join(lines)


def _codebook_row(row_type: type[Row], column: Column) -> str:
    kind = column.vocabulary.__name__ if column.vocabulary else column.kind
    points = f" → {column.to.replace('|', ' or ')}" if column.to else ""
    field = field_of(row_type, column)
    extra = field.json_schema_extra if field else None
    semantics = ""
    if isinstance(extra, dict) and "x-consolidation" in extra:
        semantics = f"{extra['x-consolidation']} by {extra['x-relation']}, {extra['x-basis']}"
    shape = f"list of {kind}" if column.many else kind
    optional = "" if column.many or not column.optional else ", may be empty"
    return f"| {column.name} | {shape}{points}{optional} | {semantics} | {describe(row_type, column)} |"


def _summary(documented: Any) -> str:
    """What a docstring says before its examples, on one line."""
    text = (documented.__doc__ or "").partition(">>>")[0]
    return " ".join(text.split())


def _first_line(documented: type[Any]) -> str:
    return (documented.__doc__ or "").strip().splitlines()[0]
