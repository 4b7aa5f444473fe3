"""Files laid out and mended from the command line: what is printed, what is written, and the exit codes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
NAME = Path("dataset", "articles", "2031", "agency-y-2031-03-02-envoys.yaml")


def trilat(*args, cwd=None):
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, args)]
    return subprocess.run(run, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def work(tmp_path):
    shutil.copytree(GOLDEN / "dataset", tmp_path / "dataset")
    return tmp_path


@pytest.fixture
def untidy(work):
    """The dataset with a file of which the order, a term and an item of a list are not as they should be."""
    path = work / NAME
    text = path.read_text()
    assert text.count("published: 2031-03-02  # a Sunday\n  published_basis: dateline\n") == 1
    path.write_text(text.replace(
        "published: 2031-03-02  # a Sunday\n  published_basis: dateline\n",
        "published_basis: datelin\n  published: 2031-03-02  # a Sunday\n").replace("coders: [a]", "coders: [a, a]"))
    return work


def test_format_writes_names_or_shows_what_is_to_be_laid_out_anew(work):
    before = (work / NAME).read_text()
    (work / NAME).write_text(before.replace("language: en", "language:   'en'"))
    untidy = (work / NAME).read_text()
    run = trilat("format", "--check", cwd=work)
    assert (run.returncode, run.stdout, run.stderr) == (1, f"{NAME}\n", "10 files: 1 would be laid out anew\n")
    run = trilat("format", "--diff", cwd=work)
    assert run.returncode == 0
    assert run.stdout.startswith(f"--- {NAME}\n+++ {NAME}\n@@ ")
    assert "-  language:   'en'\n+  language: en\n" in run.stdout
    assert (work / NAME).read_text() == untidy
    run = trilat("format", cwd=work)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{NAME}\n", "10 files: 1 laid out anew\n")
    assert (work / NAME).read_text() == before
    assert trilat("format", "--check", cwd=work).returncode == 0


def test_format_tells_of_a_file_that_cannot_be_read_and_leaves_it(work):
    (work / NAME).write_text("article: [\n")
    run = trilat("format", cwd=work)
    assert run.returncode == 1
    assert " yaml-syntax " in run.stdout
    assert run.stderr == "10 files: 0 laid out anew, 1 left that cannot be read\n"
    assert (work / NAME).read_text() == "article: [\n"


def test_format_of_a_path_that_is_not_there_is_wrong_usage(work):
    run = trilat("format", "nowhere", cwd=work)
    assert (run.returncode, run.stderr) == (2, "trilat: there is no nowhere\n")


def test_validate_says_how_many_findings_can_be_mended(untidy):
    run = trilat("validate", cwd=untidy)
    assert run.returncode == 1
    assert run.stderr.splitlines()[1] == "2 by --fix --unsafe-fixes, which may change the meaning"


def test_what_is_safe_and_what_is_not_are_mended_apart(untidy):
    before = (untidy / NAME).read_text()
    assert trilat("validate", "--fix", cwd=untidy).returncode == 1
    assert (untidy / NAME).read_text() == before
    run = trilat("validate", "--unsafe-fixes", "--diff", cwd=untidy)
    assert run.returncode == 0
    assert "-  published_basis: datelin\n" in run.stdout
    assert (untidy / NAME).read_text() == before
    run = trilat("validate", "--fix", "--unsafe-fixes", cwd=untidy)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == "3 fixes in 1 file\n10 files: 0 errors, 0 warnings\n"
    assert (untidy / NAME).read_bytes() == (GOLDEN / NAME).read_bytes()


def test_unsafe_fixes_are_not_made_unless_fixing_is_asked_for(untidy):
    run = trilat("validate", "--unsafe-fixes", cwd=untidy)
    assert (run.returncode, run.stdout) == (2, "")
    assert "goes with --fix" in run.stderr


def test_a_dataset_laid_out_anew_builds_the_same_release(work):
    for path in (work / "dataset").rglob("*.yaml"):
        path.write_text(path.read_text().replace(": [", ": [ ").replace("\n  - ", "\n\n  - ") + "\n\n")
    assert trilat("build", "dataset", "--out", "before", cwd=work).returncode == 0
    run = trilat("format", cwd=work)
    assert run.returncode == 0
    assert trilat("build", "dataset", "--out", "after", cwd=work).returncode == 0
    files = sorted(path.relative_to(work / "before") for path in (work / "before").rglob("*") if path.is_file())
    assert files
    assert all((work / "before" / file).read_bytes() == (work / "after" / file).read_bytes() for file in files)
    assert not [path for path in (work / "dataset").rglob("*.yaml") if ": [ " in path.read_text()]
