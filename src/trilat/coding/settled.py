"""What was decided on each difference between two readings, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from trilat.coding import lists
from trilat.coding.agreement import CHARACTERS, WORDS, Unit
from trilat.errors import TrilatError
from trilat.vocabularies import Term

SETTLED = "settled.csv"
"""The file of a dataset folder that keeps the decisions."""


class Decision(Term):
    """What became of a difference between two readings."""

    MENDED = "mended", "The first reading was wrong or poorer than text and manual ask, and was mended."
    MANUAL = "manual", "The coding manual left it open, and was made clear."
    STANDS = "stands", "The first reading is right by text and manual, or both are allowed."


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision on one unit, by the unit's article, table, record and field."""

    article_id: str
    record_table: str
    record_id: str
    field: str
    decision: Decision
    reason: str


COLUMNS = tuple(column.name for column in fields(Settled))

Key = tuple[str, str, str, str]


def differences(units: Iterable[Unit]) -> list[Unit]:
    """The units on which the readings differ. How much of the text is taken for evidence is a matter of degree."""
    return [unit for unit in units if not unit.agreed and unit.field not in (WORDS, CHARACTERS)]


def key(unit: Unit | Settled) -> Key:
    """What a unit and the decision on it have in common."""
    return unit.article_id, unit.record_table, unit.record_id, unit.field


def read(root: Path) -> Mapping[Key, Settled]:
    """The decisions that a dataset folder keeps; none where it has no settled.csv.

    Raises TrilatError where a line is not one: it has other columns, no known decision, no reason, or comes twice.
    """
    path = root / SETTLED
    if not path.exists():
        return {}
    lines = lists.read(path.read_text(encoding="utf-8"), str(path), COLUMNS, "as docs/growing.md tells")
    found: dict[Key, Settled] = {}
    for number, line in enumerate(lines, 2):
        if line[4] not in set(Decision) or not line[5].strip():
            raise TrilatError(f"{path}:{number}: write one of {', '.join(Decision)}, and why")
        one = Settled(line[0], line[1], line[2], line[3], Decision(line[4]), line[5])
        if key(one) in found:
            raise TrilatError(f"{path}:{number}: this difference is settled in a line above already; keep one of them")
        found[key(one)] = one
    return found
