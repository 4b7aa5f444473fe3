"""Files lifted over invented steps: what changes, what stays, and what is refused."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trilat.errors import TrilatError, UsageError
from trilat.migrate import migrate
from trilat.models.steps import STEPS, FieldRenamed, Step, TermRenamed
from trilat.reading.comments import comments
from trilat.reading.yaml import read_yaml
from trilat.versions import SCHEMA_VERSION, numbers

GOLDEN = Path(__file__).parent / "golden" / "dataset"
ARTICLE = Path("articles", "2031", "agency-y-2031-03-02-envoys.yaml")
RENAMING = (
    Step("1.0.0", "1.1.0", (
        TermRenamed("articles", ("meetings", "*", "level"), "envoys", "special-envoys"),
        TermRenamed("articles", ("meetings", "*", "topics", "*"), "sanctions", "abductions"),
        FieldRenamed("articles", ("meetings", "*", "positions", "*", "position"), "stand"),
        FieldRenamed("articles", ("meetings", "*", "spans", "*", "supports"), "shows"),
    )),
    Step("1.1.0", "2.0.0", (
        FieldRenamed("articles", ("meetings", "*", "positions"), "sides"),
        FieldRenamed("articles", ("meetings", "*", "positions", "*", "stand"), "attitude"),
        FieldRenamed("people", ("people", "*", "names"), "spellings"),
    )),
)


@pytest.fixture
def data(tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "dataset")
    return tmp_path / "dataset"


def lifted(path, to="2.0.0"):
    """The bytes of the one file that is lifted."""
    return migrate([path], to, RENAMING).files[path]


def value_of(data):
    document, findings = read_yaml(data, "a.yaml")
    assert findings == []
    return document.value


def comments_of(data):
    document, _ = read_yaml(data, "a.yaml")
    return [comment.text for comment in comments(document, document.text)]


def as_it_must_be(value):
    """What the article must say after both steps, worked out on its value alone."""
    made = json.loads(json.dumps(value).replace('"sanctions"', '"abductions"').replace('"position"', '"attitude"'))
    for meeting in made["meetings"]:
        if meeting.get("level") == "envoys":
            meeting["level"] = "special-envoys"
        if "positions" in meeting:
            meeting["sides"] = meeting.pop("positions")
        if "topics" in meeting:
            meeting["topics"] = list(dict.fromkeys(meeting["topics"]))
        for span in meeting["spans"]:
            if "supports" in span:
                span["shows"] = span.pop("supports")
    return made | {"schema_version": "2.0.0"}


def test_the_steps_lead_one_after_the_other_to_the_version_of_this_package():
    assert [numbers(step.old) < numbers(step.new) for step in STEPS] == [True] * len(STEPS)
    assert [step.new for step in STEPS[:-1]] == [step.old for step in STEPS[1:]]
    assert not STEPS or STEPS[-1].new == SCHEMA_VERSION


def test_without_steps_all_files_are_of_this_version(data):
    found = migrate([data])
    assert (found.files, found.judged, list(found.findings)) == ({}, 10, [])


def test_fields_and_terms_are_renamed_where_the_steps_say_and_nowhere_else(data):
    before = (data / ARTICLE).read_bytes()
    statements = value_of(before)["statements"]
    assert any("sanctions" in one.get("topics", ()) for one in [*statements, *value_of(before)["outcomes"]])
    after = value_of(lifted(data / ARTICLE))
    assert after["meetings"] == as_it_must_be(value_of(before))["meetings"]
    assert {name: after[name] for name in ("article", "statements", "outcomes")} == {
        name: value_of(before)[name] for name in ("article", "statements", "outcomes")}


def test_a_list_never_says_a_term_twice(data):
    path = data / ARTICLE
    path.write_text(path.read_text().replace("topics: [sanctions]", "topics: [sanctions, abductions]  # both", 1))
    assert b"topics: [abductions]  # both" in lifted(path)


def test_a_step_is_taken_by_files_of_its_version_alone(data):
    path = data / ARTICLE
    half = lifted(path, "1.1.0")
    path.write_bytes(half)
    assert migrate([path], "1.1.0", RENAMING).files == {}
    assert b"sides:" in lifted(path)
    assert b"schema_version: 2.0.0" in lifted(path)


TEXT = (GOLDEN / ARTICLE).read_text(encoding="utf-8")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, TEXT.count("\n") - 1), st.booleans(), st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)), max_size=12), st.booleans())
def test_comments_line_ends_and_layout_stay_wherever_they_are(tmp_path_factory, notes, dos):
    lines = TEXT.splitlines()
    for place, alone, words in sorted(notes, reverse=True):
        if alone:
            lines.insert(place, f"{' ' * (place % 7)}# {words}")
        else:
            lines[place] += f"  # {words}"
    text = "".join(f"{line}\r\n" if dos else f"{line}\n" for line in lines)
    document, findings = read_yaml(text.encode(), "a.yaml")
    assume(document is not None and not findings and document.value == value_of(TEXT.encode()))
    path = tmp_path_factory.mktemp("noted") / "a.yaml"
    path.write_bytes(text.encode())
    after = lifted(path)
    assert comments_of(after) == comments_of(text.encode())
    assert after.count(b"\n") == text.count("\n")
    assert after.count(b"\r\n") == text.count("\r\n")
    path.write_bytes(after)
    assert migrate([path], "2.0.0", RENAMING).files == {}


def test_json_lines_are_lifted_each_from_its_own_version(tmp_path):
    value = value_of(TEXT.encode())
    path = tmp_path / "many.jsonl"
    half = tmp_path / "half.yaml"
    half.write_text(TEXT)
    documents = [value, value_of(lifted(half, "1.1.0")), value_of(lifted(half))]
    path.write_text("".join(json.dumps(one) + "\n" for one in documents))
    after = [json.loads(line) for line in lifted(path).splitlines()]
    assert after == [value_of(lifted(half))] * 3


def test_all_files_are_lifted_or_none_is(data):
    (data / "places.yaml").write_text("places: [\n")
    found = migrate([data], "2.0.0", RENAMING)
    assert found.files == {}
    assert [finding.rule for finding in found.findings] == ["yaml-syntax"]


@pytest.mark.parametrize(("old", "new", "told"), [
    ("schema_version: 1.0.0", "schema_version: 2.1.0", r"places\.yaml:1:17: the file is of schema 2\.1\.0, and is"),
    ("schema_version: 1.0.0", "schema_version: 0.9.0", r"there was no schema 0\.9\.0; versions: 1\.0\.0, 1\.1"),
    ("schema_version: 1.0.0", "schema_version: newest", "does not say of which schema it is"),
    ("schema_version: 1.0.0\n", "", "does not say of which schema it is"),
    ("schema_version: 1.0.0", "schema_version: |-\n  1.0.0", "laid out so that it cannot be replaced"),
])
def test_a_file_of_no_known_version_is_refused_at_its_place(data, old, new, told):
    path = data / "places.yaml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(TrilatError, match=told):
        migrate([data], "2.0.0", RENAMING)


def test_a_name_that_is_there_already_is_refused_at_its_place(data):
    path = data / ARTICLE
    path.write_text(path.read_text().replace("    positions:\n", "    sides: []\n    positions:\n", 1))
    with pytest.raises(TrilatError, match=r"envoys\.yaml:\d+:5: the field positions cannot be renamed to sides"):
        migrate([data], "2.0.0", RENAMING)


def test_a_version_to_which_no_step_leads_is_refused(data):
    with pytest.raises(UsageError, match=r"no step leads to schema 3\.0\.0; versions: 1\.0\.0, 1\.1\.0, 2\.0\.0"):
        migrate([data], "3.0.0", RENAMING)
