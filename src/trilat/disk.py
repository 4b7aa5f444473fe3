"""The operating-system calls that can fail half-way: mkdir, write, fsync, rename. Nothing else in Trilat makes them.

What takes its place is first made in a hidden folder beside it (`.trilat-xxxxxxxx.part`) and flushed to the disk; only
then do names change. A process that dies leaves the old or the new, and a hidden folder at most, which the next `put`,
`write_files` or `folder_made_whole` there takes away. It is told from the folder of a process that still works by a
lock (flock) that dies with its process; where a file system has no such locks, such folders stay.
"""

import ctypes
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from trilat.errors import TrilatError

try:
    import fcntl
except ImportError:  # Windows, where folders cannot be opened either: leftovers stay
    fcntl = None  # type: ignore[assignment]

_LEFTOVER = re.compile(r"\.trilat-[0-9a-f]{8}\.part")
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_TRIES = 100
NEW = ".new"
"""How the name ends of a file that is being written."""
_REMEDIES = {
    errno.ENOSPC: "the disk is full: make room, or name a folder on another disk",
    errno.EDQUOT: "your quota is used up: make room, or name a folder on another disk",
    errno.EACCES: "you may not write there: change its permissions, or name another folder",
    errno.EPERM: "you may not write there: change its permissions, or name another folder",
    errno.EROFS: "the disk can only be read: name a folder on another disk",
    errno.EIO: "the disk fails: look at the system's log, and name a folder on another disk",
    errno.ENAMETOOLONG: "the name is too long for the disk: name a folder with a shorter path",
    errno.ENOTDIR: "a part of the path is a file: name another folder",
}

Result = TypeVar("Result")
Folder = Mapping[str, bytes]
"""The files of a folder: their bytes by their path within it, with slashes."""


class DiskError(TrilatError, OSError):
    """A call of the operating system failed; the message names the path and the remedy."""

    def __str__(self) -> str:
        remedy = _REMEDIES.get(self.errno or 0)
        return f"{self.filename} cannot be written: {self.strerror}" + (f" ({remedy})" if remedy else "")


def call(path: Path, function: Callable[..., Result], *arguments: object) -> Result:
    """Make one call of the operating system that changes the disk; its error names `path`.

    Every such call comes by here, so that a test can make any of them fail.
    """
    try:
        return function(*arguments)
    except OSError as error:
        raise DiskError(error.errno, error.strerror or str(error), str(path)) from error


def write_file(path: Path, data: bytes) -> None:
    """Replace a file whole: readers see the old bytes or the new ones, never a part.

    Writing through a symbolic link replaces the link's target, and keeps its permissions.
    """
    with _Areas() as areas:
        _put([areas.stage(path, data)])


def write_files(files: Mapping[Path, bytes]) -> None:
    """Replace or make several files, all or none: where one cannot be written, the others get their old bytes back.

    Nothing is replaced before all are on the disk. A process that dies while names change can leave some new and some
    old, each of them whole.
    """
    put(files)


def put(places: Mapping[Path, bytes | Folder]) -> None:
    """Put files (bytes) and folders (bytes by path) into their places, in this order, all or none.

    All are made beside their places first. Where one cannot take its place, those before it give theirs back. A
    process that dies leaves the first of them new and the others old, each of them whole.
    """
    reap({path.resolve().parent for path in places})
    with _Areas() as areas:
        _put([areas.stage(path, content) for path, content in places.items()])


