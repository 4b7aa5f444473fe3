"""What a final release was made with never changes, and what breaks is told from what does not."""

import copy
import difflib
import json
import shutil
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilat import schemas
from trilat.errors import TrilatError
from trilat.models.base import Plain
from trilat.reading.yaml import read_yaml
from trilat.versions import SCHEMA_VERSION

NOW = schemas.parsed(schemas.files())
GOLDEN = Path(__file__).parent / "golden" / "dataset"
ARTICLE = "article.schema.json"


def recorded(root, *entries):
    """A source tree with the schemas of now and these entries in releases.json."""
    dataset, folder = root / "dataset", root / "schema"
    dataset.mkdir()
    schemas.write(folder)
    (dataset / "releases.json").write_text(json.dumps({"releases": list(entries)}))
    return folder, dataset


def entry(version="1.0.0", schema=SCHEMA_VERSION, **more):
    return {"version": version, "date": "2031-01-01", "schema_version": schema, "content_sha256": "0" * 64} | more


def test_a_release_without_the_hash_of_its_schema_freezes_nothing(tmp_path):
    folder, dataset = recorded(tmp_path, entry("0.1.0"), entry("0.2.0"))
    (folder / SCHEMA_VERSION / ARTICLE).write_text("{}")
    assert schemas.faults(folder, dataset) == [
        f"{folder}/1.0.0/article.schema.json differs from the models (write it anew: trilat schema)"
    ]
    assert [path.name for path in schemas.write(folder, dataset)] == [ARTICLE]
    schemas.refuse_changed(dataset)


def test_a_frozen_file_that_was_changed_is_named_with_the_release_and_written_back(tmp_path):
    folder, dataset = recorded(tmp_path, entry("1.0.0", schema_sha256=schemas.content_hash()), entry("1.1.0"))
    assert schemas.faults(folder, dataset) == []
    (folder / SCHEMA_VERSION / "tables.json").write_text("{}")
    [told] = schemas.faults(folder, dataset)
    assert told == (f"{folder}/1.0.0 (tables.json) differs from the schema that release 1.0.0 was made with, by the "
                    f"hash in {dataset}/releases.json; write it anew: trilat schema")
    with pytest.raises(TrilatError, match=r"tables\.json"):
        schemas.refuse_changed(dataset)
    assert [path.name for path in schemas.write(folder, dataset)] == ["tables.json"]
    schemas.refuse_changed(dataset, final=True)


@pytest.mark.parametrize("change", ["other bytes", "a file more", "a file less", "no folder"])
def test_the_folder_of_an_older_frozen_version_stays_as_it_was(tmp_path, change):
    older = {"a.schema.json": b"{}\n", "b.schema.json": b"{}\n"}
    folder, dataset = recorded(tmp_path, entry("0.9.0", "0.9.0", schema_sha256=schemas.content_hash(older)))
    (folder / "0.9.0").mkdir()
    for name, data in older.items():
        (folder / "0.9.0" / name).write_bytes(data)
    assert schemas.faults(folder, dataset) == []
    match change:
        case "other bytes":
            (folder / "0.9.0" / "a.schema.json").write_text("{ }\n")
        case "a file more":
            (folder / "0.9.0" / "c.schema.json").write_text("{}\n")
        case "a file less":
            (folder / "0.9.0" / "a.schema.json").unlink()
        case _:
            shutil.rmtree(folder / "0.9.0")
    [told] = schemas.faults(folder, dataset)
    assert told.startswith(f"{folder}/0.9.0 {'is missing' if change == 'no folder' else 'differs from'}")
    assert f"git checkout -- {folder}/0.9.0" in told
    for refused in (lambda: schemas.write(folder, dataset), lambda: schemas.refuse_changed(dataset)):
        with pytest.raises(TrilatError, match=r"0\.9\.0"):
            refused()


def test_a_final_release_is_refused_where_the_schemas_were_not_written(tmp_path):
    folder, dataset = recorded(tmp_path, entry("0.1.0"))
    (folder / SCHEMA_VERSION / "people.schema.json").write_text("{}")
    schemas.refuse_changed(dataset)
    with pytest.raises(TrilatError, match=r"people\.schema\.json differs from the models"):
        schemas.refuse_changed(dataset, final=True)


def test_a_dataset_without_schemas_beside_it_can_be_built(tmp_path):
    schemas.refuse_changed(tmp_path / "dataset", final=True)


def test_the_hash_tells_names_from_contents():
    assert schemas.content_hash({"a": b"x", "b": b"y"}) == schemas.content_hash({"b": b"y", "a": b"x"})
    assert len({schemas.content_hash(one) for one in (
        {}, {"a": b""}, {"b": b""}, {"a": b"x"}, {"a": b"x", "b": b"y"}, {"a": b"y", "b": b"x"})}) == 6


