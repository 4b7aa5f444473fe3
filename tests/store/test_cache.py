"""The folder with the releases that were fetched, and what a terminal shows of a download."""

import os
import subprocess
import sys
from threading import Event, Thread

import pytest
from published import contents, make_release
from server import slowly

from trilat.errors import ReleaseError
from trilat.store import disk
from trilat.store.cache import Cache
from trilat.store.fetch import fetch
from trilat.store.publish import publish


@pytest.fixture
def public(tmp_path):
    for version in ("1.0.0", "1.1.0"):
        publish(make_release(tmp_path, version), tmp_path / "public")
    return tmp_path / "public"


def test_clearing_one_release_leaves_the_others(public):
    for version in ("1.0.0", "1.1.0"):
        fetch(version, public)
    assert Cache().clear("1.0.0") == ["1.0.0"]
    assert Cache().versions() == ["1.1.0"]
    assert Cache().clear("1.0.0") == []


def test_clearing_all_leaves_no_file_but_the_lock(public):
    fetch("1.0.0", public)
    Cache().unfinished("1.1.0").mkdir(parents=True)
    assert Cache().clear() == ["1.0.0"]
    assert list(contents(Cache().folder)) == [".lock"]
    assert Cache().size() == 0


def test_an_index_is_remembered_while_another_clears_the_cache(tmp_path):
    cache, stop = Cache(tmp_path / "cache"), Event()

    def clear():
        while not stop.is_set():
            Cache(tmp_path / "cache").clear()

    clearing = Thread(target=clear)
    clearing.start()
    try:
        for serial in range(300):
            cache.remember("https://example.org", {"serial": serial})
    finally:
        stop.set()
        clearing.join()
    cache.remember("https://example.org", {"serial": 300})
    assert cache.seen("https://example.org")["serial"] == 300


def test_a_cache_that_is_not_there_is_empty_and_is_not_made(tmp_path):
    cache = Cache(tmp_path / "nowhere")
    assert (cache.versions(), cache.size(), cache.clear(), cache.find("1.0.0")) == ([], 0, [], None)
    assert not cache.folder.exists()


def test_a_release_cannot_leave_the_cache_by_its_seal(public):
    seal = fetch("1.0.0", public).folder.parent / "seal.json"
    seal.write_text(seal.read_text().replace("README.md", "../../../../etc/passwd"))
    with pytest.raises(ReleaseError, match="is damaged"):
        Cache().find("1.0.0")


def test_who_cannot_have_the_lock_says_so(public, monkeypatch):
    fetch("1.0.0", public)
    with disk.locked(Cache().folder / ".lock", 0):
        monkeypatch.setattr(disk.time, "monotonic", iter(range(0, 10_000, 20)).__next__)
        with pytest.raises(ReleaseError, match="another process is at work in the cache"):
            Cache().clear()
    assert Cache().versions() == ["1.0.0"]


def test_a_lock_goes_with_the_process_that_held_it(tmp_path):
    path = tmp_path / "lock"
    code = ("import pathlib, time\nfrom trilat.store.disk import locked\n"
            f"with locked(pathlib.Path({str(path)!r}), 0):\n    print('locked', flush=True)\n    time.sleep(60)")
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"locked\n"
    with pytest.raises(TimeoutError), disk.locked(path, 0):
        pass
    holder.kill()
    holder.communicate()
    with disk.locked(path, 1):
        pass


@pytest.mark.skipif(os.name != "posix", reason="a terminal of this kind is POSIX's")
def test_a_download_shows_its_progress_on_a_terminal_and_nowhere_else(server, tmp_path):
    publish(make_release(tmp_path), server.folder)
    server.faults["claims.parquet"] = slowly
    run = [sys.executable, "-c", "from trilat.cli.main import main; main()", "fetch", "--index", server.url]
    main, side = os.openpty()
    done = subprocess.run(run, stderr=side, stdout=subprocess.PIPE, env=os.environ | {"TERM": "xterm"}, check=True)
    os.close(side)
    shown = os.read(main, 100_000)
    os.close(main)
    assert b"release 1.0.0" in shown
    assert done.stdout == f"{Cache().place('1.0.0')}\n".encode()
    Cache().clear()
    assert subprocess.run(run, capture_output=True, check=True).stderr == b""
