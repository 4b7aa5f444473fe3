"""Long: publish and fetch with faults at every call of the disk, kills at any moment, many at once, flipped bits."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from faults_injected import DONE, FAULT_OF_OURS, REFUSED, every, run, tree
from published import contents, index_of, make_release
from server import slowly

from trilat import dataset
from trilat.errors import ReleaseError
from trilat.release.build import build
from trilat.store.cache import Cache
from trilat.store.fetch import fetch
from trilat.store.folder import ReleaseFolder
from trilat.store.publish import publish, yank
from trilat.store.verify import verify

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")]
GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
FLIPS = int(os.environ.get("TRILAT_FLIPS", "10000"))
KILLS = int(os.environ.get("TRILAT_KILLS", "100"))
FETCHES = int(os.environ.get("TRILAT_FETCHES", "200"))


def figures(text):
    """What the note on the tests tells; pytest -rP shows it."""
    print(text)  # noqa: T201  # that is all it is for


def check_host(public, releases):
    """The versions that the index names; each is there, whole and as it was made."""
    index = index_of(public)
    for entry in index.releases:
        assert contents(public / "releases" / entry.version) == contents(releases[entry.version])
        assert verify(public / "releases" / entry.version).sums_sha256 == entry.sums_sha256
    return [entry.version for entry in index.releases]


@pytest.mark.parametrize("action", ["publish", "yank"])
def test_a_fault_at_any_call_of_publish_leaves_the_host_whole(tmp_path, action):
    releases = {version: make_release(tmp_path, version) for version in ("1.0.0", "1.1.0")}
    before, public = tmp_path / "before", tmp_path / "public"
    publish(releases["1.0.0"], before)
    first = tree(before)

    def act():
        if action == "publish":
            publish(releases["1.1.0"], public)
        else:
            yank("1.0.0", "The days are wrong.", public)

    shutil.copytree(before, public)
    ends = Counter()
    for number, fault, lasting in every(act):
        shutil.rmtree(public)
        shutil.copytree(before, public)
        code, _ = run(act, number, fault, lasting)
        ends[code] += 1
        assert code != FAULT_OF_OURS, (number, fault)
        there = check_host(public, releases)
        changed = tree(public)["index.json"] != first["index.json"]
        if action == "publish":
            assert changed == ("1.1.0" in there)
        if code == DONE:
            assert changed, (number, fault)
        act()
        check_host(public, releases)
        left = {path.name for path in [*public.glob(".*"), *(public / "releases").glob(".*")]}
        assert left == {".lock", ".nojekyll"}
    figures(f"{action}: {ends.total()} faults, {dict(ends)}")
    assert ends[REFUSED] > 10
    assert ends[-9] > 10


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize("way", ["folder", "http"])
def test_a_fault_at_any_call_of_fetch_leaves_the_cache_whole(tmp_path, server, damaged, way):
    release = make_release(tmp_path, "1.0.0")
    publish(release, server.folder)
    where = server.url if way == "http" else server.folder
    cache, before = Cache(tmp_path / "cache"), Cache(tmp_path / "before")
    if damaged:
        fetch("1.0.0", where, cache=before)
        (before.place("1.0.0") / "README.md").write_bytes(b"other")

    def fresh():
        shutil.rmtree(cache.folder, ignore_errors=True)
        if damaged:
            shutil.copytree(before.folder, cache.folder)

    def act():
        fetch("1.0.0", where, cache=cache)

    ends = Counter()
    fresh()
    for number, fault, lasting in every(act):
        fresh()
        code, _ = run(act, number, fault, lasting)
        ends[code] += 1
        assert code != FAULT_OF_OURS, (number, fault)
        try:
            found = cache.find("1.0.0")
        except ReleaseError:
            assert damaged
            assert code != DONE
        else:
            assert found is not None or code != DONE, (number, fault)
            if found is not None:
                assert contents(found) == contents(release), (number, fault)
        assert contents(fetch("1.0.0", where, cache=cache).folder) == contents(release)
        cache.check("1.0.0")
        with cache.lock(1):
            left = {path.relative_to(cache.folder).parts[0] for path in cache.folder.rglob("*") if path.is_file()}
        assert left <= {".lock", "releases", "indexes"}, (number, fault)
        assert sorted(path.name for path in (cache.folder / "releases" / "1.0.0").iterdir()) == [
            "seal.json", "trilat-1.0.0"
        ]
    figures(f"fetch {way}{' damaged' if damaged else ''}: {ends.total()} faults, {dict(ends)}")
    assert ends[REFUSED] > 10
    assert ends[-9] > 10


def command(*arguments):
    return [sys.executable, "-c", "from trilat.cli.main import main; main()", *map(str, arguments)]


def test_a_fetch_that_is_killed_at_any_moment_leaves_the_cache_whole(tmp_path, server, monkeypatch):
    release = make_release(tmp_path, "1.0.0")
    publish(release, server.folder)
    server.faults["claims.parquet"] = slowly
    cache = Cache(tmp_path / "cache")
    monkeypatch.setenv("TRILAT_CACHE", str(cache.folder))
    began = time.monotonic()
    subprocess.run(command("fetch", "--index", server.url), check=True, capture_output=True)
    took = time.monotonic() - began
    chance, killed = random.Random(1), 0  # noqa: S311  # nothing secret
    for _ in range(KILLS):
        if chance.random() < 0.5:
            cache.clear()
        process = subprocess.Popen(command("fetch", "--index", server.url), stdout=subprocess.DEVNULL)
        time.sleep(took * chance.uniform(0.4, 1.1))
        process.kill()
        killed += process.wait() != 0
        found = cache.find("1.0.0")
        assert found is None or contents(found) == contents(release)
        if process.returncode == 0:
            assert found is not None
    assert contents(fetch("1.0.0", server.url, cache=cache).folder) == contents(release)
    figures(f"{killed} of {KILLS} fetches killed in the midst")
    assert killed > KILLS // 4


MANY = """
import random, sys
from pathlib import Path
from trilat.store.cache import Cache
from trilat.store.fetch import fetch
from trilat.hashing import sha256
from trilat.store.names import read_sums
chance = random.Random(int(sys.argv[2]))
cache = Cache()
came = cleared = gone = 0
for _ in range(int(sys.argv[3])):
    version = chance.choice(["1.0.0", "1.1.0", "1.2.0"])
    if chance.random() < 0.1:
        cleared += len(cache.clear(chance.choice([version, version, None])))
        continue
    got = fetch(version, sys.argv[1])
    came += got.came
    try:
        sums = read_sums((got.folder / "SHA256SUMS").read_bytes(), "sums")
        for name, digest in sums.items():
            assert sha256((got.folder / name).read_bytes()) == digest, name
        assert len(sums) == 5
    except FileNotFoundError:
        gone += 1  # another process has cleared it meanwhile
