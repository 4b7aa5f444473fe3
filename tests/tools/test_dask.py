"""A large dataset, built on a Dask cluster of separate processes of which one is killed half-way."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

pytestmark = pytest.mark.tools

ROOT = Path(__file__).parents[2]

SCRIPT = """
import os, signal, sys, threading, time
from pathlib import Path

from distributed import LocalCluster

from trilat.bulk.build import Sizes, build_tables
from trilat.models.registries import REGISTRIES
from trilat.sheets import dataset_files
from trilat.workers import mapper

SIZES = Sizes(chunk=10_000, memory=16_000_000, rows=300, most=2000)


def built(dataset, out, executor):
    files = list(dataset_files(dataset))
    scratch = out.with_name(out.name + "-scratch")
    out.mkdir()
    scratch.mkdir()
    with mapper(executor=executor) as run:
        build_tables([path for path, kind in files if kind not in REGISTRIES],
                     [(path, kind) for path, kind in files if kind in REGISTRIES], out, scratch, run, sizes=SIZES)
    return {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def kill_one(cluster, scratch):
    while len(list(scratch.glob("claims-*.arrow"))) < 5:
        time.sleep(0.01)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    print("killed", flush=True)


if __name__ == "__main__":
    dataset, out = map(Path, sys.argv[1:])
    out.mkdir()
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        thread = threading.Thread(target=kill_one, args=(cluster, out / "cluster-scratch"), daemon=True)
        thread.start()
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        there = built(dataset, out / "cluster", address)
        thread.join()
    here = built(dataset, out / "here", "")
    print("same" if here == there and here else "different")
"""


def test_a_build_on_a_cluster_of_which_a_worker_is_killed_gives_the_same_bytes(tool, tmp_path):
    subprocess.run([sys.executable, ROOT / "benchmarks" / "generate.py", tmp_path, "--articles", "120"], check=True)
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    path = os.pathsep.join([str(ROOT / "src"), sysconfig.get_path("purelib")])
    ended = tool("distributed", "python", script, tmp_path / "dataset", tmp_path / "out",
                 env={**os.environ, "PYTHONPATH": path})
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["killed", "same"], ended.stderr
