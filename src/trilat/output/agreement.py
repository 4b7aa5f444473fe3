"""Agreement of two readings as text: the figures, and the differences with what was decided."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trilat.coding.agreement import Unit, places
from trilat.coding.align import Alignment
from trilat.coding.audit import AuditVerdict, Rate
from trilat.coding.settled import Key, Settled, key
from trilat.findings import visible
from trilat.output.show import wrap
from trilat.tables.columns import to_json
from trilat.tables.rows import AgreementRow

HEAD = f"{'table':<13}{'field':<18}{'units':>6}{'first':>7}{'second':>7}{'agreed':>7}{'share':>7}{'alpha':>7}{'F1':>6}"


def agreement_text(rows: Sequence[AgreementRow]) -> str:
    """The figures as a table of at most 80 columns; the columns first and second count what one reading alone says."""
    return "\n".join([HEAD, *map(_line, rows)]) + "\n"


def agreement_json(rows: Iterable[AgreementRow]) -> str:
    """The figures as JSON text."""
    return json.dumps([to_json(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def _line(row: AgreementRow) -> str:
    counts = f"{row.units:>6}{row.first_only:>7}{row.second_only:>7}{row.agreed:>7}"
    figures = f"{row.agreed / row.units:>7.2f}{_figure(row.alpha):>7}{_figure(row.f1):>6}"
    return f"{row.record_table:<13}{row.field:<18}{counts}{figures}".rstrip()


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def differences_text(units: Sequence[Unit], settled: Mapping[Key, Settled], found: Alignment) -> str:
    """Each difference: what either reading says, where its entry stands in the files, and what was decided."""
    return "".join(f"{line}\n" for unit in units for line in _difference(unit, settled.get(key(unit)), found))


def _difference(unit: Unit, decided: Settled | None, found: Alignment) -> Iterator[str]:
    yield from wrap(f"{unit.article_id}  {unit.record_id}  {unit.field}", "", "  ")
    for name, side in (("first", unit.first), ("second", unit.second)):
        yield from wrap(f"{name:<7} {_values(side)}", "    ", " " * 12)
    for file, line in places(found, unit):
        yield f"    at      {visible(file, 1000)}:{line}"
    yield from wrap(f"{decided.decision}: {decided.reason}" if decided else "not settled", "    ", " " * 12)


def _values(side: str) -> str:
    return ", ".join(value if isinstance(value, str) else json.dumps(value) for value in json.loads(side)) or "-"


def rate_text(found: Rate) -> str:
    """What an audit came to."""
    counts = ", ".join(f"{number} {verdict}" for verdict, number in found.counts.items())
    decided = found.counts[AuditVerdict.RIGHT] + found.counts[AuditVerdict.WRONG]
    share = found.counts[AuditVerdict.RIGHT] / decided if decided else 0.0
    bounds = f"95 % interval {found.lowest:.1%} to {found.highest:.1%}"
    lines = [
        f"{sum(found.counts.values())} claims: {counts}",
        f"right among the {decided} that could be decided: {share:.1%} ({bounds})",
        f"wrong ones that the dataset still has: {len(found.standing)}",
        *(f"  {row.claim_id} {row.record_id} {row.field} {row.value}" for row in found.standing),
    ]
    return "\n".join(lines) + "\n"
