"""Files and folders are replaced whole or not at all, whatever call fails, and wherever a process dies."""

import errno
import fcntl
import os
import stat
import subprocess
import sys
import warnings

import pytest
from injected import DIE, DIED, Fault, in_child, injected

from trilat import disk
from trilat.errors import TrilatError

FILE, ONE, TWO = "a/records.json", "out/release", "out/bundle"
OLD = {FILE: b"old", ONE: {"x": b"old", "deep/y": b"old"}, TWO: {"z": b"old"}}
NEW = {FILE: b"new", ONE: {"x": b"new", "more/y": b"new"}, TWO: {"z": b"new" * 100, "empty": b""}}


def seen(folder):
    """Every file in a folder and below, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def as_files(places):
    made = {}
    for name, content in places.items():
        if isinstance(content, bytes):
            made[name] = content
        else:
            made |= {f"{name}/{file}": data for file, data in content.items()}
    return made


def put(folder, places, fault=None):
    folder.mkdir(exist_ok=True)
    with injected(fault or Fault()):
        disk.put({folder / name: content for name, content in places.items()})


def states():
    """What can be seen when a process has died: the first places new, the others old, each of them whole."""
    names = list(OLD)
    return [as_files({name: (NEW if place < count else OLD)[name] for place, name in enumerate(names)})
            for count in range(len(names) + 1)]


def no_exchange(monkeypatch):
    monkeypatch.setattr(disk, "_renameat2", lambda *_: False)


@pytest.fixture(params=["exchange", "two steps"])
def way(request, monkeypatch):
    if request.param == "two steps":
        no_exchange(monkeypatch)


def calls_of(folder, before):
    put(folder, before)
    fault = Fault()
    put(folder, NEW, fault)
    return len(fault.calls)


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o600)
    disk.write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    put(tmp_path / "link", {"file": b"1"})
    disk.put({tmp_path / "link": {"x": b"2"}})
    assert (tmp_path / "link").is_symlink()
    assert seen(tmp_path / "real") == {"x": b"2"}


def test_a_folder_takes_its_place_when_it_is_whole(tmp_path, way):
    target = tmp_path / "deep" / "release"
    for content in (b"1", b"2"):
        with disk.folder_made_whole(target) as folder:
            (folder / "a").write_bytes(content)
        assert seen(tmp_path) == {"deep/release/a": content}


def test_a_folder_stays_as_it_was_where_making_fails(tmp_path):
    target = tmp_path / "release"
    with disk.folder_made_whole(target) as folder:
        (folder / "a").write_bytes(b"old")

    def make():
        with disk.folder_made_whole(target) as folder:
            (folder / "a").write_bytes(b"new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        make()
    assert seen(tmp_path) == {"release/a": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_a_file_in_the_place_of_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "release").write_bytes(b"mine")
    with pytest.raises(TrilatError, match="is a file where a folder should go: move it away"):
        disk.put({tmp_path / "release": {"a": b""}})
    assert seen(tmp_path) == {"release": b"mine"}


@pytest.mark.parametrize("before", [OLD, {}], ids=["replaced", "made"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_where_any_call_fails_all_is_as_it_was_and_nothing_half_made_stays(tmp_path, way, before, code):
    calls = calls_of(tmp_path / "count", before)
    assert calls > 30
    for nth in range(1, calls + 1):
        folder = tmp_path / str(nth)
        put(folder, before)
        there = sorted(folder.rglob("*"))
        with pytest.raises(TrilatError) as caught:
            put(folder, NEW, Fault(nth, code))
        assert seen(folder) == as_files(before), nth
        assert sorted(folder.rglob("*")) == there
        assert str(folder) in str(caught.value)
        assert os.strerror(code) in str(caught.value)
        assert "(" in str(caught.value)  # the remedy


def test_where_the_disk_stays_full_each_place_is_whole_old_or_new(tmp_path, way):
    for nth in range(1, calls_of(tmp_path / "count", OLD) + 1):
        folder = tmp_path / str(nth)
        put(folder, OLD)
        with pytest.raises(TrilatError):
            put(folder, NEW, Fault(nth, lasts=True))
        assert seen(folder) in states(), nth


@pytest.mark.parametrize("before", [OLD, {}], ids=["replaced", "made"])
def test_where_the_process_dies_each_place_is_whole_and_the_same_again_completes_it(tmp_path, way, before):
    for nth in range(1, calls_of(tmp_path / "count", before) + 1):
        folder = tmp_path / str(nth)
        put(folder, before)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that others have started threads by now
            assert in_child(lambda folder=folder, nth=nth: put(folder, NEW, Fault(nth, DIE))) == DIED
        left = {name: data for name, data in seen(folder).items() if ".part/" not in name}
        disk.reap([folder / "a", folder / "out"])
        after = seen(folder)
        assert {name: after[name] for name in left} == left  # what was in its place stays there
        if before:
            assert after in states(), nth
        put(folder, NEW)
        assert seen(folder) == as_files(NEW)
        assert not [path for path in folder.rglob("*") if path.name.startswith(".")]


def test_several_files_are_written_or_none_is(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"before")
    disk.write_files({old: b"after", new: b"made"})
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"made")
    with pytest.raises(TrilatError, match=r"cannot be written: Not a directory \(a part of the path is a file"):
        disk.write_files({old: b"again", new / "beneath a file": b""})
    assert seen(tmp_path) == {"old": b"after", "new": b"made"}


def test_only_leftovers_of_dead_processes_are_taken_away(tmp_path):
    mine = [".trilat-0123456.part", ".trilat-01234567.part.txt", "trilat-01234567.part", ".trilat-0123456g.part"]
    for name in [*mine, ".trilat-01234567.part", ".trilat-aaaaaaaa.part"]:
        (tmp_path / name).mkdir()
    (tmp_path / ".trilat-bbbbbbbb.part").symlink_to(tmp_path / mine[0])
    living = os.open(tmp_path / ".trilat-aaaaaaaa.part", os.O_RDONLY)
    try:
        fcntl.flock(living, fcntl.LOCK_EX)
        disk.reap([tmp_path, tmp_path / "nowhere"])
    finally:
        os.close(living)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*mine, ".trilat-aaaaaaaa.part", ".trilat-bbbbbbbb.part"}


def test_several_processes_at_once_each_put_a_whole_folder(tmp_path, way, request):
    steps = "disk._renameat2 = lambda *_: False" if request.node.callspec.params["way"] == "two steps" else ""
    code = f"""
