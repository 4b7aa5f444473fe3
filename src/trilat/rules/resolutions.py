"""Rules on maintainers' decisions."""

from collections.abc import Iterator

from trilat.claims import Sources, claims_of
from trilat.findings import Finding
from trilat.registries import redirect_map, registry_rows
from trilat.rules.dates import impossible_date
from trilat.sheets import Sheets


def unknown_claim(sheets: Sheets) -> Iterator[Finding]:
    """Every claim that a resolution considered is a claim on its record and field; else it would never apply."""
    sheet = sheets.registries.get("resolutions")
    if sheet is None or not sheet.model.resolutions or any(impossible_date(sheets)):
        return
    rows = registry_rows({name: one.model for name, one in sheets.registries.items()})
    sources = Sources({}, {}, redirect_map(rows["redirects"]))
    claims = {
        claim.claim_id: claim for article in sheets.articles for claim in claims_of(article.model, sources)[0]
    }
    for place, resolution in enumerate(sheet.model.resolutions):
        record = sources.canonical(resolution.table, resolution.record)
        for number, claim_id in enumerate(resolution.considered):
            claim = claims.get(claim_id)
            if claim is None or (claim.canonical_id, claim.field) != (record, resolution.field):
                yield sheet.finding("unknown-claim", ("resolutions", place, "considered", number),
                                    f"there is no claim {claim_id} on {resolution.field} of {record}",
                                    "list the ids of the claims as the conflicts table gives them now")
