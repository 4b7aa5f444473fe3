"""Synthetic corpora are sound, the same on every run, hold with their texts, and have what their truth tells."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from trilat import edtf
from trilat.check import check
from trilat.evidence.spans import Verdict
from trilat.findings import Severity
from trilat.relations import RELATIONS, Relation
from trilat.release.assemble import assemble
from trilat.sheets import read_dataset
from trilat.verifying import verify_files

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
NUMBER = 150


def generate(folder: Path, *options: str, seed: str = "0") -> Path:
    command = [sys.executable, BENCHMARKS / "generate.py", folder, "--articles", str(NUMBER), *options]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("corpus"), "--texts")


@pytest.fixture(scope="module")
def tables(corpus: Path) -> dict[str, list[Any]]:
    sheets = read_dataset(corpus / "dataset")
    assert sheets.findings == []
    registries = {name: sheet.model for name, sheet in sheets.registries.items()}
    return assemble([sheet.model for sheet in sheets.articles], registries)


@pytest.fixture(scope="module")
def truth(corpus: Path) -> dict[str, dict[str, Any]]:
    rows = map(json.loads, (corpus / "truth.jsonl").read_text().splitlines())
    return {row["meeting"]: row for row in rows}


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def lines_of(folder: Path) -> list[bytes]:
    found = []
    for part in sorted((folder / "dataset" / "articles").iterdir()):
        data = part.read_bytes()
        if part.suffix == ".gz":
            data = gzip.decompress(data)
        elif part.suffix == ".zst":
            data = pa.input_stream(str(part), compression="zstd").read()
        found += data.splitlines()
    return found


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(corpus: Path, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", "--texts", seed="7")
    assert bytes_of(again) == bytes_of(corpus)
    assert bytes_of(generate(tmp_path / "other", "--seed", "2", "--articles", "20")) != bytes_of(corpus)


def test_every_form_holds_the_same_articles(corpus: Path, tmp_path: Path) -> None:
    lines = lines_of(corpus)
    assert len(lines) == NUMBER
    few = ("--articles", "20")
    for form in ("jsonl.gz", "jsonl.zst"):
        assert lines_of(generate(tmp_path / form, "--form", form, *few)) == lines[:20]
    yaml = read_dataset(generate(tmp_path / "yaml", "--form", "yaml", *few) / "dataset")
    assert {sheet.model.article.id for sheet in yaml.articles} == {json.loads(line)["article"]["id"] for line in
                                                                   lines[:20]}
    assert yaml.findings == []


def test_a_larger_corpus_begins_as_a_smaller_one_does(corpus: Path, tmp_path: Path) -> None:
    larger = generate(tmp_path, "--articles", str(NUMBER + 60))
    assert lines_of(larger)[:NUMBER] == lines_of(corpus)


def test_it_is_sound_under_every_rule_texts_included(corpus: Path) -> None:
    from trilat.evidence.texts import Texts

    findings, _ = check([corpus / "dataset"], texts=Texts(corpus / "texts"))
    assert [finding for finding in findings if finding.severity is not Severity.ADVICE] == []
    assert len(findings) < NUMBER / 20


def test_every_span_stands_at_its_place_in_the_texts(corpus: Path) -> None:
    counts: Counter[Verdict] = Counter()
    for one in verify_files([corpus / "dataset"], corpus / "texts"):
        counts += one.counts
    assert set(counts) == {Verdict.FOUND}
    assert counts.total() > 10 * NUMBER


def test_packed_texts_hold_as_well(corpus: Path, tmp_path: Path) -> None:
    folder = generate(tmp_path, "--texts", "gz", "--articles", "20")
    found = list(verify_files([folder / "dataset"], folder / "texts"))
    assert {verdict for one in found for verdict in one.counts} == {Verdict.FOUND}


def test_it_has_refinements_conflicts_denials_histories_and_copies(
    tables: dict[str, list[Any]], truth: dict[str, dict[str, Any]]
) -> None:
    assert {row.meeting_id for row in tables["meetings"]} == truth.keys()
    assert {row.stance for row in tables["claims"]} >= {"stated", "planned", "expected", "denied"}
    assert {row.origin_rank for row in tables["claims"]} >= {
        "participant", "named-official", "unnamed-official", "author"}
    fields = Counter(row.field for row in tables["conflicts"])
    assert {"date", "place", "person"} <= fields.keys()
    assert {row["status"] for row in truth.values()} == {"held", "cancelled"}
    said = {row.value for row in tables["claims"] if row.field == "status"}
    assert {'"scheduled"', '"postponed"', '"cancelled"', '"held"'} <= said
    wires = Counter(row.wire_id for row in tables["articles"])
    assert len(wires) > 2
    reports = Counter(row.record_id for row in {(c.record_id, c.article_id): c for c in tables["claims"]
                                                if c.record_table == "meetings"}.values())
    assert max(reports.values()) > 4


def test_what_nobody_contradicts_is_true_or_refined_by_the_truth(
    tables: dict[str, list[Any]], truth: dict[str, dict[str, Any]]
) -> None:
    places = {row.place_id: row for row in tables["places"]}
    disputed = {(row.record_id, row.field) for row in tables["conflicts"]}
    last = list(truth)[-1]  # of which there may be more articles
    judged = [
        RELATIONS["dates"](row.date, truth[row.meeting_id]["date"], places)
        for row in tables["meetings"]
        if row.meeting_id != last and row.date and (row.meeting_id, "date") not in disputed
    ]
    assert len(judged) > len(truth) / 3
    assert judged.count(Relation.EQUAL) + judged.count(Relation.REFINED) >= 0.9 * len(judged)
    assert Relation.EQUAL in judged


def test_states_follow_each_other_in_time(tables: dict[str, list[Any]], truth: dict[str, dict[str, Any]]) -> None:
    last = list(truth)[-1]
    statuses = {row.meeting_id: row.status for row in tables["meetings"]}
    assert {meeting: status for meeting, status in statuses.items() if meeting != last} == {
        meeting: row["status"] for meeting, row in truth.items() if meeting != last}


def test_the_truth_is_a_date_a_place_and_people_that_there_are(
    tables: dict[str, list[Any]], truth: dict[str, dict[str, Any]]
) -> None:
    places = {row.place_id for row in tables["places"]}
    people = {row.person_id for row in tables["people"]}
    for row in islice(truth.values(), 40):
        assert edtf.parse(row["date"]).days == 1
        assert row["place"].removesuffix("-hall") in places
        assert set(row["people"].values()) <= people
        assert len(row["people"]) == len(row["parties"])
