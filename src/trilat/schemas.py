"""JSON Schemas from the models, and whether the files under schema/ still say the same."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from trilat import disk
from trilat.models.article import ArticleFile
from trilat.models.base import SCHEMA_VERSION
from trilat.models.registries import REGISTRIES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

BESIDE_A_REFERENCE = {"description", "x-consolidation", "x-relation", "x-basis", "x-many", "x-to"}
"""What belongs to a field rather than to its type."""

MODELS: dict[str, type[BaseModel]] = {"article": ArticleFile, **REGISTRIES}
"""The models of whole files, by the name of their schema."""


class _Generator(GenerateJsonSchema):
    """Pydantic's generator without titles made of field names, and without the defaults of fields left out."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # no field has a title of its own
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return made


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file: "article", "people", "places" and so on.

    >>> json_schema("places")["$id"]
    'urn:trilat:schema:1.0.0:places'
    """
    mode: JsonSchemaMode = "validation"
    made = MODELS[name].model_json_schema(schema_generator=_Generator, mode=mode)
    made["$defs"] = dict(sorted(_named_types(made, made.get("$defs", {})).items()))
    return {"$schema": DIALECT, "$id": f"urn:trilat:schema:{SCHEMA_VERSION}:{name}"} | made


def _named_types(node: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Move every type that bears a name into the definitions, and leave a reference in its place."""
    for value in list(node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()):
        _named_types(value, definitions)
    if isinstance(node, dict) and isinstance(node.get("x-name"), str):
        name = node.pop("x-name")
        definitions[name] = {key: node.pop(key) for key in list(node) if key not in BESIDE_A_REFERENCE}
        node["$ref"] = f"#/$defs/{name}"
    return definitions


def files() -> dict[str, bytes]:
    """Every file of schema/VERSION/ by name, as its bytes should be."""
    return {
        f"{name}.schema.json": (json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n").encode()
        for name in MODELS
    }


def write(folder: Path) -> list[Path]:
    """Write the schemas to `folder`/VERSION/ and return the paths of those that changed."""
    target = folder / SCHEMA_VERSION
    target.mkdir(parents=True, exist_ok=True)
    changed = [target / name for name in drift(folder)]
    for path in changed:
        if path.name in files():
            disk.write_file(path, files()[path.name])
        else:
            path.unlink()
    return changed


def drift(folder: Path) -> list[str]:
    """The names under `folder`/VERSION/ that differ from the models: changed, missing or left over."""
    target = folder / SCHEMA_VERSION
    there = {path.name: path.read_bytes() for path in target.glob("*")} if target.is_dir() else {}
    wanted = files()
    return sorted(name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name))
