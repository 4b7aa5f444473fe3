"""Other people's tools, each in an environment of its own, which is made once and kept under build/tools."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def tool():
    """Runs a program of a package from PyPI: tool("yamllint", "yamllint", "--strict", path)."""

    def run(package, program, *arguments, **options):
        home = ROOT / "build" / "tools" / package.partition("=")[0]
        if not (home / "ready").exists():
            venv.create(home, with_pip=True, clear=True)
            subprocess.run([home / "bin" / "pip", "install", "--quiet", package], check=True)
            (home / "ready").touch()
        return subprocess.run([home / "bin" / program, *arguments], capture_output=True, text=True, check=False,
                              timeout=300, **options)

    return run


@pytest.fixture
def trilat():
    """Runs a command of ours."""

    def run(*arguments, **options):
        code = "from trilat.cli.main import main; main()"
        return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
                              **options)

    return run
