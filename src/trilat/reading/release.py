"""Release folders: their files against SHA256SUMS, their CSV tables against the row types and each other."""

import stat
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from trilat.findings import Finding, visible
from trilat.hashing import file_sha256
from trilat.reading.cells import Ids
from trilat.reading.folders import SUMS
from trilat.reading.tables import check_table, ids_of
from trilat.tables.columns import columns
from trilat.tables.rows import TABLES

_AGAIN = "get the release again, or build it anew"


def check_release(path: Path) -> tuple[list[Finding], int]:
    """What is wrong with a release folder, or with one CSV table of one, and how many files were judged.

    A folder's files are held against SHA256SUMS, and each CSV table against its row type, its keys and the tables that
    it points at. A table outside a release folder is judged by itself.
    """
    if path.suffix == ".csv":
        folder = path.parent.parent
        if (folder / SUMS).is_file():
            found = [*_files(folder, [f"csv/{path.name}"]), *_table(path, _ids(path.parent, path.stem))]
        else:
            found = list(_table(path, {}))
        return sorted(set(found)), 1
    found = list(_files(path))
    for name in TABLES:
        if (path / "csv" / f"{name}.csv").exists():
            found.extend(_table(path / "csv" / f"{name}.csv", _ids(path / "csv", name)))
    return sorted(set(found)), sum(1 for _ in _inside(path))


def _files(folder: Path, only: Sequence[str] = ()) -> Iterator[Finding]:
    """The files of a folder against its SHA256SUMS; or only some of them."""
    sums = folder / SUMS
    fault = _unreadable(sums)
    if fault is not None:
        yield fault
        return
    listed: set[str] = set()
    lines = sums.read_bytes().decode("utf-8", "backslashreplace").split("\n")[:-1]
    for number, line in enumerate(lines, 1):
        digest, _, name = line.partition("  ")
        listed.add(name)
        at = partial(Finding, sums.as_posix(), number)
        if name.startswith("/") or ".." in PurePosixPath(name).parts or not name or len(digest) != 64:
            yield at(1, "release-file", f"{visible(line)!r} is no hash and path within the folder", _AGAIN)
        elif not only or name in only:
            path = folder / name
            fault = _unreadable(path)
            if fault is not None:
                yield at(67, "release-file", f"{visible(name)} {fault.message}", _AGAIN)
            elif file_sha256(path) != digest:
                yield Finding(path.as_posix(), 0, 0, "release-hash", f"its SHA-256 is not the one in {SUMS}", _AGAIN)
    in_parts = any(name.startswith("parquet/") and name.count("/") > 1 for name in listed)  # a large one has no CSV
    wanted = only or [*_inside(folder), *(f"csv/{name}.csv" for name in TABLES if not in_parts)]
    for name in sorted(set(wanted) - listed - {SUMS}):
        yield Finding((folder / name).as_posix(), 0, 0, "release-file", f"{SUMS} does not list it", _AGAIN)


def _inside(folder: Path) -> Iterator[str]:
    """The files in a folder and below, as SHA256SUMS names them; links are not followed."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from (f"{path.name}/{name}" for name in _inside(path))
        else:
            yield path.name


def _unreadable(path: Path) -> Finding | None:
    try:
        regular = stat.S_ISREG(path.lstat().st_mode)
    except OSError as error:
        return Finding(path.as_posix(), 0, 0, "release-file", f"cannot be read: {error.strerror}", _AGAIN)
    return None if regular else Finding(path.as_posix(), 0, 0, "release-file", "is no regular file", _AGAIN)


def _table(path: Path, ids: Ids) -> Iterator[Finding]:
    """What is wrong with one CSV file."""
    fault = _unreadable(path)
    if fault is not None:
        yield fault
    elif path.stem not in TABLES:
        message = f"no table is called {visible(path.stem)}"
        yield Finding(path.as_posix(), 0, 0, "release-file", message, f"tables: {', '.join(TABLES)}")
    else:
        yield from check_table(path, TABLES[path.stem], ids)


def _ids(folder: Path, table: str) -> Ids:
    """The ids of the tables that a table points at, as far as they are there."""
    fields = columns(TABLES[table]) if table in TABLES else ()
    tables = {name for column in fields if column.to for name in column.to.split("|")}
    there = {name: folder / f"{name}.csv" for name in sorted(tables)}
    return {name: frozenset(ids_of(path, TABLES[name])) for name, path in there.items() if not _unreadable(path)}
