"""The same dataset gives the same bytes, in whatever world it is built."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trilat.release.build import build

GOLDEN = Path(__file__).parents[1] / "golden"

BUILD = """
import os, pathlib, random, sys, time

class Shuffled:
    def __init__(self, entries):
        self.entries = list(entries)
        random.Random(sys.argv[3]).shuffle(self.entries)
    def __iter__(self): return iter(self.entries)
    def __next__(self): return self.entries.pop()
    def __enter__(self): return self
    def __exit__(self, *_): self.close()
    def close(self): pass

scandir, listdir, now = os.scandir, os.listdir, time.time
os.scandir = lambda *path: Shuffled(scandir(*path))
os.listdir = lambda *path: list(Shuffled(listdir(*path)))
time.time = lambda: now() + float(sys.argv[4])
os.umask(int(sys.argv[5], 8))
from trilat.release.build import build
built = build(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
assert built.folder, built.findings
"""

WORLDS = {
    "plain": ({}, "0", "022"),
    "other hash seed, Seoul, bare C locale, tight umask": (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        "-1e9", "077",
    ),
    "another seed, New York, ten years on, open umask": (
        {"PYTHONHASHSEED": "4242", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"}, "3e8", "000",
    ),
    "tomorrow, beyond the date line": (
        {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX"}, "86400", "027",
    ),
}


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder with its permissions."""
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode & 0o777)
            for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return state_of(build(GOLDEN / "dataset", tmp_path_factory.mktemp("out")).folder)


@pytest.mark.parametrize("world", WORLDS)
def test_a_build_gives_the_same_bytes_and_permissions_in_another_world(here, tmp_path, world):
    environment, shift, umask = WORLDS[world]
    copy = tmp_path / "dataset"
    for path in sorted(GOLDEN.glob("dataset/**/*.yaml"), reverse=True):
        target = copy / path.relative_to(GOLDEN / "dataset")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (1, 1))
    run = [sys.executable, "-c", BUILD, copy, tmp_path / "out", world, shift, umask]
    subprocess.run(run, check=True, env=os.environ | environment)
    [folder] = (tmp_path / "out").iterdir()
    assert state_of(folder) == here


def test_the_shuffling_of_folders_that_the_worlds_rely_on_reaches_the_builder(tmp_path):
    code = BUILD.partition("from trilat")[0] + "print([path.name for path in pathlib.Path(sys.argv[2]).glob('*')])"
    for number in range(20):
        (tmp_path / str(number)).touch()
    seen = {
        subprocess.run([sys.executable, "-c", code, "", tmp_path, world, "0", "022"], check=True, capture_output=True)
        .stdout for world in WORLDS
    }
    assert len(seen) == len(WORLDS)
