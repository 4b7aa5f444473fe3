"""What the documents show is what the code prints now."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from trilat.release.cards.codebook import codebook
from trilat.vocabularies import VOCABULARIES

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", ["README.md", "docs/analysts.md"])
def test_a_page_shows_what_python_answers(page):
    results = doctest.testfile(str(ROOT / page), module_relative=False, encoding="utf-8")
    assert results.attempted > 5
    assert results.failed == 0


def test_the_codebook_is_as_the_schema_says():
    assert (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8") == codebook()


def test_the_changelog_counts_the_vocabularies():
    assert f"{len(VOCABULARIES)} vocabularies" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_shows_is_one_that_there_is(page):
    command_line = r"^\$ trilat ((?:(?:records|audit) )?\w+)(.*?)(?:  +#.*)?$"
    shown = re.findall(command_line, page.read_text(encoding="utf-8").replace("\\\n", " "), re.MULTILINE)
    for command, arguments in shown:
        code = "from trilat.cli.main import main; main()"
        told = subprocess.run([sys.executable, "-c", code, *command.split(), "--help"], capture_output=True, text=True,
                              check=True).stdout
        assert all(option in told for option in shlex.split(arguments) if option.startswith("--")), arguments


SHOWING = ["README.md", "docs/maintainers.md", "docs/contributors.md", "docs/formats.md", "docs/limits.md",
           "docs/citing.md"]


@pytest.mark.parametrize("page", SHOWING)
def test_a_page_shows_what_the_command_line_prints(page):
    text = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^\$ trilat (.*)\n((?:(?!\$|```).*\n)+)", text, re.MULTILINE)
    assert blocks
    for command, shown in blocks:
        code = "from trilat.cli.main import main; main()"
        run = subprocess.run([sys.executable, "-c", code, *shlex.split(command)], capture_output=True, text=True,
                             check=False, cwd=ROOT)
        assert run.returncode in (0, 1), run.stderr  # 1 where the page shows findings
        printed = run.stdout
        for part in shown.split("…\n"):
            assert part in printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
