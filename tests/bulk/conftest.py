"""A dataset in JSON Lines, for what works on large ones."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    """A dataset of invented articles in JSON Lines."""
    folder = tmp_path_factory.mktemp("corpus")
    command = [sys.executable, ROOT / "benchmarks" / "generate.py", folder, "--articles", "120"]
    subprocess.run(command, check=True)
    return folder / "dataset"
