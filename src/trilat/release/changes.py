"""What changed between two releases: record by record, field by field, with the claims behind each. Pure.

`Changes.as_json` is what `changes.json` of a release holds; docs/formats.md says what each member means.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trilat.claims import MODELS, fields_of
from trilat.release.compare import Differing, Tables, compare, fields_that_differ
from trilat.tables.columns import Row, row_key, to_json
from trilat.tables.redirects import canonical, redirect_map
from trilat.tables.rows import TABLES, ClaimRow, ConflictRow, RedirectRow
from trilat.vocabularies import RedirectKind

FORMAT = "trilat-changes-1"
COUNTED = ("claims", "spans", "agreement")
"""Tables of which only the numbers are told, unless all is asked for."""

Question = tuple[str, str, str]
"""A table, a record and a field: what sources can be in conflict on."""
Redirects = Mapping[tuple[str, str], str]


class Kind(StrEnum):
    """What became of a record."""

    ADDED = "added"
    REMOVED = "removed"
    MERGED = "merged"
    RENAMED = "renamed"
    SPLIT = "split"
    CHANGED = "changed"


GONE = (Kind.REMOVED, Kind.MERGED, Kind.RENAMED, Kind.SPLIT)
"""Kinds of change after which no row has the id."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A release, or a dataset that is to become one: its version, its content hash, the version of its schema."""

    version: str
    content_sha256: str
    schema_version: str

    def as_json(self) -> dict[str, str]:
        """The same as JSON values."""
        return {"version": self.version, "content_sha256": self.content_sha256, "schema_version": self.schema_version}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A column whose value differs, as JSON values, and why.

    `new` and `withdrawn` are the claims on the field that only one side has, `kept` the number of those that both
    have. `rules` name what settled the conflict on the field before and after; None where there was none. `follows`
    says that no source tells the column: it is counted or derived from others.
    """

    name: str
    before: Any
    after: Any
    new: tuple[ClaimRow, ...] = ()
    withdrawn: tuple[ClaimRow, ...] = ()
    kept: int = 0
    rules: tuple[str | None, str | None] = (None, None)
    follows: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "field": self.name, "before": self.before, "after": self.after, "follows": self.follows,
            "new_claims": [_claim(claim) for claim in self.new],
            "withdrawn_claims": [_claim(claim) for claim in self.withdrawn],
            "kept_claims": self.kept, "chosen_by_before": self.rules[0], "chosen_by": self.rules[1],
        }


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A row that came, went or differs.

    `row` is the row that came or went. `into` are the ids that took the place of one that was merged, renamed or split,
    and `reason` says why; `was` are the ids whose place an added record took. `articles` speak of the record: after,
    or before where it went.
    """

    table: str
    record_id: str
    kind: Kind
    row: Any = None
    fields: tuple[FieldChange, ...] = ()
    articles: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    reason: str = ""

    @property
    def told(self) -> tuple[FieldChange, ...]:
        """The fields that differ and do not merely follow from others."""
        return tuple(one for one in self.fields if not one.follows)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values; members that say nothing are left out."""
        row = self.row
        made: dict[str, Any] = {
            "table": self.table, "id": self.record_id, "change": str(self.kind), "into": list(self.into),
            "was": list(self.was), "reason": self.reason, "articles": list(self.articles),
            "row": to_json(row) if row is not None else None, "fields": [one.as_json() for one in self.fields],
        }
        return {name: value for name, value in made.items() if value not in (None, "", [])}


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A conflict that was opened, closed, or whose values, sources or settlement changed."""

    record_table: str
    record_id: str
    field: str
    before: tuple[ConflictRow, ...]
    after: tuple[ConflictRow, ...]

    @property
    def change(self) -> str:
        """opened, closed or changed."""
        return "changed" if self.before and self.after else "opened" if self.after else "closed"

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "record_table": self.record_table, "record_id": self.record_id, "field": self.field, "change": self.change,
            "before": [to_json(row) for row in self.before], "after": [to_json(row) for row in self.after],
        }


