"""How far two readings agree: the units that both coded, what each said, and the figures that follow.

The units are kept in a file of the dataset folder, `reliability.csv`, as they were when the readings were first held
against each other. Later mending of either changes what is released, and not how well two people agreed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import groupby
from pathlib import Path

from trilat.coding import lists
from trilat.coding.align import Alignment
from trilat.coding.alpha import alpha, f1, masi
from trilat.coding.readings import RECORDS, Told, compared
from trilat.errors import TrilatError
from trilat.evidence.texts import Texts
from trilat.hashing import canonical_json
from trilat.models.article import Article
from trilat.models.base import Strict, is_closed
from trilat.tables.rows import TABLES, AgreementRow

RELIABILITY = "reliability.csv"

RECORD, WORDS, CHARACTERS = "record", "words", "characters"
FOUND = (RECORD, WORDS, CHARACTERS)
"""Units that are found rather than said: the record itself, and the stretches of text that it rests on."""

BASIS = "basis"
UNCOMPARED = ("id", "title", "text", "coders", "coded_on")


@dataclass(frozen=True, order=True, slots=True)
class Unit:
    """One thing that both readings could say: what each said of a field of a record by one article.

    `first` and `second` are JSON lists of the values in the first reading's ids, sorted; empty where it says nothing.
    For a record they hold its id; for its evidence the stretches, as pairs of the first and the last but one more.
    """

    article_id: str
    record_table: str
    record_id: str
    field: str
    first: str
    second: str

    @property
    def agreed(self) -> bool:
        """Whether both say the same."""
        return bool(self.first == self.second) if self.field != RECORD else "[]" not in (self.first, self.second)


COLUMNS = tuple(column.name for column in fields(Unit))


def units(found: Alignment, texts: Texts | None = None) -> list[Unit]:
    """Every unit of the articles that both readings have, sorted.

    Args:
        found: The readings, aligned.
        texts: The texts; where they are given, evidence is compared word by word and not character by character.

    Raises TrilatError where texts are given and one that both readings coded is not among them.
    """
    both = {text: article for article, text in found.first.texts.items() if text in set(found.second.texts.values())}
    made = [*_of_articles(found, both)]
    for table in RECORDS:
        theirs = {mine: its for its, mine in found.pairs[table].items()}
        ours = [record for (its, record) in found.first.said if its == table]
        alone = [record for (its, record) in found.second.said if its == table and record not in found.pairs[table]]
        for mine, its in [*((record, theirs.get(record)) for record in ours), *((None, record) for record in alone)]:
            here = found.first.said.get((table, mine or ""), {})
            there = found.second.said.get((table, its or ""), {})
            for text in sorted((here.keys() | there.keys()) & both.keys()):
                one, other = here.get(text), there.get(text)
                made.append(Unit(both[text], table, mine or its or "", RECORD, _ids(mine, one), _ids(its, other)))
                if one and other and mine:
                    made += _of_record(found, table, both[text], mine, one, other)
                    made.append(_evidence(both[text], text, table, mine, one, other, texts))
    return sorted(made)


def _ids(record: str | None, told: Told | None) -> str:
    return canonical_json([record] if told else [])


def _of_record(
    found: Alignment, table: str, article: str, record: str, one: Told, other: Told
) -> Iterator[Unit]:
    names = [name for name in (*compared(table), "origin", "via", "stance")
             if one.values.get(name) or other.values.get(name)]
    for name in names:
        mine = _list(one.values.get(name, ()))
        its = _list(found.own(table, name, value) for value in other.values.get(name, ()))
        yield Unit(article, table, record, name, mine, its)
        if name in one.bases and name in other.bases:
            yield Unit(article, table, record, f"{BASIS}:{name}", _list(one.bases[name]), _list(other.bases[name]))


def _list(values: Iterable[str]) -> str:
    return f"[{','.join(sorted(values))}]"


def _evidence(
    article: str, text: str, table: str, record: str, one: Told, other: Told, texts: Texts | None
) -> Unit:
    if texts is None:
        return Unit(article, table, record, CHARACTERS, _runs(one.points), _runs(other.points))
    copy = texts.find(article, text)
    if copy is None or not copy.exact:
        raise TrilatError(f"the text of {article} is not among the texts: no file has the SHA-256 {text}")
    places = {at: number for number, token in enumerate(copy.tokens) for at in range(token.start, token.end)}
    mine, its = ({places[at] for at in told.points if at in places} for told in (one, other))
    return Unit(article, table, record, WORDS, _runs(mine), _runs(its))


def _runs(points: Iterable[int]) -> str:
    """Numbers as stretches of numbers in a row, as JSON: the first of each and the one after its last.

    >>> _runs({1, 2, 3, 7})
    '[[1,4],[7,8]]'
    """
    ordered = sorted(points)
    runs = [[number for _, number in run] for _, run in groupby(enumerate(ordered), lambda item: item[1] - item[0])]
    return canonical_json([[run[0], run[-1] + 1] for run in runs])


def _of_articles(found: Alignment, both: Mapping[str, str]) -> Iterator[Unit]:
    """What the readings say of the articles themselves."""
    ours, theirs = ({sheet.model.article.text.sha256: sheet.model.article for sheet in reading.sheets.articles}
                    for reading in (found.first, found.second))
    for text, article in both.items():
        for name in Article.model_fields:
            if name not in UNCOMPARED:
                mine, its = (_said_of(one[text], name) for one in (ours, theirs))
                to = {"publisher": "origin", "wire": "origin"}.get(name, name)
                its = [found.own("meetings", to, value) for value in its]
                if mine or its:
                    yield Unit(article, "articles", article, name, _list(mine), _list(its))


def _said_of(article: Strict, name: str) -> list[str]:
    value = getattr(article, name)
    return [canonical_json(item) for item in value] if isinstance(value, list) else (
        [] if value is None else [canonical_json(str(value))])


def places(found: Alignment, unit: Unit) -> list[tuple[str, int]]:
    """Where the two readings speak of a unit's record: file and line, of each that does."""
    text = found.first.texts.get(unit.article_id, "")
    theirs = {mine: its for its, mine in found.pairs.get(unit.record_table, {}).items()}
    named = ((found.first, unit.record_id), (found.second, theirs.get(unit.record_id, unit.record_id)))
    spots = (reading.places.get((text, unit.record_table, record)) for reading, record in named)
    return [spot for spot in spots if spot]


