"""The canonical layout of annotated articles and registries: one way to write what a file says, comments and all."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile
from typing import Any

from pydantic import BaseModel

from trilat.reading.comments import comments
from trilat.reading.document import Document, Value
from trilat.reading.notes import BLANK, Note, notes_of
from trilat.reading.order import SORTED, Models, by_id, in_order, plan_of
from trilat.reading.scalars import Quoted, is_typed, quoted, scalar
from trilat.reading.text import cut_short
from trilat.reading.yaml import read_yaml

WIDTH = 120
"""How many characters a line has at most that holds a list or mapping in brackets; comments do not count."""

QUOTED = ("quote",)
"""Fields whose text always stands in quotes: it is not the curator's."""

_NOTHING = Note()
_HOLDERS = (dict, list)


def canonical(content: str, document: Document, model: type[BaseModel]) -> str:
    r"""The text of a YAML file in canonical layout.

    It says the same, value by value, and has the same comments. A file that may be cut short, or of which the layout
    could not keep something, is given back as it is.

    Args:
        content: The text of the file.
        document: What was read from it, without findings.
        model: What it shall fit; fields that the model does not know stay behind the others.

    >>> from trilat.models.registries import PlacesFile
    >>> content = "places: [{name: 'Busan', id: busan}]   # one\nschema_version: 1.0.0\n"
    >>> document, _ = read_yaml(content.encode(), "places.yaml")
    >>> print(canonical(content, document, PlacesFile), end="")
    schema_version: 1.0.0
    places:  # one
      - id: busan
        name: Busan
    """
    if cut_short(content, document.file) or is_canonical(content, document.value, model):
        return content
    made = _written(document.value, model, notes_of(content, document))
    if made == content:
        return content
    after, findings = read_yaml(made.encode(errors="surrogatepass"), document.file)
    kept = (
        after is not None and not findings
        and _is_same(in_order(document.value, model), in_order(after.value, model))
        and _texts_of(content, document) == _texts_of(made, after)
    )
    return made if kept else content


def _texts_of(content: str, document: Document) -> Counter[str]:
    """The comments of a file, in whatever order."""
    return Counter(comment.text for comment in comments(document, content))


def is_canonical(content: str, value: Value, model: type[BaseModel]) -> bool:
    """Whether a file is surely in canonical layout, found without looking at what its comments belong to.

    True where, but for comments, every line is as it should be, and every comment stands beside one, or alone on a
    line and as far in as the next. The few that look otherwise need `canonical`.
    """
    if "\r" in content:
        return False
    alone = _written(value, model, _NOTHING)
    if alone == content:
        return True
    lines = iter(alone.split("\n"))
    indents: list[int] = []
    for line in content.split("\n"):
        bare = line.lstrip(" ")
        if bare.startswith("#"):
            if line[-1] in " \t":
                return False
            indents.append(len(line) - len(bare))
            continue
        wanted = next(lines, None)
        if wanted is None or not line.startswith(wanted):
            return False
        rest = line[len(wanted):]
        if rest and (not rest.startswith("  #") or rest[-1] in " \t" or not wanted):
            return False
        if any(indent != len(line) - len(bare) for indent in indents):
            return False
        indents = []
    return not indents and next(lines, None) is None


def canonical_line(document: Document, model: type[BaseModel]) -> str:
    r"""A line of a JSON Lines file in canonical layout: compact, its fields in order.

    >>> from trilat.models.registries import ReleaseFile
    >>> from trilat.reading.json_lines import read_json_lines
    >>> [(document, _)] = read_json_lines(b'{"version": "0.1.0", "schema_version": "1.0.0"}\n', "a.jsonl")
    >>> canonical_line(document, ReleaseFile)
    '{"schema_version":"1.0.0","version":"0.1.0"}'
    """
    return _json(document.value, (model,))


def _json(value: Value, models: Models) -> str:
    match value:
        case dict():
            fields = plan_of(models, tuple(value)).fields
            return "{" + ",".join(f"{quoted(name)}:{_json(value[name], inner)}" for name, _, inner in fields) + "}"
        case list():
            return "[" + ",".join(_json(item, models) for item in value) + "]"
        case str():
            return quoted(value)
    return json.dumps(value)


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are read as the same: a number or truth value without quotes is not the same in quotes."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other and (type(one) is type(other) or (isinstance(one, str) and not is_typed(one)))