@dataclass(frozen=True)
class Changes:
    """All that differs between two releases; of a first release, `before` is None and only the numbers tell."""

    before: Stated | None
    after: Stated
    tables: Mapping[str, Differing]
    records: Sequence[RecordChange] = ()
    conflicts: Sequence[ConflictChange] = ()
    rows: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(any(one.counts.values()) for one in self.tables.values())

    def of(self, table: str) -> list[RecordChange]:
        """The changes to the records of a table."""
        return [one for one in self.records if one.table == table]

    def as_json(self, *, in_full: bool = False) -> dict[str, Any]:
        """What changes.json holds; `in_full` adds the rows of claims, spans and agreement."""
        made: dict[str, Any] = {
            "format": FORMAT,
            "before": self.before.as_json() if self.before else None,
            "after": self.after.as_json(),
            "tables": {name: {"rows": self.rows.get(name, 0)} | one.counts for name, one in self.tables.items()},
            "records": [one.as_json() for one in self.records],
            "conflicts": [one.as_json() for one in self.conflicts],
        }
        return made | ({name: _in_full(self.tables[name]) for name in COUNTED} if in_full else {})


def first(after: Stated, rows: Mapping[str, int]) -> Changes:
    """The changes of a release before which there is none: nothing but how many rows each table has."""
    return Changes(None, after, {name: Differing() for name in TABLES}, rows=rows)


def changes(before: Stated, old: Tables, after: Stated, new: Tables) -> Changes:
    """What changed between two releases, from their tables; the order of rows does not matter."""
    tables = compare(old, new)
    seen = _Seen(old, new)
    records = [one for name in TABLES if name not in (*COUNTED, "conflicts") for one in seen.records(tables[name])]
    numbers = {name: len(new[name]) for name in TABLES}
    return Changes(before, after, tables, records, list(seen.conflicts()), numbers)


def record_id(row: Row) -> str:
    """The id of a record; the values of the key, where it has several."""
    return ("." if row.table == "positions" else " ").join(map(str, row_key(row)))


