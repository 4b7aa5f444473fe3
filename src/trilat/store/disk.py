"""What the store asks of the disk beside `trilat.disk`: locks, files that grow, folders that come and go as a whole."""

import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """Hold a lock that one process at a time can have, in a file that is made for it and stays.

    The system lets go of it when the process ends, however it ends, so that no stale lock is ever left. Raises
    TimeoutError where another process holds it for longer than `wait` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + wait
        while not _lock(descriptor):
            if time.monotonic() >= until:
                raise TimeoutError(f"another process holds {path}")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether the lock was free, and is ours now."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True


class GrowingFile:
    """A file that is written piece by piece beside its place, and takes it when it is whole.

    What is written stays when the writing stops, so that the next GrowingFile of that path goes on from there.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(f".{path.name}.part")
        flags = os.O_RDWR | os.O_CREAT | _NO_LINK | _BINARY
        self._descriptor = os.open(self.part, flags, 0o644)
        self.size = 0

    def pieces(self) -> Iterator[bytes]:
        """What earlier tries have left; the writing goes on behind what was read."""
        while piece := os.read(self._descriptor, 1 << 20):
            self.size += len(piece)
            yield piece

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        write_all(self._descriptor, data)
        self.size += len(data)

    def restart(self) -> None:
        """Begin anew with nothing."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        self.size = 0

    def finish(self) -> None:
        """Let the file take its place."""
        os.fsync(self._descriptor)
        self.close()
        self.part.replace(self.path)

    def close(self) -> None:
        """Stop; what is written stays beside the file's place."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the bytes: the system may take them in several goes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest):]


def place_folder(folder: Path, target: Path) -> None:
    """Let a folder take its place, where nothing stands yet, once the disk holds all that is in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)
    move(folder, target)
    sync(target.parent)
    sync(folder.parent)


def discard_folder(folder: Path, trash: Path) -> None:
    """Remove a folder in one step for whoever looks for it: it is moved out of the way, then emptied."""
    make_folder(trash)
    aside = Path(tempfile.mkdtemp(dir=trash))
    folder.rename(aside / folder.name)
    shutil.rmtree(aside, ignore_errors=True)


def write_new(path: Path, data: bytes) -> None:
    """Make a file that is not there yet, within a folder that will be synced and moved as a whole."""
    make_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o644)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are missing."""
    path.mkdir(parents=True, exist_ok=True)


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def move(path: Path, target: Path) -> None:
    """Move a folder to where nothing stands yet."""
    make_folder(target.parent)
    path.rename(target)


def sync(path: Path) -> None:
    """See to it that the disk holds a file, or what stands in a folder."""
    if path.is_dir() and os.name != "posix":
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
