"""The releases that this user has fetched.

    releases/VERSION/trilat-VERSION/   the folder of a release, as it was published
    releases/VERSION/seal.json         what its files were found to be when every hash had been checked
    unfinished/VERSION/                a download that goes on where it stopped, or a release that was found damaged
    indexes/HASH.json                  the last index seen at an address
    trash/                             what is being removed

A release comes in by one rename when it is whole, and goes by one. One lock guards all that changes the cache: the
system lets go of it when its holder ends, however it ends, so that whoever holds it may remove what the dead have left.
Reading takes no lock, and works where nothing can be written.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trilat import disk
from trilat.errors import ReleaseError
from trilat.hashing import file_sha256, short_hash
from trilat.store import disk as files
from trilat.store.names import SUMS, is_name, read_sums
from trilat.store.verify import Facts, verify

VARIABLE = "TRILAT_CACHE"
FORGOTTEN = 7 * 24 * 3600
"""Seconds after which an unfinished download of another version is removed."""


class DamagedError(ReleaseError):
    """A cached release is not as it was when it was sealed."""


@dataclass(frozen=True)
class Seal:
    """Where a cached release came from, and the size and time of change of each of its files once it was verified."""

    version: str
    index: str
    sums_sha256: str
    files: dict[str, list[int]]


class Cache:
    """A folder of releases."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def place(self, version: str) -> Path:
        """Where the folder of a release is, if it is cached."""
        return self._entry(version) / f"trilat-{version}"

    def unfinished(self, version: str) -> Path:
        """Where a download of a release gathers."""
        return self.folder / "unfinished" / version

    def versions(self) -> list[str]:
        """The versions that are cached, in no order."""
        return [path.parent.name for path in self.folder.glob("releases/*/seal.json")]

    def find(self, version: str) -> Path | None:
        """The folder of a cached release that is as it was sealed; None where it is not cached.

        Files whose size and time are those of the seal are taken for unchanged: what reads them checks their hashes
        again. Raises DamagedError where one is not as it was.
        """
        try:
            return self._find(version)
        except DamagedError:
            return self._find(version)  # perhaps it was removed and came back while we looked

    def _find(self, version: str) -> Path | None:
        seal = self.seal(version)
        if seal is None:
            return None
        folder = self.place(version)
        try:
            sums = folder / SUMS
            if file_sha256(sums) != seal.sums_sha256:
                raise DamagedError(f"{sums} is damaged")
            changed = [name for name, known in seal.files.items() if _stamp(folder / name) != known]
            digests = read_sums(sums.read_bytes(), str(sums)) if changed else {}
            for name in changed:
                if name != SUMS and file_sha256(folder / name) != digests.get(name):
                    raise DamagedError(f"{folder / name} is damaged: its hash is not the one in {SUMS}")
        except OSError as error:
            if self.seal(version) is None:
                return None  # it was removed meanwhile
            raise DamagedError(f"{error.filename}: {error.strerror}") from error
        return folder

    def check(self, version: str) -> Facts:
        """Hold every file of a cached release against its hash; raises DamagedError where one is damaged."""
        seal = self.seal(version)
        try:
            facts = verify(self.place(version))
        except (ReleaseError, OSError) as error:
            raise DamagedError(str(error)) from error
        if seal is None or seal.sums_sha256 != facts.sums_sha256:
            raise DamagedError(f"{self.place(version) / SUMS} is damaged: it is not the one that was sealed")
        return facts

    def seal(self, version: str) -> Seal | None:
        """The seal of a cached release; None where it is not cached."""
        path = self._entry(version) / "seal.json"
        try:
            seal = Seal(**json.loads(path.read_bytes()))
            if seal.version != version or not all(is_name(name) for name in seal.files):
                raise DamagedError(f"{path} is damaged")
        except FileNotFoundError:
            if self._entry(version).is_dir():
                raise DamagedError(f"{path} is missing") from None
            return None
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedError(f"{path} is damaged") from error
        return seal

    def put(self, folder: Path, facts: Facts, index: str) -> Path:
        """Let a release that was verified take its place; `folder` is that of the unfinished download."""
        version = facts.version
        release = folder / f"trilat-{version}"
        seal = Seal(version, index, facts.sums_sha256, {name: _stamp(release / name) for name in facts.files})
        disk.write_file(folder / "seal.json", (json.dumps(vars(seal)) + "\n").encode())
        files.place_folder(folder, self._entry(version))
        return self.place(version)

    def set_aside(self, version: str) -> None:
        """Make an unfinished download of a damaged release: what is sound of it need not come again."""
        if self.unfinished(version).exists():
            files.discard_folder(self.unfinished(version), self.folder / "trash")
        files.move(self._entry(version), self.unfinished(version))

    def seen(self, where: str) -> dict[str, Any]:
        """The index last seen at an address, with its serial number; empty where none was."""
        try:
            found = json.loads(self._index(where).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) and isinstance(found.get("serial"), int) else {}

    def remember(self, where: str, index: dict[str, Any]) -> None:
        """Keep an index, so that an older one is noticed, and what it says of releases is known off line."""
        path = self._index(where)
        files.make_folder(path.parent)
        with disk.written_whole(path) as new:
            disk.call(path, new.write_bytes, (json.dumps({**index, "where": where}) + "\n").encode())
            disk.call(path, files.sync, new)

    def yanked(self, version: str) -> str | None:
        """Why a release was yanked, as far as an index that was seen says so."""
        for path in sorted(self.folder.glob("indexes/*.json")):
            try:
                listed = json.loads(path.read_bytes())["releases"]
                reasons = [one.get("yanked") for one in listed if one["version"] == version]
            except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
                continue
            if reasons and reasons[0]:
                return str(reasons[0])
        return None

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Be the only process that changes the cache; what others have left in the midst of it is removed first."""
        try:
            files.make_folder(self.folder)
            with files.locked(self.folder / ".lock", wait):
                self._reap()
                yield
        except TimeoutError as error:
            raise ReleaseError(f"another process is at work in the cache {self.folder}: try again when it is done"
                               ) from error
        except OSError as error:
            raise ReleaseError(f"the cache {self.folder} cannot be written ({error.strerror or error}): make room or "
                               f"give permission, or name another folder with {VARIABLE}") from error

    def clear(self, version: str | None = None) -> list[str]:
        """Remove a release, or all there is; the versions that went."""
        if not self.folder.exists():
            return []
        trash = self.folder / "trash"
        with self.lock(30):
            gone = [name for name in self._entries() if version in (None, name)]
            for name in gone:
                files.discard_folder(self._entry(name), trash)
            unfinished = self.folder / "unfinished" / (version or "")
            if unfinished.exists():
                files.discard_folder(unfinished, trash)
            if version is None:
                for path in self.folder.glob("indexes/*.json"):  # written without the lock: their folder stays
                    path.unlink()
        return gone

    def size(self) -> int:
        """The bytes of all files in the cache."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def _entries(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("releases/*"))

    def _entry(self, version: str) -> Path:
        return self.folder / "releases" / version

    def _index(self, where: str) -> Path:
        return self.folder / "indexes" / f"{short_hash(where)}.json"

    def _reap(self) -> None:
        """Remove what killed processes have left; the lock is held, so that nobody is at work on it."""
        before = time.time() - FORGOTTEN
        forgotten = [path for path in self.folder.glob("unfinished/*") if path.stat().st_mtime < before]
        for path in (*self.folder.glob("trash/*"), *forgotten):
            with suppress(OSError):  # what cannot go does no harm
                files.remove(path)
        for path in self.folder.glob("indexes/*"):  # written without the lock, within a moment
            with suppress(FileNotFoundError):
                if path.suffix != ".json" and path.stat().st_mtime < time.time() - 3600:
                    files.remove(path)


def default_folder() -> Path:
    """The folder of the cache: TRILAT_CACHE, or else where this system keeps the caches of its users."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).absolute()
    import platformdirs

    return Path(platformdirs.user_cache_dir("trilat", appauthor=False))


def _stamp(path: Path) -> list[int]:
    status = path.stat(follow_symlinks=False)
    return [status.st_size, status.st_mtime_ns]
