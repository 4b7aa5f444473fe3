"""Citations, as the programs that read them do."""

import json
from pathlib import Path

import pytest

from trilat.citation import TITLE, Citation, cite

ROOT = Path(__file__).parents[2]
CITATION = Citation("1.0.0", "2031-04-01", "0123456789abcdef" * 4)
pytestmark = pytest.mark.tools

PYTHON = """
import json, sys, bibtexparser, rispy
[entry] = bibtexparser.parse_string(sys.argv[1]).entries
[reference] = rispy.loads(sys.argv[2])
print(json.dumps([{"key": entry.key} | {field.key: field.value for field in entry.fields}, reference]))
"""

CITATION_JS = """
const { Cite } = require("@citation-js/core")
for (const name of ["bibtex", "ris", "csl"]) require(`@citation-js/plugin-${name}`)
const made = process.argv.slice(2).map(text => new Cite(text))
console.log(JSON.stringify(made.map(one => [one.data, one.format("bibliography", {template: "apa"})])))
"""


@pytest.fixture
def valid(tool):
    def run(path):
        return tool("check-jsonschema", "check-jsonschema", "--builtin-schema", "vendor.citation-file-format", path)

    return run


def test_the_citation_of_a_release_and_of_the_repository_is_valid(valid, release):
    for path in (ROOT / "CITATION.cff", release / "CITATION.cff"):
        checked = valid(path)
        assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("old", "new"), [
    (b"title:", b"titel:"), (b"'2031-04-01'", b"April 2031"), (b"type: dataset", b"type: data set"),
    (b"license: CC-BY-4.0", b"license: CC-BY"), (b"- name: Trilat", b"- nome: Trilat"),
])
def test_a_citation_that_does_not_hold_is_refused(valid, broken, old, new):
    assert valid(broken("CITATION.cff", old, new) / "CITATION.cff").returncode == 1


def test_bibtexparser_and_rispy_read_what_the_citation_says(tool):
    made = tool("bibtexparser rispy", "python", "-c", PYTHON, cite(CITATION, "bibtex"), cite(CITATION, "ris"))
    assert made.returncode == 0, made.stderr
    bibtex, ris = json.loads(made.stdout)
    assert bibtex["author"] == "{Trilat contributors}"
    assert ris["authors"] == ["Trilat contributors"]
    assert [bibtex["title"].strip("{}"), ris["title"]] == [TITLE, TITLE]
    assert [bibtex["year"], ris["year"]] == ["2031", "2031"]
    assert [bibtex["date"], ris["date"]] == ["2031-04-01", "2031/04/01"]
    assert [bibtex["version"], ris["edition"]] == ["1.0.0", "1.0.0"]
    assert [bibtex["note"], ris["notes"]] == [CITATION.note, [CITATION.note]]
    assert [bibtex["key"], ris["id"]] == ["trilat-1.0.0", "trilat-1.0.0"]


def test_citation_js_reads_all_three_and_prints_them_alike(node):
    packages = "@citation-js/core @citation-js/plugin-csl @citation-js/plugin-bibtex @citation-js/plugin-ris"
    texts = [cite(CITATION, style) for style in ("bibtex", "ris", "csl-json")]
    made = node(packages, CITATION_JS, *texts)
    assert made.returncode == 0, made.stderr
    for [item], printed in json.loads(made.stdout):
        assert (item["title"], item["version"], item["note"]) == (TITLE, "1.0.0", CITATION.note)
        assert item["issued"]["date-parts"][0][0] == 2031
        assert printed.startswith("Trilat contributors. (2031")
        assert "Version 1.0.0" in printed
