"""The texts that a user holds: a folder of files, matched to articles by their bytes first and by name after."""

import gzip
import os
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from trilat.errors import UsageError
from trilat.evidence.normalise import Token
from trilat.evidence.words import Words
from trilat.findings import Finding
from trilat.hashing import sha256

LONGEST_FILE = 10_000_000
"""Bytes that a text file has at most; what is larger is no article."""

_PACKED = ".gz"


@dataclass(frozen=True)
class TextFile:
    """A text at hand: its words with line ends as they are, a byte order mark kept, and the hash of its bytes."""

    path: Path
    text: str
    sha256: str

    @cached_property
    def words(self) -> Words:
        """The words of the text, cut when they are first asked for."""
        return Words(self.text)

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the whole text."""
        return self.words.tokens


def text_file(path: Path) -> TextFile:
    """A single file as a text; one that ends in .gz is unpacked.

    Raises UsageError where the file is too large to be one, OSError and UnicodeDecodeError where it cannot be read.
    """
    data = _bytes_of(os.fspath(path))
    if data is None:
        raise UsageError(f"{path}: has more than {LONGEST_FILE} bytes")
    return TextFile(path, data.decode(), sha256(data))


def _bytes_of(path: str) -> bytes | None:
    """The bytes of a text, read without what a buffered file costs; None where they are more than a text has."""
    if path.endswith(_PACKED):
        with gzip.open(path) as packed:
            data = packed.read(LONGEST_FILE + 1)
    else:
        file = os.open(path, os.O_RDONLY)
        try:
            size = os.fstat(file).st_size
            data = os.read(file, size) if size <= LONGEST_FILE else b""
            while len(data) < size <= LONGEST_FILE and (more := os.read(file, size - len(data))):
                data += more
        finally:
            os.close(file)
        if size > LONGEST_FILE:
            return None
    return data if len(data) <= LONGEST_FILE else None


@dataclass(frozen=True)
class CopyOfText:
    """A text found for an article; `exact` where it is the copy that was coded, byte for byte."""

    of: TextFile
    exact: bool

    @property
    def text(self) -> str:
        """The words, as they stand in the file."""
        return self.of.text

    @property
    def words(self) -> Words:
        """The words of the text."""
        return self.of.words

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the whole text."""
        return self.of.tokens


class Texts:
    """The text files of a folder, whatever their names.

    Only regular files right in the folder are read: symbolic links are not followed, pipes and devices not opened,
    subfolders not entered. A file that is named by its article's id, or by its hash, is read when it is asked for;
    where that is not the copy that was coded, all files are hashed once to see whether another is. No more than the
    text that was asked for last is held.

    Args:
        folder: The folder.

    Raises:
        UsageError: If the folder is none, or may not be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = (Path(name) / "harbour-post-1.txt").write_bytes(b"Three envoys met.")
    ...     copy = Texts(Path(name)).find("harbour-post-1", sha256(b"Three envoys met."))
    >>> copy.text, copy.exact
    ('Three envoys met.', True)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unreadable: dict[str, Finding] = {}
        self._held: tuple[str, TextFile | None] = "", None
        try:
            with os.scandir(folder) as found:
                self._names = sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))
        except OSError as error:
            raise UsageError(f"{folder}: cannot be read as a folder of texts: {error.strerror}") from error
        self._by_stem: dict[str, list[str]] = {}
        for name in self._names:
            self._by_stem.setdefault(Path(name.removesuffix(_PACKED)).stem, []).append(name)

    @property
    def findings(self) -> list[Finding]:
        """The files that cannot be read as a text, by rule ``text-unreadable``; every file is looked at."""
        _ = self._by_hash
        return self.seen

    @property
    def seen(self) -> list[Finding]:
        """The same of those files alone that were looked at so far."""
        return sorted(self._unreadable.values())

    def find(self, article_id: str, text_sha256: str) -> CopyOfText | None:
        """The text of an article: the copy that was coded, else another copy in a file named by the article's id.

        Args:
            article_id: The article's id.
            text_sha256: The SHA-256 of the bytes of the copy that was coded, in 64 hexadecimal digits.
        """
        for find, by in ((self._first, article_id), (self._first, text_sha256), (self._hashed, text_sha256)):
            coded = find(by)
            if coded and coded.sha256 == text_sha256:
                return CopyOfText(coded, exact=True)
        named = self._first(article_id)
        return CopyOfText(named, exact=False) if named else None

    def _first(self, stem: str) -> TextFile | None:
        """The first file of a name, whatever its ending, that can be read."""
        return next((text for name in self._by_stem.get(stem, ()) if (text := self._read(name))), None)

    def _hashed(self, text_sha256: str) -> TextFile | None:
        """The file whose bytes have this hash, whatever its name."""
        name = self._by_hash.get(text_sha256)
        return self._read(name) if name else None

    @cached_property
    def _by_hash(self) -> dict[str, str]:
        """The names of all texts by their hash; of equal copies the first."""
        found: dict[str, str] = {}
        for name in self._names:
            if text := self._read(name):
                found.setdefault(text.sha256, name)
        return found

    def _read(self, name: str) -> TextFile | None:
        """A text of the folder; None, and a finding, where it cannot be read."""
        if self._held[0] != name:
            self._held = name, None if name in self._unreadable else self._opened(name)
        return self._held[1]

    def _opened(self, name: str) -> TextFile | None:
        path = self.folder / name
        try:
            return text_file(path)
        except UsageError:
            self._skip(path, 0, f"has more than {LONGEST_FILE} bytes")
        except (OSError, EOFError, zlib.error) as error:
            self._skip(path, 0, f"cannot be read: {getattr(error, 'strerror', None) or error}")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._skip(path, line, f"is not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}")
        return None

    def _skip(self, path: Path, line: int, fault: str) -> None:
        self._unreadable[path.name] = Finding(
            str(path),
            line,
            0,
            "text-unreadable",
            f"The text file {fault}.",
            "It was skipped; spans of its article stay unchecked. Save it as UTF-8 text, or take it away.",
        )
