"""Records merged and split in the files of a dataset: every place that names them changes, or none does."""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from trilat.check import findings_of
from trilat.claims import claim_ids, fields_of
from trilat.errors import TrilatError, UsageError
from trilat.findings import Finding, Severity, visible
from trilat.models.article import ArticleFile
from trilat.models.outline import walk
from trilat.models.parts import ENTRIES
from trilat.models.registries import Resolution, Split
from trilat.reading.document import Path as Way
from trilat.reading.edit import edited, replacements, with_replacements
from trilat.records import redirects
from trilat.sheet import Sheet
from trilat.sheets import ARTICLES, Sheets, read_dataset

Rename = Callable[[str], str | None]
"""The new id of a record in an article, or None where the article keeps what it says."""


@dataclass(frozen=True)
class Moved:
    """What a merge or split would write, and what there is to know about it; or the findings that forbid it."""

    files: Mapping[Path, bytes] = field(default_factory=dict)
    notes: Sequence[str] = ()
    findings: Sequence[Finding] = ()


def merge(root: Path, old: str, new: str, reason: str, on: date) -> Moved:
    """Make one record of two: everything that names `old` names `new`, and `old` becomes a redirect.

    Nothing is written: the caller writes all files that are returned, or none. Comments and layout stay.

    Args:
        root: The dataset folder.
        old: The id that goes; of a meeting, statement or outcome.
        new: The id that stays, of the same table.
        reason: Why the two are one; it goes into redirects.yaml.
        on: The day of the change.

    Raises:
        UsageError: There is no such record, it was redirected already, or both are the same or known to be distinct.
        TrilatError: An id is laid out so that it cannot be replaced in place.
    """
    sheets = read_dataset(root)
    if faults := _errors(sheets):
        return Moved(findings=faults)
    table = _table_of(sheets, old)
    if _table_of(sheets, new) != table:
        raise UsageError(f"{old} is in {table} and {new} in {_table_of(sheets, new)}: only records of one table are "
                         "made one")
    if old == new:
        raise UsageError(f"{old} is one record already")
    if frozenset({old, new}) in sheets.distinct(table):
        raise UsageError(f"distinct.yaml says that {old} and {new} are not the same: take the entry out first")
    entry = redirects.merged(table, old, new, reason, on)
    return _moved(root, sheets, table, old, lambda _: new, entry, _now_one(sheets, table, old, new))


def split(root: Path, old: str, into: Mapping[str, Sequence[str]], reason: str, on: date) -> Moved:
    """Make several records of one: each article that names `old` names one of the new ids, and `old` is retired.

    Nothing is written: the caller writes all files that are returned, or none. Comments and layout stay.

    Args:
        root: The dataset folder.
        old: The id that goes; of a meeting, statement or outcome.
        into: For each new id the ids of the articles that name it from now on; it may be that of a record there is.
        reason: Why they are several; it goes into redirects.yaml.
        on: The day of the change.

    Raises:
        UsageError: There is no such record or article, an article stands under none or two of the new ids, or a
            decision in resolutions.yaml or distinct.yaml would fall to several records.
        TrilatError: An id is laid out so that it cannot be replaced in place.
    """
    sheets = read_dataset(root)
    if faults := _errors(sheets):
        return Moved(findings=faults)
    table = _table_of(sheets, old)
    where = {article: new for new, articles in into.items() for article in articles}
    _check_split(sheets, table, old, into)
    entry = redirects.parted(table, old, into, reason, on)
    return _moved(root, sheets, table, old, where.get, entry, [])


def _moved(
    root: Path, sheets: Sheets, table: str, old: str, rename: Rename, entry: list[str], notes: Sequence[str]
) -> Moved:
    """All files as they will be, held against what they must say, and judged by every rule."""
    names = _names(sheets, table, old)
    ways = {sheet.model.article.id: _changes(sheet.model, table, names, rename) for sheet in sheets.articles}
    files = {
        Path(file): _replaced(some, [ways[sheet.model.article.id] for sheet in some])
        for file, some in _by_file(sheets.articles).items() if any(ways[sheet.model.article.id] for sheet in some)
    }
    after = read_dataset(root, files)
    if any(finding.severity is Severity.ERROR for finding in after.findings):
        return Moved(findings=after.findings)
    renamed: dict[str, str] = {}
    said = {sheet.model.article.id: sheet for sheet in after.articles}
    for sheet in sheets.articles:
        article = sheet.model.article.id
        if ways[article]:
            there = said.get(article)
            if there is None or there.document.value != with_replacements(sheet.document.value, ways[article]):
                raise TrilatError(f"{sheet.file}: the ids are laid out so that they cannot be replaced; write each "
                                  "plainly, on one line")
            renamed |= _renamed(sheet.model, there.model, names, str(rename(article)))
    files |= _registries(sheets, table, names, rename, renamed)
    path = root / "redirects.yaml"
    files[path] = redirects.with_redirect(
        path.read_bytes() if path.exists() else redirects.NEW_FILE, path.as_posix(), entry
    )
    faults = _errors(read_dataset(root, files))
    return Moved(findings=faults) if faults else Moved(files, notes)


