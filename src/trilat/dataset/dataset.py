"""A dataset: all tables of one release, or of what was known on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from trilat.dataset.objects import (
    OBJECTS,
    Article,
    Claim,
    Conflict,
    First,
    Meeting,
    Office,
    Organization,
    Outcome,
    Participant,
    Person,
    Place,
    Position,
    Redirect,
    Resolution,
    Span,
    Statement,
)
from trilat.dataset.table import Table
from trilat.errors import UsageError
from trilat.tables.columns import Row, columns

if TYPE_CHECKING:
    from trilat.consolidate.evolving import State

Read = Callable[[str], list[list[Any]]]


class Dataset:
    """The tables of a release.

    Attributes: `version` and `schema_version` of the release, and `day`, the day of a vintage (None for all that is
    known).
    """

    def __init__(self, version: str, schema_version: str, read: Read, day: dt.date | None = None) -> None:
        self.version, self.schema_version, self.day = version, schema_version, day
        self._read = read
        self._opened: dict[str, Table[Any]] = {}

    def __repr__(self) -> str:
        known = f" as of {self.day}" if self.day else ""
        return f"<Trilat {self.version}{known}: {len(self.meetings)} meetings, {len(self.claims)} claims>"

    @property
    def articles(self) -> Table[Article]:
        """Source documents."""
        return self.table("articles")

    @property
    def people(self) -> Table[Person]:
        """People, and handles of officials whom no source names."""
        return self.table("people")

    @property
    def organizations(self) -> Table[Organization]:
        """Organisations."""
        return self.table("organizations")

    @property
    def offices(self) -> Table[Office]:
        """Posts within organisations."""
        return self.table("offices")

    @property
    def places(self) -> Table[Place]:
        """Places."""
        return self.table("places")

    @property
    def meetings(self) -> Table[Meeting]:
        """Meetings."""
        return self.table("meetings")

    @property
    def positions(self) -> Table[Position]:
        """Where parties stand on whether meetings take place."""
        return self.table("positions")

    @property
    def participants(self) -> Table[Participant]:
        """Seats at meetings, and who fills them."""
        return self.table("participants")

    @property
    def statements(self) -> Table[Statement]:
        """Who said what."""
        return self.table("statements")

    @property
    def outcomes(self) -> Table[Outcome]:
        """What meetings are said to have produced."""
        return self.table("outcomes")

    @property
    def firsts(self) -> Table[First]:
        """Claims that a meeting is a first."""
        return self.table("firsts")

    @property
    def claims(self) -> Table[Claim]:
        """Every value that a source asserts."""
        return self.table("claims")

    @property
    def spans(self) -> Table[Span]:
        """Evidence."""
        return self.table("spans")

    @property
    def conflicts(self) -> Table[Conflict]:
        """Values that contradict each other."""
        return self.table("conflicts")

    @property
    def resolutions(self) -> Table[Resolution]:
        """Maintainers' decisions on conflicts."""
        return self.table("resolutions")

    @property
    def redirects(self) -> Table[Redirect]:
        """What became of old ids."""
        return self.table("redirects")

    @property
    def tables(self) -> Mapping[str, Table[Any]]:
        """Every table by name."""
        return {name: self.table(name) for name in OBJECTS}

    def table(self, name: str) -> Table[Any]:
        """The table of this name."""
        if name not in OBJECTS:
            raise UsageError(f"there is no table {name!r}; the tables are {', '.join(OBJECTS)}")
        if name not in self._opened:
            self._opened[name] = Table(OBJECTS[name], lambda: self._read(name), self._make, self._redirect)
        return self._opened[name]

    def as_of(self, day: dt.date | str) -> Dataset:
        """The dataset as it could be known on a day: only what had certainly been published by then.

        >>> from trilat import dataset
        >>> then = dataset.load().as_of("2021-03-26").meetings["us-jp-kr-security-advisers-2021-1"]
        >>> then.date, then.place_id, then.place_approximate
        ('[2021-04-01..2021-04-04]', 'washington', True)
        """
        from trilat.consolidate.vintage import as_of

        if isinstance(day, str):
            try:
                day = dt.date.fromisoformat(day)
            except ValueError as error:
                raise UsageError(f"{day!r} is no day; write it as 2021-03-26") from error
        known = as_of(self.tables, day)

        def read(name: str) -> list[list[Any]]:
            names = [column.name for column in columns(OBJECTS[name])]
            return [[getattr(row, column) for column in names] for row in known[name]]

        return Dataset(self.version, self.schema_version, read, day)

    def claims_on(self, table: str, record_id: str) -> Sequence[Claim]:
        """The claims on a record, by field and by when they were known."""
        return self._claims.get((table, record_id), [])

    def conflicts_on(self, table: str, record_id: str) -> Sequence[Conflict]:
        """The conflicts on a record."""
        return [row for row in self.conflicts if (row.record_table, row.record_id) == (table, record_id)]

    def history(self, table: str, record_id: str, field: str) -> list[State]:
        """All values of a field of a record, in the order in which they were asserted."""
        from trilat.claims import fields_of
        from trilat.consolidate.evolving import history
        from trilat.registries import redirect_map

        if field not in fields_of(table):
            raise UsageError(f"{table} have no field {field!r}; the fields are {', '.join(fields_of(table))}")
        claims = [claim for claim in self.claims_on(table, record_id) if claim.field == field]
        return history(claims, redirect_map(self.redirects))

    def sources(self, ids: Iterable[str]) -> list[Person | Organization]:
        """The people and organisations of these ids; reserved origins are neither."""
        found = (self.people.get(one) or self.organizations.get(one) for one in ids)
        return [source for source in found if source is not None]

    @cached_property
    def _claims(self) -> dict[tuple[str, str], list[Claim]]:
        found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        order = attrgetter("field", "known_from", "article_id", "origin_id", "claim_id")
        for claim in sorted(self.claims, key=order):
            found[claim.record_table, claim.canonical_id].append(claim)
        return found

    @cached_property
    def _redirects(self) -> dict[tuple[str, str], str]:
        return {(row[2], row[0]): row[1] for row in self._read("redirects")}

    def _redirect(self, table: str, record_id: str) -> str:
        seen = set()
        while (table, record_id) in self._redirects and record_id not in seen:
            seen.add(record_id)
            record_id = self._redirects[table, record_id]
        return record_id

    def _make(self, kind: type[Any], values: list[Any]) -> Any:
        made: Row = kind(*values)
        object.__setattr__(made, "_dataset", self)
        return made
