"""A record as text of at most 80 columns: what stands, what each source says, and on what evidence."""

import difflib
import json
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from trilat.claims import fields_of
from trilat.dataset import Article, Claim, Dataset, Meeting, Participant
from trilat.dataset.table import UnknownIdError
from trilat.findings import visible
from trilat.tables.columns import Row, columns
from trilat.vocabularies import Basis, Consolidation, Stance

WIDTH = 80
LABEL = 20
TABLES = ("meetings", "statements", "outcomes", "participants", "articles", "people", "organizations", "offices",
          "places")
"""Where an id is looked up, in this order."""

Values = dict[tuple[str, bool], list[Claim]]

COUNTED = {"first_known", "last_known", "article_count", "independent_sources"}
"""Columns of a meeting that its heading tells."""


def show(ds: Dataset, record_id: str) -> str:
    """A record of any table, by its id.

    Raises UnknownIdError where no table has the id, naming near ones, or where it was split, naming what became of it.
    """
    became = next(filter(None, (ds.became_of(name, record_id) for name in TABLES)), None)
    if became:
        raise UnknownIdError(became)
    row = next((ds.table(name)[record_id] for name in TABLES if record_id in ds.table(name)), None)
    if row is None:
        known = [str(one) for name in TABLES for one in ds.table(name).ids_near(record_id)]
        near = difflib.get_close_matches(record_id, known, 3, 0.5)
        known_by = f" as of {ds.day}" if ds.day else ""
        guess = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownIdError(f"release {ds.version}{known_by} has no record {record_id!r}{guess}")
    return "\n".join(_lines(ds, row)) + "\n"


def _lines(ds: Dataset, row: Any) -> Iterator[str]:
    yield from _heading(ds, row)
    yield ""
    yield from _values(row)
    articles: Sequence[Article] = getattr(row, "articles", ())
    numbers = {article.article_id: place for place, article in enumerate(articles, 1)}
    if isinstance(row, Meeting):
        yield from _meeting(row, numbers)
    if articles:
        fields = _by_field(row.claims)
        differ = {name: values for name, values in fields.items() if _differ(row.table, name, values)}
        same = {name: values for name, values in fields.items() if name not in differ}
        yield from _section("Where the sources differ", _fields(differ, _standing(row), numbers))
        yield from _section("Where they agree, or add to each other", _fields(same, _standing(row), numbers))
        yield from _section("Articles", (line for article in articles for line in _article(article, numbers)))


def _heading(ds: Dataset, row: Any) -> Iterator[str]:
    first = columns(type(row))[0]
    yield f"{getattr(row, first.name)}  ({row.table})"
    if isinstance(row, Meeting):
        if row.title:
            yield from wrap(row.title, "")
        known = f"as of {ds.day}" if ds.day else f"known since {row.first_known}"
        yield (f"{row.article_count} article{'s' * (row.article_count != 1)}, "
               f"{row.independent_sources} independent source{'s' * (row.independent_sources != 1)}, {known}")


def _values(row: Row) -> Iterator[str]:
    heading = COUNTED | {"title"} if isinstance(row, Meeting) else set()
    for column in columns(type(row))[1:]:
        value = getattr(row, column.name)
        derived = column.name.endswith(("_earliest", "_latest"))
        if value not in (None, ()) and not derived and column.name not in heading:
            text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            if isinstance(value, bool):
                text = "yes" if value else "no"
            yield from _labelled(column.name.removesuffix("_ids").removesuffix("_id").replace("_", " "), text)


def _meeting(meeting: Meeting, numbers: dict[str, int]) -> Iterator[str]:
    yield from _section("Participants", (line for seat in meeting.participants for line in _seat(seat, numbers)))
    yield from _section("Positions", (line for one in meeting.positions for line in _history(one, "position", numbers)))
    yield from _section("Status over time", _history(meeting, "status", numbers))
    yield from _section("Called a first", (
        f"  {first.scope} by {first.origin_id}"
        + (f", since {first.since}" if first.since else "")
        + (f", after {first.previous_id}" if first.previous_id else "")
        + (f"; refuted by {', '.join(first.refuted_by_ids)}" if first.refuted_by_ids else "")
        for first in meeting.firsts))
    yield from _section("Statements", (
        line for one in sorted(meeting.statements, key=lambda one: (one.date or "", one.statement_id))
        for line in _told(one.statement_id, f"{one.date or 'undated'}, {', '.join(one.speaker_ids)}"
                          + (f" via {', '.join(one.via_ids)}" if one.via_ids else ""), one.summary)))
    yield from _section("Outcomes", (
        line for one in meeting.outcomes
        for line in _told(one.outcome_id.partition(".")[2], f"{one.kind or 'kind open'}, {one.stage or 'stage open'} "
                          f"by {one.origin_id}", one.summary)))


