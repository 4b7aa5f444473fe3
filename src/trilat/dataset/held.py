"""What a column can hold: a value that is asked for, as the column has it, or a refusal of what no row could have."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from trilat import edtf
from trilat.dataset.help import date_text, near, several
from trilat.errors import UsageError
from trilat.tables.columns import Column, Row, row_key
from trilat.tables.rows import TABLES

if TYPE_CHECKING:
    from trilat.dataset.rows import Rows

KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "integer": ((int, float), "a number"),
    "number": ((int, float), "a number"),
    "boolean": (bool, "True or False"),
    "date": (dt.date, "a day, such as 2021-03-26"),
    "string": (str, "a text"),
}
"""What a column of each kind takes, and how that is called."""


def ids_of(wanted: object) -> object:
    """Records that are asked for by their ids, whatever else as it is.

    Raises UsageError for what another library writes for a missing value.
    """
    if isinstance(wanted, Row):
        return ".".join(map(str, row_key(wanted)))
    alone = wanted is None or isinstance(wanted, str) or not hasattr(wanted, "__iter__")
    if alone and _is_missing(wanted):
        raise UsageError(f"{wanted!r} is no value that a row could have; ask for what is empty by None")
    return wanted if alone else [ids_of(one) for one in several(wanted)]


def _is_missing(value: object) -> bool:
    """Whether a value stands for none, as NaN, pandas.NaT and pandas.NA do: it is not known to equal itself."""
    try:
        return not value == value  # noqa: PLR0124, SIM201  # which is what tells
    except TypeError:
        return True


def held(rows: Rows[Any], column: Column, wanted: Any) -> Any:
    """A value as a column of these rows holds such values.

    A single value of numpy is Python's own; of a moment the day counts. Raises UsageError where the value is of another
    kind than the column, or is to be a date and is none.
    """
    if wanted is None:
        return None
    if type(wanted).__module__ == "numpy":
        wanted = wanted.item()
    dated = f"{column.name}_earliest" in rows.names
    if isinstance(wanted, dt.date) and (dated or column.kind == "date"):
        text = date_text(wanted)
        return text if dated else dt.date.fromisoformat(text)
    if dated:
        return _edtf(column.name, date_text(wanted))
    if column.vocabulary is not None or (column.kind == "date" and isinstance(wanted, str)):
        return wanted
    takes, called = KINDS[column.kind]
    if not isinstance(wanted, takes) or (isinstance(wanted, bool) and takes is not bool):
        raise UsageError(f"{column.name} is {called}, and {wanted!r} is none")
    text = str(wanted)
    if column.name == "language" and not re.match(r"[a-z]{2}(-|\Z)", text) and wanted not in rows.by("language"):
        raise UsageError(f"{wanted!r} is no code of two letters for a language, as en or ja are, and no language of "
                         f"these {rows.row_type.table}{near(text, filter(None, rows.by('language')))}")
    if column.name in ("field", "record_table") and wanted not in rows.by(column.name):
        _refuse_unknown(column.name, wanted)
    return wanted


def _edtf(name: str, text: str) -> str:
    try:
        edtf.parse(text)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error
    return text


def _refuse_unknown(name: str, wanted: Any) -> None:
    """Refuse a field that no record has, or a table that there is not."""
    known = list(TABLES)
    if name == "field":
        from trilat.models.parts import MODELS, fields_of

        known = list(dict.fromkeys(field for table in MODELS for field in fields_of(table)))
    if wanted not in known:
        raise UsageError(f"no {name} is called {wanted!r}; there are {', '.join(known)}{near(wanted, known)}")
