"""Rules on evidence: what every claim rests on."""

from collections.abc import Iterator, Sequence
from functools import cache

from trilat.findings import Finding
from trilat.models.article import Evidence, Quote, Span
from trilat.models.parts import INNER, Part, evidence_of, fields_of
from trilat.sheets import Sheets

Path = tuple[str | int, ...]


def unpinned_quote(sheets: Sheets) -> Iterator[Finding]:
    """No words of a text are left in a file.

    Texts are copyrighted. `trilat pin` puts spans in the place of quotes.

    Fails:
        meetings:
          - {id: talks, spans: [{quote: three envoys met}]}

    Passes:
        meetings:
          - {id: talks, spans: [{chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18}]}
    """
    for sheet in sheets.articles:
        for path, listed in sheet.evidence:
            for place, evidence in enumerate(listed):
                if isinstance(evidence, Quote):
                    yield sheet.finding((*path, place, "quote"), "words of a text must not be committed",
                                        "replace them by a span: trilat pin FILE --texts DIR")


def span_out_of_range(sheets: Sheets) -> Iterator[Finding]:
    """Every span lies within the text and runs forward.

    Fails:
        article: {text: {characters: 500}}
        meetings:
          - {id: talks, spans: [{chars: [490, 510], words: 3, digest: 9b4b8006d7b69f18}]}

    Fails:
        meetings:
          - {id: talks, spans: [{chars: [30, 14], words: 3, digest: 9b4b8006d7b69f18}]}

    Passes:
        article: {text: {characters: 500}}
        meetings:
          - {id: talks, spans: [{chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18}]}
    """
    for sheet in sheets.articles:
        length = sheet.model.article.text.characters
        for path, listed in sheet.evidence:
            for place, evidence in enumerate(listed):
                start, end = evidence.chars if isinstance(evidence, Span) else (0, length)
                if start >= end and isinstance(evidence, Span):
                    yield sheet.finding((*path, place, "chars"), f"{start} is not before {end}",
                                        "quote the words and run trilat pin again")
                elif end > length:
                    yield sheet.finding((*path, place, "chars"),
                                        f"{end} is past the end of the text, which has {length} characters",
                                        "quote the words and run trilat pin again")


def claim_without_span(sheets: Sheets) -> Iterator[Finding]:
    """Every claim that is not inferred has a span that shows it.

    Fails:
        meetings:
          - {id: talks, status: held}

    Fails:
        meetings:
          - id: talks
            status: held
            spans: [{chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18, supports: [parties]}]
            parties: [US, JP]

    Passes:
        meetings:
          - id: talks
            status: held
            spans: [{chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18}]

    Passes:
        meetings:
          - {id: talks, status: held, inferred: [status]}
    """
    for sheet in sheets.articles:
        for part in sheet.parts:
            if _shows_all(part.evidence):
                continue
            shown = {name for span in part.evidence for name in span.supports or ()}.union(part.model.inferred or ())
            written = part.model.model_fields_set - shown
            for name in fields_of(part.table) if written else ():
                if name in written and not part.showing(name):
                    yield sheet.finding((*part.path, name), f"no span shows {name}",
                                        "quote the words that say so, or list the field in inferred")


def _shows_all(evidence: Sequence[Evidence]) -> bool:
    """Whether there is evidence that is not kept for some fields."""
    for span in evidence:  # noqa: SIM110  # at a third of the time: this is asked of every entry
        if span.supports is None:
            return True
    return False


def unknown_claimed_field(sheets: Sheets) -> Iterator[Finding]:
    """What inferred and supports name are fields that the entry has.

    Fails:
        meetings:
          - {id: talks, status: held, inferred: [date]}

    Passes:
        meetings:
          - {id: talks, status: held, inferred: [status]}
    """
    for sheet in sheets.articles:
        for part in sheet.parts:
            written = part.model.model_fields_set
            for path, names in _named(part):
                for place, name in enumerate(names):
                    if name not in written or name not in _claimed(part.table):
                        yield sheet.finding((*part.path, *path, place), f"the entry says nothing of {name}",
                                            "name a field that the entry has, or take it out")


def _named(part: Part) -> list[tuple[Path, Sequence[str]]]:
    """What a part says of its own fields, in inferred and in supports."""
    found: list[tuple[Path, Sequence[str]]] = []
    if part.model.inferred:
        found.append((("inferred",), part.model.inferred))
    for place, span in enumerate(part.model.spans):
        if span.supports:
            found.append((("spans", place, "supports"), span.supports))
    return found


@cache
def _claimed(table: str) -> frozenset[str]:
    """The fields of a table that can be shown."""
    return frozenset((*fields_of(table), *INNER))


def text_length_mismatch(sheets: Sheets) -> Iterator[Finding]:
    """The length that an article gives its text is that of the copy that was coded, where it is at hand.

    It is counted in Unicode code points, line ends as they are; other tools count bytes or UTF-16 units.

    Fails:
        # The text: On Monday the three envoys met.
        article: {text: {characters: 32}}

    Passes:
        # The text: On Monday the three envoys met.
        article: {text: {characters: 31}}
    """
    for sheet in sheets.articles if sheets.texts is not None else ():
        article = sheet.model.article
        copy = sheets.texts.find(article.id, article.text.sha256) if sheets.texts is not None else None
        if copy is not None and copy.exact and len(copy.text) != article.text.characters:
            yield sheet.finding(("article", "text", "characters"), f"the text has {len(copy.text)} code points",
                                f"write {len(copy.text)}")


def evidence_not_found(sheets: Sheets) -> Iterator[Finding]:
    """The words of every span stand in the article's text, where the text is at hand.

    Fails:
        # The text: On Monday the three envoys met.
        meetings:
          - {id: talks, spans: [{chars: [14, 30], words: 3, digest: 00000000000000aa}]}

    Passes:
        # The text: On Monday the three envoys met.
        meetings:
          - {id: talks, spans: [{chars: [14, 30], words: 3, digest: 9b4b8006d7b69f18}]}
    """
    if sheets.texts is None:
        return
    from trilat.evidence.spans import Verdict, locate  # noqa: PLC0415  # few ask for it, and it takes long

    for sheet in sheets.articles:
        article = sheet.model.article
        copy = sheets.texts.find(article.id, article.text.sha256)
        every = evidence_of(sheet.model) if copy is not None else ()
        for path, evidence in every:
            if isinstance(evidence, Span) and copy is not None:
                answer = locate(evidence, copy.words, copy.exact)
                if answer.verdict is Verdict.MISSING:
                    which = "the text" if copy.exact else f"{copy.of.path.name}, which is not the copy that was coded"
                    yield sheet.finding((*path, "digest"), f"no {evidence.words} words of {which} have this digest",
                                        "quote the words and run trilat pin again")
