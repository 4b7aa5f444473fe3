"""One annotated article or registry: its model, where its values stand, and what is kept when it is put aside."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

from trilat import edtf
from trilat.findings import Finding, path_text
from trilat.models.article import Evidence
from trilat.models.gist import Gist, MeetingGist, Telling, gist_of, telling_of
from trilat.models.outline import Found, Slot, gather, is_marked, walk
from trilat.models.parts import Part, evidence_lists, parts
from trilat.models.registries import DistinctFile
from trilat.reading.comments import Comment, comments
from trilat.reading.document import Document, Path
from trilat.reading.packed import has_lines
from trilat.reading.read import Read
from trilat.vocabularies import RESERVED_ORIGINS

RESERVED_IN = ("by", "speakers")
"""The fields in which origins stand that are no records."""

Asked: TypeAlias = Mapping[tuple[str, ...], Set[str]]
"""The ids that are to lead to records, by the tables that they may be in."""


class Kept(NamedTuple):
    """What is kept of an article that is put aside: enough to hold it against others.

    `asked` are the ids that it points at, but for those that need not be looked up again.
    """

    gist: Gist
    asked: Asked
    has_impossible_date: bool
    may_suppress: bool


@dataclass(frozen=True, eq=False)
class Sheet:
    """One annotated article or one registry; `file` is the name to show, and `again` reads it.

    What was put aside is read again where more is asked of it than was `kept`. One that only stands beside those that
    are judged has `is_judged` false: nobody asks where its faults are.
    """

    file: str
    again: Callable[[], Read]
    is_judged: bool = True
    kept: Kept | None = None

    @cached_property
    def _read(self) -> Read:
        return self.again()

    @cached_property
    def model(self) -> Any:
        """What the file says."""
        return self._read.model

    @property
    def text(self) -> str:
        """The text of the whole file."""
        return self._read.text

    @property
    def document(self) -> Document:
        """What the file says, and where."""
        document = self._read.document
        if document is None:
            raise RuntimeError(f"{self.file} was read before, and cannot be read again")
        return document

    @cached_property
    def marked(self) -> Sequence[Found]:
        """Every id, date and party in the file, with the way to it and what field it stands in."""
        return walk(self.model, is_marked)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Every part of an annotated article that makes claims, in the order of the file."""
        return tuple(parts(self.model))

    @cached_property
    def evidence(self) -> Sequence[tuple[Path, Sequence[Evidence]]]:
        """Every list of spans and quotes of an annotated article, with the way to it."""
        return evidence_lists(self.model)

    @cached_property
    def gist(self) -> Gist:
        """What other articles ask of an annotated article."""
        if self.kept:
            return self.kept.gist
        return gist_of(self.model, (one for _, listed in self.evidence for one in listed))

    @cached_property
    def references(self) -> Sequence[tuple[Path, tuple[str, ...], str]]:
        """Every id in the file that points at a record: where it stands, and the tables that it may be in."""
        return list(_references(self.model, self.marked))

    @cached_property
    def _gathered(self) -> Mapping[Slot, Sequence[Any]]:
        """The ids, dates and parties in the file by their fields, wherever they stand."""
        return gather(self.model, is_marked)

    @cached_property
    def asked(self) -> Asked:
        """The ids in the file that point at records."""
        if self.kept:
            return self.kept.asked
        asked: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for slot, values in self._gathered.items():
            if slot.tables:
                named = {value.rstrip("~") for value in values}
                asked[slot.tables] |= named - RESERVED_ORIGINS.keys() if slot.name in RESERVED_IN else named
            elif slot.party:
                asked["organizations",] |= {value.removeprefix("org:") for value in values if value[:4] == "org:"}
        for _, tables, record in _distinct(self.model):
            asked[tables].add(record)
        return asked

    @cached_property
    def impossible_dates(self) -> Sequence[tuple[Path, str]]:
        """Every date in the file that the calendar does not have: the way to it, and why."""
        if not self.has_impossible_date:
            return ()
        dates = ((path, _impossible(value)) for path, slot, value in self.marked if slot.dated)
        return [(path, why) for path, why in dates if why is not None]

    @cached_property
    def has_impossible_date(self) -> bool:
        """Whether any date in the file is none that the calendar has."""
        if self.kept:
            return self.kept.has_impossible_date
        dated = (values for slot, values in self._gathered.items() if slot.dated)
        return any(_impossible(value) is not None for values in dated for value in values)

    @property
    def may_suppress(self) -> bool:
        """Whether comments in the file may set findings aside."""
        if self.kept:
            return self.kept.may_suppress
        return not has_lines(self.file) and "trilat:" in self.text

    @property
    def comments(self) -> Iterator[Comment]:
        """The comments of a YAML file, in their order."""
        if not has_lines(self.file) and "#" in self.text:
            yield from comments(self.document, self.document.text)

    def telling(self, place: int) -> Telling:
        """By what a statement of an annotated article could be known again."""
        return telling_of(self.gist.article.id, self.model.statements[place])

    def line_of(self, path: Path) -> int:
        """The line at which a value stands."""
        return self.document.locate(path).line

    def finding(self, path: Path, message: str, remedy: str) -> Finding:
        """A finding at the value that `path` leads to, or at what holds it; its rule gives it name and severity."""
        if not self.is_judged:
            return self.finding_at(0, 0, message, remedy)
        mark, (end_line, end_column) = self.document.locate(path), self.document.end(path)
        return Finding(self.file, mark.line, mark.column, "", message, remedy, path_text(path), end_line=end_line,
                       end_column=end_column)

    def finding_at(self, line: int, column: int, message: str, remedy: str) -> Finding:
        """A finding at a place that no value has, such as a comment's."""
        return Finding(self.file, line, column, "", message, remedy)


class Placed(NamedTuple):
    """The gist of a meeting entry, and where the entry stands."""

    sheet: Sheet
    path: Path
    entry: MeetingGist


@lru_cache(maxsize=100_000)
def _impossible(text: str) -> str | None:
    """Why a date is none."""
    try:
        edtf.parse(text)
    except ValueError as error:
        return str(error)
    return None


def _references(model: Any, marked: Sequence[Found]) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    for path, slot, value in marked:
        if slot.tables:
            if not (value in RESERVED_ORIGINS and path[-2:][0] in RESERVED_IN):
                yield path, slot.tables, value.rstrip("~")
        elif slot.party and value.startswith("org:"):
            yield path, ("organizations",), value.removeprefix("org:")
    yield from _distinct(model)


def _distinct(model: Any) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    """The ids in distinct.yaml, whose table stands beside them."""
    for place, one in enumerate(model.distinct if isinstance(model, DistinctFile) else ()):
        for number, record in enumerate(one.records):
            yield ("distinct", place, "records", number), (one.table,), record
