"""YAML files: the part of YAML that is only mappings, lists and text, read as a stream of events."""

from collections.abc import Iterator
from typing import Any

import yaml

from trilat.findings import Finding
from trilat.models.base import Plain
from trilat.reading.document import EMPTY, Document, Event, Kind, Mark, Refusal, UnreadableError, build
from trilat.reading.text import cut_short, decode

_NULL = Refusal(
    "null-value", "the value is empty, which YAML reads as null",
    "leave the field out where the source does not say; put the value in quotes where the word itself is meant",
)
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What YAML reads as null where it stands without quotes."""

_ANCHOR = Refusal("yaml-anchor", "& names a value for use elsewhere, which Trilat does not read", "take the name out")
_ALIAS = Refusal("yaml-alias", "* repeats another value, which Trilat does not read", "write the value out")
_TAG = Refusal("yaml-tag", "! gives the value a type, but the schema alone types values", "take the tag out")
_DIRECTIVE = Refusal("yaml-directive", "% gives instructions to the parser, which Trilat does not read", "take it out")
_SEVERAL = Refusal("several-documents", "a second document begins here", "put each document in a file of its own")


def read_yaml(data: bytes, file: str) -> tuple[Document | None, list[Finding]]:
    r"""Read a YAML file; `file` is the name for findings.

    Any finding refuses the file. The document is given beside findings where its other values can still be checked.

    >>> document, findings = read_yaml(b"status: NO\n", "a.yaml")
    >>> document.value, document.marks[("status",)].column
    ({'status': 'NO'}, 9)
    """
    text, findings = decode(data, file)
    if text is None:
        return None, findings
    document, findings = build(_events(text), file, text)
    return document, findings + cut_short(text, file)


def _events(text: str) -> Iterator[Event]:
    open_flows: list[bool] = []
    content_end = 0  # a block mapping or list ends where its last value does; libyaml gives where the next node begins
    for event in _parsed(text):
        match event:
            case yaml.ScalarEvent() | yaml.AliasEvent():
                made = _scalar(event, text)
                content_end = made.mark.end
                yield made
            case yaml.CollectionStartEvent():
                open_flows.append(bool(event.flow_style))
                kind = Kind.MAPPING if isinstance(event, yaml.MappingStartEvent) else Kind.LIST
                yield Event(kind, _mark(event, text), None, _adorned(event))
            case yaml.CollectionEndEvent():
                if open_flows.pop():
                    content_end = _mark(event, text).end
                yield Event(Kind.CLOSE, Mark(0, 0, content_end, content_end))


def _parsed(text: str) -> Iterator[yaml.Event]:
    """The parser's events of a text with exactly one document."""
    documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise UnreadableError(_mark(event, text), _SEVERAL)
                if event.version or event.tags:
                    raise UnreadableError(_mark(event, text), _DIRECTIVE)
            yield event
    except yaml.YAMLError as error:
        raise _syntax(error, text) from None
    if not documents:
        raise UnreadableError(Mark(0, 0, 0, 0), EMPTY)


def _scalar(event: yaml.ScalarEvent | yaml.AliasEvent, text: str) -> Event:
    mark = _mark(event, text)
    if isinstance(event, yaml.AliasEvent):
        return Event(Kind.SCALAR, mark, None, (_ALIAS,))
    adorned = _adorned(event)
    if event.implicit[0] and not event.tag:
        if event.value in NULLS:
            return Event(Kind.SCALAR, mark, None, (*adorned, _NULL))
        return Event(Kind.SCALAR, mark, Plain(event.value), adorned)
    if event.style in ("|", ">"):
        # libyaml ends a block scalar where the next node begins
        end = mark.start + len(text[mark.start : mark.end].rstrip(" \t\r\n"))
        mark = Mark(mark.line, mark.column, mark.start, end)
    return Event(Kind.SCALAR, mark, event.value, adorned)


def _adorned(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> tuple[Refusal, ...]:
    """What is refused of a node whatever its value."""
    anchored = (_ANCHOR,) if event.anchor is not None else ()
    return (*anchored, _TAG) if event.tag is not None else anchored


def _mark(event: Any, text: str) -> Mark:
    return Mark(*_place(event.start_mark, text), event.start_mark.index, event.end_mark.index)


def _place(mark: Any, text: str) -> tuple[int, int]:
    """Line and column from 1. At the end of the text libyaml counts a line that is not there."""
    if mark.index >= len(text):
        return text.count("\n") + 1, len(text) - text.rfind("\n")
    return mark.line + 1, mark.column + 1


def _syntax(error: yaml.YAMLError, text: str) -> UnreadableError:
    """What the parser could not read."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return UnreadableError(Mark(0, 0, 0, 0), Refusal("yaml-syntax", str(error)))
    place = error.problem_mark
    message = error.problem or "not YAML"
    if error.context and error.context_mark:
        message += f" {error.context} that begins in line {error.context_mark.line + 1}"
        if place.index >= len(text):
            place = error.context_mark  # what is open, rather than the end of the file where it is missed
    mark = Mark(*_place(place, text), place.index, place.index)
    tab = text[mark.start : mark.start + 1] == "\t"
    remedy = "use spaces, not tabs" if tab else "put text that has : # or quotes in it in quotes"
    return UnreadableError(mark, Refusal("yaml-syntax", message, remedy))
