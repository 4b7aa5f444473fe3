"""The command line as its users meet it: output, remedies, exit codes, and nothing lost."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
ENVOYS = "agency-y-2031-03-02-envoys"


def trilat(*args, cwd=None, **more):
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, args)]
    return subprocess.run(run, cwd=cwd, capture_output=True, text=True, check=False, timeout=60, **more)


@pytest.fixture
def work(tmp_path):
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    return tmp_path


def article(work, name=ENVOYS):
    return work / "dataset" / "articles" / "2031" / f"{name}.yaml"


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_sound_dataset_validates(work):
    run = trilat("validate", cwd=work)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == "10 files: 0 errors, 0 warnings\n"


def test_every_fault_is_told_in_one_pass_at_its_place(work):
    edit(article(work), "place: busan~", "place: bussan~")
    edit(article(work), "status: held", "status: heldd")
    edit(article(work, "northern-gazette-2031-03-05-tokyo"), "date: 2031-03-08", "date: 2031-02-30")
    run = trilat("validate", "--format", "concise", cwd=work)
    assert run.returncode == 1
    lines = run.stdout.splitlines()
    assert [line.split()[1].rstrip(":") for line in lines] == ["unknown-term", "impossible-date"]
    assert "did you mean held" in lines[0]
    edit(article(work), "status: heldd", "status: held")
    assert "did you mean busan" in trilat("validate", cwd=work).stdout


def test_validating_says_the_same_with_and_without_the_parser_of_options(work):
    edit(article(work), "status: held", "status: heldd")
    (work / "texts").mkdir()
    (work / "texts" / "wrong.txt").write_bytes(b"\xff")
    settings = [
        os.environ, os.environ | {"TRILAT_TODAY": "2031-03-01"}, os.environ | {"TRILAT_TODAY": "soon"},
        os.environ | {"TRILAT_TEXTS": "texts", "TRILAT_TODAY": ""},
    ]
    told = set()
    for paths, env in [([], settings[0]), (["nowhere"], settings[0]), *(([article(work)], env) for env in settings)]:
        plain, parsed = (trilat("validate", *more, *paths, cwd=work, env=env) for more in ([], ["--"]))
        assert (plain.returncode, plain.stdout, plain.stderr) == (parsed.returncode, parsed.stdout, parsed.stderr)
        told.add((plain.stdout, plain.stderr))
    assert len(told) >= len(settings)


def test_a_release_and_its_tables_are_validated_too(work):
    assert trilat("build", cwd=work).returncode == 0
    release = work / "build" / "trilat-1.0.0.dev"
    assert trilat("validate", release).stdout == ""
    edit(release / "csv" / "people.csv", ",US", ",us;")
    told = trilat("validate", "dataset", release, "--format", "concise", cwd=work).stdout
    assert "people.csv:0:0 release-hash" in told


def test_one_file_is_judged_within_its_dataset(work):
    edit(article(work, "northern-gazette-2031-03-05-tokyo"), "2031-03-08", "2031-02-30")
    run = trilat("validate", article(work))
    assert (run.returncode, run.stdout) == (0, "")


def test_a_dataset_within_a_dataset_is_judged_by_its_own_registries(work):
    shutil.copytree(GOLDEN / "dataset", work / "dataset" / "second")
    edit(work / "dataset" / "second" / "places.yaml", "id: sapporo\n", "id: otaru\n")
    run = trilat("validate", "--format", "concise", cwd=work)
    assert [line.partition(":")[0] for line in run.stdout.splitlines()] == [
        "dataset/second/articles/2031/agency-y-2031-03-02-envoys.yaml", "dataset/second/places.yaml"
    ]
    assert run.stderr == "20 files: 1 error, 0 warnings, 1 piece of advice\n"


def test_a_file_that_does_not_parse_is_a_finding_and_the_rest_is_checked(work):
    article(work).write_text("article: [\n")
    run = trilat("validate", cwd=work)
    assert run.returncode == 1
    assert "yaml-syntax" in run.stdout
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_an_interrupt_ends_a_command_with_130_whoever_parses_its_options(work):
    name = "dataset/articles/2031/a.yaml"
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", "validate", "-", "--stdin-filename", name]
    with subprocess.Popen(run, cwd=work, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdin.write("#" * 1_000_000)  # more than a pipe holds: once it is written, the command is reading
        process.stdin.flush()
        while process.poll() is None:  # a signal between two reads is only seen with the next
            process.send_signal(signal.SIGINT)
            time.sleep(1)
        assert process.returncode == 130
        assert "trilat: interrupted\n" in process.stderr.read()


def test_a_path_that_is_not_there_is_wrong_usage(work):
    run = trilat("validate", "nowhere", cwd=work)
    assert (run.returncode, run.stderr) == (2, "trilat: there is no nowhere\n")


def test_quotes_become_spans_and_verify_finds_them(work):
    path = article(work)
    before = path.read_text()
    edit(path, "{chars: [92, 179], words: 15, digest: 9181a23ff1393246}",
         '{quote: "special envoys of South Korea, the United States and Japan will hold talks next weekend"}')
    assert "unpinned-quote" in trilat("validate", cwd=work).stdout
    assert trilat("verify", "--texts", GOLDEN / "texts", cwd=work).returncode == 1
    run = trilat("pin", path, "--texts", GOLDEN / "texts")
    assert run.returncode == 0
    assert path.read_text() == before
    run = trilat("verify", "--texts", GOLDEN / "texts", cwd=work)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == "3 articles, 21 spans: 21 found, 0 moved\n"


def test_a_quote_that_is_not_in_the_text_is_refused_and_the_file_stays(work):
    path = article(work)
    edit(path, "{chars: [92, 179], words: 15, digest: 9181a23ff1393246}", '{quote: "words that nobody wrote"}')
    before = path.read_bytes()
    run = trilat("pin", path, "--texts", GOLDEN / "texts")
    assert run.returncode == 1
    assert "quote-not-found" in run.stdout
    assert path.read_bytes() == before


def test_without_texts_nothing_passes_for_found(work):
    run = trilat("verify", cwd=work)
    assert run.returncode == 1
    assert "21 unchecked" in run.stderr


def test_another_scrape_is_found_again(work, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    words = (GOLDEN / "texts" / "envoys.txt").read_text().split()
    (texts / f"{ENVOYS}.txt").write_text("Subscribe now!\r\n\r\n" + "  ".join(words))
    run = trilat("verify", article(work), "--texts", texts)
    assert (run.returncode, run.stderr) == (0, "1 articles, 8 spans: 0 found, 8 moved\n")


def test_a_build_says_what_it_made_and_replaces_the_working_build(work):
    for _ in range(2):
        run = trilat("build", cwd=work)
        assert run.returncode == 0
        assert run.stdout.startswith("build/trilat-1.0.0.dev")
        assert [path.name for path in (work / "build").iterdir()] == ["trilat-1.0.0.dev"]


def test_a_faulty_dataset_is_not_built_and_what_was_there_stays(work):
    trilat("build", cwd=work)
    before = (work / "build" / "trilat-1.0.0.dev" / "SHA256SUMS").read_bytes()
    edit(article(work), "status: held", "status: heldd")
    run = trilat("build", cwd=work)
    assert run.returncode == 1
    assert "unknown-term" in run.stdout
    assert (work / "build" / "trilat-1.0.0.dev" / "SHA256SUMS").read_bytes() == before


def test_a_final_release_is_recorded_and_refused_with_other_content(work):
    assert trilat("build", "--final", cwd=work).returncode == 0
    assert trilat("build", "--final", cwd=work).returncode == 0
    record = (work / "dataset" / "releases.json").read_bytes()
    assert record.count(b'"1.0.0"') == 2
    edit(article(work, "northern-gazette-2031-03-10-after"), "PT2H", "PT3H")
    run = trilat("build", "--final", cwd=work)
    assert run.returncode == 3
    assert "never changes" in run.stderr
    assert (work / "dataset" / "releases.json").read_bytes() == record


def test_show_prints_a_record_within_80_columns(work):
    trilat("build", cwd=work)
    run = trilat("show", "busan-round-2031", "--release", work / "build" / "trilat-1.0.0.dev")
    assert run.returncode == 0
    assert max(map(len, run.stdout.splitlines())) <= 80
    for words in ("us-jp-kr-envoys-2031-1", "Positions", "Status over time", "Where the sources differ",
                  "Jane Doe", "* 2031-03-08", "2031-03-09", "unnamed-us-diplomat-2031-03-a, planned [2]"):
        assert words in run.stdout
    then = trilat("show", "busan-round-2031", "--as-of", "2031-03-04", "--release",
                  work / "build" / "trilat-1.0.0.dev").stdout
    assert "[2031-03-08..2031-03-09]" in then
    assert "Jane Doe" not in then


def test_show_suggests_near_ids_and_refuses_what_is_no_day(work):
    trilat("build", cwd=work)
    release = work / "build" / "trilat-1.0.0.dev"
    run = trilat("show", "us-jp-kr-envoy-2031-1", "--release", release)
    assert run.returncode == 2
    assert "did you mean us-jp-kr-envoys-2031-1" in run.stderr
    assert trilat("show", "busan", "--as-of", "soon", "--release", release).returncode == 2
    assert trilat("show", "busan", "--release", work).returncode == 3


def test_the_codebook_tells_of_one_name_and_suggests_near_ones():
    told = trilat("codebook", "meetings.level")
    assert told.stdout.startswith("meetings.level (column)\n  The rank of the heads of delegation.")
    wrong = trilat("codebook", "meetings.levle")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean meetings.level" in wrong.stderr


def test_schema_check_tells_drift(work):
    assert trilat("schema", work / "schema").returncode == 0
    assert trilat("schema", work / "schema", "--check").returncode == 0
    (work / "schema" / "1.0.0" / "people.schema.json").write_text("{}")
    run = trilat("schema", work / "schema", "--check")
    assert run.returncode == 1
    assert "people.schema.json differs" in run.stdout


@pytest.mark.parametrize("command", ["validate", "rule", "pin", "verify", "build", "show", "schema", "migrate",
                                     "records conflicts", "records merge", "records split"])
def test_every_command_explains_itself_with_an_example(command):
    run = trilat(*command.split(), "--help")
    assert run.returncode == 0
    assert f"Example: trilat {command}" in run.stdout
