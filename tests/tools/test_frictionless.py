"""A release as a Frictionless Data Package: valid, and every fault in it is found."""

import json
import shutil
from pathlib import Path

import pytest

from trilat.hashing import sha256

pytestmark = pytest.mark.tools


@pytest.fixture
def validate(tool):
    """What frictionless says of a folder: the report, and the types of its errors by table."""

    def run(folder):
        checked = tool("frictionless", "frictionless", "validate", "--json", "datapackage.json", cwd=folder)
        report = json.loads(checked.stdout)
        assert (checked.returncode == 0) == report["valid"]
        errors = {(task.get("name"), error["type"]) for task in report["tasks"] for error in task["errors"]}
        return report, errors | {(None, error["type"]) for error in report["errors"]}

    return run


def change(package, table, **changes):
    """Say something else of a table in a data package."""
    document = json.loads((package / "datapackage.json").read_bytes())
    next(entry for entry in document["resources"] if entry["name"] == table).update(changes)
    (package / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")


def seal(package, table):
    """Let a data package say the size and hash that a table now has."""
    data = (package / "csv" / f"{table}.csv").read_bytes()
    change(package, table, bytes=len(data), hash=f"sha256:{sha256(data)}")


def test_every_table_of_a_release_is_read_and_valid(validate, release, rows):
    report, errors = validate(release)
    assert errors == set()
    assert {task["name"]: task["stats"]["rows"] for task in report["tasks"]} == {
        name: len(made) for name, made in rows.items()
    }


def test_a_working_build_of_the_real_dataset_is_valid(validate, trilat, tmp_path):
    root = Path(__file__).parents[2]
    assert trilat("build", str(root / "dataset"), "--out", str(tmp_path)).returncode == 0
    [folder] = tmp_path.iterdir()
    report, errors = validate(folder)
    assert errors == set()
    assert len(report["tasks"]) == len(list(folder.glob("csv/*.csv")))


def test_a_changed_byte_and_a_wrong_size_are_found(validate, broken):
    folder = broken("csv/spans.csv", b",8,", b",9,")
    assert validate(folder)[1] == {("spans", "hash-count")}
    seal(folder, "spans")
    assert validate(folder)[1] == set()
    change(folder, "spans", bytes=1)
    assert validate(folder)[1] == {("spans", "byte-count")}


def test_two_rows_of_one_key_are_found(validate, release, broken):
    line = (release / "csv" / "offices.csv").read_bytes().split(b"\n")[-2] + b"\n"
    folder = broken("csv/offices.csv", line, line + line)
    seal(folder, "offices")
    assert validate(folder)[1] == {("offices", "primary-key")}


@pytest.mark.parametrize("reference", [
    "places.within_id", "positions.meeting_id", "claims.article_id", "participants.person_id", "spans.article_id",
    "offices.organization_id", "firsts.meeting_id",
])
def test_an_id_that_leads_nowhere_is_found(validate, release, broken, rows, reference):
    table, column = reference.split(".")
    package = json.loads((release / "datapackage.json").read_bytes())
    resource = next(entry for entry in package["resources"] if entry["name"] == table)
    [to] = [key["reference"] for key in resource["schema"]["foreignKeys"] if key["fields"] == [column]]
    target = to.get("resource", table)
    used = next(row[column] for row in rows[table] if row[column])
    folder = broken(f"csv/{target}.csv", f"\n{used},".encode(), f"\n{used}-gone,".encode())
    seal(folder, target)
    assert (table, "foreign-key") in validate(folder)[1]


@pytest.mark.parametrize(("table", "old", "new", "error"), [
    ("meetings", b",held,", b",helt,", "constraint-error"),
    ("redirects", b"2031-03-21", b"2031-02-31", "type-error"),
    ("spans", b"agency-y-2031-03-02-envoys,", b"agency-y-2031-03-02-envoys,x", "type-error"),
    ("people", b",true,", b",yes,", "type-error"),
    ("people", b",true,", b",,", "constraint-error"),
])
def test_a_cell_of_another_type_or_outside_its_vocabulary_is_found(validate, broken, table, old, new, error):
    folder = broken(f"csv/{table}.csv", old, new)
    seal(folder, table)
    assert (table, error) in validate(folder)[1]


def test_a_table_that_is_gone_is_found(validate, release, tmp_path):
    shutil.copytree(release, tmp_path / "copy")
    (tmp_path / "copy" / "csv" / "spans.csv").unlink()
    assert validate(tmp_path / "copy")[1] != set()
