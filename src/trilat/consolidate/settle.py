"""From the claims on one field to the value that stands, and the rule that chose it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from trilat import edtf
from trilat.consolidate.precision import PRECISION
from trilat.errors import UsageError
from trilat.hashing import canonical_json
from trilat.relations import Places, Relate, Relation
from trilat.tables.rows import ClaimRow, ResolutionRow
from trilat.vocabularies import OriginRank, Stance

OPEN = "open"
PRECEDENCE = "precedence"
RANKS = {rank: place for place, rank in enumerate(OriginRank)}
_ANYONE = (OriginRank.AUTHOR, OriginRank.ANALYSTS)

RULES = {
    "resolution": "A maintainer's decision on the claims that it names.",
    "rank": "The origin nearest to the event.",
    "after-event": "Asserted after the event rather than ahead of it.",
    "independent": "The most independent origins, agencies or publishers.",
    "later": "Asserted later.",
    OPEN: "Even on every rule: no value stands.",
}
"""What can settle a conflict, in order."""

STRATEGIES = {
    PRECEDENCE: "The more precise of what fits together; else the rules above, a maintainer's resolution first.",
    "representative": "The value that most independent sources give, each value counted by itself; of values that are "
    "even, the one that refines the others. What more sources deny than give falls away.",
    "informative": "The value that says most: the one that refines the others; else the date of fewest days, the "
    "smallest kind of place, the longest list, the state furthest along. A denial takes nothing away.",
    "conservative": "The value that commits to least and that no other contradicts: the one that the others refine; "
    "else the date of most days, the largest kind of place, the shortest list, the state least far along. What "
    "anyone denies falls away.",
}
"""The strategies. All but the first leave resolutions and ranks aside; what is even stays open under each."""


@dataclass(frozen=True)
class Value:
    """One value of a field (a scalar, or a sorted list for a set), or the denial of one, with the claims for it."""

    value: Any
    claims: tuple[ClaimRow, ...]
    denied: bool = False

    @cached_property
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
    day themselves. `strategy` is one of STRATEGIES.
    """

    places: Places
    source_of: Callable[[ClaimRow], str]
    event: edtf.Edtf | None = None
    dated: bool = False
    resolution: ResolutionRow | None = None
    strategy: str = PRECEDENCE

    def is_ahead(self, value: Value, claim: ClaimRow) -> bool:
        """Whether a claim was asserted ahead of the event, by its stance or by its day."""
        if claim.stance in (Stance.PLANNED, Stance.EXPECTED):
            return True
        event = edtf.parse(value.value) if self.dated else self.event
        return bool(event and event.earliest and claim.asserted_latest and claim.asserted_latest < event.earliest)


def known_strategy(strategy: str) -> str:
    """The name of a strategy, once it is one.

    Raises UsageError where there is no such strategy, naming those that there are.

    >>> known_strategy("conservative")
    'conservative'
    """
    if strategy not in STRATEGIES:
        raise UsageError(f"there is no strategy {strategy!r}; the strategies are {', '.join(STRATEGIES)}")
    return strategy


def settle(values: Sequence[Value], relate: Relate, context: Context) -> Settled:
    """The value that stands among all that are claimed, by the strategy of `context`.

    Under every strategy the plans that their own origin took back are history and not considered, values that are
    written differently and mean the same are one, and contradiction is kept as a conflict. What is even is open.
    """
    values = _without_history(sorted(values, key=lambda value: value.text), relate, context)
    if context.strategy != PRECEDENCE:
        return _by_strategy(_without_doubles(values, relate, context), relate, context)
    if context.resolution is not None:
        named = next((value for value in values if value.text == context.resolution.value), None)
        if named is not None:
            return Settled(named, "resolution", _conflict(values, values, relate, context))
    return _by_precedence(_without_doubles(values, relate, context), relate, context)


def _by_precedence(values: Sequence[Value], relate: Relate, context: Context) -> Settled:
    """What stands by the rules in their order.

    A value that is denied with better support falls away. A value that another refines gives way to it. What is left
    is one value, or values that are compatible or that contradict each other; those are settled by the rules.
    """
    upheld, undecided = [], []
    denial_rules: dict[str, str] = {}
    for value in values:
        denials = _denials(value, values, relate, context)
        if denials:
            against = Value(value.value, tuple(claim for denial in denials for claim in denial.claims), denied=True)
            best, denial_rules[value.text] = _best([value, against], context)
            if best is None:
                undecided.append(value)
            elif best.denied:
                continue
        if not value.denied:
            upheld.append(value)
    finest = _finest(upheld, relate, context)
    conflict = tuple(values) if denial_rules or _irreconcilable(upheld, relate, context) else ()
    denial_rule = next((rule for rule in denial_rules.values() if rule != OPEN), "")
    if not finest:
        return Settled(None, denial_rule or "none", conflict)
    simple = "precision" if len(upheld) > 1 else _alone(finest[0])
    best, rule = _best(finest, context) if len(finest) > 1 else (
        finest[0], denial_rules.get(finest[0].text) or denial_rule or simple
    )
    if best is None or any(best is value for value in undecided):
        return Settled(None, OPEN, tuple(values))
    return Settled(best, rule, conflict)


