"""Large files, judged chunk by chunk and part by part: what is found is what the small path finds in the same files."""

import gzip
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snippets import TODAY, dataset_of
from test_rules import CASES, COMMON
from test_shares import mutated, whole

from trilat.bulk import validate as bulk
from trilat.bulk.parted import HELD
from trilat.check import check, groups_of
from trilat.evidence.texts import Texts
from trilat.findings import Found
from trilat.rules import RULES
from trilat.sheets import read_files


@pytest.fixture(autouse=True)
def _several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PART", 1)
    monkeypatch.setattr(bulk, "MOST_PARTS", 5)


def in_bulk(paths: Sequence[Path], texts: Path | None = None, workers: int = 1, size: int = 2000) -> Found:
    """What is found in large files, in chunks of few bytes."""
    return bulk.validate(*groups_of(paths), today=TODAY, texts=texts, workers=workers, size=size)


def compare(folder: Path, workers: int = 1, size: int = 2000) -> int:
    """Hold both against each other; how much was found."""
    texts = folder / "texts" if (folder / "texts").is_dir() else None
    plain, files = check([folder], today=TODAY, texts=Texts(texts) if texts else None)
    found = in_bulk([folder], texts, workers, size)
    assert [whole(one) for one in found.findings] == [whole(one) for one in plain]
    assert (found.files, found.counts.total()) == (files, len(plain))
    return len(plain)


def as_lines(folder: Path, ending: str = "", file: str = "all.jsonl") -> Path:
    """Put the sound articles of a folder into one file, a line each, and take their own files away."""
    lines = []
    for path in sorted((folder / "articles").rglob("*.yaml")):
        for sheet in read_files([path]).articles:
            value = sheet.model.model_dump(mode="json", exclude_unset=True, by_alias=True)
            lines.append(json.dumps(value, ensure_ascii=False) + "\n")
            path.unlink()
    path = folder / "articles" / (file + ending)
    put(path, "".join(lines).encode())
    return path


def put(path: Path, data: bytes) -> None:
    """Write what a file holds, packed as its name says."""
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(data))
    elif path.suffix == ".zst":
        with pa.output_stream(str(path), compression="zstd") as file:
            file.write(data)
    else:
        path.write_bytes(data)


def test_every_rule_across_articles_is_held() -> None:
    assert {name for names in HELD.values() for name in names} == {
        rule.name for rule in RULES.values() if rule.across
    }


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.check], ids=lambda rule: rule.name)
def test_the_snippets_of_a_rule_give_the_same_findings(rule, tmp_path: Path) -> None:
    for number, snippet in enumerate(rule.fails):
        folder = tmp_path / str(number)
        folder.mkdir()
        dataset_of(snippet, folder)
        assert compare(folder)
        as_lines(folder)
        compare(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join(case.parts[-3:]))
def test_a_case_gives_the_same_findings(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    if case.is_dir():
        shutil.copytree(case, folder)
    else:
        shutil.copytree(COMMON, folder)
        (folder / "articles").mkdir(exist_ok=True)
        shutil.copy(case, folder / "articles")
    (folder / "organizations.yaml").touch()
    compare(folder)
    (folder / "articles").mkdir(exist_ok=True)
    as_lines(folder)
    compare(folder)


@given(st.integers(0, 2**32), st.sampled_from([300, 3000, 100_000]))
@settings(max_examples=15)
def test_mutants_give_the_same_findings(tmp_path_factory: pytest.TempPathFactory, seed: int, size: int) -> None:
    folder = tmp_path_factory.mktemp("mutants") / "dataset"
    mutated(folder, seed)
    if (folder / "organizations.yaml").exists():
        compare(folder, size=size)
    shutil.rmtree(folder)
