"""The release of the invented dataset, built once."""

import sys
from pathlib import Path

import pytest

from trilat import dataset
from trilat.dataset import parted as large_rows
from trilat.dataset import rows
from trilat.release.build import build

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from parts import parted  # the writer of large releases

collect_ignore_glob = ["samples/*"]   # programs for a type checker, some of them wrong

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"


@pytest.fixture(scope="session")
def invented_folder(tmp_path_factory):
    return build(GOLDEN, tmp_path_factory.mktemp("invented")).folder


@pytest.fixture(scope="session")
def invented(invented_folder):
    return dataset.load(path=invented_folder)


@pytest.fixture(scope="session")
def ds():
    """The dataset that comes with the package."""
    return dataset.load()


@pytest.fixture(scope="session")
def parted_folder(invented_folder, tmp_path_factory):
    """The invented release in parts of 40 rows, with row groups of 7."""
    return parted(invented_folder, tmp_path_factory.mktemp("parted") / "release", part=40, group=7)


@pytest.fixture
def large(parted_folder, monkeypatch, tmp_path):
    """The release, every table of which passes for too large for memory."""
    monkeypatch.setattr(large_rows, "LARGE", 0)
    monkeypatch.setattr(rows, "KEPT", 0)
    monkeypatch.setenv("TRILAT_CACHE", str(tmp_path / "cache"))
    return dataset.load(path=parted_folder)
