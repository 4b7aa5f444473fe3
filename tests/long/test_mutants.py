"""Long: mutants of sound files are judged, then go through all else that Trilat does with files; none holds it up.

TRILAT_MUTANTS is their number, which the workers of pytest-xdist share; TRILAT_SEED gives others. With
TRILAT_WHOLE=20 but one in twenty goes through all else, so that a million takes an hour or two on two cores.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutants import Mutants
from pipeline import checked, judged

from trilat.evidence.texts import Texts

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = sorted(path.relative_to(GOLDEN) for path in GOLDEN.glob("dataset/**/*.yaml"))
NUMBER = int(os.environ.get("TRILAT_MUTANTS", "8000"))
SEED = int(os.environ.get("TRILAT_SEED", "0"))
WHOLE = int(os.environ.get("TRILAT_WHOLE", "1"))
PART = 1000
SLOWEST = 1.0
"""Seconds of processor time that any one thing done with a file may take."""


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Path]:
    """A copy of the golden dataset."""
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("part", range(-(-NUMBER // PART)))
def test_no_mutant_brings_trilat_down_or_holds_it_up(dataset: Path, part: int) -> None:
    sound = [(GOLDEN / name).read_bytes() for name in FILES]
    mutants = Mutants(sound, seed=SEED + part)
    texts = Texts(GOLDEN / "texts")
    refused = 0
    for number in range(min(PART, NUMBER - part * PART)):
        which = number % len(FILES)
        lines = "articles" in FILES[which].parts and mutants.chance.random() < 0.3
        whole = dataset / FILES[which]
        path = whole.with_suffix(".jsonl") if lines else whole
        whole.unlink()
        path.write_bytes(mutants.made(which, lines))
        try:
            findings, took = checked(path, texts) if number // len(FILES) % WHOLE else judged(path, texts)
        except Exception as error:
            error.add_note(f"seed {SEED + part}, mutant {number} of {FILES[which]}: {path.read_bytes()[:2000]!r}")
            raise
        assert max(took.values()) < SLOWEST, (SEED + part, number, FILES[which], took)
        refused += bool(findings)
        path.unlink()
        whole.write_bytes(sound[which])
    assert refused > 0.3 * number
