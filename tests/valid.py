"""Values that fit the JSON Schemas, at random."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from trilat.vocabularies import COUNTRIES

SLUGS = st.from_regex("[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)
SHOWN = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=";")
LINES = st.text(SHOWN, min_size=1, max_size=9)
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(str)

BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "Slug": SLUGS,
    "OutcomeId": st.builds("{}.{}".format, SLUGS, SLUGS),
    "RecordId": SLUGS | st.builds("{}.{}".format, SLUGS, SLUGS) | st.just("a.KR") | st.just("a.org:b"),
    "FieldName": st.sampled_from(["date", "within_as"]),
    "Line": LINES | st.builds("{} {}".format, LINES, LINES),
    "Name": LINES | st.builds("{} {}".format, LINES, LINES),
    "Summary": LINES | st.builds("{} {}".format, LINES, LINES),
    "Date": DAYS | st.sampled_from(["2031", "203X", "2031-03~", "[..2031-03-14]", "2031-03-08/..", "2031-XX"]),
    "Day": DAYS,
    "Duration": st.sampled_from(["PT1H", "PT1H30M~", "P2D", "PT45M"]),
    "PlaceRef": SLUGS | SLUGS.map("{}~".format),
    "Language": st.sampled_from(["en", "ko", "zh-Hant", "en-US", "sr-Latn-RS"]),
    "Sha256": st.from_regex("[0-9a-f]{64}", fullmatch=True),
    "Digest": st.from_regex("[0-9a-f]{16}", fullmatch=True),
    "Url": st.sampled_from(["https://a.example/b?c=1", "http://x"]),
    "Version": st.sampled_from(["1.0.0", "0.12.3"]),
    "Country": st.sampled_from(sorted(COUNTRIES)),
    "Party": st.sampled_from(sorted(COUNTRIES)) | SLUGS.map("org:{}".format),
}
"""Valid strings, by the name of their definition in the JSON Schemas."""


def values(
    schema: dict[str, Any], root: dict[str, Any], by_name: Mapping[str, st.SearchStrategy[Any]] = BY_NAME
) -> st.SearchStrategy[Any]:
    """Valid values of a schema that is made as Trilat's are."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return by_name[name] if name in by_name else values(root["$defs"][name], root, by_name)
    if "const" in schema or "enum" in schema:
        return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
    for union in ("oneOf", "anyOf"):
        if union in schema:
            return st.one_of([values(part, root, by_name) for part in schema[union]])
    match schema["type"]:
        case "object":
            fields = {name: values(part, root, by_name) for name, part in schema["properties"].items()}
            needed = {name: fields.pop(name) for name in schema.get("required", [])}
            return st.fixed_dictionaries(needed, optional=fields)
        case "array":
            return st.lists(
                values(schema["items"], root, by_name), min_size=schema.get("minItems", 0),
                max_size=schema.get("maxItems", 2),
                unique_by=json.dumps if schema.get("uniqueItems") else None,
            )
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "boolean":
            return st.booleans()
    return LINES
