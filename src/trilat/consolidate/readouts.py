"""What each party's own account says, and leaves out, of what a meeting produced."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from trilat.claims import fields_of
from trilat.consolidate.values import current_value, entry_of
from trilat.tables.columns import Row, column
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import ClaimRow, MeetingRow
from trilat.vocabularies import Consolidation, OrganizationKind, Stage, Stance, Term

Tables = Mapping[str, Any]


class Said(Term):
    """What a party is known to say of an outcome."""

    ASSERTED = "asserted", "A body or an official of the party says so itself, as fact or as foreseen."
    ATTRIBUTED = "attributed", "The party is silent, and another origin says that it is among the actors."
    DENIED = "denied", "A body or an official of the party says that it is not so."
    CONTESTED = "contested", "Of the party's own bodies and officials, one asserts it and one denies it."
    NOT_MENTIONED = "not mentioned", "The party is silent, and no one says that it is among the actors."


@dataclass(frozen=True, slots=True)
class ReadoutRow(Row):
    """What a party is known to say of an outcome, and the claims that show it."""

    table: ClassVar[str] = "readouts"
    key: ClassVar[tuple[str, ...]] = ("outcome_id", "party")
    outcome_id: str = column("The outcome.", to="outcomes")
    party: str = column("The party: of the meeting, or named among the actors of an outcome.")
    said: Said = column("What the party is known to say.")
    claim_ids: tuple[str, ...] = column("The claims that show it.", to="claims")


def readouts(meeting: MeetingRow, claims: Iterable[ClaimRow], tables: Tables) -> list[ReadoutRow]:
    """A row for each outcome of a meeting and each party, in the order of the outcomes' ids and of the parties.

    `claims` are those on outcomes of the meeting; `tables` give people, organizations, statements and redirects. A
    party speaks through its government bodies (an organisation through itself and its parts) and through people who
    speak for it, named or not, including every speaker of a statement in which an entry says that it is stated. What
    it denies is the outcome (its kind, stage or actors), not one of the subjects that it concerns.
    """
    by_outcome: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim.claim_id):
        by_outcome[claim.canonical_id].append(claim)
    redirects = redirect_map(tables["redirects"])
    voices = {outcome: _voices(some, tables, redirects) for outcome, some in by_outcome.items()}
    actors = {
        outcome: [(current_value(claim, redirects), claim) for claim in some
                  if claim.field == "actors" and claim.stance is not Stance.DENIED]
        for outcome, some in by_outcome.items()
    }
    others = {party for named in actors.values() for party, _ in named} - {*meeting.parties}
    return [
        _row(outcome, party, [claim for claim in some if party in voices[outcome][claim.claim_id]],
             [claim for named, claim in actors[outcome] if named == party])
        for outcome, some in sorted(by_outcome.items()) for party in (*meeting.parties, *sorted(others))
    ]


def _row(outcome: str, party: str, own: Sequence[ClaimRow], naming: Sequence[ClaimRow]) -> ReadoutRow:
    """The cell of an outcome and a party, from the party's own claims and those that name it as an actor."""
    denied = [claim for claim in own if _denies(claim)]
    asserted = [claim for claim in own if not _denies(claim) and claim.stance is not Stance.DENIED]
    if denied:  # the rest of an entry that denies asserts nothing
        entries = {entry_of(claim) for claim in denied}
        asserted = [claim for claim in asserted if entry_of(claim) not in entries]
    if denied and asserted:
        said, behind = Said.CONTESTED, denied + asserted
    elif denied or asserted:
        said, behind = (Said.DENIED, denied) if denied else (Said.ASSERTED, asserted)
    else:
        said, behind = (Said.ATTRIBUTED if naming else Said.NOT_MENTIONED), [*naming]
    return ReadoutRow(outcome, party, said, tuple(sorted(claim.claim_id for claim in behind)))


def _denies(claim: ClaimRow) -> bool:
    """Whether a claim denies the outcome itself, by its stance or by the stage that it gives."""
    if claim.stance is Stance.DENIED:
        return fields_of(claim.record_table)[claim.field].consolidation is not Consolidation.UNION
    return claim.field == "stage" and claim.value == f'"{Stage.DENIED}"'


def _voices(
    claims: Sequence[ClaimRow], tables: Tables, redirects: Mapping[tuple[str, str], str]
) -> dict[str, frozenset[str]]:
    """For each claim on an outcome the parties whose voice it is."""
    speakers = {row.statement_id: row.speaker_ids for row in tables["statements"]}
    people = {row.person_id: row for row in tables["people"]}
    organizations = {row.organization_id: row for row in tables["organizations"]}
    joined: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for claim in claims:
        joined[entry_of(claim)].add(claim.origin_id)
        if claim.field == "stated_in":
            joined[entry_of(claim)].update(speakers.get(current_value(claim, redirects), ()))
    return {
        claim.claim_id: frozenset(
            party for voice in joined[entry_of(claim)] for party in _parties(voice, people, organizations)
        )
        for claim in claims
    }


def _parties(voice: str, people: Mapping[str, Any], organizations: Mapping[str, Any]) -> Iterator[str]:
    """The parties that a person or body speaks for: a country, and the organisations that hold the body."""
    if voice in people and people[voice].country:
        yield people[voice].country
    body, seen = organizations.get(voice), set[str]()
    if body is not None and body.kind is OrganizationKind.GOVERNMENT and body.country:
        yield body.country
    while body is not None and body.organization_id not in seen:
        seen.add(body.organization_id)
        yield f"org:{body.organization_id}"
        body = organizations.get(body.parent_id or "")