def _seat(seat: Participant, numbers: dict[str, int]) -> Iterator[str]:
    what = ", ".join(str(part) for part in (seat.party, seat.role, seat.attendance) if part)
    yield from _labelled(seat.slot, f"{seat.name or 'not named'}  ({what})")
    for field in ("named_as", "titled_as"):
        spellings: dict[str, set[int]] = defaultdict(set)
        for claim in seat.claims:
            if claim.field == field:
                spellings[json.loads(claim.value)].add(numbers[claim.article_id])
        words = "; ".join(f"{text} {_marks(places)}" for text, places in sorted(spellings.items()))
        if words:
            yield from wrap(f"{field.replace('_', ' ')}: {words}", " " * LABEL)


def _history(record: Any, field: str, numbers: dict[str, int]) -> Iterator[str]:
    party = f"{record.party} " if hasattr(record, "party") else ""
    by_id = {claim.claim_id: claim for claim in record.claims}
    for state in record.history(field):
        marks = _marks({numbers[by_id[one].article_id] for one in state.claim_ids})
        yield from _labelled(f"{party}{state.value}",
                             f"asserted {_between(state.asserted_earliest, state.asserted_latest)}, "
                             f"known {state.known_from}, by {', '.join(state.origin_ids)} {marks}")


def _between(earliest: Any, latest: Any) -> str:
    return str(earliest) if earliest == latest else f"{earliest} to {latest}"


def _standing(row: Any) -> dict[str, Any]:
    """What stands for each claimed field, as claims write it."""
    names = {column.name.removesuffix("_ids").removesuffix("_id"): column.name for column in columns(type(row))}
    values = {bare: getattr(row, name) for bare, name in names.items()}
    if isinstance(row, Meeting) and row.place_approximate:
        values["place"] = f"{row.place_id}~"
    return values | {"speakers": values.get("speaker", ())}


def _by_field(claims: Iterable[Claim]) -> dict[str, Values]:
    """The claims by field, value and whether they deny it."""
    groups: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        groups[claim.field][claim.value, claim.stance is Stance.DENIED].append(claim)
    return groups


def _differ(table: str, name: str, values: Values) -> bool:
    """Whether sources give different values of a field that has one, or deny one that others affirm."""
    declared = fields_of(table)[name]
    single = declared.consolidation in (Consolidation.ONCE, Consolidation.EVOLVING) and not declared.many
    denied = any(denies for _, denies in values) and not all(denies for _, denies in values)
    return denied or (single and len(values) > 1)


def _fields(fields: dict[str, Values], standing: dict[str, Any], numbers: dict[str, int]) -> Iterator[str]:
    if fields:
        yield "  (* stands; [article] and the code points of its text that show it)"
    for field, values in sorted(fields.items()):
        yield f"  {field.replace('_', ' ')}"
        for (text, denied), some in sorted(values.items()):
            value = json.loads(text)
            now = standing.get(field)
            stands = not denied and (value in now if isinstance(now, tuple) else value == now)
            shown = value if isinstance(value, str) else ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(
                value, dict) else str(value).lower()
            yield from wrap(f"{'*' if stands else ' '} {'not ' * denied}{shown}", "    ", "      ")
            for claim in sorted(some, key=lambda one: (numbers[one.article_id], one.origin_id)):
                yield from wrap(_source(claim, numbers), " " * 8, " " * 10)


def _source(claim: Claim, numbers: dict[str, int]) -> str:
    via = f" via {', '.join(claim.via_ids)}" if claim.via_ids else ""
    stance = f", {claim.stance}" if claim.stance not in (Stance.STATED, Stance.DENIED) else ""
    spans = " ".join(f"{span.start}-{span.end}" for span in claim.spans)
    basis = " inferred" if claim.basis is Basis.INFERRED else ""
    return f"{claim.origin_id}{via}{stance} [{numbers[claim.article_id]}]{basis} {spans}".rstrip()


def _article(article: Article, numbers: dict[str, int]) -> Iterator[str]:
    by = article.publisher.name if article.publisher else "publisher unknown"
    written = f", written {article.written}" if article.written else ""
    yield from wrap(f"[{numbers[article.article_id]}] {article.article_id}", "  ", "      ")
    yield from wrap(f"{by}, published {article.published} ({article.published_basis}){written}", "      ")
    if article.title:
        yield from wrap(article.title, "      ")


def _told(head: str, how: str, summary: str | None) -> Iterator[str]:
    yield from wrap(head, "  ")
    yield from wrap(f"{how}: {summary}" if summary else how, "      ")


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in sorted(numbers))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield ""
        yield title
        yield from body


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from wrap(text, f"  {label:<{LABEL - 3}} ", " " * LABEL)


def wrap(text: str, first: str, rest: str | None = None) -> list[str]:
    """Lines of at most 80 columns; `first` stands before the first, `rest` before the others (else `first` too)."""
    return textwrap.wrap(visible(text, 5000), WIDTH, initial_indent=first, subsequent_indent=rest or first,
                         break_on_hyphens=False) or [first.rstrip()]
