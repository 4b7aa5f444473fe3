"""Where a release is found: with the package, in the cache, at the host."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import contents, edit_entry, make_release
from server import answers

from trilat import dataset
from trilat.errors import ReleaseError, UsageError, YankedWarning
from trilat.store import bundled
from trilat.store.cache import Cache
from trilat.store.fetch import fetch
from trilat.store.find import find
from trilat.store.names import fault_in_names, is_name
from trilat.store.publish import publish, unyank, yank


@pytest.fixture
def public(tmp_path):
    publish(make_release(tmp_path), tmp_path / "public")
    return tmp_path / "public"


def mine():
    return bundled.newest().name.removeprefix("trilat-")


def test_the_bundled_release_is_found_first():
    assert find() == find(mine()) == bundled.newest()


def test_a_cached_release_is_found_without_an_index(public):
    folder = fetch("1.0.0", public).folder
    assert find("1.0.0") == folder
    assert dataset.load("1.0.0").version == "1.0.0"


def test_a_release_is_fetched_only_when_asked_to(public, monkeypatch):
    monkeypatch.setenv("TRILAT_INDEX", str(public))
    with pytest.raises(ReleaseError, match=r"not in the cache: get it with trilat fetch 1\.0\.0"):
        find("1.0.0")
    assert Cache().versions() == []
    assert dataset.load("1.0.0").version == "1.0.0"
    assert Cache().versions() == ["1.0.0"]


def test_where_no_index_is_set_loading_says_how():
    with pytest.raises(ReleaseError, match=r"9\.9\.9 does not come with this package.*set TRILAT_INDEX.*path="):
        dataset.load("9.9.9")


def test_loading_fetches_over_http_and_then_works_off_line(server, tmp_path, monkeypatch):
    publish(make_release(tmp_path), server.folder)
    monkeypatch.setenv("TRILAT_INDEX", server.url)
    assert dataset.load("1.0.0").version == "1.0.0"
    server.faults = {"": answers(404)}
    asked = len(server.log)
    assert dataset.load("1.0.0").version == "1.0.0"
    assert len(server.log) == asked


def test_a_damaged_cached_release_is_fetched_again_or_said_to_be_damaged(public, monkeypatch):
    release = fetch("1.0.0", public).folder
    before = contents(release)
    (release / "datapackage.json").write_bytes(b"{}")
    with pytest.raises(ReleaseError, match=r"in the cache, but damaged .*trilat fetch 1\.0\.0"):
        find("1.0.0")
    with pytest.raises(ReleaseError, match="in the cache, but damaged"):
        dataset.load("1.0.0")
    monkeypatch.setenv("TRILAT_INDEX", str(public))
    assert dataset.load("1.0.0").version == "1.0.0"
    assert contents(release) == before


def test_a_yanked_release_warns_with_the_reason_off_line_too(public):
    yank("1.0.0", "The days are wrong.", public)
    with pytest.warns(YankedWarning, match="release 1.0.0 was yanked: The days are wrong"):
        find("1.0.0", public, fetch=True)
    with pytest.warns(YankedWarning, match="The days are wrong"):
        dataset.load("1.0.0")
    unyank("1.0.0", public)
    fetch("1.0.0", public)
    assert find("1.0.0") == Cache().place("1.0.0")


@pytest.mark.parametrize("version", ["../../etc", "1.0", "1.0.0.dev", "", "1.0.0\n", "١.٠.٠", "latest"])
def test_what_is_no_version_is_wrong_usage(version):
    with pytest.raises(UsageError, match="is no version"):
        find(version, fetch=True)


@pytest.mark.parametrize("code", ["dataset.load().meetings[0]", "dataset.load(dataset.load().version)"])
def test_loading_the_bundled_release_imports_nothing_for_downloads(code):
    heavy = "{'urllib3', 'platformdirs', 'rich', 'pydantic', 'pyarrow', 'ssl', 'trilat.store.cache'}"
    run = [sys.executable, "-c",
           f"import sys; from trilat import dataset; {code}; print(sorted({heavy} & set(sys.modules)))"]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout == "[]\n"


def test_loading_a_cached_release_imports_nothing_for_downloads(public):
    fetch("1.0.0", public)
    code = ("import sys; from trilat import dataset; dataset.load('1.0.0'); "
            "print(sorted({'urllib3', 'rich', 'pydantic', 'pyarrow', 'ssl'} & set(sys.modules)))")
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"


@given(st.text(st.characters(codec="utf-8"), max_size=30) | st.text("a./\\.-_:~C0 \n", max_size=12))
def test_a_name_that_is_taken_stays_within_its_folder_on_every_system(name):
    if is_name(name):
        for separator in ("/", "\\"):
            parts = name.split(separator)
            assert ".." not in parts
            assert "." not in parts
        assert os.path.normpath(name) == name
        assert not Path(name).is_absolute()
        assert not set(name) & set('\\:*?"<>|\0\n ')


@given(st.lists(st.sampled_from(["a", "A", "a/b", "a/B", "b", "c/d"]), unique=True))
def test_names_that_are_taken_can_all_be_written_where_case_does_not_count(names):
    fault = fault_in_names(["SHA256SUMS", "datapackage.json", *names])
    lower = [name.lower() for name in names]
    clash = len(set(lower)) < len(lower) or any(one.startswith(f"{other}/") for one in lower for other in lower)
    assert (fault is not None) == clash


def trilat(*arguments, **more):
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, arguments)]
    return subprocess.run(run, capture_output=True, text=True, check=False, timeout=60, **more)


def test_the_commands_publish_fetch_list_and_clear(tmp_path):
    public, cache = tmp_path / "public", tmp_path / "cache"
    release = make_release(tmp_path)
    done = trilat("publish", release, "--to", public)
    assert (done.returncode, done.stdout) == (0, f"1.0.0 published: {public}/index.json, serial 1\n")
    got = trilat("fetch", "--index", public)
    assert (got.returncode, got.stdout, got.stderr) == (0, f"{cache}/releases/1.0.0/trilat-1.0.0\n", "")
    assert "was in the cache, and is whole" in trilat("fetch", "1.0.0", "--index", public, "--verify").stderr
    shown = trilat("cache").stdout
    assert shown.startswith(f"{cache}  ")
    assert shown.endswith("  1.0.0\n")
    assert trilat("cache", "clear", "1.0.0").stdout == "removed: 1.0.0\n"
    assert trilat("cache", "clear").stdout == "removed: nothing\n"


def test_the_list_tells_where_each_release_is(public, tmp_path):
    publish(make_release(tmp_path, "1.1.0"), public)
    yank("1.1.0", "The days are wrong.", public)
    fetch("1.0.0", public)
    listed = trilat("releases", "--index", public)
    assert (listed.returncode, listed.stderr) == (0, "")
    lines = [line.split(maxsplit=4) for line in listed.stdout.splitlines()[1:]]
    assert [(line[0], line[-1]) for line in lines if line[0] != "yanked:"] == [
        (mine(), "bundled"), ("1.0.0", "cached, remote"), ("1.1.0", "remote")
    ]
    assert listed.stdout.endswith("  yanked: The days are wrong.\n")
    rows = json.loads(trilat("releases", "--index", public, "--format", "json").stdout)
    assert [(row["version"], row["cached"], row["remote"], row["bundled"]) for row in rows] == [
        (mine(), False, False, True), ("1.0.0", True, True, False), ("1.1.0", False, True, False)
    ]


def test_the_list_works_without_an_index_and_says_so(public):
    fetch("1.0.0", public)
    listed = trilat("releases")
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()[1:]] == [mine(), "1.0.0"]
    assert "no index of releases is named: set TRILAT_INDEX" in listed.stderr


def test_the_list_tells_what_it_can_where_the_host_does_not_answer(public):
    fetch("1.0.0", public)
    listed = trilat("releases", "--index", "http://localhost:1/")
    assert listed.returncode == 3
    assert "1.0.0" in listed.stdout
    assert "cannot be reached" in listed.stderr


@pytest.mark.parametrize(("arguments", "code"), [
    (["fetch"], 2), (["fetch", "1.0.0", "--index", "ftp://x"], 2), (["fetch", "--index", "nowhere"], 3),
    (["publish", "--to", "out"], 2), (["publish", "nowhere", "--to", "out"], 3),
    (["publish", "a", "--to", "out", "--yank", "1.0.0"], 2), (["publish", "a", "--to", "out", "--reason", "x"], 2),
])
def test_exit_codes_tell_wrong_usage_from_what_could_not_be_done(arguments, code, tmp_path):
    done = trilat(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert done.stderr.startswith("trilat: ")
    assert "Traceback" not in done.stderr


def test_words_of_a_host_cannot_write_to_the_terminal(server):
    files = {"\x1b[2J": 1}
    publish(make_release(server.folder.parent), server.folder)
    edit_entry(server.folder, "1.0.0", files=files)
    done = trilat("fetch", "--index", server.url)
    assert done.returncode == 3
    assert "\x1b" not in done.stderr
