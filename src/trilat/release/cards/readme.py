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
    rows = sum(draft.rows.values())
    return {
        "pretty_name": TITLE.partition(":")[0],
        "license": LICENSE.lower(),
        "language": ["en"],
        "size_categories": [next((size for limit, size in SIZES if rows < limit), "n>10M")],
        "tags": [word.lower().replace(" ", "-") for word in KEYWORDS],
        "configs": [
            {"config_name": name, "data_files": _files(name, draft)} | ({"default": True} if name == "meetings"
                                                                              else {})
            for name in TABLES
        ],
    }


def _files(table: str, draft: Draft) -> str:
    return f"parquet/{table}/*.parquet" if draft.parts else f"parquet/{table}.parquet"


def readme(draft: Draft) -> str:
    """The README of a release, with the card at its head."""
    version = draft.about.version
    head = yaml.safe_dump(card(draft), sort_keys=False, allow_unicode=True, width=120)
    counts = "\n".join(f"| {name} | {draft.rows[name]} | {first_line(TABLES[name])} |" for name in TABLES)
    folder = f"trilat-{version}"
    changes = "`CHANGES.md` and `changes.json` tell what changed since the release before.\n" * (
        "CHANGES.md" in draft.about.more)
    return f"""---
{head}---

# Trilat {version}

{fill(SUMMARY, 120)}

Dated {draft.about.day}, schema {SCHEMA_VERSION}.

| table | rows | what it holds |
|---|---|---|
{counts}

{_in_parts(folder) if draft.parts else _opened(folder, changes)}
## Cite it

{cite(draft.citation)}

`CITATION.cff` has the same for machines, and `ds.cite("bibtex")` gives it in other styles. The SHA-256 of the content
is `{draft.citation.content_sha256}`.

{_agreement(draft.agreement)}## Licence

The texts of the articles are their publishers' and are not part of the release; spans give the place of the evidence in
them. The data are licensed under CC BY 4.0 (`LICENSE`).
"""  # an example for readers, not a query


def _opened(folder: str, changes: str) -> str:
    """What the files are, and how to open them."""
    days = " ".join(column.name for column in columns(TABLES["meetings"]) if column.kind == "date")
    return f"""\
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

In R, as Parquet, where lists stay lists, or as CSV, where they are text with semicolons between the items:

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

In Excel, do not open a CSV file by a double click: Excel may guess the encoding wrong, and make days of some texts.
Choose Data, From Text/CSV, file origin 65001: Unicode (UTF-8), delimiter comma, do not detect data types.

A cell of text in CSV that a spreadsheet would take for a formula has an apostrophe before it; `codebook.md` tells how
every value is written in CSV, how to read it back exactly, and how to compute the content hashes anew.
"""  # noqa: S608  # an example for readers, not a query


def _in_parts(folder: str) -> str:
    """The same of a large release."""
    return f"""\
Each table is a folder under `parquet/` of files in the order of its key, of which each but the last is as long as the
others; tables whose ids are hashes are cut evenly by these. `codebook.md` explains every table, column and term.
`datapackage.json` is a Frictionless Data Package of the files, and tells the rows, the first and last key, and the
content hash of each; that of a table is the SHA-256 of one line for each of its files in their order: its path, a
space, its content hash, a line feed. `schema/` has the JSON Schemas that the annotations were validated with.
`SHA256SUMS` has the hash of every file: `sha256sum --check --quiet SHA256SUMS`. There is no CSV
and no JSON of tables so large.

## Open it

In Python, with the package or without:

```python
from trilat import dataset                                         # pip install trilat
ds = dataset.load(path="{folder}")

import polars
polars.scan_parquet("{folder}/parquet/meetings/*.parquet")

import pyarrow.dataset
pyarrow.dataset.dataset("{folder}/parquet/meetings")

from datasets import load_dataset                                  # a configuration for each table
load_dataset("{folder}", "meetings")
```

In R: `arrow::open_dataset("{folder}/parquet/meetings")`. In SQL, with DuckDB:

```sql
select level, count(*) from '{folder}/parquet/meetings/*.parquet' group by level;
```
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
