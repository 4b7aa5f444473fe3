"""The table of rules: each a function from the sheets of a dataset to what is wrong with them.

A rule's name is its function's, with hyphens. What a reader or a model refuses has names of its own, such as
`duplicate-key` or `unknown-field`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from trilat.findings import Finding, Severity
from trilat.rules import copies, dates, evidence, identity, ids, life, references, resolutions
from trilat.sheets import Sheets


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of contributed data; `check` is None where a reader or a model finds what breaks it."""

    name: str
    severity: Severity
    purpose: str
    why: str
    fails: tuple[str, ...]
    passes: tuple[str, ...]
    check: Callable[[Sheets], Iterator[Finding]] | None

    def findings(self, sheets: Sheets) -> Iterator[Finding]:
        """What the rule finds in sheets."""
        if self.check is not None:
            yield from self.check(sheets)


_READERS = {
    "byte-order-mark": "A file begins with its first character.",
    "bad-form": "A value has the form that its field asks for.",
    "duplicate-key": "A field is given once.",
    "unknown-field": "A field is one that the schema has.",
    "unknown-term": "A term is one of its vocabulary.",
    "yaml-syntax": "A YAML file can be parsed.",
}
_CHECKED = (
    ids.file_name_mismatch, ids.duplicate_id, ids.duplicate_text, ids.outcome_id_mismatch,
    references.unknown_reference, references.redirect_to_nowhere, references.within_itself,
    identity.retired_id, identity.likely_duplicate,
    dates.impossible_date, dates.written_after_published, dates.open_publication,
    evidence.unpinned_quote, evidence.span_out_of_range, evidence.claim_without_span,
    evidence.unknown_claimed_field,
    life.status_transition, copies.near_copy,
    resolutions.unknown_claim, resolutions.unclaimed_value, resolutions.stale_resolution,
)


def _rules() -> Iterator[Rule]:
    for name, purpose in _READERS.items():
        yield Rule(name, Severity.ERROR, purpose, "", (), (), None)
    for check in _CHECKED:
        purpose, _, why = (check.__doc__ or "").partition("\n")
        yield Rule(check.__name__.replace("_", "-"), Severity.ERROR, purpose, why.strip(), (), (), check)


RULES: Mapping[str, Rule] = {rule.name: rule for rule in _rules()}
"""Every rule, by name."""
