"""The schema goes on: copies of the package with a next version of it, on a dataset and releases of this one.

1.1.0 adds a field to meetings, a column for it and a topic. 2.0.0 renames a level and a field.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trilat import dataset
from trilat.claims import claim_ids
from trilat.errors import NewerSchemaWarning, ReleaseError
from trilat.models.article import ArticleFile
from trilat.reading.yaml import read_yaml
from trilat.versions import SCHEMA_VERSION
from trilat.vocabularies import Topic

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "trilat"
ENVOYS = "us-jp-kr-envoys-2031-1"
ARTICLE = Path("dataset", "articles", "2031", "agency-y-2031-03-02-envoys.yaml")

BREAKING = """\
STEPS: tuple[Step, ...] = (
    Step("1.0.0", "1.1.0"),
    Step("1.1.0", "2.0.0", (
        TermRenamed("articles", ("meetings", "*", "level"), "envoys", "special-envoys"),
        TermRenamed("offices", ("offices", "*", "level"), "envoys", "special-envoys"),
        FieldRenamed("articles", ("meetings", "*", "series"), "cycle"),
        TermRenamed("articles", ("meetings", "*", "inferred", "*"), "series", "cycle"),
    )),
)
"""

ADDED = [
    ("versions.py", 'Literal["1.0.0"]', 'Literal["1.1.0"]'),
    ("models/steps.py", "STEPS: tuple[Step, ...] = ()\n", 'STEPS: tuple[Step, ...] = (Step("1.0.0", "1.1.0"),)\n'),
    ("models/article.py", '    status: Maybe[Status] = said(EVOLVING, "How far the meeting has come."',
     ('    hosted_by: Maybe[Country] = said(ONCE, "The country that invites to it.")\n'
      '    status: Maybe[Status] = said(EVOLVING, "How far the meeting has come."')),
    ("tables/rows.py", "    medium: Medium | None = column()\n",
     "    medium: Medium | None = column()\n    hosted_by: str | None = column()\n"),
    ("vocabularies.py", '    CLIMATE = "climate"',
     '    SPACE = "space", "Space flight.", "military"\n    CLIMATE = "climate"'),
]
"""What 1.1.0 changes in the sources: file, what stands there once, and what shall."""

RENAMED = [
    ("versions.py", 'Literal["1.1.0"]', 'Literal["2.0.0"]'),
    ("models/steps.py", 'STEPS: tuple[Step, ...] = (Step("1.0.0", "1.1.0"),)\n', BREAKING),
    ("vocabularies.py", '    ENVOYS = "envoys", ', '    ENVOYS = "special-envoys", '),
    ("models/article.py", "    series: Maybe[Slug]", "    cycle: Maybe[Slug]"),
    ("tables/rows.py", "    series: str | None", "    cycle: str | None"),
    ("coding/readings.py", 'LABELS = ("occasion", "series")', 'LABELS = ("occasion", "cycle")'),
]
"""What 2.0.0 changes in those of 1.1.0."""


def package(target, *changes, of=SOURCE):
    """A copy of the package's sources with changes, each of which must find its place."""
    shutil.copytree(of, target / "trilat", ignore=shutil.ignore_patterns("_bundled", "__pycache__"))
    for name, old, new in changes:
        path = target / "trilat" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} of what this test changes: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return target


def trilat(packages, *args, cwd):
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, args)]
    return subprocess.run(run, cwd=cwd, capture_output=True, text=True, check=False, timeout=60,
                          env=os.environ | {"PYTHONPATH": str(packages), "TRILAT_TODAY": "2031-12-31"})


def ask(packages, code, cwd):
    """What Python prints with another version of the package; warnings are errors."""
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=cwd, capture_output=True, text=True,
                         check=False, timeout=60, env=os.environ | {"PYTHONPATH": str(packages)})
    return run.stdout or run.stderr


def bytes_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def comments_in(folder):
    return sorted(found for data in bytes_in(folder).values() for found in re.findall(rb"#(?! yaml-lang).*", data))


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def is_shown(text):
    """Whether the page on the schema shows what a command prints."""
    return text in (HERE.parent / "docs" / "schema.md").read_text(encoding="utf-8")


