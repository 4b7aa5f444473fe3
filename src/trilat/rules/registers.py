"""Rules on registries: who is called what, and who is asked for at all."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from trilat.findings import Finding
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical

KEYS: Mapping[str, Callable[[Any], tuple[object, ...]]] = {
    "people": lambda one: (_folded(one.name),) if one.name else (),
    "organizations": lambda one: (_folded(one.name), one.country),
    "offices": lambda one: (_folded(one.title), one.organization, one.country),
    "places": lambda one: (_folded(one.name), one.kind, one.within, one.country),
}
"""What two entries of a registry seldom have in common unless they are one; empty where it cannot be told."""


def duplicate_name(sheets: Sheets) -> Iterator[Finding]:
    """No two entries of a registry have one name.

    Organisations of one name may belong to two countries, offices of one title to two bodies, and places of one name
    may be of two kinds or within two others. Two people of one name get what tells them apart into their names.

    Fails:
        people:
          - {id: jane-doe, name: Jane Doe, country: US}
          - {id: j-doe, name: Jane Doe, country: US}

    Passes:
        organizations:
          - {id: foreign-ministry-no, name: Foreign Ministry, kind: government, country: NO}
          - {id: foreign-ministry-fi, name: Foreign Ministry, kind: government, country: FI}
    """
    for name, key_of in KEYS.items():
        seen: dict[tuple[object, ...], str] = {}
        field = "title" if name == "offices" else "name"
        for place, one in enumerate(_judged(sheets, name)):
            key = key_of(one)
            if key and seen.setdefault(key, one.id) != one.id:
                yield sheets.registries[name].finding((name, place, field), f"{seen[key]} has this name already",
                                                      "make them one (redirects.yaml), or tell them apart by name")


def shared_alias(sheets: Sheets) -> Iterator[Finding]:
    """No name of a person is that of another as well.

    Asked of the other spellings in `names`, beside each other and beside names in full. Bare family names are often
    shared and say little: leave them out.

    Fails:
        people:
          - {id: jane-doe, name: Jane Doe, names: [J. Doe]}
          - {id: john-doe, name: John Doe, names: [J. Doe]}

    Passes:
        people:
          - {id: jane-doe, name: Jane Doe, names: [Jane B. Doe]}
          - {id: john-doe, name: John Doe, names: [Johnny Doe]}
    """
    full = {_folded(one.name): one.id for one in _judged(sheets, "people") if one.name}
    seen: dict[str, str] = {}
    for place, person in enumerate(_judged(sheets, "people")):
        for number, alias in enumerate(person.names):
            others = (full.get(_folded(alias), person.id), seen.setdefault(_folded(alias), person.id))
            other = next((one for one in others if one != person.id), None)
            if other is not None:
                yield sheets.registries["people"].finding(
                    ("people", place, "names", number), f"{other} has this name as well",
                    "make them one person, or take out the name that does not tell them apart",
                )


def unused_entry(sheets: Sheets) -> Iterator[Finding]:
    """Every person, organisation, office and place is named in some file.

    Fails:
        people:
          - {id: jane-doe, name: Jane Doe}
          - {id: john-roe, name: John Roe}
        ---
        meetings:
          - {id: talks, by: [jane-doe]}

    Passes:
        people:
          - {id: jane-doe, name: Jane Doe}
        ---
        meetings:
          - {id: talks, by: [jane-doe]}
    """
    if not sheets.articles or not any(_judged(sheets, name) for name in KEYS):
        return
    used = {
        (table, canonical(table, record, sheets.moves))
        for asked in (sheets.answered, *(sheet.asked for sheet in sheets.every))
        for tables, records in asked.items() for table in tables for record in records
    }
    for name in KEYS:
        for place, one in enumerate(_judged(sheets, name)):
            if (name, one.id) not in used and one.id not in sheets.ids_in_unread:
                yield sheets.registries[name].finding((name, place, "id"), f"no file names {one.id}",
                                                      "take it out, or see whether an article misses it")


def _judged(sheets: Sheets, name: str) -> Sequence[Any]:
    """The entries of a registry, where it is judged."""
    sheet = sheets.registries.get(name)
    entries: Sequence[Any] = getattr(sheet.model, name) if sheet and sheet.is_judged else ()
    return entries


def _folded(name: str) -> str:
    """A name without what spellings differ by: case, width, accents' form and white space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
