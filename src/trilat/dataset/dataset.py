"""A dataset: all tables of one release, or of what was known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from trilat.dataset.help import date_text, near, several
from trilat.dataset.memory import refuse_beyond
from trilat.dataset.objects import OBJECTS, Claim, Conflict, Meeting, Organization, Person, Span
from trilat.dataset.parted import rows_of
from trilat.dataset.source import Made, Source
from trilat.dataset.table import Table
from trilat.dataset.tables import CLASSES, Kind, Tables
from trilat.errors import UsageError
from trilat.tables.redirects import canonical, redirect_map

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow

    from trilat.consolidate.evolving import State
    from trilat.dataset.about import About, Provenance
    from trilat.dataset.codebook import Entries, Entry
    from trilat.dataset.measures import Measures
    from trilat.dataset.panels import Dyad, Uncertain
    from trilat.dataset.pictures.plots import Plots
    from trilat.dataset.plover import PloverEvents
    from trilat.dataset.readouts import Readouts
    from trilat.dataset.search import Finder, Hit
    from trilat.dataset.sql import Answer


EACH = 2000
"""Bytes that settling the claims of a dataset takes for each of them, as it was measured."""


class Dataset(Tables):
    """The tables of a release.

    Attributes: `version` and `schema_version` of the release, `day`, the day of a vintage (None for all that is
    known), and `strategy`, by which what sources say is settled.
    """

    def __init__(
        self, version: str, schema_version: str, source: Source, day: dt.date | None = None,
        strategy: str = "precedence", *, about: About | None = None,
    ) -> None:
        self._source, self._about = source, about
        self.version, self.schema_version, self.day, self.strategy = version, schema_version, day, strategy
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
    def tables(self) -> Mapping[str, Table[Any]]:
        """Every table by name."""
        return {name: self.table(name) for name in OBJECTS}

    def table(self, name: str) -> Table[Any]:
        """The table of this name."""
        if name not in OBJECTS:
            raise UsageError(f"there is no table {name!r}; the tables are {', '.join(OBJECTS)}{near(name, OBJECTS)}")
        return self._table(CLASSES[name], name)

    def _table(self, kind: type[Kind], name: str) -> Kind:
        if name not in self._opened:
            self._opened[name] = kind(rows_of(OBJECTS[name], self._source, self))
        return self._opened[name]  # type: ignore[return-value]  # each is of the kind that its name has

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

        if isinstance(day, str | dt.datetime):
            try:
                day = dt.date.fromisoformat(date_text(day))
            except ValueError as error:
                raise UsageError(f"{day!r} is no day; write it as 2021-03-26") from error
        if not isinstance(day, dt.date):
            raise UsageError(f"{day!r} is no day; write it as 2021-03-26")
        self._refuse_many_claims("a vintage", "the claims known by then, by ds.sql(… where known_from <= $day …)")
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

        self._refuse_many_claims("to settle them anew", "the claims on one record: meeting.claims, or ds.sql(…)")
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

        self._refuse_many_claims("to measure them", "the conflicts, which the release has: ds.conflicts")
        return Measures(disagreement(self.tables))

    def sql(self, query: str, /, **values: object) -> Answer:
        """The answer to a SELECT over this dataset's tables, by DuckDB; `$name` in it stands for a value given by name.

        A query sees the tables of this dataset or vintage, and nothing else: no files, no network, no variables.

        Raises UsageError where the query cannot be answered, TrilatError where DuckDB is not installed.

        >>> from trilat import dataset
        >>> ds = dataset.load()
        >>> ds.sql("select party, position from positions where meeting_id = $talks",
        ...        talks="us-jp-kr-security-advisers-2021-1").rows
        [('KR', 'confirmed'), ('US', 'announced')]
        """
        from trilat.dataset.sql import ask

        return ask(self, query, values)

    def search(self, words: str, *, tables: str | Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """The records in which all these words stand, in any form, the best first.

        Words are looked for in summaries, titles, descriptions and names, whatever their case, accents and endings;
        where they stand together it counts for more. Chinese, Japanese and Korean, which do not set words apart or
        inflect them, are found wherever the characters stand together. `tables` asks in some tables only.

        Raises UsageError where there are no words to look for, or none in a table.

        >>> from trilat import dataset
        >>> hit = dataset.load().search("annapolis", tables=["places"])[0]
        >>> hit.record.name, hit.field
        ('Annapolis', 'name')
        """
        from trilat.dataset.search import searched

        return self.finder.hits(words, searched(self.table(name).name for name in several(tables or ())), limit)

    def to_plover(self) -> PloverEvents:
        """Meetings, statements and outcomes as PLOVER events; `trilat.dataset.plover` tells how they are mapped.

        >>> from trilat import dataset
        >>> dataset.load().to_plover().counts("event", "mode")["CONSULT", "third-party"]
        2
        """
        from trilat.dataset.plover import plover

        return plover(self)

    def dyads(self, meetings: Iterable[Meeting] | None = None) -> Table[Dyad]:
        """A row for each meeting, or each of these, and each pair of countries among its parties.

        >>> from trilat import dataset
        >>> ds = dataset.load()
        >>> [(d.country_a, d.country_b) for d in ds.dyads(ds.meetings.where(level="security-advisers", country="JP"))]
        [('JP', 'KR'), ('JP', 'KR'), ('JP', 'US'), ('KR', 'US')]
        """
        from trilat.dataset.panels import dyads

        return dyads(self.meetings if meetings is None else meetings)

    def country_months(
        self, meetings: Iterable[Meeting] | None = None, *, uncertain: Uncertain = "share",
        since: str | dt.date | None = None, until: str | dt.date | None = None,
        countries: str | Collection[str] | None = None,
    ) -> Table[Any]:
        """A row for each country and month, noughts too, ready for a panel regression.

        It counts the meetings to which the country is a party (all, or those given), by status and by level, and their
        outcomes in which it is among the actors, by kind. Of a date that can mean several months, `share` counts in
        each month its share of the days, `earliest` and `latest` in one month, and `leave-out` not at all. What has no
        date, or an open one, counts nowhere: `ds.meetings.where(date=None)` has it. `since` and `until` widen or cut
        the months, and `countries` says of which.

        >>> from trilat import dataset
        >>> ds = dataset.load()
        >>> held = ds.meetings.where(status="held", level="foreign-ministers", since="2021", country="JP")
        >>> [(row.country, row.meetings) for row in ds.country_months(held, until="2021-06") if row.month == "2021-05"]
        [('JP', 2.0), ('KR', 2.0), ('US', 1.0)]
        """
        from trilat.dataset.panels import country_months

        return country_months(self.meetings if meetings is None else meetings, uncertain, since, until, countries)

    def codebook(self, name: str | None = None) -> Entry | Entries:
        """What the codebook says of a table, column, vocabulary or term; without a name, of all tables.

        >>> from trilat import dataset
        >>> dataset.load().codebook("Status.postponed")
        Status.postponed (term)
          Put off to a later or an open date.
        """
        from trilat.dataset.codebook import look_up

        return look_up(name)

    def find(self, words: str) -> Entries:
        """The tables, columns and terms of the codebook that have these words in their name or description.

        >>> from trilat import dataset
        >>> [entry.name for entry in dataset.load().find("postponed")]
        ['Status.postponed']
        """
        from trilat.dataset.codebook import find

        return find(words)

    def changes(self) -> dict[str, Any]:
        """What changed against the release before: the release's `changes.json`.

        Raises ReleaseError where the release has none.
        """
        return self._told.changes()

    @property
    def provenance(self) -> Provenance:
        """Where the data come from: release, day, hash of its content, folder, schema, licence.

        >>> from trilat import dataset
        >>> dataset.load().provenance.licence
        'CC-BY-4.0'
        """
        return self._told.provenance(self.day, self.strategy)

    @property
    def _told(self) -> About:
        if self._about is None:
            raise UsageError("this dataset was not loaded from a release, and knows nothing of one")
        return self._about

    def words_of(self, span: Span) -> str | None:
        """The words of a span, where the dataset was loaded with the texts at hand."""
        return self._about.words_of(span, span.article) if self._about else None

    def readouts_on(self, meeting_id: str) -> Readouts:
        """What each party says, and leaves out, of what a meeting produced."""
        from trilat.consolidate.readouts import readouts
        from trilat.dataset.readouts import Readouts

        meeting = self.meetings[meeting_id]
        claims = [claim for outcome in meeting.outcomes for claim in outcome.claims]
        return Readouts(meeting.meeting_id, readouts(meeting, claims, self.tables), self.claims)

    def cite(self, style: str = "text") -> str:
        """How to cite the release, or the view of it: text, apa, bibtex, ris, csl-json or cff.

        >>> from trilat import dataset
        >>> dataset.load().as_of("2021-03-26").cite().endswith("As known on 2021-03-26.")
        True
        """
        from trilat.citation import citation_of, cite

        return cite(citation_of(self._told.package).of_view(self.day, self.strategy), style)

    def verify(self) -> None:
        """Hold every file of the release against its hash again, those too that nothing has read yet.

        Of a large release it is also seen that every row lies where its part says that it does.

        Raises ReleaseError naming the first file that is missing, damaged, or does not belong to the release.

        >>> from trilat import dataset
        >>> dataset.load().verify()
        """
        from trilat.store.verify import verify

        folder = self._told.folder
        verify(folder.folder)
        for name in OBJECTS:
            parts = folder.parts(name)
            if parts is not None:
                parts.check()

    def __getstate__(self) -> dict[str, object]:
        """All but the index of texts, which another process makes for itself."""
        return {name: value for name, value in self.__dict__.items() if name != "finder"}

    def _with(self, tables: Mapping[str, pyarrow.Table], day: dt.date | None, strategy: str) -> Dataset:
        """A dataset of this release with other rows."""
        return Dataset(self.version, self.schema_version, Made(tables), day, strategy,
                       about=self._about)

    def _arrow(self) -> dict[str, pyarrow.Table]:
        """Every table as Arrow."""
        return {name: self.table(name).to_arrow() for name in OBJECTS}

    def _refuse_many_claims(self, what: str, ask: str) -> None:
        """Raise UsageError where what all claims are needed for would not fit into memory."""
        refuse_beyond(EACH * len(self.claims), f"{what}: {len(self.claims):,} claims", f"ask for less, such as {ask}")

    @cached_property
    def _units(self) -> pyarrow.Array:
        from trilat.consolidate.vintage import units_of

        claims = self.claims.to_arrow()
        return units_of(claims["record_table"], claims["canonical_id"])

    def claims_on(self, table: str, record_id: str) -> Sequence[Claim]:
        """The claims on a record, by field and by when they were known."""
        found = [claim for claim in self.claims._having("canonical_id", record_id) if claim.record_table == table]
        return sorted(found, key=attrgetter("field", "known_from", "article_id", "origin_id", "claim_id"))

    def conflicts_on(self, table: str, record_id: str) -> Sequence[Conflict]:
        """The conflicts on a record."""
        return [row for row in self.conflicts._having("record_id", record_id) if row.record_table == table]

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
    def finder(self) -> Finder:
        """The index of all texts, by which words are found."""
        from trilat.dataset.search import Finder

        return Finder(self)

    @cached_property
    def _redirects(self) -> dict[tuple[str, str], str]:
        return redirect_map(self.redirects)

    def today(self, table: str, record_id: str) -> str:
        """The id that a record goes by today."""
        return canonical(table, record_id, self._redirects) if self._redirects else record_id

    def became_of(self, table: str, record_id: str) -> str | None:
        """What became of an id that was split, or that leads to one; None of any other."""
        last = self.today(table, record_id)
        parts = [row for row in self.redirects._having("old_id", last) if row.record_table == table]
        into = "; ".join(f"{row.new_id} (in {', '.join(row.article_ids)})" for row in parts)
        return f"{last} was split on {parts[0].since} into {into}: {parts[0].reason}" if parts else None
