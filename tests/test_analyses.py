"""The quick start and the worked analyses show what their code prints and draws, and run on other data too.

Run as a program, this file writes every output, the notes on the release, and the pictures of the pages anew. What the
pages conclude is written by people, and says of which release: read it again then.
"""

import contextlib
import doctest
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from trilat import dataset
from trilat.release.build import build

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "dataset"
ANALYSES = ROOT / "docs" / "analyses"
PICTURES = ANALYSES / "pictures"
PAGES = [ROOT / "docs" / "quickstart.md", *sorted(ANALYSES.glob("*.md"))]
NAMES = [page.stem for page in PAGES]

AGAIN = "run python tests/test_analyses.py, and read the page again"

NOTE = re.compile(r"<!-- release -->\n.*?<!-- end -->\n", re.DOTALL)


def note(ds: dataset.Dataset, limits: str) -> str:
    """What the release is that a page ran on."""
    days = [day for one in ds.articles for day in (one.published_earliest, one.published_latest) if day]
    return (f"<!-- release -->\n> Run on release {ds.version}: {len(ds.articles)} articles, published {min(days)} to "
            f"{max(days)};\n> {len(ds.meetings)} meetings, {len(ds.statements)} statements, {len(ds.claims):,} claims. "
            f"Nobody sampled the articles\n> ([known limits]({limits})).\n<!-- end -->\n")


def renewed(text: str, limits: str) -> str:
    """The page with every output as the code prints it now; its pictures are saved where we are."""
    names: dict[str, Any] = {}
    parts = []
    for part in doctest.DocTestParser().parse(text):
        if isinstance(part, str):
            parts.append(part)
            continue
        first, *rest = part.source.splitlines()
        parts += [f">>> {first}\n", *(f"... {line}".rstrip() + "\n" for line in rest), printed(part.source, names)]
    return NOTE.sub(lambda _: note(dataset.load(), limits), "".join(parts))


def printed(source: str, names: dict[str, Any]) -> str:
    """What Python prints when this is typed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "<page>", "single"), names)  # noqa: S102  # the page is ours
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def limits_from(page: Path) -> str:
    """The way from a page to the known limits."""
    return os.path.relpath(ROOT / "docs" / "limits.md", page.parent)


@contextlib.contextmanager
def somewhere_else() -> Iterator[Path]:
    """A folder to save pictures in, where we are."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield Path(folder)


def told(picture: Path) -> list[str]:
    """All that a picture says, to the eye and to a screen reader: the same whatever letters a machine has."""
    elements = ET.fromstring(picture.read_text(encoding="utf-8")).iter()  # noqa: S314  # the picture is ours
    return sorted(text for one in elements for text in (one.text, one.get("aria-label")) if text and text.strip())


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    return dataset.load(path=build(GOLDEN, tmp_path_factory.mktemp("out")).folder)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_shows_what_its_code_prints_and_draws(page):
    text = page.read_text(encoding="utf-8")
    with somewhere_else() as here:
        assert renewed(text, limits_from(page)) == text, AGAIN
        for made in here.glob("*.svg"):
            assert f"pictures/{made.name})" in text
            assert told(made) == told(PICTURES / made.name), AGAIN


@pytest.mark.parametrize("page", PAGES[1:], ids=NAMES[1:])
@pytest.mark.parametrize("day", [None, "2031-03-06", "2031-03-04"])
def test_a_page_runs_on_other_data(page, day, golden, monkeypatch):
    other = golden if day is None else golden.as_of(day)
    monkeypatch.setattr(dataset, "load", lambda: other)
    with somewhere_else() as here:
        shown = renewed(page.read_text(encoding="utf-8"), limits_from(page))
        assert shown != page.read_text(encoding="utf-8")
        assert all(told(picture) for picture in here.glob("*.svg"))


def test_every_picture_is_shown_on_a_page():
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+\.svg)\)", page.read_text("utf-8"))}
    assert shown == {path.name for path in PICTURES.iterdir()}


@pytest.mark.parametrize("page", PAGES[1:], ids=NAMES[1:])
def test_an_analysis_says_on_what_it_ran_and_what_it_cannot_show(page):
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Question", "What is counted", "Code and result", "What this shows, and what it does not",
                        "With more data"]
    assert len(NOTE.findall(text)) == 1
    assert "In release " in text.partition("## What this shows")[2]


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for path in PAGES:
        with somewhere_else() as place:
            before = path.read_text(encoding="utf-8")
            path.write_text(renewed(before, limits_from(path)), encoding="utf-8")
            for drawn in place.glob("*.svg"):
                if not (PICTURES / drawn.name).exists() or told(drawn) != told(PICTURES / drawn.name):
                    shutil.copy(drawn, PICTURES / drawn.name)
        now = dataset.load().version
        for said in sorted({*re.findall(r"In release ([\w.]+\w)", before)} - {now}):
            print(f"{path.relative_to(ROOT)} concludes from release {said}: read it again, for {now}")  # noqa: T201
