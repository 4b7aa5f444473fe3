"""What is called a first, held against the meetings of every part by itself."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from trilat.bulk.runs import Run, table_of
from trilat.bulk.tables import Reduced
from trilat.consolidate.encode import Assertion
from trilat.consolidate.firsts import firsts
from trilat.tables.arrow import rows_in, to_arrow
from trilat.tables.columns import sort_rows
from trilat.tables.rows import TABLES, FirstRow
from trilat.vocabularies import Status
from trilat.workers import Mapper


class Rows(NamedTuple):
    """Meetings, and who sits at them."""

    meetings: list[Any]
    participants: list[Any]


def firsts_table(parts: Sequence[Reduced], run: Mapper) -> pa.Table:
    """The table of firsts, from the claims to be one and the meetings of all parts.

    Args:
        parts: What the parts of the claims made.
        run: Runs a function over items, such as `map`.
    """
    claimed = [one for part in parts for one in part.firsts]
    if not claimed:
        return to_arrow(FirstRow, [])
    runs = [(part.runs["meetings"], part.runs["participants"]) for part in parts]
    named = {meeting for meeting, _ in claimed} | {json.loads(claim.value).get("previous") for _, claim in claimed}
    ids = pa.array(sorted(one for one in named if one), pa.string())
    there = list(run(partial(_named, ids=ids), runs))
    wanted = Rows([row for one in there for row in one.meetings], [row for one in there for row in one.participants])
    found: dict[str, FirstRow] = {}
    for rows in run(partial(_refuted, claimed=claimed, wanted=wanted, ids=ids), runs):
        for row in rows:
            known = found.get(row.first_id)
            found[row.first_id] = row if known is None else _both(known, row)
    return to_arrow(FirstRow, sort_rows(found.values()))


def _both(one: FirstRow, other: FirstRow) -> FirstRow:
    """A first with the meetings that refute it in two parts."""
    values = [getattr(one, name) for name in FirstRow.__match_args__]
    place = FirstRow.__match_args__.index("refuted_by_ids")
    values[place] = tuple(sorted({*one.refuted_by_ids, *other.refuted_by_ids}))
    return FirstRow(*values)


def _named(runs: tuple[Run, Run], ids: pa.Array) -> Rows:
    """The rows of some meetings in a part."""
    meetings, participants = map(table_of, runs)
    return Rows(_rows("meetings", meetings, pc.is_in(meetings["meeting_id"], value_set=ids)),
                _rows("participants", participants, pc.is_in(participants["meeting_id"], value_set=ids)))


def _refuted(
    runs: tuple[Run, Run], claimed: Sequence[tuple[str, Assertion]], wanted: Rows, ids: pa.Array
) -> list[FirstRow]:
    """The firsts, with the meetings that were held in a part and refute them."""
    meetings, participants = map(table_of, runs)
    held = pc.equal(meetings["status"], str(Status.HELD))
    mask = pc.and_(pc.fill_null(held, fill_value=False), pc.invert(pc.is_in(meetings["meeting_id"], value_set=ids)))
    others = meetings["meeting_id"].filter(mask).combine_chunks()
    rows = Rows(_rows("meetings", meetings, mask),
                _rows("participants", participants, pc.is_in(participants["meeting_id"], value_set=others)))
    return firsts(claimed, [*wanted.meetings, *rows.meetings], [*wanted.participants, *rows.participants])


def _rows(name: str, table: pa.Table, mask: Any) -> list[Any]:
    return rows_in(TABLES[name], table.filter(mask))
