"""Tables of a release as CSV, read as a stream: every row and cell that is not as a release has it, at its place.

The place of a finding is the line that the row begins in and the number of the cell in it, from 1.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from trilat.findings import Finding, visible
from trilat.reading.cells import Ids, Judge, bare, judge
from trilat.reading.document import Refusal
from trilat.reading.text import utf_16, wrong_characters
from trilat.tables.columns import Row, columns
from trilat.tables.text import long_cells

LONGEST_CELL = 1_000_000
"""How many characters a cell has at most."""

MOST_FINDINGS = 1_000
"""How many findings of one file are told."""

BATCH = 1_000
"""How many rows are judged together, column by column."""

MOST_KNOWN = 100_000
"""How many different cells of a column are remembered as sound."""


def check_table(path: Path, row_type: type[Row], ids: Ids) -> Iterator[Finding]:
    """What is wrong with a CSV file of a table; `ids` are those of the tables that it points at, as far as known."""
    file = path.as_posix()
    with path.open("rb") as lines, long_cells(LONGEST_CELL):
        for told, finding in enumerate(_Table(file, row_type, ids).findings(lines)):
            if told == MOST_FINDINGS:
                message = f"more than {MOST_FINDINGS} findings; what follows was not judged"
                yield Finding(file, finding.line, 0, "many-findings", message, "mend these first")
                return
            yield finding


def ids_of(path: Path, row_type: type[Row]) -> Iterator[str]:
    """The ids of the rows of a CSV file, up to the first row that is no CSV."""
    with path.open("rb") as file, long_cells(LONGEST_CELL):
        reader = csv.reader((line.decode("utf-8", "surrogateescape") for line in file), strict=True)
        try:
            place = next(reader).index(row_type.key[0])
            for cells in reader:
                if len(cells) > place:
                    yield bare(cells[place])
        except (csv.Error, StopIteration, ValueError):
            return


class _Reader(Protocol):
    """What csv.reader gives."""

    line_num: int

    def __next__(self) -> list[str]:
        """The next row."""
        ...


@dataclass
class _Table:
    """One table as it is read."""

    file: str
    row_type: type[Row]
    ids: Ids
    faults: list[Finding] = field(default_factory=list)

    def findings(self, data: Iterable[bytes]) -> Iterator[Finding]:
        """Every fault, nearly in the order of the lines."""
        reader = csv.reader(self._lines(data), strict=True)
        rows = self._rows(reader)
        line, names = next(rows, (0, []))
        yield from self._drained()
        wanted = [column.name for column in columns(self.row_type)]
        if names != wanted:
            if line:
                message = f"the columns are not those of {self.row_type.table}{_difference(names, wanted)}"
                yield Finding(self.file, line, 1, "table-header", message, f"in this order: {','.join(wanted)}")
            elif not self.faults:
                yield Finding(self.file, 0, 0, "table-header", "the file has no header", ",".join(wanted))
            return
        yield from self._judged(rows, wanted)
        yield from self._drained()

    def _judged(self, rows: Iterator[tuple[int, list[str]]], names: Sequence[str]) -> Iterator[Finding]:
        """What is wrong with the rows below the header, a batch at a time."""
        judged = [_Cells(judge(column, self.row_type, self.ids)) for column in columns(self.row_type)]
        key_places = [names.index(name) for name in self.row_type.key]
        keys: dict[tuple[str, ...], int] = {}
        while batch := list(islice(rows, BATCH)):
            lines, fitting = [], []
            for line, cells in batch:
                if len(cells) == len(names):
                    lines.append(line)
                    fitting.append(cells)
                else:
                    message = f"the row has {len(cells)} cells; the header has {len(names)}"
                    yield Finding(self.file, line, 1, "row-length", message, "put cells that hold commas in quotes")
            by_column = list(zip(*fitting, strict=True))
            for place, column in enumerate(by_column):
                for line, (rule, message, remedy) in judged[place].faults(lines, column):
                    yield Finding(self.file, line, place + 1, rule, message, remedy, names[place])
            if by_column:
                found = zip(*(by_column[place] for place in key_places), strict=True)
                for line, key, first in _repeated(zip(found, lines, strict=True), keys):
                    message = f"{', '.join(map(visible, key))} stands in line {first} already"
                    remedy = "keep one of the two rows"
                    yield Finding(self.file, line, key_places[0] + 1, "key-twice", message, remedy)

    def _rows(self, reader: "_Reader") -> Iterator[tuple[int, list[str]]]:
        """Each row with the line that it begins in. A row that is no CSV ends the reading."""
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                remedy = "put cells that hold quotes, commas or line breaks in quotes, and double the quotes in them"
                self.faults.append(Finding(self.file, line, 1, "csv-syntax", f"the row is not CSV: {error}", remedy))
                return
            yield line, cells

    def _lines(self, data: Iterable[bytes]) -> Iterator[str]:
        """The lines as text; what no file may have in them is noted."""
        number, raw = 0, b"\n"
        for number, raw in enumerate(data, 1):
            if number == 1 and (finding := utf_16(raw, self.file)):
                self.faults.append(finding)
                return
            line = raw.decode("utf-8", "surrogateescape")
            self.faults.extend(wrong_characters(line, self.file, number))
            yield line
        if not raw.endswith(b"\n"):
            message = "the file does not end with a line break; it may be cut short"
            self.faults.append(Finding(self.file, number, len(raw) + 1, "cut-file", message, "get the whole file"))

    def _drained(self) -> Iterator[Finding]:
        """What was noted of lines since."""
        if self.faults:
            yield from self.faults
            self.faults.clear()


class _Cells:
    """The cells of one column: each different one is judged once."""

    def __init__(self, judge_one: Judge) -> None:
        self.judge_one = judge_one
        self.sound: set[str] = set()

    def faults(self, lines: Sequence[int], cells: Sequence[str]) -> Iterator[tuple[int, Refusal]]:
        """What is wrong with some of the cells, and in which of the lines."""
        new = set(cells) - self.sound
        wrong = {cell: fault for cell in new if (fault := self.judge_one(cell)) is not None}
        if len(self.sound) < MOST_KNOWN:
            self.sound |= new - wrong.keys()
        if wrong:
            yield from ((line, wrong[cell]) for line, cell in zip(lines, cells, strict=True) if cell in wrong)


def _repeated(
    found: Iterable[tuple[tuple[str, ...], int]], keys: dict[tuple[str, ...], int]
) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Keys that were there before, with their line and that of the first; all are added to those that were."""
    for key, line in found:
        first = keys.setdefault(key, line)
        if first != line:
            yield line, key, first


def _difference(names: Sequence[str], wanted: Sequence[str]) -> str:
    missing = [name for name in wanted if name not in names]
    unknown = [visible(name) for name in names if name not in wanted]
    parts = [f"{what} {', '.join(some)}" for what, some in (("missing", missing), ("unknown", unknown)) if some]
    return f": {'; '.join(parts)}" if parts else ": their order or number differs"
