"""The conflicts of a dataset folder, in the order in which a maintainer should look at them."""

import difflib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trilat.claims import fields_of
from trilat.consolidate.settle import OPEN
from trilat.consolidate.stale import unconsidered
from trilat.errors import UsageError
from trilat.hashing import canonical_json
from trilat.models.parts import ENTRIES
from trilat.release.assemble import assemble
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical, redirect_map
from trilat.tables.rows import ClaimRow, ConflictRow, ResolutionRow
from trilat.vocabularies import Consolidation, RedirectKind

Tables = Mapping[str, Sequence[Any]]

WEAKEST_FIRST = (OPEN, "later", "independent", "after-event", "rank")
"""The rules that can settle a conflict, in the order in which their answers should be looked at."""

RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Side:
    """One value in a conflict, or the denial of one, with the claims for it."""

    value: Any
    denied: bool
    chosen: bool
    independent_sources: int
    claims: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a record on which sources contradict each other, or whose resolution newer claims have overtaken.

    `rule` is what settled it; `resolution` the decision that stands, and `new` the claims that it did not consider;
    `claim_ids` those of all claims on the field, for a resolution to name.
    """

    record_table: str
    record_id: str
    field: str
    rule: str
    sides: tuple[Side, ...]
    claim_ids: tuple[str, ...]
    resolution: ResolutionRow | None = None
    new: tuple[ClaimRow, ...] = ()

    @property
    def urgency(self) -> tuple[int, str, str, str]:
        """Where it stands in the list: overtaken resolutions, open, weakly settled before strongly, resolutions."""
        if self.new:
            place = 0
        elif self.rule == RESOLUTION:
            place = len(WEAKEST_FIRST) + 2
        else:
            place = 1 + (WEAKEST_FIRST.index(self.rule) if self.rule in WEAKEST_FIRST else len(WEAKEST_FIRST))
        return place, self.record_table, self.record_id, self.field

    def as_json(self) -> dict[str, Any]:
        """The conflict as JSON values."""
        return {
            "record_table": self.record_table, "record_id": self.record_id, "field": self.field, "chosen_by": self.rule,
            "values": [
                {"value": side.value, "denied": side.denied, "chosen": side.chosen,
                 "independent_sources": side.independent_sources, "claims": [_claim(claim) for claim in side.claims]}
                for side in self.sides
            ],
            "claim_ids": list(self.claim_ids),
            "resolution_id": self.resolution.resolution_id if self.resolution else None,
            "unconsidered": [claim.claim_id for claim in self.new],
        }


def conflicts(sheets: Sheets, record_id: str | None = None) -> list[Conflict]:
    """The conflicts of a dataset without errors, settled and open, most pressing first.

    Args:
        sheets: The dataset, as read.
        record_id: Only those on this record and, for a meeting, on its parts and outcomes; an old id will do.

    Raises:
        UsageError: There is no such record, or its id was split.
    """
    tables: Tables = assemble(
        [sheet.model for sheet in sheets.articles], {name: sheet.model for name, sheet in sheets.registries.items()}
    )
    moves = redirect_map(tables["redirects"])
    new = unconsidered(tables["resolutions"], tables["claims"], moves)
    claims: dict[tuple[str, str, str], list[ClaimRow]] = defaultdict(list)
    for claim in tables["claims"]:
        claims[claim.record_table, claim.canonical_id, claim.field].append(claim)
    resolutions = {
        (row.record_table, canonical(row.record_table, row.record_id, moves), row.field): row
        for row in sorted(tables["resolutions"], key=lambda row: (row.decided_on, len(row.considered_ids)))
    }
    rows = _by_question(tables["conflicts"])
    disputed = {key[:3] for key in rows}
    overtaken = {key for key, row in resolutions.items() if row.resolution_id in new}
    rows |= {(*key, ""): [] for key in overtaken - disputed}
    wanted = None if record_id is None else _record(record_id, tables, moves)
    found = []
    for (*way, _), values in rows.items():
        key = (way[0], way[1], way[2])
        if wanted is None or key[1] == wanted or key[1].startswith(f"{wanted}."):
            by_id = {claim.claim_id: claim for claim in claims[key]}
            resolution = resolutions.get(key)
            found.append(Conflict(
                *key, values[0].chosen_by if values else RESOLUTION,
                tuple(_side(row, by_id) for row in values), tuple(sorted(by_id)), resolution,
                tuple(new.get(resolution.resolution_id, ())) if resolution else (),
            ))
    return sorted(found, key=lambda conflict: conflict.urgency)


def _by_question(rows: Iterable[ConflictRow]) -> dict[tuple[str, str, str, str], list[ConflictRow]]:
    """The rows of each conflict: of a field, and of each element of a field that grows, which is settled by itself."""
    found: dict[tuple[str, str, str, str], list[ConflictRow]] = defaultdict(list)
    for row in rows:
        declared = fields_of(row.record_table)[row.field]
        value, _ = _told(row)
        element = canonical_json(value) if declared.consolidation is Consolidation.UNION else ""
        found[row.record_table, row.record_id, row.field, element].append(row)
    return found


def _told(row: ConflictRow) -> tuple[Any, bool]:
    """The value of a row, and whether it is denied."""
    value = json.loads(row.value)
    denied = isinstance(value, dict) and value.keys() == {"denied"}
    return (value["denied"] if denied else value), denied


def _side(row: ConflictRow, claims: Mapping[str, ClaimRow]) -> Side:
    told = [claims[claim_id] for claim_id in row.claim_ids if claim_id in claims]
    told.sort(key=lambda claim: (claim.known_from, claim.article_id, claim.origin_id, claim.claim_id))
    return Side(*_told(row), row.chosen, row.independent_sources, tuple(told))


def _record(record_id: str, tables: Tables, moves: Mapping[tuple[str, str], str]) -> str:
    """The id that a record goes by today."""
    known = {claim.canonical_id for claim in tables["claims"]}
    names = {canonical(table, record_id, moves) for table in ENTRIES}
    found = next((name for name in sorted(names) if name in known), None)
    if found is not None:
        return found
    parts = [row for row in tables["redirects"] if row.old_id in names and row.kind is RedirectKind.SPLIT]
    if parts:
        raise UsageError(f"{parts[0].old_id} was split on {parts[0].since} into "
                         f"{' and '.join(row.new_id for row in parts)}: {parts[0].reason}")
    near = difflib.get_close_matches(record_id, sorted(known), 3, 0.5)
    guess = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"the dataset has no record {record_id!r}{guess}")


def _claim(claim: ClaimRow) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id, "article_id": claim.article_id, "origin_id": claim.origin_id,
        "origin_rank": str(claim.origin_rank), "via_ids": list(claim.via_ids), "stance": str(claim.stance),
        "asserted_earliest": str(claim.asserted_earliest) if claim.asserted_earliest else None,
        "asserted_latest": str(claim.asserted_latest) if claim.asserted_latest else None,
        "known_from": str(claim.known_from),
    }
