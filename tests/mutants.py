"""Mutants of sound files, made alike from the same seed: what a file says, how it is written, and its bytes changed."""

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from trilat.models.base import Plain
from trilat.reading.yaml import read_yaml


class Fields(list[tuple[str, Any]]):
    """A mapping as it is written: a field may stand there twice."""


class Adorned(NamedTuple):
    """A value with a tag or an anchor before it."""

    before: str
    value: Any


class Raw(str):
    """What is written as it stands."""

    __slots__ = ()


def nested(depth: int, in_lists: bool) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value] if in_lists else Fields([("a", value)])
    return value


DATES = [
    "2031-02-28", "2031-02-29", "2032-02-29", "2031-02-30", "2031-13-01", "2031-00-10", "2031-04-31", "1000-01-01",
    "0999-12-31", "2999-12-31", "9999-12-31", "1000", "2031", "2031-03-XX", "2031-XX", "2031-3-8", "2031-03-08?",
    "2031-03-08~", "[2031-03-08..2031-03-01]", "[2031-03-08..2031-03-08]", "[..2031-03-08]", "[2031-03-08..]", "[..]",
    "2031-03-08/2031-03-07", "2031-03-08/2031-03-08", "2031-03-08/", "/2031-03-08", "2031-03-08/..", "2031-03-08T10:00",
    "2031-03-08\n", " 2031-03-08", "٢٠٣١-٠٣-٠٨", "２０３１-03-08", "2031-W10-1", "-2031-03-08", "1714521600",
    "[1000-01-01..2999-12-31]", "2031-21", "20310308", "[2031-02-28..2031-02-29]",
]
NUMBERS = [
    "0", "-1", "-0", "1", "2", "3", "00", "012", "1_000", "1e3", "1.0", "1.5", ".5", "0x1f", "0o17", "22:22", ".nan",
    ".inf", "-.inf", "NaN", "9007199254740991", "9007199254740992", "9" * 15, "9" * 16, "9" * 40, "9" * 41,
    "1" + "0" * 400, "9" * 5000, "1e400", "99999999999999999999999999999", "٣", "²", "1 000",
]
WORDS = [
    "", " ", "~", "null", "Null", "yes", "NO", "on", "true", "false", "True", "<<", "=", "*a", "&a", "!!str", "- a",
    "? a", "a: b", "a #b", "#", "%", "@", "`", "[", "{", "]", "}", ",", "'", '"', "|", ">", "---", "...", "\\",
    "\\u0000", "org:", "org:eu", "org:no-such-body", "author", "analysts", "unattributed", "busan~", "busan",
    "jane-doe", "Jane Doe", "JANE-DOE", "us-jp-kr-envoys-2031-1", "us-jp-kr-envoys-2031-1.pact", "busan-round-2031",
    "US", "us", "USA", "XX", "UK", "PT1H", "P0D", "PT90M~", "../../etc/passwd", "/etc/passwd", "con", "nul.yaml",
    "a" * 300, "a-" * 60, "-a", "a--b", "a.b.c", "https://example.org/", "javascript:alert(1)",
    "https://example.org/\u202e", "=1+1", "@SUM(A1)", "+1", "<script>", "]]>", "::error::x", "%0A", "[red]", "[/x]",
    "\x1b[31m", "x" * 2001, "한" * 500, "w " * 800,
]
TRICKS = [
    "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u0301", "\u0345", "\u1100\u1161", "\u3000", "\u00a0",
    "\u2028", "\x85", "\x00", "\x1b", "\x7f", "\ud800", "\udfff", "\ufffe", "\U0010ffff", "\U0001f600", "ﷺ", "ẞ", "İ",
    "ſ", "Ａ", "а", "́" * 60, "\t", "\n", "\r", "\r\n",
]
STRUCTURES: list[Any] = [
    [], Fields(), [[]], [Fields()], True, False, Raw("null"), Raw(""), Raw("~"), Raw("*a"), Raw("<<: *a"), Raw("[a"),
    Raw("{a: b"), Raw("'a"), Raw("? [a]\n: b"), Raw("|\n  a\n b"), Raw(">-\n\n\n a"), Raw('"\\ud800"'), Raw('"\\x41"'),
    Raw("a b: c: d"), nested(5, True), nested(5, False), nested(31, True), nested(40, False), ["a"] * 50,
    [Plain("US")] * 3, [Plain("1"), Plain("2")], [Plain("5"), Plain("1")], [Plain("-1"), Plain("4")],
    [Plain("9" * 30), Plain("0")], Fields([("a", "b"), ("a", "b")]), Fields([("", "b")]), Fields([("<<", Raw("*a"))]),
    Fields([("quote", "three envoys met")]), Fields([("kind", "split"), ("into", [])]), Fields([("<span>", "x")]),
]
HUGE: list[Callable[[], Any]] = [
    lambda: "x" * 100_000, lambda: Plain("9" * 100_000), lambda: Raw("[" * 3000 + "x" + "]" * 3000),
    lambda: [Plain("US")] * 5000, lambda: [f"n{number}" for number in range(5000)],
    lambda: Fields([(f"f{number}", "x") for number in range(2000)]), lambda: "á" * 20_000, lambda: "a\u0301" * 20_000,
    lambda: "\u200b" * 20_000, lambda: "a " * 20_000, lambda: "-" * 50_000, lambda: "a-" * 30_000 + "!",
    lambda: "[" * 50_000, lambda: Raw("[" * 50_000), lambda: Raw("- " * 20_000), lambda: "\u0344" * 10_000,
    lambda: Raw("'" * 30_000),
]
ADORNMENTS = [
    "!!str ", "!!int ", "! ", "!a ", "!!python/object:os.system ", "!!binary ", "&a ", "&a !!str ", "!!set ", "!!null ",
]
COMMENTS = [
    "# trilat: ignore[unused-entry] as was agreed", "# trilat: ignore-file[likely-duplicate] they are two", "# why",
    "# trilat: ignore[no-such-rule] reason", "# trilat: ignore[bad-form] reason", "# trilat: ignore[unused-entry]",
    "# trilat: ignore[] reason", "# trilat:ignore", "# trilat: ignore[not-canonical,unused-entry] both", "#",
    "# trilat: ignore-file[not-canonical, statement-after-article,] x", "# \u202e", "#\t",
    "# trilat: ignore[" + "a," * 50 + "] x",
]
PIECES = [
    b"", b"\n", b" ", b"  ", b"    ", b": ", b"- ", b"[", b"]", b"{", b"}", b'"', b"'", b"#", b" #", b",", b"&a ",
    b"*a", b"!!str ", b"null", b"~", b"\t", b"\r", b"\r\n", b"---\n", b"...\n", b"%YAML 1.1\n---\n", b"? ", b"<<: *a\n",
    b"|\n", b">\n", b"\xef\xbb\xbf", b"\x00", b"\xff", b"\xfe", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80",
    b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"\xc2\x85", b"\x1b", b"\x7f", b"\xe2\x80\xae", b"\xcc\x81", b"\\",
    b"\\u0000", b"\\ud83d", b"1e999", b"NaN", b"99999999999999999999",
]


