"""What all models share: strictness, the types of fields, and what each field declares of its claims."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from annotated_types import Len
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from trilat import edtf
from trilat.versions import SCHEMA_VERSION as SCHEMA_VERSION  # noqa: PLC0414  # for those who know it from here
from trilat.vocabularies import COUNTRIES, Consolidation, Term

_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
_SHOWN = r"[^\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]"
_SHOWN_OR_SPACE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]"

_SHOWN_IN_LIST = _SHOWN.replace("^", "^;")
_SHOWN_OR_SPACE_IN_LIST = _SHOWN_OR_SPACE.replace("^", "^;")

_INTEGER = re.compile("0|[1-9][0-9]{0,15}")

T = TypeVar("T")


class Plain(str):
    """A YAML scalar without quotes: the schema, not YAML, says whether it is a number or text."""

    __slots__ = ()


class Strict(BaseModel):
    """A model that refuses unknown fields and converts nothing."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class _NotNull:
    """Makes `X | None` mean that the field may be left out, not that null may be written."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


class _Named:
    """Names a type of string in JSON Schema, and forbids the line break that Python's `$` lets through."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema) | {"not": {"pattern": "\\n"}, "x-name": self.name}


class _OneOf:
    """A string of a fixed set, or of a pattern."""

    def __init__(self, what: str, known: frozenset[str], pattern: str | None = None) -> None:
        self.what, self.known, self.pattern = what, known, pattern

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler(source)
        if self.pattern:
            other = core_schema.str_schema(pattern=self.pattern, strict=True)
            return core_schema.tagged_union_schema(
                {"code": core_schema.no_info_after_validator_function(self._check, inner), "other": other},
                lambda value: "other" if isinstance(value, str) and ":" in value else "code",
            )
        return core_schema.no_info_after_validator_function(self._check, inner)

    def _check(self, value: str) -> str:
        if value not in self.known:
            raise PydanticCustomError("unknown_term", "Input should be {what}", {"what": self.what})
        return value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        codes: dict[str, Any] = {"type": "string", "enum": sorted(self.known), "x-name": "Country"}
        if self.pattern is None:
            return codes
        other = {"type": "string", "pattern": self.pattern, "not": {"pattern": "\\n"}}
        return {"anyOf": [codes, other], "x-name": "Party"}


class _FromPlain:
    """Lets a value that is no text be read from a YAML scalar without quotes. JSON text is taken as it is typed."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler(source)
        return core_schema.json_or_python_schema(
            inner, core_schema.no_info_before_validator_function(self.read, inner)
        )


def _plain_integer(value: Any) -> Any:
    if type(value) is int:
        return value
    if isinstance(value, Plain) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _plain_flag(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, Plain) else value


class _Unique:
    """Refuses a list in which an item stands twice."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(unique, handler(source))


def unique(values: list[Any]) -> list[Any]:
    """A list in which no item stands twice; another is refused."""
    if len(values) == 1 or len(set(values)) == len(values):
        return values
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise PydanticCustomError("duplicate_item", "{value} stands in the list twice", {"value": repr(value)})
        seen.add(value)
    return values


def none_given() -> list[Any]:
    """What a list is where a file leaves it out. Pydantic takes long to find out how `list` itself is called."""
    return []


def text(pattern: str, longest: int) -> Any:
    """The marks of a string type of one line that fits `pattern` and has at most `longest` characters."""
    return StringConstraints(pattern=pattern, max_length=longest, strict=True)


Maybe = Annotated[T | None, _NotNull()]
"""A field that may be left out. Null is never written."""

Several = Annotated[list[T], Len(1), _Unique(), Field(json_schema_extra={"uniqueItems": True})]
"""A list of at least one item, none of them twice."""

Slug = Annotated[str, text(f"^{_SLUG}$", 100), _Named("Slug")]
OutcomeId = Annotated[str, text(rf"^{_SLUG}\.{_SLUG}$", 200), _Named("OutcomeId")]
RecordId = Annotated[str, text(rf"^{_SLUG}(?:\.(?:{_SLUG}|[A-Z][A-Z]|org:{_SLUG}))?$", 200), _Named("RecordId")]
FieldName = Annotated[str, text("^[a-z]+(?:_[a-z]+)*$", 50), _Named("FieldName")]
Line = Annotated[str, text(f"^{_SHOWN}(?:{_SHOWN_OR_SPACE}*{_SHOWN})?$", 1000), _Named("Line")]
Name = Annotated[str, text(f"^{_SHOWN_IN_LIST}(?:{_SHOWN_OR_SPACE_IN_LIST}*{_SHOWN_IN_LIST})?$", 200), _Named("Name")]
Summary = Annotated[str, text(f"^{_SHOWN}(?:{_SHOWN_OR_SPACE}*{_SHOWN})?$", 300), _Named("Summary")]
Date = Annotated[str, text(edtf.PATTERN, 40), _Named("Date")]
Day = Annotated[str, text("^[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$", 10), _Named("Day")]
Duration = Annotated[
    str, text("^P(?:[1-9][0-9]{0,2}D|T(?:[1-9][0-9]?H(?:[1-9][0-9]?M)?|[1-9][0-9]{0,2}M))~?$", 12), _Named("Duration")
]
PlaceRef = Annotated[str, text(f"^{_SLUG}~?$", 101), _Named("PlaceRef")]
Language = Annotated[str, text("^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?$", 12), _Named("Language")]
Sha256 = Annotated[str, text("^[0-9a-f]{64}$", 64), _Named("Sha256")]
Digest = Annotated[str, text("^[0-9a-f]{16}$", 16), _Named("Digest")]
Url = Annotated[str, text("^https?://[!-~]+$", 2000), _Named("Url")]
Version = Annotated[
    str, text(r"^(?:0|[1-9][0-9]{0,4})\.(?:0|[1-9][0-9]{0,4})\.(?:0|[1-9][0-9]{0,4})$", 20), _Named("Version")
]
Country = Annotated[str, _OneOf("an ISO 3166-1 alpha-2 code, such as KR", COUNTRIES)]
Party = Annotated[
    str, _OneOf("an ISO 3166-1 alpha-2 code, such as KR, or org:<organization>", COUNTRIES, f"^org:{_SLUG}$")
]
Count = Annotated[int, Field(ge=0, le=2**53 - 1), _FromPlain(_plain_integer)]
Words = Annotated[int, Field(ge=3, le=2**53 - 1), _FromPlain(_plain_integer)]
Flag = Annotated[bool, _FromPlain(_plain_flag)]


