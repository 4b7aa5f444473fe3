"""README.md: what the release is, how to open it, how to cite it; Hugging Face reads its head as a dataset card."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import yaml

from trilat.citation import KEYWORDS, LICENSE, SUMMARY, TITLE, cite
from trilat.models.base import SCHEMA_VERSION
from trilat.release.about import Draft
from trilat.tables.columns import columns
from trilat.tables.describe import first_line
from trilat.tables.rows import TABLES

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
         (10_000_000, "1M<n<10M"))
"""Numbers of rows below which a dataset has each of Hugging Face's sizes."""


def card(draft: Draft) -> dict[str, Any]:
    """What Hugging Face wants to know: without a configuration for each table it takes all files for one table."""
    rows = sum(len(draft.tables[name]) for name in TABLES)
    return {
        "pretty_name": TITLE.partition(":")[0],
        "license": LICENSE.lower(),
        "language": ["en"],
        "size_categories": [next((size for limit, size in SIZES if rows < limit), "n>10M")],
        "tags": [word.lower().replace(" ", "-") for word in KEYWORDS],
        "configs": [
            {"config_name": name, "data_files": f"parquet/{name}.parquet"} | ({"default": True} if name == "meetings"
                                                                              else {})
            for name in TABLES
        ],
    }


def readme(draft: Draft) -> str:
    """The README of a release, with the card at its head."""
    tables, version = draft.tables, draft.about.version
    head = yaml.safe_dump(card(draft), sort_keys=False, allow_unicode=True, width=120)
    counts = "\n".join(f"| {name} | {len(tables[name])} | {first_line(TABLES[name])} |" for name in TABLES)
    folder = f"trilat-{version}"
    changes = "`CHANGES.md` and `changes.json` tell what changed since the release before.\n" * (
        "CHANGES.md" in draft.about.more)
    days = " ".join(column.name for column in columns(TABLES["meetings"]) if column.kind == "date")
    return f"""---
{head}---

# Trilat {version}

{fill(SUMMARY, 120)}

Dated {draft.about.day}, schema {SCHEMA_VERSION}.

| table | rows | what it holds |
|---|---|---|
{counts}

`parquet/`, `csv/` and `json/` hold the same tables; `json/meetings.json` holds each meeting with all that belongs to
it. `codebook.md` explains every table, column and term. `datapackage.json` is a Frictionless Data Package of the CSV
files, `croissant.json` describes the Parquet files as MLCommons Croissant, and `schema/` has the JSON Schemas that the
annotations were validated with. `SHA256SUMS` has the hash of every file: `sha256sum --check --quiet SHA256SUMS`.
{changes}
## Open it

In Python, with the package or without:

```python
from trilat import dataset                                         # pip install trilat
ds = dataset.load(path="{folder}")

import pandas
pandas.read_parquet("{folder}/parquet/meetings.parquet", dtype_backend="pyarrow")

import polars
polars.read_parquet("{folder}/parquet/meetings.parquet")

from datasets import load_dataset                                  # a configuration for each table
load_dataset("{folder}", "meetings")

import mlcroissant                                                 # pip install "mlcroissant[parquet]"
mlcroissant.Dataset("{folder}/croissant.json").records("meetings")
```

In R, as Parquet or as CSV; lists are then text with semicolons between the items:

```r
arrow::read_parquet("{folder}/parquet/meetings.parquet")

read.csv("{folder}/csv/meetings.csv", colClasses = "character", na.strings = "", encoding = "UTF-8")
```

In SQL, with DuckDB:

```sql
select level, count(*) from '{folder}/parquet/meetings.parquet' group by level;
```

In Stata, everything as text, then the days as dates:

```stata
import delimited "{folder}/csv/meetings.csv", delimiters(",") varnames(1) encoding("utf-8") ///
    bindquotes(strict) maxquotedrows(unlimited) stringcols(_all) clear
foreach day of varlist {days} {{
    generate td = daily(`day', "YMD")
    drop `day'
    rename td `day'
    format `day' %td
}}
```

In Excel, do not open a CSV file by a double click: Excel would guess the encoding, and make days of some texts. Choose
Data, From Text/CSV, file origin 65001: Unicode (UTF-8), delimiter comma, do not detect data types.

A cell of text in CSV that a spreadsheet would take for a formula has an apostrophe before it; `codebook.md` tells how
every value is written in CSV, how to read it back exactly, and how to compute the content hashes anew.

## Cite it

{cite(draft.citation)}

`CITATION.cff` has the same for machines, and `ds.cite("bibtex")` gives it in other styles. The SHA-256 of the content
is `{draft.citation.content_sha256}`.

{_agreement(tables["agreement"])}## Licence

The texts of the articles are their publishers' and are not part of the release; spans give the place of the evidence in
them. The data are licensed under CC BY 4.0 (`LICENSE`).
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
    return "\n".join(["## How far two readings agree", "",
                      "Articles were read twice, independently. How far the readings agreed before anything was mended",
                      "(`agreement` has every field):", "", head, "|---|---|---|---|", *lines, "", ""])
