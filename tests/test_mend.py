"""Files mended: what a fix changes is what its finding says, comments stay, and nothing is mended into an error."""

import shutil
from pathlib import Path

import pytest

from trilat.check import check
from trilat.mend import formatted, mend, mendable

CASES = Path(__file__).parent / "cases"
ENVOYS = "articles/envoys.yaml"
HEAD = """\
schema_version: 1.0.0
article:
  id: envoys
  language: en
  published: 2031-03-02
  published_basis: metadata
  source_kind: newspaper
  text: {sha256: 3f0c4501e1191375ff6abf0fafc6a8051862f3b9390bfb97bf6b2f4c45780bc6, characters: 500, extent: full}
  coders: [a]
  coded_on: 2031-12-01
meetings:
  - id: talks
    by: [author]
"""
SPANS = """\
    spans:
      - {chars: [0, 10], words: 3, digest: 00000000000000aa}
"""
PEOPLE = """\
schema_version: 1.0.0
people:
  - id: jane-doe
    name: Jane Doe
    names: [Doe, doe]
  - id: john-roe
    name: John Roe
    names: [Roe, Doe]
"""


@pytest.fixture
def dataset(tmp_path, monkeypatch):
    shutil.copytree(CASES / "common", tmp_path / "dataset")
    (tmp_path / "dataset" / "articles").mkdir()
    monkeypatch.chdir(tmp_path)
    return Path("dataset")


def write(dataset, meeting, file=ENVOYS):
    (dataset / file).write_text(HEAD + meeting + SPANS)


def mended(dataset, **more):
    """The part of the article that `write` was given, after all fixes; nothing else may have changed."""
    made = mend([dataset], **more)
    data = made.files.get(dataset / ENVOYS, (dataset / ENVOYS).read_bytes()).decode()
    assert data.startswith(HEAD)
    assert data.endswith(SPANS)
    return data.removeprefix(HEAD).removesuffix(SPANS)


BESIDE = {"unused-entry", "duplicate-entry", "named-handle", "text-length-mismatch"}
"""Rules that nothing here is about: registries have more than is named, and merged records have two entries."""


def rules(findings):
    return [finding.rule for finding in findings if finding.rule not in BESIDE]


@pytest.mark.parametrize(("before", "after"), [
    ("    status: 'held'\n", "    status: held\n"),
    ("    title: Re\u0301union  # e\u0301\n", "    title: Réunion  # e\u0301\n"),
    ('    title: "Re\\u0301union"\n', "    title: Réunion\n"),
    ("    within: summit-1\n", "    within: summit-1\n"),
])
def test_what_is_safe_is_mended_and_the_rest_stays(dataset, before, after):
    write(dataset, before)
    assert mended(dataset) == after


@pytest.mark.parametrize(("typed", "after"), [
    ("Jane Doe", "jane-doe"), ("'Jane Doe'", "jane-doe"), ("Roe", "john-roe"), ("doe", "jane-doe"),
    ("Doe", "Doe"), ("jane Doe", "jane Doe"),
])
def test_the_name_of_one_person_becomes_the_id_and_that_of_two_stays(dataset, typed, after):
    (dataset / "people.yaml").write_text(PEOPLE)
    write(dataset, f"    positions: []\n    participants:\n      - slot: us-head  # hers\n        person: {typed}\n")
    write(dataset, "    firsts: []\n    within: talks-2\n", "articles/other.yaml")
    made = mend([dataset / ENVOYS]).files.get(dataset / ENVOYS, (dataset / ENVOYS).read_bytes()).decode()
    assert f"      - slot: us-head  # hers\n        person: {after}\n" in made


