"""The release that comes with the package."""

from __future__ import annotations

from pathlib import Path

from trilat.errors import ReleaseError

BUNDLED = Path(__file__).parent.parent / "_bundled"


def bundled(version: str | None) -> Path:
    """The folder of the release that comes with the package.

    Raises ReleaseError where none does, or where it is not the `version` asked for.
    """
    found = sorted(folder for folder in BUNDLED.glob("trilat-*") if folder.is_dir())
    if not found:
        raise ReleaseError("no release comes with this copy of the package: build one with trilat build, and load it "
                           "with dataset.load(path=…)")
    newest = found[-1]
    if version is not None and newest.name != f"trilat-{version}":
        raise ReleaseError(f"release {version} does not come with this package, which has {newest.name}: "
                           "name its folder with dataset.load(path=…)")
    return newest
