"""The audit of claims: a sample that anyone can draw again, a verdict on each, and the rate that they give."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple

from trilat.coding import lists
from trilat.errors import UsageError
from trilat.hashing import sha256
from trilat.tables.rows import ClaimRow, SpanRow
from trilat.vocabularies import Term

AUDIT = "audit.csv"
"""The file of a dataset folder that keeps the verdicts."""


class AuditVerdict(Term):
    """What an auditor found, who held a claim against the article's text."""

    RIGHT = "right", "The text says it, or the coder's conclusion follows from it by the coding manual."
    WRONG = "wrong", "The text says otherwise or does not say it, or the coding manual wants another value."
    UNDECIDABLE = "undecidable", "Text and coding manual allow this value and another."


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A claim as it stood when it was drawn, and what became of it. All columns are text."""

    version: str
    seed: str
    claim_id: str
    article_id: str
    record_table: str
    record_id: str
    field: str
    value: str
    stance: str
    basis: str
    by: str
    spans: str
    verdict: str = ""
    note: str = ""
    auditor: str = ""


COLUMNS = tuple(field.name for field in fields(AuditRow))


class Rate(NamedTuple):
    """How many claims of a sample are right, wrong or undecidable, and the bounds of the share of right ones.

    `lowest` and `highest` bound the share of right claims among those that could be decided: the 95 % score interval of
    Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22, 209-212. `standing` are the wrong claims that the dataset still has.
    """

    counts: Mapping[AuditVerdict, int]
    lowest: float
    highest: float
    standing: Sequence[AuditRow]


def draw(claims: Sequence[ClaimRow], spans: Sequence[SpanRow], size: int, seed: str, version: str) -> list[AuditRow]:
    """The sample of a seed: the claims whose hash with it is smallest, so that any program can draw it again.

    Args:
        claims: All claims that can be drawn.
        spans: The spans that they name.
        size: How many to draw; all where there are fewer.
        seed: Any text.
        version: The version of the dataset that they are drawn from, for the record.
    """
    chosen = sorted(claims, key=lambda claim: sha256(f"{seed} {claim.claim_id}".encode()))[:size]
    return sorted(sheet(chosen, spans, version, seed), key=lambda row: astuple(row)[3:])


def sheet(claims: Iterable[ClaimRow], spans: Iterable[SpanRow], version: str = "", seed: str = "") -> list[AuditRow]:
    """Claims as the rows of a sheet, in their order."""
    places = {span.span_id: f"{span.start}-{span.end}" for span in spans}
    return [
        AuditRow(
            version, seed, claim.claim_id, claim.article_id, claim.record_table, claim.record_id, claim.field,
            claim.value, claim.stance, claim.basis, " > ".join((*claim.via_ids, claim.origin_id)),
            " ".join(sorted(places[span] for span in claim.span_ids)),
        )
        for claim in claims
    ]


def to_csv(rows: Iterable[AuditRow]) -> str:
    """A sheet of claims as CSV text, to be filled in with any program."""
    return lists.written(COLUMNS, map(astuple, rows))


def from_csv(text: str, file: str) -> list[AuditRow]:
    """The rows of a sheet; `file` names it in errors.

    Raises UsageError where the columns are not those of a sheet.
    """
    remedy = "draw a sheet anew: trilat audit draw"
    return [AuditRow(*line) for line in lists.read(text, file, COLUMNS, remedy, UsageError)]


def record(kept: Sequence[AuditRow], filled: Sequence[AuditRow], auditor: str, file: str) -> list[AuditRow]:
    """The verdicts that there were with those of a filled sheet.

    Raises UsageError where a verdict is none, lacks its reason, or stands in the record already.
    """
    known = {(row.version, row.seed, row.claim_id) for row in kept}
    for number, row in enumerate(filled, 2):
        if row.verdict not in set(AuditVerdict):
            raise UsageError(f"{file}:{number}: the verdict {row.verdict!r} is none of {', '.join(AuditVerdict)}")
        if row.verdict != AuditVerdict.RIGHT and not row.note.strip():
            raise UsageError(f"{file}:{number}: {row.verdict} needs a note that says why, in your own words")
        if (row.version, row.seed, row.claim_id) in known:
            raise UsageError(f"{file}:{number}: the claim {row.claim_id} has its verdict already; draw by another seed")
    return [*kept, *(replace(row, auditor=auditor) for row in filled)]


def read(root: Path) -> list[AuditRow]:
    """The verdicts that a dataset folder keeps; none where it has no audit.csv."""
    path = root / AUDIT
    return from_csv(path.read_text(encoding="utf-8"), str(path)) if path.exists() else []


def rate(rows: Sequence[AuditRow], now: Iterable[AuditRow] = ()) -> Rate:
    """What a sample's verdicts come to; `now` are the claims that the dataset has today, as a sheet.

    A wrong claim stands as long as the dataset has it with the same basis and evidence.

    >>> found = rate([AuditRow(*[""] * 12, verdict="right")] * 81 + [AuditRow(*[""] * 12, verdict="wrong")] * 182)
    >>> round(found.lowest, 4), round(found.highest, 4)
    (0.2553, 0.3662)
    """
    counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in AuditVerdict}
    lowest, highest = wilson(counts[AuditVerdict.RIGHT], counts[AuditVerdict.RIGHT] + counts[AuditVerdict.WRONG])
    standing = {(row.claim_id, row.basis, row.spans) for row in now}
    wrong = [row for row in rows
             if row.verdict == AuditVerdict.WRONG and (row.claim_id, row.basis, row.spans) in standing]
    return Rate(counts, lowest, highest, wrong)


def wilson(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927), for a normal quantile `z`: that of 95 % by default.

    The example is the first row of table I in Newcombe (1998), "Two-sided confidence intervals for the single
    proportion", Statistics in Medicine 17, 857-872.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    middle = share + square / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
