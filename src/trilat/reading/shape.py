"""From a document to a model: every way in which the document does not fit, at its place, with its remedy."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from trilat.findings import Finding, Fix, path_text, visible
from trilat.hashing import canonical_json
from trilat.models import base
from trilat.models.base import Plain
from trilat.reading.document import Document, Mark, Path, Value, end_column
from trilat.reading.fixes import removing, renaming, replacing
from trilat.versions import SCHEMA_VERSION, numbers
from trilat.vocabularies import CALLED, COUNTRIES, Term

FEW = 24
"""The longest list of allowed terms that is shown whole."""

MOST_GUESSES = 100
"""How many findings of one document guess at what was meant; guessing takes time."""

M = TypeVar("M", bound=BaseModel)


def _pattern(kind: Any) -> str:
    return next(str(mark.pattern) for mark in kind.__metadata__ if isinstance(mark, StringConstraints))


_LINE = "a line of text without line breaks, control characters, or spaces at its ends"

FORMS = {
    _pattern(base.Slug): "an id: lower-case letters and digits, parted by single hyphens, such as harbour-post",
    _pattern(base.OutcomeId): "a meeting's id, a dot and a name in lower-case letters, digits and single hyphens",
    _pattern(base.RecordId): "an id: lower-case letters, digits and single hyphens; for a part of a meeting, the "
                             "meeting's id, a dot, and a slot, party or name",
    _pattern(base.FieldName): "a field's name: lower-case letters and underscores",
    _pattern(base.Line): _LINE,
    _pattern(base.Name): "a name without line breaks, control characters, or spaces at its ends",
    _pattern(base.Summary): _LINE,
    _pattern(base.Date): "a date such as 2031-03-08, 2031-03, [2031-03-08..2031-03-14] or 2031-03-08/2031-03-09",
    _pattern(base.Day): "a day such as 2031-03-08",
    _pattern(base.Duration): "a duration such as PT1H, PT90M or P2D, with ~ at its end for about",
    _pattern(base.PlaceRef): "the id of a place, with ~ at its end for about: busan, washington~",
    _pattern(base.Language): "a language tag such as en, ko or zh-Hant",
    _pattern(base.Sha256): "a SHA-256: 64 hexadecimal digits in lower case",
    _pattern(base.Digest): "a digest: 16 hexadecimal digits in lower case",
    _pattern(base.Url): "an address that begins with https:// or http:// and has no spaces or letters beyond ASCII",
    _pattern(base.Version): "a version of three numbers such as 1.0.0",
    "^org:" + _pattern(base.Slug)[1:]: "org: and the id of an organisation, such as org:eu",
}
"""What each pattern of the models asks for, in words."""

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "enum": "a term",
    "literal_error": "a term",
}


def shape(document: Document, model: type[M], refused: Sequence[Finding] = ()) -> tuple[M | None, list[Finding]]:
    """The document as a model, or None and a finding for every value that does not fit.

    What only follows from what the reader `refused` is not told again: that a field has no value, and that a list is
    too short without the items that were left out. Findings are in the order of their places.
    """
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        other = _of_another_schema(document)
        if other is not None:
            return None, [other]
        details = [detail for detail in error.errors(include_url=False) if not _is_empty(detail, document)]
    findings = [_finding(detail, document, model, number < MOST_GUESSES) for number, detail in enumerate(details)]
    left_out = {finding.path.rpartition("[")[0] for finding in refused}
    return None, sorted(one for one in findings if one.rule != "too-short" or one.path not in left_out)


def _of_another_schema(document: Document) -> Finding | None:
    """That a file is of a newer schema, or of an older one: its other values are not held against this one."""
    stated = document.value.get("schema_version") if isinstance(document.value, dict) else None
    theirs, ours = numbers(stated), numbers(SCHEMA_VERSION)
    if not theirs or not ours or theirs == ours:
        return None
    from trilat.models.steps import STEPS  # noqa: PLC0415  # what few files need is not loaded for one

    if theirs < ours and stated not in {step.old for step in STEPS}:
        return None
    message = f"the file is of schema {stated}, and this package's is {SCHEMA_VERSION}"
    remedy = "lift it: trilat migrate" if theirs < ours else "pip install --upgrade trilat, or mend the version"
    path: Path = ("schema_version",)
    return _at(document, document.locate(path), document.end(path), "other-schema", message, remedy, path)


def _is_empty(error: ErrorDetails, document: Document) -> bool:
    """Whether a field is missing of which the name is there: that it has no value has been told."""
    return error["type"] == "missing" and _follow(error["loc"], document, own_end=True)[0] in document.key_marks


def _finding(error: ErrorDetails, document: Document, model: type[BaseModel], guess: bool) -> Finding:
    kind = error["type"]
    path, value = _follow(error["loc"], document, own_end=kind in ("extra_forbidden", "missing"))
    info = field_at(model, path)
    about = (info.description or "") if info else ""
    shown = _shown(value)
    fix: Fix | None = None
    match kind:
        case "extra_forbidden":
            fields = sorted({name for level in _models(model, path[:-1]) for name in level.model_fields})
            near = _near(str(path[-1]), fields, guess)
            remedy = _guess(near) or f"fields here: {', '.join(fields)}"
            message = f"there is no field {visible(path[-1])!r} here"
            mark = document.key_marks.get(path, document.locate(path))
            column = end_column(mark, Plain(path[-1]))
            end = (mark.line, column) if column else (0, 0)
            told = _at(document, mark, end, "unknown-field", message, remedy, path)
            return replace(told, fix=renaming(document, path, near[0]) if len(near) == 1 else None)
        case "missing":
            rule, message, remedy = "missing-field", f"the field {str(path[-1])!r} is missing", about
        case "enum" | "literal_error" | "unknown_term" if isinstance(value, str):
            terms = _terms(info, kind)
            message = f"{shown} is not {error.get('ctx', {}).get('what') or 'a term that is known here'}"
            allowed = f"known: {', '.join(terms)}" if len(terms) <= FEW else about
            near = _countries(value) if kind == "unknown_term" else _near(value, terms, guess)
            rule, remedy = "unknown-term", " ".join(filter(None, [_guess(near), allowed]))
            fix = replacing(document, {path: near[0]}, safe=False) if len(near) == 1 else None
        case "string_pattern_mismatch":
            form = FORMS.get(str(error["ctx"]["pattern"]), "of the form that this field asks for")
            rule, message, remedy = "bad-form", f"{shown} is not {form}", about
        case "string_too_long" | "too_long":
            rule, remedy = "too-long", about
            message = f"{_length(value)}; at most {error['ctx']['max_length']} are allowed"
        case "string_too_short" | "too_short":
            rule, remedy = "too-short", about
            message = f"{_length(value)}; at least {error['ctx']['min_length']} must be there"
        case "greater_than_equal" | "less_than_equal":
            rule, remedy = "out-of-range", about
            limit = error["ctx"].get("ge", error["ctx"].get("le"))
            message = f"{shown} is {'below' if 'ge' in error['ctx'] else 'above'} {limit}"
        case "duplicate_item":
            path = _second(path, value)
            rule, message, remedy = "duplicate-item", "the item stands in the list twice", "keep one of the two"
            fix = removing(document, path)
        case _ if kind in _WANTED:
            rule, message = "wrong-type", f"expected {_WANTED[kind]}; found {_described(value)}"
            quoted = kind in ("int_type", "bool_type") and isinstance(value, str) and not isinstance(value, Plain)
            remedy = "write it without quotes" if quoted else about
        case _:
            rule, message, remedy = "bad-form", visible(error["msg"], 200), about
    return replace(_at(document, document.locate(path), document.end(path), rule, message, remedy, path), fix=fix)


def _at(
    document: Document, mark: Mark, end: tuple[int, int], rule: str, message: str, remedy: str, path: Path
) -> Finding:
    return Finding(document.file, mark.line, mark.column, rule, message, remedy, path_text(path), end_line=end[0],
                   end_column=end[1])


def _follow(loc: Path, document: Document, own_end: bool) -> tuple[Path, Value]:
    """The path that pydantic's `loc` means, and the value there.

    The names of a union's members stand in `loc` too, in angle brackets or not; they are no steps of the document.
    With `own_end` the last step is kept whatever it is.
    """
    path: Path = ()
    value: Any = document.value
    steps, last = (loc[:-1], loc[-1:]) if own_end else (loc, ())
    for step in steps:
        if (*path, step) in document.marks and not str(step).startswith("<"):
            path, value = (*path, step), value[step]
    return (*path, *last), value


def _models(model: type[BaseModel], path: Path) -> list[type[BaseModel]]:
    """The models that a mapping at `path` can be of."""
    models = [model]
    for step in path:
        if isinstance(step, str):
            models = [inner for level in models for inner in base.models_in(level.model_fields.get(step))]
    return models


def field_at(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """The field that the value at `path` belongs to, or that it is an item of."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    if not path:
        return None
    return next((m.model_fields[str(path[-1])] for m in _models(model, path[:-1]) if path[-1] in m.model_fields), None)


