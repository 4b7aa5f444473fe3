"""What a table can be asked: conditions on columns, and the words that say more than one column does.

Conditions are taken one after the other, each over the rows that are left, on columns and not on objects: a million
rows take a tenth of a second for each. Of a large table in parts only the columns asked are read (`parted`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trilat.dataset.held import held, ids_of
from trilat.dataset.help import UnknownIdError, date_text, near, no_country, several
from trilat.dataset.parted import Parted
from trilat.dataset.search import FIELDS
from trilat.errors import UsageError
from trilat.tables.columns import Column, Row, column_of, columns
from trilat.vocabularies import COUNTRIES, RESERVED_ORIGINS, Level, Portfolio

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset
    from trilat.dataset.rows import Rows

OF_COUNTRIES = frozenset({
    "country", "party", "parties", "actors", "toward", "concerning", "place_country", "speaker_country",
})
"""Columns that hold countries, or parties, which are countries or `org:` and an organisation."""

FEW = 10
"""How many rows that a name fits are listed."""

OF_PORTFOLIO = (Level.MINISTERS, Level.VICE_MINISTERS)
"""Levels that are named by what they are ministers of: foreign-ministers, defence-vice-ministers."""

PARTY_OF = {"meetings": "parties", "positions": "party", "participants": "party", "statements": "speaker_country",
            "outcomes": "actors"}
PERSON_OF = {"statements": "speaker_ids", "participants": "person_id"}
RECORDS = ("meetings", "positions", "participants", "statements", "outcomes")
MEETING_OF = {"statements": "about_ids"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word beside the columns: how it is asked, of what column, and what it means."""

    name: str
    kind: str
    column: str
    says: str


def words_of(row_type: type[Row]) -> dict[str, Word]:
    """The words that a table can be asked beside its columns."""
    table, known = row_type.table, {column.name: column for column in columns(row_type)}
    words = [
        Word(name.removesuffix("_id"), "named", name,
             f"The id, or a part of a name that only one of the {column.to} has.")
        for name, column in known.items()
        if name.endswith("_id") and column.to in FIELDS and name not in row_type.key
    ]
    if table in PARTY_OF and "country" not in known:
        said = f"A country, or `org:` and an organisation: `{PARTY_OF[table]}`."
        words.append(Word("country", "column", PARTY_OF[table], said))
    if table in PERSON_OF:
        said = "Who: the id, or a part of a name that only one person has."
        words.append(Word("person", "named", PERSON_OF[table], said))
    if table in MEETING_OF:
        words.append(Word("meeting", "named", MEETING_OF[table], "The id of a meeting that it is about."))
    if table == "meetings":
        words += [
            Word("person", "seat", "person_id",
                 "Who takes part, or is said to: the id, or a part of a name that only one person has."),
            Word("place", "inside", "place_id",
                 "The place, or one that holds it: the id, or a part of a name that only one place has."),
        ]
    if table == "claims":
        words.append(Word("record", "record", "canonical_id", "The id of the record; an old id leads to it."))
    if "topics" in known:
        words.append(Word("topic", "column", "topics", "A topic, or several of which any will do."))
    dated = next((name for name in ("date", "published", "asserted") if f"{name}_earliest" in known), None)
    if dated:
        said = f"Rows whose `{dated}` can lie on or"
        words += [Word("since", "since", dated, f"{said} after the first day of this date."),
                  Word("until", "until", dated, f"{said} before the last day of this date.")]
    if table in FIELDS:
        said = f"Words that all stand in {' or '.join(FIELDS[table])}, as `ds.search` finds them."
        words.append(Word("text", "text", "", said))
    return {word.name: word for word in words}


def places_where(rows: Rows[Any], places: Sequence[int], conditions: Mapping[str, object]) -> Sequence[int]:
    """The positions, of those given, of the rows of which all conditions are true."""
    known, words = {column.name: column for column in columns(rows.row_type)}, words_of(rows.row_type)
    left = places
    for name, given in conditions.items():
        wanted = ids_of(given)
        if name in words:
            left = _by_word(rows, left, words[name], wanted)
        elif name in known:
            left = _by_column(rows, left, known[name], wanted)
        else:
            every = [*known, *words]
            raise UsageError(f"{rows.row_type.table} cannot be asked by {name!r}; they can by {', '.join(every)}"
                             f"{near(name, every)}")
    return left


