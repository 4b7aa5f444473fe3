"""Some mutants of the golden files, through all that Trilat does with files; make test-long takes many more."""

import shutil
from pathlib import Path

import pytest
from mutants import Mutants
from pipeline import judged

from trilat.evidence.texts import Texts

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path.relative_to(GOLDEN) for path in GOLDEN.glob("dataset/**/*.yaml"))


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    return tmp_path


CASES = [(name, False) for name in FILES] + [(name, True) for name in FILES if "articles" in name.parts]


@pytest.mark.parametrize(("name", "lines"), CASES, ids=lambda one: one.stem if isinstance(one, Path) else str(one))
def test_a_mutant_goes_through_all_that_is_done_with_files(dataset: Path, name: Path, lines: bool) -> None:
    path = dataset / name
    sound = [(GOLDEN / one).read_bytes() for one in FILES]
    mutants = Mutants(sound, seed=FILES.index(name))
    texts = Texts(GOLDEN / "texts")
    if lines:
        path.unlink()
        path = path.with_suffix(".jsonl")
    refused = 0
    for _ in range(6):
        path.write_bytes(mutants.made(FILES.index(name), lines))
        findings, _ = judged(path, texts)
        refused += bool(findings)
    assert refused
