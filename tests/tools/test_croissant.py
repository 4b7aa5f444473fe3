"""A release as MLCommons Croissant: valid, every set of records loads as it is, and a changed byte is found."""

import json

import pytest

pytestmark = pytest.mark.tools
PACKAGE = "mlcroissant[parquet]"

LOAD = """
import json, sys
import mlcroissant

def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode()
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value

dataset = mlcroissant.Dataset(sys.argv[1])
tables = sys.argv[2:] or [made.id for made in dataset.metadata.record_sets]
print(json.dumps({
    table: [{name.split("/")[1]: plain(value) for name, value in record.items()} for record in dataset.records(table)]
    for table in tables
}))
"""


@pytest.fixture
def validate(tool):
    def run(folder):
        return tool(PACKAGE, "mlcroissant", "validate", "--jsonld", folder / "croissant.json")

    return run


@pytest.fixture
def load(tool):
    def run(folder, *tables):
        return tool(PACKAGE, "python", "-c", LOAD, folder / "croissant.json", *tables)

    return run


def test_the_description_is_valid_without_a_warning(validate, release):
    checked = validate(release)
    assert checked.returncode == 0, checked.stderr
    assert "warning" not in (checked.stdout + checked.stderr).lower()


def test_every_record_of_every_set_is_loaded_as_it_is(load, release, rows):
    loaded = load(release)
    assert loaded.returncode == 0, loaded.stderr[-2000:]
    assert json.loads(loaded.stdout) == rows


def test_keys_and_references_name_columns_that_there_are(release, rows):
    document = json.loads((release / "croissant.json").read_bytes())
    fields = {field["@id"]: field for made in document["recordSet"] for field in made["field"]}
    keys = [key["@id"] for made in document["recordSet"] for key in made["key"]]
    assert set(keys) < fields.keys()
    references = [field["references"] for field in fields.values() if "references" in field]
    assert len(references) == 18
    for to in references:
        table = to["fileObject"]["@id"].removeprefix("parquet/").removesuffix(".parquet")
        assert to["extract"]["column"] in rows[table][0]


def test_a_changed_byte_is_found_when_the_table_is_loaded(load, broken):
    folder = broken("parquet/places.parquet", b"PAR1", b"PAR2")
    found = load(folder, "places")
    assert found.returncode != 0
    assert "is not identical with the reference in the Croissant" in found.stderr


@pytest.mark.parametrize(("old", "new", "says"), [
    (b'"sha256"', b'"sha257"', "sha256"),
    (b'"dataType": "sc:Text"', b'"dataType": "sc:Txt"', "Txt"),
    (b'"@id": "parquet/people.parquet"', b'"@id": "parquet/persons.parquet"', "parquet/people.parquet"),
])
def test_a_description_that_does_not_hold_is_refused(validate, broken, old, new, says):
    checked = validate(broken("croissant.json", old, new))
    assert checked.returncode != 0
    assert says in checked.stderr + checked.stdout
