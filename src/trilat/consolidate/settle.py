"""From the claims on one field to the value that stands, and the rule that chose it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trilat import edtf
from trilat.hashing import canonical_json
from trilat.relations import Places, Relate, Relation
from trilat.tables.rows import ClaimRow, ResolutionRow
from trilat.vocabularies import OriginRank, Stance

OPEN = "open"
RANKS = {rank: place for place, rank in enumerate(OriginRank)}

RULES = {
    "resolution": "A maintainer's decision on the claims that it names.",
    "rank": "The origin nearest to the event.",
    "after-event": "Asserted after the event rather than ahead of it.",
    "independent": "The most independent origins, agencies or publishers.",
    "later": "Asserted later.",
    OPEN: "Even on every rule: no value stands.",
}
"""What can settle a conflict, in order."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field (a scalar, or a sorted list for a set), or the denial of one, with the claims for it."""

    value: Any
    claims: tuple[ClaimRow, ...]
    denied: bool = False

    @property
    def text(self) -> str:
        """The value as JSON text, a denial marked as one."""
        return canonical_json({"denied": self.value} if self.denied else self.value)


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands (None where nothing does), the rule that chose it, and all values where they contradict."""

    chosen: Value | None
    rule: str
    conflict: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What settling has to know beside the claims.

    `source_of` names a claim's independent source. `event` is the day of the event; where `dated`, the values are that
    day themselves.
    """

    places: Places
    source_of: Callable[[ClaimRow], str]
    event: edtf.Edtf | None = None
    dated: bool = False
    resolution: ResolutionRow | None = None

    def is_ahead(self, value: Value, claim: ClaimRow) -> bool:
        """Whether a claim was asserted ahead of the event, by its stance or by its day."""
        if claim.stance in (Stance.PLANNED, Stance.EXPECTED):
            return True
        event = edtf.parse(value.value) if self.dated else self.event
        return bool(event and event.earliest and claim.asserted_latest and claim.asserted_latest < event.earliest)


def settle(values: Sequence[Value], relate: Relate, context: Context) -> Settled:
    """The value that stands among all that are claimed.

    A value that is denied with better support falls away. A value that another refines gives way to it. What is left
    is one value, or values that are compatible or that contradict each other; they are settled by the rules in their
    order, and contradiction is kept as a conflict.
    """
    values = _without_history(sorted(values, key=lambda value: value.text), relate, context)
    if context.resolution is not None:
        named = next((value for value in values if value.text == context.resolution.value), None)
        if named is not None:
            return Settled(named, "resolution", _conflict(values, values, relate, context))
    values = _without_doubles(values, relate, context)
    upheld, undecided, denial_rule = [], [], ""
    for value in values:
        denials = [other for other in values if other.denied and _contradict(value, other, relate, context)]
        if denials:
            against = Value(value.value, tuple(claim for denial in denials for claim in denial.claims), denied=True)
            best, denial_rule = _best([value, against], context)
            if best is None:
                undecided.append(value)
            elif best.denied:
                continue
        if not value.denied:
            upheld.append(value)
    finest = [
        value for value in upheld
        if not any(_relation(other, value, relate, context) is Relation.REFINES for other in upheld)
    ]
    conflict = tuple(values) if denial_rule else _conflict(finest, values, relate, context)
    if not finest:
        return Settled(None, denial_rule or "none", conflict)
    simple = "precision" if len(upheld) > 1 else "agreement" if len(finest[0].claims) > 1 else "only"
    best, rule = _best(finest, context) if len(finest) > 1 else (finest[0], denial_rule or simple)
    if best is None or any(best is value for value in undecided):
        return Settled(None, OPEN, tuple(values))
    return Settled(best, rule, conflict)


def prefer(claims: Sequence[ClaimRow], context: Context) -> ClaimRow:
    """The claim whose words stand, where sources differ without contradicting: best rank, then the later asserted.

    What is even on all rules goes by the name of the article, so that the same claims always give the same words.
    """
    best = _ranking([Value(claim.claim_id, (claim,)) for claim in claims], context)[-1][1]
    return min((value.claims[0] for value in best), key=lambda claim: (claim.article_id, claim.claim_id))