def _by_strategy(values: Sequence[Value], relate: Relate, context: Context) -> Settled:
    """What stands where origins are not ranked: what a strategy puts first, if that is one value.

    A resolution is a maintainer's decision and part of precedence: here the sources alone are heard.
    """
    if all(value.denied for value in values):
        return Settled(None, "none")
    if len(values) == 1:
        return Settled(values[0], _alone(values[0]))
    best = _CHOICES[context.strategy](values, relate, context)
    if len(best) > 1:
        return Settled(None, OPEN, tuple(values))
    conflict = tuple(values) if _irreconcilable(values, relate, context) else ()
    return Settled(best[0] if best else None, context.strategy, conflict)


def _representative(values: Sequence[Value], relate: Relate, context: Context) -> Sequence[Value]:
    """The values that most independent sources give; all where its givers and deniers are even, none where outdone."""
    given = [(_sources([value], context), value) for value in values if not value.denied]
    denied = {value.text: _sources(_denials(value, values, relate, context), context) for _, value in given}
    upheld = [(sources, value) for sources, value in given if sources >= denied[value.text]]
    top = max((sources for sources, _ in upheld), default=0)
    best = _finest([value for sources, value in upheld if sources == top], relate, context)
    return values if any(denied[value.text] == top for value in best) else best


def _informative(values: Sequence[Value], relate: Relate, context: Context) -> Sequence[Value]:
    """The values that say most, whoever denies them."""
    finest = _finest([value for value in values if not value.denied], relate, context)
    return _by_precision(finest, max, relate, context)


def _conservative(values: Sequence[Value], relate: Relate, context: Context) -> Sequence[Value]:
    """The values that commit to least, of those that no one denies; all where it is contradicted by another."""
    upheld = [value for value in values if not value.denied and not _denials(value, values, relate, context)]
    vaguest = [
        value for value in upheld
        if not any(relation(value, other, relate, context) is Relation.REFINES for other in upheld)
    ]
    best = _by_precision(vaguest, min, relate, context)
    return values if any(_contradict(value, other, relate, context) for value in best for other in values) else best


_CHOICES: Mapping[str, Callable[[Sequence[Value], Relate, Context], Sequence[Value]]] = {
    "representative": _representative, "informative": _informative, "conservative": _conservative,
}


def _by_precision(
    values: Sequence[Value], pick: Callable[[Sequence[Any]], Any], relate: Relate, context: Context
) -> Sequence[Value]:
    """The values whose precision is the one that `pick` takes; all where there is no telling."""
    if len(values) < 2 or relate not in PRECISION:
        return values
    found = [PRECISION[relate](value.value, context.places) for value in values]
    if None in found:
        return values
    best = pick(found)
    return [value for value, precision in zip(values, found, strict=True) if precision == best]


def _sources(values: Sequence[Value], context: Context) -> int:
    """How many independent sources are behind values."""
    return len({context.source_of(claim) for value in values for claim in value.claims})


def _alone(value: Value) -> str:
    """Why a value stands that meets no other."""
    return "agreement" if len(value.claims) > 1 else "only"


def _denials(value: Value, values: Sequence[Value], relate: Relate, context: Context) -> list[Value]:
    """The denials that hit a value."""
    return [other for other in values if other.denied and _contradict(value, other, relate, context)]


def _finest(values: Sequence[Value], relate: Relate, context: Context) -> list[Value]:
    """The values that no other refines."""
    return [
        value for value in values
        if not any(relation(other, value, relate, context) is Relation.REFINES for other in values)
    ]


def relation(a: Value, b: Value, relate: Relate, context: Context) -> Relation:
    """How two values stand; a denial contradicts what it denies, and whatever refines that."""
    if a.denied and b.denied:
        return Relation.EQUAL if a.value == b.value else Relation.COMPATIBLE
    found = relate(a.value, b.value, context.places)
    if not a.denied and not b.denied:
        return found
    affirmed_is_finer = found is (Relation.REFINED if a.denied else Relation.REFINES)
    return Relation.CONTRADICTS if found is Relation.EQUAL or affirmed_is_finer else Relation.COMPATIBLE


def _contradict(a: Value, b: Value, relate: Relate, context: Context) -> bool:
    return relation(a, b, relate, context) is Relation.CONTRADICTS


def _irreconcilable(values: Sequence[Value], relate: Relate, context: Context) -> bool:
    """Whether two values contradict each other and none refines both, as a list of two speakers does each alone."""
    return any(
        _contradict(a, b, relate, context)
        and not any(relation(c, a, relate, context) is relation(c, b, relate, context) is Relation.REFINES
                    for c in values)
        for place, a in enumerate(values) for b in values[place + 1:]
    )


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


def _without_history(values: Sequence[Value], relate: Relate, context: Context) -> Sequence[Value]:
    """The values without the claims that their own origin took back ahead of the event by a later, different one."""
    ahead: dict[str, list[tuple[Value, ClaimRow]]] = defaultdict(list)
    for value in values:
        for claim in value.claims:
            if claim.origin_rank not in _ANYONE and context.is_ahead(value, claim):
                ahead[claim.origin_id].append((value, claim))
    gone = {
        old.claim_id
        for some in ahead.values() for value, old in some for other, new in some
        if _wholly_before(old, new) and _contradict(value, other, relate, context)
    }
    if not gone:
        return values
    kept = [
        Value(value.value, tuple(claim for claim in value.claims if claim.claim_id not in gone), value.denied)
        for value in values
    ]
    return [value for value in kept if value.claims]


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
        "independent": lambda value: _sources([value], context),
        "later": lambda value: max(claim.asserted_latest or date.max for claim in value.claims),
    }
    steps, best = [], list(values)
    for rule, measure in measures.items():
        top = max(map(measure, best))
        best = [value for value in best if measure(value) == top]
        steps.append((rule, best))
    return steps
