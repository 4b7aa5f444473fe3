"""The table of rules: each a function from the sheets of a dataset to what is wrong with them.

A rule is called as its function is, with hyphens, and explained by its docstring: what it wants in the first line, why
after that, then snippets under `Fails:` and `Passes:`. What the readers and the models refuse by themselves is told in
`trilat.rules.readers` in the same form. Name and severity of every finding come from this table.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import cleandoc

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

_SNIPPET = r"(?m)^(Fails|Passes):\n((?:\n|[ ].*(?:\n|\Z))+)"


@dataclass(frozen=True)
class Rule:
    """What is asked of contributed data, and how it is checked.

    `told` is all that is said of it, in the form of a docstring. `check` is None where a reader or a model finds it.
    One that looks at several files at once is `across`.
    """

    name: str
    severity: Severity
    told: str
    check: Check | None = None
    across: bool = False

    def findings(self, sheets: Sheets) -> Iterator[Finding]:
        """What the rule finds in sheets, under its name and severity."""
        if self.check is not None:
            for finding in self.check(sheets):
                yield replace(finding, rule=self.name, severity=self.severity)

    @property
    def purpose(self) -> str:
        """What it wants, in one sentence."""
        return self._prose.partition("\n")[0]

    @property
    def why(self) -> str:
        """What else there is to say."""
        return self._prose.partition("\n")[2].strip()

    @property
    def fails(self) -> tuple[str, ...]:
        """Snippets of YAML that break it."""
        return self._snippets("Fails")

    @property
    def passes(self) -> tuple[str, ...]:
        """Snippets of YAML that keep it."""
        return self._snippets("Passes")

    @property
    def _prose(self) -> str:
        return re.sub(_SNIPPET, "", cleandoc(self.told)).strip()

    def _snippets(self, wanted: str) -> tuple[str, ...]:
        from textwrap import dedent  # noqa: PLC0415  # only who asks what a rule wants needs it

        found = re.findall(_SNIPPET, cleandoc(self.told))
        return tuple(dedent(block).strip("\n") + "\n" for kind, block in found if kind == wanted)


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

ACROSS: frozenset[Check] = frozenset({
    files.unportable_file_name,
    files.colliding_file_names,
    ids.duplicate_id,
    ids.duplicate_text,
    references.unknown_reference,
    references.redirect_to_nowhere,
    circles.parent_circle,
    identity.likely_duplicate,
    dates.sideline_outside_parent,
    dates.first_out_of_order,
    countries.participant_of_no_party,
    countries.actor_not_a_party,
    life.status_transition,
    speakers.named_and_unnamed,
    duplicates.duplicate_participant,
    copies.near_copy,
    registers.duplicate_name,
    registers.shared_alias,
    registers.unused_entry,
    resolutions.unknown_claim,
    resolutions.unclaimed_value,
    resolutions.stale_resolution,
})
"""The rules that hold files against each other, or look at registries alone; the others look at one file at a time.

Of an article the former ask its gist, and the rest of it only where something may be wrong."""

RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        *(Rule(name, severity, told) for severity, name, told in READERS),
        *(Rule(check.__name__.replace("_", "-"), severity, check.__doc__ or "", check, check in ACROSS)
          for severity, check in CHECKED),
    )
}
"""Every rule by name, in the order of the documentation: first what the readers find, then what goes beyond."""
