"""A folder of Stata files, one for each table, with labels of variables and values.

Terms and booleans are labelled numbers, days are Stata dates, lists are joined by semicolons as in CSV. Stata has no
empty text beside "": what is null and what is empty read alike there. `spans.end` is called `end_`, as Stata takes the
word for itself.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

from trilat.dataset.dataset import Dataset
from trilat.dataset.help import extra
from trilat.dataset.objects import OBJECTS
from trilat.tables.columns import Column, columns

LABEL = 80
"""Characters that a label can have."""
TEXT = 2045
"""Bytes that a text of fixed width can have; longer ones are written as strL."""
TAKEN = {"end": "end_"}
"""Columns whose names mean something to Stata, and what they are called there."""
UNICODE: Literal[118] = 118
"""The file format of Stata 14 and later."""


def to_stata(dataset: Dataset, folder: Path) -> None:
    """Write TABLE.dta for every table."""
    from trilat.dataset.codebook import entries

    said = {entry.name: entry.description for entry in entries()}
    day = dataset.provenance.released or dt.date(1960, 1, 1)
    for name, kind in OBJECTS.items():
        fields = columns(kind)
        frame = _frame(dataset, name)
        long = [column for column in frame if frame[column].dtype == object
                and (frame.empty or any(len(text.encode()) > TEXT for text in frame[column]))]
        frame.to_stata(
            folder / f"{name}.dta", write_index=False, version=UNICODE, convert_strl=long,
            convert_dates={_name(one): "td" for one in fields if one.kind == "date" and not frame.empty},
            variable_labels={_name(one): shortened(said[f"{name}.{one.name}"]) for one in fields},
            data_label=shortened(f"Trilat {dataset.version}, {name}"), time_stamp=dt.datetime.combine(day, dt.time()))


def shortened(text: str) -> str:
    """A text as a label: its first sentence, cut at a word where it is still too long.

    >>> shortened("The rank of the heads of delegation. More is said here.")
    'The rank of the heads of delegation.'
    """
    first = text.partition(". ")[0] + "." * (". " in text)
    return first if len(first) <= LABEL else first[: LABEL - 1].rpartition(" ")[0] + "…"


def _frame(dataset: Dataset, name: str) -> Any:
    pandas = extra("pandas")
    rows = dataset.table(name)
    return pandas.DataFrame({_name(column): _series(pandas, column, rows.column(column.name))
                             for column in columns(OBJECTS[name])})


def _name(column: Column) -> str:
    return TAKEN.get(column.name, column.name)


def _series(pandas: Any, column: Column, values: Any) -> Any:
    if not values:
        return pandas.Series([], dtype=object)  # Stata's writer can label nothing where there is nothing
    if column.many:
        return pandas.Series([";".join(value) for value in values], dtype=object)
    if column.vocabulary is not None:
        texts = [None if value is None else str(value) for value in values]
        terms = dict.fromkeys([*map(str, column.vocabulary), *filter(None, texts)])  # a newer schema has others
        return pandas.Categorical(texts, categories=list(terms))
    if column.kind == "boolean":
        words = {None: None, False: "no", True: "yes"}
        return pandas.Categorical([words[value] for value in values], categories=["no", "yes"])
    if column.kind == "date":
        return pandas.Series(pandas.to_datetime(list(values)), dtype="datetime64[s]")
    if column.kind in ("integer", "number"):
        return pandas.Series(list(values), dtype="float64" if column.optional else "int64")
    return pandas.Series(["" if value is None else value for value in values], dtype=object)
