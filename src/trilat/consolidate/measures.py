"""How much sources disagree: the formulas, over plain lists of values, and what they give for every reported field.

The formulas are those of Sebastian van Baalen and Kristine Höglund, "Trials and Triangulations: Analyzing Aggregation
Sensitivity in Event Data on Political Violence", International Studies Quarterly 70 (1), 2026, sqag014
(https://doi.org/10.1093/isq/sqag014), and of their R package eventreport (sebastianvanbaalen/eventreport, 0.1.0), whose
names are given with each. Where they have an event, Trilat has a record, and where they have an event report, an entry:
what one origin says in one article. One thing differs: who does not say is no report, and never counts as a value.
"""

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any, ClassVar

from trilat import edtf
from trilat.claims import fields_of
from trilat.consolidate.settle import Context, Value, relation
from trilat.consolidate.sources import source_of
from trilat.consolidate.values import current_value, whole_lists
from trilat.hashing import canonical_json
from trilat.models.base import ClaimField
from trilat.relations import RELATIONS, Relation
from trilat.tables.columns import Row, column, sort_rows
from trilat.tables.redirects import redirect_map
from trilat.tables.rows import ArticleRow, ClaimRow
from trilat.vocabularies import Consolidation, Stance

Values = Sequence[Hashable]
Tables = Mapping[str, Sequence[Any]]

SEVERITY = (Relation.EQUAL, Relation.REFINES, Relation.COMPATIBLE, Relation.CONTRADICTS)
"""How values can stand to each other, whichever comes first, from the least difference to the most."""


def divergence(values: Values) -> int:
    """How many distinct values there are beyond the first: 0 where all reports of a record agree (`dscore`).

    `values` has one value for each report, and at least one.

    >>> divergence(["Busan", "Busan", "Seoul"])
    1
    """
    return len(set(values)) - 1


def modal_confidence(values: Values) -> float:
    """The share of reports that give the most frequent value, above 0 and at most 1 (`modal_confidence`).

    `values` has one value for each report. Raises ValueError where there is none.

    >>> modal_confidence(["Busan", "Busan", "Busan", "Seoul"])
    0.75
    """
    return max(Counter(values).values()) / len(values)


def share_that_disagrees(values: Values) -> float:
    """The share of reports that do not give the most frequent value, from 0 to below 1 (`event_level_disagreement`).

    `values` has one value for each report. Raises ValueError where there is none.

    >>> share_that_disagrees(["Busan", "Busan", "Busan", "Seoul"])
    0.25
    """
    return 1 - modal_confidence(values)


def mean_divergence(records: Sequence[Values]) -> float:
    """The mean divergence of records, each given as the values of its reports (`mean_dscore`).

    >>> mean_divergence([["Busan", "Seoul"], ["Busan"]])
    0.5
    """
    return fmean(map(divergence, records))


def normalised_divergence(records: Sequence[Values]) -> float:
    """The mean divergence by the number of distinct values in all records (`mean_dscore`, with `normalize`).

    >>> normalised_divergence([["Busan", "Seoul"], ["Busan"]])
    0.25
    """
    return mean_divergence(records) / len(set(itertools.chain.from_iterable(records)))


def share_with_disagreement(records: Sequence[Values]) -> float:
    """The share of records whose reports give more than one value, from 0 to 1 (`share_disagreement`).

    >>> share_with_disagreement([["Busan", "Seoul"], ["Busan"]])
    0.5
    """
    return fmean(divergence(values) > 0 for values in records)


def mean_modal_confidence(records: Sequence[Values]) -> float:
    """The mean over records of the share that gives the most frequent value (`modal_confidence`).

    >>> mean_modal_confidence([["Busan", "Seoul"], ["Busan"]])
    0.75
    """
    return fmean(map(modal_confidence, records))


def range_in_days(dates: Iterable[str]) -> int:
    """By how many days EDTF dates are apart at the least (`mean_range` averages it over records).

    For days it is the last less the first. A date that can mean several days is taken for the one nearest to the
    others, so that vagueness is no disagreement: 0 where all dates can mean the same day.

    >>> range_in_days(["2031-10-26", "2031-10-29"]), range_in_days(["2031-10", "2031-10-29"])
    (3, 0)
    """
    parsed = [edtf.parse(date) for date in dates]
    starts = [date.earliest for date in parsed if date.earliest is not None]
    ends = [date.latest for date in parsed if date.latest is not None]
    return max((max(starts) - min(ends)).days, 0) if starts and ends else 0