def _by_word(rows: Rows[Any], left: Sequence[int], word: Word, wanted: object) -> Sequence[int]:
    dataset = rows.dataset
    if word.kind in ("since", "until"):
        return _dated(rows, left, word, wanted)
    if dataset is None:
        raise UsageError(f"{rows.row_type.table} are of no release, and know no {word.name}")
    if word.kind == "text":
        found = {place for text in several(wanted) for place in dataset.finder.places(rows.row_type.table, text)}
        return [place for place in left if place in found]
    if word.kind == "seat":
        return _seated(dataset, rows, left, several(wanted))
    column = column_of(rows.row_type, word.column)
    if word.kind == "record":
        return _holding(rows, left, column, frozenset(
            one for text in several(wanted) for one in _records(dataset, rows, str(text))))
    if word.kind == "inside":
        asked = several(wanted)
        places = {named(dataset, "places", text) for text in asked if text is not None}
        return _holding(rows, left, column, frozenset({*_inside(dataset, places), *([None] if None in asked else [])}))
    if word.kind == "named" and wanted is not None:
        wanted = [named(dataset, str(column.to).partition("|")[0], text) for text in several(wanted)]
    return _by_column(rows, left, column, wanted)


def _seated(dataset: Dataset, rows: Rows[Any], left: Sequence[int], wanted: Sequence[Any]) -> Sequence[int]:
    """The meetings in which one of these people takes part; None stands for those of which nobody is known to."""
    people = frozenset(None if text is None else named(dataset, "people", text) for text in wanted)
    seats, meeting = dataset.participants._rows, column_of(rows.row_type, "meeting_id")
    person, every = column_of(seats.row_type, "person_id"), range(seats.count)
    taken = _holding(seats, every, person, people - {None})
    found = set(_holding(rows, left, meeting, frozenset(seats.values("meeting_id", taken))))
    if None in people:
        nobody = set(_holding(seats, every, person, frozenset({None})))
        filled = [place for place in every if place not in nobody]
        found |= set(left) - set(_holding(rows, left, meeting, frozenset(seats.values("meeting_id", filled))))
    return [place for place in left if place in found]


def _records(dataset: Dataset, rows: Rows[Any], wanted: str) -> set[str]:
    """The ids by which the record of an id goes today; those of a vintage may not be known yet."""
    known = rows.by("canonical_id")
    tables = RECORDS if isinstance(rows, Parted) else rows.by("record_table")
    found = {dataset.today(table, wanted) for table in tables}
    if dataset.day is None and not any(one in known for one in found):
        records = [one for name in RECORDS for one in dataset.table(name).ids_near(wanted) if isinstance(one, str)]
        guess = near(wanted, records if isinstance(rows, Parted) else known)
        raise UnknownIdError(f"no claim is about a record {wanted!r}{guess}")
    return found


def _by_column(rows: Rows[Any], left: Sequence[int], column: Column, wanted: object) -> Sequence[int]:
    if wanted is None:
        return _holding(rows, left, column, frozenset({None}))
    wanted = several(wanted)
    named = [pair for one in wanted if (pair := _ministers(rows, column, one))]
    some = frozenset(_value(rows, column, one) for one in wanted if not _ministers(rows, column, one))
    found = _holding(rows, left, column, some - {None} if column.many else some)
    if not named:
        return found
    carried = column_of(rows.row_type, "portfolio")
    any_of = set(found)
    for level, portfolio in named:
        any_of.update(_holding(rows, _holding(rows, left, column, frozenset({level})), carried, frozenset({portfolio})))
    return [place for place in left if place in any_of]


def _holding(rows: Rows[Any], left: Sequence[int], column: Column, some: frozenset[Any]) -> Sequence[int]:
    """The rows whose value is one of some, or whose list holds one; None stands for what is empty."""
    if isinstance(rows, Parted):
        return rows.holding(left, column, some)
    values = rows.column(column.name)
    if not column.many:
        return [place for place in left if values[place] in some]
    if None in some:
        return [place for place in left if not values[place]]
    return [place for place in left if not some.isdisjoint(values[place])]


def _ministers(rows: Rows[Any], column: Column, text: object) -> tuple[Level, Portfolio] | None:
    """The level and portfolio of a word such as foreign-ministers, where a table has both."""
    if column.vocabulary is not Level or "portfolio" not in rows.names:
        return None
    return next(((level, portfolio) for level in OF_PORTFOLIO for portfolio in Portfolio
                 if text == f"{portfolio}-{level}"), None)


def _value(rows: Rows[Any], column: Column, wanted: Any) -> Any:
    """One value as the column holds it, once it is known that it can."""
    wanted = held(rows, column, wanted)
    if wanted is None:
        return None
    if column.vocabulary is not None:
        terms = {str(term): term for term in column.vocabulary}
        if str(wanted) not in terms and wanted not in rows.by(column.name):
            every = [*terms, *(f"{p}-{level}" for level in OF_PORTFOLIO for p in Portfolio if "portfolio" in rows.names)
                     ] if column.vocabulary is Level else [*terms]
            raise UsageError(f"no {column.name} is called {wanted!r}; the terms are {', '.join(terms)}"
                             f"{near(str(wanted), every)}")
        return terms.get(str(wanted), wanted)
    if column.kind == "date" and isinstance(wanted, str):
        try:
            return dt.date.fromisoformat(wanted)
        except ValueError as error:
            raise UsageError(f"{column.name}: {wanted!r} is no day; write it as 2021-03-26") from error
    if column.name in OF_COUNTRIES:
        return _country(rows, column, str(wanted))
    if rows.dataset is not None and isinstance(wanted, str):
        tables = [rows.row_type.table] if rows.row_type.key == (column.name,) else str(column.to or "").split("|")
        return _id(rows.dataset, [table for table in tables if table], wanted)
    return wanted


