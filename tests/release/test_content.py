"""Anyone can compute the content hashes anew, with nothing of ours: from CSV and from Parquet."""

import csv
import datetime as dt
import hashlib
import io
import json

import pyarrow.parquet as pq
import pytest
from tricky import NOT_FREE, tricky_tables

from trilat.release.files import About, files_of


def line(row):
    return (json.dumps(row, ensure_ascii=False) + "\n").encode()


def read(cell, field, rules):
    """A cell of CSV by what the codebook and datapackage.json say."""

    def text(written):
        return written[len(rules["mark"]):] if written.startswith(rules["mark"]) else written

    if field["type"] == "list":
        return [text(item) for item in cell.split(field["delimiter"])] if cell else []
    if not cell:
        return None
    kinds = {"boolean": "true".__eq__, "integer": int, "number": float, "date": str}
    return kinds.get(field["type"], text)(cell)


def from_csv(files, resource, rules):
    rows = csv.reader(io.StringIO(files[resource["path"]].decode(), newline=""))
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    names = next(rows)
    return [{name: read(cell, fields[name], rules) for name, cell in zip(names, cells, strict=True)} for cells in rows]


def from_parquet(files, resource, rules):
    table = pq.ParquetFile(io.BytesIO(files[f"parquet/{resource['name']}.parquet"])).read()
    return [{name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
            for row in table.to_pylist()]


def hashes(files, reader):
    package = json.loads(files["datapackage.json"])
    rules = package["trilat"]["csv"]
    return {
        resource["name"]: hashlib.sha256(b"".join(map(line, reader(files, resource, rules)))).hexdigest()
        for resource in package["resources"]
    }


@pytest.fixture(scope="module")
def files():
    return files_of(tricky_tables(), About("1.0.0", "2031-04-01", b"licence\n"))


@pytest.mark.parametrize("reader", [from_csv, from_parquet])
def test_the_content_hash_of_every_table_comes_out_the_same(files, reader):
    package = json.loads(files["datapackage.json"])["trilat"]
    found = hashes(files, reader)
    assert found == {name: table["content_sha256"] for name, table in package["tables"].items()}
    lines = "".join(f"{name} {found[name]}\n" for name in package["tables"])
    assert hashlib.sha256(lines.encode()).hexdigest() == package["content_sha256"]


def test_a_reader_that_leaves_the_apostrophes_gets_other_hashes(files):
    package = json.loads(files["datapackage.json"])
    careless = package["trilat"]["csv"] | {"mark": "no such mark"}
    right = hashes(files, from_csv)
    wrong = hashes(files, lambda files, resource, _: from_csv(files, resource, careless))
    assert {name for name in right if right[name] == wrong[name]} == NOT_FREE


def test_the_hash_of_the_json_lines_is_the_content_hash(files):
    for name, table in json.loads(files["datapackage.json"])["trilat"]["tables"].items():
        assert hashlib.sha256(files[f"json/{name}.jsonl"]).hexdigest() == table["content_sha256"]