def level_claims(path):
    """The ids of the claims on the level of a meeting."""
    file = ArticleFile.model_validate(read_yaml(path.read_bytes(), "")[0].value)
    return [one for (way, name, _), one in claim_ids(file).items() if way[0] == "meetings" and name == "level"]


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A dataset of this schema, with comments and a resolution that rests on a term, and its final release."""
    work = tmp_path_factory.mktemp("evolution")
    shutil.copytree(HERE / "golden" / "dataset", work / "dataset")
    article = work / ARTICLE
    replace(article, "schema_version: 1.0.0\n",
            "# yaml-language-server: $schema=../../../schema/1.0.0/article.schema.json\n"
            "schema_version: 1.0.0  # the first\n")
    replace(article, "    level: envoys\n    portfolio: [foreign]\n    status: scheduled\n",
            "    level: envoys  # as the agency has it\n    portfolio: [foreign]\n    status: scheduled\n")
    replace(article, "    topics: [sanctions]\n    inferred: [portfolio]\n    spans:\n      - {chars: [92",
            "    series: harbour-rounds  # ours\n    topics: [sanctions]\n    inferred: [portfolio, series]\n"
            "    spans:\n      - {chars: [92")
    replace(work / "dataset" / "resolutions.yaml", "resolutions:\n", f"""resolutions:
  # both say so
  - table: meetings
    record: {ENVOYS}
    field: level
    value: envoys
    reason: The agency says envoys.
    considered: [{level_claims(article)[0]}]
    decided_on: 2031-03-22
    decided_by: m
