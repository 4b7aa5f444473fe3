"""A Parquet file is read alike by the reader that is sooner imported, and by pyarrow's public cover of it."""

import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trilat.errors import ReleaseError
from trilat.store import parquet
from trilat.store.parquet import BoundedParquet
from trilat.store.reader import Light, open_parquet

TABLE = pa.table({
    "name": [f"n{row}" for row in range(50)], "lists": [["a", "b"][: row % 3] for row in range(50)],
    "texts": ["x", None] * 25, "pair": [{"one": row, "two": "t"} for row in range(50)], "number": range(50),
})


def as_parquet(table):
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=20, compression="zstd", write_page_checksum=True)
    return out.getvalue()


def both(monkeypatch, asked):
    """What is answered by the reader, and what by the public cover."""
    soon = asked()
    with monkeypatch.context() as without:
        without.delattr("pyarrow._parquet.ParquetReader")
        return soon, asked()


def test_the_reader_is_there_and_its_cover_is_taken_where_it_is_not_or_is_another(monkeypatch):
    source = pa.BufferReader(as_parquet(TABLE))
    soon, covered = both(monkeypatch, lambda: open_parquet(source))
    assert [type(soon), type(covered)] == [Light, pq.ParquetFile]
    monkeypatch.setattr("pyarrow._parquet.ParquetReader", type("Other", (), {"open": lambda *_: None}))
    assert type(open_parquet(source)) is pq.ParquetFile


@pytest.mark.parametrize("columns", [None, ["number", "lists"], ["pair", "nowhere"], []])
@pytest.mark.parametrize("stored", [None, ["name", "texts"]])
def test_both_read_the_same_rows(monkeypatch, columns, stored):
    data = as_parquet(TABLE)

    def asked():
        file = open_parquet(pa.BufferReader(data), read_dictionary=stored)
        again = open_parquet(io.BytesIO(data), metadata=file.metadata, read_dictionary=stored)
        return [file.schema_arrow, file.num_row_groups, file.metadata.num_rows, file.read(columns),
                again.read_row_group(1, columns), *again.iter_batches(7, [0, 2], columns=columns, use_threads=False)]

    soon, covered = both(monkeypatch, asked)
    assert len(soon) > 5
    assert soon == covered


def test_both_refuse_the_same_damaged_files_alike(monkeypatch):
    whole, chance, told = as_parquet(TABLE.drop_columns("pair")), random.Random(1), 0  # noqa: S311  # nothing secret
    monkeypatch.setattr(parquet, "FEW", 0)

    def asked():
        try:
            return BoundedParquet(data, 50, 10**6, "it").read()
        except ReleaseError as error:
            return str(error)

    for place in [*range(4, len(whole), 29), 0, len(whole) - 1]:
        data = bytes([*whole[:place], whole[place] ^ 1 << chance.randrange(8), *whole[place + 1 :]])
        soon, covered = both(monkeypatch, asked)
        assert soon == covered
        told += isinstance(soon, str)
    assert told > 20
