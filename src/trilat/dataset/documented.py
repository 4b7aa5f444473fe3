"""Docstrings of rows that say what each field is, as the codebook has it."""

from __future__ import annotations

from typing import Any

from trilat.tables.columns import Row, columns


class Documented:
    """A docstring that looks the fields up when somebody reads it, as `help(Meeting)` does.

    >>> from trilat.dataset import Meeting
    >>> "    status: How far the meeting has come" in Meeting.__doc__
    True
    """

    def __init__(self, said: str) -> None:
        self.said = said

    def __get__(self, row: object, kind: Any = None) -> str:
        """What the class is, and each of its fields."""
        from textwrap import fill

        from trilat.tables.describe import describe

        known: type[Row] = kind if kind is not None else type(row)  # type: ignore[assignment]  # of rows alone
        fields = (fill(f"{one.name}: {describe(known, one)}", 112, initial_indent="    ", subsequent_indent=" " * 8)
                  for one in columns(known))
        return "\n".join([self.said.rstrip(), "", "Attributes:", *fields])
