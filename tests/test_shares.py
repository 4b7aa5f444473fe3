"""Articles judged in shares, by one process or several: what is found is what all rules find in all files at once."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutants import Mutants
from snippets import TODAY, dataset_of
from test_rules import CASES, COMMON

import trilat.share
from trilat.check import check, findings_of
from trilat.evidence.texts import Texts
from trilat.findings import Finding
from trilat.rules import RULES
from trilat.share import Answer
from trilat.sheets import read_dataset

GOLDEN = Path(__file__).parent / "golden" / "dataset"
FILES = sorted(path.relative_to(GOLDEN) for path in GOLDEN.rglob("*.yaml"))
SOUND = [(GOLDEN / name).read_bytes() for name in FILES]


def whole(finding: Finding) -> tuple[object, ...]:
    """All of a finding, that too which takes no part in comparisons."""
    return finding, finding.fix, finding.end_line, finding.end_column


def all_at_once(folder: Path, texts: Texts | None) -> list[tuple[object, ...]]:
    """What every rule finds in all files, each kept whole."""
    return [whole(one) for one in findings_of(replace(read_dataset(folder), today=TODAY, texts=texts))]


def in_shares(folder: Path, texts: Texts | None, workers: int) -> list[tuple[object, ...]]:
    """What is found where each article is put aside as soon as it is judged."""
    patch = pytest.MonkeyPatch()
    patch.setattr(trilat.share, "GROUP", 1)
    patch.setattr(trilat.share, "WORTH_A_PROCESS", 1)
    try:
        return [whole(one) for one in check([folder], today=TODAY, texts=texts, workers=workers)[0]]
    finally:
        patch.undo()


def compare(folder: Path, workers: int = 1) -> int:
    """Hold both against each other; how much was found."""
    texts = Texts(folder / "texts") if (folder / "texts").is_dir() else None
    found = all_at_once(folder, texts)
    assert in_shares(folder, texts, workers) == found
    return len(found)


def dataset_of_case(case: Path, folder: Path) -> None:
    """The dataset of a case: the case itself, or the common one with it as an article."""
    if case.is_dir():
        shutil.copytree(case, folder)
    else:
        shutil.copytree(COMMON, folder)
        (folder / "articles").mkdir(exist_ok=True)
        shutil.copy(case, folder / "articles")
    (folder / "organizations.yaml").touch()


@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join(case.parts[-3:]))
def test_a_case_gives_the_same_findings_in_shares(case: Path, tmp_path: Path) -> None:
    dataset_of_case(case, tmp_path / "dataset")
    compare(tmp_path / "dataset")


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.check], ids=lambda rule: rule.name)
def test_the_snippets_of_a_rule_give_the_same_findings_in_shares(rule, tmp_path: Path) -> None:
    for number, snippet in enumerate(rule.fails):
        (tmp_path / str(number)).mkdir()
        dataset_of(snippet, tmp_path / str(number))
        assert compare(tmp_path / str(number), workers=2)


def mutated(folder: Path, seed: int) -> None:
    """The golden dataset with three files changed, articles as YAML or as lines."""
    shutil.copytree(GOLDEN, folder)
    mutants = Mutants(SOUND, seed=seed)
    for _ in range(3):
        which = mutants.chance.randrange(len(FILES))
        path = folder / FILES[which]
        lines = "articles" in path.parts and mutants.chance.random() < 0.5
        if lines:
            path.unlink(missing_ok=True)
        (path.with_suffix(".jsonl") if lines else path).write_bytes(mutants.made(which, lines))


@given(st.integers(0, 2**32))
@settings(max_examples=25)
def test_mutants_give_the_same_findings_in_shares(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("mutants") / "dataset"
    mutated(folder, seed)
    if (folder / "organizations.yaml").exists():
        compare(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("workers", [2, 3, 20])
def test_the_number_of_processes_changes_nothing(workers: int, tmp_path: Path) -> None:
    mutated(tmp_path / "dataset", seed=7)
    assert compare(tmp_path / "dataset", workers)


def test_what_a_process_leaves_undone_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mutated(tmp_path / "dataset", seed=7)
    ours, judge = os.getpid(), trilat.share.answer_of

    def answer(*given: object) -> Answer:
        if os.getpid() != ours:
            os._exit(9)
        return judge(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(trilat.share, "answer_of", answer)
    assert compare(tmp_path / "dataset", workers=4)


def test_an_error_in_a_process_is_raised_as_if_there_was_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(GOLDEN, tmp_path / "dataset")

    def answer(*_: object) -> Answer:
        raise OSError("the disk is gone")

    monkeypatch.setattr(trilat.share, "answer_of", answer)
    monkeypatch.setattr(trilat.share, "WORTH_A_PROCESS", 1)
    with pytest.raises(OSError, match="the disk is gone"):
        check([tmp_path / "dataset"], workers=3)


def test_a_release_within_a_folder_is_judged_as_a_release(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "dataset")
    release = tmp_path / "build" / "trilat-1.0.0"
    (release / "json").mkdir(parents=True)
    (release / "json" / "meetings.jsonl").write_text(json.dumps({"meeting_id": "talks"}) + "\n")
    (release / "SHA256SUMS").write_text("0" * 64 + "  json/meetings.jsonl\n")
    found, _ = check([tmp_path], today=TODAY)
    assert {one.rule for one in found} == {"release-hash", "release-file"}
    assert {Path(one.file).is_relative_to(release) for one in found} == {True}
