"""What a maintainer does to records: sees their conflicts, merges and splits them; all files change or none."""

import itertools
import json
import shutil
from pathlib import Path

import pytest
from injected import Fault, injected
from typer.testing import CliRunner

from trilat.check import findings_of
from trilat.cli.app import app
from trilat.errors import TrilatError, UsageError
from trilat.sheets import read_dataset

GOLDEN = Path(__file__).parents[1] / "golden"
ROUND, OLD_ROUND, EARLY = "us-jp-kr-envoys-2031-1", "busan-round-2031", "us-jp-kr-envoys-2029-1"
BEFORE, TOKYO = "agency-y-2031-03-02-envoys", "northern-gazette-2031-03-05-tokyo"
AFTER = "northern-gazette-2031-03-10-after"
WHY = ("--reason", "Coded: one by one.", "--on", "2031-04-02")


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A copy of the golden dataset, in which the report after the round has made a second record of it."""
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    monkeypatch.chdir(tmp_path)
    path = article(AFTER)
    path.write_text(path.read_text().replace(ROUND, "three-envoys-2031-1"))
    write("dataset/resolutions.yaml", "schema_version: 1.0.0\nresolutions: []\n")
    return tmp_path


def article(name):
    return Path("dataset", "articles", "2031", f"{name}.yaml")


def write(path, text):
    Path(path).write_text(text)


def everything():
    return {path: path.read_bytes() for path in sorted(Path("dataset").rglob("*")) if path.is_file()}


def trilat(*args):
    """Exit code, standard output and error of a command; an error that the program tells stands as the third."""
    run = CliRunner().invoke(app, [str(arg) for arg in args])
    if run.exception is not None and not isinstance(run.exception, SystemExit | TrilatError):
        raise run.exception
    if isinstance(run.exception, TrilatError):
        return (2 if isinstance(run.exception, UsageError) else 3), run.stdout, str(run.exception)
    return run.exit_code, run.stdout, run.stderr


def faults():
    return [finding for finding in findings_of(read_dataset(Path("dataset"))) if finding.rule != "not-canonical"]


def resolution(field="date", value="2031-03-08", considered=(), table="meetings", record=ROUND, on="2031-03-21"):
    return (f"  - table: {table}\n    record: {record}\n    field: {field}\n    value: {value}\n    reason: r\n"
            f"    considered: [{', '.join(considered)}]  # all\n    decided_on: {on}\n    decided_by: m\n")


def decide(*entries):
    write("dataset/resolutions.yaml", "schema_version: 1.0.0\nresolutions:\n" + "".join(entries))


def listed(*args):
    code, out, _ = trilat("records", "conflicts", "--format", "json", *args)
    assert code == 0
    return json.loads(out)


# conflicts


def test_a_conflict_shows_every_value_with_who_says_it_where_and_the_rule_that_chose(work):
    trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)
    code, out, err = trilat("records", "conflicts", ROUND)
    assert (code, err) == (0, "2 conflicts\n")
    assert max(map(len, out.splitlines())) <= 80
    for words in ("us-jp-kr-envoys-2031-1  date", "settled by the rule", "* 2031-03-0", "not abductions",
                  "unnamed-us-diplomat-2031-03-a, planned, in", TOKYO, "considered: ["):
        assert words in out


def test_the_claims_to_consider_are_all_on_the_field_so_that_the_resolution_is_not_stale(work):
    [conflict] = [one for one in listed() if one["field"] == "date"]
    decide(resolution(considered=conflict["claim_ids"], record=conflict["record_id"]))
    assert faults() == []
    [conflict] = [one for one in listed() if one["field"] == "date"]
    assert (conflict["chosen_by"], conflict["unconsidered"]) == ("resolution", [])
    assert [side["value"] for side in conflict["values"] if side["chosen"]] == ["2031-03-08"]


def test_a_resolution_that_new_claims_have_overtaken_comes_first_and_names_them(work):
    [conflict] = [one for one in listed() if one["field"] == "date"]
    new, *considered = conflict["claim_ids"]
    decide(resolution(considered=considered))
    first = listed()[0]
    assert (first["record_id"], first["field"], first["unconsidered"]) == (ROUND, "date", [new])
    code, out, _ = trilat("records", "conflicts")
    assert code == 0
    assert out.splitlines()[1] == "   stale resolution of 2031-03-21: it did not consider all claims"
    code, out, err = trilat("validate", "--format", "concise")
    assert (code, err) == (0, "10 files: 0 errors, 1 warning\n")
    assert f"resolutions[0].considered: warning: does not consider {new}" in out


def test_a_stale_resolution_is_listed_where_no_sources_contradict_each_other(work):
    agreed = [one for one in read_dataset(Path("dataset")).claims
              if (one.canonical_id, one.field) == (ROUND, "status")]
    assert len(agreed) == 2
    decide(resolution("status", "scheduled", [agreed[0].claim_id]))
    [conflict] = [one for one in listed() if one["field"] == "status"]
    assert (conflict["values"], conflict["unconsidered"]) == ([], [agreed[1].claim_id])


def test_open_conflicts_come_before_those_that_weak_and_strong_rules_settled_and_resolutions_last(work):
    body = article(TOKYO).read_text().partition("meetings:")[0]
    entry = "  - {{id: {}, by: [{}], {}, spans: [{{chars: [1, 9], words: 3, digest: {:016x}}}]}}\n"
    claims = [
        ("open", "author", "date: 2031-05-01"), ("open", "author", "date: 2031-05-02"),
        ("ranked", "jp-foreign-ministry", "date: 2031-05-01"), ("ranked", "author", "date: 2031-05-02"),
        ("decided", "author", "date: 2031-05-01"), ("decided", "author", "date: 2031-05-02"),
    ]
    write(article(TOKYO), body + "meetings:\n" + "".join(entry.format(*one, n) for n, one in enumerate(claims)))
    [decided] = listed("decided")
    decide(resolution(value="2031-05-01", considered=decided["claim_ids"], record="decided"))
    order = [(one["record_id"], one["chosen_by"]) for one in listed()]
    assert order == [("open", "open"), ("ranked", "rank"), ("decided", "resolution")]


def test_conflicts_of_an_old_id_are_those_of_the_record_that_took_its_place(work):
    assert listed(OLD_ROUND) == listed(ROUND) != []
    assert listed(EARLY) == []


def test_conflicts_suggest_near_ids_and_refuse_a_faulty_dataset(work):
    code, _, told = trilat("records", "conflicts", "us-jp-kr-envoy-2031-1")
    assert code == 2
    assert f"did you mean {ROUND}" in told
    article(TOKYO).write_text("article: [\n")
    code, out, told = trilat("records", "conflicts")
    assert (code, told) == (1, "not listed: first mend the dataset\n")
    assert "yaml-syntax" in out


# merge


def test_a_merge_changes_ids_in_place_and_leaves_all_else_as_it_was(work):
    before = everything()
    code, out, _ = trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)
    assert (code, out) == (0, f"{article(AFTER)}\ndataset/redirects.yaml\n")
    assert article(AFTER).read_bytes() == (GOLDEN / article(AFTER)).read_bytes()
    changed = {path for path, data in everything().items() if before[path] != data}
    assert changed == {article(AFTER), Path("dataset/redirects.yaml")}
    assert Path("dataset/redirects.yaml").read_text() == before[Path("dataset/redirects.yaml")].decode() + (
        "  - table: meetings\n    old: three-envoys-2031-1\n    kind: merged\n"
        f"    new: {ROUND}\n    reason: \"Coded: one by one.\"\n    since: 2031-04-02\n")
    assert faults() == []


def test_every_reference_moves_with_a_merged_meeting(work):
    path = article(TOKYO)
    path.write_text(path.read_text().replace(OLD_ROUND, "summit") + """\
  - id: dinner
    by: [author]
    within: three-envoys-2031-1  # on its margins
    firsts:
      - scope: since
        previous: "three-envoys-2031-1"
    spans: [{chars: [317, 357], words: 8, digest: eaed39dea005453c}]
