"""The CSV files that keep what coders and auditors made of the data: text in every cell, one heading."""

import csv
import io
from collections.abc import Iterable, Sequence

from trilat.errors import TrilatError


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Rows as CSV text under their heading.

    >>> written(["claim_id", "note"], [["a", "this, that"]])
    'claim_id,note\na,"this, that"\n'
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def read(
    text: str, file: str, columns: Sequence[str], remedy: str, error: type[TrilatError] = TrilatError
) -> list[list[str]]:
    r"""The rows of CSV text.

    Args:
        text: The whole file.
        file: Its name, for errors.
        columns: The heading that it must have.
        remedy: What to do where it has another.
        error: What to raise where the heading is another, or a row has more or fewer cells.

    >>> read('claim_id,note\na,b\n', "audit.csv", ["claim_id", "note"], "draw it anew")
    [['a', 'b']]
    """
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not lines or lines[0] != list(columns):
        raise error(f"{file}: the first line must name the columns {','.join(columns)}; {remedy}")
    for number, line in enumerate(lines, 1):
        if len(line) != len(columns):
            raise error(f"{file}:{number}: has {len(line)} cells in place of {len(columns)}")
    return lines[1:]
