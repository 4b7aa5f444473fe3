"""Releases as they arrive: every file, row and cell that is not as it was built is told at its place."""

import csv
import os
import random
import shutil
from pathlib import Path

import pytest

from trilat.check import check
from trilat.hashing import sha256
from trilat.reading.release import check_release
from trilat.reading.tables import LONGEST_CELL, MOST_FINDINGS
from trilat.release.build import build
from trilat.rules import RULES
from trilat.tables.columns import columns
from trilat.tables.rows import AgreementRow
from trilat.tables.text import to_csv

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = build(GOLDEN, tmp_path_factory.mktemp("built")).folder
    assert folder is not None
    return folder


@pytest.fixture
def release(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "release"))


def table(release, name):
    return release / "csv" / f"{name}.csv"


def seal(release):
    """Give the files the hashes that they have now."""
    names = sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
    sums = "".join(f"{sha256((release / name).read_bytes())}  {name}\n" for name in names if name != "SHA256SUMS")
    (release / "SHA256SUMS").write_text(sums)


def set_cell(release, name, line, place, cell):
    """Write a cell of a table anew; lines and cells count from 1."""
    with table(release, name).open(newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][place - 1] = cell
    with table(release, name).open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    seal(release)


def told(path):
    """Where each finding is, of which rule."""
    findings, _ = check_release(path)
    assert all(RULES[finding.rule].check is None for finding in findings)
    assert findings == sorted(findings)
    return [(Path(finding.file).name, finding.line, finding.column, finding.rule) for finding in findings]


def test_a_release_as_it_was_built_is_sound(release):
    findings, files = check([release])
    assert findings == []
    assert files == sum(path.is_file() for path in release.rglob("*"))


def test_each_table_is_sound_by_itself(release):
    for path in sorted((release / "csv").iterdir()):
        assert check([path]) == ([], 1)


@pytest.mark.parametrize(("name", "place", "cell", "rule"), [
    ("claims", 1, "", "empty-cell"),
    ("claims", 8, "foreseen", "cell-term"),
    ("claims", 2, "no-such-article", "cell-reference"),
    ("claims", 10, "no-such-origin", "cell-reference"),
    ("claims", 12, "author;", "cell-type"),
    ("claims", 12, "no-such-relay;author", "cell-reference"),
    ("claims", 15, "2031-02-30", "cell-type"),
    ("claims", 15, "20310308", "cell-type"),
    ("claims", 16, "0000000000000000", "cell-reference"),
    ("articles", 7, "2031-02-30", "cell-type"),
    ("articles", 17, "12.5", "cell-type"),
    ("articles", 17, "012", "cell-type"),
    ("articles", 17, "٣", "cell-type"),
    ("articles", 2, "=1+1", "cell-escape"),
    ("articles", 2, "'tis the season", "cell-escape"),
    ("articles", 4, "Ana Ruiz;=SUM(A1)", "cell-escape"),
    ("articles", 4, "'=SUM(A1);+1", "cell-escape"),
    ("articles", 4, "Ana Ruiz;'Bo Lee", "cell-escape"),
    ("people", 4, "TRUE", "cell-type"),
    ("people", 4, "", "empty-cell"),
    ("places", 5, "no-such-place", "cell-reference"),
])
def test_a_cell_that_does_not_fit_is_told_with_its_line_and_number(release, name, place, cell, rule):
    set_cell(release, name, 2, place, cell)
    assert told(table(release, name)) == [(f"{name}.csv", 2, place, rule)]
    [finding] = check_release(table(release, name))[0]
    assert finding.path
    assert finding.help


@pytest.mark.parametrize(("name", "place", "cell"), [
    ("articles", 2, "'=1+1"), ("articles", 2, "''tis the season"), ("articles", 2, ""), ("claims", 10, "author"),
    ("articles", 2, "'"), ("articles", 4, "'=SUM(A1);Ana Ruiz;'+1;''t Hooft"),
    ("articles", 2, "a, \"b\"\nand c"), ("articles", 17, "0"), ("articles", 2, "x" * 200_000),
])
def test_a_cell_that_fits_is_sound_however_odd(release, name, place, cell):
    set_cell(release, name, 2, place, cell)
    assert told(release) == []


def test_numbers_stand_as_they_are(release):
    header = ",".join(column.name for column in columns(AgreementRow))
    row = AgreementRow("meetings", "status", 1, 2, 0, 0, 1, -0.25, None)
    table(release, "agreement").write_bytes(to_csv(AgreementRow, [row]))
    seal(release)
    assert told(release) == []
    for number in ("'-0.25", "few", "nan", ".5", "1e999"):
        table(release, "agreement").write_text(f"{header}\nmeetings,status,1,2,0,0,1,{number},\n")
        seal(release)
        assert told(release) == [("agreement.csv", 2, 8, "cell-type")]


