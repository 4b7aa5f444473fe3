"""The tables of a release, as other people's programs read them with nothing of ours installed."""

import csv
import json
import re

import pytest

from trilat.tables.rows import TABLES
from trilat.tables.text import FORMULA

pytestmark = pytest.mark.tools

PLAIN = """
import datetime, json, pathlib, sys
folder = pathlib.Path(sys.argv[1])

def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat()[:10] if isinstance(value, datetime.date) else value

def show(read, pattern):
    paths = sorted(folder.glob(pattern))
    print(json.dumps({path.stem: [plain(row) for row in read(path)] for path in paths}))
"""

PARQUET = {
    "pandas pyarrow": """
import pandas
def read(path):
    rows = pandas.read_parquet(path, dtype_backend="pyarrow").to_dict("records")
    return [{name: None if value is pandas.NA else value for name, value in row.items()} for row in rows]
""",
    "polars": "import polars\ndef read(path): return polars.read_parquet(path).to_dicts()",
    "duckdb": """
import duckdb
def read(path):
    found = duckdb.sql(f"select * from '{path}'")
    return [dict(zip(found.columns, row)) for row in found.fetchall()]
""",
    "datasets": """
import datasets
def read(path): return datasets.load_dataset(str(folder), path.stem, split="train").to_list()
""",
}

CSV = {
    "pandas pyarrow": """
import pandas
def read(path): return pandas.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
""",
    "polars": """
import polars
def read(path):
    rows = polars.read_csv(path, infer_schema=False).to_dicts()
    return [{name: value or "" for name, value in row.items()} for row in rows]
""",
    "duckdb": """
import duckdb
def read(path):
    found = duckdb.read_csv(str(path), header=True, all_varchar=True, delimiter=",", quotechar='"', escapechar='"')
    return [{name: value or "" for name, value in zip(found.columns, row)} for row in found.fetchall()]
""",
}

R = """
for (path in commandArgs(TRUE)) {
  rows <- read.csv(path, colClasses = "character", na.strings = "", encoding = "UTF-8")
  cat(jsonlite::toJSON(rows, dataframe = "rows", na = "null", auto_unbox = TRUE), "\\n", sep = "")
}
"""