def rows(kept: Iterable[Unit]) -> list[AgreementRow]:
    """The figures of each table and field."""
    groups: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in kept:
        groups[unit.record_table, unit.field.partition(":")[0]].append(unit)
    order = list(TABLES)
    made = [_row(table, name, some) for (table, name), some in groups.items()]
    return sorted(made, key=lambda row: (order.index(row.record_table), row.field))


def _row(table: str, name: str, some: Sequence[Unit]) -> AgreementRow:
    articles = len({unit.article_id for unit in some})
    if name in (WORDS, CHARACTERS):
        pairs = [tuple({at for start, end in json.loads(side) for at in range(start, end)}
                       for side in (unit.first, unit.second)) for unit in some]
        both, mine, its = (sum(len(found) for found in part) for part in (
            [one & other for one, other in pairs], [one - other for one, other in pairs],
            [other - one for one, other in pairs]))
        share = _short(f1(both, mine, its))
        return AgreementRow(table, name, articles, both + mine + its, mine, its, both, None, share)
    mine, its = sum(unit.second == "[]" for unit in some), sum(unit.first == "[]" for unit in some)
    agreed = sum(unit.agreed for unit in some)
    share = f1(agreed, mine, its) if name == RECORD else None
    chance = alpha((_sets(unit) for unit in some), masi) if _is_category(table, name) else None
    return AgreementRow(table, name, articles, len(some), mine, its, agreed, _short(chance), _short(share))


def _short(share: float | None) -> float | None:
    """A figure to four decimals: more would be noise, and would hang on the order of adding up."""
    return None if share is None else round(share, 4)


def _sets(unit: Unit) -> tuple[frozenset[str], frozenset[str]]:
    first, second = (frozenset(map(canonical_json, json.loads(side))) for side in (unit.first, unit.second))
    return first, second


def _is_category(table: str, name: str) -> bool:
    """Whether a field's values are of a closed set: a vocabulary, countries, or true and false."""
    if name in ("stance", BASIS):
        return True
    if table == "articles":
        return is_closed(Article.model_fields[name])
    declared = compared(table).get(name)
    return declared is not None and declared.closed


def to_csv(kept: Iterable[Unit]) -> str:
    """Units as CSV text."""
    return lists.written(COLUMNS, map(astuple, kept))


def read(root: Path) -> list[Unit]:
    """The units that a dataset folder keeps; none where it has no reliability.csv.

    Raises TrilatError where the file is not one that `trilat agreement --record` wrote.
    """
    path = root / RELIABILITY
    if not path.exists():
        return []
    remedy = "write it with trilat agreement --record"
    return [Unit(*line) for line in lists.read(path.read_text(encoding="utf-8"), str(path), COLUMNS, remedy)]