@dataclass(frozen=True, slots=True)
class RecordMeasure(Row):
    """How much the reports on one field of one record disagree."""

    table: ClassVar[str] = "disagreement_records"
    key: ClassVar[tuple[str, ...]] = ("record_table", "record_id", "field", "element")
    record_table: str = column("The table of the record.")
    record_id: str = column("The record.")
    field: str = column("The field.")
    element: str | None = column("The element, as JSON text, where the field is a set that grows with each source.")
    reports: int = column("Number of entries that say something of it: what one origin says in one article.")
    sources: int = column("Number of independent origins, agencies or publishers behind them.")
    values: int = column("Number of distinct values, a denial counting as one.")
    divergence: int = column("Distinct values less one.")
    share: float = column("Share of the reports that do not give the most frequent value.")
    modal_confidence: float = column("Share of the reports that give the most frequent value.")
    range_days: int | None = column("For dates, by how many days they are apart at the least.")
    relation: str = column("The most that two of the values differ: equal, refines, compatible or contradicts.")


@dataclass(frozen=True, slots=True)
class FieldMeasure(Row):
    """How much reports disagree on a field, over all records of a table."""

    table: ClassVar[str] = "disagreement_fields"
    key: ClassVar[tuple[str, ...]] = ("record_table", "field")
    record_table: str = column("The table of the records.")
    field: str = column("The field.")
    records: int = column("Number of records (or elements of sets) with a report; the means are over these.")
    compared: int = column("Number of these with two reports or more, which alone can disagree.")
    values: int = column("Number of distinct values that the field takes.")
    mean_divergence: float = column("Mean of the divergence.")
    normalised_divergence: float = column("Mean of the divergence by the number of distinct values.")
    share_with_disagreement: float = column("Share of the records whose reports give more than one value.")
    mean_modal_confidence: float = column("Mean share of the reports that give the most frequent value.")
    mean_range_days: float | None = column("For dates, the mean of the days by which they are apart at the least.")


@dataclass(frozen=True, slots=True)
class PublisherMeasure(Row):
    """How two publishers' values stand to each other where both speak of the same field of a record."""

    table: ClassVar[str] = "disagreement_publishers"
    key: ClassVar[tuple[str, ...]] = ("first_id", "second_id")
    first_id: str = column("A publisher; article:<id> where no publisher is known.")
    second_id: str = column("The other.")
    compared: int = column("Number of fields of records (or elements of sets) of which both speak.")
    equal: int = column("Of these, where all their values are equal.")
    refines: int = column("Where they differ at most in that a value refines another.")
    compatible: int = column("Where they differ at most in values that can both hold.")
    contradicts: int = column("Where a value of one contradicts a value of the other.")


@dataclass(frozen=True, slots=True)
class Question:
    """What reports can be compared on: a field of a record, or an element of one that grows."""

    record_table: str
    record_id: str
    declared: ClaimField
    element: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """The value that an entry gives, with its claims."""

    value: Any
    denied: bool
    claims: tuple[ClaimRow, ...]

    @property
    def text(self) -> str:
        """The value as JSON text, a denial marked as one."""
        return Value(self.value, (), self.denied).text


def disagreement(tables: Tables) -> dict[str, list[Row]]:
    """The measures of disagreement between sources: rows by record, by field and by pair of publishers.

    `tables` are those of a dataset or a vintage. Only fields that sources report are measured: what coders judge, what
    is true of one article only, and prose are left out. Of a state that changes in time (status, position, attendance,
    stage) only reports that no different one overtook are compared, since history is no disagreement.

    >>> from trilat import dataset
    >>> made = disagreement(dataset.load().tables)
    >>> {row.record_id for row in made["records"] if row.field == "date" and row.values == 4}
    {'us-jp-kr-security-advisers-2021-1'}
    """
    articles = {row.article_id: row for row in tables["articles"]}
    organizations = {row.organization_id: row for row in tables["organizations"]}
    places = {row.place_id: row for row in tables["places"]}
    context = Context(places, source_of(articles, organizations))
    reports = _reports(tables["claims"], redirect_map(tables["redirects"]))
    return {
        "records": sort_rows(_record(question, some, context) for question, some in reports.items()),
        "fields": sort_rows(_fields(reports)),
        "publishers": sort_rows(_publishers(reports, articles, context)),
    }


def _reports(claims: Iterable[ClaimRow], redirects: Mapping[tuple[str, str], str]) -> dict[Question, list[Report]]:
    """What every entry answers to each question, in the order of the claims' ids."""
    by_field: dict[tuple[str, str, str], list[ClaimRow]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim.claim_id):
        by_field[claim.record_table, claim.canonical_id, claim.field].append(claim)
    found: dict[Question, list[Report]] = defaultdict(list)
    for (table, record_id, name), some in by_field.items():
        declared = fields_of(table)[name]
        if declared.coded or declared.consolidation in (Consolidation.PROSE, Consolidation.LOCAL):
            continue
        if declared.many and declared.consolidation is Consolidation.ONCE:
            incomplete = by_field.get((table, record_id, f"{name}_complete"), [])
            found[Question(table, record_id, declared, None)] = _lists(some, incomplete, redirects)
            continue
        grows = declared.consolidation is Consolidation.UNION
        for claim in _standing(some) if declared.consolidation is Consolidation.EVOLVING else some:
            value = current_value(claim, redirects)
            question = Question(table, record_id, declared, canonical_json(value) if grows else None)
            found[question].append(Report(value, claim.stance is Stance.DENIED, (claim,)))
    return {question: _in_one_writing(question, some) for question, some in found.items()}


