"""Two readings of the same texts: what each says of which record, on what stretches of which text."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trilat.claims import fields_of
from trilat.hashing import canonical_json
from trilat.models.base import ClaimField
from trilat.sheets import Sheets
from trilat.tables.rows import ClaimRow
from trilat.vocabularies import Consolidation

Evidence = Mapping[str, frozenset[int]]
"""The code points of each text, by the hash of its bytes, that something rests on."""

SECOND = "second"
"""The folder within a dataset's that holds the second readings."""

RECORDS = ("meetings", "positions", "participants", "statements", "outcomes")
LABELS = ("occasion", "series")
"""Fields whose values are names that the coder makes up, which mean nothing but what they tie together."""


@dataclass(frozen=True)
class Reading:
    """What one coder made of some texts: the sheets, and from them claims and evidence."""

    sheets: Sheets

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The hash of the text of each article."""
        return {sheet.model.article.id: sheet.model.article.text.sha256 for sheet in self.sheets.articles}

    @cached_property
    def places(self) -> Mapping[tuple[str, str, str], tuple[str, int]]:
        """Where each article's entry on a record first stands: its file and line, by text, table and record."""
        found: dict[tuple[str, str, str], tuple[str, int]] = {}
        for sheet in self.sheets.articles:
            for part in sheet.parts:
                key = self.texts[sheet.model.article.id], part.table, part.record
                found.setdefault(key, (sheet.file, sheet.document.locate(part.path).line))
        return found

    @cached_property
    def said(self) -> Mapping[tuple[str, str], Mapping[str, "Told"]]:
        """What is said of each record of a table, by the hash of the text that says it."""
        told: dict[tuple[str, str], dict[str, Told]] = defaultdict(dict)
        for claim, where in self.claims:
            by_text = told[claim.record_table, claim.canonical_id]
            by_text.setdefault(self.texts[claim.article_id], Told()).add(claim, where)
        return told

    @cached_property
    def claims(self) -> list[tuple[ClaimRow, frozenset[int]]]:
        """Every claim, with the code points of its text that it rests on."""
        points = {row.span_id: range(row.start, row.end) for row in self.sheets.spans}
        return [(claim, frozenset(at for row in claim.span_ids for at in points[row])) for claim in self.sheets.claims]

    @cached_property
    def uses(self) -> Mapping[tuple[str, str], Evidence]:
        """Where the texts show who or what is named by an id of a registry, by table and id."""
        found: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for claim, where in self.claims:
            for table, record in _named(claim):
                found[table, record][self.texts[claim.article_id]] |= where
        return {key: {text: frozenset(points) for text, points in by_text.items()} for key, by_text in found.items()}


@dataclass
class Told:
    """What one text says of one record by one reading."""

    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    bases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    points: set[int] = field(default_factory=set)

    def add(self, claim: ClaimRow, where: frozenset[int]) -> None:
        """Take in a claim of the text on the record."""
        self.values[claim.field].add(claim.value)
        self.bases[claim.field].add(canonical_json(str(claim.basis)))
        self.values["stance"].add(canonical_json(str(claim.stance)))
        self.values["origin"].add(canonical_json(claim.origin_id))
        self.values["via"].update(canonical_json(relay) for relay in claim.via_ids)
        self.points |= where


def compared(table: str) -> dict[str, ClaimField]:
    """The fields of a table on which readings are compared: all but curators' prose.

    >>> "summary" in compared("statements"), "named_as" in compared("participants")
    (False, True)
    """
    return {
        name: declared for name, declared in fields_of(table).items()
        if not (declared.consolidation is Consolidation.PROSE and declared.coded)
    }


def _named(claim: ClaimRow) -> Iterator[tuple[str, str]]:
    """The registries' ids that a claim names: its origin, its relays, its value."""
    for origin in (claim.origin_id, *claim.via_ids):
        yield from (("people", origin), ("organizations", origin))
    value: Any = json.loads(claim.value)
    declared = fields_of(claim.record_table)[claim.field]
    if declared.to and isinstance(value, str):
        yield from ((table, value.rstrip("~")) for table in declared.to.split("|"))
