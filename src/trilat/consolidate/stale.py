"""Decisions that newer claims have overtaken."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from trilat.tables.redirects import canonical
from trilat.tables.rows import ClaimRow, ResolutionRow


def unconsidered(
    resolutions: Iterable[ResolutionRow], claims: Iterable[ClaimRow], redirects: Mapping[tuple[str, str], str]
) -> dict[str, list[ClaimRow]]:
    """The claims on the record and field of each resolution that it did not consider, by the resolution's id.

    Of several resolutions on one field only the last decided, which is the one that stands, is looked at; one that has
    considered all claims is left out.
    """
    standing = {
        (one.record_table, canonical(one.record_table, one.record_id, redirects), one.field): one
        for one in sorted(resolutions, key=lambda row: (row.decided_on, len(row.considered_ids), row.resolution_id))
    }
    found: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        resolution = standing.get((claim.record_table, claim.canonical_id, claim.field))
        if resolution is not None and claim.claim_id not in resolution.considered_ids:
            found[resolution.resolution_id].append(claim)
    return {key: sorted(some, key=lambda claim: (claim.known_from, claim.claim_id)) for key, some in found.items()}
