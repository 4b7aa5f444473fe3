"""The table of rules: each a function from the sheets of a dataset to what is wrong with them.

A rule is called as its function is, with hyphens, and explained by its docstring: what it wants in the first line, why
after that, then snippets under `Fails:` and `Passes:`. What the readers and the models refuse by themselves is told in
`trilat.rules.readers` in the same form. Name and severity of every finding come from this table.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import dedent

from trilat.findings import Finding, Severity
from trilat.rules import (
    circles,
    copies,
    countries,
    dates,
    duplicates,
    evidence,
    files,
    identity,
    ids,
    layout,
    life,
    occasions,
    prose,
    references,
    registers,
    resolutions,
    speakers,
    states,
)
from trilat.rules.readers import READERS
from trilat.sheets import Sheets

Check = Callable[[Sheets], Iterator[Finding]]

ERROR, WARNING, ADVICE = Severity

_SNIPPET = re.compile(r"^(Fails|Passes):\n((?:\n|[ ].*(?:\n|\Z))+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of contributed data, and how it is checked.

    `purpose` is one sentence and `why` what else there is to say; `fails` and `passes` are snippets of YAML. `check` is
    None where a reader or a model finds it.
    """

    name: str
    severity: Severity
    purpose: str
    why: str
    fails: tuple[str, ...]
    passes: tuple[str, ...]
    check: Check | None

    def findings(self, sheets: Sheets) -> Iterator[Finding]:
        """What the rule finds in sheets, under its name and severity."""
        if self.check is not None:
            for finding in self.check(sheets):
                yield replace(finding, rule=self.name, severity=self.severity)


def _rule(name: str, severity: Severity, told: str, check: Check | None = None) -> Rule:
    """A rule from what is told of it, in the form of a docstring."""
    text = inspect.cleandoc(told)
    snippets = [(kind, dedent(block).strip("\n") + "\n") for kind, block in _SNIPPET.findall(text)]
    purpose, _, why = _SNIPPET.sub("", text).strip().partition("\n")
    fails, passes = (tuple(text for kind, text in snippets if kind == wanted) for wanted in ("Fails", "Passes"))
    return Rule(name, severity, purpose, why.strip(), fails, passes, check)


def _named(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}


CHECKED: tuple[tuple[Severity, Check], ...] = (
    (ERROR, files.unportable_file_name),
    (ERROR, files.colliding_file_names),
    (ERROR, ids.file_name_mismatch),
    (ERROR, ids.duplicate_id),
    (ERROR, ids.duplicate_text),
    (ERROR, ids.outcome_id_mismatch),
    (ERROR, references.unknown_reference),
    (ERROR, references.redirect_to_nowhere),
    (ERROR, references.within_itself),
    (ERROR, circles.parent_circle),
    (ERROR, identity.retired_id),
    (ADVICE, identity.likely_duplicate),
    (ERROR, dates.impossible_date),
    (ERROR, dates.written_after_published),
    (ERROR, dates.open_publication),
    (ERROR, dates.coded_before_published),
    (ERROR, dates.future_date),
    (ERROR, dates.statement_after_article),
    (ERROR, dates.held_before_its_day),
    (WARNING, dates.sideline_outside_parent),
    (WARNING, dates.first_out_of_order),
    (ERROR, countries.participant_country_mismatch),
    (WARNING, countries.participant_of_no_party),
    (WARNING, countries.person_country_mismatch),
    (ERROR, countries.format_mismatch),
    (WARNING, countries.actor_not_a_party),
    (ERROR, states.contradictory_states),
    (WARNING, states.unlikely_states),
    (WARNING, life.status_transition),
    (ERROR, speakers.named_and_unnamed),
    (WARNING, speakers.mixed_speakers),
    (WARNING, speakers.named_handle),
    (ERROR, speakers.attribution_loop),
    (WARNING, speakers.publisher_as_relay),
    (ERROR, duplicates.duplicate_slot),
    (WARNING, duplicates.duplicate_participant),
    (WARNING, duplicates.duplicate_entry),
    (WARNING, duplicates.duplicate_span),
    (WARNING, occasions.unused_occasion),
    (ERROR, occasions.duplicate_occasion),
    (ADVICE, copies.near_copy),
    (ERROR, evidence.unpinned_quote),
    (ERROR, evidence.span_out_of_range),
    (ERROR, evidence.claim_without_span),
    (ERROR, evidence.unknown_claimed_field),
    (ERROR, evidence.text_length_mismatch),
    (ERROR, evidence.evidence_not_found),
    (ERROR, prose.empty_prose),
    (ERROR, prose.words_of_the_text),
    (WARNING, prose.hidden_character),
    (WARNING, registers.duplicate_name),
    (ADVICE, registers.shared_alias),
    (ADVICE, registers.unused_entry),
    (WARNING, layout.not_canonical),
    (WARNING, layout.not_normalised),
    (ERROR, resolutions.unknown_claim),
    (ERROR, resolutions.unclaimed_value),
    (WARNING, resolutions.stale_resolution),
)
"""The rules that are functions, and how bad it is to break them."""

RULES: Mapping[str, Rule] = _named(
    [
        *(_rule(name, severity, told) for severity, name, told in READERS),
        *(_rule(check.__name__.replace("_", "-"), severity, check.__doc__ or "", check) for severity, check in CHECKED),
    ]
)
"""Every rule by name, in the order of the documentation: first what the readers find, then what goes beyond."""
