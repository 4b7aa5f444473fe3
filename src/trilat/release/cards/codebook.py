"""codebook.md: every table, column, vocabulary term and rule, from the schema."""

from typing import Any

from trilat.consolidate.settle import RULES, STRATEGIES
from trilat.models.base import SCHEMA_VERSION
from trilat.relations import RELATIONS
from trilat.release.content import RECIPE
from trilat.tables.columns import Column, Row, columns
from trilat.tables.describe import describe, field_of, first_line
from trilat.tables.rows import TABLES
from trilat.tables.text import WRITTEN
from trilat.vocabularies import RESERVED_ORIGINS, VOCABULARIES


def codebook() -> str:
    """The codebook: every table, column, vocabulary term and rule of consolidation, from the schema."""
    lines = [
        f"# Codebook, schema {SCHEMA_VERSION}", "",
        "Generated from the schema, of which `schema/tables.json` says the same to programs. A column that points at",
        "another table ends in `_id` or `_ids`.", "",
    ]
    for name, row_type in TABLES.items():
        key = ", ".join(f"`{part}`" for part in row_type.key)
        lines += [f"## {name}", "", f"{first_line(row_type)} Key: {key}.", "",
                  "| column | type | consolidation | what it holds |", "|---|---|---|---|"]
        lines += [_codebook_row(row_type, column) for column in columns(row_type)]
        lines.append("")
    lines += ["## Reserved origins", "", "| origin | meaning |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in RESERVED_ORIGINS.items()]
    lines += ["", "## How values are written in CSV", "",
              "Parquet and JSON have types of their own. Read back from CSV in this way, each value is just the same.",
              "", "| what | in CSV | how to read it back |", "|---|---|---|"]
    lines += [f"| {what} | {written} | {read} |" for what, written, read in WRITTEN]
    lines += ["", "## Content hashes", "", RECIPE]
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
        lines += [f"### {vocabulary.__name__}", "", first_line(vocabulary), "",
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
