"""The release of the invented dataset, built once."""

from pathlib import Path

import pytest

from trilat import dataset
from trilat.release.build import build

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
