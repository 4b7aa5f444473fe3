"""The release that comes with the package."""

from __future__ import annotations

from pathlib import Path

from trilat.errors import ReleaseError

BUNDLED = Path(__file__).parent.parent / "_bundled"


def bundled(version: str | None = None) -> Path:
    """The folder of the release that comes with the package.

    Raises ReleaseError where none does, or where it is not the `version` asked for.
    """
    found = newest()
    if found is None:
        raise ReleaseError("no release comes with this copy of the package: build one with trilat build, and load it "
                           "with dataset.load(path=…)")
    if version is not None and found.name != f"trilat-{version}":
        raise ReleaseError(f"release {version} does not come with this package, which has {found.name}")
    return found


def newest() -> Path | None:
    """The folder of the release that comes with the package, if one does."""
    return max((folder for folder in BUNDLED.glob("trilat-*") if folder.is_dir()), default=None)
