"""Other ids in place of those that stand in a file: that of the record meant, or the one that goes today."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from trilat.findings import Finding, Fix
from trilat.models.base import Strict, tables_of
from trilat.reading.document import Document, Path, value_at
from trilat.reading.fixes import replacing
from trilat.reading.shape import field_at
from trilat.sheets import Sheets


def other_id(document: Document, paths: Iterable[Path], record: str, new: str, *, safe: bool) -> Fix | None:
    """Write another id in place of `record`, which stands at these places as a whole or as a part."""
    changes = {path: str(value_at(document.value, path)).replace(record, new, 1) for path in paths}
    return replacing(document, changes, safe=safe)


def with_ids_for_names(findings: Iterable[Finding], sheets: Sheets) -> Iterator[Finding]:
    """The findings, with a remedy for each name of a record that stands in place of its id.

    A name has not the form of an id, so that its file fits no model; the registries tell which record it is.
    """
    places: dict[tuple[str, int, int], tuple[Document, type[Strict], Path]] = {}
    wrong = {finding.file for finding in findings if finding.rule == "bad-form"}
    for document, model in sheets.misshapen if wrong else ():
        if document.file in wrong:
            for path, mark in document.marks.items():
                places.setdefault((document.file, mark.line, mark.column), (document, model, path))
    for finding in findings:
        found = places.get((finding.file, finding.line, finding.column)) if finding.rule == "bad-form" else None
        yield _with_id(finding, sheets, *found) if found else finding


def _with_id(finding: Finding, sheets: Sheets, document: Document, model: type[Strict], path: Path) -> Finding:
    info = field_at(model, path)
    tables = tables_of(info) if info else None
    named = sheets.named(tables.split("|"), str(value_at(document.value, path))) if tables else None
    if named is None:
        return finding
    fix = replacing(document, {path: named}, safe=True)
    return replace(finding, help=f"write {named}, which goes by that name", fix=fix)
