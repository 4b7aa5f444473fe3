"""Large releases, 10^7 meetings and claims in Parquet parts: what loading and asking cost, beside pyarrow and DuckDB.

Every task is a process of its own over the same files, and tells what it found, so that the run fails where two ways
find something else. Bytes read are those of the system's calls (`/proc/self/io`). Judges no times.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from parts import PART, write_release

from trilat.tables.arrow import arrow_schema
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES, ClaimRow, MeetingRow, SpanRow
from trilat.vocabularies import Topic

FIELDS = ("date", "place", "status", "parties", "level", "topics", "title", "summary")
COUNTRIES = ("US", "JP", "KR", "CN", "DE", "FR", "GB", "IN", "AU", "PH")
FIRST = date(2000, 1, 1)


def some(chance: np.random.Generator, values: Sequence[object], rows: int, kind: pa.DataType) -> pa.Array:
    """Values, each as likely as the others."""
    return pa.array(list(values), kind).take(pa.array(chance.integers(0, len(values), rows)))


def listed(chance: np.random.Generator, values: Sequence[str], rows: int, least: int, most: int) -> pa.Array:
    """Lists of so many values."""
    ends = np.concatenate([[0], np.cumsum(chance.integers(least, most + 1, rows))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), some(chance, values, int(ends[-1]), pa.string()))


def invented(row_type: type, rows: int, chance: np.random.Generator, given: dict[str, pa.Array]) -> pa.Table:
    """A table of which some columns are given; the others hold terms, countries, numbers and few texts."""
    made = {}
    for column in columns(row_type):
        kind = arrow_schema(row_type).field(column.name).type
        terms = [str(one) for one in column.vocabulary] if column.vocabulary else list(COUNTRIES)
        if column.name in given:
            made[column.name] = given[column.name]
        elif column.many:
            made[column.name] = listed(chance, terms, rows, 0, 0 if column.name == "disputed" else 2)
        elif column.kind == "string":
            made[column.name] = some(chance, terms, rows, kind)
        elif column.kind == "date":
            made[column.name] = pa.array(np.full(rows, 11000, np.int32)).cast(pa.date32())
        elif column.kind == "boolean":
            made[column.name] = pa.array(chance.integers(0, 2, rows).astype(bool))
        else:
            made[column.name] = pa.array(chance.integers(1, 9, rows))
    return pa.table(made, schema=arrow_schema(row_type))


def meetings(rows: int, part: int = PART) -> Iterator[pa.Table]:
    """Meetings, each with a title of its own; ids begin with parties and level, as those of people do."""
    for start in range(0, rows, part):
        chance, count = np.random.default_rng(start), min(part, rows - start)
        numbers = range(start, start + count)
        days = pa.array(chance.integers(11000, 20000, count, np.int32)).cast(pa.date32())
        texts = pa.array([(FIRST + timedelta(int(day) - 10957)).isoformat() for day in days.cast(pa.int32()).to_numpy()])
        yield invented(MeetingRow, count, chance, {
            "meeting_id": pa.array([f"us-jp-kr-envoys-{number:08}" for number in numbers]),
            "title": pa.array([f"Envoys of three capitals, round {number}" for number in numbers]),
            "date": texts, "date_earliest": days, "date_latest": days,
            "place_id": some(chance, [f"place-{one}" for one in range(2000)], count, pa.string()),
            "within_id": pa.nulls(count, pa.string()), "series": pa.nulls(count, pa.string()),
            "topics": listed(chance, [str(one) for one in Topic], count, 0, 3),
            "parties": listed(chance, COUNTRIES, count, 2, 4),
        })


def claims(rows: int, about: int, part: int = PART) -> Iterator[pa.Table]:
    """Claims on these many meetings, in the order of ids that are hashes: those on one meeting lie far apart."""
    for start in range(0, rows, part):
        chance, count = np.random.default_rng(start + 1), min(part, rows - start)
        tails = chance.integers(0, 2**32, count)
        on = chance.integers(0, about, count)
        ids = pa.array([f"us-jp-kr-envoys-{number:08}" for number in on])
        days = pa.array(chance.integers(11000, 20000, count, np.int32)).cast(pa.date32())
        yield invented(ClaimRow, count, chance, {
            "claim_id": pa.array([f"{number:08x}{tail:08x}" for number, tail in zip(
                range(start, start + count), tails, strict=True)]),
            "article_id": pa.array([f"harbour-post-{number:07}" for number in chance.integers(0, rows // 50 + 1, count)]),
            "record_table": pa.array(["meetings"] * count), "record_id": ids, "canonical_id": ids,
            "field": some(chance, FIELDS, count, pa.string()),
            "value": some(chance, [json.dumps(f"value {one}") for one in range(5000)], count, pa.string()),
            "origin_id": some(chance, [f"person-{one}" for one in range(20_000)], count, pa.string()),
            "asserted_earliest": days, "asserted_latest": days, "known_from": days,
            "span_ids": pa.array([[f"{number:08x}span"] for number in range(start, start + count)],
                                 pa.list_(pa.string())),
            "via_ids": listed(chance, ["agency-x", "agency-y", "agency-z"], count, 0, 1),
        })


def release(folder: Path, rows: int, part: int = PART, group: int = 50_000) -> Path:
    """A release with so many meetings, and as many claims on them."""
    return write_release(folder, {"meetings": meetings(rows, part), "claims": claims(rows, max(rows // 20, 1), part)},
                         group)


if __name__ == "__main__":
    release(Path(sys.argv[1]), int(sys.argv[2]))