@pytest.mark.parametrize(("before", "after", "rule"), [
    ("    status: scheduledd  # c\n", "    status: scheduled  # c\n", "unknown-term"),
    ("    statuss: held\n", "    status: held\n", "unknown-field"),
    ("    statuss: held\n    status: held\n", "    status: held\n    statuss: held\n", "unknown-field"),
    ("    parties: [US, JP, KR, JP]\n", "    parties: [US, JP, KR]\n", "duplicate-item"),
    ("    parties:\n      - US  # first\n      - JP\n      - US\n", "    parties:\n      - US  # first\n      - JP\n",
     "duplicate-item"),
    ("    parties:\n      - US\n      - JP\n      - US  # again\n",
     "    parties:\n      - US\n      - JP\n      - US  # again\n", "duplicate-item"),
    ("    status: held\n    place: busan\n    status: held\n", "    status: held\n    place: busan\n",
     "duplicate-key"),
    ("    status: held\n    status: proposed\n", "    status: held\n    status: proposed\n", "duplicate-key"),
    ("    status: held\n    status: held  # so\n", "    status: held\n    status: held  # so\n", "duplicate-key"),
    ("    firsts:\n      - {scope: ever, scope: ever}\n", "    firsts:\n      - {scope: ever}\n", "duplicate-key"),
    (f"    firsts:\n      - {{scope: ever{', scope: ever' * 60}}}\n", "    firsts:\n      - {scope: ever}\n",
     "duplicate-key"),
    ("    place: bussan~\n", "    place: busan~\n", "unknown-reference"),
])
def test_what_may_change_the_meaning_is_mended_only_when_it_is_asked_for(dataset, before, after, rule):
    write(dataset, before)
    assert rule in rules(check([dataset])[0])
    assert not mendable(check([dataset])[0])
    assert mended(dataset) == before
    if before != after and "statuss: held\n    status" not in before:
        assert rule not in rules(mend([dataset], unsafe=True).findings)
        assert mended(dataset, unsafe=True) == after


def test_a_guess_among_several_is_no_fix(dataset):
    write(dataset, "    mention: mainn\n    status: heldd\n")
    findings = check([dataset])[0]
    found = [one for one in findings if one.rule not in BESIDE]
    assert [(one.path, one.fix is not None) for one in found] == [
        ("meetings[0].mention", True), ("meetings[0].status", False)]
    assert "held or not-held" in found[1].help


def test_an_id_that_was_merged_or_renamed_becomes_the_one_that_took_its_place(tmp_path):
    shutil.copytree(CASES / "retired-id" / "fail" / "coded-since", tmp_path / "dataset")
    made = mend([tmp_path / "dataset"])
    assert made.fixes
    assert rules(made.findings) == []


@pytest.mark.parametrize("case", ["split", "leads-to-a-split", "named-in-a-statement"])
def test_an_id_that_was_split_is_left_to_a_person(tmp_path, case):
    shutil.copytree(CASES / "retired-id" / "fail" / case, tmp_path / "dataset")
    assert rules(mend([tmp_path / "dataset"]).findings) == ["retired-id"]


def test_the_outcomes_of_a_meeting_that_was_renamed_go_with_it(dataset):
    (dataset / "redirects.yaml").write_text(
        "schema_version: 1.0.0\nredirects:\n  - table: meetings\n    old: round\n    new: talks\n    reason: one\n"
        "    since: 2031-06-01\n")
    outcome = "outcomes:\n  - id: round.pact\n    meeting: round  # as was said\n    by: [author]\n"
    (dataset / ENVOYS).write_text(HEAD + SPANS + outcome + SPANS)
    assert rules(check([dataset])[0]) == ["retired-id"]
    made = mend([dataset])
    assert rules(made.findings) == []
    assert made.files[dataset / ENVOYS].decode() == (
        HEAD + SPANS + outcome.replace("round.", "talks.").replace("round  #", "talks  #") + SPANS)


