"""The operating-system calls that can fail half-way: write, fsync, rename. Nothing else in Trilat makes them."""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def write_file(path: Path, data: bytes) -> None:
    """Replace a file whole: readers see the old bytes or the new ones, never a part.

    Writing through a symbolic link replaces the link's target, and keeps its permissions.
    """
    path = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Replace or make several files, all or none: where one cannot be written, the others get their old bytes back."""
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    written: list[Path] = []
    try:
        for path, data in files.items():
            write_file(path, data)
            written.append(path)
    except BaseException:
        for path in written:
            old = before[path]
            if old is None:
                path.unlink()
            else:
                write_file(path, old)
        raise


@contextmanager
def folder_made_whole(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that takes its place when the block ends well.

    What stood at `target` is replaced only then, and comes back if the exchange itself fails. When the block raises,
    the temporary folder goes and `target` is as it was.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        yield temporary
        for path in (temporary, *sorted(temporary.rglob("*"))):
            path.chmod(0o755 if path.is_dir() else 0o644)
            _sync(path)
        _exchange(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    _sync_folder(target.parent)


def _exchange(temporary: Path, target: Path) -> None:
    if not target.exists():
        temporary.rename(target)
        return
    if _swap(temporary, target):
        shutil.rmtree(temporary, ignore_errors=True)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
    try:
        target.rename(old / target.name)
        temporary.rename(target)
    except BaseException:
        if not target.exists():
            (old / target.name).rename(target)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, so that no moment is without either; False where the system cannot.

    The call is renameat2(2) of Linux with RENAME_EXCHANGE, which Python's os module does not have.
    """
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(path: Path) -> None:
    if os.name == "posix":
        _sync(path)
