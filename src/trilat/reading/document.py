"""From a stream of parser events to a document that knows the place of every value; limits hold before it is built."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from trilat.findings import Finding, path_text, visible
from trilat.models.base import Plain
from trilat.reading.removal import field_removal

DEEPEST = 32
"""How many mappings and lists may stand inside one another."""

MOST_NODES = 200_000
"""How many scalars, mappings and lists (keys too) one document may have."""

Path: TypeAlias = tuple[str | int, ...]
Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = dict[str, "Value"] | list["Value"] | Scalar


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a node in a file.

    `line` and `column` count from 1, in code points; `start` and `end` are offsets in code points of the decoded text
    of the whole file, line ends as they are.
    """

    line: int
    column: int
    start: int
    end: int


def end_column(mark: Mark, value: Value | None) -> int:
    """The column behind a single value that surely stands on one line, else 0.

    A mark does not say how many lines it spans. A text is on one where it is written in as many characters as it has,
    quotes aside: what runs on in a next line is indented there, and written longer.

    >>> end_column(Mark(1, 9, 8, 10), Plain("NO")), end_column(Mark(1, 9, 8, 17), Plain("two words"))
    (11, 18)
    >>> end_column(Mark(1, 9, 8, 19), Plain("two words"))  # over two lines
    0
    """
    written = mark.end - mark.start
    match value:
        case str():
            quotes = 0 if isinstance(value, Plain) else 2
            return mark.column + written if written == len(value) + quotes and "\n" not in value else 0
        case bool() | int() | float():
            return mark.column + written
    return 0


class Places(NamedTuple):
    """Where a document says what it says.

    `marks` holds the place of every value by its path (the root's is ``()``), `key_marks` that of every key by the
    path of its value.
    """

    marks: dict[Path, Mark]
    key_marks: dict[Path, Mark]


@dataclass(frozen=True)
class Document:
    """What a YAML file or a line of a .jsonl file says, and where it says so.

    `value` is made of plain dicts, lists and scalars; a YAML scalar without quotes is a `Plain`. `text` is that of the
    whole file, into which the marks point. `find` gives the places when they are first asked for: most files are
    sound, and nobody asks where their values stand.
    """

    file: str
    value: Value
    text: str = field(repr=False, compare=False)
    find: Callable[[], Places] = field(repr=False, compare=False)

    @cached_property
    def places(self) -> Places:
        """The place of everything that the document says."""
        return self.find()

    @property
    def marks(self) -> dict[Path, Mark]:
        """The place of every value by its path."""
        return self.places.marks

    @property
    def key_marks(self) -> dict[Path, Mark]:
        """The place of every field's name by the path of its value."""
        return self.places.key_marks

    def locate(self, path: Path) -> Mark:
        """The place of the value at `path`, or of the deepest value on the way to it that there is."""
        marks = self.marks
        while path not in marks:
            path = path[:-1]
        return marks[path]

    def end(self, path: Path) -> tuple[int, int]:
        """Line and column behind the value at `path` where it is a single one on one line; else 0 and 0."""
        if path not in self.marks:
            return 0, 0
        column = end_column(self.marks[path], value_at(self.value, path))
        return (self.marks[path].line if column else 0), column


def value_at(value: Any, path: Path) -> Any:
    """What stands at `path` in a value of dicts and lists.

    >>> value_at({"meetings": [{"id": "talks"}]}, ("meetings", 0, "id"))
    'talks'
    """
    for step in path:
        value = value[step]
    return value


class Kind(Enum):
    """What a parser meets."""

    SCALAR = "a single value"
    MAPPING = "a mapping"
    LIST = "a list"
    CLOSE = "the end of a mapping or list"


class Refusal(NamedTuple):
    """Why a node is refused: the parts of a finding that do not depend on its place."""

    rule: str
    message: str
    help: str = ""


MERGE = "<<"
"""The key by which YAML merges mappings."""

EMPTY = Refusal("empty-file", "the file has no content")


class Event(NamedTuple):
    """One step of a parser. Of the mark of a CLOSE only its end counts; a scalar of value None is left out."""

    kind: Kind
    mark: Mark
    value: Scalar | None = None
    refusals: tuple[Refusal, ...] = ()


