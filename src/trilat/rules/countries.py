"""Rules on countries: of seats, of those who fill them, of outcomes, and how many meet."""

from collections.abc import Iterator, Mapping
from functools import cache

from trilat.findings import Finding
from trilat.models.article import ParticipantEntry
from trilat.rules.views import countries_alone, is_complete, sides
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical
from trilat.vocabularies import Format, Role, Stage, Stance

OF_NO_PARTY = frozenset({Role.GUEST, Role.OBSERVER, Role.MEDIATOR, Role.CHAIR, Role.HOST})
"""Roles of seats that need not be a party's."""

SIZES: Mapping[Format, range] = {
    Format.BILATERAL: range(2, 3), Format.TRILATERAL: range(3, 4), Format.MINILATERAL: range(4, 10),
    Format.MULTILATERAL: range(10, 1000),
}
"""How many parties make each format."""


def participant_country_mismatch(sheets: Sheets) -> Iterator[Finding]:
    """Who heads or joins a delegation belongs to one of the parties, where an entry names them all.

    A seat that is no party's says so by its role: guest, observer, mediator, chair or host. Where an organisation is a
    party, its members are not known here, and nothing is found.

    Fails:
        meetings:
          - id: talks
            parties: [US, JP]
            participants: [{slot: kr-head, party: KR, role: head}]

    Passes:
        meetings:
          - id: talks
            parties: [US, JP]
            participants: [{slot: kr-guest, party: KR, role: guest}]

    Passes:
        meetings:
          - id: talks
            parties: [US, JP]
            parties_complete: false
            participants: [{slot: kr-head, party: KR, role: head}]
    """
    for sheet, path, entry in sheets.meetings:
        if is_complete(entry):
            for place, seat in enumerate(entry.participants):
                if seat.party and seat.party not in entry.parties and seat.role not in OF_NO_PARTY:
                    yield sheet.finding(
                        (*path, "participants", place, "party"),
                        f"{seat.party} is not among the parties {', '.join(entry.parties)}",
                        "mend one of the two; or give the role of a seat that is no party's, such as guest; or say "
                        "parties_complete: false",
                    )


def participant_of_no_party(sheets: Sheets) -> Iterator[Finding]:
    """Who heads or joins a delegation belongs to a party that some entry names, in this article or another.

    Asked only where an entry names all parties of the meeting, and this one does not.

    Fails:
        meetings:
          - {id: talks, parties: [US, JP]}
        ---
        meetings:
          - {id: talks, participants: [{slot: kr-head, party: KR, role: head}]}

    Passes:
        meetings:
          - {id: talks, parties: [US, JP]}
        ---
        meetings:
          - {id: talks, participants: [{slot: jp-head, party: JP, role: head}]}
    """
    for entries in sheets.meetings_by_record.values():
        parties = sides(entries)
        for sheet, path, entry in entries if parties.complete else ():
            for place, seat in enumerate(entry.participants):
                if (
                    seat.party and seat.party not in parties.named and seat.role not in OF_NO_PARTY
                    and not is_complete(entry)
                ):
                    yield sheet.finding(
                        (*path, "participants", place, "party"),
                        f"no article has {seat.party} among the parties, which are {', '.join(sorted(parties.named))}",
                        "mend the party or the meeting's id; or give the role of a seat that is no party's",
                    )


def person_country_mismatch(sheets: Sheets) -> Iterator[Finding]:
    """A participant belongs to the country that the person and the office serve.

    Fails:
        meetings:
          - {id: talks, participants: [{slot: kr-head, person: jane-doe, party: KR}]}
        ---
        people:
          - {id: jane-doe, name: Jane Doe, country: US}

    Fails:
        meetings:
          - {id: talks, participants: [{slot: kr-head, office: us-envoy, party: KR}]}
        ---
        offices:
          - {id: us-envoy, title: Special Envoy, country: US}

    Passes:
        meetings:
          - {id: talks, participants: [{slot: us-head, person: jane-doe, office: us-envoy, party: US}]}
        ---
        people:
          - {id: jane-doe, name: Jane Doe, country: US}
    """
    served = {name: _countries(sheets, name) for name in ("people", "offices")}
    for sheet, path, entry in sheets.meetings:
        for place, seat in enumerate(entry.participants):
            known = list(_served(seat, sheets, served))
            party = seat.party if seat.party and countries_alone([seat.party]) else None
            for field, record, country in known:
                wanted = party or known[0][2]
                if country != wanted:
                    yield sheet.finding(
                        (*path, "participants", place, "party" if party else field),
                        f"{record} serves {country}, and not {wanted}",
                        "mend the party or the id; or the country in the registry",
                    )