class _Seen:
    """Both sides, with claims and conflicts by what they are on, under the ids that go afterwards."""

    def __init__(self, old: Tables, new: Tables) -> None:
        rows: Sequence[RedirectRow] = new["redirects"]
        self.moves = redirect_map(rows)
        self.redirects: dict[tuple[str, str], list[RedirectRow]] = defaultdict(list)
        for row in rows:
            self.redirects[row.record_table, row.old_id].append(row)
        self.rows = {name: {record_id(row): row for row in new[name]} for name in TABLES if name not in COUNTED}
        self.claims = tuple(self._claims(side["claims"]) for side in (old, new))
        self.questions = tuple(self._questions(side["conflicts"]) for side in (old, new))

    def _claims(self, rows: Iterable[ClaimRow]) -> Mapping[tuple[str, str], list[ClaimRow]]:
        found: dict[tuple[str, str], list[ClaimRow]] = defaultdict(list)
        for row in rows:
            found[row.record_table, canonical(row.record_table, row.canonical_id, self.moves)].append(row)
        return found

    def _questions(self, rows: Iterable[ConflictRow]) -> Mapping[Question, tuple[ConflictRow, ...]]:
        found: dict[Question, tuple[ConflictRow, ...]] = defaultdict(tuple)
        for row in sorted(rows, key=row_key):
            found[row.record_table, canonical(row.record_table, row.record_id, self.moves), row.field] += (row,)
        return found

    def records(self, differing: Differing) -> Iterator[RecordChange]:
        """The changes to the rows of a table, by id."""
        made = [self._gone(row) for row in differing.removed]
        was: dict[str, list[str]] = defaultdict(list)
        for one in made:
            for new in one.into:
                was[new].append(one.record_id)
        for row in differing.added:
            name = record_id(row)
            told = self._articles(1, row.table, name)
            made.append(RecordChange(row.table, name, Kind.ADDED, row, articles=told, was=tuple(was[name])))
        for before, after in differing.changed:
            name = record_id(after)
            fields = tuple(self._fields(before, after))
            told = self._articles(1, after.table, name)
            made.append(RecordChange(after.table, name, Kind.CHANGED, fields=fields, articles=told))
        yield from sorted(made, key=lambda one: (one.record_id, one.kind))

    def _gone(self, row: Row) -> RecordChange:
        name, table = record_id(row), row.table
        kind, into, reason = self._became(table, name)
        fields: tuple[FieldChange, ...] = ()
        if kind is Kind.RENAMED:
            after = self.rows[table][into[0]]
            fields = tuple(one for one in self._fields(row, after) if one.name not in (*row.key, "meeting_id"))
        told = self._articles(0, table, canonical(table, name, self.moves))
        return RecordChange(table, name, kind, row, fields, told, into, reason=reason)

    def _became(self, table: str, name: str) -> tuple[Kind, tuple[str, ...], str]:
        """What became of an id that is gone: of its own, or with the meeting that it is a part of."""
        meeting, dot, rest = name.partition(".")
        ways = [(self.redirects.get((table, name), []), "")]
        ways += [(self.redirects.get(("meetings", meeting), []), dot + rest)] if dot else []
        for rows, part in ways:
            if not rows:
                continue
            is_split = rows[0].kind is RedirectKind.SPLIT
            ends = [canonical(table, row.new_id + part, self.moves) for row in rows] if is_split else [
                canonical(table, name, self.moves)]
            into = tuple(end for end in ends if end in self.rows[table])
            if into:
                return Kind(str(rows[0].kind)), into, rows[0].reason
        return Kind.REMOVED, (), ""

    def _articles(self, side: int, table: str, name: str) -> tuple[str, ...]:
        return tuple(sorted({claim.article_id for claim in self.claims[side].get((table, name), ())}))

    def _fields(self, before: Row, after: Row) -> Iterator[FieldChange]:
        table, name = after.table, record_id(after)
        old, new = to_json(before), to_json(after)
        claims = [self.claims[side].get((table, name), []) for side in (0, 1)]
        for column in fields_that_differ(before, after):
            claimed = claim_field(table, column)
            if claimed is None:
                yield FieldChange(column, old[column], new[column], follows=_follows(table, column))
                continue
            on = [{_same(claim): claim for claim in some if claim.field == claimed} for some in claims]
            rules = (self._rule(0, (table, name, claimed)), self._rule(1, (table, name, claimed)))
            yield FieldChange(
                column, old[column], new[column],
                tuple(sorted((on[1][key] for key in on[1].keys() - on[0].keys()), key=_by_article)),
                tuple(sorted((on[0][key] for key in on[0].keys() - on[1].keys()), key=_by_article)),
                len(on[0].keys() & on[1].keys()), rules,
            )

    def _rule(self, side: int, question: Question) -> str | None:
        rules = {row.chosen_by for row in self.questions[side].get(question, ())}
        return ", ".join(sorted(rules)) or None

    def conflicts(self) -> Iterator[ConflictChange]:
        """The conflicts that only one side has, or that differ."""
        old, new = self.questions
        for question in sorted(old.keys() | new.keys()):
            before, after = old.get(question, ()), new.get(question, ())
            if [_told(row) for row in before] != [_told(row) for row in after]:
                yield ConflictChange(*question, before, after)


def claim_field(table: str, column: str) -> str | None:
    """The claimed field behind a column of a table of records; None where no source tells it.

    >>> claim_field("meetings", "place_id"), claim_field("meetings", "article_count")
    ('place', None)
    """
    if table not in MODELS:
        return None
    bare = column.removesuffix("_ids").removesuffix("_id")
    return next((name for name in (column, bare, f"{bare}s") if name in fields_of(table)), None)


def _follows(table: str, column: str) -> bool:
    return table in MODELS or column.endswith(("_earliest", "_latest"))


def _same(claim: ClaimRow) -> tuple[object, ...]:
    """What a claim says and who says it where: its id also holds the record's, which may have been renamed."""
    return claim.article_id, claim.origin_id, claim.via_ids, claim.value, claim.stance, claim.basis


def _by_article(claim: ClaimRow) -> tuple[object, ...]:
    return claim.article_id, claim.origin_id, claim.value, claim.claim_id


def _told(row: ConflictRow) -> tuple[object, ...]:
    return row.value, row.chosen, row.chosen_by, row.independent_sources, len(row.claim_ids)


def _claim(claim: ClaimRow) -> dict[str, Any]:
    wanted = ("claim_id", "article_id", "origin_id", "via_ids", "value", "stance", "basis", "known_from")
    row = to_json(claim)
    return {name: row[name] for name in wanted}


def _in_full(differing: Differing) -> dict[str, Any]:
    return {
        "added": [to_json(row) for row in differing.added],
        "removed": [to_json(row) for row in differing.removed],
        "changed": [{"before": to_json(old), "after": to_json(new)} for old, new in differing.changed],
    }
