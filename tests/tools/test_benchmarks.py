"""The benchmarks run, and what they measure side by side gives the same results."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.tools


def test_pandas_and_duckdb_choose_what_trilat_chooses() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "consolidate.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pandas differs in 0, DuckDB differs in 0" in done.stdout


def test_the_corpora_of_validation_are_sound_and_their_faults_are_found() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "validate.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "trilat validate, 5% faulty" in done.stdout


def test_every_fault_of_the_comparison_is_found_with_its_line() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "faults.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("{'with its line': "), done.stdout


def test_the_ways_to_load_statements_count_the_same() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "load.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "three fields of all statements, by object" in done.stdout


def test_verifying_beside_sha256sum_finds_every_span_of_the_corpus() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "verify.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| trilat verify, 2 workers |" in done.stdout
    assert "| by length first |" in done.stdout


def test_accuracy_is_told_of_every_strategy_and_rule_of_thumb() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "accuracy.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for by in ("precedence", "conservative", "majority of articles", "first article"):
        assert done.stdout.count(f"| {by} |") == 2, done.stdout


@pytest.mark.parametrize(("part", "says"), [
    ("flattening", "All make the same "), ("building", "DuckDB differs in 0."),
    ("memory", "| trilat validate, 1 worker | 60 |"),
])
def test_the_bulk_path_and_its_peers_make_the_same_of_the_same_lines(part: str, says: str) -> None:
    command = [sys.executable, ROOT / "benchmarks" / "scale.py", "--quick", "--only", part]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert says in done.stdout
def test_every_way_to_ask_a_large_release_finds_the_same() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "large.py", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| all claims on a meeting |") == 4, done.stdout
