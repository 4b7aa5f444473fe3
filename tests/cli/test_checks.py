"""How contributors ask for checks: which rules, which files, in which format; and what a rule says of itself."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trilat.cli.app import app
from trilat.errors import TrilatError, UsageError
from trilat.output.findings.formats import FORMATS
from trilat.rules import RULES

GOLDEN = Path(__file__).parents[1] / "golden"
ENVOYS = Path("dataset", "articles", "2031", "agency-y-2031-03-02-envoys.yaml")
TOKYO = Path("dataset", "articles", "2031", "northern-gazette-2031-03-05-tokyo.yaml")
COMMAND = [sys.executable, "-c", "from trilat.cli.main import main; main()"]


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A copy of the golden dataset with an unknown term in one article and an impossible date in another."""
    for name in ("GITHUB_STEP_SUMMARY", "TRILAT_TEXTS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    monkeypatch.chdir(tmp_path)
    edit(ENVOYS, "status: held", "status: heldd")
    edit(TOKYO, "date: 2031-03-08", "date: 2031-02-30")
    return tmp_path


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def trilat(*args, **more):
    """Exit code, standard output and error of a command; what the program tells of an error stands as the third."""
    run = CliRunner().invoke(app, [str(arg) for arg in args], **more)
    if run.exception is not None and not isinstance(run.exception, SystemExit | TrilatError):
        raise run.exception
    if isinstance(run.exception, TrilatError):
        return (2 if isinstance(run.exception, UsageError) else 3), run.stdout, str(run.exception)
    return run.exit_code, run.stdout, run.stderr


def found(*args, **more):
    """The rules and files of what validate finds."""
    _, out, _ = trilat("validate", "--format", "json", *args, **more)
    return [(one["rule"], Path(one["file"])) for one in json.loads(out)]


BOTH = [("unknown-term", ENVOYS), ("impossible-date", TOKYO)]


# formats


def test_people_are_shown_the_line_and_the_spot(work):
    code, out, err = trilat("validate")
    assert code == 1
    assert "    status: heldd\n" in out
    assert out.splitlines()[4].endswith(" ^^^^^")
    assert err == "10 files: 2 errors, 0 warnings\n"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_exit_code_and_sum(work, form):
    code, out, err = trilat("validate", "--format", form)
    assert (code, err) == (1, "10 files: 2 errors, 0 warnings\n")
    assert "\x1b" not in out
    assert trilat("validate", "--format", form, "dataset/people.yaml")[0] == 0


def test_a_format_that_there_is_not_is_wrong_usage(work):
    assert trilat("validate", "--format", "xml")[0] == 2


def test_statistics_count_findings_by_rule(work):
    edit(ENVOYS, "level: envoys", "level: envoy")
    assert trilat("validate", "--statistics")[1] == "2  unknown-term\n1  impossible-date\n"
    assert json.loads(trilat("validate", "--statistics", "--format", "json")[1])[1] == {
        "rule": "impossible-date", "findings": 1,
    }
    code, _, err = trilat("validate", "--statistics", "--format", "sarif")
    assert (code, "--statistics" in err) == (2, True)


def test_a_file_that_is_named_twice_is_judged_once(work):
    assert trilat("validate", "dataset", ENVOYS, f"./{ENVOYS}", "--format", "concise")[1].count("\n") == 2
    assert trilat("validate", TOKYO, "dataset/../" + str(TOKYO))[2] == "1 file: 1 error, 0 warnings\n"


def test_findings_for_github_are_all_in_the_summary_of_the_step(work, monkeypatch):
    report = work / "summary.md"
    report.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(report))
    trilat("validate")
    assert report.read_text() == "before\n"
    trilat("validate", "--format", "github")
    told = report.read_text()
    assert told.startswith("before\n")
    assert told.count("\n| error |") == 2


