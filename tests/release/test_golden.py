"""The invented dataset gives the golden release, byte for byte. Run as a program, this file writes it anew."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from trilat.hashing import sha256
from trilat.release.assemble import assemble
from trilat.release.build import build
from trilat.sheets import read_dataset
from trilat.tables.arrow import to_arrow
from trilat.tables.rows import TABLES

GOLDEN = Path(__file__).parents[1] / "golden"
KEPT = ("README.md", "CITATION.cff", ".zenodo.json", "datapackage.json", "csv/*", "json/*")
"""What is compared with the files in the repository: Parquet's bytes change with the version of pyarrow."""


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return build(GOLDEN / "dataset", tmp_path_factory.mktemp("out")).folder


def test_a_build_gives_the_golden_release(release):
    kept = {name: data for name, data in bytes_of(release).items() if any(Path(name).match(glob) for glob in KEPT)}
    golden = bytes_of(GOLDEN / "release")
    assert kept.keys() == golden.keys()
    for name, data in golden.items():
        assert kept[name].decode() == data.decode(), name


def test_every_file_is_listed_with_its_hash(release):
    files = bytes_of(release)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert lines == [f"{sha256(data)}  {name}" for name, data in sorted(files.items())]


def test_parquet_holds_the_same_rows_as_the_tables(release):
    sheets = read_dataset(GOLDEN / "dataset")
    tables = assemble([s.model for s in sheets.articles], {name: s.model for name, s in sheets.registries.items()})
    for name, row_type in TABLES.items():
        with pq.ParquetFile(release / "parquet" / f"{name}.parquet") as file:
            assert file.read().equals(to_arrow(row_type, tables[name])), name


if __name__ == "__main__":
    made = bytes_of(build(GOLDEN / "dataset", Path("build")).folder)
    shutil.rmtree(GOLDEN / "release", ignore_errors=True)
    for kept_name, kept_data in made.items():
        if any(Path(kept_name).match(glob) for glob in KEPT):
            kept_path = GOLDEN / "release" / kept_name
            kept_path.parent.mkdir(parents=True, exist_ok=True)
            kept_path.write_bytes(kept_data)