def tree(value: Any) -> Any:
    """A copy of a document's value in which fields can be doubled and given other names."""
    if isinstance(value, dict | Fields):
        fields = value.items() if isinstance(value, dict) else value
        return Fields((name, tree(inner)) for name, inner in fields)
    return [tree(inner) for inner in value] if isinstance(value, list) else value


def read(data: bytes) -> Any:
    """What a sound YAML file says, to be changed."""
    document, findings = read_yaml(data, "a.yaml")
    assert document is not None
    assert not findings
    return tree(document.value)


class Mutants:
    """Mutants of some sound YAML files, without end."""

    def __init__(self, sound: Sequence[bytes], seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # nothing secret
        self.sound = sound
        self.named: dict[str, list[Any]] = {}
        for data in sound:
            for holder, place in slots(read(data)):
                if isinstance(holder, Fields):
                    self.named.setdefault(holder[place][0], []).append(holder[place][1])
        self.others = [value for values in self.named.values() for value in values]

    def made(self, which: int, lines: bool) -> bytes:
        """A mutant of one of the files, as YAML or as a file of JSON Lines."""
        chance = self.chance
        data = self.sound[which]
        if chance.random() < 0.85 or lines:
            value = read(data)
            mild = chance.random() < 0.5  # what still can be read, so that rules judge it
            for _ in range(chance.choice([0, 1, 1, 1, 1, 2, 2, 3, 5])):
                if value:
                    (self.exchange if mild else self.change)(value)
            other = read(chance.choice(self.sound)) if lines and chance.random() < 0.3 else None
            text = as_lines([value] if other is None else [value, other]) if lines else Written(chance).whole(value)
            data = text.encode("utf-8", "surrogatepass")
        if chance.random() < 0.25:
            for _ in range(chance.choice([1, 1, 1, 2, 4])):
                data = self.spoilt(data)
        return data

    def exchange(self, value: Any) -> None:
        """Give one field a value that it has elsewhere or another date, take it or an item out, or double an item."""
        chance = self.chance
        holder, place = chance.choice(list(slots(value)))
        if not isinstance(holder, Fields):
            holder[place:place + 1] = chance.choice([[], [holder[place], chance.choice(holder)]])
            return
        name, old = holder[place]
        values = self.named[name]
        if isinstance(old, str) and re.match(r"\W?[12][0-9]{3}\b", old):
            values = [*map(type(old), DATES)]
        if chance.random() < 0.1:
            del holder[place]
        else:
            holder[place] = (name, tree(chance.choice(values)))

    def change(self, value: Any) -> None:
        """Change one place of a value."""
        chance = self.chance
        holder, place = chance.choice(list(slots(value)))
        name, old = holder[place] if isinstance(holder, Fields) else (None, holder[place])
        put: Any = self.another(name, old)
        match chance.randrange(14):
            case 0:
                del holder[place]
                return
            case 1:
                holder.insert(chance.randrange(len(holder) + 1), holder[place])
                return
            case 2 if name is not None:
                holder[place] = (chance.choice([*self.named, name + "s", name[:-1], name.upper(), *WORDS]), old)
                return
            case 3:
                put = [] if chance.random() < 0.5 else Fields()
            case 4 if isinstance(old, list) and old:
                put = type(old)(list(old) * chance.choice([2, 3, 20]))
            case 5:
                put = [old] if chance.random() < 0.5 else Fields([(chance.choice([*self.named]), old)])
            case 6:
                put = Adorned(chance.choice(ADORNMENTS), old)
            case 7 if isinstance(old, str):
                put = type(old)(self.tricked(old))
            case 8 if isinstance(old, str):
                put = Plain(old) if not isinstance(old, Plain) else str(old)
        holder[place] = put if name is None else (name, put)

    def another(self, name: str | None, old: Any) -> Any:
        """Another value: of the same field, of another field, of another type, at an edge, or very large."""
        chance = self.chance
        match chance.randrange(12):
            case 0 | 1 | 2 if name in self.named:
                return tree(chance.choice(self.named[str(name)]))
            case 3 | 4:
                return tree(chance.choice(self.others))
            case 5 | 6:
                return chance.choice([str, Plain])(chance.choice(DATES))
            case 7:
                return chance.choice([str, Plain])(chance.choice(NUMBERS))
            case 8:
                return tree(chance.choice(STRUCTURES))
            case 9 if chance.random() < 0.05:
                return chance.choice(HUGE)()
            case 10 if isinstance(old, str) and old:
                return type(old)(self.mistyped(old))
        return chance.choice([str, Plain])(chance.choice(WORDS))

    def tricked(self, text: str) -> str:
        """A text with something that Unicode allows and eyes do not see, or in another form."""
        chance = self.chance
        at = chance.randrange(len(text) + 1)
        return chance.choice([
            text[:at] + chance.choice(TRICKS) + text[at:], unicodedata.normalize("NFD", text), text.upper(),
            text.casefold(), text.replace("a", "а"), text[::-1], text + "\u0301", f" {text}", f"{text} ",
            text.replace("-", "‐"), "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        ])

    def mistyped(self, text: str) -> str:
        chance = self.chance
        at = chance.randrange(len(text))
        put = chance.choice(["", text[at] * 2, *"aX9-_ "])
        return text[:at] + put + text[at + 1:]

    def spoilt(self, data: bytes) -> bytes:
        """The bytes with a stretch cut, doubled, moved, flipped or replaced, or their lines shifted."""
        chance = self.chance
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice([0, 0, 1, 2, 8, 40]))
        other = chance.randrange(len(data) + 1)
        match chance.randrange(9):
            case 0:
                return data[:start]
            case 1 if start < len(data):
                return data[:start] + bytes([data[start] ^ 1 << chance.randrange(8)]) + data[start + 1:]
            case 2:
                lines = data.split(b"\n")
                at = chance.randrange(len(lines))
                old = lines[at]
                lines[at] = chance.choice([b" " + old, b"\t" + old, old.strip(), old[2:], b"  " + old])
                return b"\n".join(lines)
            case 3:
                lines = data.split(b"\n")
                at = chance.randrange(len(lines))
                lines.insert(at, chance.choice([chance.choice(COMMENTS).encode(), chance.choice(lines)]))
                return b"\n".join(lines)
            case 4 if chance.random() < 0.3:
                return data.replace(b"\n", b"\r\n")
            case 5 if chance.random() < 0.1:
                encoding = chance.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
                return data.decode("utf-8", "replace").encode(encoding)
            case 6 if chance.random() < 0.1:
                return data.decode("utf-8", "replace").encode("latin-1", "replace")
        piece = chance.choice([*PIECES, data[start:end] * 2, data[other:other + 30]])
        return data[:start] + piece + data[end:]


def slots(value: Any) -> Iterator[tuple[Any, int]]:
    """Every place of a value that can hold another one."""
    for place, inner in enumerate(value):
        yield value, place
        held = inner[1] if isinstance(value, Fields) else inner
        if isinstance(held, list):
            yield from slots(held)


NUMBER_OR_TRUTH = re.compile(r"true|false|-?[0-9]+(\.[0-9]+)?(e[0-9]+)?")
PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^\s:#,\[\]{}]| (?! |\Z))*")


class Written:
    """Writes a value as YAML, in any of the styles that there are."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.flow = chance.choice([0.0, 0.0, 0.1, 0.5, 1.0])
        self.odd = chance.choice([0.0, 0.0, 0.0, 0.2])
        self.comments = chance.choice([0.0, 0.0, 0.0, 0.1])

    def whole(self, value: Any) -> str:
        return self.block(value, 0).lstrip("\n") + "\n" if value else "{}\n"

    def block(self, value: Any, depth: int) -> str:
        """A value behind a field's name or a hyphen."""
        if isinstance(value, Adorned):
            return " " + value.before.rstrip() + self.block(value.value, depth)
        if not isinstance(value, list) or not value or depth > 60 or self.chance.random() < self.flow * (depth > 0):
            return " " + self.inline(value, depth)
        spaces = "  " * depth
        parts = []
        for item in value:
            if self.chance.random() < self.comments:
                parts.append(f"\n{spaces}{self.chance.choice(COMMENTS)}")
            head, inner = (f"{self.key(item[0])}:", item[1]) if isinstance(value, Fields) else ("-", item)
            parts.append(f"\n{spaces}{head}{self.block(inner, depth + 1)}")
            if self.chance.random() < self.comments:
                parts.append(f"  {self.chance.choice(COMMENTS)}")
        return "".join(parts)

    def inline(self, value: Any, depth: int = 0) -> str:
        if isinstance(value, Adorned):
            return value.before + self.inline(value.value)
        if isinstance(value, Fields):
            return "{" + ", ".join(f"{self.key(name)}: {self.inline(inner)}" for name, inner in value) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.inline, value)) + "]"
        return self.scalar(value, depth)

    def key(self, name: str) -> str:
        is_plain = PLAIN.fullmatch(name) and self.chance.random() >= self.odd
        return name if is_plain else json.dumps(name, ensure_ascii=False)

    def scalar(self, value: Any, depth: int) -> str:
        if isinstance(value, Raw):
            return str(value)
        if not isinstance(value, str):
            return json.dumps(value)
        if self.chance.random() < self.odd:
            lines = "".join(f"\n{'  ' * depth} {line}" for line in value.split("\n"))
            single = "'" + value.replace("'", "''") + "'"
            return self.chance.choice([single, json.dumps(value), f"|-{lines}", f">{lines}"])
        if isinstance(value, Plain) and PLAIN.fullmatch(value):
            return str(value)
        return json.dumps(value, ensure_ascii=self.chance.random() < 0.3)


def as_lines(values: Sequence[Any]) -> str:
    """Values as lines of JSON."""
    return "".join(f"{in_json(value)}\n" for value in values)


def in_json(value: Any) -> str:
    """A value as JSON, in which numbers and truth values stand without quotes and a field may stand twice."""
    if isinstance(value, Adorned):
        return in_json(value.value)
    if isinstance(value, Fields):
        return "{" + ",".join(f"{json.dumps(name)}:{in_json(inner)}" for name, inner in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(in_json, value)) + "]"
    if isinstance(value, Raw) or (isinstance(value, Plain) and NUMBER_OR_TRUTH.fullmatch(value)):
        return str(value).replace("\n", " ")
    return json.dumps(value, ensure_ascii=False)