@contextmanager
def folder_made_whole(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that takes its place when the block ends well.

    What stood at `target` is replaced only then, and comes back if the exchange itself fails. When the block raises,
    the temporary folder goes and `target` is as it was.
    """
    reap([target.resolve().parent])
    with _Areas() as areas:
        staged = areas.stage(target, {})
        yield staged.temporary
        _flush(staged.temporary)
        _put([staged])


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A new name beside `path` under which the block writes what takes its place when it ends well.

    Two processes may write the same file at once, as where one was taken for dead. Nothing is flushed: most are
    intermediate files, or those of a folder that is not in its place yet; for others the block does so.
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        yield new
        call(path, os.replace, new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A hidden folder in `parent` for intermediate files, which goes when the block ends.

    Those that processes left there which died go first.
    """
    parent = parent.resolve()
    reap([parent])
    with _Areas() as areas:
        area = areas.area(parent)
        call(area, os.chmod, area, 0o700)
        yield area


def fill(folder: Path, files: Folder) -> None:
    """Write files into a folder that is not in its place yet."""
    for name, data in sorted(files.items()):
        path = folder / name
        make_folder(path.parent)
        _write_new(path, data)


def make_folder(path: Path) -> list[Path]:
    """Make a folder and those above it that are missing; returns those that were made, outermost first."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    made: list[Path] = []
    try:
        for one in reversed(missing):
            with suppress(FileExistsError):  # another process was faster
                call(one, _mkdir, one)
                made.append(one)
                _sync(one.parent)
    except BaseException:
        _remove_empty(made)
        raise
    return made


def reap(folders: Iterable[Path]) -> None:
    """Take away what processes that died left in these folders.

    Where one died between moving an old folder out of its place and the new one in, the old one comes back first.
    """
    for folder in sorted(set(folders)) if fcntl else ():
        with suppress(OSError), os.scandir(folder) as entries:
            for name in sorted(entry.name for entry in entries if _LEFTOVER.fullmatch(entry.name)):
                _reap(folder / name)


def _reap(area: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(area, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            if _locked(descriptor):
                for old in area.glob("old-*/*"):
                    if not (area.parent / old.name).exists():
                        old.rename(area.parent / old.name)
                shutil.rmtree(area, ignore_errors=True)
        finally:
            os.close(descriptor)


class _Areas:
    """The hidden folders in which files and folders are made, one beside each place; locked while they are in use."""

    def __init__(self) -> None:
        self.areas: dict[Path, Path] = {}
        self.locks: list[int] = []
        self.made: list[Path] = []
        self.number = 0

    def __enter__(self) -> "_Areas":
        return self

    def __exit__(self, *_: object) -> None:
        for area in self.areas.values():
            shutil.rmtree(area, ignore_errors=True)
        for lock in self.locks:
            os.close(lock)
        _remove_empty(self.made)

    def stage(self, target: Path, content: bytes | Folder) -> "_Staged":
        """Make a file or folder beside its place, and see to it that it is on the disk."""
        target = target.resolve()
        if not isinstance(content, bytes) and target.is_file():  # asked once: another may put a folder there meanwhile
            raise TrilatError(f"{target} is a file where a folder should go: move it away, or name another folder")
        self.number += 1
        staged = _Staged(target, self.area(target.parent), self.number)
        if isinstance(content, bytes):
            mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644
            _write_new(staged.temporary, content, mode, flush=True)
        else:
            call(target, _mkdir, staged.temporary)
            fill(staged.temporary, content)
            _flush(staged.temporary)
        return staged

    def area(self, folder: Path) -> Path:
        """The hidden folder beside what stands in a folder."""
        if folder not in self.areas:
            self.made += make_folder(folder)
            for _ in range(_TRIES):
                area = folder / f".trilat-{secrets.token_hex(4)}.part"
                call(folder, _mkdir, area)
                self.areas[folder] = area
                with suppress(FileNotFoundError):  # one who reaped came between these calls
                    if fcntl:
                        self.locks.append(os.open(area, os.O_RDONLY))
                        _locked(self.locks[-1], wait=True)
                    area.stat()
                    break
        return self.areas[folder]


class _Staged:
    """A file or folder that was made beside its place."""

    def __init__(self, target: Path, area: Path, number: int) -> None:
        self.target, self.area, self.number = target, area, number
        self.temporary = area / f"new-{number}"
        self.old: Path | None = None
        self.is_put = False

    def put(self) -> None:
        """Take the place; what stood there is kept."""
        for _ in range(_TRIES):  # another process may put or take at the same moment
            if not self.target.exists():
                self.is_put = _renamed(self.temporary, self.target)
            elif _swap(self.temporary, self.target):
                self.old, self.is_put = self.temporary, True
            elif self.temporary.is_dir():
                self._put_in_two_steps()
            else:
                self.old = self.area / f"old-{self.number}"
                call(self.target, os.link, self.target, self.old)
                call(self.target, os.replace, self.temporary, self.target)
                self.is_put = True
            if self.is_put:
                _sync(self.target.parent)
                return
        raise DiskError(errno.EBUSY, "others write there all the time", str(self.target))

    def _put_in_two_steps(self) -> None:
        """Take the place of a folder where the system cannot exchange two names."""
        aside = self.area / f"old-{self.number}"
        if not aside.exists():
            call(self.target, _mkdir, aside)
        old = aside / self.target.name
        if not _renamed(self.target, old):
            return
        try:
            self.is_put = _renamed(self.temporary, self.target)
        except BaseException:
            old.rename(self.target)
            raise
        if self.is_put:
            self.old = old
        else:
            shutil.rmtree(old)  # another's took the place meanwhile

    def undo(self) -> None:
        """Give the place back to what stood there."""
        if self.old == self.temporary:
            if not _renameat2(self.temporary, self.target):
                raise OSError(errno.EBUSY, "what stood there is gone")
            return
        if self.old is None or self.old.is_dir():
            self.target.rename(self.temporary)
        if self.old is not None:
            self.old.replace(self.target)


def _put(staged: Iterable[_Staged]) -> None:
    """Let each take its place, in order; where one cannot, those before it give theirs back."""
    begun: list[_Staged] = []
    try:
        for one in staged:
            begun.append(one)
            one.put()
    except BaseException as error:
        for one in reversed(begun):
            if one.is_put:
                _undo(one, error)
        raise


def _undo(one: _Staged, error: BaseException) -> None:
    try:
        one.undo()
    except OSError as second:
        raise TrilatError(f"{error}; and {one.target}, which was whole and new by then, cannot be put back "
                          f"({second.strerror}): do the same again when the disk is well") from second


def _renamed(path: Path, target: Path) -> bool:
    """Rename; False where another process took the new name, or the old one, at the same moment."""
    try:
        call(target, os.rename, path, target)
    except DiskError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST) or (error.errno == errno.ENOENT and target.parent.exists()):
            return False
        raise
    return True


def _locked(descriptor: int, *, wait: bool = False) -> bool:
    """Lock a folder for as long as it is open; False where another holds it, or where there are no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _write_new(path: Path, data: bytes, mode: int = 0o644, *, flush: bool = False) -> None:
    descriptor = call(path, os.open, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[call(path, os.write, descriptor, rest) :]
        if flush:
            call(path, os.chmod, path, mode)
            call(path, os.fsync, descriptor)
    finally:
        os.close(descriptor)


def _flush(folder: Path) -> None:
    """See to it that a folder and all in it are on the disk, readable to all whatever the umask was."""
    for path in (folder, *sorted(folder.rglob("*"))):
        call(path, os.chmod, path, 0o755 if path.is_dir() else 0o644)
        _sync(path)


def _mkdir(path: Path) -> None:
    os.mkdir(path)  # noqa: PTH102  # the call itself, such as a test can make fail


def _swap(one: Path, other: Path) -> bool:
    """Exchange two names in one step, so that no moment is without either; False where the system cannot."""
    return call(other, _renameat2, one, other)


def _renameat2(one: Path, other: Path) -> bool:
    """renameat2(2) of Linux with RENAME_EXCHANGE, which Python's os module does not have."""
    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(function(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _remove_empty(folders: Iterable[Path]) -> None:
    """Take away folders that were made, innermost first, as far as they are empty."""
    for folder in reversed(list(folders)):
        with suppress(OSError):
            folder.rmdir()


def _sync(path: Path) -> None:
    if not fcntl and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        call(path, os.fsync, descriptor)
    finally:
        os.close(descriptor)