def _errors(sheets: Sheets) -> list[Finding]:
    return [finding for finding in findings_of(sheets) if finding.severity is Severity.ERROR]


def _names(sheets: Sheets, table: str, record: str) -> frozenset[str]:
    """The ids that a record goes by in articles: its own, and those that were merged into it or renamed before."""
    return frozenset({record, *(old for (where, old), new in sheets.moves.items() if (where, new) == (table, record))})


def _changes(file: ArticleFile, table: str, names: Collection[str], rename: Rename) -> dict[Way, str]:
    """The values of an article that name the record, by the way to them, and what they shall say."""
    new = rename(file.article.id)
    return {} if new is None else {way: new + rest for way, rest in _named(file, table, names)}


def _named(file: ArticleFile, table: str, names: Collection[str]) -> Iterator[tuple[Way, str]]:
    """The way to every value that names a record, and what stands there behind the name.

    A value is the record's own id, points at it, or is the id of one of its outcomes.
    """
    for place, entry in enumerate(getattr(file, table)):
        if entry.id in names:
            yield (table, place, "id"), ""
    for way, slot, value in walk(file):
        if table in slot.tables and value in names:
            yield way, ""
    for place, outcome in enumerate(file.outcomes if table == "meetings" else ()):
        meeting, dot, rest = outcome.id.partition(".")
        if meeting in names:
            yield ("outcomes", place, "id"), dot + rest


def _by_file(sheets: Iterable[Sheet]) -> dict[str, list[Sheet]]:
    files: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        files.setdefault(sheet.file, []).append(sheet)
    return files


def _replaced(sheets: Sequence[Sheet], changes: Sequence[Mapping[Way, str]]) -> bytes:
    """A file with values replaced in the documents that it holds."""
    content = Path(sheets[0].file).read_bytes().decode(errors="surrogateescape")
    edits = [
        edit for sheet, new in zip(sheets, changes, strict=True) for edit in replacements(sheet.document, content, new)
    ]
    return edited(content, edits).encode(errors="surrogateescape")


def _renamed(before: ArticleFile, after: ArticleFile, names: Collection[str], new: str) -> dict[str, str]:
    """The ids of an article's claims that changed with the ids of records, and what they are now."""
    now = claim_ids(after)
    quoted = re.compile("|".join(f'"{re.escape(name)}"' for name in sorted(names)))
    moved = {
        claim_id: now.get((way, name, text)) or now[way, name, quoted.sub(f'"{new}"', text)]
        for (way, name, text), claim_id in claim_ids(before).items()
    }
    return {claim_id: other for claim_id, other in moved.items() if claim_id != other}


def _registries(
    sheets: Sheets, table: str, names: Collection[str], rename: Rename, renamed: Mapping[str, str]
) -> dict[Path, bytes]:
    """The files of decisions with the ids of records and claims as they are now."""
    changes = {
        "resolutions": _in_resolutions(sheets, table, names, rename, renamed),
        "distinct": _in_distinct(sheets, table, names, rename),
    }
    return {
        Path(sheets.registries[name].file): _replaced([sheets.registries[name]], [ways])
        for name, ways in changes.items() if ways
    }


def _in_resolutions(
    sheets: Sheets, table: str, names: Collection[str], rename: Rename, renamed: Mapping[str, str]
) -> dict[Way, str]:
    if "resolutions" not in sheets.registries:
        return {}
    changes: dict[Way, str] = {}
    articles = {claim.claim_id: claim.article_id for claim in sheets.claims}
    for place, one in enumerate(sheets.registries["resolutions"].model.resolutions):
        way: Way = ("resolutions", place)
        owners = {str(rename(articles[claim_id])) for claim_id in one.considered}
        for number, claim_id in enumerate(one.considered):
            if claim_id in renamed:
                changes[*way, "considered", number] = renamed[claim_id]
        for name, value in (("record", one.record), ("value", one.value)):
            rest = _rest(table, names, name, one, value)
            if rest is not None:
                if len(owners) != 1:
                    raise UsageError(f"the resolution on {one.field} of {one.record} considered claims that would "
                                     "belong to several records: take it out of resolutions.yaml first")
                changes[*way, name] = min(owners) + rest
    return changes


