"""From the bytes of a file to models: quickly where all is well, and else with every fault at its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ValidationError

from trilat.findings import Finding, Severity
from trilat.reading.document import Document, Value
from trilat.reading.quick import quick_json, quick_model, quick_yaml
from trilat.reading.shape import shape
from trilat.reading.text import decode, wrong_characters
from trilat.reading.yaml import read_yaml

if TYPE_CHECKING:
    from trilat.reading.json_lines import Line

Strictly = tuple[Document | None, list[Finding]]


@dataclass(frozen=True)
class Read:
    """A file, or a line of one: the model that it gives, or what is wrong with it, and the text of the file.

    The model is None where any finding is an error. `find` gives the document behind it, which few ask for.
    """

    model: Any
    findings: list[Finding]
    text: str = field(default="", repr=False)
    find: Callable[[], Document | None] = field(default=lambda: None, repr=False)

    @cached_property
    def document(self) -> Document | None:
        """What the file or line says, and where; None where it could not be read."""
        return self.find()


class Piece(NamedTuple):
    """A file, or a line of one, that can be read at any time, and again: how many characters it has, and how."""

    size: int
    read: Callable[[type[BaseModel]], Read]


def read(data: bytes, file: str, model: type[BaseModel], *, lines: bool) -> Iterator[Read]:
    r"""Read a YAML file, or with `lines` each line of a JSON Lines file; `file` is the name for findings.

    >>> from trilat.models.registries import ReleaseFile
    >>> [one] = read(b"schema_version: 1.0.0\nversion: 1.0.0\ndate: 2031-03-01\n", "release.yaml", ReleaseFile,
    ...              lines=False)
    >>> one.model.version, one.document.locate(("version",)).line
    ('1.0.0', 2)
    """
    return (piece.read(model) for piece in pieces(data, file, lines=lines))


def pieces(data: bytes, file: str, *, lines: bool) -> Iterator[Piece]:
    """The file, or with `lines` each of its lines, unread."""
    if not lines:
        yield Piece(len(data), partial(_read_file, data, file))
        return
    from trilat.reading.json_lines import unreadable  # noqa: PLC0415  # what few files need is not loaded for one

    finding = unreadable(data, file)
    if finding is not None:
        yield refused(finding)
        return
    yield from line_pieces(data, file)


def refused(finding: Finding) -> Piece:
    """What stands for a file, or for a part of one, that cannot be read for a reason that is known."""
    return Piece(0, lambda _: Read(None, [finding]))


def line_pieces(data: bytes, file: str, first: int = 1) -> Iterator[Piece]:
    """Whole lines of a file, unread; `first` is the number of the first of them."""
    from trilat.reading.json_lines import lines_of  # noqa: PLC0415  # what few files need is not loaded for one

    for line in lines_of(data, first):
        yield Piece(len(line.text), partial(_read_line, line, file))


def _read_file(data: bytes, file: str, model: type[BaseModel]) -> Read:
    text, findings = decode(data, file)
    if text is None:
        return Read(None, findings)
    return _read(quick_yaml(text), text, partial(read_yaml, data, file), file, model)


def _read_line(line: Line, file: str, model: type[BaseModel]) -> Read:
    from trilat.reading.json_lines import read_line  # noqa: PLC0415  # what few files need is not loaded for one

    strictly = partial(read_line, line, file)
    sound = line.text.endswith("\n") and not wrong_characters(line.text, "")
    if sound and (made := quick_model(line.text, model)) is not None:
        return Read(made, [], line.whole, partial(_document, strictly))
    return _read(quick_json(line.text) if sound else None, line.whole, strictly, file, model)


def _read(
    value: Value | None, text: str, strictly: Callable[[], Strictly], file: str, model: type[BaseModel]
) -> Read:
    """Take what was read quickly where it fits the model; else ask the strict reader, which knows why it does not."""
    if value is not None:
        try:
            made = model.model_validate(value)
        except ValidationError:
            pass
        else:
            document = Document(file, value, text, lambda: _document(strictly).places)
            return Read(made, [], text, lambda: document)
    read, findings = strictly()
    if read is None:
        return Read(None, findings, text)
    fitting, misshapen = shape(read, model, findings)
    refused = any(finding.severity is Severity.ERROR for finding in findings)
    return Read(None if refused else fitting, findings + misshapen, text, lambda: read)


def _document(strictly: Callable[[], Strictly]) -> Document:
    document, findings = strictly()
    if document is None:
        raise RuntimeError(f"the quick reader took what the strict one refuses: {findings}")
    return document
