"""Rules on evidence: what every claim rests on."""

from collections.abc import Iterator, Sequence

from trilat.claims import fields_of
from trilat.findings import Finding
from trilat.models.article import Quote, Span
from trilat.models.parts import INNER, Part
from trilat.sheets import Sheet, Sheets

Path = tuple[str | int, ...]


def unpinned_quote(sheets: Sheets) -> Iterator[Finding]:
    """No words of a text are left in a file."""
    for sheet in sheets.articles:
        for path, evidence in sheet.evidence:
            if isinstance(evidence, Quote):
                yield sheet.finding("unpinned-quote", (*path, "quote"), "words of a text must not be committed",
                                    "replace them by a span: trilat pin FILE --texts DIR")


def span_out_of_range(sheets: Sheets) -> Iterator[Finding]:
    """Every span lies within the text and runs forward."""
    for sheet in sheets.articles:
        length = sheet.model.article.text.characters
        for path, evidence in sheet.evidence:
            if isinstance(evidence, Span):
                start, end = evidence.chars
                if start >= end:
                    yield sheet.finding("span-out-of-range", (*path, "chars"), f"{start} is not before {end}",
                                        "quote the words and run trilat pin again")
                elif end > length:
                    yield sheet.finding("span-out-of-range", (*path, "chars"),
                                        f"{end} is past the end of the text, which has {length} characters",
                                        "quote the words and run trilat pin again")


def claim_without_span(sheets: Sheets) -> Iterator[Finding]:
    """Every claim that is not inferred has a span that shows it."""
    for sheet in sheets.articles:
        for part in sheet.parts:
            if any(span.supports is None for span in part.evidence):
                continue  # it shows them all
            inferred = part.model.inferred or []
            for name in fields_of(part.table):
                shown = any(name in (span.supports or ()) for span in part.evidence)
                if name in part.model.model_fields_set and name not in inferred and not shown:
                    yield sheet.finding("claim-without-span", (*part.path, name), f"no span shows {name}",
                                        "quote the words that say so, or list the field in inferred")


def unknown_claimed_field(sheets: Sheets) -> Iterator[Finding]:
    """What inferred and supports name are fields that the entry has."""
    for sheet in sheets.articles:
        for part in sheet.parts:
            if part.model.inferred:
                yield from _unknown(sheet, part, (*part.path, "inferred"), part.model.inferred)
            for place, span in enumerate(part.model.spans):
                if span.supports:
                    yield from _unknown(sheet, part, (*part.path, "spans", place, "supports"), span.supports)


def _unknown(sheet: Sheet, part: Part, path: Path, names: Sequence[str]) -> Iterator[Finding]:
    known = part.model.model_fields_set
    for place, name in enumerate(names):
        if name not in known or not (name in INNER or name in fields_of(part.table)):
            yield sheet.finding("unknown-claimed-field", (*path, place), f"the entry says nothing of {name}",
                                "name a field that the entry has, or take it out")
