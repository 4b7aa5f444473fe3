"""Two readings of the golden dataset's articles: matched by spans and content whatever the ids, and compared."""

import re
import shutil
from pathlib import Path

import pytest

from trilat.coding.agreement import Unit, read, rows, to_csv, units
from trilat.coding.align import align
from trilat.coding.readings import Reading
from trilat.coding.settled import differences, key
from trilat.coding.settled import read as decisions
from trilat.errors import TrilatError
from trilat.evidence.texts import Texts
from trilat.sheets import read_dataset

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
ROUND, BEFORE = "us-jp-kr-envoys-2031-1", "agency-y-2031-03-02-envoys"


@pytest.fixture
def second(tmp_path):
    """A second reading that says the same as the first and calls everything otherwise."""
    folder = tmp_path / "second"
    shutil.copytree(GOLDEN / "dataset", folder)
    sheets = read_dataset(folder)
    names = {entry.id for name in ("people", "organizations", "offices", "places")
             for entry in getattr(sheets.registries[name].model, name)}
    names |= {one for table in ("meetings", "statements") for one in sheets.ids[table]}
    names |= {sheet.model.article.id for sheet in sheets.articles}
    names |= {part for one in sheets.ids["outcomes"] for part in one.split(".")}
    names |= {one.occasion for sheet in sheets.articles for one in sheet.model.statements if one.occasion}
    longest = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    for path in folder.rglob("*.yaml"):
        named = rf"(?m)(?<![\w-])(?:{longest})(?=$|[~.,}}\]\s:])"
        text = re.sub(named, lambda found: f"x-{found[0]}", path.read_text())
        prose = r"(?m)^(\s+(?:- )?(?:kind|title|name|summary|description|titled_as|named_as): )x-"
        path.write_text(re.sub(prose, r"\1", text))
    return folder


def compared(second):
    found = align(Reading(read_dataset(GOLDEN / "dataset")), Reading(read_dataset(second)))
    return units(found, Texts(GOLDEN / "texts"))


def change(folder, name, *changes):
    [path] = folder.rglob(f"*{name}.yaml")
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)


def test_readings_that_differ_in_their_ids_alone_agree_on_everything(second):
    made = compared(second)
    assert len(made) > 100
    assert differences(made) == []
    assert all(row.units == row.agreed and row.first_only == row.second_only == 0 for row in rows(made))
    assert {row.alpha for row in rows(made)} == {1.0, None}
    assert {row.f1 for row in rows(made)} == {1.0, None}


def test_another_value_is_one_difference_and_lowers_the_figures_of_its_field_alone(second):
    before = {(row.record_table, row.field): row for row in rows(compared(second))}
    change(second, BEFORE, ("level: envoys", "level: ministers"))
    made = compared(second)
    [unit] = differences(made)
    assert (unit.record_table, unit.record_id, unit.field) == ("meetings", ROUND, "level")
    after = {(row.record_table, row.field): row for row in rows(made)}
    assert [key for key in before if before[key] != after[key]] == [("meetings", "level")]
    assert after["meetings", "level"].agreed == before["meetings", "level"].agreed - 1


def test_a_record_that_one_reading_lacks_is_found_by_the_other_alone(second):
    path = next(second.rglob(f"*{BEFORE}.yaml"))
    text = path.read_text()
    path.write_text(text[: text.index("outcomes:")])
    gone = [unit for unit in differences(compared(second)) if unit.record_table == "outcomes"]
    assert gone
    assert all(unit.field == "record" and unit.second == "[]" for unit in gone)
    [row] = [row for row in rows(compared(second)) if (row.record_table, row.field) == ("outcomes", "record")]
    assert row.first_only == len(gone)
    assert row.f1 == round(2 * row.agreed / (2 * row.agreed + row.first_only), 4)


def test_units_do_not_hang_on_the_order_of_files_or_entries(second, tmp_path):
    turned = tmp_path / "turned"
    shutil.copytree(second, turned)
    for path in turned.rglob("articles/**/*.yaml"):
        path.rename(path.with_name(f"{len(path.name):03}-{path.name}"))
    assert compared(turned) == compared(second)


def test_units_survive_the_file_that_keeps_them(second, tmp_path):
    made = compared(second)
    (tmp_path / "reliability.csv").write_text(to_csv(made))
    assert read(tmp_path) == made
    assert read(tmp_path / "nowhere") == []


def test_a_file_with_other_columns_is_refused_by_name(tmp_path):
    (tmp_path / "reliability.csv").write_text("a,b\n1,2\n")
    with pytest.raises(TrilatError, match=r"reliability\.csv: the first line must name the columns article_id"):
        read(tmp_path)


def test_evidence_is_compared_by_words_and_needs_the_very_text_that_was_coded(second, tmp_path):
    found = align(Reading(read_dataset(GOLDEN / "dataset")), Reading(read_dataset(second)))
    with pytest.raises(TrilatError, match="is not among the texts"):
        units(found, Texts(tmp_path))
    assert {row.field for row in rows(units(found))} >= {"characters"}


def test_words_count_once_however_many_spans_hold_them():
    made = [Unit("a", "meetings", "m", "words", "[[0,4],[10,12]]", "[[2,6]]")]
    [row] = rows(made)
    assert (row.units, row.first_only, row.second_only, row.agreed, row.f1) == (8, 4, 2, 2, 0.4)


def test_the_kept_units_of_the_dataset_are_those_of_articles_that_were_read_twice():
    kept = read(ROOT / "dataset")
    articles = {sheet.model.article.id for sheet in read_dataset(ROOT / "dataset").articles}
    assert {unit.article_id for unit in kept} == articles


HEADING = "article_id,record_table,record_id,field,decision,reason\n"


@pytest.mark.parametrize(("text", "why"), [
    ("a,b\n", r"settled\.csv: the first line must name the columns article_id"),
    (f"{HEADING}a,b\n", r"settled\.csv:2: has 2 cells in place of 6"),
    (f"{HEADING}a,meetings,m,date,perhaps,Why.\n", r"settled\.csv:2: write one of mended, manual, stands"),
    (f"{HEADING}a,meetings,m,date,stands,\n", r"settled\.csv:2: write one of"),
    (f"{HEADING}a,meetings,m,date,stands,Why.\na,meetings,m,date,mended,So.\n", r"settled\.csv:3: .* keep one of them"),
])
def test_a_decision_that_is_none_is_refused_with_its_line(tmp_path, text, why):
    (tmp_path / "settled.csv").write_text(text)
    with pytest.raises(TrilatError, match=why):
        decisions(tmp_path)


def test_every_difference_between_the_readings_of_the_dataset_is_settled_and_nothing_else_is():
    open_ones = {key(unit) for unit in differences(read(ROOT / "dataset"))}
    assert open_ones == decisions(ROOT / "dataset").keys()