def _in_distinct(sheets: Sheets, table: str, names: Collection[str], rename: Rename) -> dict[Way, str]:
    """The changes of a merge; a split is refused where distinct.yaml names the id."""
    if "distinct" not in sheets.registries:
        return {}
    return {
        ("distinct", place, "records", number): str(rename(""))
        for place, one in enumerate(sheets.registries["distinct"].model.distinct) if one.table == table
        for number, record in enumerate(one.records) if record in names
    }


def _rest(table: str, names: Collection[str], name: str, resolution: Resolution, value: str) -> str | None:
    """What stands behind the record's id in the record or value of a resolution, or None where it names another."""
    if name == "value":
        declared = fields_of(resolution.table).get(resolution.field)
        return "" if value in names and table in ((declared and declared.to) or "").split("|") else None
    if resolution.table == table and value in names:
        return ""
    meeting, dot, rest = value.partition(".")
    return dot + rest if table == "meetings" and meeting in names else None


def _table_of(sheets: Sheets, record: str) -> str:
    """The table of a record that articles make, and that goes by this id."""
    for table in ENTRIES:
        gone = sheets.retired.get((table, record))
        if gone is not None:
            where = " and ".join(part.record for part in gone.into) if isinstance(gone, Split) else gone.new
            raise UsageError(f"{record} was {gone.kind or 'renamed'} on {gone.since} already: it is now {where}")
        if record in sheets.ids[table]:
            return table
    registry = next((name for name, ids in sheets.ids.items() if record in ids), None)
    if registry is not None:
        raise UsageError(f"{record} is in {registry}: only meetings, statements and outcomes are merged and split here")
    known = sorted(set[str]().union(*(sheets.ids[table] for table in ENTRIES)))
    raise UsageError(f"there is no record {visible(record)}{_guess(record, known)}")


def _guess(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, 3, 0.5)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _now_one(sheets: Sheets, table: str, old: str, new: str) -> list[str]:
    """The parts of two meetings that have one name, and so become one with them."""
    if table != "meetings":
        return []
    files: list[ArticleFile] = [sheet.model for sheet in sheets.articles]
    names = {outcome.id for file in files for outcome in file.outcomes} | {
        f"{meeting.id}.{seat.slot}" for file in files for meeting in file.meetings for seat in meeting.participants
    }
    rests = [{name.partition(".")[2] for name in names if name.startswith(f"{one}.")} for one in (old, new)]
    return [f"now one: {old}.{rest} and {new}.{rest}" for rest in sorted(rests[0] & rests[1])]


def _check_split(sheets: Sheets, table: str, old: str, into: Mapping[str, Sequence[str]]) -> None:
    """Refuse a split that does not say of every article that names the record which one it means from now on."""
    if len(into) < 2 or old in into:
        raise UsageError(f"{old} is split into two records or more, each by an id of its own: its own id goes")
    for new in into:
        if (table, new) in sheets.retired:
            raise UsageError(f"{new} was retired on {sheets.retired[table, new].since}: ids are never used again")
    given = [article for articles in into.values() for article in articles]
    names = _names(sheets, table, old)
    known = sorted(sheets.ids[ARTICLES])
    if unknown := sorted(set(given) - set(known)):
        raise UsageError(f"there is no article {visible(unknown[0])}{_guess(unknown[0], known)}")
    twice = sorted(article for article in given if given.count(article) > 1)
    if twice:
        raise UsageError(f"{twice[0]} stands under two ids: where an article speaks of both, change its ids by hand")
    naming = {sheet.model.article.id for sheet in sheets.articles if any(_named(sheet.model, table, names))}
    if left := sorted(naming - set(given)):
        raise UsageError(f"say of these articles too which record they mean, since they name {old}: {', '.join(left)}")
    if beside := sorted(set(given) - naming):
        raise UsageError(f"these articles do not name {old}: {', '.join(beside)}")
    if any(old in pair for pair in sheets.distinct(table)):
        raise UsageError(f"distinct.yaml names {old}: take the entry out, and write it anew for the new ids")
