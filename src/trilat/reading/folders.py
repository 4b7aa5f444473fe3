"""Which paths are released data, as against what is contributed."""

from pathlib import Path

SUMS = "SHA256SUMS"
"""The file by which the folder of a release is known; it lists the others."""


def is_release(path: Path) -> bool:
    """Whether a path is the folder of a release, or a CSV file, which only a release has."""
    return path.suffix == ".csv" or (path / SUMS).is_file() or (path / "datapackage.json").is_file()