print(came, cleared, gone)
"""


def test_eight_processes_fetch_and_clear_at_once_without_an_error(tmp_path, server, monkeypatch):
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        publish(make_release(tmp_path, version), server.folder)
    monkeypatch.setenv("TRILAT_CACHE", str(tmp_path / "cache"))
    runs = [subprocess.Popen([sys.executable, "-c", MANY, server.url, str(number), str(FETCHES)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for number in range(8)]
    told = [process.communicate(timeout=1200) for process in runs]
    assert [error for process, (_, error) in zip(runs, told, strict=True) if process.returncode] == []
    came, cleared, gone = (sum(column) for column in zip(*(map(int, out.split()) for out, _ in told), strict=True))
    figures(f"8 processes × {FETCHES}: {came} downloads, {cleared} releases cleared, {gone} of them while being read")
    assert came > 8
    assert cleared > 8


def test_every_flipped_bit_and_truncation_is_detected(tmp_path):
    folder = build(GOLDEN, tmp_path).folder
    names = sorted(contents(folder))
    chance, flips = random.Random(1), 0  # noqa: S311  # nothing secret
    for number in range(FLIPS):
        name = chance.choice(names)
        path = folder / name
        sound = path.read_bytes()
        if not sound:
            continue
        place = chance.randrange(len(sound))
        if number % 4:
            harmed = sound[:place] + bytes([sound[place] ^ 1 << chance.randrange(8)]) + sound[place + 1:]
        else:
            harmed = sound[:place]
        path.write_bytes(harmed)
        with pytest.raises(ReleaseError):
            verify(folder)
        if name != "SHA256SUMS":
            with pytest.raises(ReleaseError):
                ReleaseFolder(folder).read(name)
        path.write_bytes(sound)
        flips += 1
    verify(folder)
    assert dataset.load(path=folder).meetings
    figures(f"{flips} flips and truncations, all detected")
    assert flips > FLIPS * 0.9