""")
    assert trilat(SOURCE.parent, "schema", cwd=work).returncode == 0
    run = trilat(SOURCE.parent, "build", "dataset", "--out", "old", "--final", cwd=work)
    assert run.returncode == 0, run.stdout + run.stderr
    return work


@pytest.fixture(scope="module")
def minor(tmp_path_factory):
    return package(tmp_path_factory.mktemp("minor"), *ADDED)


@pytest.fixture(scope="module")
def major(tmp_path_factory, minor):
    return package(tmp_path_factory.mktemp("major"), *RENAMED, of=minor / "trilat")


@pytest.fixture(scope="module")
def lifted(work, minor, tmp_path_factory):
    """The dataset lifted to 1.1.0 by the command line, and a release of it that uses what is new."""
    there = tmp_path_factory.mktemp("lifted")
    shutil.copytree(work, there, dirs_exist_ok=True)
    for command in (["migrate"], ["schema"]):
        run = trilat(minor, *command, cwd=there)
        assert run.returncode == 0, run.stdout + run.stderr
    article = there / ARTICLE
    replace(article, "    status: scheduled\n    date: \"[2031-03-08", "    hosted_by: KR\n    status: scheduled\n"
            "    date: \"[2031-03-08")
    article.write_text(article.read_text().replace("topics: [sanctions]\n", "topics: [sanctions, space]\n", 1))
    replace(there / "dataset" / "release.yaml", "version: 1.0.0\n", "version: 1.1.0\nprevious: 1.0.0\n")
    shutil.copytree(work / "old", there / "new")  # what changed is told from the release before
    run = trilat(minor, "build", "dataset", "--out", "new", "--final", cwd=there)
    assert run.returncode == 0, run.stdout + run.stderr
    return there


@pytest.fixture(scope="module")
def renamed(work, major, tmp_path_factory):
    """The dataset lifted to 2.0.0 over both steps."""
    there = tmp_path_factory.mktemp("renamed")
    shutil.copytree(work, there, dirs_exist_ok=True)
    run = trilat(major, "migrate", cwd=there)
    assert run.returncode == 0, run.stdout + run.stderr
    return there


def test_validate_says_that_an_older_file_is_to_be_lifted_and_nothing_else(work, minor):
    run = trilat(minor, "validate", "dataset", "--format", "concise", cwd=work)
    assert run.returncode == 1
    findings = run.stdout.splitlines()
    full = trilat(minor, "validate", "dataset/places.yaml", cwd=work).stdout
    assert is_shown(full)
    files = list((work / "dataset").rglob("*.yaml"))
    assert len(findings) == len(files)
    for finding in findings:
        assert finding.endswith("other-schema schema_version: the file is of schema 1.0.0, and this package's is 1.1.0 "
                                "(lift it: trilat migrate)")


def test_validate_refuses_a_newer_file_naming_both_versions(lifted):
    run = trilat(SOURCE.parent, "validate", "dataset", "--format", "concise", cwd=lifted)
    assert run.returncode == 1
    assert "the file is of schema 1.1.0, and this package's is 1.0.0" in run.stdout
    run = trilat(SOURCE.parent, "migrate", cwd=lifted)
    assert run.returncode == 3
    assert "is of schema 1.1.0, and is to be of 1.0.0, the newest that this package knows" in run.stderr


def test_migrate_names_and_shows_what_it_would_do_and_writes_nothing(work, minor):
    before = bytes_in(work)
    run = trilat(minor, "migrate", "--check", cwd=work)
    assert run.returncode == 1
    assert str(ARTICLE) in run.stdout
    run = trilat(minor, "migrate", "--diff", cwd=work)
    assert run.returncode == 0
    assert "\n+schema_version: 1.1.0  # the first\n" in run.stdout
    assert is_shown(run.stdout[run.stdout.index("--- dataset/places.yaml"):run.stdout.index("--- dataset/redirects")])
    assert bytes_in(work) == before


def test_a_minor_step_changes_the_stated_versions_and_nothing_else(work, minor, tmp_path):
    shutil.copytree(work / "dataset", tmp_path / "dataset")
    assert trilat(minor, "migrate", cwd=tmp_path).returncode == 0
    for path in sorted((tmp_path / "dataset").rglob("*.yaml")):
        before = (work / path.relative_to(tmp_path)).read_bytes()
        named = before.replace(b"schema_version: 1.0.0", b"schema_version: 1.1.0")
        assert path.read_bytes() == named.replace(b"schema/1.0.0/", b"schema/1.1.0/"), path
    run = trilat(minor, "validate", "dataset", cwd=tmp_path)
    assert run.returncode == 0, run.stdout
    assert trilat(minor, "migrate", cwd=tmp_path).stderr == "10 files: all are of schema 1.1.0\n"


def test_schema_writes_the_new_version_beside_the_old_which_stays(work, lifted, minor):
    assert bytes_in(lifted / "schema" / "1.0.0") == bytes_in(work / "schema" / "1.0.0")
    assert b'"hosted_by"' in (lifted / "schema" / "1.1.0" / "article.schema.json").read_bytes()
    run = trilat(minor, "schema", "--check", cwd=lifted)
    assert (run.returncode, run.stderr) == (0, "schema 1.1.0, frozen by release 1.1.0; it breaks nothing of 1.0.0\n")


def test_a_newer_package_opens_an_older_release_and_reads_a_new_column_as_empty(work, minor):
    code = ("from trilat import dataset; import trilat.store.folder as f; ds = dataset.load(path='old/trilat-1.0.0');"
            "print({m.hosted_by for m in ds.meetings}, ds.meetings.to_arrow()['hosted_by'].null_count);"
            "f.SMALL = 0; print({m.hosted_by for m in dataset.load(path='old/trilat-1.0.0').meetings});"
            "print(ds.as_of('2031-03-03').meetings[-1].hosted_by)")
    assert ask(minor, code, work) == "{None} 2\n{None}\nNone\n"


def test_tables_made_of_lines_have_what_is_new_without_a_change_to_them(lifted, minor):
    code = ("import json; from trilat.bulk.columns import columns_of; from trilat.bulk.flat import validated_and_flat;"
            "from trilat.claims import Sources; from trilat.reading.yaml import read_yaml;"
            "from trilat.models.article import ArticleFile;"
            f"file = ArticleFile.model_validate(read_yaml(open({str(ARTICLE)!r}, 'rb').read(), '')[0].value);"
            "line = file.model_dump_json(exclude_unset=True).encode();"
            "claims = columns_of(line, Sources({}, {}, {})).claims.to_pylist();"
            "print([claim['value'] for claim in claims if claim['field'] == 'hosted_by'],"
            "      set(validated_and_flat(line).tables['meetings']['hosted_by'].to_pylist()) - {None})")
    assert ask(minor, code, lifted) == """['"KR"'] {'KR'}\n"""


def test_an_older_package_opens_a_newer_minor_release_and_says_what_it_leaves_aside(lifted):
    with pytest.warns(NewerSchemaWarning) as told:
        ds = dataset.load(path=lifted / "new" / "trilat-1.1.0")
    [warning] = told
    assert "has schema 1.1.0, which is newer than this package's 1.0.0" in str(warning.message)
    assert "meetings: column hosted_by; Topic: space, read as plain text" in str(warning.message)
    assert is_shown(str(warning.message).partition("trilat-1.1.0 ")[2])
    assert Path(warning.filename) == Path(__file__)
    assert ds.meetings[ENVOYS].topics == (Topic.SANCTIONS, Topic.ABDUCTIONS, "space")
    assert "hosted_by" not in ds.meetings.to_arrow().column_names
    assert {claim.field for claim in ds.claims} >= {"hosted_by", "topics"}
    then = ds.as_of("2031-03-03").meetings[ENVOYS]
    assert then.topics == (Topic.SANCTIONS, "space")
    assert then.level == "envoys"


def test_a_major_step_renames_terms_and_fields_and_keeps_comments_and_decisions(work, renamed, major):
    assert comments_in(renamed / "dataset") == comments_in(work / "dataset")
    article = (renamed / ARTICLE).read_text()
    assert article.startswith("# yaml-language-server: $schema=../../../schema/2.0.0/article.schema.json\n"
                              "schema_version: 2.0.0  # the first\n")
    assert "    level: special-envoys  # as the agency has it\n" in article
    assert "    cycle: harbour-rounds  # ours\n" in article
    assert "    inferred: [portfolio, cycle]\n" in article
    assert "level: special-envoys\n" in (renamed / "dataset" / "offices.yaml").read_text()
    run = trilat(major, "validate", "dataset", cwd=renamed)
    assert run.returncode == 0, run.stdout
    decisions = (renamed / "dataset" / "resolutions.yaml").read_text()
    assert "value: special-envoys\n" in decisions
    assert level_claims(work / ARTICLE)[0] not in decisions


def test_migrate_goes_as_far_as_it_is_told(work, major, tmp_path):
    shutil.copytree(work / "dataset", tmp_path / "dataset")
    run = trilat(major, "migrate", "--to", "1.1.0", cwd=tmp_path)
    assert run.stderr == "10 files: 10 lifted to schema 1.1.0\n"
    assert "    level: envoys  # as the agency has it\n" in (tmp_path / ARTICLE).read_text()
    run = trilat(major, "migrate", "--to", "3.0.0", cwd=tmp_path)
    assert run.returncode == 2
    assert "no step leads to schema 3.0.0; versions: 1.0.0, 1.1.0, 2.0.0" in run.stderr


def test_a_release_of_another_major_schema_is_refused_naming_both(work, renamed, major):
    replace(renamed / "dataset" / "release.yaml", "version: 1.0.0\n", "version: 2.0.0\nprevious: 1.0.0\n")
    run = trilat(major, "build", "dataset", "--out", "new", cwd=renamed)
    assert run.returncode == 0, run.stdout + run.stderr
    with pytest.raises(ReleaseError, match=r"has schema 2\.0\.0, and this package reads schemas up to 1\.x .*1\.0\.0"):
        dataset.load(path=renamed / "new" / "trilat-2.0.0.dev")
    told = ask(major, "from trilat import dataset; dataset.load(path='old/trilat-1.0.0')", work)
    assert "has schema 1.0.0, and this package reads schemas 2.x (its own is 2.0.0)" in told


def test_a_changed_schema_that_bears_a_released_version_is_refused(work, minor, tmp_path_factory):
    again = ("versions.py", 'Literal["1.1.0"]', f'Literal["{SCHEMA_VERSION}"]')
    changed = package(tmp_path_factory.mktemp("unnumbered"), again, of=minor / "trilat")
    before = bytes_in(work)
    wanted = ("the models no longer give the schema 1.0.0 that release 1.0.0 was made with "
              "(schema/1.0.0/article.schema.json, schema/1.0.0/tables.json; the hash is in dataset/releases.json): a "
              "released schema never changes; give src/trilat/versions.py the next version: 1.1.0\n")
    run = trilat(changed, "schema", "--check", cwd=work)
    assert run.returncode == 1
    assert wanted in run.stdout
    assert is_shown(wanted)
    for command in (["schema"], ["build", "dataset", "--out", "other"]):
        run = trilat(changed, *command, cwd=work)
        assert run.returncode == 3
        assert wanted in run.stderr
    assert bytes_in(work) == before


def test_a_breaking_schema_that_bears_a_minor_version_is_refused(lifted, major, tmp_path_factory):
    small = ("versions.py", 'Literal["2.0.0"]', 'Literal["1.2.0"]')
    changed = package(tmp_path_factory.mktemp("too-small"), small, of=major / "trilat")
    run = trilat(changed, "schema", tmp_path_factory.mktemp("out") / "schema", "--dataset", lifted / "dataset",
                 cwd=lifted)
    assert run.returncode == 3  # the frozen versions are not there
    assert "1.0.0 is missing; it is the schema that release 1.0.0 was made with" in run.stderr
    run = trilat(changed, "schema", "--check", cwd=lifted)
    assert run.returncode == 1
    assert ("schema 1.2.0 breaks what 1.1.0 took for valid, which only a major one may: article.schema.json "
            "$.$defs.Level: no longer known: 'envoys'") in run.stdout
    assert "article.schema.json $.$defs.MeetingEntry.series: there is no such field any more" in run.stdout
    assert is_shown("".join(line for line in run.stdout.splitlines(keepends=True) if ": article." in line))
