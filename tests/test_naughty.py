"""Strings that break programs, in every field: refused or kept, in every format, and back from a build."""

import csv
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
import yaml
from invented import article, meeting, outcome, statement
from naughty import ARTICLE, FILES, texts_in, with_texts
from output.hostile import OWN, strings
from pipeline import judged
from pydantic import TypeAdapter, ValidationError

from trilat.dataset.load import load
from trilat.evidence.texts import Texts
from trilat.models import base
from trilat.release.build import build
from trilat.rules.prose import PLACEHOLDERS

HERE = Path(__file__).parent
COMMON = HERE / "cases" / "common"
ROUNDS = 5
PLACES = [(name, shift) for name in FILES for shift in range(ROUNDS)]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    shutil.copytree(COMMON, tmp_path / "dataset")
    (tmp_path / "dataset" / "articles").mkdir()
    return tmp_path / "dataset"


@pytest.mark.parametrize(("name", "shift"), PLACES)
def test_a_file_of_naughty_strings_goes_through_all_that_is_done_with_files(dataset, name, shift):
    ways = list(texts_in(FILES[name]))
    value = with_texts(FILES[name], {way: OWN[(number * ROUNDS + shift) % len(OWN)] for number, way in enumerate(ways)})
    lines = json.dumps(value, ensure_ascii=shift % 2 == 0).encode("utf-8", "surrogatepass") + b"\n"
    (dataset / name).write_bytes(lines)  # JSON is YAML
    findings, _ = judged(dataset / name, Texts(HERE / "golden" / "texts"))
    assert any(finding.severity == "error" for finding in findings)
    if name.startswith("articles/"):
        (dataset / name).unlink()
        (dataset / name).with_suffix(".jsonl").write_bytes(lines)
        findings, _ = judged((dataset / name).with_suffix(".jsonl"), Texts(HERE / "golden" / "texts"))
        assert any(finding.severity == "error" for finding in findings)


def valid(texts, kind):
    """Those of the strings that a type of field allows."""
    adapter = TypeAdapter(kind)
    found = []
    for text in dict.fromkeys(texts):
        try:
            found.append(adapter.validate_python(text))
        except ValidationError:
            continue
    return found


def test_strings_that_are_valid_come_back_from_a_build_as_they_were(dataset):
    """A headline, an author, a title, a summary and names in each registry, from all three formats of a release."""
    lines, names, summaries = (valid(strings(), kind) for kind in (base.Line, base.Name, base.Summary))
    titles, summaries = [*filter(says_something, lines)], [*filter(says_something, summaries)]
    assert set(names) < set(lines)
    assert len(summaries) > 30
    about = []
    for number, text in enumerate(lines):
        record = f"talks-{number}"
        brief = text if text in summaries else None
        told = {"summary": brief} if brief else {}
        about.append(article(
            f"post-{number}", title=text, publisher=None, byline=[text] if text in names else ["Ana Ruiz"],
            meetings=[meeting(record=record, parties=["US", "JP"], **({"title": brief} if brief else {}), participants=[
                {"slot": "us-head", "person": "jane-doe", "named_as": text, "titled_as": text}])],
            statements=[statement(record=f"remarks-{number}", **told)],
            outcomes=[outcome(record=f"{record}.pact", **told)],
        ).model_dump(mode="json", exclude_unset=True))
    bulk = "".join(json.dumps(one) + "\n" for one in about)
    (dataset / "articles" / "bulk.jsonl").write_text(bulk, encoding="utf-8")
    entries = {
        "people": [{"name": text} for text in titles] + [{"name": "N. N.", "names": names}],
        "organizations": [{"name": text, "kind": "other"} for text in titles],
        "offices": [{"title": text} for text in titles],
        "places": [{"name": text, "kind": "city", "country": "KR"} for text in titles],
    }
    for table, made in entries.items():
        known = yaml.safe_load((COMMON / f"{table}.yaml").read_text(encoding="utf-8"))[table]
        numbered = [{"id": f"n-{number}", **one} for number, one in enumerate(made)]
        write(dataset / f"{table}.yaml", {table: [*known, *numbered]})
    write(dataset / "release.yaml", {"version": "1.0.0", "date": "2031-12-31"})
    built = build(dataset, dataset.parent / "out")
    assert [str(finding) for finding in built.findings if finding.severity == "error"] == []
    expected = {
        ("articles", "title"): lines, ("articles", "byline"): names, ("meetings", "title"): summaries,
        ("participants", "named_as"): lines, ("participants", "titled_as"): lines, ("statements", "summary"): summaries,
        ("outcomes", "summary"): summaries, ("people", "name"): titles, ("people", "names"): names,
        ("organizations", "name"): titles, ("offices", "title"): titles, ("places", "name"): titles,
    }
    release = load(path=built.folder)
    for (table, field), texts in expected.items():
        for read in (in_parquet(release, table), in_json(built.folder, table), in_csv(built.folder, table)):
            cells = [row[field] for row in read]
            found = {item for cell in cells for item in (cell if isinstance(cell, list | tuple) else [cell])}
            assert set(texts) <= found, (table, field, set(texts) - found)


def says_something(text):
    """Whether the rule empty-prose lets a text pass."""
    letters = "".join(character for character in text if character.isalnum() or character == " ").strip()
    return letters != "" and letters.casefold() not in PLACEHOLDERS


def write(path, value):
    text = yaml.safe_dump({"schema_version": "1.0.0"} | value, default_style='"', width=10**6)
    path.write_text(text, encoding="utf-8")


def in_parquet(release, table):
    return getattr(release, table).to_arrow().to_pylist()


def in_json(folder, table):
    data = (folder / "json" / f"{table}.jsonl").read_bytes()
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def in_csv(folder, table):
    """The cells of a table as any reader of CSV has them, without the apostrophes before what looks like a formula."""
    text = (folder / "csv" / f"{table}.csv").read_bytes().decode()
    rows = csv.DictReader(StringIO(text, newline=""), strict=True)
    many = {"byline", "names"}
    return [{name: [item.removeprefix("'") for item in cell.split(";")] if name in many else cell.removeprefix("'")
             for name, cell in row.items()} for row in rows]


def test_every_field_that_holds_text_is_tried():
    ways = {way for value in FILES.values() for way in texts_in(value)}
    assert len(ways) > 100
    assert len(list(texts_in(ARTICLE))) > 50