def test_a_fix_that_makes_an_error_is_taken_back_and_the_others_stay(dataset):
    write(dataset, "    date: 2031-02\n    within: talk\n    status: 'held'\n")
    findings = check([dataset])[0]
    offered = {one.rule: one.fix is not None for one in findings if one.rule not in BESIDE}
    assert offered == {"unknown-reference": True, "not-canonical": True}
    made = mend([dataset], unsafe=True)
    assert rules(made.findings) == ["unknown-reference"]
    assert "within: talk\n" in made.files[dataset / ENVOYS].decode()
    assert "status: held\n" in made.files[dataset / ENVOYS].decode()


def test_errors_that_show_only_when_a_file_can_be_read_do_not_stop_its_mending(dataset):
    write(dataset, "    status: scheduledd\n    place: nowhere-at-all\n    parties: [US, US]\n")
    made = mend([dataset], unsafe=True)
    assert rules(made.findings) == ["unknown-reference"]
    after = made.files[dataset / ENVOYS].decode()
    assert "    status: scheduled\n    place: nowhere-at-all\n    parties: [US]\n" in after


def test_a_file_that_may_be_cut_short_is_not_mended(dataset):
    (dataset / ENVOYS).write_text(HEAD + "    status: heldd")
    assert "cut-file" in rules(check([dataset])[0])
    made = mend([dataset], unsafe=True)
    assert (made.files, made.fixes) == ({}, 0)


@pytest.mark.parametrize("case", [*CASES.glob("not-canonical/fail/*"), *CASES.glob("not-normalised/fail/*")],
                         ids=lambda case: case.stem)
def test_every_case_of_the_layout_is_mended_once_and_for_all(tmp_path, case):
    for file in case.rglob("*.yaml") if case.is_dir() else [case]:
        shutil.copy(file, tmp_path)
    made = mend([tmp_path])
    assert rules(made.findings) == []
    for path, data in made.files.items():
        path.write_bytes(data)
    assert len(made.files) == 1
    assert mend([tmp_path]).files == {}


def test_a_line_of_json_is_mended_in_place(dataset):
    line = ('{"schema_version":"1.0.0","article":{"id":"%s","language":"en","published":"2031-03-02",'
            '"published_basis":"metadata","source_kind":"newspaperr","text":{"sha256":"%s","characters":500,'
            '"extent":"full"},"coders":["a","a"],"coded_on":"2031-12-01"}}\n')
    path = dataset / "articles" / "bulk.jsonl"
    path.write_text("".join(line % (letter, letter * 64) for letter in "ab"))
    made = mend([dataset], unsafe=True)
    assert rules(made.findings) == []
    assert made.files[path].decode() == path.read_text().replace("paperr", "paper").replace('["a","a"]', '["a"]')


def test_a_line_of_json_is_mended_beside_one_that_is_no_text(dataset):
    path = dataset / "articles" / "bulk.jsonl"
    path.write_bytes(b'{"article":{"coders":["a","a"]}}\n{"\xff":1}\n')
    made = mend([path], unsafe=True)
    assert made.files == {path: b'{"article":{"coders":["a"]}}\n{"\xff":1}\n'}
    assert "not-utf-8" in rules(made.findings)


def test_formatting_leaves_what_cannot_be_read_and_what_is_kept_as_it_was_made(dataset):
    (dataset / "articles" / "cut.yaml").write_text("a: [")
    write(dataset, "    status: 'held'\n")
    shutil.copytree(dataset, dataset / "second")
    (dataset / "articles" / "bulk.jsonl").write_text('{"meetings": [], "article": {}}\n')
    laid = {path.relative_to(dataset).as_posix(): (before != after, rules(findings))
            for path, before, after, findings in formatted([dataset])}
    assert laid.pop("articles/cut.yaml") == (False, ["yaml-syntax", "cut-file"])
    assert [name for name, (changed, _) in laid.items() if changed] == ["articles/bulk.jsonl", ENVOYS]
    assert not any(name.startswith("second") for name in laid)
    assert [before != after for path, before, after, _ in formatted([dataset / "second" / ENVOYS])] == [True]
    assert any(before != after for path, before, after, _ in formatted([dataset / "second"]))