class UnreadableError(Exception):
    """Ends the reading of one document. Parsers raise it, `build` makes it a finding; it goes no further."""

    def __init__(self, mark: Mark, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.mark, self.refusal = mark, refusal


class _Reading(NamedTuple):
    """What grows while a document is read."""

    file: str
    marks: dict[Path, Mark]
    key_marks: dict[Path, Mark]
    findings: list[Finding]
    text: str

    def refuse(self, refusal: Refusal, mark: Mark, path: Path = ()) -> None:
        rule, message, remedy = refusal
        self.findings.append(Finding(self.file, mark.line, mark.column, rule, message, remedy, path_text(path)))

    def aside(self) -> "_Reading":
        """A reading that tells of faults and is otherwise thrown away."""
        return self._replace(marks={}, key_marks={})


def build(events: Iterable[Event], file: str, text: str) -> tuple[Document | None, list[Finding]]:
    """Build a document from the events of one, in a file of this text.

    Nulls, aliases and all but the first of duplicate keys are refused and left out, so that the rest can still be
    checked; where there is any finding the document must be refused. It is None where nothing could be built.
    """
    reading = _Reading(file, {}, {}, [], text)
    limited = _limited(events)
    try:
        root = next(limited)
        value = _value(root, (), limited, reading)
        deque(limited, maxlen=0)  # whatever stands behind the root is a fault, which its parser raises
    except UnreadableError as fault:
        reading.refuse(fault.refusal, fault.mark)
        return None, reading.findings
    if value is None:
        return None, reading.findings
    if root.kind is not Kind.MAPPING:
        refusal = Refusal("not-a-mapping", f"the document is {root.kind.value}; its top level must name fields")
        reading.refuse(refusal, root.mark)
        return None, reading.findings
    places = Places(reading.marks, reading.key_marks)
    return Document(file, value, text, lambda: places), reading.findings


def _limited(events: Iterable[Event]) -> Iterator[Event]:
    """The same events as long as they are neither too many nor too deep."""
    depth = 0
    for number, event in enumerate(events):
        if event.kind is Kind.CLOSE:
            depth -= 1
        elif event.kind is not Kind.SCALAR:
            depth += 1
        if depth > DEEPEST:
            raise UnreadableError(event.mark, Refusal("too-deep", f"more than {DEEPEST} levels inside one another"))
        if number > MOST_NODES:
            raise UnreadableError(event.mark, Refusal("too-large", f"more than {MOST_NODES} values in one document"))
        yield event


def _value(event: Event, path: Path, events: Iterator[Event], reading: _Reading) -> Value | None:
    for refusal in event.refusals:
        reading.refuse(refusal, event.mark, path)
    if event.kind is Kind.SCALAR:
        if event.value is not None:
            reading.marks[path] = event.mark
        return event.value
    made: dict[str, Value] | list[Value]
    made, end = (_mapping if event.kind is Kind.MAPPING else _list)(path, events, reading)
    reading.marks[path] = replace(event.mark, end=end)
    return made


def _list(path: Path, events: Iterator[Event], reading: _Reading) -> tuple[list[Value], int]:
    made: list[Value] = []
    while (event := next(events)).kind is not Kind.CLOSE:
        value = _value(event, (*path, len(made)), events, reading)
        if value is not None:
            made.append(value)
    return made, event.mark.end


def _mapping(path: Path, events: Iterator[Event], reading: _Reading) -> tuple[dict[str, Value], int]:
    made: dict[str, Value] = {}
    end = 0
    while (event := next(events)).kind is not Kind.CLOSE:
        key = _key(event, path, events, reading)
        if key is None:
            _value(next(events), path, events, reading.aside())
            continue
        inner = (*path, key)
        if inner in reading.key_marks:
            first = reading.key_marks[inner]
            message = f"the field {visible(key)} is already given in line {first.line}, column {first.column}"
            reading.refuse(Refusal("duplicate-key", message, "keep one of the two"), event.mark, inner)
            end = _repeated(event.mark, inner, made, end, events, reading)
            continue
        reading.key_marks[inner] = event.mark
        value = _value(next(events), inner, events, reading)
        if value is not None:
            made[key] = value
            end = reading.marks[inner].end
    return made, event.mark.end


def _repeated(
    key: Mark, path: Path, made: dict[str, Value], previous: int, events: Iterator[Event], reading: _Reading
) -> int:
    """Read a field that was refused because it is given already; where it says the same, it can be taken out.

    `previous` is the end of the value before it; gives the end of its own.
    """
    number, aside = len(reading.findings) - 1, reading.aside()
    value = _value(next(events), path, events, aside)
    if value is None:
        return previous
    end = aside.marks[path].end
    if made.get(str(path[-1])) == value:
        fix = field_removal(reading.text, previous, key.start, end)
        reading.findings[number] = replace(reading.findings[number], fix=fix)
    return end


def _key(event: Event, path: Path, events: Iterator[Event], reading: _Reading) -> str | None:
    """The name of a field, or None where it is refused."""
    if event.kind is not Kind.SCALAR:
        reading.refuse(Refusal("key-not-text", f"the name of a field is {event.kind.value}"), event.mark, path)
        _value(event, path, events, reading.aside())
        return None
    for refusal in event.refusals:
        reading.refuse(refusal, event.mark, path)
    if isinstance(event.value, Plain) and event.value == MERGE:
        refusal = Refusal("yaml-merge-key", "<< merges mappings, which Trilat does not read", "write the fields out")
        reading.refuse(refusal, event.mark, path)
        return None
    return None if event.value is None else str(event.value)
