"""The benchmarks run, and what they measure side by side gives the same results."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.tools


def quick(name: str, *options: str) -> str:
    """What a benchmark prints of few rows."""
    command = [sys.executable, ROOT / "benchmarks" / name, "--quick", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_pandas_and_duckdb_choose_what_trilat_chooses() -> None:
    told = quick("consolidate.py")
    assert "pandas differs in 0, DuckDB differs in 0" in told


def test_the_corpora_of_validation_are_sound_and_their_faults_are_found() -> None:
    told = quick("validate.py")
    assert "trilat validate, 5% faulty" in told


def test_every_fault_of_the_comparison_is_found_with_its_line() -> None:
    told = quick("faults.py")
    assert told.startswith("{'with its line': "), told


def test_the_ways_to_load_statements_count_the_same() -> None:
    told = quick("load.py")
    assert "three fields of all statements, by object" in told


def test_verifying_beside_sha256sum_finds_every_span_of_the_corpus() -> None:
    told = quick("verify.py")
    assert "| trilat verify, 2 workers |" in told
    assert "| by length first |" in told


def test_accuracy_is_told_of_every_strategy_and_rule_of_thumb() -> None:
    told = quick("accuracy.py")
    for by in ("precedence", "conservative", "majority of articles", "first article"):
        assert told.count(f"| {by} |") == 2, told


@pytest.mark.parametrize(("part", "says"), [
    ("flattening", "All make the same "), ("building", "DuckDB differs in 0."),
    ("memory", "| trilat validate, 1 worker | 60 |"),
])
def test_the_bulk_path_and_its_peers_make_the_same_of_the_same_lines(part: str, says: str) -> None:
    told = quick("scale.py", "--only", part)
    assert says in told


def test_every_way_to_ask_a_large_release_finds_the_same() -> None:
    told = quick("large.py")
    assert told.count("| all claims on a meeting |") == 4, told