@dataclass(frozen=True, slots=True)
class ClaimField:
    """What a field declares of its claims: how they consolidate, how two values relate, and whether it is coded.

    `closed` tells whether its values are of a closed set.
    """

    name: str
    description: str
    consolidation: Consolidation
    relation: str
    coded: bool
    many: bool
    to: str | None
    closed: bool


def said(
    consolidation: Consolidation,
    description: str,
    *,
    relation: str = "exact",
    coded: bool = False,
    many: bool = False,
    required: bool = False,
    to: str | None = None,
) -> Any:
    """A field whose values become claims.

    `relation` names a function of `trilat.relations`; `coded` marks a coder's judgement as against a report; `many`
    marks a list, each element of which is a claim; `to` names the tables that the ids point at, parted by "|".
    """
    extra: dict[str, Any] = {
        "x-consolidation": str(consolidation), "x-relation": relation, "x-basis": "coded" if coded else "reported"
    }
    extra |= {"x-many": True} if many else {}
    extra |= {"x-to": to} if to else {}
    if required:
        return Field(description=description, json_schema_extra=extra)
    if many:
        return Field(default_factory=none_given, description=description, json_schema_extra=extra)
    return Field(default=None, description=description, json_schema_extra=extra)


def link(to: str, description: str, *, optional: bool = False) -> Any:
    """A field that makes no claim and whose id points at another table."""
    if optional:
        return Field(default=None, description=description, json_schema_extra={"x-to": to})
    return Field(description=description, json_schema_extra={"x-to": to})


def tables_of(info: FieldInfo) -> str | None:
    """The tables that a field's ids point at, parted by "|"."""
    extra = info.json_schema_extra
    return str(extra["x-to"]) if isinstance(extra, dict) and "x-to" in extra else None


def type_names(info: FieldInfo) -> Iterator[str]:
    """The names of the string types that a field takes, such as Date or Slug."""
    yield from (part.name for part in _inside(info) if isinstance(part, _Named))


def is_closed(info: FieldInfo) -> bool:
    """Whether a field's values are of a closed set: a vocabulary, countries, or true and false."""
    return any(
        part is bool or isinstance(part, _OneOf) or (isinstance(part, type) and issubclass(part, Term))
        for part in _inside(info)
    )


def _inside(info: FieldInfo) -> Iterator[Any]:
    """The types and marks that a field is made of."""
    pending = [*info.metadata, info.annotation]
    while pending:
        part = pending.pop()
        yield part
        pending.extend(get_args(part))


def sums_up(model: BaseModel, name: str) -> bool:
    """Whether a field of a model sums up an entry: a title, a summary, or the part that a meeting plays."""
    declared = claim_fields(type(model)).get(name)
    return declared is not None and declared.coded and declared.consolidation in (
        Consolidation.PROSE, Consolidation.LOCAL
    )


def is_party(info: FieldInfo) -> bool:
    """Whether a field takes parties: countries, or organisations marked as such."""
    return any(isinstance(part, _OneOf) and part.pattern for part in _inside(info))


def leaves(annotation: Any) -> Iterator[Any]:
    """The types at the ends of a type such as `Annotated[list[A | B], …]`."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from leaves(part)


def models_in(info: FieldInfo | None) -> list[type[BaseModel]]:
    """The models that the values of a field can be of."""
    found = leaves(info.annotation if info else None)
    return [leaf for leaf in found if isinstance(leaf, type) and issubclass(leaf, BaseModel)]


@cache
def claim_fields(model: type[BaseModel]) -> dict[str, ClaimField]:
    """The fields of a model whose values become claims, by name, in the order of the model."""
    fields = {}
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra
        if isinstance(extra, dict) and "x-consolidation" in extra:
            fields[name] = ClaimField(
                name, info.description or "", Consolidation(str(extra["x-consolidation"])), str(extra["x-relation"]),
                extra["x-basis"] == "coded", bool(extra.get("x-many")), tables_of(info),
                is_closed(info),
            )
    return fields