def _countries(sheets: Sheets, name: str) -> Mapping[str, str]:
    entries = getattr(sheets.registries[name].model, name) if name in sheets.registries else []
    return {entry.id: entry.country for entry in entries if entry.country}


def _served(
    seat: ParticipantEntry, sheets: Sheets, served: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """The fields of a seat that tell whom it serves: each with its record and country."""
    for field, table in (("person", "people"), ("office", "offices")):
        record = getattr(seat, field)
        if record is not None:
            country = served[table].get(canonical(table, record, sheets.moves))
            if country is not None:
                yield field, record, country


def format_mismatch(sheets: Sheets) -> Iterator[Finding]:
    """The number of parties fits the format.

    Two make a bilateral, three a trilateral, four to nine a minilateral, ten or more a multilateral meeting. Asked
    where an entry has both, and no organisation is among the parties.

    Fails:
        meetings:
          - {id: talks, format: trilateral, parties: [US, JP]}

    Fails:
        meetings:
          - {id: talks, format: bilateral, parties: [US, JP, KR], parties_complete: false}

    Passes:
        meetings:
          - {id: talks, format: trilateral, parties: [US, JP, KR]}

    Passes:
        meetings:
          - {id: talks, format: trilateral, parties: [US, JP], parties_complete: false}
    """
    for sheet, path, entry in sheets.meetings:
        if entry.format and entry.parties and countries_alone(entry.parties):
            size, number = SIZES[entry.format], len(entry.parties)
            if number >= size.stop or (number < size.start and is_complete(entry)):
                yield sheet.finding(
                    (*path, "format"), f"{entry.format} does not fit {number} parties ({', '.join(entry.parties)})",
                    "mend one of the two; say parties_complete: false where the source names only some",
                )


def actor_not_a_party(sheets: Sheets) -> Iterator[Finding]:
    """Whose outcome it is took part in the meeting.

    Asked where an entry names all parties of the meeting. Guests and others who have a seat at it count as well.

    Fails:
        meetings:
          - {id: talks, parties: [US, JP]}
        outcomes:
          - {id: talks.pact, meeting: talks, actors: [US, KR]}

    Passes:
        meetings:
          - {id: talks, parties: [US, JP]}
        outcomes:
          - {id: talks.pact, meeting: talks, actors: [US, JP], toward: [KR]}
    """
    parties_of = cache(lambda meeting: sides(sheets.meetings_by_record.get(meeting, ())))
    for sheet in sheets.articles:
        for number, outcome in enumerate(sheet.gist.outcomes):
            if outcome.stance is Stance.DENIED or outcome.stage is Stage.DENIED or not outcome.actors:
                continue
            meeting = canonical("meetings", outcome.meeting, sheets.moves)
            parties = parties_of(meeting)
            if not parties.complete or parties.named.issuperset(outcome.actors):
                continue
            entries = sheets.meetings_by_record.get(meeting, ())
            seated = {seat.party for one in entries for seat in one.entry.participants}
            for place, actor in enumerate(outcome.actors):
                if countries_alone([actor]) and actor not in parties.named | seated:
                    yield sheet.finding(
                        ("outcomes", number, "actors", place),
                        f"{actor} is not known to have taken part in {outcome.meeting}",
                        "mend the actors or the meeting; those to whom it is directed stand in toward",
                    )
