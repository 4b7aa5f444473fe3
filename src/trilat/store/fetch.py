"""Bring a release into the cache: all of it, verified, or an error that says what to do."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trilat.errors import ReleaseError, UsageError
from trilat.findings import visible
from trilat.progress import Advance, progress
from trilat.store import disk as files
from trilat.store.cache import Cache, DamagedError
from trilat.store.host import opened
from trilat.store.index import LARGEST, NAME, Entry, Index, order, read_index
from trilat.store.names import SUMS, read_sums
from trilat.store.source import HOW, Buffer, Limits, Source, UnreachableError, address
from trilat.store.verify import Facts, verify

SPARE = 10_000_000
"""Bytes of the disk that a download leaves free."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """A release in the cache: its folder, whether it came just now, and why it was yanked, if it was."""

    version: str
    folder: Path
    came: bool
    yanked: str | None


def fetch(
    version: str | None = None, index: str | os.PathLike[str] | None = None, *, check: bool = False,
    cache: Cache | None = None, limits: Limits | None = None, tell: Tell = lambda _: None,
) -> Fetched:
    """Bring a release into the cache, unless it is there; the newest that was not yanked where no version is given.

    `index` is the address of a host, else TRILAT_INDEX is; `check` holds what is cached against its hashes again, and
    fetches it anew where it is damaged; `tell` takes remarks for people. Where the host cannot be reached, a version
    that is cached does.

    Raises UsageError where no index is named, and ReleaseError where the release cannot be had.
    """
    where = address(index)
    if where is None:
        raise UsageError(f"no index of releases is named: {HOW}")
    cache, limits = cache or Cache(), limits or default_limits()
    with opened(where, limits) as source:
        try:
            entry = wanted(current(source, cache), version, where)
        except UnreachableError as error:
            kept = cache.find(version) if version else None
            if version is None or kept is None:
                raise UnreachableError(f"{error}{_instead(cache, version)}") from error
            if check:
                cache.check(version)
            tell(f"{error}; release {version} is in the cache")
            return Fetched(version, kept, False, cache.yanked(version))
        folder, came = _bring(source, cache, entry, check, limits, tell)
    return Fetched(entry.version, folder, came, entry.yanked)


def current(source: Source, cache: Cache) -> Index:
    """The index of a host, not older than the one last seen there.

    Raises ReleaseError where it is older, or the same by its number and other in its content.
    """
    name = source.where.rstrip("/") + "/" + NAME
    before = cache.seen(source.where)
    for pause in (1, 3, 0):  # a copy on the way may be behind for a moment
        buffer = Buffer(LARGEST, name)
        source.fetch(NAME, buffer)
        index = read_index(bytes(buffer.data), name)
        if index.serial >= before.get("serial", 0):
            break
        time.sleep(pause)
    else:
        raise ReleaseError(f"{name} has serial number {index.serial}, and one with {before['serial']} was seen before: "
                           "an old copy, or someone hides the newer releases; try again later, or have the memory of "
                           "it removed with: trilat cache clear")
    document = index.model_dump(mode="json")
    known = {one["version"]: one["sums_sha256"] for one in before.get("releases", ())}
    for one in index.releases:
        if known.get(one.version, one.sums_sha256) != one.sums_sha256:
            raise _rewritten(one.version, name)
    if document != {key: value for key, value in before.items() if key != "where"}:
        try:
            cache.remember(source.where, document)
        except OSError as error:
            if not all(one.version in cache.versions() for one in index.releases):
                raise ReleaseError(f"the cache {cache.folder} cannot be written ({error.strerror}): make room or give "
                                   "permission, or name another folder with TRILAT_CACHE") from error
    return index


def wanted(index: Index, version: str | None, where: str) -> Entry:
    """The release of an index that was asked for.

    Raises ReleaseError where there is none.
    """
    entry = index.newest() if version is None else index.entry(version)
    if entry is None:
        there = ", ".join(one.version for one in index.releases) or "none"
        missing = f"release {version}" if version else "release that was not yanked"
        raise ReleaseError(f"there is no {missing} at {where}; there is: {there}")
    return entry


def default_limits() -> Limits:
    """The limits of a download, of which TRILAT_TIMEOUT sets the time in seconds that all of it may take."""
    text = os.environ.get("TRILAT_TIMEOUT", "")
    if not text:
        return Limits()
    if not text.isdecimal() or not 0 < int(text) <= 1_000_000:
        raise UsageError(f"TRILAT_TIMEOUT is {visible(text)!r}, and takes a number of seconds such as 3600")
    return Limits(total=float(text))


def _bring(
    source: Source, cache: Cache, entry: Entry, check: bool, limits: Limits, tell: Tell
) -> tuple[Path, bool]:
    found = _sound(cache, entry, check, source.where) if cache.folder.exists() else None
    if isinstance(found, Path):
        return found, False
    with cache.lock(limits.total):
        found = _sound(cache, entry, check, source.where)  # another process may have brought it meanwhile
        if isinstance(found, Path):
            return found, False
        if found is not None:
            tell(f"{found}: set aside, and fetched again")
            cache.set_aside(entry.version)
        try:
            facts = _download(source, cache, entry)
        except ReleaseError as error:
            if found is None:
                raise
            raise type(error)(f"release {entry.version} was damaged in the cache, and cannot be fetched again: {error}"
                              ) from error
        return cache.put(cache.unfinished(entry.version), facts, source.where), True


def _sound(cache: Cache, entry: Entry, check: bool, where: str) -> Path | DamagedError | None:
    """The folder of the cached release, or what is wrong with it, or None where it is not cached."""
    try:
        folder = cache.find(entry.version)
        if folder is not None and check:
            cache.check(entry.version)
        seal = cache.seal(entry.version)
    except DamagedError as error:
        return error
    if folder is not None and seal is not None and seal.sums_sha256 != entry.sums_sha256:
        raise _rewritten(entry.version, where)
    return folder


def _download(source: Source, cache: Cache, entry: Entry) -> Facts:
    """All files of a release into the folder of its unfinished download, and what they were found to be."""
    folder = cache.unfinished(entry.version) / f"trilat-{entry.version}"
    files.make_folder(folder)
    _tidy(folder, entry)
    _room(folder, entry)
    digests = {SUMS: entry.sums_sha256}
    with progress(lambda: entry.bytes, f"release {entry.version}") as advance:
        _file(source, entry, folder, SUMS, digests[SUMS], advance)
        digests |= read_sums((folder / SUMS).read_bytes(), f"{source.where}: {SUMS} of {entry.version}")
        if digests.keys() != entry.files.keys():
            other = sorted(digests.keys() ^ entry.files.keys())[0]
            raise ReleaseError(f"{source.where}: the index and {SUMS} of release {entry.version} do not list the same "
                               f"files: {other}")
        for name in entry.files:
            if name != SUMS:
                _file(source, entry, folder, name, digests[name], advance)
    facts = verify(folder)
    if facts.version != entry.version:
        files.remove(folder.parent)
        raise ReleaseError(f"{source.where}: what is called release {entry.version} there says that it is "
                           f"{facts.version}: tell whoever keeps that index")
    return facts


def _file(source: Source, entry: Entry, folder: Path, name: str, digest: str, advance: Advance) -> None:
    """One file, verified before it takes its place; one that is there and right stays."""
    path, size = folder / name, entry.files[name]
    files.make_folder(path.parent)
    if path.is_file() and path.stat().st_size == size:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                advance(size)
                return
    for again in (True, False):
        with _HashedFile(path, size, advance) as sink:
            resumed = sink.size > 0
            if sink.size < size or size == 0:
                source.fetch(f"releases/{entry.version}/{name}", sink)
            if sink.size == size and sink.hash.hexdigest() == digest:
                sink.finish()
                return
            fault = (f"has {sink.size} bytes, and should have {size}" if sink.size != size
                     else f"has the SHA-256 {sink.hash.hexdigest()[:16]}…, and should have {digest[:16]}…")
            sink.restart()  # nothing of it can be trusted
        if not (again and resumed):
            raise ReleaseError(f"{source.where}: {name} of release {entry.version} {fault}: it was damaged on the way "
                               "or is wrong there; try again, and if it stays so tell whoever keeps that index")


class _HashedFile:
    """A sink on the disk that keeps the hash of what it has; what it took stays for another try."""

    def __init__(self, path: Path, most: int, advance: Advance) -> None:
        self.path, self.most, self.advance = path, most, advance
        self.hash = hashlib.sha256()
        self._file = files.GrowingFile(path)

    def __enter__(self) -> _HashedFile:
        for piece in self._file.pieces():
            self.hash.update(piece)
            self.advance(len(piece))
        if self.size > self.most:
            self.restart()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._file.size

    def write(self, data: bytes) -> None:
        """Take the bytes that follow."""
        if self.size + len(data) > self.most:
            self.restart()
            raise ReleaseError(f"{self.path.name} is longer than the {self.most} bytes that the index gives it")
        self._file.write(data)
        self.hash.update(data)
        self.advance(len(data))

    def restart(self) -> None:
        """Forget what was taken."""
        self.advance(-self.size)
        self.hash = hashlib.sha256()
        self._file.restart()

    def finish(self) -> None:
        """Let the file take its place."""
        self._file.finish()


def _tidy(folder: Path, entry: Entry) -> None:
    """Remove what is in an unfinished download and does not belong to the release."""
    for path in folder.parent.iterdir():
        if path != folder:
            files.remove(path)
    parts = {(folder / name).with_name(f".{(folder / name).name}.part") for name in entry.files}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink() or not path.is_dir():
            if path.is_symlink() or (path not in parts and path.relative_to(folder).as_posix() not in entry.files):
                files.remove(path)
        elif path.relative_to(folder).as_posix() in entry.files:
            files.remove(path)


def _room(folder: Path, entry: Entry) -> None:
    there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    needed, free = entry.bytes - there + SPARE, shutil.disk_usage(folder).free
    if needed > free:
        raise ReleaseError(f"release {entry.version} needs {needed // 10**6 + 1} MB, and the disk with {folder} has "
                           f"{free // 10**6} MB left: make room, or name another folder with TRILAT_CACHE")


def _instead(cache: Cache, version: str | None) -> str:
    kept = ", ".join(sorted(cache.versions(), key=order))
    if version is not None:
        return f"; release {version} is not in the cache{f', which has {kept}' if kept else ''}"
    return f"; off line you can name what is in the cache: {kept}" if kept else ""


def _rewritten(version: str, where: str) -> ReleaseError:
    return ReleaseError(f"release {version} at {where} is not the one that was seen or fetched before, and a release "
                        "never changes: someone has rewritten it; ask whoever keeps that index. To trust the new one: "
                        f"trilat cache clear")
