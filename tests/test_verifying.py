"""Evidence at scale: pieces, memory and workers change nothing of what is answered."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from trilat import verifying
from trilat.bulk.chunks import SIZE, chunks
from trilat.errors import UsageError
from trilat.evidence.texts import Texts
from trilat.evidence.verify import Checked, verify
from trilat.findings import Finding
from trilat.sheets import read_files
from trilat.verifying import Verified, verify_files

GOLDEN = Path(__file__).parent / "golden"
ARTICLES = [sheet.document.value for sheet in read_files([GOLDEN / "dataset" / "articles"]).articles]


@pytest.fixture
def bulk(tmp_path: Path) -> Path:
    """The golden articles many times over, in lines, each with its own id; some lines have faults."""
    lines = []
    for number in range(30):
        value = json.loads(json.dumps(ARTICLES[number % len(ARTICLES)]))
        value["article"]["id"] += f"-{number}"
        lines.append(json.dumps(_typed(value)))
    lines[7] = lines[7].replace('"by"', '"bye"', 1)
    lines[11] = "{"
    lines[13] = lines[13].replace('"words": ', '"words": 1', 1)
    path = tmp_path / "all.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def _typed(value: object, key: str = "") -> object:
    """Numbers for what YAML leaves as the text of one."""
    if isinstance(value, dict):
        return {name: _typed(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner, key) for inner in value]
    return int(value) if key in ("chars", "words", "characters") and isinstance(value, str) else value


def whole(found: list[Verified]) -> tuple[int, Counter[str], list[Checked], list[str]]:
    findings = [str(finding) for one in found for finding in one.findings]
    counts = sum((one.counts for one in found), Counter())
    return sum(one.articles for one in found), counts, [span for one in found for span in one.told], findings


def plainly(path: Path) -> tuple[int, Counter[str], list[Checked], list[str]]:
    sheets = read_files([path])
    told = list(verify([(sheet.file, sheet.model, sheet.document) for sheet in sheets.articles],
                       Texts(GOLDEN / "texts")))
    findings = [str(finding) for finding in sorted(sheets.findings)]
    return len(sheets.articles), Counter(one.verdict for one in told), told, findings


@pytest.mark.parametrize(("size", "least"), [(SIZE, 1), (20_000, 3), (3_000, 10)])
def test_in_pieces_the_answers_are_those_of_the_whole(
    bulk: Path, size: int, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "SIZE", size)
    found = list(verify_files([bulk], GOLDEN / "texts", every=True))
    assert least <= len(found) == len(list(chunks([bulk], size)))
    assert whole(found) == plainly(bulk)


def test_many_workers_give_what_one_gives(bulk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SIZE", 10_000)
    one, two = (list(verify_files([bulk, GOLDEN / "dataset"], GOLDEN / "texts", every=True, workers=workers))
                for workers in (1, 2))
    assert [found._replace(unreadable=[]) for found in one] == [found._replace(unreadable=[]) for found in two]
    assert len(one) > 5


def test_the_command_prints_the_same_bytes_whatever_the_workers(bulk: Path) -> None:
    code = "from trilat import verifying; verifying.SIZE = 10_000; from trilat.cli.main import main; main()"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, "verify", bulk, "--texts", GOLDEN / "texts", "--all", "--workers", workers],
            capture_output=True, check=False, timeout=60,
        )
        for workers in ("1", "3")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stderr == runs[1].stderr
    assert runs[0].returncode == runs[1].returncode == 1
    assert runs[0].stdout.count(b"\n") > 100


def test_a_line_longer_than_any_may_be_is_one_finding_and_the_next_are_read(
    bulk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 1 << 20
    monkeypatch.setattr(verifying, "SIZE", size)
    lines = bulk.read_text().splitlines(keepends=True)
    bulk.write_text("".join([*lines[:3], '{"a": "' + "x" * 5 * size + '"}\n', *lines[3:5]]))
    articles, _, _, findings = whole(list(verify_files([bulk], GOLDEN / "texts")))
    assert articles == 5
    assert [":4:1 " in finding and "more than 1000000 characters" in finding for finding in findings] == [True]


def test_files_that_cannot_be_read_are_findings_and_the_rest_is_verified(tmp_path: Path, bulk: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(bulk)
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "cut.yaml").write_text("article: [\n")
    found = list(verify_files([tmp_path], GOLDEN / "texts"))
    assert sum(one.articles for one in found) == plainly(bulk)[0]
    rules = {finding.rule for one in found for finding in one.findings}
    assert {"not-a-file", "empty-file", "yaml-syntax"} <= rules


def test_texts_that_cannot_be_read_are_told_where_they_were_looked_at(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(b"\xff")
    found = list(verify_files([GOLDEN / "dataset" / "articles"], tmp_path))
    unreadable: set[Finding] = {finding for one in found for finding in one.unreadable}
    assert [finding.rule for finding in unreadable] == ["text-unreadable"]


def test_a_folder_of_texts_that_is_none_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read as a folder of texts"):
        next(verify_files([tmp_path], tmp_path / "nowhere"))
