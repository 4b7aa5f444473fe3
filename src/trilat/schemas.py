"""JSON Schemas from the models, what the tables are, and whether the files under schema/ still say the same.

What a final release was made with never changes: its entry in releases.json has the hash of it.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from trilat import disk
from trilat.compatibility import breaking as breaking  # noqa: PLC0414  # the face of the schema's versions is here
from trilat.errors import TrilatError
from trilat.hashing import sha256
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.tables.inventory import inventory
from trilat.versions import SCHEMA_VERSION, next_version, numbers

DIALECT = "https://json-schema.org/draft/2020-12/schema"

BESIDE_A_REFERENCE = {"description", "x-consolidation", "x-relation", "x-basis", "x-many", "x-to"}
"""What belongs to a field rather than to its type."""

TABLES = "tables.json"
"""The file of schema/VERSION/ that describes the tables of a release."""

RELEASES = "releases.json"
"""The file of a dataset folder that records its final releases."""

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
    made = {f"{name}.schema.json": json_schema(name) for name in MODELS} | {TABLES: inventory()}
    return {name: (json.dumps(made[name], indent=2, ensure_ascii=False) + "\n").encode() for name in sorted(made)}


def parsed(data: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The files of a schema as JSON, for `breaking`."""
    return {name: json.loads(text) for name, text in data.items()}


def content_hash(data: Mapping[str, bytes] | None = None) -> str:
    """One SHA-256 over the names and bytes of a schema's files; of those that the models give where left out."""
    data = files() if data is None else data
    return sha256("".join(f"{sha256(text)}  {name}\n" for name, text in sorted(data.items())).encode())


def write(folder: Path, dataset: Path | None = None) -> list[Path]:
    """Write the schemas to `folder`/VERSION/ and return the paths of those that changed.

    Raises TrilatError where that would change what a final release of `dataset` was made with.
    """
    if told := [*_changed_models(folder, dataset), *_changed_files(folder, dataset, but=SCHEMA_VERSION)]:
        raise TrilatError("; ".join(told))
    target = folder / SCHEMA_VERSION
    target.mkdir(parents=True, exist_ok=True)
    changed = [target / name for name in drift(folder)]
    made = files()
    for path in changed:
        if path.name in made:
            disk.write_file(path, made[path.name])
        else:
            path.unlink()
    return changed


def drift(folder: Path) -> list[str]:
    """The names under `folder`/VERSION/ that differ from the models: changed, missing or left over."""
    there, wanted = in_folder(folder / SCHEMA_VERSION), files()
    return sorted(name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name))


def in_folder(folder: Path) -> dict[str, bytes]:
    """The files of one version of the schema, by name; none where there is no such folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))} if folder.is_dir() else {}


def faults(folder: Path, dataset: Path | None = None) -> list[str]:
    """What is wrong with the schemas under `folder`, each with its remedy; empty where nothing is.

    The files of this version are as the models give them; no version differs from what a final release of `dataset`
    was made with; and where this version breaks what the one before took for valid, it is a major one.
    """
    stale = [f"{folder}/{SCHEMA_VERSION}/{name} differs from the models (write it anew: trilat schema)"
             for name in drift(folder)]
    told = [*_changed_models(folder, dataset), *_changed_files(folder, dataset)]
    return [*(told or stale), *_too_small_a_step(folder)]


def refuse_changed(dataset: Path, *, final: bool = False) -> None:
    """Raise TrilatError where a release of `dataset` would be of a schema that differs from one of its version.

    The schemas beside the dataset folder are held against the final releases too, where there are any; and where the
    release is to be final, against the models, since it is their schema that never changes from then on.
    """
    folder = Path(os.path.normpath(dataset / ".." / "schema"))
    told = list(_changed_models(folder, dataset))
    if folder.is_dir():
        told += faults(folder, dataset) if final else _changed_files(folder, dataset)
    if told:
        raise TrilatError("; ".join(dict.fromkeys(told)))


def frozen(dataset: Path | None) -> dict[str, tuple[str, str]]:
    """The hash of each version of the schema that a final release was made with, and the first such release.

    A release that recorded no hash was made with a draft, which freezes nothing.
    """
    path = dataset / RELEASES if dataset else None
    recorded = json.loads(path.read_bytes())["releases"] if path and path.exists() else []
    return {one["schema_version"]: (one["schema_sha256"], one["version"])
            for one in reversed(recorded) if "schema_sha256" in one}


def _changed_models(folder: Path, dataset: Path | None) -> Iterator[str]:
    """That the models no longer give the schema that a final release was made with."""
    digest, release = frozen(dataset).get(SCHEMA_VERSION, ("", ""))
    if not digest or content_hash() == digest:
        return
    was = in_folder(folder / SCHEMA_VERSION)
    if content_hash(was) == digest:
        broken = breaking(parsed(was), parsed(files()))
        where = ", ".join(f"{folder}/{SCHEMA_VERSION}/{name}" for name in drift(folder))
        why = f", a major one, since this breaks what was valid: {'; '.join(broken)}" if broken else ""
        step = f"{next_version(SCHEMA_VERSION, breaking=bool(broken))}{why}"
    else:
        where = f"{folder}/{SCHEMA_VERSION}"
        step = (f"{next_version(SCHEMA_VERSION, breaking=False)} where all that was valid stays valid, else "
                f"{next_version(SCHEMA_VERSION, breaking=True)}")
    yield (f"the models no longer give the schema {SCHEMA_VERSION} that release {release} was made with ({where}; the "
           f"hash is in {dataset}/{RELEASES}): a released schema never changes; give src/trilat/versions.py the next "
           f"version: {step}")


def _changed_files(folder: Path, dataset: Path | None, but: str = "") -> Iterator[str]:
    """That files of a version are not those that a final release was made with."""
    for version, (digest, release) in frozen(dataset).items():
        there = in_folder(folder / version)
        if version != but and content_hash(there) != digest:
            whole = version == SCHEMA_VERSION and content_hash() == digest
            names = f" ({', '.join(drift(folder))})" if whole else ""
            remedy = "write it anew: trilat schema" if whole else f"get it back: git checkout -- {folder}/{version}"
            yield (f"{folder}/{version}{names} {'differs from' if there else 'is missing; it is'} the schema that "
                   f"release {release} was made with, by the hash in {dataset}/{RELEASES}; {remedy}")


def version_before(folder: Path) -> str | None:
    """The newest version under `folder` that is older than the models'."""
    known = {numbers(path.name): path.name for path in folder.glob("*")} if folder.is_dir() else {}
    older = [version for version in known if version and version < (numbers(SCHEMA_VERSION) or version)]
    return known[max(older)] if older else None


def broken_since(folder: Path, version: str) -> list[str]:
    """What the models break of a version under `folder`."""
    return breaking(parsed(in_folder(folder / version)), parsed(files()))


def _too_small_a_step(folder: Path) -> Iterator[str]:
    """That this version breaks what the one before took for valid, and is no major one."""
    before = version_before(folder)
    if before and before.split(".")[0] == SCHEMA_VERSION.split(".", maxsplit=1)[0]:
        for told in broken_since(folder, before):
            yield f"schema {SCHEMA_VERSION} breaks what {before} took for valid, which only a major one may: {told}"
