"""Articles flattened to a table for each list of records in them: by Trilat, with pyarrow alone, with pydantic."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
import pyarrow.parquet as pq

from trilat.models.article import ArticleFile

CHUNK = 8_000_000
"""Bytes of lines of which Trilat makes one part of each table."""

KEYS = ("of", "parent")
"""The columns by which the peers' rows know their article and the record that they are part of."""


def by_trilat(paths: Sequence[Path], out: Path, workers: int) -> None:
    """Validate every line strictly and flatten it, chunk by chunk, each into parts of the tables."""
    from trilat.bulk.chunks import chunks
    from trilat.workers import in_order

    for path in out.iterdir():
        path.unlink()
    for _ in in_order(partial(_part, out), enumerate(chunks(paths, CHUNK)), workers):
        pass


def _part(out: Path, numbered: Any) -> None:
    from trilat.bulk.flat import validated_and_flat

    number, chunk = numbered
    tables, refused = validated_and_flat(chunk.data())
    if refused:
        raise SystemExit(f"lines of {chunk.path} that do not fit the model: {refused[:5]}")
    for name, table in tables.items():
        if len(table):
            pq.write_table(table, out / f"{name}-{number:05}.parquet", compression="zstd")


def flattened(read: pa.Table) -> dict[str, pa.Table]:
    """A table of the articles, and one of each list of records in them, by name.

    Every row has the id of its article, `of`, and the place of the record that it is part of, `parent`, in the
    table of that. Records in records are flat columns, such as `article.text.sha256`; lists of texts and numbers stay.
    """
    whole = read.to_struct_array().combine_chunks()
    article = pc.struct_field(whole, ["article", "id"])
    return {name: pa.table(columns) for name, columns in _parts("articles", whole, article, None)}


def _parts(name: str, records: Any, article: Any, parent: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = {"of": article} | ({} if parent is None else {"parent": parent})
    lists = {}
    for path, values in _fields(records, ""):
        if pa.types.is_list(values.type) and pa.types.is_struct(values.type.value_type):
            lists[path] = values
        else:
            columns[path] = values
    yield name, columns
    for path, values in lists.items():
        place = pc.list_parent_indices(values)
        inner = path if name == "articles" else f"{name}.{path}"
        yield from _parts(inner, pc.list_flatten(values), article.take(place), place)


def _fields(records: Any, before: str) -> Iterator[tuple[str, Any]]:
    for number, field in enumerate(records.type):
        values = pc.struct_field(records, [number])
        if pa.types.is_struct(field.type):
            yield from _fields(values, f"{before}{field.name}.")
        else:
            yield before + field.name, values


def by_pyarrow(paths: Sequence[Path], out: Path, threads: int = 0) -> None:
    """Read JSON Lines with pyarrow.json, on so many threads or, with 0, as it sets them, and write flat tables."""
    if threads:
        pa.set_cpu_count(threads)
        pa.set_io_thread_count(threads)
    options = pyarrow.json.ReadOptions(use_threads=threads != 1)
    read = pa.concat_tables([pyarrow.json.read_json(path, options) for path in paths], promote_options="permissive")
    for name, table in flattened(read).items():
        pq.write_table(table, out / f"{name}.parquet", compression="zstd")


def by_pydantic(paths: Sequence[Path], out: Path, size: int = 5_000) -> None:
    """Validate each line into a pydantic object, dump it, and make Arrow tables of the dicts, some lines at a time."""
    from pydantic import TypeAdapter

    from trilat.bulk.flat import arrow_type

    adapter = TypeAdapter(ArticleFile)
    schema = pa.schema(list(arrow_type(ArticleFile)))
    writers: dict[str, pq.ParquetWriter] = {}
    lines = (line for path in paths for line in path.open("rb"))
    while some := list(islice(lines, size)):
        dumped = [adapter.validate_json(line).model_dump(mode="json") for line in some]
        for name, table in flattened(pa.Table.from_pylist(dumped, schema=schema)).items():
            if name not in writers:
                writers[name] = pq.ParquetWriter(out / f"{name}.parquet", table.schema, compression="zstd")
            writers[name].write_table(table)
    for writer in writers.values():
        writer.close()


def told(folder: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """Of every column of the tables in a folder that has values: how many, and the sum of numbers or lengths of texts.

    A table in parts is one; columns that say what a row is part of are left out, as each way has its own.
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for path in folder.glob("*.parquet"):
        table = pq.read_table(path)
        name = path.stem.partition("-")[0]
        for column in {*table.column_names} - {*KEYS, "line", *name.split(".")}:
            values = table[column].combine_chunks()
            while pa.types.is_list(values.type):
                values = pc.list_flatten(values)
            if pa.types.is_timestamp(values.type):  # pyarrow.json reads texts as days where all of them are
                values = pc.strftime(values, "%Y-%m-%d")
            size = pc.binary_length(values) if pa.types.is_string(values.type) else values.cast(pa.int64())
            count, total = found.get((name, column), (0, 0))
            found[name, column] = count + pc.count(values).as_py(), total + (pc.sum(size).as_py() or 0)
    return {key: numbers for key, numbers in found.items() if numbers[0]}
