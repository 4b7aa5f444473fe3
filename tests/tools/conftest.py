"""Other people's tools, each in an environment of its own, which is made once and kept under build/tools.

Where one cannot be installed, the tests that need it are skipped, with the reason.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from tricky import tricky_tables

from trilat.hashing import sha256
from trilat.release.files import About, files_of

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "build" / "tools"


def _home(name, install):
    """The folder of a tool, made by `install` the first time; an installation that failed leaves nothing."""
    home = TOOLS / re.sub(r"[^\w.+-]+", "-", name)
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        try:
            install(home)
        except (subprocess.SubprocessError, OSError) as error:
            said = getattr(error, "stderr", None) or str(error)
            pytest.skip(f"{name} cannot be installed here: {str(said)[-300:]}")
        (home / "ready").touch()
    return home


def _run(command, timeout=300, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=timeout,
                          **options)


def _install(*command, timeout=300, **options):
    subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=timeout, **options)


@pytest.fixture(scope="session")
def tool():
    """Runs a program of packages from PyPI: tool("yamllint", "yamllint", "--strict", path)."""

    def run(packages, program, *arguments, **options):
        def install(home):
            venv.create(home, with_pip=True, clear=True)
            _install(home / "bin" / "pip", "install", "--quiet", *packages.split())

        return _run([_home(packages, install) / "bin" / program, *arguments], **options)

    return run


@pytest.fixture(scope="session")
def node():
    """Runs a script with packages from npm: node("ajv ajv-formats", "console.log(process.argv)", path)."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("there is no node or no npm here")

    def run(packages, script, *arguments, **options):
        def install(home):
            _install("npm", "install", "--no-fund", "--no-audit", "--prefix", home, *packages.split(), cwd=home)

        path = _home(packages, install) / f"{sha256(script.encode())[:16]}.cjs"
        path.write_text(script, encoding="utf-8")
        return _run(["node", path, *arguments], **options)

    return run


@pytest.fixture(scope="session")
def debian():
    """Runs a program of Debian packages, which are installed where this is Debian and we are root."""

    def run(packages, program, *arguments, **options):
        names = packages.split()
        if not shutil.which("dpkg-query") or _run(["dpkg-query", "--show", *names]).returncode:
            if not shutil.which("apt-get") or os.geteuid() != 0:
                pytest.skip(f"{packages} cannot be installed here: it takes apt-get and root")
            settings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            wait = ("-o", "DPkg::Lock::Timeout=120")
            commands = ("update", "--quiet"), ("install", "--yes", "--no-install-recommends", *names)
            for command in commands:
                made = _run(["apt-get", *wait, *command], env=settings)
                if made.returncode:
                    pytest.skip(f"{packages} cannot be installed here: {made.stderr[-300:]}")
        return _run([program, *arguments], **options)

    return run


@pytest.fixture
def trilat():
    """Runs a command of ours."""

    def run(*arguments, **options):
        code = "from trilat.cli.main import main; main()"
        return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
                              **options)

    return run


def write(folder, files):
    """Write the files of a release, with their hashes."""
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    for name, data in {**files, "SHA256SUMS": sums.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    """A release of tables whose text is tricky to read."""
    files = files_of(tricky_tables(), About("1.0.0", "2031-04-01", b"licence\n"))
    return write(tmp_path_factory.mktemp("releases") / "trilat-1.0.0", files)


@pytest.fixture(scope="session")
def rows(release):
    """The rows of every table of the release, as its JSON Lines have them."""
    return {path.stem: [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
            for path in release.glob("json/*.jsonl")}


@pytest.fixture
def broken(release, tmp_path):
    """Gives a copy of the release in which one file is changed: broken("csv/places.csv", b"KR", b"??")."""

    def make(name, old, new):
        copy = tmp_path / "broken" / release.name
        if not copy.exists():
            shutil.copytree(release, copy)
        data = (copy / name).read_bytes()
        assert old in data
        (copy / name).write_bytes(data.replace(old, new, 1))
        return copy

    return make
