"""Large files, judged chunk by chunk and part by part: what is found is what the small path finds in the same files."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import as_lines, put
from snippets import TODAY, dataset_of
from test_rules import CASES
from test_shares import dataset_of_case, mutated, whole

from trilat import findings
from trilat.bulk import validate as bulk
from trilat.bulk.parted import HELD
from trilat.check import check, chosen, groups_of
from trilat.errors import TrilatError
from trilat.evidence.texts import Texts
from trilat.findings import Found
from trilat.rules import RULES, identity

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def _several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PART", 1)
    monkeypatch.setattr(bulk, "MOST_PARTS", 5)


def in_bulk(paths: Sequence[Path], texts: Path | None = None, workers: int = 1, size: int = 20_000) -> Found:
    """What is found in large files, in chunks of few bytes."""
    return bulk.validate(*groups_of(paths), today=TODAY, texts=texts, workers=workers, size=size)


def compare(folder: Path, workers: int = 1, size: int = 20_000) -> set[str]:
    """Hold both against each other; the rules that were broken."""
    texts = folder / "texts" if (folder / "texts").is_dir() else None
    plain, files = check([folder], today=TODAY, texts=Texts(texts) if texts else None)
    found = in_bulk([folder], texts, workers, size)
    assert [whole(one) for one in found.findings] == [whole(one) for one in plain]
    assert (found.files, found.counts.total()) == (files, len(plain))
    return {one.rule for one in plain}


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
        if rule.across:
            as_lines(folder)
            compare(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join(case.parts[-3:]))
def test_a_case_gives_the_same_findings(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    dataset_of_case(case, folder)
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


DAYS = ("2031-03-08", "2031-03-31", "2031-04-01", "2031-03", "2031", "203X", "../2031-03-08", "2031-03-31/..",
        "2031-02/2031-05", "2029-11-02/2031-04", "2031-03-08?", "2030-12-31", "2031-04-30")


@given(st.lists(st.tuples(st.integers(0, 11), st.sampled_from(DAYS)), min_size=8, max_size=14), st.integers(1, 2))
@settings(max_examples=15)
def test_records_on_days_that_overlap_are_told_apart_alike(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[int, str]], compared: int
) -> None:
    folder = tmp_path_factory.mktemp("days")
    dataset_of("---\n".join(
        f"meetings:\n  - {{id: talks-{record}, parties: [US, JP], level: envoys, date: {day}}}\n"
        f"statements:\n  - {{id: remarks-{record}, date: {day}, summary: The same words of everybody}}\n"
        for record, day in entries
    ), folder)
    as_lines(folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(identity, "MOST_COMPARED", compared)
        compare(folder, size=100)


def plant(lines: list[dict[str, Any]]) -> list[str]:  # noqa: C901, PLR0912  # a list of faults
    """A corpus with faults of many kinds planted, of which most only several articles together have."""
    made: list[str] = []
    ids = [one["article"]["id"] for one in lines]
    meetings = sorted({entry["id"] for one in lines for entry in one.get("meetings", ())})
    for number, value in enumerate(lines):
        one = json.loads(json.dumps(value))
        first, *_ = one.get("meetings") or [{}]
        if number % 7 == 3:  # another id for an article that stands there already
            made.append(json.dumps(one | {"article": one["article"] | {"id": f"copy-of-{number}"}}))
        if number % 11 == 5:
            one["article"]["id"] = ids[number - 1]
        if number % 13 == 6 and first:
            first["place"] = f"nowhere-{number % 3}"
            one["statements"] = [*one.get("statements", ()),
                                 {"id": f"odd-{number}", "speakers": ["nobody-at-all"], "about": ["no-such-meeting"]}]
        if number % 5 == 2 and first:
            first["within"] = meetings[(number * 7) % len(meetings)]
            first["firsts"] = [{"scope": "since", "since": "2090", "previous": meetings[(number * 3) % len(meetings)]}]
        if number == 20:  # a circle
            one["meetings"] += [first | {"id": meetings[a], "within": meetings[1 - a]} for a in (0, 1)]
        if number % 17 == 8 and first:
            first["status"], first["parties"] = "cancelled", ["US", "JP"]
        if number % 19 == 9:
            for statement in one.get("statements", ()):
                statement["id"] += "-again"
            for meeting in one.get("meetings", ()):
                meeting["id"] = meeting["id"].replace("19", "20")
        if number % 23 == 10:
            one["outcomes"] = [*one.get("outcomes", ()), {
                "id": f"{meetings[0]}.pact", "meeting": meetings[-1], "by": ["author"], "kind": "commitment",
                "stage": "carried-out", "actors": ["FR", "KR"], "summary": "A promise."}]
        text = json.dumps(one, ensure_ascii=False)
        if number % 29 == 11:
            text = text[:200]
        if number % 31 == 12:
            text = text.replace('"language"', '"tongue"')
        if number % 37 == 13:
            text = text.replace("é", "e\u0301").replace('"title": "', '"title": "\\u200bÉ', 1)
        made.append(text)
    return made


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated corpus with faults in it, as a dataset of one file of lines."""
    folder = tmp_path_factory.mktemp("planted")
    command = [sys.executable, BENCHMARKS / "generate.py", folder, "--articles", "130"]
    subprocess.run(command, check=True, capture_output=True)
    path = folder / "dataset" / "articles" / "part-00000.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(f"{line}\n" for line in plant(lines)), encoding="utf-8")
    people = folder / "dataset" / "people.yaml"
    more = ("  - id: never-asked\n    name: Never Asked\n"
            "  # trilat: ignore[unused-entry] kept for later\n  - id: never-asked-2\n    name: Never Asked 2\n")
    people.write_text(people.read_text(encoding="utf-8") + more, encoding="utf-8")
    return folder / "dataset"