def _in_one_writing(question: Question, reports: Iterable[Report]) -> list[Report]:
    """The reports, where values that are written differently and mean the same (PT60M, PT1H) are written alike."""
    relate = RELATIONS[question.declared.relation]
    written: list[Any] = []
    for value in sorted((report.value for report in reports), key=canonical_json):
        if not any(relate(value, other, {}) is Relation.EQUAL for other in written):
            written.append(value)
    return [
        replace(report, value=next(value for value in written if relate(value, report.value, {}) is Relation.EQUAL))
        for report in reports
    ]


def _lists(
    claims: Iterable[ClaimRow], complete: Iterable[ClaimRow], redirects: Mapping[tuple[str, str], str]
) -> list[Report]:
    """The whole list that each entry gives."""
    lists = whole_lists(claims, complete, lambda claim: current_value(claim, redirects))
    return [Report(members, denied, tuple(some)) for members, denied, some in lists]


def _standing(claims: Sequence[ClaimRow]) -> list[ClaimRow]:
    """The claims but those wholly after which another state was asserted."""
    last = {
        value: max((claim.asserted_earliest or dt.date.min) for claim in claims if claim.value == value)
        for value in {claim.value for claim in claims if claim.stance is not Stance.DENIED}
    }
    return [
        claim for claim in claims
        if not any(value != claim.value and day > (claim.asserted_latest or dt.date.max) for value, day in last.items())
    ]


def _record(question: Question, reports: Sequence[Report], context: Context) -> RecordMeasure:
    texts = [report.text for report in reports]
    distinct = {report.text: report for report in reports}
    pairs = itertools.combinations(distinct.values(), 2)
    return RecordMeasure(
        question.record_table, question.record_id, question.declared.name, question.element, len(reports),
        len({context.source_of(claim) for report in reports for claim in report.claims}), len(distinct),
        divergence(texts), share_that_disagrees(texts), modal_confidence(texts), _range(question, reports),
        _worst((_severity(question, a, b, context) for a, b in pairs)).name.lower(),
    )


def _range(question: Question, reports: Iterable[Report]) -> int | None:
    if question.declared.relation != "dates":
        return None
    return range_in_days(report.value for report in reports if not report.denied)


def _fields(reports: Mapping[Question, Sequence[Report]]) -> Iterator[FieldMeasure]:
    by_field: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in reports:
        by_field[question.record_table, question.declared.name].append(question)
    for (table, name), questions in by_field.items():
        records = [[report.text for report in reports[question]] for question in questions]
        ranges = [days for question in questions if (days := _range(question, reports[question])) is not None]
        yield FieldMeasure(
            table, name, len(records), sum(len(values) > 1 for values in records),
            len(set(itertools.chain.from_iterable(records))), mean_divergence(records),
            normalised_divergence(records), share_with_disagreement(records), mean_modal_confidence(records),
            fmean(ranges) if ranges else None,
        )


def _publishers(
    reports: Mapping[Question, Sequence[Report]], articles: Mapping[str, ArticleRow], context: Context
) -> Iterator[PublisherMeasure]:
    counts: dict[tuple[str, str], Counter[Relation]] = defaultdict(Counter)
    for question, some in reports.items():
        by_publisher: dict[str, dict[str, Report]] = defaultdict(dict)
        for report in some:
            article = articles[report.claims[0].article_id]
            by_publisher[article.publisher_id or f"article:{article.article_id}"][report.text] = report
        for first, second in itertools.combinations(sorted(by_publisher), 2):
            pairs = itertools.product(by_publisher[first].values(), by_publisher[second].values())
            counts[first, second][_worst(_severity(question, a, b, context) for a, b in pairs)] += 1
    for (first, second), found in counts.items():
        yield PublisherMeasure(first, second, found.total(), *(found[relation] for relation in SEVERITY))


def _severity(question: Question, a: Report, b: Report, context: Context) -> Relation:
    first, second = Value(a.value, a.claims, a.denied), Value(b.value, b.claims, b.denied)
    found = relation(first, second, RELATIONS[question.declared.relation], context)
    return Relation.REFINES if found is Relation.REFINED else found


def _worst(found: Iterable[Relation]) -> Relation:
    return max(found, key=SEVERITY.index, default=Relation.EQUAL)