import sys, pathlib
from trilat import disk
{steps}
mark = sys.argv[1].encode()
for number in range(40):
    disk.put({{pathlib.Path('release'): {{'a': mark, 'deep/b': mark}}, pathlib.Path('records'): mark}})
"""
    run = [sys.executable, "-c", code]
    runs = [subprocess.Popen([*run, mark], cwd=tmp_path, stderr=subprocess.PIPE) for mark in "xyz"]
    watched = 0
    while any(run.poll() is None for run in runs):
        try:
            descriptor = os.open(tmp_path / "release", os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:  # of one folder, whatever takes its place meanwhile
            found = []
            for name in ("a", "deep/b"):
                file = os.open(name, os.O_RDONLY, dir_fd=descriptor)
                found.append(os.read(file, 9))
                os.close(file)
            assert found[0] == found[1]
            watched += 1
        except FileNotFoundError:
            pass  # it was replaced and is being taken away
        finally:
            os.close(descriptor)
    assert [(run.communicate(), run.returncode) for run in runs] == [((None, b""), 0)] * 3
    assert seen(tmp_path).keys() == {"release/a", "release/deep/b", "records"}
    assert len({seen(tmp_path)["release/a"], seen(tmp_path)["release/deep/b"]}) == 1
    assert watched


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_in_is_named_with_a_remedy(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(TrilatError, match=r"cannot be written: Permission denied \(you may not write there"):
        disk.write_file(tmp_path / "a", b"")
