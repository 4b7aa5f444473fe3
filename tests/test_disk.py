"""Files and folders are replaced whole or not at all."""

import os
import stat

import pytest

from trilat import disk


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o600)
    disk.write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_file_stays_as_it_was_where_writing_fails(tmp_path, monkeypatch, call):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="No space left"):
        disk.write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_folder_takes_its_place_when_it_is_whole(tmp_path):
    target = tmp_path / "deep" / "release"
    for content in (b"1", b"2"):
        with disk.folder_made_whole(target) as folder:
            (folder / "a").write_bytes(content)
        assert (target / "a").read_bytes() == content
        assert names(tmp_path / "deep") == ["release"]


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
    assert (target / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["release"]


@pytest.mark.parametrize("nth", [1, 2])
def test_the_old_folder_comes_back_where_the_exchange_fails(tmp_path, monkeypatch, nth):
    target = tmp_path / "release"
    with disk.folder_made_whole(target) as folder:
        (folder / "a").write_bytes(b"old")
    monkeypatch.setattr(disk, "_swap", lambda *_: False)
    real, calls = os.rename, []

    def rename(self, other):
        calls.append(other)
        if len(calls) == nth:
            raise OSError(5, "Input/output error")
        real(self, other)
        return other

    monkeypatch.setattr("pathlib.Path.rename", rename)
    with pytest.raises(OSError, match="Input/output"), disk.folder_made_whole(target) as folder:
        (folder / "a").write_bytes(b"new")
    assert (target / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["release"]


def test_several_files_are_written_or_none_is(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"before")
    disk.write_files({old: b"after", new: b"made"})
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"made")
    new.unlink()
    write_file = disk.write_file

    def failing(path, data):
        if path == tmp_path / "third":
            raise OSError("full")
        write_file(path, data)

    monkeypatch.setattr(disk, "write_file", failing)
    with pytest.raises(OSError, match="full"):
        disk.write_files({old: b"again", new: b"made", tmp_path / "third": b""})
    assert (old.read_bytes(), list(tmp_path.iterdir())) == (b"after", [old])
