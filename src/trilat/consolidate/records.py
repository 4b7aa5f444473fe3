"""From claims to records: every field consolidated as the schema declares, and the conflicts on the way."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from trilat import edtf
from trilat.claims import fields_of
from trilat.consolidate import evolving, firsts
from trilat.consolidate.settle import OPEN, RANKS, Context, Settled, Value, prefer, settle
from trilat.consolidate.sources import source_of
from trilat.consolidate.values import current_value
from trilat.hashing import canonical_json
from trilat.models.base import ClaimField
from trilat.registries import canonical, redirect_map
from trilat.relations import AND_OTHERS, RELATIONS, around
from trilat.tables.columns import Column, Row, columns, sort_rows
from trilat.tables.rows import (
    ArticleRow,
    ClaimRow,
    ConflictRow,
    MeetingRow,
    OrganizationRow,
    OutcomeRow,
    ParticipantRow,
    PersonRow,
    PlaceRow,
    PositionRow,
    ResolutionRow,
    StatementRow,
)
from trilat.vocabularies import Act, Consolidation, Format, OutcomeKind, PlaceKind, Stance

R = TypeVar("R", bound=Row)
Tables = Mapping[str, Sequence[Any]]

PARTS = ("positions", "participants")
"""Tables whose records are parts of a meeting."""


@dataclass(frozen=True)
class World:
    """What consolidation knows beside the claims, looked up by id."""

    articles: Mapping[str, ArticleRow]
    people: Mapping[str, PersonRow]
    organizations: Mapping[str, OrganizationRow]
    places: Mapping[str, PlaceRow]
    redirects: Mapping[tuple[str, str], str]
    resolutions: Mapping[tuple[str, str, str], ResolutionRow]
    source_of: Callable[[ClaimRow], str]


@dataclass(frozen=True)
class Record:
    """One record: the claims on it and its parts, the value that stands for each field, and its conflicts."""

    id: str
    claims: list[ClaimRow]
    values: Mapping[str, Any]
    conflicts: list[ConflictRow]
    disputed: tuple[str, ...]


def consolidate(tables: Tables) -> dict[str, list[Row]]:
    """The record tables and their conflicts, from the tables of claims, articles, registries and resolutions.

    A pure function: the same claims give the same records, in whatever order they come. A vintage is this function
    over the claims known by a day.
    """
    world = world_of(tables)
    claims: dict[tuple[str, str], list[ClaimRow]] = defaultdict(list)
    parts: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in sorted(tables["claims"], key=lambda claim: claim.claim_id):
        claims[claim.record_table, claim.canonical_id].append(claim)
        if claim.record_table in PARTS:
            parts[claim.canonical_id.partition(".")[0]].append(claim)
    for meeting in parts:
        claims["meetings", meeting] += []

    made: dict[str, list[Any]] = {table: [] for table in (*_MAKERS, "firsts", "conflicts")}
    days: dict[str, edtf.Edtf | None] = {}
    for table, record_id in sorted(claims, key=lambda pair: (pair[0] != "meetings", *pair)):
        event = days.get(record_id.partition(".")[0])
        record = _record(table, record_id, claims[table, record_id], event, world)
        if table == "meetings":
            days[record_id] = _parsed(record.values["date"])
            record = replace(record, claims=record.claims + parts[record_id])
        made[table].append(_MAKERS[table](record, world))
        made["conflicts"].extend(record.conflicts)
    made["firsts"] = firsts.firsts(tables["claims"], made["meetings"], made["participants"], world.redirects)
    return {table: sort_rows(rows) for table, rows in made.items()}


def world_of(tables: Tables) -> World:
    """What consolidation knows beside the claims; resolutions only where every claim that they considered is known."""
    articles = {row.article_id: row for row in tables["articles"]}
    organizations = {row.organization_id: row for row in tables["organizations"]}
    moved = redirect_map(tables["redirects"])
    known = {claim.claim_id for claim in tables["claims"]}
    decided = sorted(
        tables["resolutions"], key=lambda row: (row.decided_on, len(row.considered_ids), row.resolution_id)
    )
    resolutions = {
        (row.record_table, canonical(row.record_table, row.record_id, moved), row.field): row
        for row in decided if known.issuperset(row.considered_ids)
    }
    people = {row.person_id: row for row in tables["people"]}
    places = {row.place_id: row for row in tables["places"]}
    return World(articles, people, organizations, places, moved, resolutions, source_of(articles, organizations))


def _record(table: str, record_id: str, claims: list[ClaimRow], event: edtf.Edtf | None, world: World) -> Record:
    by_field: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        by_field[claim.field].append(claim)
    values: dict[str, Any] = {}
    conflicts: list[ConflictRow] = []
    disputed: set[str] = set()
    declared = fields_of(table)
    for name in sorted(declared, key=lambda name: name != "date"):
        dated = table == "meetings" and name == "date"
        context = Context(world.places, world.source_of, event, dated, world.resolutions.get((table, record_id, name)))
        if declared[name].consolidation is Consolidation.PROSE:
            affirmed = [claim for claim in by_field[name] if claim.stance is not Stance.DENIED]
            values[name] = json.loads(prefer(affirmed, context).value) if affirmed else None
            continue
        found = by_field[name] + (by_field["parties_complete"] if name == "parties" else [])
        settled = _settled(declared[name], _values(found, declared[name], world), context)
        for one in settled:
            conflicts.extend(_conflict_row(table, record_id, name, one, value, world) for value in one.conflict)
        disputed.update(name for one in settled if one.rule == OPEN)
        chosen = [one.chosen.value for one in settled if one.chosen]
        union = declared[name].consolidation is Consolidation.UNION
        values[name] = tuple(chosen) if union else chosen[0] if chosen else None
        if dated:
            event = _parsed(values[name])
    return Record(record_id, claims, values, conflicts, tuple(sorted(disputed)))


def _settled(declared: ClaimField, values: list[Value], context: Context) -> list[Settled]:
    """What stands: for a field that grows one answer an element, else one answer."""
    relate = RELATIONS[declared.relation]
    match declared.consolidation:
        case Consolidation.UNION:
            elements = {canonical_json(value.value): value.value for value in values}
            return [
                settle([value for value in values if value.value == element], relate, context)
                for _, element in sorted(elements.items())
            ]
        case Consolidation.EVOLVING:
            return [evolving.current(declared.name, values, relate, context)]
        case Consolidation.ONCE:
            return [settle(values, relate, context)]
    return []


def _values(claims: Iterable[ClaimRow], declared: ClaimField, world: World) -> list[Value]:
    """The distinct values of a field, each with its claims; for a set, the lists as each entry gives them."""
    if declared.many and declared.consolidation is Consolidation.ONCE:
        return _sets(claims, world)
    groups: dict[tuple[str, bool], list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        value = current_value(claim, world.redirects)
        groups[canonical_json(value), claim.stance is Stance.DENIED].append(claim)
    return [Value(json.loads(text), tuple(some), denied) for (text, denied), some in groups.items()]


def _sets(claims: Iterable[ClaimRow], world: World) -> list[Value]:
    by_entry: dict[tuple[str, tuple[str, ...], str, Stance], list[ClaimRow]] = defaultdict(list)
    incomplete = set()
    for claim in claims:
        entry = (claim.article_id, claim.via_ids, claim.origin_id, claim.stance)
        if claim.field != "parties_complete":
            by_entry[entry].append(claim)
        elif claim.value == "false":
            incomplete.add(entry)
    groups: dict[tuple[tuple[str, ...], bool], list[ClaimRow]] = defaultdict(list)
    for entry, some in by_entry.items():
        members = sorted({current_value(claim, world.redirects) for claim in some})
        groups[(*members, *([AND_OTHERS] if entry in incomplete else [])), entry[-1] is Stance.DENIED].extend(some)
    return [Value(list(members), tuple(some), denied) for (members, denied), some in groups.items()]


def _conflict_row(table: str, record_id: str, name: str, settled: Settled, value: Value, world: World) -> ConflictRow:
    sources = {world.source_of(claim) for claim in value.claims}
    claim_ids = tuple(sorted(claim.claim_id for claim in value.claims))
    return ConflictRow(table, record_id, name, value.text, value is settled.chosen, settled.rule, claim_ids,
                       len(sources))


def _row(row_type: type[R], record: Record, **known: Any) -> R:
    """A row of the values that stand, and of what else is known of it by column."""
    known |= {"disputed": record.disputed, "article_count": len({claim.article_id for claim in record.claims})}
    cells = (
        known[column.name] if column.name in known else _cell(column, record.values) for column in columns(row_type)
    )
    return row_type(*cells)


def _cell(column: Column, values: Mapping[str, Any]) -> Any:
    base, _, end = column.name.rpartition("_")
    if end in ("earliest", "latest"):
        day = _parsed(values[base])
        return day and getattr(day, end)
    value = values[column.name if column.name in values else base]
    if column.vocabulary is None:
        return tuple(value or ()) if column.many else value
    if column.many:
        return tuple(term for term in column.vocabulary if term in (value or ()))
    return None if value is None else column.vocabulary(value)


def _meeting(record: Record, world: World) -> MeetingRow:
    parties = record.values["parties"] or []
    members = tuple(party for party in parties if party != AND_OTHERS)
    complete = AND_OTHERS not in parties if parties else None
    place = record.values["place"]
    place_id = place.rstrip("~") if place else None
    known = [claim.known_from for claim in record.claims]
    coded = record.values["format"]
    return _row(
        MeetingRow, record,
        meeting_id=record.id,
        format=Format(coded) if coded else _format(len(members)) if complete else None,
        place_id=place_id,
        place_approximate=place.endswith("~") if place else None,
        place_city=next((world.places[at].name for at in around(place_id, world.places)
                         if world.places[at].kind is PlaceKind.CITY), None),
        place_country=world.places[place_id].country if place_id else None,
        parties=members,
        parties_complete=complete,
        first_known=min(known),
        last_known=max(known),
        independent_sources=len({world.source_of(claim) for claim in record.claims}),
    )


def _format(parties: int) -> Format | None:
    if parties < 2:
        return None
    if parties < 4:
        return Format.BILATERAL if parties == 2 else Format.TRILATERAL
    return Format.MINILATERAL if parties < 10 else Format.MULTILATERAL


def _position(record: Record, world: World) -> PositionRow:
    meeting, _, party = record.id.partition(".")
    states = evolving.history(record.claims, world.redirects)
    standing = [state for state in states if state.value == record.values["position"]] or states
    if not standing:  # all that is said is denied
        return _row(PositionRow, record, meeting_id=meeting, party=party,
                    since=min(claim.known_from for claim in record.claims),
                    claim_ids=tuple(sorted(claim.claim_id for claim in record.claims)))
    return _row(PositionRow, record, meeting_id=meeting, party=party, since=standing[-1].known_from,
                claim_ids=tuple(sorted(standing[-1].claim_ids)))


def _participant(record: Record, _world: World) -> ParticipantRow:
    meeting, _, slot = record.id.partition(".")
    return _row(ParticipantRow, record, participant_id=record.id, meeting_id=meeting, slot=slot)


def _statement(record: Record, world: World) -> StatementRow:
    speakers = tuple(record.values["speakers"] or ())
    people = [world.people[speaker] for speaker in speakers if speaker in world.people]
    bodies = [world.organizations[speaker] for speaker in speakers if speaker in world.organizations]
    countries = {person.country for person in people} | {body.country for body in bodies}
    descriptions = [person.description for person in people if person.unnamed and person.description]
    act = record.values["act"]
    return _row(
        StatementRow, record,
        statement_id=record.id,
        speaker_ids=speakers,
        speaker_country=countries.pop() if len(countries) == 1 else None,
        speaker_unnamed=bool(people) and not bodies and all(person.unnamed for person in people),
        speaker_description="; ".join(descriptions) or None,
        plover=Act(act).plover if act else None,
        via_ids=tuple(sorted({via for claim in record.claims for via in claim.via_ids})),
    )


def _outcome(record: Record, _world: World) -> OutcomeRow:
    best = min(record.claims, key=lambda claim: (RANKS[claim.origin_rank], claim.known_from, claim.origin_id))
    kind = record.values["kind"]
    return _row(OutcomeRow, record, outcome_id=record.id, meeting_id=record.id.partition(".")[0],
                origin_id=best.origin_id, plover=OutcomeKind(kind).plover if kind else None)


def _parsed(text: str | None) -> edtf.Edtf | None:
    return edtf.parse(text) if text else None


_MAKERS: dict[str, Callable[[Record, World], Row]] = {
    "meetings": _meeting, "positions": _position, "participants": _participant, "statements": _statement,
    "outcomes": _outcome,
}
