"""What a table is: a frozen, slotted dataclass whose fields are columns, and what each column holds."""

import dataclasses
import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

from trilat.vocabularies import Term

SCALARS: dict[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean", date: "date"}


Kind = TypeVar("Kind")


class Row:
    """A row of a released table; equal to another of its type with the same values, and never changed."""

    __slots__ = ()
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    __match_args__: ClassVar[tuple[str, ...]]
    _setters: ClassVar[tuple[Callable[[object, Any], None], ...]]

    def __init__(self, *values: Any, **named: Any) -> None:
        if named:
            values = (*values, *(named.pop(name) for name in self.__match_args__[len(values):] if name in named))
        if named or len(values) != len(self._setters):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.__match_args__)}, each once")
        self.__setstate__(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> Sequence[Any]:
        return [getattr(self, name) for name in self.__match_args__]

    def __setstate__(self, values: Sequence[Any]) -> None:
        for set_value, value in zip(self._setters, values, strict=True):
            set_value(self, value)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__match_args__)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__match_args__))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__match_args__)})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind (a value of SCALARS), whether it is a list, whether it may be empty."""

    name: str
    kind: str
    many: bool
    optional: bool
    vocabulary: type[Term] | None
    to: str | None
    description: str


def column(description: str = "", *, to: str | None = None) -> Any:
    """A column with its description, and the table that its ids point at.

    The description is left out where the column takes it from the model's field of the same name.
    """
    return dataclasses.field(metadata={"description": description, "to": to})


@dataclass_transform(frozen_default=True, field_specifiers=(column,))
def row(kind: type[Kind]) -> type[Kind]:
    """Make a row type of a class: a frozen, slotted dataclass.

    What `Row` can do for all is not generated for each, which would take most of the time of importing the tables.
    """
    made: Any = dataclass(slots=True, init=False, repr=False, eq=False)(kind)
    made._setters = tuple(getattr(made, name).__set__ for name in made.__match_args__)
    return made  # type: ignore[no-any-return]  # it is the class that came, with slots


_COLUMNS: dict[str, tuple[Column, ...]] = {}


def columns(row_type: type[Row]) -> tuple[Column, ...]:
    """The columns of a table, in order."""
    if row_type.table not in _COLUMNS:
        hints = get_type_hints(row_type)
        fields = dataclasses.fields(row_type)  # type: ignore[arg-type]  # every row type is a dataclass
        _COLUMNS[row_type.table] = tuple(_column(field, hints[field.name]) for field in fields)
    return _COLUMNS[row_type.table]


def column_of(row_type: type[Row], name: str) -> Column:
    """The column of a table that has this name; raises KeyError where there is none."""
    found = next((one for one in columns(row_type) if one.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


def _column(field: dataclasses.Field[Any], hint: Any) -> Column:
    optional = get_origin(hint) is types.UnionType
    inner = next(arg for arg in get_args(hint) if arg is not types.NoneType) if optional else hint
    many = get_origin(inner) is tuple
    scalar = get_args(inner)[0] if many else inner
    vocabulary = scalar if issubclass(scalar, Term) else None
    name = "string" if vocabulary else SCALARS[scalar]
    return Column(field.name, name, many, optional, vocabulary, field.metadata["to"], field.metadata["description"])


def row_key(row: Row) -> tuple[Any, ...]:
    """The values of the row's key columns."""
    return tuple(getattr(row, name) for name in row.key)


def sort_rows(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their key, which is the order of a release."""
    return sorted(rows, key=lambda row: tuple("" if part is None else str(part) for part in row_key(row)))


def to_json(row: Row) -> dict[str, Any]:
    """A row as JSON values: dates as text, tuples as lists, null where empty."""
    return {column.name: _plain(getattr(row, column.name)) for column in columns(type(row))}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def reader(row_type: type[Row]) -> Callable[[list[Any]], list[Any]]:
    """A function that turns a row's JSON or Arrow values, in column order, into those that the row type takes."""
    converters = [(place, _converter(column)) for place, column in enumerate(columns(row_type))]
    needed = [(place, convert) for place, convert in converters if convert is not None]

    def read(values: list[Any]) -> list[Any]:
        for place, convert in needed:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values

    return read


class _Terms(dict[str, str]):
    """The terms of a vocabulary by their text; one that a newer schema has stays the text that it is."""

    def __missing__(self, text: str) -> str:
        return text


def _converter(column: Column) -> Callable[[Any], Any] | None:
    if column.vocabulary is not None:
        terms = _Terms((str(term), term) for term in column.vocabulary)
        return (lambda values: tuple(terms[value] for value in values)) if column.many else terms.__getitem__
    if column.many:
        return tuple
    return _day if column.kind == "date" else None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