@pytest.fixture(scope="module")
def cells(release):
    """The cells of every CSV file, as they are written."""
    found = {}
    for path in release.glob("csv/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


@pytest.fixture
def home(tmp_path):
    """Settings that keep a tool from the network and from the caches of this machine."""
    return {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("package", PARQUET)
def test_parquet_is_read_as_it_is(tool, home, release, rows, package):
    code = f"{PLAIN}{PARQUET[package]}\nshow(read, 'parquet/*.parquet')"
    made = tool(package, "python", "-c", code, release, env=home)
    assert made.returncode == 0, made.stderr[-2000:]
    read = json.loads(made.stdout)
    assert read.keys() == TABLES.keys()
    for name, wanted in rows.items():
        assert read[name] == wanted, name


@pytest.mark.parametrize("package", CSV)
def test_csv_is_read_cell_by_cell(tool, home, release, cells, package):
    made = tool(package, "python", "-c", f"{PLAIN}{CSV[package]}\nshow(read, 'csv/*.csv')", release, env=home)
    assert made.returncode == 0, made.stderr[-2000:]
    read = json.loads(made.stdout)
    assert read.keys() == TABLES.keys()
    for name, wanted in cells.items():
        assert read[name] == wanted, name


def test_r_reads_csv_cell_by_cell_but_takes_every_line_end_for_a_line_feed(debian, home, release, cells):
    paths = sorted(release.glob("csv/*.csv"))
    made = debian("r-base-core r-cran-jsonlite", "Rscript", "-e", R, *paths, env=home)
    assert made.returncode == 0, made.stderr[-2000:]
    for path, line in zip(paths, made.stdout.split("\n")[:-1], strict=True):
        names = cells[path.stem][0]
        read = [{name: row.get(name) or "" for name in names} for row in json.loads(line)]
        assert read == [{name: re.sub("\r\n?", "\n", cell) for name, cell in row.items()} for row in cells[path.stem]]


SHEET = """
import sys, warnings, json
warnings.simplefilter("ignore")
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([[str(cell.value or ""), cell.data_type] for row in sheet.iter_rows() for cell in row]))
"""


@pytest.fixture
def spreadsheet(debian, tool, home, tmp_path):
    """The cells of a CSV file, and their types, as a spreadsheet has them after opening it."""

    def opened(path):
        made = debian("libreoffice-calc-nogui", "soffice", f"-env:UserInstallation=file://{tmp_path}/profile",
                      "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", "xlsx", "--outdir", tmp_path, path,
                      env=home)
        assert made.returncode == 0, made.stderr
        read = tool("openpyxl", "python", "-c", SHEET, tmp_path / f"{path.stem}.xlsx")
        assert read.returncode == 0, read.stderr
        return json.loads(read.stdout)

    return opened


def test_a_spreadsheet_computes_nothing_of_a_table(spreadsheet, release):
    opened = spreadsheet(release / "csv" / "articles.csv")
    assert any(cell.startswith("'=") for cell, _ in opened)
    assert {kind for _, kind in opened} <= {"s", "n", "d", "b"}


def test_a_spreadsheet_would_compute_what_is_not_marked(spreadsheet, broken):
    folder = broken("csv/articles.csv", b",'=1+1,", b",=1+1,")
    assert ["=1+1", "f"] in spreadsheet(folder / "csv" / "articles.csv")


def test_no_cell_and_no_item_of_a_list_begins_like_a_formula(cells):
    for rows in cells.values():
        for row in rows:
            numbers = [name for name in row if name in ("alpha", "f1")]
            for name, cell in row.items():
                parts = [cell, *cell.split(";")] if name not in numbers else []
                assert not [part for part in parts if part and part[0] in FORMULA[:-1]]


def test_hugging_face_opens_no_table_without_the_card(tool, home, broken):
    folder = broken("README.md", b"configs:", b"other:")
    code = f"{PLAIN}{PARQUET['datasets']}\nshow(read, 'parquet/*.parquet')"
    made = tool("datasets", "python", "-c", code, folder, env=home)
    assert made.returncode != 0
    assert "BuilderConfig 'agreement' not found" in made.stderr


def snippets(release, language):
    """The examples of a language in the README of a release, each with all its lines."""
    text = (release / "README.md").read_text(encoding="utf-8")
    return "\n\n".join(re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)).split("\n\n")


@pytest.mark.parametrize(("begins", "package"), [
    ("import pandas", "pandas pyarrow"), ("import polars", "polars"), ("from datasets", "datasets"),
    ("import mlcroissant", "mlcroissant[parquet]"),
])
def test_the_readme_shows_what_runs_in_python(tool, home, release, begins, package):
    [code] = [snippet for snippet in snippets(release, "python") if snippet.startswith(begins)]
    made = tool(package, "python", "-c", code, cwd=release.parent, env=home)
    assert made.returncode == 0, made.stderr


def test_the_readme_shows_what_runs_in_r_and_in_sql(tool, debian, home, release, rows):
    [code] = [snippet for snippet in snippets(release, "r") if snippet.startswith("read.csv")]
    made = debian("r-base-core r-cran-jsonlite", "Rscript", "-e", f"cat(nrow({code}))", cwd=release.parent, env=home)
    assert made.stdout == str(len(rows["meetings"])), made.stderr
    [query] = snippets(release, "sql")
    code = "import duckdb, sys; print(sum(row[1] for row in duckdb.sql(sys.argv[1]).fetchall()))"
    made = tool("duckdb", "python", "-c", code, query, cwd=release.parent, env=home)
    assert made.stdout.strip() == str(len(rows["meetings"])), made.stderr