def _country(rows: Rows[Any], column: Column, wanted: str) -> str:
    if wanted in COUNTRIES or wanted in rows.by(column.name):
        return wanted
    dataset = rows.dataset
    if wanted.startswith("org:") and dataset is not None and wanted[4:] in dataset.organizations:
        return wanted
    raise no_country(wanted, rows.likely(column.name, wanted))


def _id(dataset: Dataset, tables: Sequence[str], wanted: str) -> str:
    """The id that a record goes by today; a vintage is also asked for records that it does not know yet."""
    for table in tables:
        row_id = dataset.today(table, wanted)
        if row_id in dataset.table(table) or wanted in RESERVED_ORIGINS:
            return row_id
    if not tables or dataset.day is not None:
        return wanted
    every = [str(one) for table in tables for one in dataset.table(table).ids_near(wanted)]
    raise UnknownIdError(f"no row of {' or '.join(tables)} has the id {wanted!r}{near(wanted, every)}")


def named(dataset: Dataset, table: str, wanted: object) -> str:
    """The id of the one row of a table that has this id, or a name with these words in it.

    Raises UsageError where several have, which it lists, or none has.
    """
    from trilat.dataset.search import folded

    rows, text = dataset.table(table), str(wanted)
    if rows.get(text) is not None or (dataset.day is not None and table == "meetings"):
        return dataset.today(table, text)
    if isinstance(rows._rows, Parted):
        raise UnknownIdError(f"none of {table} has the id {text!r}, and {len(rows):,} of them are too many to be known "
                             f"by their names here: ask for the id by ds.sql(…){near(text, rows.ids_near(text))}")
    plain = folded(text)
    called = {row_id: _names(row) for row_id, row in zip(rows.ids, rows, strict=True)}
    whole = [row_id for row_id, names in called.items() if plain in map(folded, names)]
    found = whole or [row_id for row_id, names in called.items()
                      if any(f" {plain}" in f" {folded(name)}" for name in (*names, row_id))]
    if len(found) == 1:
        return str(found[0])
    if found:
        listed = "; ".join(f"{row_id} ({' / '.join(called[row_id]) or 'no name'})" for row_id in found[:FEW])
        listed += f"; and {len(found) - FEW:,} more" if len(found) > FEW else ""
        raise UsageError(f"{text!r} fits several of {table}: {listed}; give the id of one, or a list of ids")
    every = [*called, *(name for names in called.values() for name in names)]
    raise UnknownIdError(f"none of {table} has the id or a name with {text!r} in it{near(text, every)}")


def _names(row: Any) -> list[str]:
    values = [getattr(row, field) for field in FIELDS.get(row.table, ()) if field != "description"]
    return list(dict.fromkeys(name for value in values if value for name in several(value)))


def _inside(dataset: Dataset, places: Collection[str]) -> frozenset[str]:
    """The places, and all that lie within them."""
    found, more = set(places), set(places)
    while more:
        more = {place.place_id for place in dataset.places if place.within_id in more} - found
        found |= more
    return frozenset(found)


def _dated(rows: Rows[Any], left: Sequence[int], word: Word, wanted: object) -> Sequence[int]:
    """The rows whose date can fall within the bound; those without a date cannot be told to."""
    from trilat import edtf

    if wanted is None:
        raise UsageError(f"{word.name} takes a date, such as 2021-03; leave it out for no bound, and ask for "
                         f"{word.column}=None for what has no date")
    try:
        bound = edtf.parse(date_text(wanted))
    except ValueError as error:
        raise UsageError(f"{word.name}: {error}") from error
    sides = f"{word.column}_earliest", f"{word.column}_latest"
    side, limit = (sides[1], bound.earliest) if word.name == "since" else (sides[0], bound.latest)
    written = word.column if word.column in rows.names else None
    if isinstance(rows, Parted):
        return rows.dated(left, written, sides, side, limit)
    earliest, latest, days = rows.column(sides[0]), rows.column(sides[1]), rows.column(side)
    told = rows.column(written) if written else None
    dated = [place for place in left if (told[place] if told else earliest[place] or latest[place]) is not None]
    if limit is None:
        return dated
    fits: Callable[[dt.date], bool] = limit.__le__ if word.name == "since" else limit.__ge__
    return [place for place in dated if days[place] is None or fits(days[place])]
