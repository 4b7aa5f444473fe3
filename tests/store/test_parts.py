"""Large tables in Parquet parts: rows are found by their keys, and what is not as it is said to be is refused."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from trilat import dataset
from trilat.dataset import parted as large_rows
from trilat.dataset import rows
from trilat.errors import ReleaseError
from trilat.release.build import build
from trilat.store import hashed
from trilat.store.folder import ReleaseFolder
from trilat.tables.arrow import arrow_schema
from trilat.tables.rows import TABLES, ConflictRow, PersonRow

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from parts import parted, seal, write_release  # the writer of such releases

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
FIRST = "parquet/claims/part-00000.parquet"
SECOND = "parquet/claims/part-00001.parquet"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    whole = build(GOLDEN, tmp_path_factory.mktemp("out")).folder
    return parted(whole, tmp_path_factory.mktemp("parted") / "release", part=40, group=7)


@pytest.fixture
def release(built, tmp_path, monkeypatch):
    monkeypatch.setenv("TRILAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(large_rows, "LARGE", 0)
    monkeypatch.setattr(rows, "KEPT", 0)
    return shutil.copytree(built, tmp_path / "release")


def say(release, **told):
    """Let the data package say something else of the first part of the claims."""
    package = json.loads((release / "datapackage.json").read_bytes())
    about = package["trilat"]["tables"]["claims"]
    about["parts"][0].update(told)
    about["rows"] = sum(part["rows"] for part in about["parts"])
    (release / "datapackage.json").write_text(json.dumps(package))
    seal(release)


def put(release, table, path=FIRST, **options):
    """Put another part in the place of one, with the hash that it has."""
    pq.write_table(table, release / path, compression="zstd", **{"row_group_size": 7, **options})
    seal(release)


def claims(release):
    return dataset.load(path=release).claims


def first_ids(release):
    return pq.read_table(release / FIRST).column("claim_id").to_pylist()


def test_a_missing_part_is_named(release):
    (release / SECOND).unlink()
    assert claims(release)[first_ids(release)[0]]
    with pytest.raises(ReleaseError, match=r"part-00001\.parquet cannot be read .*get the release again"):
        claims(release).column("field")


def test_a_part_that_is_not_listed_is_not_read(release):
    sums = (release / "SHA256SUMS").read_text().splitlines(keepends=True)
    (release / "SHA256SUMS").write_text("".join(line for line in sums if FIRST not in line))
    with pytest.raises(ReleaseError, match=f"does not list {FIRST}"):
        claims(release)[0].field  # noqa: B018


def test_a_path_that_leads_out_of_the_release_is_not_read(release):
    shutil.copy(release / FIRST, release.parent / "outside.parquet")
    say(release, path="../outside.parquet")
    with pytest.raises(ReleaseError, match=r"does not list \.\./outside"):
        claims(release)[0].field  # noqa: B018


@pytest.mark.parametrize("place", [5, 500, -300, -20])
def test_a_damaged_part_is_refused_before_it_is_parsed(release, place):
    data = bytearray((release / FIRST).read_bytes())
    data[place] ^= 1
    (release / FIRST).write_bytes(data)
    with pytest.raises(ReleaseError, match="is damaged: its SHA-256"):
        claims(release)[0].field  # noqa: B018
    with pytest.raises(ReleaseError, match="is damaged: its SHA-256"):
        dataset.load(path=release).verify()


@pytest.mark.parametrize("told", [39, 41, 39_000])
def test_a_part_with_other_rows_than_are_told_is_refused(release, told):
    say(release, rows=told)
    with pytest.raises(ReleaseError, match=f"has 40 rows, and the release says {told}"):
        claims(release)[0].field  # noqa: B018


def test_parts_whose_rows_do_not_add_up_are_refused(release):
    package = json.loads((release / "datapackage.json").read_bytes())
    package["trilat"]["tables"]["claims"]["rows"] += 1
    (release / "datapackage.json").write_text(json.dumps(package))
    seal(release)
    with pytest.raises(ReleaseError, match="rows together, and the table has"):
        len(claims(release))


@pytest.mark.parametrize("told", [{"rows": -40}, {"rows": "40"}, {"rows": True}, {"first": None}, {"last": 7},
                                  {"first": ["a", "b"]}, {"last": []}])
def test_parts_that_are_told_wrongly_are_refused(release, told):
    package = json.loads((release / "datapackage.json").read_bytes())
    package["trilat"]["tables"]["claims"]["parts"][0].update(told)
    (release / "datapackage.json").write_text(json.dumps(package))
    seal(release)
    with pytest.raises(ReleaseError, match="the parts of claims"):
        len(claims(release))


@pytest.mark.parametrize(("side", "key"), [("first", "0"), ("last", "84e33837298e5b37"), ("last", "84f")])
def test_a_part_that_runs_from_elsewhere_is_refused(release, side, key):
    assert (side, key) != (side, json.loads((release / "datapackage.json").read_bytes())
                           ["trilat"]["tables"]["claims"]["parts"][0][side])
    say(release, **{side: key})
    with pytest.raises(ReleaseError, match=r"does not run from .* in the order of its key"):
        claims(release)[0].field  # noqa: B018


def test_parts_in_disorder_are_refused(release):
    package = json.loads((release / "datapackage.json").read_bytes())
    package["trilat"]["tables"]["claims"]["parts"].reverse()
    (release / "datapackage.json").write_text(json.dumps(package))
    seal(release)
    with pytest.raises(ReleaseError, match=r"are not in order: .*begins before .* ends"):
        len(claims(release))
    say(release, first="z")
    with pytest.raises(ReleaseError, match="begins after its end"):
        len(claims(release))


def test_rows_in_disorder_are_noticed_before_one_is_sought_among_them(release):
    table = pq.read_table(release / FIRST)
    put(release, table.take([0, 2, 1, *range(3, 40)]))
    with pytest.raises(ReleaseError, match=r"not in the order of its key \(row group 0\)"):
        claims(release)[table.column("claim_id")[3].as_py()]
    with pytest.raises(ReleaseError, match="not in the order of its key"):
        dataset.load(path=release).verify()
    put(release, table.take([*range(7, 14), *range(7), *range(14, 40)]))
    with pytest.raises(ReleaseError, match="does not run from"):
        claims(release).get(table.column("claim_id")[3].as_py())


def test_a_row_that_is_there_twice_is_noticed(release):
    table = pq.read_table(release / FIRST)
    put(release, table.take([0, 1, 1, *range(3, 40)]))
    with pytest.raises(ReleaseError, match="not in the order of its key"):
        dataset.load(path=release).verify()


def test_a_part_with_other_columns_is_refused(release):
    table = pq.read_table(release / FIRST)
    put(release, table.drop(["claim_id"]))
    with pytest.raises(ReleaseError, match="claims has no column claim_id"):
        claims(release)[0].stance  # noqa: B018
    put(release, table.set_column(table.schema.get_field_index("field"), "field", pa.array(range(40))))
    with pytest.raises(ReleaseError, match="field is int64, and claims have string there"):
        claims(release)[0].stance  # noqa: B018


def test_a_column_that_a_release_of_an_older_schema_does_not_have_is_empty(release):
    for path in sorted((release / "parquet" / "claims").iterdir()):
        put(release, pq.read_table(path).drop(["field", "span_ids"]), path.relative_to(release))
    ds = dataset.load(path=release)
    assert set(ds.claims.column("field")) == {None}
    assert (ds.claims[8].field, ds.claims[8].span_ids, ds.claims[8].stance) == (None, (), "stated")
    assert len(ds.claims.where(field=None, span_ids=None)) == len(ds.claims)
    assert ds.claims.counts("field") == {None: len(ds.claims)}
    asked = ds.sql("select distinct field, span_ids, count(*) over () from claims")
    assert asked.rows == [(None, [], len(ds.claims))]
    assert set(ds.claims.to_polars(lazy=True).collect()["field"]) == {None}
    assert set(ds.claims.to_arrow()["field"].to_pylist()) == {None}


def test_a_small_part_that_expands_to_gigabytes_is_refused(release):
    table = pq.read_table(release / FIRST)
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 40, pa.int32()), pa.array(["x" * 10_000_000]))
    put(release, table.set_column(table.schema.get_field_index("value"), "value", long), row_group_size=40)
    assert (release / FIRST).stat().st_size < 100_000
    with pytest.raises(ReleaseError, match=r"grows beyond .* meant to harm"):
        claims(release)[0].value  # noqa: B018


def test_row_groups_that_take_too_much_memory_are_refused(release):
    many = pa.table({"claim_id": pa.nulls(1_200_000, pa.string())})
    put(release, many, row_group_size=1_200_000)
    say(release, rows=1_200_000)
    with pytest.raises(ReleaseError, match="row groups of more than"):
        claims(release)[0].value  # noqa: B018


def test_a_part_is_hashed_once_and_again_when_it_changed(release, monkeypatch):
    monkeypatch.setattr(hashed, "SETTLED", -(10**18))
    hashes = []
    plain = hashed.file_sha256
    monkeypatch.setattr(hashed, "file_sha256", lambda path: hashes.append(path.name) or plain(path))
    for _ in range(3):
        assert claims(release)[0].field
    assert hashes == ["part-00000.parquet"]
    os.utime(release / FIRST, ns=(1, 1))
    assert claims(release)[0].field
    assert len(hashes) == 2
    for broken in (b"[]", b'{"parquet/claims/part-00000.parquet": 7}', b"\xff", b"[" * 100_000):
        (memory,) = Path(os.environ["TRILAT_CACHE"]).glob("hashed/*.json")
        memory.write_bytes(broken)
        assert claims(release)[0].field


def test_a_file_that_just_changed_is_hashed_each_time(release, monkeypatch):
    hashes = []
    plain = hashed.file_sha256
    monkeypatch.setattr(hashed, "file_sha256", lambda path: hashes.append(path.name) or plain(path))
    os.utime(release / FIRST)
    assert claims(release)[0].field
    assert claims(release)[1].field
    assert len(hashes) == 2


def test_parts_are_read_where_the_cache_cannot_be_written(release, monkeypatch):
    monkeypatch.setenv("TRILAT_CACHE", str(release / "datapackage.json"))
    assert claims(release)[0].field


def test_damage_that_leaves_size_and_time_is_noticed_by_the_checksums_of_pages(release, monkeypatch):
    monkeypatch.setattr(hashed, "SETTLED", -(10**18))
    assert claims(release)[0].claim_id
    status = (release / FIRST).stat()
    chunk = pq.read_metadata(release / FIRST).row_group(0).column(0)
    data = bytearray((release / FIRST).read_bytes())
    data[(chunk.dictionary_page_offset or chunk.data_page_offset) + chunk.total_compressed_size // 2] ^= 1
    with (release / FIRST).open("r+b") as file:
        file.write(data)
    os.utime(release / FIRST, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ReleaseError, match="is damaged"):
        claims(release)[0].claim_id  # noqa: B018
    with pytest.raises(ReleaseError, match="is damaged: its SHA-256"):
        dataset.load(path=release).verify()


def test_a_part_that_changes_while_the_release_is_open_is_not_read_on(release):
    table = claims(release)
    assert table[0].field
    os.utime(release / FIRST, ns=(1, 1))
    with pytest.raises(ReleaseError, match="changed while the release was open: load it again"):
        table[0].stance  # noqa: B018


def test_tables_without_rows_are_empty(release):
    ds = dataset.load(path=release)
    empty = [name for name in TABLES if not len(ds.table(name))]
    for name in empty:
        assert list(ds.table(name)) == []
        assert ds.table(name).to_arrow().schema.equals(arrow_schema(TABLES[name]))
        assert ds.sql(f"select * from {name}").rows == []  # noqa: S608  # our own names
    assert "agreement" in empty or "resolutions" in empty


KEYS = some.text(some.sampled_from("ab~é\uffff\U0001f600"), max_size=3)


def people(keys):
    fields = {"person_id": sorted(set(keys))}
    rows = len(fields["person_id"])
    return pa.table({name: fields.get(name) or pa.array([[]] * rows, kind) if name in fields or pa.types.is_list(kind)
                     else pa.array([False] * rows) if name == "unnamed" else pa.nulls(rows, kind)
                     for name, kind in ((one.name, one.type) for one in arrow_schema(PersonRow))},
                    schema=arrow_schema(PersonRow))


def conflicts(keys):
    listed = sorted(set(keys))
    rows = len(listed)
    columns = dict(zip(ConflictRow.key, map(list, zip(*listed, strict=True)), strict=True)) if rows else {
        name: [] for name in ConflictRow.key}
    return pa.table(columns | {"chosen": [True] * rows, "chosen_by": ["rank"] * rows, "claim_ids": [[]] * rows,
                               "independent_sources": [1] * rows}, schema=arrow_schema(ConflictRow))


@settings(max_examples=40)
@given(some.lists(KEYS, max_size=30), some.lists(KEYS, max_size=10), some.integers(1, 9), some.integers(1, 4))
def test_a_row_is_found_by_its_key(keys, others, part, group):
    found_everywhere("people", people(keys), [*keys, *others], part, group)


@settings(max_examples=40)
@given(some.lists(some.tuples(KEYS, KEYS, KEYS, KEYS), max_size=30), some.tuples(KEYS, KEYS, KEYS, KEYS),
       some.integers(1, 9), some.integers(1, 4))
def test_a_row_is_found_by_a_key_of_several_columns(keys, other, part, group):
    found_everywhere("conflicts", conflicts(keys), [*keys, other], part, group)


def found_everywhere(name, whole, asked, part, group):
    pieces = [whole.slice(start, part) for start in range(0, max(len(whole), 1), part)]
    key = TABLES[name].key
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRILAT_CACHE", str(Path(made) / "cache"))
        parts = ReleaseFolder(write_release(Path(made), {name: pieces}, group)).parts(name)
        listed = list(zip(*(whole.column(one).to_pylist() for one in key), strict=True))
        at = {one: place for place, one in enumerate(listed)}
        assert parts.rows == len(whole)
        for one in asked:
            sought = one if isinstance(one, tuple) else (one,)
            assert parts.place(sought) == at.get(sought)
            list(parts.near(key[0], sought[0]))
        parts.check()
        assert parts.arrow().equals(whole)
