"""Contributed files lifted to a newer version of the schema in place: comments, layout and evidence stay."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trilat.claims import claim_ids
from trilat.errors import TrilatError, UsageError
from trilat.findings import Edit, Finding, visible
from trilat.hashing import canonical_json
from trilat.models.article import ArticleFile
from trilat.models.steps import STEPS, FieldRenamed, Step, TermRenamed
from trilat.reading.comments import comments
from trilat.reading.document import Document, value_at
from trilat.reading.document import Path as Way
from trilat.reading.edit import edited, replacements, with_replacements
from trilat.reading.fixes import renaming
from trilat.reading.json_lines import read_json_lines
from trilat.reading.packed import is_packed
from trilat.reading.yaml import read_yaml
from trilat.sheets import ARTICLES, bytes_of, files_in, kind_of
from trilat.versions import SCHEMA_VERSION, numbers

VERSION = "schema_version"


@dataclass(frozen=True)
class Lifted:
    """What files shall be that change, how many were looked at, and why some cannot be read: then none changes."""

    files: Mapping[Path, bytes] = field(default_factory=dict)
    judged: int = 0
    findings: Sequence[Finding] = ()


@dataclass(frozen=True)
class _File:
    """A file as it is read, and the steps that lie before each of its documents."""

    path: Path
    data: bytes
    documents: Sequence[Document]
    ways: Sequence[Sequence[Step]]


def migrate(paths: Iterable[Path], to: str = SCHEMA_VERSION, steps: Sequence[Step] = STEPS) -> Lifted:
    """Lift the files that paths name to a version of the schema. Nothing is written here.

    Where claims change their ids, since a field or term has another name, the decisions in resolutions.yaml follow, as
    far as the articles are among the files.

    Args:
        paths: Files and folders.
        to: The version.
        steps: The steps that there are.

    Raises:
        UsageError: No step leads to that version.
        TrilatError: A file is of a newer version, or of one that there never was, or a value is laid out so that it
            cannot be replaced in place.
    """
    known = {SCHEMA_VERSION, *(version for step in steps for version in (step.old, step.new))}
    if to not in known:
        raise UsageError(f"no step leads to schema {visible(to)}; versions: {', '.join(sorted(known, key=_order))}")
    findings: list[Finding] = []
    files: list[_File] = []
    judged = 0
    for path in files_in(paths):
        judged += 1
        if is_packed(path.name):
            raise UsageError(f"{path} is packed: unpack it, migrate what it holds, and pack that")
        data = bytes_of(path, path.as_posix(), findings)
        if data is not None:
            documents, faults = _read(data, path)
            findings += faults
            if not faults:
                files.append(_File(path, data, documents, [_way(one, to, steps, known) for one in documents]))
    if findings:
        return Lifted({}, judged, findings)
    after = {file.path: _lifted(file) for file in files}
    moved = dict(pair for file in files if kind_of(file.path) == ARTICLES
                 for pair in _moved_claims(file, after[file.path]))
    for file in files:
        if kind_of(file.path) == "resolutions" and any(file.ways):
            after[file.path] = _decided(after[file.path], file.path, file.ways[0], moved)
    return Lifted({file.path: after[file.path] for file in files if after[file.path] != file.data}, judged)


def _order(version: str) -> tuple[int, int, int]:
    return numbers(version) or (0, 0, 0)


def _read(data: bytes, path: Path) -> tuple[list[Document], list[Finding]]:
    reads = read_json_lines if path.suffix == ".jsonl" else lambda data, file: [read_yaml(data, file)]
    read = list(reads(data, path.as_posix()))
    return [one for one, _ in read if one is not None], [finding for _, found in read for finding in found]


def _way(document: Document, to: str, steps: Sequence[Step], known: Iterable[str]) -> Sequence[Step]:
    """The steps from the version of a document to another."""
    version = document.value.get(VERSION) if isinstance(document.value, dict) else None
    mark = document.locate((VERSION,))
    where = f"{document.file}:{mark.line}:{mark.column}"
    if not isinstance(version, str) or numbers(version) is None:
        raise TrilatError(f"{where}: the file does not say of which schema it is; begin it with schema_version: "
                          f"{min(known, key=_order)}, or the version that it was written for")
    if _order(version) > _order(to):
        newest = to if to != SCHEMA_VERSION else f"{to}, the newest that this package knows"
        raise TrilatError(f"{where}: the file is of schema {version}, and is to be of {newest}: no step leads back; "
                          "pip install --upgrade trilat")
    if version not in known:
        raise TrilatError(f"{where}: there was no schema {version}; versions: {', '.join(sorted(known, key=_order))}")
    return [step for step in steps if _order(version) <= _order(step.old) and _order(step.new) <= _order(to)]


def _lifted(file: _File) -> bytes:
    """The bytes of a file after all steps, each held against what it must say then."""
    data = file.data
    ways = [list(way) for way in file.ways]
    while any(ways):
        documents, _ = _read(data, file.path)
        now = [(document, way.pop(0) if way else None) for document, way in zip(documents, ways, strict=True)]
        kind, text = kind_of(file.path), documents[0].text
        edits = {edit for document, step in now if step for edit in _edits(document, step, kind)}
        data = edited(text, sorted(edits)).encode(errors="surrogateescape")
        wanted = [_value(document, step, kind) if step else document.value for document, step in now]
        again, findings = _read(data, file.path)
        if findings or wanted != [document.value for document in again]:
            raise TrilatError(f"{file.path.as_posix()}: is laid out so that it cannot be lifted in place; "
                              "trilat format it first")
    return data


def _edits(document: Document, step: Step, kind: str) -> Iterator[Edit]:
    """The edits of one step in one document."""
    yield from replacements(document, document.text, {(VERSION,): step.new, **_terms(document, step, kind)})
    for way, new in _fields(document, step, kind).items():
        fix = renaming(document, way, new)
        if fix is None:
            mark = document.key_marks[way]
            raise TrilatError(f"{document.file}:{mark.line}:{mark.column}: the field {way[-1]} cannot be renamed to "
                              f"{new}: that is there already, or the name is laid out otherwise than plainly")
        yield from fix.edits
    if not document.file.endswith(".jsonl"):
        named = re.compile(rf"yaml-language-server:\s*\$schema=\S*schema/({re.escape(step.old)})/")
        for comment in comments(document, document.text):
            if found := named.search(comment.text):
                yield Edit(comment.start + found.start(1), comment.start + found.end(1), step.new)


def _terms(document: Document, step: Step, kind: str) -> dict[Way, str]:
    return {
        way: change.new for change in step.changes if isinstance(change, TermRenamed) and change.file == kind
        for way in _ways(document.value, change.at) if value_at(document.value, way) == change.was
    }


def _fields(document: Document, step: Step, kind: str) -> dict[Way, str]:
    return {
        way: change.new for change in step.changes if isinstance(change, FieldRenamed) and change.file == kind
        for way in _ways(document.value, change.at)
    }


def _value(document: Document, step: Step, kind: str) -> Any:
    """What a document must say after a step."""
    made: Any = with_replacements(document.value, {(VERSION,): step.new, **_terms(document, step, kind)})
    for way, new in sorted(_fields(document, step, kind).items(), key=lambda item: -len(item[0])):
        holder = value_at(made, way[:-1])
        holder[new] = holder.pop(way[-1])
    return made


def _ways(value: Any, at: Sequence[str], before: Way = ()) -> Iterator[Way]:
    """The ways of a pattern that there are in a value."""
    if not at:
        yield before
    elif at[0] == "*":
        for place, inner in enumerate(value if isinstance(value, list) else ()):
            yield from _ways(inner, at[1:], (*before, place))
    elif isinstance(value, dict) and at[0] in value:
        yield from _ways(value[at[0]], at[1:], (*before, at[0]))


def _moved_claims(file: _File, after: bytes) -> Iterator[tuple[str, str]]:
    """The ids of claims that changed, and what they are now; none of a document that does not fit its schema."""
    if not any(step.changes for way in file.ways for step in way):
        return
    for document, way in zip(_read(after, file.path)[0], file.ways, strict=True):
        try:
            model = ArticleFile.model_validate(document.value)
        except ValidationError:
            continue
        now = claim_ids(model)
        was = claim_ids(model, partial(_before, way))
        yield from ((old, now[key]) for key, old in was.items() if old != now[key])


def _before(way: Sequence[Step], table: str, name: str, text: str) -> tuple[str, str]:
    """The name and value of a claimed field before steps."""
    for step in reversed(way):
        for change in reversed(step.changes):
            if change.file == ARTICLES and _table(change.at) == table:
                if isinstance(change, FieldRenamed) and change.new == name:
                    name = change.was
                elif isinstance(change, TermRenamed) and _field(change.at) == _old_name(step, table, name):
                    text = canonical_json(change.was) if text == canonical_json(change.new) else text
    return name, text


def _old_name(step: Step, table: str, name: str) -> str:
    """The name that a field had before a step, where it may bear the new one."""
    return next((change.was for change in step.changes if isinstance(change, FieldRenamed)
                 and change.file == ARTICLES and _table(change.at) == table and change.new == name), name)


def _table(at: Sequence[str]) -> str:
    """The table whose records the values at a way belong to: the list that is nearest to the field."""
    bare = [*at[:-1]] if at[-1] == "*" else [*at]
    return bare[-3] if len(bare) > 2 and bare[-2] == "*" else ""


def _field(at: Sequence[str]) -> str:
    return at[-2] if at[-1] == "*" else at[-1]


def _decided(data: bytes, path: Path, way: Sequence[Step], moved: Mapping[str, str]) -> bytes:
    """A file of resolutions that names fields, values and claims as they are now."""
    [document], _ = _read(data, path)
    new: dict[Way, str] = {}
    for at in _ways(document.value, ("resolutions", "*")):
        one: Any = value_at(document.value, at)
        name, value = str(one.get("field")), str(one.get("value"))
        for step in way:
            for change in step.changes:
                if change.file == ARTICLES and _table(change.at) == one.get("table"):
                    if isinstance(change, FieldRenamed) and change.was == name:
                        name = new[*at, "field"] = change.new
                    elif isinstance(change, TermRenamed) and _field(change.at) in (name, _old_name(step, str(
                            one.get("table")), name)) and change.was == value:
                        value = new[*at, "value"] = change.new
        new |= {(*at, "considered", place): moved[claim]
                for place, claim in enumerate(one.get("considered", ())) if claim in moved}
    return edited(document.text, replacements(document, document.text, new)).encode(errors="surrogateescape")
