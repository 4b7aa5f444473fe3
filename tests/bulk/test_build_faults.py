"""A build of a large dataset that cannot end well says why, and leaves nothing behind."""

import errno
import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from injected import DIED, Fault, injected

from trilat import disk
from trilat.bulk.release import Work, build
from trilat.errors import UsageError

TESTS = Path(__file__).parents[1]
LINES = Path("articles") / "part-00000.jsonl"


@pytest.fixture
def dataset(corpus, tmp_path) -> Path:
    """A dataset that a test may spoil."""
    shutil.copytree(corpus, tmp_path / "dataset")
    return tmp_path / "dataset"


def left(folder: Path) -> list[str]:
    """What lies in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_one_line_stops_the_build_before_anything_is_written(dataset, tmp_path, workers):
    path = dataset / LINES
    lines = path.read_bytes().split(b"\n")
    lines[70] = lines[70].replace(b'"language"', b'"langauge"')
    path.write_bytes(b"\n".join(lines))
    built = build(dataset, tmp_path / "out", work=Work(workers))
    assert built.folder is None
    assert {(one.file, one.line) for one in built.findings if one.severity == "error"} == {(path.as_posix(), 71)}
    assert left(tmp_path / "out") == []


def test_a_packed_file_that_was_cut_off_stops_the_build(dataset, tmp_path):
    path = dataset / LINES
    packed = gzip.compress(path.read_bytes())
    path.unlink()
    path.with_name("part-00000.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    built = build(dataset, tmp_path / "out")
    assert built.folder is None
    assert any("part-00000.jsonl.gz" in one.file for one in built.findings)
    assert left(tmp_path / "out") == []


@pytest.mark.parametrize("workers", [1, 2])
def test_no_room_for_a_file_is_told_and_leaves_nothing(dataset, tmp_path, workers):
    code = f"""
import resource
from pathlib import Path
from trilat.bulk.release import Work, build
from trilat.disk import DiskError
if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    try:
        build(Path({str(dataset)!r}), Path({str(tmp_path / "out")!r}), work=Work({workers}))
    except DiskError as error:
        print(error)
"""
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "cannot be written: " in ended.stdout
    assert "File too large" in ended.stdout
    assert left(tmp_path / "out") == []


def test_any_call_that_fails_leaves_what_stood_there(dataset, tmp_path):
    out = tmp_path / "out"
    built = build(dataset, out)
    assert built.folder is not None
    before = {path: path.read_bytes() for path in built.folder.rglob("*") if path.is_file()}
    with injected(Fault()) as counted:
        build(dataset, out)
    # One call in the midst of each kind of work; all of them would take minutes.
    for name in sorted({call.split()[0] for call in counted.calls}):
        numbers = [number for number, call in enumerate(counted.calls, 1) if call.split()[0] == name]
        fault = Fault(numbers[len(numbers) // 2], errno.ENOSPC)
        said = ""
        try:
            with injected(fault):
                build(dataset, out)
        except disk.DiskError as error:
            said = str(error)
        assert not said or "the disk is full" in said
        assert left(out) == [built.folder.name]
        assert {path: path.read_bytes() for path in built.folder.rglob("*") if path.is_file()} == before


def test_what_a_killed_build_leaves_is_cleared_by_the_next(dataset, tmp_path):
    out = tmp_path / "out"
    with injected(Fault()) as counted:
        build(dataset, tmp_path / "first")
    number = next(number for number, call in enumerate(counted.calls, 1) if "write_table" in call) + 3
    code = f"""
from pathlib import Path
from injected import DIE, Fault, injected
from trilat.bulk.release import build
with injected(Fault({number}, DIE)):
    build(Path({str(dataset)!r}), Path({str(out)!r}))
"""
    ended = subprocess.run([sys.executable, "-c", code], cwd=TESTS, check=False)
    assert ended.returncode == DIED
    assert left(out)
    assert all(name.startswith(".trilat-") for name in left(out))
    built = build(dataset, out)
    assert built.folder is not None
    assert left(out) == [built.folder.name]


def test_workers_end_with_the_process_that_began_them(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("""
import os, signal
from trilat.workers import mapper
def number(_):
    return os.getpid()
if __name__ == "__main__":
    with mapper(2) as run:
        print(*set(run(number, range(50))), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
""", encoding="utf-8")
    # Standard output is closed when the last of them is gone, and only then does this return.
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == -9
    assert ended.stdout.split()


def test_too_little_memory_is_refused(dataset, tmp_path):
    with pytest.raises(UsageError, match="too little"):
        build(dataset, tmp_path / "out", work=Work(memory=1_000_000))


def test_a_cluster_of_no_known_kind_is_refused(dataset, tmp_path):
    with pytest.raises(UsageError, match="names no cluster"):
        build(dataset, tmp_path / "out", work=Work(executor="spark://localhost:1"))
    assert left(tmp_path / "out") == []
