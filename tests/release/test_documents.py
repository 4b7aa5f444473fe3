"""The documents of a release say what its tables and files hold."""

import json
import re

import pytest
import yaml
from tricky import tricky_tables

from trilat.citation import STYLES, Citation, cite
from trilat.errors import UsageError
from trilat.hashing import sha256
from trilat.release.files import About, files_of
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES

ABOUT = About("1.0.0", "2031-04-01", b"licence\n")
STATA = r"[A-Za-z_][A-Za-z0-9_]{0,31}"
STATA_RESERVED = {
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred",
    "_rc", "_skip", "str", "strL", "using", "with",
}


@pytest.fixture(scope="module")
def files():
    return files_of(tricky_tables(), ABOUT)


def test_a_release_is_complete(files):
    assert {name for name in files if "/" not in name} == {
        "README.md", "LICENSE", "CITATION.cff", ".zenodo.json", "codebook.md", "datapackage.json", "croissant.json",
    }
    assert {f"{kind}/{name}.{ending}" for name in TABLES
            for kind, ending in (("csv", "csv"), ("json", "jsonl"), ("parquet", "parquet"))} < files.keys()
    assert "schema/article.schema.json" in files


def test_further_files_are_added_as_they_are_and_the_readme_tells_of_them():
    more = {"CHANGES.md": b"# Changes\n", "changes.json": b"{}\n"}
    files = files_of(tricky_tables(), About("1.0.0", "2031-04-01", b"", more))
    assert {name: files[name] for name in more} == more
    assert "CHANGES.md" in files["README.md"].decode()
    assert "CHANGES.md" not in files_of(tricky_tables(), ABOUT)["README.md"].decode()


def test_the_data_package_and_croissant_give_the_size_and_hash_of_every_table(files):
    package, croissant = (json.loads(files[name]) for name in ("datapackage.json", "croissant.json"))
    told = {entry["path"]: (entry["bytes"], entry["hash"]) for entry in package["resources"]}
    assert told == {f"csv/{name}.csv": (len(files[f"csv/{name}.csv"]), f"sha256:{sha256(files[f'csv/{name}.csv'])}")
                    for name in TABLES}
    told = {entry["contentUrl"]: (entry["contentSize"], entry["sha256"]) for entry in croissant["distribution"]}
    parquet = {f"parquet/{name}.parquet": files[f"parquet/{name}.parquet"] for name in TABLES}
    assert told == {name: (f"{len(data)} B", sha256(data)) for name, data in parquet.items()}


def test_every_reference_of_every_table_is_a_foreign_key_or_named_as_what_cannot_be_one(files):
    package = json.loads(files["datapackage.json"])
    keys = {f"{resource['name']}.{key['fields'][0]}": key["reference"].get("resource", resource["name"])
            for resource in package["resources"] for key in resource["schema"].get("foreignKeys", [])}
    others = {entry["column"]: entry["to"] for entry in package["trilat"]["references"]}
    assert keys.keys().isdisjoint(others)
    assert {name: to.replace(" or ", "|") for name, to in (keys | others).items()} == {
        f"{name}.{column.name}": column.to
        for name, row_type in TABLES.items() for column in columns(row_type) if column.to
    }


def test_the_card_of_the_readme_has_a_configuration_for_every_table(files):
    card = yaml.safe_load(files["README.md"].decode().split("---\n")[1])
    assert {entry["config_name"]: entry["data_files"] for entry in card["configs"]} == {
        name: f"parquet/{name}.parquet" for name in TABLES
    }
    assert card["license"] == "cc-by-4.0"
    assert card["size_categories"] == ["n<1K" if sum(map(len, tricky_tables().values())) < 1000 else "1K<n<10K"]


def test_every_file_that_the_readme_names_is_there(files):
    text = files["README.md"].decode()
    named = set(re.findall(r"(?:trilat-1\.0\.0/|`)((?:csv|json|parquet)/\w+\.\w+|[\w.]+\.(?:md|json|cff))[\"'`]", text))
    assert len(named) > 6
    assert named <= files.keys()


def test_all_documents_bear_the_version_and_the_day_and_none_an_identifier_that_nobody_gave(files):
    package, croissant, zenodo = (
        json.loads(files[name]) for name in ("datapackage.json", "croissant.json", ".zenodo.json")
    )
    cff = yaml.safe_load(files["CITATION.cff"])
    versions = [package["version"], croissant["version"], zenodo["version"], cff["version"]]
    days = [package["created"][:10], croissant["datePublished"], zenodo["publication_date"], cff["date-released"]]
    assert (set(versions), set(days)) == ({"1.0.0"}, {"2031-04-01"})
    assert zenodo["upload_type"] == "dataset"
    for document in (package, croissant, zenodo, cff):
        assert not {"doi", "url", "homepage", "orcid", "repository", "repository-code"} & document.keys()


def test_stata_takes_every_name_of_a_column_as_it_is():
    for row_type in TABLES.values():
        names = [column.name for column in columns(row_type)]
        assert [name for name in names if not re.fullmatch(STATA, name) or name in STATA_RESERVED] == []
        assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize("style", [style for style in STYLES if style != "apa"])
def test_every_style_bears_the_version_the_year_and_the_content(style):
    digest = "0123456789abcdef" * 4
    made = cite(Citation("1.2.3", "2031-04-01", digest), style)
    assert "1.2.3" in made
    assert "2031" in made
    assert (digest[:16] if style == "text" else digest) in made
    assert "Trilat contributors" in made


def test_a_citation_tells_of_the_view_that_was_used():
    citation = Citation("1.2.3", "2031-04-01", "00").of_view("2031-03-26", "representative")
    for style in ("text", "bibtex", "ris", "csl-json"):
        assert "As known on 2031-03-26. Settled by the strategy representative." in cite(citation, style)


def test_a_style_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(UsageError, match="no style 'harvard'; the styles are text, apa, bibtex"):
        cite(Citation("1.2.3", "2031-04-01", "00"), "harvard")
