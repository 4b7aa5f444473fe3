"""A build is made whole or refused: the number of the release, what it follows, and every fault of the disk."""

import errno
import json
import re
import shutil
import subprocess
import warnings
from pathlib import Path
from types import SimpleNamespace as Namespace

import pytest
from injected import DIE, DIED, Fault, in_child, injected
from typer.testing import CliRunner

from trilat.cli.app import app
from trilat.errors import ReleaseError, TrilatError, UsageError
from trilat.hashing import sha256
from trilat.release import build as builds
from trilat.release.build import build, plan
from trilat.store import bundled

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
TOKYO = "articles/2031/northern-gazette-2031-03-05-tokyo.yaml"
KEPT = ("README.md", "csv/people.csv")


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A source tree with the invented dataset, whose package carries no release yet."""
    shutil.copytree(GOLDEN, tmp_path / "dataset")
    carried = tmp_path / "src" / "trilat" / "_bundled"
    carried.mkdir(parents=True)
    monkeypatch.setattr(bundled, "BUNDLED", carried)
    return tmp_path


def edit(tree, name, *pairs):
    path = tree / "dataset" / name
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def next_version(tree, version, previous="1.0.0"):
    text = (tree / "dataset" / "release.yaml").read_text(encoding="utf-8")
    made = re.sub(r"version: [\d.]+\ndate", f"version: {version}\ndate", re.sub(r"previous: .*\n", "", text))
    (tree / "dataset" / "release.yaml").write_text(f"{made}previous: {previous}\n", encoding="utf-8")


def correct(tree):
    edit(tree, TOKYO, ("title: ", "title: Corrected "))


def made(tree, **options):
    return build(tree / "dataset", tree / "build", **options)


def seen(tree):
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def whole(folder):
    """A release whose files are those of its list of hashes, and no others."""
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert files.keys() - {"SHA256SUMS"} == sums.keys()
    assert {name: sha256(files[name].read_bytes()) for name in sums} == sums


def test_a_release_tells_what_changed_since_the_one_before(tree):
    first = made(tree, final=True).folder
    assert json.loads((first / "changes.json").read_bytes())["before"] is None
    assert "there is none before it" in (first / "CHANGES.md").read_text()
    correct(tree)
    next_version(tree, "1.0.1")
    second = made(tree, final=True).folder
    whole(second)
    told = json.loads((second / "changes.json").read_bytes())
    assert (told["before"]["version"], told["after"]["version"]) == ("1.0.0", "1.0.1")
    assert [(one["table"], one["fields"][0]["field"]) for one in told["records"]] == [("articles", "title")]
    assert "title: `" in (second / "CHANGES.md").read_text()
    assert (tree / "src/trilat/_bundled/trilat-1.0.1/changes.json").read_bytes() == (
        second / "changes.json").read_bytes()


def test_a_final_build_can_be_made_again_when_the_release_before_is_gone(tree):
    made(tree, final=True)
    correct(tree)
    next_version(tree, "1.0.1")
    first = made(tree, final=True)
    shutil.rmtree(tree / "build" / "trilat-1.0.0")
    before = seen(tree)
    for gone in ("build", "src/trilat/_bundled/trilat-1.0.1"):
        shutil.rmtree(tree / gone)
        assert made(tree, final=True).bundled == first.bundled
        assert seen(tree) == before


@pytest.mark.parametrize(("version", "change", "why"), [
    ("1.0.1", "more", r"does not fit .* \(places\) is new; 1\.1\.0 would fit"),
    ("1.0.0", "same", r"does not come after 1\.0\.0, the one before it"),
    ("0.9.0", "same", r"does not come after 1\.0\.0, the one before it: 1\.0\.1 would fit"),
])
def test_a_number_that_does_not_fit_is_refused_with_one_that_would(tree, version, change, why):
    made(tree, final=True)
    if change == "more":
        edit(tree, "places.yaml", ("places:\n", "places:\n  - {id: anmyeon, name: Anmyeon, kind: city, country: KR}\n"))
    next_version(tree, version)
    before = seen(tree)
    with pytest.raises(TrilatError, match=why):
        made(tree, final=True)
    assert seen(tree) == before
    assert [note for note in made(tree).notes if re.search(why, note)]


def test_the_same_version_with_other_content_is_refused_wherever_it_is(tree):
    made(tree, final=True)
    correct(tree)
    for place in ("dataset/releases.json", "build", "src/trilat/_bundled"):
        kept = tree.parent / "kept"
        shutil.copytree(tree, kept)
        for other in {"dataset/releases.json", "build", "src/trilat/_bundled"} - {place}:
            (kept / other).unlink() if (kept / other).is_file() else shutil.rmtree(kept / other)
        bundled.BUNDLED = kept / "src" / "trilat" / "_bundled"
        with pytest.raises(TrilatError, match=rf"1\.0\.0 exists with other content \(.*{place}.*next version"):
            made(kept, final=True)
        shutil.rmtree(kept)


def test_the_release_before_must_be_named_recorded_and_at_hand(tree):
    made(tree, final=True)
    correct(tree)
    edit(tree, "release.yaml", ("version: 1.0.0\ndate", "version: 1.0.1\ndate"))
    with pytest.raises(TrilatError, match=r"names no release before 1\.0\.1.*add previous: 1\.0\.0"):
        made(tree, final=True)
    next_version(tree, "1.0.1", "0.9.0")
    with pytest.raises(TrilatError, match=r"names 0\.9\.0 .* releases\.json does not record it"):
        made(tree, final=True)
    next_version(tree, "1.0.1")
    shutil.rmtree(tree / "build")
    shutil.rmtree(tree / "src/trilat/_bundled/trilat-1.0.0")
    with pytest.raises(TrilatError, match=r"since 1\.0\.0 cannot be told: .* get it with trilat fetch 1\.0\.0"):
        made(tree, final=True)
    working = made(tree)
    assert "what changed since 1.0.0 cannot be told" in working.notes[0]
    assert not (working.folder / "changes.json").exists()
    whole(working.folder)


def test_a_release_that_is_not_the_recorded_one_is_not_followed(tree):
    made(tree, final=True)
    correct(tree)
    next_version(tree, "1.0.1")
    edit(tree, "releases.json", ('"content_sha256": "', '"content_sha256": "0'))
    with pytest.raises(TrilatError, match=r"is not the one that .*releases\.json records"):
        made(tree, final=True)
    (tree / "dataset" / "releases.json").write_text("[")
    with pytest.raises(TrilatError, match=r"releases\.json is damaged .*get it back from git"):
        made(tree, final=True)


def test_a_plan_says_what_a_build_would_do_and_writes_nothing(tree):
    made(tree, final=True)
    correct(tree)
    before = seen(tree)
    refused, working = (plan(tree / "dataset", tree / "build", final=final) for final in (True, False))
    assert not refused.passes
    assert "exists with other content" in refused.refusals[0]
    assert working.passes
    assert seen(tree) == before


def command(*words):
    """Run a command; what it printed, and the exit code that its end stands for."""
    run = CliRunner().invoke(app, words)
    codes = {UsageError: 2, TrilatError: 3, ReleaseError: 3}
    failed = run.exception is not None and not isinstance(run.exception, SystemExit)
    return Namespace(stdout=run.stdout, returncode=codes[type(run.exception)] if failed else run.exit_code,
                     stderr=run.stderr + (str(run.exception) if failed else ""))


def test_the_command_line_checks_a_build_and_tells_differences(tree, monkeypatch):
    monkeypatch.chdir(tree)
    made(tree, final=True)
    shutil.copytree(tree / "dataset", tree / "later")
    edit(tree, "../later/" + TOKYO, ("title: ", "title: Corrected "))
    assert command("build", "--check", "--final").returncode == 0
    run = command("build", "later", "--check", "--final")
    assert run.returncode == 1
    assert "refused: release 1.0.0 exists with other content" in run.stderr
    assert run.stderr.endswith("later would not be built\n")
    assert not (tree / "build" / "trilat-1.0.0.dev").exists()
    run = command("diff", "1.0.0", "later")
    assert run.returncode == 0
    assert "title: " in run.stdout
    assert command("diff", "build/trilat-1.0.0", "later", "--exit-code").returncode == 1
    assert command("diff", "1.0.0", "dataset", "--exit-code").returncode == 0
    assert "title: " in command("diff", "dataset", "later", "--format", "markdown").stdout
    assert json.loads(command("diff", "dataset", "later", "--format", "json", "--claims").stdout)["claims"]
    assert command("diff", "--format", "changelog").stdout == "### Data\n\n- Nothing changed.\n"
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    commit = ("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "m")
    for words in (("init", "--quiet"), ("add", "later"), commit):
        subprocess.run(["git", *words], cwd=tree, check=True, capture_output=True)  # noqa: S607
    assert command("diff", "--base", "HEAD", "later").stdout.endswith("nothing\n")
    edit(tree, "../later/" + TOKYO, ("title: Corrected ", "title: "))
    assert "title: " in command("diff", "--base", "HEAD", "later").stdout
    for words, code, told in [
        (("diff", "--base", "HEAD", "dataset", "1.0.0"), 2, "--base names what to compare with"),
        (("diff", "nowhere"), 2, "no folder and no version"), (("diff", "7.0.0"), 3, "trilat fetch 7.0.0"),
        (("diff", "7.0.0.dev"), 3, "a working build: name its folder"),
        (("diff", "1.0.0", "later", "--format", "xml"), 2, "there is no format 'xml'"),
    ]:
        run = command(*words)
        assert run.returncode == code
        assert told in run.stderr
    edit(tree, "../later/" + TOKYO, ("status: ", "status: x"))
    run = command("diff", "1.0.0", "later")
    assert run.returncode == 3
    assert "later has 1 error" in run.stderr
    assert command("build", "later", "--check").returncode == 1


@pytest.fixture
def small(tree, monkeypatch):
    """The same, and how to write the next release of it; of few files, so that many builds take little time."""
    made(tree, final=True)
    correct(tree)
    next_version(tree, "1.0.1")
    planned = plan(tree / "dataset", tree / "build", final=True)
    assert planned.passes
    files = {name: data for name, data in seen(planned.root.parent / "build" / "trilat-1.0.0").items() if name in KEPT}
    monkeypatch.setattr(builds, "files_of", lambda _, about: files | dict(about.more))
    return tree, lambda: builds._write(planned, planned.side)


PLACES = ("build/trilat-1.0.1", "dataset/releases.json", "src/trilat/_bundled")


def states(before, after):
    """What the three places of a final build may hold where it died: the first of them new, the others old."""
    kept = {name: data for name, data in before.items() if not name.startswith(PLACES)}
    return [
        kept | {name: data for count, place in enumerate(PLACES)
                for name, data in (after if count < new else before).items() if name.startswith(place)}
        for new in range(len(PLACES) + 1)
    ]


def reset(tree, before):
    for name in seen(tree).keys() - before.keys():
        (tree / name).unlink()
    for name, data in before.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(data)
    for folder in sorted(tree.rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def test_where_any_call_of_a_final_build_fails_all_is_as_it_was(small):
    tree, write = small
    before = seen(tree)
    with injected(Fault()) as fault:
        write()
    calls = len(fault.calls)
    assert calls > 40
    after = seen(tree)
    reset(tree, before)
    for nth in range(1, calls + 1):
        what = (errno.ENOSPC, errno.EIO)[nth % 2]
        with injected(Fault(nth, what)), pytest.raises(TrilatError, match=r"cannot be written: .*\("):
            write()
        assert seen(tree) == before, fault.calls[nth - 1]
    with injected(Fault()):
        write()
    assert seen(tree) == after


def test_where_a_final_build_dies_the_same_command_completes_it(small):
    tree, write = small
    before = seen(tree)
    with injected(Fault()) as fault:
        write()
    after = seen(tree)
    expected = states(before, after)
    found = set()
    names_change = next(place for place, call in enumerate(fault.calls, 1) if call.startswith("rename"))
    for nth in [*range(1, names_change, 9), *range(names_change, len(fault.calls) + 1)]:  # tests/long has them all
        reset(tree, before)
        with warnings.catch_warnings(), injected(Fault(nth, DIE)):
            warnings.simplefilter("ignore", DeprecationWarning)  # that others have started threads by now
            assert in_child(write) == DIED
        left = {name: data for name, data in seen(tree).items() if ".part/" not in name}
        assert left in expected, fault.calls[nth - 1]
        found.add(expected.index(left))
        with injected(Fault()):
            write()
        assert seen(tree) == after
    assert found == {0, 1, 2, 3}