statements:
  - id: on-both
    speakers: [jp-foreign-ministry]
    about: [three-envoys-2031-1, us-jp-kr-envoys-2031-1]  # one of them goes
    spans: [{chars: [317, 357], words: 8, digest: eaed39dea005453c}]
  - id: on-both-in-lines
    speakers: [jp-foreign-ministry]
    about:
      - us-jp-kr-envoys-2031-1
      - three-envoys-2031-1
    spans: [{chars: [60, 100], words: 7, digest: cceb2fb0d584d214}]
outcomes:
  - id: us-jp-kr-envoys-2029-1.next
    meeting: us-jp-kr-envoys-2029-1
    by: [author]
    agreed_meeting: three-envoys-2031-1
    spans: [{chars: [317, 357], words: 8, digest: eaed39dea005453c}]
""")
    text = path.read_text()
    assert trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)[0] == 0
    wanted = text.replace("[three-envoys-2031-1, us-jp-kr-envoys-2031-1]", f"[{ROUND}]")
    wanted = wanted.replace("      - three-envoys-2031-1\n", "").replace("three-envoys-2031-1", ROUND)
    assert path.read_text() == wanted
    assert [fault for fault in faults() if fault.severity == "error"] == []


def test_statements_and_outcomes_merge_too(work):
    outcome = "us-jp-kr-envoys-2031-1.sanctions-exchange"
    assert trilat("records", "merge", "us-jp-kr-envoys-2031-1.photograph", outcome, *WHY)[0] == 0
    assert article(BEFORE).read_text().count(outcome) == 2
    assert trilat("records", "merge", "us-diplomat-busan-agenda-2031-03", "jp-readout-busan-2031-03", *WHY)[0] == 0
    assert faults() == []


def test_decisions_follow_a_merge(work):
    shutil.copy(GOLDEN / "dataset" / "resolutions.yaml", "dataset/resolutions.yaml")
    shutil.copy(GOLDEN / article(AFTER), article(AFTER))
    write("dataset/distinct.yaml", "schema_version: 1.0.0\ndistinct:\n"
          f"  - {{table: meetings, records: [{ROUND}, {EARLY}], reason: two years apart}}\n")
    path = article(BEFORE)
    path.write_text(path.read_text() + "# the end\n")
    text = article(TOKYO).read_text()
    article(TOKYO).write_text(text + "  - {id: envoys-round, by: [author], mention: side, "
                              "spans: [{chars: [1, 9], words: 3, digest: 0000000000000001}]}\n")
    before = Path("dataset/resolutions.yaml").read_text()
    assert trilat("records", "merge", ROUND, "envoys-round", *WHY)[0] == 0
    assert faults() == []
    after = Path("dataset/resolutions.yaml").read_text()
    assert "record: envoys-round\n" in after
    assert len(after) == len(before) - len(ROUND) + len("envoys-round")
    assert "records: [envoys-round, us-jp-kr-envoys-2029-1]" in Path("dataset/distinct.yaml").read_text()


def test_parts_that_become_one_are_told(work):
    path = article(AFTER)
    path.write_text(path.read_text().replace("call-on-pyongyang", "photograph"))
    told = trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)[2]
    assert "now one: three-envoys-2031-1.photograph and us-jp-kr-envoys-2031-1.photograph\n" in told


def test_json_lines_are_edited_too(work):
    sheets = read_dataset(Path("dataset"))
    lines = [json.dumps(sheet.model.model_dump(mode="json", exclude_unset=True)) for sheet in sheets.articles]
    shutil.rmtree("dataset/articles")
    Path("dataset/articles").mkdir()
    bulk = Path("dataset/articles/bulk.jsonl")
    bulk.write_text("\n".join(lines) + "\n")
    assert trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)[0] == 0
    assert bulk.read_text() == "\n".join(lines).replace("three-envoys-2031-1", ROUND) + "\n"


def test_the_first_redirect_makes_its_file_and_windows_lines_stay(work):
    Path("dataset/redirects.yaml").unlink()
    for name in (BEFORE, TOKYO, AFTER):
        path = article(name)
        path.write_bytes(path.read_bytes().replace(OLD_ROUND.encode(), ROUND.encode()).replace(b"\n", b"\r\n"))
    before = article(AFTER).read_bytes()
    assert trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)[0] == 0
    assert article(AFTER).read_bytes() == before.replace(b"three-envoys-2031-1", ROUND.encode())
    assert Path("dataset/redirects.yaml").read_text().startswith("# yaml-language-server")
    assert faults() == []


@pytest.mark.parametrize(("args", "told"), [
    (("three-envoys-2031-2", ROUND), "did you mean three-envoys-2031-1"),
    (("three-envoys-2031-1", "us-jp-kr-envoys-2031-9"), f"did you mean {ROUND}"),
    ((ROUND, ROUND), "is one record already"),
    ((OLD_ROUND, "three-envoys-2031-1"), f"was renamed on 2031-03-21 already: it is now {ROUND}"),
    (("three-envoys-2031-1", OLD_ROUND), "was renamed on 2031-03-21 already"),
    ((ROUND, "jp-readout-busan-2031-03"), "only records of one table"),
    (("jane-doe", "haruko-minami"), "is in people"),
    (("three-envoys-2031-1", ROUND, "--on", "soon"), "'soon' is no day"),
    (("three-envoys-2031-1", ROUND, "--dataset", "nowhere"), "nowhere is no folder"),
])
def test_a_merge_that_makes_no_sense_is_refused_and_nothing_is_written(work, args, told):
    before = everything()
    code, _, error = trilat("records", "merge", *args[:2], *WHY, *args[2:])
    assert (code, everything()) == (2, before)
    assert told in error


def test_what_is_known_to_be_distinct_is_not_merged(work):
    write("dataset/distinct.yaml", "schema_version: 1.0.0\ndistinct:\n"
          f"  - {{table: meetings, records: [{ROUND}, three-envoys-2031-1], reason: two rounds}}\n")
    code, _, told = trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)
    assert code == 2
    assert "distinct.yaml says" in told


def test_a_merge_that_would_leave_errors_tells_them_and_writes_nothing(work):
    before = everything()
    code, out, told = trilat("records", "merge", EARLY, ROUND, *WHY)
    assert (code, everything()) == (1, before)
    assert "within-itself" in out
    assert "nothing was written" in told


def test_a_file_with_an_error_stops_a_merge(work):
    article(TOKYO).write_text("article: [\n")
    before = everything()
    code, out, _ = trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)
    assert (code, everything()) == (1, before)
    assert "yaml-syntax" in out


def test_an_id_that_cannot_be_replaced_in_place_stops_a_merge(work):
    path = article(AFTER)
    path.write_text(path.read_text().replace("id: three-envoys-2031-1\n", "id: >-\n      three-envoys-2031-1\n"))
    before = everything()
    code, _, told = trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)
    assert (code, everything()) == (3, before)
    assert "laid out" in told


def test_a_write_that_fails_half_way_leaves_every_file_as_it_was(work):
    before = everything()
    for nth in itertools.count(1):
        with injected(Fault(nth)) as fault:
            code, _, err = trilat("records", "merge", "three-envoys-2031-1", ROUND, *WHY)
        if code == 0:
            break
        assert "No space left on device (the disk is full: make room" in err
        assert (code, everything()) == (3, before), fault.calls[-1]
    assert {call.partition(" ")[0] for call in fault.calls} >= {"write", "fsync", "renameat2"}


# split


def split(*parts, record=ROUND):
    return trilat("records", "split", record, *(word for part in parts for word in ("--into", part)), *WHY)


def test_a_split_gives_each_article_its_record_and_leaves_word_of_it(work):
    before = article(TOKYO).read_text()
    code, out, _ = split(f"round-a={BEFORE}", f"round-b={TOKYO}")
    assert (code, out) == (0, f"{article(BEFORE)}\n{article(TOKYO)}\ndataset/redirects.yaml\n")
    assert article(TOKYO).read_text() == before.replace(OLD_ROUND, "round-b")
    assert Path("dataset/redirects.yaml").read_text().endswith(
        f"  - table: meetings\n    old: {ROUND}\n    kind: split\n    into:\n"
        f"      - record: round-a\n        articles: [{BEFORE}]\n      - record: round-b\n        articles: [{TOKYO}]\n"
        "    reason: \"Coded: one by one.\"\n    since: 2031-04-02\n")
    assert faults() == []


def test_a_look_up_of_a_split_id_says_so_and_into_what(work):
    split(f"round-a={BEFORE}", f"round-b={TOKYO}")
    trilat("build")
    for args in (("records", "conflicts", ROUND), ("records", "conflicts", OLD_ROUND),
                 ("records", "merge", ROUND, "round-a", *WHY), ("show", ROUND, "--release", "build/trilat-1.0.0.dev"),
                 ("show", OLD_ROUND, "--release", "build/trilat-1.0.0.dev")):
        code, _, told = trilat(*args)
        assert code == 2
        assert "split on 2031-04-02" in told or args[:2] == ("records", "merge")
        assert "round-a" in told
        assert "round-b" in told


def test_a_resolution_goes_with_the_claims_that_it_considered(work):
    [claim] = [one for one in read_dataset(Path("dataset")).claims
               if (one.canonical_id, one.field, one.article_id) == (ROUND, "status", TOKYO)]
    decide(resolution("status", "scheduled", [claim.claim_id]))
    assert split(f"round-a={BEFORE}", f"round-b={TOKYO}")[0] == 0
    assert "record: round-b" in Path("dataset/resolutions.yaml").read_text()
    assert faults() == []


def test_a_resolution_that_would_fall_to_several_records_stops_a_split(work):
    some = [one.claim_id for one in read_dataset(Path("dataset")).claims
            if (one.canonical_id, one.field) == (ROUND, "status")]
    decide(resolution("status", "scheduled", some))
    before = everything()
    code, _, told = split(f"round-a={BEFORE}", f"round-b={TOKYO}")
    assert (code, everything()) == (2, before)
    assert "take it out of resolutions.yaml first" in told


@pytest.mark.parametrize(("parts", "told"), [
    ((f"round-a={BEFORE},{TOKYO}",), "two records or more"),
    ((f"round-a={BEFORE}", f"{ROUND}={TOKYO}"), "its own id goes"),
    ((f"round-a={BEFORE}", f"{OLD_ROUND}={TOKYO}"), "never used again"),
    ((f"round-a={BEFORE}", "round-b=northern-gazette-2031-03-05-toky"), f"did you mean {TOKYO}"),
    ((f"round-a={BEFORE}", f"round-b={BEFORE},{TOKYO}"), "stands under two ids"),
    ((f"round-a={BEFORE}", f"round-b={AFTER}"), f"since they name {ROUND}: {TOKYO}"),
    ((f"round-a={BEFORE}", f"round-b={TOKYO},{AFTER}"), f"do not name {ROUND}: {AFTER}"),
    (("round-a",), "write it as NEW=ARTICLE,ARTICLE"),
    (("round-a=",), "write it as NEW=ARTICLE,ARTICLE"),
])
def test_a_split_that_leaves_a_question_is_refused_and_nothing_is_written(work, parts, told):
    before = everything()
    code, _, error = split(*parts)
    assert (code, everything()) == (2, before)
    assert told in error


def test_a_split_needs_ids_that_the_schema_takes(work):
    before = everything()
    code, out, _ = split(f"round-a={BEFORE}", f"Round-B={TOKYO}")
    assert (code, everything()) == (1, before)
    assert "bad-form" in out


def test_a_split_of_what_distinct_names_is_refused(work):
    write("dataset/distinct.yaml", "schema_version: 1.0.0\ndistinct:\n"
          f"  - {{table: meetings, records: [{ROUND}, {EARLY}], reason: two rounds}}\n")
    assert "distinct.yaml names" in split(f"round-a={BEFORE}", f"round-b={TOKYO}")[2]
