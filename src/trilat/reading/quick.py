"""Values without their places: a quick way through sound files, in front of the strict readers.

What is given here is what the strict reader of the same bytes gives, with no finding. Where anything is out of the
ordinary the answer is None, and the strict reader is asked. Limits that the models hold too (how deep values stand
inside one another, and how large numbers are) are left to them: a value counts only when it fits its model.
"""

import json
import re
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from trilat.models.base import Plain
from trilat.models.outline import fields_set
from trilat.reading.document import DEEPEST, MERGE, MOST_NODES, Value
from trilat.reading.text import LONGEST_LINE
from trilat.reading.yaml import NULLS

_LONGEST_QUICK_LINE = min(LONGEST_LINE, MOST_NODES)
"""Every value of JSON takes a character at least: a line of so many has no more values than may be."""


M = TypeVar("M", bound=BaseModel)

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _OddError(Exception):
    """Something for the strict reader to judge."""


def quick_yaml(text: str) -> Value | None:
    r"""What a YAML file says, or None where the strict reader has to be asked.

    The text's characters must have been judged already.

    >>> quick_yaml("status: NO\n"), quick_yaml("status: &a NO\n")
    ({'status': 'NO'}, None)
    """
    if not text.endswith("\n"):
        return None
    try:
        return _Events(text).document()
    except (yaml.YAMLError, _OddError):
        return None


class _Events:
    """The parser's events of a text, and the values that they make."""

    def __init__(self, text: str) -> None:
        self.next = yaml.CSafeLoader(text).get_event
        self.nodes = 0

    def document(self) -> Value:
        """The value of the only document, which must be a mapping."""
        self.next()
        start = self.next()
        if type(start) is not yaml.DocumentStartEvent or start.version or start.tags:
            raise _OddError
        root = self.next()
        if type(root) is not yaml.MappingStartEvent:
            raise _OddError
        value = self._value(root, 0)
        self.next()
        if type(self.next()) is not yaml.StreamEndEvent:
            raise _OddError
        return value

    def _value(self, event: Any, depth: int) -> Value:
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise _OddError
        if kind is yaml.ScalarEvent:
            text: str = event.value
            if not event.implicit[0]:
                return text
            if text in NULLS:
                raise _OddError
            return Plain(text)
        if depth == DEEPEST:
            raise _OddError
        return self._mapping(depth + 1) if kind is yaml.MappingStartEvent else self._list(depth + 1)

    def _list(self, depth: int) -> Value:
        made = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            made.append(self._value(event, depth))
        self._count(len(made))
        return made

    def _mapping(self, depth: int) -> Value:
        made: dict[str, Value] = {}
        while type(event := self.next()) is yaml.ScalarEvent:
            key: str = event.value
            if event.anchor is not None or event.tag is not None or key in made:
                raise _OddError
            if event.implicit[0] and (key in NULLS or key == MERGE):
                raise _OddError
            made[key] = self._value(self.next(), depth)
        if type(event) is not yaml.MappingEndEvent:
            raise _OddError
        self._count(2 * len(made))
        return made

    def _count(self, items: int) -> None:
        """Count the events of a mapping or list; those that begin a mapping or list within are counted twice."""
        self.nodes += items + 2
        if self.nodes > MOST_NODES:
            raise _OddError


def quick_json(line: str) -> Value | None:
    r"""What a line of a JSON Lines file says, or None where the strict reader has to be asked.

    The line's characters must have been judged already, and it must end with a line break.

    >>> quick_json('{"a": 1}\n'), quick_json('{"a": 1, "a": 2}\n')
    ({'a': 1}, None)
    """
    if len(line) > _LONGEST_QUICK_LINE or "null" in line or ("\\u" in line and _SURROGATE.search(line)):
        return None
    try:
        value = _DECODER.decode(line)
    except (ValueError, RecursionError, _OddError):
        return None
    return value if type(value) is dict else None


def quick_model(line: str, model: type[M]) -> M | None:
    r"""The model that a line of a JSON Lines file gives, or None where it gives none or another reader has to be asked.

    It is parsed without looking for keys that are given twice. There are none where as many fields are set as there are
    quotes with a colon behind them, which every key has: of two of one name only one would be set.

    >>> from trilat.models.registries import ReleaseFile
    >>> line = '{"schema_version": "1.0.0", "version": "1.0.0", "date": "2031-03-01"}\n'
    >>> quick_model(line, ReleaseFile).version, quick_model(line.replace("{", '{"version": "2.0.0", '), ReleaseFile)
    ('1.0.0', None)
    """
    if len(line) > _LONGEST_QUICK_LINE or " :" in line or "\t" in line:
        return None
    try:
        made = model.model_validate_json(line)
    except ValidationError:
        return None
    return made if line.count('":') == fields_set(made) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _OddError
    return made


def _odd(_: str) -> NoReturn:
    raise _OddError


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_odd, parse_constant=_odd)
