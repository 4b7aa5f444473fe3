"""Conflicts as text of at most 80 columns: what each side says, who says it where, and how to decide."""

import json
from collections.abc import Iterable, Iterator, Sequence

from trilat.findings import visible
from trilat.output.show import wrap
from trilat.records.conflicts import Conflict, Side
from trilat.registries import SETS
from trilat.tables.rows import ClaimRow
from trilat.vocabularies import Stance


def conflicts_text(conflicts: Sequence[Conflict]) -> str:
    """A list of conflicts, with the lines of a resolution that a maintainer can paste."""
    return "\n".join(line for number, conflict in enumerate(conflicts, 1) for line in _lines(number, conflict)) + "\n"


def conflicts_json(conflicts: Iterable[Conflict]) -> str:
    """A list of conflicts as JSON text."""
    return json.dumps([conflict.as_json() for conflict in conflicts], ensure_ascii=False, indent=1) + "\n"


def _lines(number: int, conflict: Conflict) -> Iterator[str]:
    if number > 1:
        yield ""
    yield from wrap(f"{number}. {conflict.record_id}  {conflict.field}", "", "   ")
    yield from wrap(_how(conflict), "   ")
    for side in conflict.sides:
        sources = f"{side.independent_sources} independent source{'s' * (side.independent_sources != 1)}"
        yield from wrap(f"{'*' if side.chosen else ' '} {_value(side)}  ({sources})", "   ", "     ")
        for claim in side.claims:
            yield from wrap(_claim(claim), " " * 7, " " * 9)
    for claim in conflict.new:
        yield from wrap(f"new: {visible(json.loads(claim.value))}, {_claim(claim)}", "   ", " " * 9)
    yield from _entry(conflict)


def _how(conflict: Conflict) -> str:
    if conflict.new:
        decided = conflict.resolution.decided_on if conflict.resolution else ""
        return f"stale resolution of {decided}: it did not consider all claims"
    if conflict.resolution and conflict.rule == "resolution":
        return f"settled by a resolution of {conflict.resolution.decided_on}: {conflict.resolution.reason}"
    return "open: no value stands" if conflict.rule == "open" else f"settled by the rule {conflict.rule}"


def _value(side: Side) -> str:
    value = side.value if isinstance(side.value, str) else json.dumps(side.value, ensure_ascii=False)
    return f"{'not ' * side.denied}{value}"


def _claim(claim: ClaimRow) -> str:
    via = f" via {', '.join(claim.via_ids)}" if claim.via_ids else ""
    stance = f", {claim.stance}" if claim.stance not in (Stance.STATED, Stance.DENIED) else ""
    return f"{claim.origin_id}{via}{stance}, in {claim.article_id}, known {claim.known_from}"


def _entry(conflict: Conflict) -> Iterator[str]:
    """The part of an entry in resolutions.yaml that is the same whatever is decided."""
    yield "   to decide:"
    yield f"     - table: {conflict.record_table}"
    yield f"       record: {conflict.record_id}"
    yield f"       field: {conflict.field}"
    if conflict.field in SETS:
        yield "       # value: JSON text, such as '[\"JP\",\"KR\"]'"
    yield from wrap(f"considered: [{', '.join(conflict.claim_ids)}]", " " * 7, " " * 9)
