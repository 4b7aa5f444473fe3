"""Errors that help: what comes near to what there is not, and how to install what is missing."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterable
from typing import Any

from trilat.errors import TrilatError, UsageError
from trilat.tables.columns import Row
from trilat.vocabularies import CALLED, COUNTRIES


class UnknownIdError(UsageError, KeyError):
    """No row has this id."""

    def __str__(self) -> str:
        """The message as it is, without the quotes that a KeyError puts around it."""
        return str(self.args[0])


def near(wanted: str, known: Iterable[str]) -> str:
    """The end of a message about what there is not: what comes near, or nothing.

    >>> near("levle", ["level", "status"])
    '; did you mean level?'
    """
    import difflib

    found = difflib.get_close_matches(wanted, list(known), 3, 0.5)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def several(wanted: object) -> list[Any]:
    """What is asked for as a list: a text or another single value alone, of several each."""
    return [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)


def date_text(wanted: object) -> str:
    """A date as text: that of a day, or of a moment such as a pandas.Timestamp, as ISO has it.

    >>> date_text(dt.datetime(2021, 3, 26)), date_text(2021)
    ('2021-03-26', '2021')
    """
    return str(wanted.date() if isinstance(wanted, dt.datetime) else wanted)


def meetings_among(given: object) -> list[Any]:
    """Meetings that were given, or one alone; raises UsageError where there is anything else."""
    found: list[Any] = several(given)
    other = next((one for one in found if not isinstance(one, Row) or one.table != "meetings"), None)
    if other is not None:
        what = f"one of {other.table}" if isinstance(other, Row) else repr(other)
        raise UsageError(f"give meetings, such as ds.meetings.where(status='held'); {what} is none")
    return found


def no_country(wanted: str, known: Iterable[str] = ()) -> UsageError:
    """That a text is no code of a country, nor one of these parties, and what it may mean."""
    upper = wanted.upper() if wanted.upper() in COUNTRIES else None
    meant = CALLED.get(wanted.casefold().replace(" ", "-"), upper)
    guess = f"; did you mean {meant}?" if meant else near(wanted, sorted(COUNTRIES | {*known}))
    return UsageError(f"{wanted!r} is no code of a country, as US or JP are, and no party of this dataset{guess}")


def extra(name: str, group: str | None = None) -> Any:
    """An optional library, imported; `group` is the extra that brings it, where that goes by another name.

    Raises TrilatError where it is not installed, and says how to install it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        remedy = f"pip install 'trilat[{group or name}]'"
        raise TrilatError(f"this needs {name}, which is not installed: {remedy}") from error
