"""Starting an annotation: what a text tells by itself, and what is left to its reader."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trilat.check import check
from trilat.cli.app import app
from trilat.coding.new import dates, hints, start
from trilat.errors import UsageError
from trilat.evidence.texts import TextFile, text_file
from trilat.hashing import sha256
from trilat.sheets import Sheets, read_dataset

GOLDEN = Path(__file__).parents[1] / "golden"
TODAY = date(2031, 4, 2)


@pytest.fixture(scope="module")
def sheets():
    return read_dataset(GOLDEN / "dataset")


def text(words):
    return TextFile(Path("some.txt"), words, sha256(words.encode()))


def begun(words, sheets):
    return start(text(words), sheets, "z", TODAY)[1]


def test_hash_length_coder_and_day_stand_in_the_new_file(sheets):
    words = "Ünlü talks\r\nin Busan\n"
    made = begun(words, sheets)
    assert f"text: {{sha256: {sha256(words.encode())}, characters: {len(words)}, extent: full}}" in made
    assert "coders: [z]" in made
    assert "coded_on: 2031-04-02" in made


@pytest.mark.parametrize(("head", "line"), [
    ("Menu\n\nEnvoys meet again in Busan\n\nBy Ana Ruiz, Agency Y\n", 'title: "Envoys meet again in Busan"'),
    ("Menu\n\nEnvoys meet again in Busan\n\nBy Ana Ruiz, Agency Y\n", 'byline: ["Ana Ruiz"]'),
    ("2 March 2031\nLive\nEnvoys of three to \"meet\"\nThey met there.\n", 'title: "Envoys of three to \\"meet\\""'),
    ("Talks in Busan again today\nPublished: 2031-03-02 10:00\n", "published: 2031-03-02"),
    ("Talks in Busan again today\n\nNorthern Gazette\n", "publisher: northern-gazette"),
    ("부산에서 세 나라 특사가 만난다\n", "language: ko"),
    ("釜山で三か国の特使が会う\n", "language: ja"),
])
def test_the_head_of_a_text_tells(head, line, sheets):
    assert line in begun(head, sheets)


def test_what_the_text_does_not_tell_is_named_by_the_validator(sheets, tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text(begun("Nothing here tells a day.\n", sheets))
    lines = path.read_text().splitlines()
    missing = {finding.path for finding in check([path])[0] if lines[finding.line - 1].lstrip().startswith(
        finding.path.rpartition(".")[2])}
    assert missing == {"article.published", "article.published_basis", "article.source_kind"}


@pytest.mark.parametrize(("words", "found"), [
    ("on 2 March 2031", ["2031-03-02"]), ("Mar. 2, 2031", ["2031-03-02"]), ("2031.3.2.", ["2031-03-02"]),
    ("2031年3月2日", ["2031-03-02"]), ("2031년 3월 2일", ["2031-03-02"]), ("31 April 2031", []), ("March 2031", []),
    ("12345-01-011", []),
])
def test_days_are_found_as_they_are_written(words, found):
    assert dates(words) == found


def test_names_are_found_as_whole_words_with_the_place_of_the_first(sheets):
    found = hints(text("It told us of BUSAN, then Busan; Busanians met Jane  Doe."), sheets)
    assert [(one.record, one.words, one.start, one.times) for one in found] == [
        ("busan", "BUSAN", 14, 2), ("jane-doe", "Jane  Doe", 47, 1),
    ]


def test_a_dataset_without_registries_gives_no_names():
    assert hints(text("Busan"), Sheets()) == []


def trilat(*args):
    return CliRunner().invoke(app, ["new", *map(str, args), "--dataset", "dataset", "--on", "2031-04-02"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dataset" / "articles" / "2031").mkdir(parents=True)
    (tmp_path / "dataset" / "organizations.yaml").write_bytes((GOLDEN / "dataset" / "organizations.yaml").read_bytes())
    (tmp_path / "envoys.txt").write_bytes((GOLDEN / "texts" / "envoys.txt").read_bytes())
    return tmp_path


def test_the_file_stands_under_its_year_and_is_never_overwritten(folder):
    run = trilat("envoys.txt", "--coder", "z")
    path = Path(run.stdout.strip())
    assert (run.exit_code, path.parent.as_posix()) == (0, "dataset/articles/2031")
    path.write_text("mine")
    again = trilat("envoys.txt")
    assert isinstance(again.exception, UsageError)
    assert "there is an annotation of that name" in str(again.exception)
    assert path.read_text() == "mine"


def test_a_text_that_is_annotated_already_is_refused(folder):
    source = GOLDEN / "dataset" / "articles" / "2031" / "agency-y-2031-03-02-envoys.yaml"
    (folder / "dataset" / "articles" / "2031" / source.name).write_bytes(source.read_bytes())
    assert "is annotated already, in dataset/articles/2031" in str(trilat("envoys.txt").exception)


@pytest.mark.parametrize(("data", "why"), [(b"caf\xe9", "is not UTF-8 at byte 3")])
def test_what_is_no_text_is_refused(data, why, folder):
    (folder / "bad.txt").write_bytes(data)
    assert why in str(trilat("bad.txt").exception)


def test_a_text_file_keeps_its_line_ends(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a\r\nb")
    assert text_file(tmp_path / "a.txt").text == "a\r\nb"
