"""Errors that help: what comes near to what there is not, and how to install what is missing."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterable
from typing import Any

from trilat.errors import TrilatError, UsageError


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
    """What is asked for as a list: a text or another single value alone, a collection as it is."""
    alone = isinstance(wanted, str) or not isinstance(wanted, Collection)
    return [wanted] if alone else list(wanted)  # type: ignore[call-overload]  # mypy does not narrow by a name


def extra(name: str, group: str | None = None) -> Any:
    """An optional library, imported; `group` is the extra that brings it, where that goes by another name.

    Raises TrilatError where it is not installed, and says how to install it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        remedy = f"pip install 'trilat[{group or name}]'"
        raise TrilatError(f"this needs {name}, which is not installed: {remedy}") from error
