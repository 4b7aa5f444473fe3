"""Which record of one reading is which of the other: told by the stretches of text and by content, never by id."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from trilat.coding.readings import LABELS, Evidence, Reading, Told, compared
from trilat.evidence.normalise import tokens
from trilat.hashing import canonical_json
from trilat.models.parts import ENTRIES, INNER
from trilat.vocabularies import RESERVED_ORIGINS

LEAST = 0.6
"""What two records have in common at least, of 2: the overlap of their evidence and the likeness of their content."""

REGISTRIES = ("places", "organizations", "people", "offices")
OTHER = "second:"
"""Stands before an id of the second reading that has no match in the first."""

Pairs = dict[str, dict[str, str]]
"""For each table the first reading's id by the second's."""


@dataclass
class Alignment:
    """Two readings, and what in the second is what in the first."""

    first: Reading
    second: Reading
    pairs: Pairs = field(default_factory=dict)

    def own(self, table: str, name: str, value: str) -> str:
        """A value of the second reading in the first one's ids; `value` and the result are JSON text."""
        said = json.loads(value)
        tables = ("people|organizations" if name in ("origin", "via") else name if name in LABELS
                  else compared(table)[name].to if name in compared(table) else None)
        if isinstance(said, dict):
            return canonical_json(said | {"previous": self._id("meetings", said["previous"])} if "previous" in said
                                  else said)
        if not isinstance(said, str):
            return value
        if said.startswith("org:"):
            return canonical_json("org:" + self._id("organizations", said.removeprefix("org:")))
        if tables is None or said in RESERVED_ORIGINS:
            return value
        bare = said.rstrip("~")
        return canonical_json(self._id(tables, bare) + said[len(bare):])

    def _id(self, tables: str, other: str) -> str:
        known = (self.pairs.get(table, {}).get(other) for table in tables.split("|"))
        return next(filter(None, known), OTHER + other)


def align(first: Reading, second: Reading) -> Alignment:
    """Match what two readings of the same texts speak of.

    Registries are matched by name and by where the texts show them, then meetings, then what hangs on meetings, then
    labels by the records that they tie: each of one with at most one of the other, those most alike first.
    """
    found = Alignment(first, second)
    for table in REGISTRIES:
        found.pairs[table] = _matched(_entries(first, table), _entries(second, table), _same_entry)
    for table in (*ENTRIES, *INNER):
        ours, theirs = _records(first, table), _records(second, table)
        found.pairs[table] = _matched(ours, theirs, lambda one, other: _same_record(found, table, one, other))  # noqa: B023  # called at once
    for label in LABELS:
        found.pairs[label] = _matched(_tied(first, label), _tied(second, label, found.pairs), _dice)
    return found


def _matched(ours: Mapping[str, Any], theirs: Mapping[str, Any], score: Callable[[Any, Any], float]) -> dict[str, str]:
    """Pairs of ids, theirs to ours, those of the highest score first and every id once."""
    scored = sorted(
        (-common, one, other) for one, mine in ours.items() for other, its in theirs.items()
        if (common := score(mine, its)) >= LEAST
    )
    taken: dict[str, str] = {}
    for _, one, other in scored:
        if other not in taken and one not in taken.values():
            taken[other] = one
    return taken


def _entries(reading: Reading, table: str) -> dict[str, tuple[Any, Evidence]]:
    sheet = reading.sheets.registries.get(table)
    return {entry.id: (entry, reading.uses.get((table, entry.id), {})) for entry in getattr(sheet.model, table)
            } if sheet else {}


def _same_entry(one: tuple[Any, Evidence], other: tuple[Any, Evidence]) -> float:
    """How much two registry entries have in common: their names, or descriptions, and where the texts show them."""
    (mine, here), (its, there) = one, other
    countries = {mine.country, its.country} - {None}
    if len(countries) > 1 or bool(getattr(mine, "unnamed", False)) != bool(getattr(its, "unnamed", False)):
        return 0.0
    return _overlap(here, there) + max((_jaccard(a, b) for a in _names(mine) for b in _names(its)), default=0.0)


def _names(entry: Any) -> list[frozenset[str]]:
    texts = [getattr(entry, "name", None), getattr(entry, "title", None), *getattr(entry, "names", ())]
    return [frozenset(token.text for token in tokens(text)) for text in texts if text]


def _tied(reading: Reading, label: str, pairs: Pairs | None = None) -> dict[str, set[tuple[str, str]]]:
    """The records that each name of a label ties, by table and id; with `pairs` by the other reading's ids."""
    tied: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (table, record), told in reading.said.items():
        for value in {value for by_text in told.values() for value in by_text.values.get(label, ())}:
            tied[json.loads(value)].add((table, pairs[table].get(record, OTHER + record) if pairs else record))
    return tied


def _records(reading: Reading, table: str) -> dict[str, tuple[str, Mapping[str, Told]]]:
    return {record: (record, told) for (its, record), told in reading.said.items() if its == table}


def _same_record(found: Alignment, table: str, one: Any, other: Any) -> float:
    """How much two records have in common: their evidence, and what the texts that both cite say of them.

    Those that hang on a meeting have it in common, or are not the same; outcomes may be told of two meetings.
    """
    (mine, ours), (its, theirs) = one, other
    meeting = found.pairs["meetings"].get(its.partition(".")[0]) == mine.partition(".")[0] if "." in its else True
    texts = ours.keys() & theirs.keys()
    if not texts or (table in INNER and not meeting):
        return 0.0
    if table == "positions":
        return 2.0 if mine.partition(".")[2] == its.partition(".")[2] else 0.0
    evidence = _overlap({text: ours[text].points for text in texts}, {text: theirs[text].points for text in texts})
    alike = [
        _jaccard(frozenset(ours[text].values[name]),
                 frozenset(found.own(table, name, value) for value in theirs[text].values[name]))
        for text in sorted(texts) for name in sorted(compared(table).keys() - set(LABELS))
        if name in ours[text].values and name in theirs[text].values
    ]
    content = (sum(alike) + meeting * ("." in its)) / (len(alike) + ("." in its)) if alike else 0.0
    return evidence + content if evidence else 0.0


def _overlap(one: Evidence, other: Evidence) -> float:
    """How far two pieces of evidence are the same stretches of the same texts."""
    return _dice(*({(text, at) for text, points in side.items() for at in points} for side in (one, other)))


def _dice(one: AbstractSet[Any], other: AbstractSet[Any]) -> float:
    """Dice's coefficient: 1 for equal sets, 0 for sets with nothing in common."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
