"""croissant.json: the tables for MLCommons Croissant 1.1, which loads the Parquet files and checks their hashes."""

from typing import Any

from trilat.citation import AUTHOR, KEYWORDS, LICENSE_URL, SUMMARY, TITLE, cite
from trilat.release.about import Draft
from trilat.tables.columns import Column, Row, columns
from trilat.tables.describe import describe, first_line
from trilat.tables.rows import TABLES

VERSION = "http://mlcommons.org/croissant/1.1"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The names that the standard wants to be declared, whether a document uses them or not."""

TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date",
}


def croissant(draft: Draft) -> dict[str, Any]:
    """Every Parquet file with its hash and size, and a set of records over each."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": "trilat",
        "alternateName": TITLE,
        "description": SUMMARY,
        "version": draft.about.version,
        "datePublished": draft.about.day,
        "license": LICENSE_URL,
        "creator": {"@type": "sc:Organization", "name": AUTHOR},
        "keywords": list(KEYWORDS),
        "inLanguage": "en",
        "citeAs": cite(draft.citation, "bibtex"),
        "distribution": [_file(f"parquet/{name}.parquet", draft) for name in TABLES],
        "recordSet": [_records(row_type) for row_type in TABLES.values()],
    }


def _file(path: str, draft: Draft) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{draft.files[path].size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": draft.files[path].sha256,
    }


def _records(row_type: type[Row]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": row_type.table,
        "name": row_type.table,
        "description": first_line(row_type),
        "key": [{"@id": f"{row_type.table}/{name}"} for name in row_type.key],
        "field": [_field(row_type, column) for column in columns(row_type)],
    }


def _field(row_type: type[Row], column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{row_type.table}/{column.name}",
        "name": column.name,
        "description": describe(row_type, column),
        "dataType": TYPES[column.kind],
        "source": _column(row_type.table, column.name),
    }
    if column.many:
        return made | {"isArray": True, "arrayShape": "-1"}
    if column.to in TABLES:
        return made | {"references": _column(column.to, TABLES[column.to].key[0])}
    return made


def _column(table: str, name: str) -> dict[str, Any]:
    """A column of a file; a reference names one too, since mlcroissant loads no record by a reference to a field."""
    return {"fileObject": {"@id": f"parquet/{table}.parquet"}, "extract": {"column": name}}
