"""All that a release's tables are, as plain data: columns, keys, references and the terms that stand in them."""

from typing import Any

from trilat.tables.columns import Column, Row, columns
from trilat.tables.describe import describe
from trilat.tables.rows import TABLES
from trilat.versions import SCHEMA_VERSION
from trilat.vocabularies import RESERVED_ORIGINS, VOCABULARIES, Term


def inventory() -> dict[str, Any]:
    """The tables of a release and their vocabularies, for programs; the codebook says the same for people.

    >>> inventory()["tables"]["positions"]["key"]
    ['meeting_id', 'party']
    >>> inventory()["tables"]["meetings"]["columns"]["level"]["vocabulary"]
    'Level'
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "tables": {name: _table(row_type) for name, row_type in TABLES.items()},
        "vocabularies": {vocabulary.__name__: {str(term): _term(term) for term in vocabulary}
                         for vocabulary in VOCABULARIES},
        "reserved_origins": dict(RESERVED_ORIGINS),
    }


def _table(row_type: type[Row]) -> dict[str, Any]:
    fields = {column.name: _column(row_type, column) for column in columns(row_type)}
    return {"description": (row_type.__doc__ or "").strip(), "key": list(row_type.key), "columns": fields}


def _column(row_type: type[Row], column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"type": column.kind, "list": column.many, "optional": column.optional}
    if column.vocabulary is not None:
        made["vocabulary"] = column.vocabulary.__name__
    if column.to is not None:
        made["to"] = column.to.split("|")
    return made | {"description": describe(row_type, column)}


def _term(term: Term) -> dict[str, str]:
    told = {"definition": term.definition, "plover": term.plover, "broader": term.broader}
    return {name: text for name, text in told.items() if text}
