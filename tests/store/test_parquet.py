"""Parquet files that are damaged, lie, or are meant to harm, in a release whose hashes are right."""

import io
import json
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from published import seal

from trilat.errors import ReleaseError
from trilat.release.build import build
from trilat.store import parquet
from trilat.store.folder import ReleaseFolder
from trilat.store.parquet import BoundedParquet
from trilat.tables.arrow import arrow_schema
from trilat.tables.rows import TABLES

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(GOLDEN, tmp_path_factory.mktemp("out")).folder


@pytest.fixture
def release(built, tmp_path):
    return shutil.copytree(built, tmp_path / "release")


def put(release, table, rows=None, name="people"):
    """Give a release another Parquet file, with hashes that are right."""
    data = table if isinstance(table, bytes) else as_parquet(table)
    (release / "parquet" / f"{name}.parquet").write_bytes(data)
    if rows is not None:
        package = json.loads((release / "datapackage.json").read_bytes())
        package["trilat"]["tables"][name]["rows"] = rows
        (release / "datapackage.json").write_text(json.dumps(package))
    seal(release)


def as_parquet(table, **options):
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", **options)
    return out.getvalue()


@pytest.mark.parametrize("table", TABLES)
def test_a_bounded_table_is_the_table(built, table):
    plain = pq.ParquetFile(built / "parquet" / f"{table}.parquet").read()
    read = ReleaseFolder(built).arrow(table)
    assert read.equals(plain)
    assert read.schema.equals(arrow_schema(TABLES[table]))


def test_some_columns_are_read_in_the_order_asked_for(built):
    data = (built / "parquet" / "people.parquet").read_bytes()
    plain = pq.ParquetFile(io.BytesIO(data)).read()
    bounded = BoundedParquet(data, plain.num_rows, 10**6, "people")
    assert bounded.read(["name", "person_id"]).equals(plain.select(["name", "person_id"]))
    with pytest.raises(ReleaseError, match="is damaged"):
        bounded.read(["nowhere"])


def test_lists_of_texts_of_many_row_groups_are_read(monkeypatch):
    table = pa.table({"name": [f"n{row}" for row in range(50)], "lists": [["a"] * (row % 4) for row in range(50)]})
    data = as_parquet(table, row_group_size=7)
    for few in (0, 50):
        monkeypatch.setattr(parquet, "FEW", few)
        assert BoundedParquet(data, 50, 10**6, "it").read().equals(table)


def long_text(rows, length):
    """One text, named by every row."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * length]))


@pytest.mark.parametrize("many", [False, True])
def test_a_small_file_that_expands_to_200_gigabytes_is_refused(release, many):
    rows, texts = 200_000, long_text(200_000, 1_000_000)
    if many:
        texts = pa.ListArray.from_arrays(pa.array(range(rows + 1), pa.int32()), texts)
    put(release, pa.table({"person_id": texts}), rows)
    assert (release / "parquet" / "people.parquet").stat().st_size < 100_000
    with pytest.raises(ReleaseError, match=r"grows beyond .* meant to harm"):
        ReleaseFolder(release).arrow("people")


def test_rows_beyond_those_of_the_release_are_not_read(release):
    put(release, pa.table({"person_id": pa.nulls(50_000_000, pa.string())}))
    with pytest.raises(ReleaseError, match="has 50000000 rows, and the release says"):
        ReleaseFolder(release).arrow("people")
    put(release, pa.table({"person_id": pa.nulls(50_000_000, pa.string())}), 50_000_000)
    with pytest.raises(ReleaseError, match="grows beyond"):
        ReleaseFolder(release).arrow("people")


@pytest.mark.parametrize("dictionary", [False, True])
@pytest.mark.parametrize("many", [False, True])
def test_what_is_no_utf_8_is_refused(release, dictionary, many):
    texts = pa.array([b"sound", b"\xff\xfe", b"\xc3"], pa.binary())
    column = pa.array([[one] for one in texts.to_pylist()], pa.list_(pa.binary())) if many else texts
    data = as_parquet(pa.table({"person_id": column}), use_dictionary=dictionary, store_schema=False)
    text = pa.list_(pa.string()) if many else pa.string()
    sound = pa.array([["a"]] * 3 if many else ["a"] * 3, text)
    as_text = as_parquet(pa.table({"person_id": sound}), use_dictionary=dictionary, store_schema=False)
    assert pq.read_schema(io.BytesIO(as_text)).field(0).type == text
    put(release, data, 3)
    lying = pa.table({"person_id": pa.array([b"sound", b"\xff\xfe", b"\xc3"], pa.binary()).view(pa.string())})
    if many:
        lying = pa.table({"person_id": pa.ListArray.from_arrays(pa.array(range(4), pa.int32()), lying[0].chunk(0))})
    put(release, as_parquet(lying, use_dictionary=dictionary), 3)
    with pytest.raises(ReleaseError, match=r"people\.parquet is damaged"):
        ReleaseFolder(release).arrow("people")


def test_a_footer_that_lies_is_noticed_or_does_no_harm(release):
    """Bytes of the footer are changed one by one: what is read is refused, or is what was written."""
    whole = as_parquet(pa.table({"person_id": [f"p{n}" for n in range(100)], "unnamed": [True, False] * 50}))
    sound = BoundedParquet(whole, 100, 10**6, "people").read()
    length = int.from_bytes(whole[-8:-4], "little")
    chance, told = random.Random(1), 0  # noqa: S311  # nothing secret
    for place in range(len(whole) - 8 - length, len(whole)):
        lying = bytearray(whole)
        lying[place] ^= 1 << chance.randrange(8)
        try:
            read = BoundedParquet(bytes(lying), 100, 10**6, "people").read()
        except ReleaseError:
            told += 1
            continue
        assert read.num_rows == sound.num_rows
        assert read.nbytes <= 10**6
    assert told > length // 4


@pytest.mark.parametrize("cut", [0, 1, 4, 8, 100, -1, -4, -8, -9])
def test_a_truncated_file_is_refused(release, cut):
    data = (release / "parquet" / "people.parquet").read_bytes()[:cut]
    (release / "parquet" / "people.parquet").write_bytes(data)
    with pytest.raises(ReleaseError, match=r"people\.parquet is damaged"):
        ReleaseFolder(release).arrow("people")
    put(release, data)
    with pytest.raises(ReleaseError, match=r"people\.parquet is damaged"):
        ReleaseFolder(release).arrow("people")


def test_no_path_reaches_the_library(release, monkeypatch):
    """A folder that is called like an address is a folder: the file is opened here, and its bytes are handed over."""
    monkeypatch.chdir(release.parent)
    odd = Path("s3:") / "bucket"
    odd.parent.mkdir()
    shutil.move(release, odd)
    assert ReleaseFolder(Path("s3://bucket")).arrow("people").num_rows > 0
    with pytest.raises(ReleaseError, match="is no release"):
        ReleaseFolder(Path("s3://elsewhere/bucket"))
