"""Rules on who says it: speakers, relays, and those whom no source names."""

from collections.abc import Iterator

from trilat.findings import Finding
from trilat.models.parts import ENTRIES
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical, canonical_in
from trilat.vocabularies import RESERVED_ORIGINS, SourceKind


def named_and_unnamed(sheets: Sheets) -> Iterator[Finding]:
    """A person has a name, or is unnamed and has a description; not both.

    An official whom no source names is a handle: `unnamed: true` and a description in place of a name.

    Fails:
        people:
          - {id: unnamed-us-official-2031-a, unnamed: true, name: Jane Doe}

    Fails:
        people:
          - {id: us-official, country: US}

    Passes:
        people:
          - {id: jane-doe, name: Jane Doe}
          - {id: unnamed-us-official-2031-a, unnamed: true, description: Official who spoke in the call of March 2031}
    """
    sheet = sheets.registries.get("people")
    if sheet is not None and sheet.is_judged:
        for place, person in enumerate(sheet.model.people):
            if person.unnamed and (person.name or person.names):
                field = "name" if person.name else "names"
                yield sheet.finding(("people", place, field), f"{person.id} is unnamed and has a name",
                                    "take out one of the two; what sources call them goes into description")
            elif person.unnamed and not person.description:
                yield sheet.finding(("people", place, "id"), f"{person.id} has neither name nor description",
                                    "say in your own words who they are, as far as the sources tell")
            elif not person.unnamed and not person.name:
                yield sheet.finding(("people", place, "id"), f"{person.id} has no name",
                                    "give the name, or unnamed: true and a description")


def mixed_speakers(sheets: Sheets) -> Iterator[Finding]:
    """The speakers of one statement are all named or all unnamed.

    One who is named in the same breath is seldom beside one who is not: often both are one person, or the statement is
    two.

    Fails:
        statements:
          - {id: remarks, speakers: [jane-doe, unnamed-us-official]}

    Passes:
        statements:
          - {id: remarks, speakers: [jane-doe, john-roe]}
    """
    unnamed = _unnamed(sheets)
    for sheet in sheets.articles:
        for place, statement in enumerate(sheet.model.statements):
            kinds = [unnamed.get(canonical("people", one, sheets.moves)) for one in statement.speakers]
            if True in kinds and False in kinds:
                handle = statement.speakers[kinds.index(True)]
                yield sheet.finding(("statements", place, "speakers", kinds.index(True)),
                                    f"{handle} is unnamed, and another speaker is named",
                                    "name the one who speaks, or make two statements of it")


def named_handle(sheets: Sheets) -> Iterator[Finding]:
    """A seat that an article gives a name to is not filled by a handle of someone unnamed.

    Fails:
        meetings:
          - {id: talks, participants: [{slot: us-head, person: unnamed-us-official, named_as: Jane Doe}]}

    Passes:
        meetings:
          - {id: talks, participants: [{slot: us-head, person: jane-doe, named_as: Jane Doe}]}
    """
    unnamed = _unnamed(sheets)
    for sheet in sheets.articles:
        for number, meeting in enumerate(sheet.model.meetings):
            for place, seat in enumerate(meeting.participants):
                if seat.named_as and seat.person and unnamed.get(canonical("people", seat.person, sheets.moves)):
                    yield sheet.finding(("meetings", number, "participants", place, "person"),
                                        f"{seat.person} is unnamed, and the article names them",
                                        "point at the person of that name; add one to people.yaml")


def _unnamed(sheets: Sheets) -> dict[str, bool]:
    people = sheets.registries["people"].model.people if "people" in sheets.registries else []
    return {person.id: bool(person.unnamed) for person in people}


def attribution_loop(sheets: Sheets) -> Iterator[Finding]:
    """Nobody passes on to themselves what they say.

    A chain goes from the outermost relay to the origin, each once; who speaks alone in a statement is no relay of it.

    Fails:
        statements:
          - {id: remarks, by: [agency-y, jane-doe], speakers: [jane-doe]}

    Fails:
        meetings:
          - {id: talks, by: [agency-y, agency-z, agency-old]}
        ---
        redirects:
          - {table: organizations, old: agency-old, new: agency-y, reason: One agency., since: 2031-12-01}

    Passes:
        statements:
          - {id: remarks, by: [agency-y], speakers: [jane-doe]}
    """
    for sheet in sheets.articles:
        for table in ENTRIES:
            for place, entry in enumerate(getattr(sheet.model, table)):
                speakers = entry.speakers if table == "statements" and len(entry.speakers) == 1 else []
                chain = [_today(one, sheets) for one in (*(entry.by or ()), *speakers)]
                if len(set(chain)) == len(chain):
                    continue
                seen = {_today(one, sheets) for one in speakers}
                for number, source in reversed(list(enumerate(entry.by or ()))):
                    source_today = _today(source, sheets)
                    if source_today in seen and source not in RESERVED_ORIGINS:
                        yield sheet.finding((table, place, "by", number),
                                            f"{source} relays what comes from the same source",
                                            "name each source once: the outermost relay first, the origin last")
                    seen.add(source_today)


def publisher_as_relay(sheets: Sheets) -> Iterator[Finding]:
    """The article's own publisher, agency or author is no relay.

    Everything in an article comes through them; what they say on their own authority is by `author`. Only of a document
    of its own is a government or organisation both the publisher and the origin.

    Fails:
        article: {publisher: harbour-post}
        meetings:
          - {id: talks, by: [harbour-post, jane-doe]}

    Fails:
        meetings:
          - {id: talks, by: [author, jane-doe]}

    Passes:
        article: {publisher: harbour-post}
        meetings:
          - {id: talks, by: [jane-doe]}
          - {id: talks, by: [author]}
    """
    for sheet in sheets.articles:
        article = sheet.model.article
        own = {article.publisher, article.wire} - {None, *RESERVED_ORIGINS}
        official = article.source_kind is SourceKind.OFFICIAL_DOCUMENT
        for table in ENTRIES:
            for place, entry in enumerate(getattr(sheet.model, table)):
                relays = len(entry.by or ()) - (table != "statements")
                for number, source in enumerate(entry.by or ()):
                    relays_it = number < relays
                    if (source in own and (relays_it or not official)) or (source == "author" and relays_it):
                        yield sheet.finding((table, place, "by", number), f"{source} is the article's own voice",
                                            "leave it out; write author for what it says on its own authority")


def _today(source: str, sheets: Sheets) -> str:
    return canonical_in(("people", "organizations"), source, sheets.moves)
