"""The JSON Schemas that a release ships, by other validators: what is sound passes, what is not fails."""

import copy
import json
from pathlib import Path

import pytest

from trilat import schemas
from trilat.sheets import read_dataset

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.tools

AJV = """
const Ajv = require("ajv/dist/2020")
const fs = require("fs")
const [schema, ...documents] = process.argv.slice(2)
const ajv = new Ajv({allErrors: true, strict: false})
require("ajv-formats")(ajv)
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema)))
const failed = documents.filter(path => !validate(JSON.parse(fs.readFileSync(path))))
console.log(JSON.stringify(failed))
"""


def annotated():
    """Every sound article and registry file, as JSON, by the name of its schema."""
    for folder in (ROOT / "dataset", ROOT / "tests" / "golden" / "dataset"):
        sheets = read_dataset(folder)
        for sheet in sheets.articles:
            yield "article", sheet.model.model_dump(mode="json", exclude_unset=True)
        for name, sheet in sheets.registries.items():
            yield name, sheet.model.model_dump(mode="json", exclude_unset=True)


def faults(article):
    """Articles that must not pass, each with one fault."""
    def put(*path, to):
        made = copy.deepcopy(article)
        place = made
        for step in path[:-1]:
            place = place[step]
        if to is None:
            del place[path[-1]]
        else:
            place[path[-1]] = to
        return made

    return {
        "a field that is not known": put("article", "headline", to="x"),
        "a field that is missing": put("article", "published", to=None),
        "a number as text": put("article", "text", "characters", to="12"),
        "true for a number": put("article", "text", "characters", to=True),
        "a term of no vocabulary": put("article", "source_kind", to="pamphlet"),
        "an id with a line feed after it": put("article", "id", to=f"{article['article']['id']}\n"),
        "an id in capitals": put("article", "id", to="ENVOYS"),
        "a list for a mapping": put("article", to=[]),
        "a span of one number": put("meetings", 0, "spans", to=[{"chars": [1], "words": 3, "digest": "0" * 16}]),
        "an empty list": put("meetings", 0, "by", to=[]),
    }


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """Sound files by schema, and faulty articles by fault, written as JSON."""
    folder = tmp_path_factory.mktemp("documents")
    sound = {name: [] for name in schemas.MODELS}
    for number, (name, document) in enumerate(annotated()):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        sound[name].append(path)
    article = json.loads(sound["article"][0].read_bytes())
    faulty = {}
    for number, (fault, document) in enumerate(faults(article).items()):
        faulty[fault] = folder / f"fault-{number}.json"
        faulty[fault].write_text(json.dumps(document), encoding="utf-8")
    return sound, faulty


@pytest.fixture(params=["check-jsonschema", "ajv"])
def refused(request, tool, release):
    """The files that a validator refuses, by the schema of the release for one kind of file."""

    def by_check_jsonschema(schema, paths):
        made = tool("check-jsonschema", "check-jsonschema", "--output-format", "json", "--schemafile", schema, *paths)
        assert made.returncode in (0, 1), made.stderr
        report = json.loads(made.stdout)
        return sorted({error["filename"] for error in report["errors"] + report.get("parse_errors", [])})

    def by_ajv(schema, paths):
        node = request.getfixturevalue("node")
        made = node("ajv ajv-formats", AJV, schema, *paths)
        assert made.returncode == 0, made.stderr
        return sorted(json.loads(made.stdout))

    check = {"check-jsonschema": by_check_jsonschema, "ajv": by_ajv}[request.param]
    return lambda kind, paths: check(release / "schema" / f"{kind}.schema.json", paths)


@pytest.mark.parametrize("kind", schemas.MODELS)
def test_every_sound_file_passes(refused, documents, kind):
    sound = documents[0][kind]
    assert sound
    assert refused(kind, sound) == []


def test_every_faulty_article_fails(refused, documents):
    faulty = documents[1]
    assert refused("article", faulty.values()) == sorted(map(str, faulty.values()))
