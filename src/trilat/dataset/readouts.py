"""The readouts of a meeting as a matrix: outcomes by parties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trilat.consolidate.readouts import ReadoutRow
from trilat.dataset.help import UnknownIdError, extra
from trilat.dataset.table import Table

if TYPE_CHECKING:
    import pandas

    from trilat.dataset.objects import Claim


class Readout:
    """What one party says of one outcome.

    Attributes: `outcome_id`, `party`, `said` (a term that knows its definition) and `claims`, which show it.
    """

    __slots__ = ("claims", "outcome_id", "party", "said")

    def __init__(self, row: ReadoutRow, claims: Sequence[Claim]) -> None:
        self.outcome_id, self.party, self.said, self.claims = row.outcome_id, row.party, row.said, claims

    def __repr__(self) -> str:
        return f"<{self.outcome_id}, {self.party}: {self.said}>"


class Readouts:
    """What each party's own account says, and leaves out, of what a meeting produced.

    Attributes: `meeting_id`, `outcomes` (ids, in order), `parties` (those of the meeting, then others that are named
    as actors) and `cells`. Take a cell by the outcome's id, or the part of it after the dot, and the party.
    """

    def __init__(self, meeting_id: str, rows: Sequence[ReadoutRow], claims: Table[Claim]) -> None:
        self.meeting_id = meeting_id
        self.outcomes = tuple(dict.fromkeys(row.outcome_id for row in rows))
        self.parties = tuple(dict.fromkeys(row.party for row in rows))
        self.cells = [Readout(row, [claims[one] for one in row.claim_ids]) for row in rows]
        self._by_key = {(cell.outcome_id, cell.party): cell for cell in self.cells}

    def __getitem__(self, key: tuple[str, str]) -> Readout:
        outcome, party = key
        whole = outcome if outcome in self.outcomes else f"{self.meeting_id}.{outcome}"
        if (whole, party) not in self._by_key:
            raise UnknownIdError(f"{self.meeting_id} has no readout of {outcome!r} by {party!r}; the outcomes are "
                                 f"{', '.join(self.outcomes)}, the parties {', '.join(self.parties)}")
        return self._by_key[whole, party]

    def __repr__(self) -> str:
        if not self.cells:
            return f"{self.meeting_id}: no outcomes"
        lines = [[self.meeting_id, *self.parties]] + [
            [outcome.partition(".")[2], *(self._by_key[outcome, party].said for party in self.parties)]
            for outcome in self.outcomes
        ]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
        )

    def _repr_html_(self) -> str:
        from trilat.dataset.html import readouts_html

        return readouts_html(self)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas.DataFrame with a row for each outcome and a column for each party, of what it says as text."""
        frame: pandas.DataFrame = extra("pandas").DataFrame(
            {party: [str(self._by_key[outcome, party].said) for outcome in self.outcomes] for party in self.parties},
            index=list(self.outcomes),
        )
        return frame
