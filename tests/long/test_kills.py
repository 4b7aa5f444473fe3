"""Long: a build that dies or fails at any moment leaves what was there, or the new, whole; two at once do too."""

import errno
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from injected import DIE, DIED, Fault, in_child, injected

from trilat.errors import TrilatError
from trilat.hashing import sha256
from trilat.release import build as builds
from trilat.store import bundled

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
KILLS = 120
NAME = "trilat-1.0.0.dev"


def sums(folder: Path) -> str:
    """The list of a release's hashes, once every file has been held against it."""
    text = (folder / "SHA256SUMS").read_text(encoding="utf-8")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    listed = dict(reversed(line.split("  ", 1)) for line in text.splitlines())
    assert files == listed.keys()
    for name, digest in listed.items():
        assert sha256((folder / name).read_bytes()) == digest, name
    return text


@pytest.fixture
def variants(tmp_path: Path) -> list[Path]:
    """The invented dataset, with one day and with another."""
    for variant, day in (("a", "2031-04-01"), ("b", "2031-04-02")):
        shutil.copytree(GOLDEN, tmp_path / variant)
        release = tmp_path / variant / "release.yaml"
        release.write_text(release.read_text(encoding="utf-8").replace("2031-04-01", day), encoding="utf-8")
    return [tmp_path / "a", tmp_path / "b"]


@pytest.mark.long
def test_a_killed_build_leaves_a_whole_release_and_the_next_one_takes_leftovers_away(
    tmp_path: Path, variants: list[Path]
) -> None:
    chance = random.Random(1)  # noqa: S311  # nothing secret
    out = tmp_path / "out"
    known = {}
    for variant in variants:
        began = time.monotonic()
        subprocess.run(command(variant, out), check=True, capture_output=True)
        took = time.monotonic() - began
        known[variant.name] = sums(out / NAME)
    assert len(set(known.values())) == 2
    killed = left = 0
    for number in range(KILLS):
        build = subprocess.Popen(command(variants[number % 2], out), stdout=subprocess.DEVNULL)
        if number % 4 == 3:  # the moments that count: while its hidden folder is there
            while build.poll() is None and not list(out.glob(".trilat-*.part")):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.2 * took))
        else:
            time.sleep(took * chance.uniform(0.6, 1.0))
        build.send_signal(signal.SIGKILL)
        killed += build.wait() == -signal.SIGKILL
        left += len(list(out.iterdir())) > 1
        assert sums(out / NAME) in known.values()
    subprocess.run(command(variants[0], out), check=True, capture_output=True)
    assert [path.name for path in out.iterdir()] == [NAME]
    assert sums(out / NAME) == known["a"]
    assert killed > KILLS // 4
    assert left


@pytest.mark.long
def test_builds_at_once_leave_a_whole_release_of_one_of_them(tmp_path: Path, variants: list[Path]) -> None:
    out = tmp_path / "out"
    known = set()
    for variant in variants:
        subprocess.run(command(variant, out), check=True, capture_output=True)
        known.add(sums(out / NAME))
    for _ in range(10):
        runs = [subprocess.Popen(command(variant, out), stdout=subprocess.DEVNULL) for variant in variants * 2]
        assert [run.wait() for run in runs] == [0] * 4
        assert sums(out / NAME) in known
        assert [path.name for path in out.iterdir()] == [NAME]


@pytest.mark.long
@pytest.mark.parametrize("what", [DIE, errno.ENOSPC, errno.EIO], ids=["die", "ENOSPC", "EIO"])
def test_a_final_build_of_all_files_survives_a_fault_at_every_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: int
) -> None:
    shutil.copytree(GOLDEN, tmp_path / "dataset")
    carried = tmp_path / "src" / "trilat" / "_bundled"
    carried.mkdir(parents=True)
    monkeypatch.setattr(bundled, "BUNDLED", carried)
    builds.build(tmp_path / "dataset", tmp_path / "build", final=True)
    release = tmp_path / "dataset" / "release.yaml"
    later = re.sub(r"version: 1.0.0\ndate", "version: 1.1.0\ndate", release.read_text())
    release.write_text(f"{later}previous: 1.0.0\n")
    planned = builds.plan(tmp_path / "dataset", tmp_path / "build", final=True)
    assert planned.passes
    made = builds.files_of(planned.side.tables, builds.About("1.1.0", "2031-04-01", b""))
    monkeypatch.setattr(builds, "files_of", lambda *_: made)

    def write() -> None:
        builds._write(planned, planned.side)

    shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-before")
    before = tmp_path.parent / f"{tmp_path.name}-before"
    with injected(Fault()) as fault:
        write()
    new = seen(tmp_path)
    old = seen(before)
    assert len(fault.calls) > 400

    def reset() -> None:
        for name in ("build", "dataset", "src"):
            shutil.rmtree(tmp_path / name)
            shutil.copytree(before / name, tmp_path / name)

    reset()
    for nth in range(1, len(fault.calls) + 1):
        with warnings.catch_warnings(), injected(Fault(nth, what)):
            warnings.simplefilter("ignore", DeprecationWarning)  # that pyarrow has started threads by now
            if what == DIE:
                assert in_child(write) == DIED
            else:
                with pytest.raises(TrilatError, match="cannot be written"):
                    write()
        if what != DIE:
            assert seen(tmp_path) == old, fault.calls[nth - 1]
            continue
        found = {name: digest for name, digest in seen(tmp_path).items() if ".part/" not in name}
        for place in ("build/trilat-1.1.0/", "dataset/", "src/"):
            assert within(found, place) in (within(old, place), within(new, place)), fault.calls[nth - 1]
        with injected(Fault()):
            write()
        assert seen(tmp_path) == new
        reset()
    write()
    assert seen(tmp_path) == new
    shutil.rmtree(before)


def seen(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes())
            for path in folder.rglob("*") if path.is_file()}


def within(files: dict[str, str], place: str) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if name.startswith(place)}


def command(dataset: Path, out: Path) -> list[str]:
    code = "from trilat.cli.main import main; main()"
    return [sys.executable, "-c", code, "build", str(dataset), "--out", str(out)]
