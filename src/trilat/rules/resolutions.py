"""Rules on maintainers' decisions."""

import json
from collections.abc import Iterator

from trilat.findings import Finding
from trilat.hashing import canonical_json
from trilat.sheets import Sheets
from trilat.tables.redirects import canonical


def unknown_claim(sheets: Sheets) -> Iterator[Finding]:
    """Every claim that a resolution considered is a claim on its record and field; else it would never apply.

    Fails:
        resolutions:
          - table: meetings
            record: talks
            field: status
            value: held
            reason: The host says so.
            considered: [00000000000000aa]
            decided_on: 2031-04-01
            decided_by: m
        ---
        meetings:
          - {id: talks, status: held}

    Passes:
        resolutions:
          - table: meetings
            record: talks
            field: status
            value: held
            reason: The host says so.
            considered: [7620867a35062670]
            decided_on: 2031-04-01
            decided_by: m
        ---
        meetings:
          - {id: talks, status: held}
    """
    if not _can_be_judged(sheets):
        return
    claims = {claim.claim_id: claim for claim in sheets.claims}
    sheet = sheets.registries["resolutions"]
    for place, resolution in enumerate(sheet.model.resolutions):
        record = canonical(resolution.table, resolution.record, sheets.moves)
        for number, claim_id in enumerate(resolution.considered):
            claim = claims.get(claim_id)
            if claim is None or (claim.canonical_id, claim.field) != (record, resolution.field):
                yield sheet.finding(("resolutions", place, "considered", number),
                                    f"there is no claim {claim_id} on {resolution.field} of {record}",
                                    "list the ids of the claims as the conflicts table gives them now")


def unclaimed_value(sheets: Sheets) -> Iterator[Finding]:
    """The value that a resolution lets stand is one that a claim asserts; else it would never apply.

    Fails:
        resolutions:
          - table: meetings
            record: talks
            field: status
            value: cancelled
            reason: The host says so.
            considered: [7620867a35062670]
            decided_on: 2031-04-01
            decided_by: m
        ---
        meetings:
          - {id: talks, status: held}

    Passes:
        resolutions:
          - table: meetings
            record: talks
            field: status
            value: held
            reason: The host says so.
            considered: [7620867a35062670]
            decided_on: 2031-04-01
            decided_by: m
        ---
        meetings:
          - {id: talks, status: held}
    """
    if not _can_be_judged(sheets):
        return
    from trilat.consolidate.values import current_text  # noqa: PLC0415  # few ask for it, and it takes long
    from trilat.registries import SETS  # noqa: PLC0415  # few ask for it, and it takes long

    sheet = sheets.registries["resolutions"]
    for place, row in enumerate(sheets.resolutions):
        record = canonical(row.record_table, row.record_id, sheets.moves)
        claimed = {
            current_text(claim.record_table, claim.field, claim.value, sheets.moves)
            for claim in sheets.claims if (claim.canonical_id, claim.field) == (record, row.field)
        }
        fits = _is_list_of(row.value, claimed) if row.field in SETS else row.value in claimed
        if claimed and not fits:
            form = "a sorted JSON list of claimed values" if row.field in SETS else "a claimed value"
            yield sheet.finding(("resolutions", place, "value"),
                                f"{row.value} is not {form} on {row.field} of {record}",
                                f"write it as trilat records conflicts {record} shows it")


def _is_list_of(text: str, claimed: set[str]) -> bool:
    from trilat.relations import AND_OTHERS  # noqa: PLC0415  # few ask for it, and it takes long

    try:
        items = json.loads(text)
    except ValueError:
        return False
    members = [item for item in items if item != AND_OTHERS] if isinstance(items, list) else [None]
    rest = items[len(members):] if isinstance(items, list) else []
    return (
        {canonical_json(item) for item in members} <= claimed
        and canonical_json([*sorted(members, key=str), *rest]) == text
    )


def stale_resolution(sheets: Sheets) -> Iterator[Finding]:
    """A resolution has considered every claim on its record and field; one that came later may call for another.

    Fails:
        resolutions:
          - table: meetings
            record: talks
            field: status
            value: held
            reason: The host says so.
            considered: [7620867a35062670]
            decided_on: 2031-04-01
            decided_by: m
        ---
        meetings:
          - {id: talks, status: held}
        ---
        meetings:
          - {id: talks, status: cancelled}

    Passes:
        resolutions:
          - table: meetings
            record: talks
            field: status
            value: held
            reason: The host says so.
            considered: [7620867a35062670]
            decided_on: 2031-04-01
            decided_by: m
        ---
        meetings:
          - {id: talks, status: held}
    """
    if not _can_be_judged(sheets):
        return
    from trilat.consolidate.stale import unconsidered  # noqa: PLC0415  # few ask for it, and it takes long

    overtaken = unconsidered(sheets.resolutions, sheets.claims, sheets.moves)
    sheet = sheets.registries["resolutions"]
    for place, row in enumerate(sheets.resolutions):
        new = overtaken.get(row.resolution_id)
        if new:
            listed = ", ".join(f"{claim.claim_id} ({claim.origin_id} in {claim.article_id})" for claim in new)
            yield sheet.finding(("resolutions", place, "considered"), f"does not consider {listed}",
                                f"see trilat records conflicts {row.record_id}; decide anew, and add the ids")


def _can_be_judged(sheets: Sheets) -> bool:
    """Whether there are resolutions, and all claims can be made: every file has to be read, and every date be one."""
    sheet = sheets.registries.get("resolutions")
    return sheet is not None and bool(sheet.model.resolutions) and not sheets.has_impossible_dates and not sheets.unread