ACROSS_FOUND = {
    "duplicate-id", "duplicate-text", "unknown-reference", "likely-duplicate", "near-copy", "status-transition",
    "first-out-of-order", "sideline-outside-parent", "actor-not-a-party", "parent-circle", "unused-entry",
}


@pytest.mark.parametrize(("ending", "workers", "size"), [("", 1, 20_000), (".gz", 1, 4_000_000), (".zst", 2, 100_000)])
def test_faults_planted_in_a_corpus_are_found_alike(
    planted: Path, tmp_path: Path, ending: str, workers: int, size: int
) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(planted, folder)
    path = folder / "articles" / "part-00000.jsonl"
    data = path.read_bytes()
    path.unlink()
    half = data.index(b"\n", len(data) // 2) + 1
    put(path.with_name(f"part-0.jsonl{ending}"), data[:half])
    put(path.with_name("part-1.jsonl"), data[half:])
    assert compare(folder, workers, size) >= ACROSS_FOUND


def test_one_file_is_judged_beside_the_others_of_its_dataset(planted: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(planted, folder)
    path = folder / "articles" / "part-00000.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:150]))
    last = path.with_name("last.jsonl.zst")
    put(last, b"".join(lines[150:]))
    for asked in ([last], [path], [folder / "people.yaml"], [last, folder / "people.yaml"]):
        plain, _ = check(asked, today=TODAY)
        assert [whole(one) for one in in_bulk(asked).findings] == [whole(one) for one in plain]
        assert plain


def test_resolutions_are_held_against_claims_wherever_they_are(tmp_path: Path) -> None:
    for rule in ("unknown-claim", "unclaimed-value", "stale-resolution"):
        for number, snippet in enumerate((*RULES[rule].fails, *RULES[rule].passes)):
            folder = tmp_path / f"{rule}-{number}"
            folder.mkdir()
            dataset_of(snippet, folder)
            as_lines(folder)
            compare(folder, size=10)


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_packed_file_is_told_of_as_the_same_file_unpacked_but_is_not_mended(
    planted: Path, tmp_path: Path, ending: str
) -> None:
    packed, plain = tmp_path / "one", tmp_path / "two"
    for folder in (packed, plain):
        shutil.copytree(planted, folder)
    path = packed / "articles" / "part-00000.jsonl"
    put(path.with_name(path.name + ending), path.read_bytes())
    path.unlink()

    def told(folder: Path) -> list[tuple[object, ...]]:
        found = sorted(check([folder], today=TODAY)[0], key=lambda one: (one.line, one.column, one.rule, one.message))
        return [(one.line, one.column, one.end_column, one.rule, one.path) for one in found]

    assert told(packed) == told(plain)
    assert not any(one.fix for one in check([packed], today=TODAY)[0] if one.file.endswith(ending))


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_damaged_file_is_found_alike(planted: Path, tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(planted, folder)
    path = folder / "articles" / "part-00000.jsonl"
    put(path.with_name(path.name + ending), path.read_bytes())
    path.unlink()
    path = path.with_name(path.name + ending)
    path.write_bytes(path.read_bytes()[:-20])
    compare(folder)


def test_of_very_many_findings_the_first_are_kept_and_all_are_counted(
    planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = in_bulk([planted])
    monkeypatch.setattr(findings, "MOST_KEPT", 10)
    found = in_bulk([planted])
    assert (found.findings, found.counts) == (every.findings[:10], every.counts)
    assert found.untold == len(every.findings) - 10


def test_only_what_is_chosen_is_counted(planted: Path) -> None:
    choose = partial(chosen, select=["near-copy"], ignore=[])
    found = bulk.validate(*groups_of([planted]), today=TODAY, choose=choose)
    assert found.findings == choose(check([planted], today=TODAY)[0])
    assert {rule for rule, _ in found.counts} > {"near-copy"}


def test_nothing_is_left_in_the_scratch_folder(planted: Path, tmp_path: Path) -> None:
    bulk.validate(*groups_of([planted]), scratch=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_scratch_folder_that_is_full_stops_the_command(planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(TrilatError, match="make room, or name a folder on another disk"):
        in_bulk([planted])
