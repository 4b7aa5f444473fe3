"""The table of rules: each a function from the sheets of a dataset to what is wrong with them.

A rule's name is its function's, with hyphens. What a reader or a model refuses has names of its own, such as
`duplicate-key` or `unknown-field`.
"""

from collections.abc import Callable, Iterator

from trilat.findings import Finding
from trilat.rules import copies, dates, evidence, identity, ids, layout, life, references, resolutions
from trilat.sheets import Sheets

Rule = Callable[[Sheets], Iterator[Finding]]

RULES: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        ids.file_name_mismatch, ids.duplicate_id, ids.duplicate_text, ids.outcome_id_mismatch,
        references.unknown_reference, references.redirect_to_nowhere, references.within_itself,
        identity.retired_id, identity.likely_duplicate,
        dates.impossible_date, dates.written_after_published, dates.open_publication,
        evidence.unpinned_quote, evidence.span_out_of_range, evidence.claim_without_span,
        evidence.unknown_claimed_field,
        life.status_transition, copies.near_copy,
        resolutions.unknown_claim, resolutions.unclaimed_value, resolutions.stale_resolution,
        layout.not_canonical, layout.not_normalised,
    )
}
"""Every rule, by name."""