def _written(value: Value, model: type[BaseModel], notes: Note) -> str:
    """A whole file."""
    writer = _Writer(model in SORTED)
    writer.comments(_trimmed(notes.above), 0)
    if isinstance(value, dict) and value:
        writer.mapping(value, (model,), notes, "", 0)
    else:
        writer.line("{}", notes.beside)
        writer.comments(notes.after, 0)
    return "\n".join([*_trimmed(writer.lines), ""])


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the blank ones that they begin with."""
    return list(dropwhile(lambda line: line == BLANK, lines)) if lines and lines[0] == BLANK else lines


class _Writer:
    """The lines of a file, as they grow."""

    def __init__(self, is_sorted: bool) -> None:
        self.lines: list[str] = []
        self.is_sorted = is_sorted

    def comments(self, texts: Sequence[str], column: int) -> None:
        """Comments that stand alone on their lines."""
        self.lines.extend(" " * column + text if text else BLANK for text in texts)

    def line(self, text: str, beside: Sequence[str]) -> None:
        """A line with the comment at its end; where there are several, the others stand above it."""
        if beside:
            self.comments(beside[:-1], _indent(text))
            text = f"{text}  {beside[-1]}"
        self.lines.append(text)

    def mapping(
        self, value: Mapping[str, Value], models: Models, note: Note, lead: str, indent: int,
        beside: Sequence[str] = (),
    ) -> None:
        """The fields of a mapping; `lead` stands before the first, and `beside` are comments at the end of its line."""
        for number, (name, written, of) in enumerate(plan_of(models, tuple(value)).fields):
            inner = note.inside.get(name, _NOTHING)
            start = " " * indent if number else lead
            if inner.above:
                self.comments(inner.above if number else _trimmed(inner.above), _indent(start))
            self._value(f"{start}{written}:", " ", _as_typed(name, value[name]), of, inner, indent + 2, beside)
            beside = ()
        self.comments(note.after, indent)

    def _list(
        self, value: list[Value], models: Models, note: Note, lead: str, indent: int, beside: Sequence[str] = ()
    ) -> None:
        """The items of a list, each on a line or more behind a hyphen."""
        for number, place in enumerate(by_id(value) if self.is_sorted and indent == 2 else range(len(value))):
            inner = _lifted(value[place], models, note.inside.get(place, _NOTHING))
            start = (" " * indent if number else lead) + "- "
            if inner.above:
                self.comments(inner.above if number else _trimmed(inner.above), _indent(start))
            self._value(start, "", value[place], models, inner, indent + 2, beside)
            beside = ()
        self.comments(note.after, indent)

    def _value(
        self, head: str, joint: str, value: Value, models: Models, note: Note, indent: int, beside: Sequence[str]
    ) -> None:
        """What stands behind a field's name, or behind the hyphen of an item, where there is no joint."""
        beside = [*beside, *note.beside] if note.beside else beside
        if not isinstance(value, _HOLDERS):
            self.line(f"{head}{joint}{scalar(value)}", beside)
            return
        text, moved = _on_one_line(value, models, note)
        whole = f"{head}{joint}{text}"
        if text is not None and (len(whole) <= WIDTH or not value):
            self.line(whole, [*beside, *moved] if moved else beside)
            return
        write: Any = self.mapping if isinstance(value, dict) else self._list
        if joint:
            self.line(head, beside)
            head, beside = " " * indent, []
        write(value, models, note, head, indent, beside)


def _as_typed(name: str, value: Value) -> Value:
    """A value of a field that always has quotes, as one that was typed in them."""
    return Quoted(value) if name in QUOTED and isinstance(value, str) and not is_typed(value) else value


def _lifted(value: Value, models: Models, note: Note) -> Note:
    """A note on an item of a list, with the comments above its first field or item above the whole."""
    first: str | int
    if not note.inside:
        return note
    if isinstance(value, dict) and value:
        first = plan_of(models, tuple(value)).fields[0].name
    elif isinstance(value, list) and value:
        first = 0
    else:
        return note
    if first not in note.inside:
        return note
    inner = note.inside[first] if isinstance(value, dict) else _lifted(value[0], models, note.inside[first])
    above = [*note.above, *_trimmed(inner.above)] if any(inner.above) else note.above
    return Note(above, note.beside, note.after, {**note.inside, first: replace(inner, above=[])})


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _on_one_line(value: dict[str, Value] | list[Value], models: Models, note: Note) -> tuple[str | None, Sequence[str]]:
    """A list or mapping in one line, and the comments inside it that then stand beside it; None where it takes several.

    What is commented inside takes several lines, but for a single item with a comment at the end of its line.
    """
    if not value:
        return ("{}" if isinstance(value, dict) else "[]"), note.after
    moved: Sequence[str] = ()
    if not note.is_empty_inside:
        first: str | int = next(iter(value)) if isinstance(value, dict) else 0
        only = note.inside.get(first, _NOTHING)
        if len(value) > 1 or note.after or any(only.above) or not only.is_empty_inside:
            return None, ()
        moved = only.beside
    return _in_brackets(value, models), moved


def _in_brackets(value: Value, models: Models) -> str | None:
    """A value in brackets, or None where it is not written so."""
    if isinstance(value, list):
        if any(isinstance(item, _HOLDERS) for item in value):
            return None
        return f"[{', '.join([scalar(item, in_brackets=True) for item in value])}]"  # type: ignore[arg-type]
    if not isinstance(value, dict):
        return scalar(value, in_brackets=True)
    plan = plan_of(models, tuple(value))
    if not plan.in_brackets:
        return None
    texts = []
    for name, written, _ in plan.fields:
        text = _in_brackets(_as_typed(name, value[name]), ())
        if text is None:
            return None
        texts.append(f"{written}: {text}")
    return "{" + ", ".join(texts) + "}"
