"""From claims to the tables of records: what stands for every field, and what follows from it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from trilat import edtf
from trilat.claims import fields_of
from trilat.consolidate import evolving, firsts
from trilat.consolidate.encode import FIELDS, Assertion, Encoded, Tables, encode
from trilat.consolidate.settle import PRECEDENCE, known_strategy
from trilat.consolidate.standing import Standing, stand
from trilat.relations import AND_OTHERS, around
from trilat.tables.arrow import arrow_schema, rows_in, to_arrow
from trilat.tables.columns import Column, Row, columns, sort_rows
from trilat.tables.rows import (
    ConflictRow,
    FirstRow,
    MeetingRow,
    OutcomeRow,
    ParticipantRow,
    PositionRow,
    StatementRow,
)
from trilat.vocabularies import Act, Consolidation, Format, OutcomeKind, PlaceKind, Term

RECORDS: dict[str, type[Row]] = {
    row.table: row
    for row in (MeetingRow, PositionRow, ParticipantRow, StatementRow, OutcomeRow, FirstRow, ConflictRow)
}
"""The tables that consolidation makes."""


def consolidate(tables: Tables, strategy: str = PRECEDENCE) -> dict[str, list[Row]]:
    """The record tables and their conflicts, as rows, from the rows of claims, articles, registries and resolutions.

    A pure function: the same claims give the same records, in whatever order they come. A vintage is this function
    over the claims known by a day.
    """
    made = consolidate_columns(encode(tables), strategy)
    return {name: rows_in(RECORDS[name], made[name]) for name in made}


def consolidate_columns(encoded: Encoded, strategy: str = PRECEDENCE) -> dict[str, pa.Table]:
    """The record tables and their conflicts as Arrow tables, sorted by key, from encoded claims."""
    made = units_columns(encoded, strategy)
    return made | {"firsts": firsts_of(encoded, made)}


def units_columns(encoded: Encoded, strategy: str = PRECEDENCE) -> dict[str, pa.Table]:
    """The same without firsts: what a meeting's claims, or a statement's, give by themselves."""
    standing = stand(encoded, known_strategy(strategy))
    made = {
        table: _table(_Records(table, encoded, standing), make) for table, make in _MAKERS.items()
    }
    made["conflicts"] = to_arrow(ConflictRow, sort_rows(standing.conflicts))
    return made


_COUNTED = ("record", "article", "source", "rank", "origin", "via", "known_from")
"""The columns of codes that are counted, or looked through, for each record."""


class _Records:
    """The records of one table: their codes and ids in order, and columns of what stands and of what was counted."""

    def __init__(self, table: str, encoded: Encoded, standing: Standing) -> None:
        self.table, self.encoded, self.standing = table, encoded, standing
        self.fields = {name: code for code, (owner, name) in enumerate(FIELDS) if owner == table}
        self.records = encoded.records_of(table)
        self.ids = [encoded.records[record][1] for record in self.records]
        self.owners = self._owners()

    def _owners(self) -> pa.Table:
        """The claims on the records, and on the parts of meetings, each with the place of the record among these."""
        encoded = self.encoded
        owner = [-1] * len(encoded.records)
        for number, record in enumerate(self.records):
            owner[record] = number
        if self.table == "meetings":
            for part, meeting in encoded.meetings.items():
                owner[part] = owner[meeting]
        codes = encoded.codes.select(_COUNTED)
        column = pc.take(pa.array(owner, pa.int64()), codes["record"])
        return codes.append_column("owner", column).filter(pc.greater_equal(column, 0))

    def one(self, name: str) -> list[Any]:
        """What stands of a field that has one value."""
        found = self.standing.one[self.fields[name]]
        return [found.get(record) for record in self.records]

    def many(self, name: str) -> list[list[Any]]:
        """What stands of a field that grows."""
        found = self.standing.many[self.fields[name]]
        return [found.get(record, []) for record in self.records]

    def disputed(self) -> list[list[str]]:
        """The fields on which nothing stands though something was said."""
        return [sorted(self.standing.disputed.get(record, ())) for record in self.records]

    def count(self, column: str) -> list[int]:
        """How many different values of a column of codes the claims on each record have."""
        return self.aggregate(column, "count_distinct")

    def aggregate(self, column: str, how: str) -> list[Any]:
        """A column of the claims, aggregated for each record."""
        groups = self.owners.group_by("owner").aggregate([(column, how)])
        at = pc.index_in(pa.array(range(len(self.ids)), pa.int64()), value_set=groups["owner"].combine_chunks())
        return list(pc.take(groups[f"{column}_{how}"], at).to_pylist())

    def different(self, *names: str) -> Iterable[tuple[Any, ...]]:
        """What the claims on each record have in these columns of codes, after its place; nothing stands twice."""
        groups = self.owners.group_by(["owner", *names]).aggregate([])
        return zip(*(groups[name].to_pylist() for name in ("owner", *names)), strict=True)


Columns = dict[str, list[Any]]


def _table(records: _Records, make: Callable[[_Records], Columns]) -> pa.Table:
    """An Arrow table of what stands, and of what else is known of the records by column."""
    row_type = RECORDS[records.table]
    known = make(records)
    cells: Columns = {}
    for column in columns(row_type):
        cells[column.name] = known[column.name] if column.name in known else _cells(column, records, cells)
    schema = arrow_schema(row_type)
    return pa.table([pa.array(cells[name], type=schema.field(name).type) for name in schema.names], schema=schema)


def _cells(column: Column, records: _Records, made: Columns) -> list[Any]:
    base, _, end = column.name.rpartition("_")
    if end in ("earliest", "latest"):
        return [_day(text, end) if text else None for text in made[base]]
    if column.name == "disputed":
        return records.disputed()
    if column.name == "article_count":
        return records.count("article")
    name = column.name if column.name in records.fields else base
    if not column.many:
        return records.one(name)
    if fields_of(records.table)[name].consolidation is Consolidation.UNION:
        order = {str(term): place for place, term in enumerate(column.vocabulary or ())}
        return [_ordered(order, values) for values in records.many(name)]
    return [value or [] for value in records.one(name)]


def _ordered(order: Mapping[str, int], values: list[Any]) -> list[Any]:
    """Terms in the order of their vocabulary, and then what is none of them."""
    return sorted(values, key=lambda value: (order.get(value, len(order)), value)) if len(values) > 1 else values


def _meetings(records: _Records) -> Columns:
    places = records.encoded.world.places
    place = records.one("place")
    place_id = [text.rstrip("~") if text else None for text in place]
    parties = [found or [] for found in records.one("parties")]
    complete = [AND_OTHERS not in found if found else None for found in parties]
    coded = records.one("format")
    return {
        "meeting_id": records.ids,
        "parties": [[party for party in found if party != AND_OTHERS] for found in parties],
        "parties_complete": complete,
        "format": [code or (_format(len(found)) if whole else None)
                   for code, found, whole in zip(coded, parties, complete, strict=True)],
        "place_id": place_id,
        "place_approximate": [text.endswith("~") if text else None for text in place],
        "place_city": [_city(one, places) for one in place_id],
        "place_country": [places[one].country if one else None for one in place_id],
        "first_known": records.aggregate("known_from", "min"),
        "last_known": records.aggregate("known_from", "max"),
        "independent_sources": records.count("source"),
    }


def _city(place_id: str | None, places: Mapping[str, Any]) -> str | None:
    """The name of the city that is or holds a place."""
    return next((places[at].name for at in around(place_id, places) if places[at].kind is PlaceKind.CITY), None)


def _format(parties: int) -> Format | None:
    if parties < 2:
        return None
    if parties < 4:
        return Format.BILATERAL if parties == 2 else Format.TRILATERAL
    return Format.MINILATERAL if parties < 10 else Format.MULTILATERAL


def _positions(records: _Records) -> Columns:
    mask = pc.is_in(records.encoded.codes["record"], value_set=pa.array(records.records, pa.int64()))
    claims = records.encoded.assertions(pc.indices_nonzero(mask))
    by_record: dict[int, list[Any]] = defaultdict(list)
    for owner, claim in zip(records.owners["owner"].to_pylist(), claims, strict=True):
        by_record[owner].append(claim)
    since, standing = [], []
    for number, value in enumerate(records.one("position")):
        said = by_record[number]
        states = evolving.history(said, {})
        run = next((state for state in reversed(states) if state.value == value), states[-1] if states else None)
        since.append(run.known_from if run else min(claim.known_from for claim in said))
        standing.append(sorted(run.claim_ids if run else (claim.claim_id for claim in said)))
    meeting, party = _split(records.ids)
    return {"meeting_id": meeting, "party": party, "since": since, "claim_ids": standing}


def _participants(records: _Records) -> Columns:
    meeting, slot = _split(records.ids)
    return {"participant_id": records.ids, "meeting_id": meeting, "slot": slot}


def _statements(records: _Records) -> Columns:
    world = records.encoded.world
    speakers = [found or [] for found in records.one("speakers")]
    people = [[world.people[one] for one in some if one in world.people] for some in speakers]
    bodies = [[world.organizations[one] for one in some if one in world.organizations] for some in speakers]
    countries = [
        {one.country for one in some} | {one.country for one in others}
        for some, others in zip(people, bodies, strict=True)
    ]
    told = ("; ".join(one.description for one in some if one.unnamed and one.description) for some in people)
    via: dict[int, set[str]] = defaultdict(set)
    for owner, chain in records.different("via"):
        via[owner].update(records.encoded.via[chain])
    return {
        "statement_id": records.ids,
        "speaker_ids": speakers,
        "speaker_country": [next(iter(some)) if len(some) == 1 else None for some in countries],
        "speaker_unnamed": [bool(some) and not others and all(one.unnamed for one in some)
                            for some, others in zip(people, bodies, strict=True)],
        "speaker_description": [text or None for text in told],
        "plover": [_plover(Act, act) for act in records.one("act")],
        "via_ids": [sorted(via[number]) for number in range(len(records.ids))],
    }


def _outcomes(records: _Records) -> Columns:
    best: dict[int, tuple[Any, ...]] = {}
    origins = records.encoded.origins
    for owner, rank, known, origin in records.different("rank", "known_from", "origin"):
        key = (rank, known, origins[origin])
        best[owner] = min(best.get(owner, key), key)
    return {
        "outcome_id": records.ids,
        "meeting_id": _split(records.ids)[0],
        "origin_id": [best[number][2] for number in range(len(records.ids))],
        "plover": [_plover(OutcomeKind, kind) for kind in records.one("kind")],
    }


def _plover(vocabulary: type[Term], text: str | None) -> str | None:
    """The PLOVER event type of a term; none of one that only a newer schema knows."""
    return _event_types(vocabulary).get(text or "")


@lru_cache
def _event_types(vocabulary: type[Term]) -> dict[str, str | None]:
    return {str(term): term.plover for term in vocabulary}


def _split(ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """The meetings that the ids of parts begin with, and what follows the dot."""
    pairs = [one.partition(".") for one in ids]
    return [meeting for meeting, _, _ in pairs], [rest for _, _, rest in pairs]


def claimed_firsts(encoded: Encoded) -> list[tuple[str, Assertion]]:
    """The claims that affirm a first, each with the id of the meeting that is called one."""
    on_firsts = pc.equal(encoded.codes["field"], FIELDS.index(("meetings", "firsts")))
    mask = pc.and_(on_firsts, pc.invert(encoded.codes["denied"]))
    if not pc.any(mask).as_py():
        return []
    records = encoded.codes["record"].filter(mask).to_pylist()
    claims = encoded.assertions(pc.indices_nonzero(mask))
    return [(encoded.records[record][1], claim) for record, claim in zip(records, claims, strict=True)]


def firsts_of(encoded: Encoded, made: Mapping[str, pa.Table]) -> pa.Table:
    """The table of firsts, from the claims to be one, and the tables of meetings and participants."""
    claimed = claimed_firsts(encoded)
    if not claimed:
        return to_arrow(FirstRow, [])
    rows = {name: rows_in(RECORDS[name], made[name]) for name in ("meetings", "participants")}
    return to_arrow(FirstRow, sort_rows(firsts.firsts(claimed, rows["meetings"], rows["participants"])))


@lru_cache(maxsize=100_000)
def _day(text: str, end: str) -> Any:
    return attrgetter(end)(edtf.parse(text))


_MAKERS: dict[str, Callable[[_Records], Columns]] = {
    "meetings": _meetings, "positions": _positions, "participants": _participants, "statements": _statements,
    "outcomes": _outcomes,
}
