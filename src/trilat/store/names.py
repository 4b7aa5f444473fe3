"""What the files of a release may be called, whoever names them: an index, SHA256SUMS, a mirror."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from trilat.errors import ReleaseError
from trilat.findings import visible

SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
MOST_FILES = 10_000

_PART = re.compile(r"\.?[A-Za-z0-9_][A-Za-z0-9._-]*")
_LINE = re.compile(r"([0-9a-f]{64})  ([!-~]+)")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))})


def fault_in_names(names: Iterable[str]) -> str | None:
    """What is wrong with the paths of a release's files; None where they can be written on every system.

    A path is relative, its parts are of ASCII letters, digits and `. _ -`, and no two differ in case alone.

    >>> fault_in_names(["SHA256SUMS", "datapackage.json", "csv/people.csv"])
    >>> fault_in_names(["SHA256SUMS", "datapackage.json", "../people.csv"])
    "'../people.csv' is no path within a release"
    """
    seen: set[str] = set()
    folders: set[str] = set()
    for name in names:
        if not is_name(name):
            return f"{visible(name)!r} is no path within a release"
        small = name.lower()
        if small in seen:
            return f"{name!r} is there twice, or differs from another path in case alone"
        seen.add(small)
        folders.update(str(folder) for folder in PurePosixPath(small).parents)
    if len(seen) > MOST_FILES:
        return f"{len(seen)} files are more than the {MOST_FILES} that a release may have"
    for name in sorted(seen & folders):
        return f"{name!r} is a file and a folder"
    for name in (SUMS, PACKAGE):
        if name.lower() not in seen:
            return f"{name} is missing"
    return None


def is_name(name: str) -> bool:
    r"""Whether this can be the path of a release's file.

    >>> [is_name(one) for one in ("csv/people.csv", "/etc/passwd", "a//b", "a/../b", "nul.csv", "a.", "a\\b")]
    [True, False, False, False, False, False, False]
    """
    parts = name.split("/")
    return len(name) <= 200 and len(parts) <= 4 and all(
        _PART.fullmatch(part) and not part.endswith((".", ".part")) and part.lower().split(".")[0] not in _DEVICES
        for part in parts
    )


def read_sums(data: bytes, where: str) -> Mapping[str, str]:
    """The hash of each file, as SHA256SUMS lists them.

    Raises ReleaseError where a line is no hash and path, or a path is none of a release.
    """
    found: dict[str, str] = {}
    if not data.endswith(b"\n"):
        raise ReleaseError(f"{where} is empty, or its last line is cut short: get the release again")
    for number, line in enumerate(data.decode("utf-8", "backslashreplace").split("\n")[:-1], 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise ReleaseError(f"{where}:{number}: {visible(line)!r} is no hash and path: get the release again")
        found[match[2]] = match[1]
    fault = fault_in_names([*found, SUMS])
    if fault:
        raise ReleaseError(f"{where}: {fault}: get the release again")
    return found
