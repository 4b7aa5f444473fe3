"""Long: a build that is killed at any moment leaves the release that was there, or the new one, whole."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trilat.hashing import sha256

GOLDEN = Path(__file__).parents[1] / "golden" / "dataset"
KILLS = 120


def sums(folder: Path) -> str:
    """The list of a release's hashes, once every file has been held against it."""
    text = (folder / "SHA256SUMS").read_text(encoding="utf-8")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    listed = dict(reversed(line.split("  ", 1)) for line in text.splitlines())
    assert files == listed.keys()
    for name, digest in listed.items():
        assert sha256((folder / name).read_bytes()) == digest, name
    return text


@pytest.mark.long
def test_a_killed_build_leaves_a_whole_release(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311  # nothing secret
    known = {}
    for variant, day in (("a", "2031-04-01"), ("b", "2031-04-02")):
        shutil.copytree(GOLDEN, tmp_path / variant)
        release = tmp_path / variant / "release.yaml"
        release.write_text(release.read_text(encoding="utf-8").replace("2031-04-01", day), encoding="utf-8")
        began = time.monotonic()
        subprocess.run(command(tmp_path / variant, tmp_path / "out"), check=True, capture_output=True)
        took = time.monotonic() - began
        known[variant] = sums(tmp_path / "out" / "trilat-1.0.0.dev")
    assert len(set(known.values())) == 2
    killed = 0
    for number in range(KILLS):
        build = subprocess.Popen(command(tmp_path / "ab"[number % 2], tmp_path / "out"), stdout=subprocess.DEVNULL)
        time.sleep(took * chance.uniform(0.6, 1.0))
        build.send_signal(signal.SIGKILL)
        killed += build.wait() == -signal.SIGKILL
        assert sums(tmp_path / "out" / "trilat-1.0.0.dev") in known.values()
    assert killed > KILLS // 4


def command(dataset: Path, out: Path) -> list[str]:
    code = "from trilat.cli.main import main; main()"
    return [sys.executable, "-c", code, "build", str(dataset), "--out", str(out)]