def _terms(info: FieldInfo | None, kind: str) -> list[str]:
    """The terms that a field allows, in the order of their vocabulary."""
    if kind == "unknown_term":
        return sorted(COUNTRIES)
    terms: list[str] = []
    for leaf in base.leaves(info.annotation if info else None):
        if get_origin(leaf) is Literal:
            terms += get_args(leaf)
        elif isinstance(leaf, type) and issubclass(leaf, Term):
            terms += leaf
    return terms


def _near(word: str, known: list[str], guess: bool) -> list[str]:
    """Which of the known words may have been meant, the nearest first."""
    if not guess or len(word) > 100:
        return []
    folded = {term.casefold(): term for term in known}
    wanted = word.strip().casefold().replace(" ", "-")
    from difflib import get_close_matches  # noqa: PLC0415  # what few files need is not loaded for one

    near = get_close_matches(wanted, folded, n=3) or get_close_matches(wanted.replace("-", "_"), folded, n=3)
    return [folded[term] for term in near]


def _guess(near: list[str]) -> str:
    return f"did you mean {' or '.join(near)}?" if near else ""


def _countries(word: str) -> list[str]:
    """Which country may have been meant: by another code or a name, never by letters alone, which mislead."""
    folded = word.strip().casefold().replace(" ", "-").replace(".", "")
    code = folded.upper() if folded.upper() in COUNTRIES else CALLED.get(folded)
    return [code] if code else []


def _second(path: Path, values: Value) -> Path:
    """The path of the first item that stands in a list for the second time."""
    if isinstance(values, list):
        seen: set[str] = set()
        for index, value in enumerate(values):
            text = canonical_json(value)
            if text in seen:
                return (*path, index)
            seen.add(text)
    return path


def _shown(value: Value) -> str:
    return f"'{visible(value)}'" if isinstance(value, str) else _described(value)


def _described(value: Value) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case Plain():
            return f"'{visible(value)}'"
        case str():
            return f"the text '{visible(value)}'"
    return visible(value)


def _length(value: Value) -> str:
    if isinstance(value, str):
        return f"{_shown(value)} has {len(value)} characters"
    if isinstance(value, list):
        return f"the list has {len(value)} item{'' if len(value) == 1 else 's'}"
    return _described(value)
