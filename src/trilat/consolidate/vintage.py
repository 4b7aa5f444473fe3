"""The dataset as it could be known on a day."""

from datetime import date
from typing import Any

from trilat.consolidate.records import Tables, consolidate


def as_of(tables: Tables, day: date) -> dict[str, list[Any]]:
    """The tables as of a day: the claims that were certainly public by then, and the records that they make.

    Registries and redirects are today's. A resolution applies only where every claim that it considered was known.
    """
    claims = [claim for claim in tables["claims"] if claim.known_from <= day]
    spans = {span for claim in claims for span in claim.span_ids}
    known = {claim.claim_id for claim in claims}
    then: dict[str, list[Any]] = {name: list(rows) for name, rows in tables.items()} | {
        "claims": claims,
        "articles": [row for row in tables["articles"] if (row.published_latest or date.max) <= day],
        "spans": [row for row in tables["spans"] if row.span_id in spans],
        "resolutions": [row for row in tables["resolutions"] if known.issuperset(row.considered_ids)],
    }
    return then | consolidate(then)
