"""The invented dataset gives the golden release, byte for byte. Run as a program, this file writes it anew."""

import os
import shutil
import subprocess
import sys
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
KEPT = ("README.md", "datapackage.json", "csv/*", "json/*")
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


@pytest.mark.parametrize("world", [
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
])
def test_other_seeds_clocks_and_locales_give_the_same_bytes(release, tmp_path, world):
    copy = tmp_path / "dataset"
    for path in sorted(GOLDEN.glob("dataset/**/*.yaml"), reverse=True):
        target = copy / path.relative_to(GOLDEN / "dataset")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    code = "import sys, pathlib; from trilat.release.build import build; build(*map(pathlib.Path, sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", f"import os; os.umask(0o077); {code}", copy, tmp_path / "out"], check=True,
                   env=os.environ | world)
    assert bytes_of(tmp_path / "out" / release.name) == bytes_of(release)


if __name__ == "__main__":
    made = bytes_of(build(GOLDEN / "dataset", Path("build")).folder)
    shutil.rmtree(GOLDEN / "release", ignore_errors=True)
    for kept_name, kept_data in made.items():
        if any(Path(kept_name).match(glob) for glob in KEPT):
            kept_path = GOLDEN / "release" / kept_name
            kept_path.parent.mkdir(parents=True, exist_ok=True)
            kept_path.write_bytes(kept_data)
