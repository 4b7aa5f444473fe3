"""Write a dataset as one file for another tool; its name says for which."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from trilat.dataset.dataset import Dataset
from trilat.dataset.export import databases, stata
from trilat.dataset.parted import Parted
from trilat.disk import folder_made_whole, write_file
from trilat.errors import UsageError


def _plover(dataset: Dataset, path: Path) -> None:
    write_file(path, dataset.to_plover().to_json_lines().encode())


WRITERS: dict[str, Callable[[Dataset, Path], None]] = {
    ".duckdb": databases.to_duckdb,
    ".sqlite": databases.to_sqlite,
    ".dta": stata.to_stata,
    ".jsonl": _plover,
}
"""What writes a dataset, by the ending of the name: a DuckDB or SQLite file with all tables, a folder of Stata files,
PLOVER events as JSON Lines."""


MOST = 2_000_000
"""Rows up to which a table of a large release is exported."""


def export(dataset: Dataset, target: Path) -> None:
    """Write a dataset beside its place and move it there when it is whole.

    Raises UsageError where the ending is unknown, or where the folder to be replaced holds other files.
    """
    write = WRITERS.get(target.suffix.lower())
    if write is None:
        raise UsageError(f"{target}: what to write is told by the ending, which is one of {', '.join(WRITERS)}")
    for name, table in dataset.tables.items():
        if isinstance(table._rows, Parted) and len(table) > MOST:
            raise UsageError(f"{len(table):,} {name} are too many to be exported, which holds them in memory (at most "
                             f"{MOST:,} are): DuckDB, R and Python read the files of the release as they are, "
                             f"RELEASE/parquet/{name}/*.parquet")
    if target.suffix.lower() == ".dta":
        others = [path.name for path in target.iterdir() if path.suffix != ".dta"] if target.is_dir() else []
        if others or target.is_file():
            raise UsageError(f"{target} is to become a folder of Stata files, and holds something else already: "
                             "name another folder")
        with folder_made_whole(target) as folder:
            write(dataset, folder)
        return
    if target.is_dir():
        raise UsageError(f"{target} is a folder: name a file")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"{target}: there is no such folder to write into")
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / f"made{target.suffix}"
        write(dataset, path)
        write_file(target, path.read_bytes())
