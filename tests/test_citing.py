"""How releases are cited: from the package, from the command line, and by the file at the root of the repository."""

import json
import subprocess
import sys
from pathlib import Path

from trilat import dataset
from trilat.citation import Citation, cite
from trilat.release.build import build, releases

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"


def trilat(*arguments):
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, arguments)]
    return subprocess.run(run, capture_output=True, text=True, check=False)


def test_the_citation_at_the_root_is_that_of_the_newest_final_release():
    newest = releases(ROOT / "dataset")[-1]
    citation = Citation(newest["version"], newest["date"], newest["content_sha256"])
    there = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert there == cite(citation, "cff") + "\n", "write it anew: trilat cite --format cff > CITATION.cff"


def test_a_dataset_is_cited_by_the_version_day_and_content_of_its_release(tmp_path):
    built = build(GOLDEN / "dataset", tmp_path)
    ds = dataset.load(path=built.folder)
    assert ds.cite() == (
        "Trilat contributors (2031). Trilat: an open event dataset of diplomatic meetings (version 1.0.0.dev) "
        f"[data set]. Content {built.content_sha256[:16]}."
    )
    [item] = json.loads(ds.cite("csl-json"))
    assert item["issued"] == {"date-parts": [[2031, 4, 1]]}
    assert built.content_sha256 in item["note"]
    assert ds.cite("cff") + "\n" == (built.folder / "CITATION.cff").read_text(encoding="utf-8")


def test_a_vintage_under_another_strategy_says_so_when_cited(tmp_path):
    ds = dataset.load(path=build(GOLDEN / "dataset", tmp_path).folder)
    view = ds.as_of("2031-03-06").consolidate("conservative")
    assert view.cite() == f"{ds.cite()} As known on 2031-03-06. Settled by the strategy conservative."


def test_the_command_prints_what_the_package_says(tmp_path):
    folder = build(GOLDEN / "dataset", tmp_path).folder
    ds = dataset.load(path=folder)
    assert trilat("cite", "--release", folder).stdout == ds.cite() + "\n"
    assert trilat("cite", "--release", folder, "--format", "ris").stdout == ds.cite("ris") + "\n"
    refused = trilat("cite", "--format", "harvard")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the styles are text, apa, bibtex" in refused.stderr