def at(schema, *way):
    for step in way:
        schema = schema[step]
    return schema


def changed(*way, file=ARTICLE, **new):
    """The schema of now with fields of one part set, or taken out where None."""
    made = copy.deepcopy(NOW)
    node = at(made[file], *way)
    for name, value in new.items():
        if value is None:
            del node[name]
        else:
            node[name] = value
    return made


MEETING = ("$defs", "MeetingEntry", "properties")
COLUMNS = ("tables", "meetings", "columns")
LEVELS = NOW[ARTICLE]["$defs"]["Level"]["enum"]
TEXT = {"type": "string"}
COLUMN = {"type": "string", "list": False, "optional": True}

WIDER = {
    "an optional field": changed(*MEETING, hosted_by=TEXT),
    "a term more": changed("$defs", "Level", enum=[*LEVELS, "cabinet"]),
    "other words": changed("$defs", "Level", description="Rank.", enumDescriptions=[]),
    "a longer text": changed("$defs", "Summary", maxLength=400),
    "any text": changed("$defs", "Slug", pattern=None),
    "fewer items": changed(*MEETING, "portfolio", minItems=0),
    "items twice": changed(*MEETING, "portfolio", uniqueItems=False),
    "a field that may be left out": changed("$defs", "Article", required=["id"]),
    "another version": changed("properties", "schema_version", const="1.1.0"),
    "a kind of file": NOW | {"notes.schema.json": {}},
    "a table": changed("tables", file="tables.json", notes={"key": ["a"], "columns": {}}),
    "a column that may be empty": changed(*COLUMNS, file="tables.json", hosted_by=COLUMN),
    "a list": changed(*COLUMNS, file="tables.json", hosts=COLUMN | {"list": True, "optional": False}),
    "a term in tables": changed("vocabularies", "Level", file="tables.json", cabinet={"definition": "Cabinet."}),
}
NARROWER = {
    "$.$defs.MeetingEntry.series: there is no such field": changed(*MEETING, series=None),
    "$.$defs.Level: no longer known: 'envoys'": changed("$defs", "Level", enum=[o for o in LEVELS if o != "envoys"]),
    "$.$defs.MeetingEntry: the field level must be given": changed("$defs", "MeetingEntry", required=["level"]),
    "$.$defs.Summary: maxLength is 200": changed("$defs", "Summary", maxLength=200),
    "$.$defs.Slug: pattern is '^a$'": changed("$defs", "Slug", pattern="^a$"),
    "$.$defs.Slug: minLength is 2": changed("$defs", "Slug", minLength=2),
    "$.$defs.MeetingEntry.portfolio: minItems is 2": changed(*MEETING, "portfolio", minItems=2),
    "$.$defs.MeetingEntry.parties_complete: was of type boolean": changed(*MEETING, parties_complete=TEXT),
    "$.$defs.MeetingEntry.title: only some values": changed(*MEETING, "title", enum=["a"]),
    "$.$defs.MeetingEntry.spans: items may not stand in the list twice": changed(*MEETING, "spans", uniqueItems=True),
    "$.$defs.Line: contains is": changed("$defs", "Line", contains=TEXT),
    "distinct.schema.json: there is no such file": {k: v for k, v in NOW.items() if k != "distinct.schema.json"},
    "$.tables.meetings: its key": changed("tables", "meetings", file="tables.json", key=["meeting_id", "date"]),
    "$.tables.agreement: there is no such table": changed("tables", file="tables.json", agreement=None),
    "$.tables.meetings.series: there is no such column": changed(*COLUMNS, file="tables.json", series=None),
    "$.tables.meetings.date: type is date": changed(*COLUMNS, "date", file="tables.json", type="date"),
    "$.tables.meetings.article_count: optional is True": changed(*COLUMNS, "article_count", file="tables.json",
                                                                 optional=True),
    "$.tables.meetings.new: is new and may not be empty": changed(*COLUMNS, file="tables.json",
                                                                  new=COLUMN | {"optional": False}),
    "$.vocabularies.Level: no longer known: envoys": changed("vocabularies", "Level", file="tables.json", envoys=None),
}


@pytest.mark.parametrize("change", WIDER)
def test_what_leaves_valid_what_was_valid_breaks_nothing(change):
    assert WIDER[change] != NOW
    assert schemas.breaking(NOW, WIDER[change]) == []


