"""The texts that a user holds: a folder of files, matched to articles by their bytes first and by name after."""

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
    """A single file as a text.

    Raises UsageError where the file is too large to be one, OSError and UnicodeDecodeError where it cannot be read.
    """
    if path.stat().st_size > LONGEST_FILE:
        raise UsageError(f"{path}: has more than {LONGEST_FILE} bytes")
    data = path.read_bytes()
    return TextFile(path, data.decode(), sha256(data))


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

    Only regular files right in the folder are read, in the order of their names: symbolic links are not followed,
    pipes and devices not opened, subfolders not entered.

    Args:
        folder: The folder.

    Attributes:
        findings: The files that could not be read as a text, by rule ``text-unreadable``.

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
        self.findings: list[Finding] = []
        self._by_hash: dict[str, TextFile] = {}
        self._by_name: dict[str, TextFile] = {}
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            raise UsageError(f"{folder}: cannot be read as a folder of texts: {error.strerror}") from error
        for path in paths:
            if path.is_file() and not path.is_symlink():
                self._read(path)

    def find(self, article_id: str, text_sha256: str) -> CopyOfText | None:
        """The text of an article: the copy that was coded, else another copy in a file named by the article's id.

        Args:
            article_id: The article's id.
            text_sha256: The SHA-256 of the bytes of the copy that was coded, in 64 hexadecimal digits.
        """
        if coded := self._by_hash.get(text_sha256):
            return CopyOfText(coded, exact=True)
        named = self._by_name.get(article_id)
        return CopyOfText(named, exact=False) if named else None

    def _read(self, path: Path) -> None:
        try:
            found = text_file(path)
        except UsageError:
            self._skip(path, 0, f"has more than {LONGEST_FILE} bytes")
        except OSError as error:
            self._skip(path, 0, f"cannot be read: {error.strerror}")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._skip(path, line, f"is not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}")
        else:
            self._by_hash.setdefault(found.sha256, found)
            self._by_name.setdefault(path.stem, found)

    def _skip(self, path: Path, line: int, fault: str) -> None:
        self.findings.append(
            Finding(
                str(path),
                line,
                0,
                "text-unreadable",
                f"The text file {fault}.",
                "It was skipped; spans of its article stay unchecked. Save it as UTF-8 text, or take it away.",
            )
        )
