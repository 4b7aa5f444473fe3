"""What is true at a time: the state that stands now, and the history of all states."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from trilat.consolidate.settle import Context, Settled, Value, settle
from trilat.consolidate.values import current_text
from trilat.relations import Relate
from trilat.tables.rows import ClaimRow
from trilat.vocabularies import FINAL_ATTENDANCES, FINAL_STAGES, FINAL_STATUSES, Stance

FINAL = {"status": FINAL_STATUSES, "attendance": FINAL_ATTENDANCES, "stage": FINAL_STAGES}


@dataclass(frozen=True, slots=True)
class State:
    """One state in a history: when it was asserted, from when it was known, by whom, and by which claims."""

    value: Any
    asserted_earliest: date | None
    asserted_latest: date | None
    known_from: date
    origin_ids: tuple[str, ...]
    claim_ids: tuple[str, ...]


def current(field: str, values: Sequence[Value], relate: Relate, context: Context) -> Settled:
    """The state that stands: the latest asserted, where a prospective state never overrides one asserted as final.

    States that were asserted at overlapping times are settled like any value; only those that contradict each other
    are a conflict.
    """
    affirmed = [value for value in values if not value.denied]
    claims = [(value, claim) for value in affirmed for claim in value.claims]
    standing = [
        (value, claim) for value, claim in claims
        if not any(later is not value and _after(other, claim) for later, other in claims)
    ]
    final = FINAL.get(field, frozenset())
    if any(value.value in final for value, _ in standing):
        standing = [(value, claim) for value, claim in standing if value.value in final]
    kept = [Value(value.value, tuple(claim for owner, claim in standing if owner is value)) for value in affirmed]
    # What was denied before the state came about is history too.
    denied = [
        Value(value.value, tuple(claim for claim in value.claims
                                 if not any(_after(other, claim) for _, other in standing)), denied=True)
        for value in values if value.denied
    ]
    return settle([value for value in [*kept, *denied] if value.claims], relate, context)


def history(claims: Sequence[Any], redirects: Mapping[tuple[str, str], str]) -> list[State]:
    """All states in the order in which they were asserted; a state asserted again right after itself is one.

    Of claims asserted at the same time the one known earlier comes first. What is denied is no state. `redirects` says
    where ids lead today.
    """
    ordered = sorted(
        (claim for claim in claims if claim.stance is not Stance.DENIED),
        key=lambda c: (c.asserted_latest or date.max, c.asserted_earliest or date.min, c.known_from, c.claim_id),
    )

    def value(claim: Any) -> str:
        return current_text(claim.record_table, claim.field, claim.value, redirects) if redirects else claim.value

    return [_state(text, list(run)) for text, run in groupby(ordered, value)]


def _state(value: str, run: list[ClaimRow]) -> State:
    return State(
        json.loads(value), run[0].asserted_earliest, run[-1].asserted_latest, min(claim.known_from for claim in run),
        tuple(sorted({claim.origin_id for claim in run})), tuple(claim.claim_id for claim in run),
    )


def _after(later: ClaimRow, earlier: ClaimRow) -> bool:
    begins, ended = later.asserted_earliest, earlier.asserted_latest
    return bool(begins and ended and begins > ended)
