"""Large files whose hash was checked: remembered, so that each is hashed once, and not at every start.

    hashed/HASH.json    of the release at a path: the size, time of change, inode and SHA-256 of its large files

What is remembered holds while a file's size, time of change and inode are the same. A file that was changed within the
last seconds is not remembered, since it could change again at what its clock takes for the same time. Where the cache
cannot be written, each process hashes for itself.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from trilat import disk
from trilat.hashing import file_sha256, short_hash
from trilat.store import disk as files
from trilat.store.cache import default_folder

SETTLED = 2 * 10**9
"""Nanoseconds after which a file that was changed can be told from one that changes again."""


class Hashed:
    """The large files of a release folder, and what their hashes were found to be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._path = default_folder() / "hashed" / f"{short_hash(str(self.folder))}.json"
        self._known: dict[str, list[Any]] | None = None

    def sha256(self, name: str, file: BinaryIO) -> str:
        """The SHA-256 of an open file of the release: as it is remembered, or else of its bytes."""
        stamp = _stamp(file)
        known = self._remembered().get(name)
        if known is not None and known[:3] == stamp and len(known) == 4:
            return str(known[3])
        digest = file_sha256(self.folder / name)
        if _stamp(file) == stamp and time.time_ns() - stamp[1] > SETTLED:
            self._remember(name, [*stamp, digest])
        return digest

    def _remembered(self) -> dict[str, list[Any]]:
        if self._known is None:
            self._known = {}
            with suppress(OSError, ValueError, RecursionError):
                found = json.loads(self._path.read_bytes())
                if isinstance(found, dict):
                    self._known = {name: one for name, one in found.items() if isinstance(one, list)}
        return self._known

    def _remember(self, name: str, told: list[Any]) -> None:
        known = self._remembered()
        known[name] = told
        with suppress(OSError):
            files.make_folder(self._path.parent)
            disk.write_file(self._path, (json.dumps(known) + "\n").encode())


def _stamp(file: BinaryIO) -> list[int]:
    status = os.fstat(file.fileno())
    return [status.st_size, status.st_mtime_ns, status.st_ino]