def test_a_row_stands_in_the_line_that_it_begins_in(release):
    set_cell(release, "articles", 2, 2, "of\nthree\nlines")
    set_cell(release, "articles", 3, 17, "few")
    assert told(release) == [("articles.csv", 5, 17, "cell-type")]


def test_a_key_that_stands_twice_names_the_line_of_the_first(release):
    path = table(release, "people")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]))
    assert told(path) == [("people.csv", 0, 0, "release-hash"), ("people.csv", len(lines) + 1, 1, "key-twice")]
    assert "line 2" in check_release(path)[0][1].message


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("person_id,name,", "person_id,nom,", (1, 1, "table-header")),
    ("person_id,name,", "name,person_id,", (1, 1, "table-header")),
    ("\n", "\n\n", (2, 1, "row-length")),
    ("\n", "\na,b\n", (2, 1, "row-length")),
    ("\n", '\n"a"b,c\n', (2, 1, "csv-syntax")),
    ("\n", "\na\rb\n", (2, 1, "csv-syntax")),
    ("\n", f"\n{'x' * (LONGEST_CELL + 1)}\n", (2, 1, "csv-syntax")),
])
def test_a_file_that_is_no_such_table_is_told(release, old, new, expected):
    path = table(release, "people")
    path.write_text(path.read_text().replace(old, new, 1), newline="")
    seal(release)
    assert ("people.csv", *expected) in told(path)


@pytest.mark.parametrize(("data", "rule"), [
    (b"", "table-header"), (b"\xef\xbb\xbfperson_id\n", "byte-order-mark"), (b"a\x00b\n", "control-character"),
    (b"caf\xe9\n", "not-utf-8"), ("person_id\n".encode("utf-16"), "not-utf-8"),
    (b"person_id,name,names,unnamed,description,country", "cut-file"),
    (b'"person_id\n', "csv-syntax"),
])
def test_bytes_that_are_no_table_are_told(tmp_path, data, rule):
    (tmp_path / "people.csv").write_bytes(data)
    assert rule in [finding[-1] for finding in told(tmp_path / "people.csv")]


def test_files_are_held_against_their_hashes(release):
    (release / "LICENSE").write_text("other")
    (release / "README.md").unlink()
    (release / "more.txt").write_text("more")
    with (release / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  ../outside\nnonsense\n")
    lines = (release / "SHA256SUMS").read_text().splitlines()
    readme = next(number for number, line in enumerate(lines, 1) if line.endswith("README.md"))
    assert told(release) == [
        ("LICENSE", 0, 0, "release-hash"), ("SHA256SUMS", readme, 67, "release-file"),
        ("SHA256SUMS", len(lines) - 1, 1, "release-file"), ("SHA256SUMS", len(lines), 1, "release-file"),
        ("more.txt", 0, 0, "release-file"),
    ]


def test_a_release_without_hashes_or_without_a_table_says_so(release):
    table(release, "people").unlink()
    seal(release)
    assert told(release) == [("people.csv", 0, 0, "release-file")]
    (release / "SHA256SUMS").unlink()
    assert ("SHA256SUMS", 0, 0, "release-file") in told(release)


def test_links_and_pipes_are_refused_unopened(release):
    table(release, "people").unlink()
    table(release, "people").symlink_to(table(release, "places"))
    table(release, "offices").unlink()
    os.mkfifo(table(release, "offices"))
    rules = [finding[-1] for finding in told(release) if finding[0] in ("people.csv", "offices.csv", "SHA256SUMS")]
    assert rules == ["release-file"] * 4
    assert check([table(release, "offices")])[0][-1].rule == "release-file"


def test_a_csv_file_of_no_table_is_told(tmp_path):
    (tmp_path / "persons.csv").write_text("a\n")
    assert told(tmp_path / "persons.csv") == [("persons.csv", 0, 0, "release-file")]


def test_a_table_that_is_all_wrong_is_told_up_to_a_limit(tmp_path):
    rows = "a,,,,x\n" * 2 * MOST_FINDINGS
    (tmp_path / "offices.csv").write_text(f"office_id,title,organization_id,country,level\n{rows}")
    found = told(tmp_path / "offices.csv")
    assert len(found) == MOST_FINDINGS + 1
    assert "many-findings" in [finding[-1] for finding in found]


def test_reading_leaves_the_limit_of_the_csv_module_as_it_was(release):
    before = csv.field_size_limit()
    check_release(release)
    assert csv.field_size_limit() == before


def test_no_mutant_of_a_table_brings_the_validator_down(release):
    chance = random.Random(1)  # noqa: S311  # nothing secret
    path = table(release, "claims")
    data = path.read_bytes()
    pieces = [b"", b"\n", b",", b'"', b"'", b";", b"\x00", b"\xff", b"\r", b"=", b"2031-02-30", b"\xe2\x80\xa8"]
    for _ in range(200):
        start = chance.randrange(len(data))
        path.write_bytes(data[:start] + chance.choice(pieces) + data[start + chance.choice([0, 0, 1, 40]):])
        assert all(str(finding).isprintable() for finding in check([path])[0])
