"""A dataset: all tables of one release, or of what was known on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from trilat.dataset.objects import (
    OBJECTS,
    Agreement,
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
from trilat.dataset.source import Made, Source
from trilat.dataset.table import Table
from trilat.errors import UsageError
from trilat.tables.columns import Row
from trilat.tables.redirects import canonical, redirect_map
from trilat.tables.rows import RedirectRow

if TYPE_CHECKING:
    import pyarrow

    from trilat.consolidate.evolving import State
    from trilat.dataset.measures import Measures
    from trilat.dataset.pictures.plots import Plots
    from trilat.dataset.readouts import Readouts


class Dataset:
    """The tables of a release.

    Attributes: `version` and `schema_version` of the release, `day`, the day of a vintage (None for all that is
    known), and `strategy`, by which what sources say is settled.
    """

    def __init__(
        self, version: str, schema_version: str, source: Source, day: dt.date | None = None,
        strategy: str = "precedence",
    ) -> None:
        self.version, self.schema_version, self.day, self.strategy = version, schema_version, day, strategy
        self._source = source
        self._opened: dict[str, Table[Any]] = {}

    def __repr__(self) -> str:
        known = f" as of {self.day}" if self.day else ""
        known += f", {self.strategy}" if self.strategy != "precedence" else ""
        return f"<Trilat {self.version}{known}: {len(self.meetings)} meetings, {len(self.claims)} claims>"

    def _repr_html_(self) -> str:
        from trilat.dataset.html import dataset_html

        return dataset_html(self)

    @property
    def plot(self) -> Plots:
        """Pictures of the dataset: `timeline()` and `disagreement()`."""
        from trilat.dataset.pictures.plots import Plots

        return Plots(self)

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
    def agreement(self) -> Table[Agreement]:
        """How far two independent readings of the articles agree, by table and field."""
        return self.table("agreement")

    @property
    def tables(self) -> Mapping[str, Table[Any]]:
        """Every table by name."""
        return {name: self.table(name) for name in OBJECTS}

    def table(self, name: str) -> Table[Any]:
        """The table of this name."""
        if name not in OBJECTS:
            raise UsageError(f"there is no table {name!r}; the tables are {', '.join(OBJECTS)}")
        if name not in self._opened:
            self._opened[name] = Table(OBJECTS[name], self._source, self._make, self._redirect, self.became_of)
        return self._opened[name]

    def as_of(self, day: dt.date | str, *, by: str = "published") -> Dataset:
        """The dataset as it could be known on a day: only what had certainly been published by then.

        With `by="written"` an article counts from the last day on which it can have been written, which is the other
        reading of one that came out late or bears a late stamp. Raises UsageError where either is not understood.

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
        then = as_of(self._arrow(), day, by=by, strategy=self.strategy, units=self._units)
        return self._with(then, day, self.strategy)

    def consolidate(self, strategy: str) -> Dataset:
        """The dataset, or the vintage, with what sources say settled by another strategy.

        `strategy` is precedence (as released), representative (what most independent sources say), informative (the
        most precise) or conservative (the least committing); the codebook defines them. What is even under a strategy
        is empty and listed in `disputed`. Resolutions apply under precedence alone: the others are views of what
        sources say.

        Raises UsageError where there is no such strategy.

        >>> from trilat import dataset
        >>> ds = dataset.load()
        >>> talks = "us-jp-kr-security-advisers-2021-1"
        >>> [ds.consolidate(one).meetings[talks].date for one in ("representative", "informative", "conservative")]
        ['[2021-03-29..2021-04-04]', '2021-04-02', '2021-04']
        """
        from trilat.consolidate.encode import encode
        from trilat.consolidate.records import consolidate_columns

        tables = self._arrow()
        made = consolidate_columns(encode(self.tables, tables["claims"]), strategy)
        return self._with(tables | made, self.day, strategy)

    def disagreement(self) -> Measures:
        """How much sources disagree: by record and field, by field, and by pair of publishers.

        It is measured on the claims, and so is the same whatever the strategy. The formulas, and what counts as a
        report and a value, are those of `trilat.consolidate.measures`.

        >>> from trilat import dataset
        >>> found = dataset.load().disagreement()
        >>> date = found.records["meetings", "us-jp-kr-security-advisers-2021-1", "date", None]
        >>> date.reports, date.sources, date.values, date.modal_confidence, date.relation
        (6, 5, 4, 0.5, 'compatible')
        >>> found.fields["meetings", "date"].mean_modal_confidence
        0.96875
        """
        from trilat.consolidate.measures import disagreement
        from trilat.dataset.measures import Measures

        return Measures(disagreement(self.tables))

    def readouts_on(self, meeting_id: str) -> Readouts:
        """What each party says, and leaves out, of what a meeting produced."""
        from trilat.consolidate.readouts import readouts
        from trilat.dataset.readouts import Readouts

        meeting = self.meetings[meeting_id]
        claims = [claim for outcome in meeting.outcomes for claim in outcome.claims]
        return Readouts(meeting.meeting_id, readouts(meeting, claims, self.tables), self.claims)

    def _with(self, tables: Mapping[str, pyarrow.Table], day: dt.date | None, strategy: str) -> Dataset:
        """A dataset of this release with other rows."""
        return Dataset(self.version, self.schema_version, Made(tables), day, strategy)

    def _arrow(self) -> dict[str, pyarrow.Table]:
        """Every table as Arrow."""
        return {name: self.table(name).to_arrow() for name in OBJECTS}

    @cached_property
    def _units(self) -> pyarrow.Array:
        from trilat.consolidate.vintage import units_of

        claims = self.claims.to_arrow()
        return units_of(claims["record_table"], claims["canonical_id"])

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

        if field not in fields_of(table):
            raise UsageError(f"{table} have no field {field!r}; the fields are {', '.join(fields_of(table))}")
        claims = [claim for claim in self.claims_on(table, record_id) if claim.field == field]
        return history(claims, self._redirects)

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
        return redirect_map(RedirectRow(*values) for values in self._source.rows("redirects"))

    def _redirect(self, table: str, record_id: str) -> str:
        return canonical(table, record_id, self._redirects) if self._redirects else record_id

    def became_of(self, table: str, record_id: str) -> str | None:
        """What became of an id that was split, or that leads to one; None of any other."""
        last = self._redirect(table, record_id)
        parts = [row for row in self.redirects if (row.record_table, row.old_id) == (table, last)]
        into = "; ".join(f"{row.new_id} (in {', '.join(row.article_ids)})" for row in parts)
        return f"{last} was split on {parts[0].since} into {into}: {parts[0].reason}" if parts else None

    def _make(self, kind: type[Any], values: list[Any]) -> Any:
        made: Row = kind(*values)
        object.__setattr__(made, "_dataset", self)
        return made
