"""What releases are fetched from: an https: address, or a folder. Both give the bytes of a file to a sink."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from trilat.errors import ReleaseError, UsageError
from trilat.findings import visible

VARIABLE = "TRILAT_INDEX"
HOW = (f"set {VARIABLE}, or give --index, to the address of one such as https://example.org/trilat/, or to a folder "
       "that trilat publish made")


@dataclass(frozen=True)
class Limits:
    """What a download may take, in seconds and tries. What is exceeded ends it; what has come by then stays."""

    connect: float = 10
    read: float = 30
    total: float = 3600
    tries: int = 5
    pause: float = 0.5
    longest_pause: float = 30
    redirects: int = 5


class UnreachableError(ReleaseError):
    """The host could not be reached, or did not answer in time."""


class Sink(Protocol):
    """What takes the bytes of one file; it never takes more than `most`."""

    most: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        ...

    def write(self, data: bytes) -> None:
        """Take the bytes that follow; raises ReleaseError where that makes more than `most`."""
        ...

    def restart(self) -> None:
        """Forget what was taken."""
        ...


class Source(Protocol):
    """The files of a host."""

    where: str

    def fetch(self, name: str, sink: Sink) -> None:
        """Give the bytes of a file from `sink.size` on; raises ReleaseError where they do not come."""
        ...


class Buffer:
    """A sink in memory."""

    def __init__(self, most: int, what: str) -> None:
        self.most, self.what = most, what
        self.data = bytearray()

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.data)

    def write(self, data: bytes) -> None:
        """Take the bytes that follow."""
        if self.size + len(data) > self.most:
            raise ReleaseError(f"{self.what} is longer than the {self.most} bytes that it may have")
        self.data += data

    def restart(self) -> None:
        """Forget what was taken."""
        self.data.clear()


class Folder:
    """A folder of this machine that trilat publish made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.where = folder, str(folder)

    def fetch(self, name: str, sink: Sink) -> None:
        """Give the bytes of a file."""
        path = self.folder / name
        try:
            with path.open("rb") as file:
                file.seek(sink.size)
                while piece := file.read(1 << 20):
                    sink.write(piece)
        except FileNotFoundError as error:
            raise ReleaseError(f"there is no {path}: check the index that --index or {VARIABLE} names") from error
        except OSError as error:
            raise ReleaseError(f"{path} cannot be read: {error.strerror}") from error


def address(index: str | os.PathLike[str] | None) -> str | None:
    """The address of the index, from the argument or else the environment: a web address, or the path of a folder.

    Raises UsageError where it is neither.
    """
    text = os.fspath(index) if index is not None else os.environ.get(VARIABLE, "")
    if not text:
        return None
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", text):  # one letter before the colon is a drive
        return str(Path(text).absolute())
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise UsageError(f"{visible(text, 200)} is neither an https: address nor a folder; {HOW}")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageError(f"{visible(text, 200)} is not encrypted, so that anyone on the way could change it: "
                         "give its https: address (http: is for this machine alone)")
    if parts.username is not None or parts.query or parts.fragment or not text.isascii() or not text.isprintable():
        raise UsageError(f"an index has a plain address, without a user, a query or a fragment; {HOW}")
    return text.removesuffix("index.json").rstrip("/") + "/"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "127.0.0.1.example.org")]
    [True, True, True, False]
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