def test_names_are_told_to_machines_from_the_repository_on(work, monkeypatch):
    (work / ".git").mkdir()
    monkeypatch.chdir("dataset/articles")
    [run] = json.loads(trilat("validate", "2031", "--format", "sarif")[1])["runs"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert places == [ENVOYS.as_posix(), TOKYO.as_posix()]
    assert f"::error file={ENVOYS}," in trilat("validate", "2031", "--format", "github")[1]


# rules


def test_selected_and_ignored_rules_are_named_in_lists_and_repeatedly(work):
    edit(ENVOYS, "byline: [Ana Ruiz]", "byline: [Ana Ruiz]\n  lead: x")
    every = ["unknown-field", "unknown-term", "impossible-date"]
    assert [rule for rule, _ in found()] == every
    assert found("--ignore", "unknown-field,unknown-term") == BOTH[1:]
    assert found("--ignore", "unknown-field", "--ignore", "unknown-term") == BOTH[1:]
    assert [rule for rule, _ in found("--select", "impossible-date , near-copy")] == every
    assert found("--select", "near-copy,impossible-date", "--ignore", "impossible-date", TOKYO) == []
    assert trilat("validate", TOKYO, "--ignore", "impossible-date")[0] == 0


def test_what_keeps_a_file_from_being_judged_is_told_whatever_is_selected(work):
    ENVOYS.write_bytes(b"\xef\xbb\xbfarticle: {}\n")
    assert found("--select", "unpinned-quote") == [("byte-order-mark", ENVOYS)]
    assert trilat("validate", "--select", "unpinned-quote")[0] == 1
    assert found("--select", "unpinned-quote", "--ignore", "byte-order-mark") == []


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_there_is_not_is_wrong_usage_and_near_names_are_told(work, option):
    code, out, err = trilat("validate", option, "near-copy,imposible-date")
    assert (code, out, err) == (2, "", "there is no rule imposible-date; did you mean impossible-date?")
    assert trilat("validate", option, "")[0] == 2
    assert trilat("validate", option, "near-copy,")[0] == 2


def test_a_rule_explains_itself(work):
    code, out, _ = trilat("rule", "near-copy")
    assert code == 0
    assert out.startswith("near-copy (")
    assert max(map(len, out.splitlines())) <= 80
    assert json.loads(trilat("rule", "near-copy", "--format", "json")[1])["purpose"] == RULES["near-copy"].purpose


def test_all_rules_are_listed_in_columns_and_as_json():
    code, out, _ = trilat("rule", "--list")
    assert code == 0
    names = [line.split()[0] for line in out.splitlines() if not line.startswith(" ")]
    assert names == list(RULES)
    starts = {line.index(RULES[line.split()[0]].purpose.split()[0]) for line in out.splitlines() if line[0] != " "}
    assert len(starts) == 1
    listed = json.loads(trilat("rule", "--list", "--format", "json")[1])
    assert [rule["name"] for rule in listed] == list(RULES)


@pytest.mark.parametrize("args", [[], ["near-copy", "--list"], ["near-cpoy"], [""], ["\x1b[31m"]])
def test_asking_for_no_rule_for_two_things_or_for_one_that_is_not_there_is_wrong_usage(args):
    code, out, err = trilat("rule", *args)
    assert (code, out) == (2, "")
    assert "near-copy" in err or "trilat rule --list" in err
    assert "\x1b" not in err


# standard input


def test_standard_input_is_judged_within_the_dataset_as_the_file_that_it_would_be(work):
    sound = (GOLDEN / ENVOYS).read_bytes()
    assert found("-", "--stdin-filename", ENVOYS, input=sound) == []
    assert found("-", "--stdin-filename", ENVOYS.with_name("new.yaml"), input=sound) != []
    edited = sound.replace(b"place: busan~", b"place: bussan~")
    assert found("-", "--stdin-filename", ENVOYS, input=edited) == [("unknown-reference", ENVOYS)]
    places = Path("dataset", "places.yaml")
    renamed = places.read_bytes().replace(b"id: sapporo\n", b"id: otaru\n")
    assert found("-", "--stdin-filename", places, input=renamed) == [("unused-entry", places)]
    edit(ENVOYS, "status: heldd", "status: held")
    assert ("unknown-reference", ENVOYS) in found("dataset", "-", "--stdin-filename", places, input=renamed)


def test_the_line_that_is_shown_is_the_one_that_was_judged(work):
    edited = ENVOYS.read_bytes().replace(b"status: heldd", b"status: helddd")
    out = trilat("validate", "-", "--stdin-filename", ENVOYS, input=edited)[1]
    assert "status: helddd\n" in out
    new = ENVOYS.with_name("new.jsonl")
    out = trilat("validate", "-", "--stdin-filename", new, input=b'{"article": 5}\n')[1]
    assert '1 | {"article": 5}\n  |             ^\n' in out


@pytest.mark.parametrize("args", [["-"], ["--stdin-filename", ENVOYS], ["-", "--stdin-filename", "dataset"],
                                  ["-", "--stdin-filename", ENVOYS, "--changed"]])
def test_standard_input_needs_the_name_of_a_file(work, args):
    code, out, _ = trilat("validate", *args, input=b"")
    assert (code, out) == (2, "")


# changed files


@pytest.fixture
def git(work, monkeypatch):
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")

    def run(*words):
        named = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
        subprocess.run(named, cwd=work, check=True)

    run("init", "--quiet", "--initial-branch", "main")
    run("add", "--all")
    run("commit", "--quiet", "--message", "m")
    return run


def test_only_changed_files_are_judged_and_seen_beside_the_whole(git):
    assert trilat("validate", "--changed") == (0, "", "0 files: 0 errors, 0 warnings\n")
    edit(TOKYO, "place: nurimaru-hall", "place: nurimaru-hal")
    assert found("--changed") == [("unknown-reference", TOKYO), ("impossible-date", TOKYO)]
    shutil.copy(ENVOYS, ENVOYS.with_name("again.yaml"))
    edit(ENVOYS.with_name("again.yaml"), "status: heldd", "status: held")
    assert {file for _, file in found("--changed")} == {TOKYO, ENVOYS.with_name("again.yaml")}
    assert {file for _, file in found("--changed", TOKYO)} == {TOKYO}
    assert trilat("validate", "--changed", "dataset/people.yaml")[2].startswith("0 files")


def test_a_release_is_judged_whole_where_a_file_in_it_has_changed(git):
    release = Path(shutil.copytree(GOLDEN / "release", "released"))
    git("add", "--all")
    git("commit", "--quiet", "--message", "m")
    assert trilat("validate", "--changed", release)[2].startswith("0 files")
    edit(release / "csv" / "people.csv", "person_id", "id")
    assert ("table-header", release / "csv" / "people.csv") in found("--changed", release)


def test_changes_are_counted_from_a_base(git):
    edit(TOKYO, "place: nurimaru-hall", "place: nurimaru-hal")
    git("commit", "--quiet", "--all", "--message", "m")
    assert found("--changed") == []
    assert {file for _, file in found("--changed", "--base", "HEAD")} == set()
    git("switch", "--quiet", "--create", "work", "HEAD~")
    edit(ENVOYS, "level: envoys", "level: envoy")
    git("commit", "--quiet", "--all", "--message", "m")
    assert {file for _, file in found("--changed")} == {ENVOYS}
    assert {file for _, file in found("--changed", "--base", "HEAD~")} == {ENVOYS}
    code, _, err = trilat("validate", "--changed", "--base", "nowhere")
    assert (code, "git knows no revision nowhere" in err) == (2, True)
    assert trilat("validate", "--base", "main")[0] == 2


def test_without_a_repository_changed_is_wrong_usage_and_says_why(work, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(work.parent))
    code, out, err = trilat("validate", "--changed")
    assert (code, out) == (2, "")
    assert "lies in no git repository" in err


def test_without_git_changed_cannot_be_finished(work, monkeypatch):
    monkeypatch.setenv("PATH", str(work))
    assert trilat("validate", "--changed")[::2] == (
        3, "git is not installed, and only git knows what changed; name the files instead"
    )


# texts


def test_texts_that_cannot_be_read_are_told(work):
    (work / "texts").mkdir()
    (work / "texts" / "a.txt").write_bytes(b"\xff")
    assert found("--texts", "texts") == [*BOTH, ("text-unreadable", Path("texts/a.txt"))]
    assert trilat("validate", "--texts", "nowhere")[0] == 2


# the process


def test_a_reader_who_has_seen_enough_is_no_fault(work):
    for number in range(300):
        shutil.copy(ENVOYS, ENVOYS.with_name(f"copy-{number}.yaml"))
    with subprocess.Popen([*COMMAND, "validate"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        run.stdout.readline()
        run.stdout.close()
        told = run.stderr.read()
    assert run.returncode == 1
    assert told == "310 files: 302 errors, 0 warnings\n"


@pytest.mark.parametrize("form", FORMATS)
def test_a_terminal_that_knows_ascii_alone_is_no_fault(work, form):
    edit(ENVOYS, "status: heldd", "status: héldd한")
    run = subprocess.run([*COMMAND, "validate", "--format", form], capture_output=True, check=False,
                         env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert run.returncode == 1
    assert run.stdout.isascii()
    assert run.stderr.startswith(b"10 files: 2 errors, 0 warnings\n")


@pytest.mark.parametrize(("settings", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_is_for_terminals_that_want_it(work, settings, coloured):
    import pty

    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm"} | settings
    with subprocess.Popen([*COMMAND, "validate"], stdout=follower, stderr=subprocess.DEVNULL, env=environment) as run:
        os.close(follower)
        shown = b""
        try:
            while data := os.read(leader, 65536):
                shown += data
        except OSError:
            pass  # the other end was closed
    os.close(leader)
    assert run.returncode == 1
    assert b"heldd" in shown
    assert (b"\x1b[" in shown) is coloured