def _relation(a: Value, b: Value, relate: Relate, context: Context) -> Relation:
    """How two values stand; a denial contradicts what it denies, and whatever refines that."""
    if a.denied and b.denied:
        return Relation.EQUAL if a.value == b.value else Relation.COMPATIBLE
    relation = relate(a.value, b.value, context.places)
    if not a.denied and not b.denied:
        return relation
    affirmed_is_finer = relation is (Relation.REFINED if a.denied else Relation.REFINES)
    return Relation.CONTRADICTS if relation is Relation.EQUAL or affirmed_is_finer else Relation.COMPATIBLE


def _contradict(a: Value, b: Value, relate: Relate, context: Context) -> bool:
    return _relation(a, b, relate, context) is Relation.CONTRADICTS


def _conflict(
    values: Sequence[Value], shown: Sequence[Value], relate: Relate, context: Context
) -> tuple[Value, ...]:
    """All values that are `shown`, where any two of `values` contradict each other."""
    pairs = ((a, b) for place, a in enumerate(values) for b in values[place + 1:])
    return tuple(shown) if any(_contradict(a, b, relate, context) for a, b in pairs) else ()


def _without_doubles(values: Sequence[Value], relate: Relate, context: Context) -> list[Value]:
    """The values, where those that are written differently and mean the same (2031-03, 2031-03-XX) are one."""
    kept: list[Value] = []
    for value in values:
        same = (
            place for place, other in enumerate(kept)
            if value.denied == other.denied and relate(value.value, other.value, context.places) is Relation.EQUAL
        )
        place = next(same, None)
        if place is None:
            kept.append(value)
        else:
            kept[place] = Value(kept[place].value, kept[place].claims + value.claims, value.denied)
    return kept


def _without_history(values: Sequence[Value], relate: Relate, context: Context) -> list[Value]:
    """The values without the claims that their own origin took back ahead of the event by a later, different one."""
    ahead = [(value, claim) for value in values for claim in value.claims if context.is_ahead(value, claim)]
    gone = {
        old.claim_id
        for value, old in ahead for other, new in ahead
        if _same_origin(old, new) and _wholly_before(old, new) and _contradict(value, other, relate, context)
    }
    kept = [
        Value(value.value, tuple(claim for claim in value.claims if claim.claim_id not in gone), value.denied)
        for value in values
    ]
    return [value for value in kept if value.claims]


def _same_origin(a: ClaimRow, b: ClaimRow) -> bool:
    anyone = a.origin_rank in (OriginRank.AUTHOR, OriginRank.ANALYSTS)
    return a.origin_id == b.origin_id and not anyone


def _wholly_before(a: ClaimRow, b: ClaimRow) -> bool:
    return bool(a.asserted_latest and b.asserted_earliest and a.asserted_latest < b.asserted_earliest)


def _best(values: Sequence[Value], context: Context) -> tuple[Value | None, str]:
    """The one value that a rule puts first, and the rule; none where all rules leave several."""
    for rule, best in _ranking(values, context):
        if len(best) == 1:
            return best[0], rule
    return None, OPEN


def _ranking(values: Sequence[Value], context: Context) -> list[tuple[str, list[Value]]]:
    """After each rule in its order, the values that are still best."""
    measures: Mapping[str, Callable[[Value], Any]] = {
        "rank": lambda value: -min(RANKS[claim.origin_rank] for claim in value.claims),
        "after-event": lambda value: any(not context.is_ahead(value, claim) for claim in value.claims),
        "independent": lambda value: len({context.source_of(claim) for claim in value.claims}),
        "later": lambda value: max(claim.asserted_latest or date.max for claim in value.claims),
    }
    steps, best = [], list(values)
    for rule, measure in measures.items():
        top = max(map(measure, best))
        best = [value for value in best if measure(value) == top]
        steps.append((rule, best))
    return steps