@pytest.mark.parametrize("told", NARROWER)
def test_what_refuses_what_was_valid_is_told_with_its_path(told):
    found = schemas.breaking(NOW, NARROWER[told])
    assert any(told in one for one in found), found
    assert all(one.split(":")[0].split(" ")[0] in NOW for one in found)


def test_kinds_that_could_not_be_told_apart_any_more_break():
    either = copy.deepcopy(NOW)
    span, quote = (either[ARTICLE]["$defs"][name] for name in ("Span", "Quote"))
    span["properties"]["quote"] = quote["properties"]["quote"]
    for field in ("chars", "words", "digest"):
        quote["properties"][field] = span["properties"][field]
    assert any("may fit several" in told for told in schemas.breaking(NOW, either))


def parts(node):
    """Every part of a schema that accepts or refuses."""
    if isinstance(node, dict):
        if "const" in node:
            return  # the version that files state, which does not count
        if node.keys() & {"type", "enum", "anyOf", "oneOf", "$ref"}:
            yield node
        yield from (part for value in node.values() for part in parts(value))
    elif isinstance(node, list):
        yield from (part for value in node for part in parts(value))


def change(node, chance):
    """Change what one part of a schema accepts, in whatever direction."""
    ways = {
        "properties": lambda fields: fields.pop(chance.choice(sorted(fields)), None),
        "enum": lambda terms: terms.pop(chance.randrange(len(terms))) if terms else None,
        "anyOf": lambda kinds: kinds.pop() if len(kinds) > 1 else None,
        "oneOf": lambda kinds: kinds.pop() if len(kinds) > 1 else None,
        "required": lambda names: names.append(chance.choice(sorted(node["properties"]))),
    }
    word = chance.choice(sorted(word for word in node if not word.startswith("x-")))
    if chance.random() < 0.5:
        widen(node, word)
        return
    if word in ways and node[word] and not (word == "required" and not node["properties"]):
        ways[word](node[word])
    elif isinstance(node[word], bool):
        node[word] = not node[word]
    elif isinstance(node[word], int):
        node[word] = chance.choice([0, 1, 2, 3, node[word] // 2, node[word] * 2])
    elif word == "type":
        node[word] = chance.choice(["string", "object", "array", "integer", "boolean"])
    elif word == "pattern":
        node[word] = chance.choice(["^[a-j]", "", ".{20}"])
    else:
        node |= chance.choice([{"maxLength": 9}, {"not": {"minLength": 9}}, {"enum": ["US"]}, {"minItems": 2}])


def widen(node, word):
    """Change a part so that it accepts what it did, or a little more."""
    if word in {"pattern", "not", "maxLength", "maxItems", "minimum", "required", "uniqueItems"}:
        del node[word]
    elif word == "enum":
        node[word].append("more")
    elif word == "properties":
        node[word]["more"] = {"type": "string"}


DOCUMENTS = {
    f"{'article' if path.parent.name == '2031' else path.stem}.schema.json": read_yaml(path.read_bytes(), "")[0].value
    for path in sorted(GOLDEN.rglob("*.yaml"))
}


def test_a_change_that_breaks_nothing_refuses_no_document_that_was_valid():
    verdicts = Counter()

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(sorted(DOCUMENTS)), st.integers(1, 3), st.randoms(use_true_random=False))
    def check(name, changes, chance):
        other = copy.deepcopy(NOW[name])
        for _ in range(changes):
            change(chance.choice(list(parts(other))), chance)
        told = schemas.breaking({name: NOW[name]}, {name: other})
        accepted = jsonschema.Draft202012Validator(other).is_valid(with_numbers(DOCUMENTS[name]))
        verdicts[bool(told), accepted] += 1
        assert told or accepted, difference(NOW[name], other)

    check()
    assert verdicts[True, False] > 10
    assert verdicts[False, True] > 10


def difference(one, other):
    """What changed, to be shown where the test fails."""
    texts = (json.dumps(side, indent=1).splitlines() for side in (one, other))
    return "\n".join(difflib.unified_diff(*texts, lineterm="", n=5))


def with_numbers(value):
    """A document as models read it: what looks like a number or a truth value, without quotes, is one."""
    if isinstance(value, dict):
        return {name: with_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_numbers(inner) for inner in value]
    if isinstance(value, Plain) and value.isdigit() and len(value) < 10:
        return int(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, Plain) else value


def test_the_documents_are_valid_before_the_schema_changes():
    for name, value in DOCUMENTS.items():
        jsonschema.Draft202012Validator(NOW[name]).validate(with_numbers(value))


def test_the_schemas_in_the_repository_are_as_the_models_give_them():
    root = Path(__file__).parents[1]
    assert schemas.faults(root / "schema", root / "dataset") == []
