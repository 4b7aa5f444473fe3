"""Tables of a release as CSV, read as a stream: every row and cell that is not as a release has it, at its place.

The place of a finding is the line that the row begins in and the number of the cell in it, from 1.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trilat.findings import Finding, visible
from trilat.reading.cells import Ids, bare, judge
from trilat.reading.text import utf_16, wrong_characters
from trilat.tables.columns import Row, columns
from trilat.tables.text import long_cells

LONGEST_CELL = 1_000_000
"""How many characters a cell has at most."""

MOST_FINDINGS = 1_000
"""How many findings of one file are told."""

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
        """Every fault, in the order of the lines."""
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

    def _judged(self, rows: Iterator[tuple[int, list[str]]], names: list[str]) -> Iterator[Finding]:
        judges = [judge(column, self.row_type, self.ids) for column in columns(self.row_type)]
        known: list[set[str]] = [set() for _ in names]
        key_places = [names.index(name) for name in self.row_type.key]
        keys: dict[tuple[str, ...], int] = {}
        for line, cells in rows:
            yield from self._drained()
            if len(cells) != len(names):
                message = f"the row has {len(cells)} cells; the header has {len(names)}"
                yield Finding(self.file, line, 1, "row-length", message, "put cells that hold commas in quotes")
                continue
            for place, (cell, sound) in enumerate(zip(cells, known, strict=True)):
                if cell not in sound:
                    fault = judges[place](cell)
                    if fault is not None:
                        rule, message, remedy = fault
                        yield Finding(self.file, line, place + 1, rule, message, remedy, names[place])
                    elif len(sound) < MOST_KNOWN:
                        sound.add(cell)
            key = tuple([cells[place] for place in key_places])
            first = keys.setdefault(key, line)
            if first != line:
                message = f"{', '.join(map(visible, key))} stands in line {first} already"
                yield Finding(self.file, line, key_places[0] + 1, "key-twice", message, "keep one of the two rows")

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


def _difference(names: Sequence[str], wanted: Sequence[str]) -> str:
    missing = [name for name in wanted if name not in names]
    unknown = [visible(name) for name in names if name not in wanted]
    parts = [f"{what} {', '.join(some)}" for what, some in (("missing", missing), ("unknown", unknown)) if some]
    return f": {'; '.join(parts)}" if parts else ": their order or number differs"
