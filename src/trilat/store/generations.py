"""Releases of other versions of the schema: which can be opened, and what of a newer one is left aside."""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from trilat.errors import NewerSchemaWarning, ReleaseError
from trilat.tables.columns import Row, columns
from trilat.tables.rows import TABLES
from trilat.versions import SCHEMA_VERSION, numbers
from trilat.vocabularies import VOCABULARIES

_OURS = numbers(SCHEMA_VERSION) or (0, 0, 0)
_UPGRADE = "pip install --upgrade trilat"


def package_of(data: bytes, where: str) -> dict[str, Any]:
    """The data package of a release, where it says all that opening the release needs.

    Args:
        data: The bytes of datapackage.json.
        where: The release, for messages.

    Raises:
        ReleaseError: It is of no release of Trilat, or does not say its version, its schema or its tables.
    """
    try:
        package = json.loads(data)
    except ValueError as error:
        raise ReleaseError(f"{where}/datapackage.json is no JSON ({error}): get the release again") from error
    about = package.get("trilat") if isinstance(package, dict) else None
    if not isinstance(about, dict):
        name = package.get("name") if isinstance(package, dict) else None
        raise ReleaseError(f"{where} holds a data package, but no release of Trilat: {name!r}")
    if not isinstance(package.get("version"), str) or not isinstance(about.get("tables"), dict):
        raise ReleaseError(f"{where}/datapackage.json lacks version or trilat.tables: get the release again")
    if numbers(about.get("schema_version")) is None:
        raise ReleaseError(f"{where}/datapackage.json says that its schema is {about.get('schema_version')!r}, which "
                           "is no version such as 1.0.0: get the release again")
    return dict(package)


def is_newer(schema: str) -> bool:
    """Whether a version of the schema is newer than this package's."""
    return (numbers(schema) or _OURS) > _OURS


def refuse_other_major(schema: str, where: str) -> None:
    """Raise ReleaseError where a release is of another major version of the schema than this package reads."""
    theirs = numbers(schema) or _OURS
    if theirs[0] != _OURS[0]:
        newer = theirs > _OURS
        reads = f"schemas up to {_OURS[0]}.x" if newer else f"schemas {_OURS[0]}.x"
        remedy = _UPGRADE if newer else "install a version of trilat from the time of the release"
        raise ReleaseError(f"{where} has schema {schema}, and this package reads {reads} (its own is "
                           f"{SCHEMA_VERSION}): {remedy}")


def warn_of_newer(schema: str, where: str, tables: bytes | None) -> None:
    """Warn once that a release has a newer schema than this package, and say what of it is left aside.

    Args:
        schema: The version of the release's schema.
        where: The release, for the message.
        tables: The bytes of its schema/tables.json, which tells what is new.
    """
    told = list(left_aside(json.loads(tables))) if tables else []
    aside = f"; left aside: {'; '.join(told)}" if told else ""
    warnings.warn(f"{where} has schema {schema}, which is newer than this package's {SCHEMA_VERSION}{aside} "
                  f"({_UPGRADE})", NewerSchemaWarning, stacklevel=3)


def left_aside(inventory: Mapping[str, Any]) -> Iterator[str]:
    """What an inventory of tables has that this package does not know; terms are read, as plain text.

    >>> list(left_aside({"tables": {"notes": {"columns": {}}}, "vocabularies": {"Level": {"cabinet": {}}}}))
    ['table notes', 'Level: cabinet, read as plain text']
    """
    for name, table in inventory["tables"].items():
        if name not in TABLES:
            yield f"table {name}"
            continue
        new = [column for column in table["columns"] if column not in _names(TABLES[name])]
        if new:
            yield f"{name}: column{'' if len(new) == 1 else 's'} {', '.join(new)}"
    known: dict[str, Collection[str]] = {one.__name__: {str(term) for term in one} for one in VOCABULARIES}
    for name, terms in inventory["vocabularies"].items():
        unknown = [term for term in terms if term not in known.get(name, ())]
        if unknown and name in known:
            yield f"{name}: {', '.join(unknown)}, read as plain text"


def lacking(row_type: type[Row], there: Collection[str], schema: str, where: str) -> list[str]:
    """The columns that a table of an older schema does not have, and that read as empty.

    Raises:
        ReleaseError: The release has the schema of this package or a newer one, or no key: a column must be there.
    """
    missing = [column for column in columns(row_type) if column.name not in there]
    if not missing:
        return []
    names = [column.name for column in missing]
    if is_newer(schema) or any(name in row_type.key for name in names):
        raise ReleaseError(f"{where}: {row_type.table} has no column {', '.join(names)}, which schema {schema} has: "
                           "get the release again, or build it anew")
    return names


def _names(row_type: type[Row]) -> set[str]:
    return {column.name for column in columns(row_type)}
