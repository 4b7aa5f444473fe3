"""The start of an annotation: what the machine can know of a text before a person reads it."""

import json
import re
import textwrap
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trilat.evidence.normalise import tokens
from trilat.evidence.texts import TextFile
from trilat.models.registries import OrganizationsFile
from trilat.sheets import Sheets
from trilat.versions import SCHEMA_VERSION
from trilat.vocabularies import OrganizationKind

HEAD_LINES = 8
"""How many lines of a text, blank ones aside, headline, byline and date are looked for in."""

LONGEST_HEADLINE = 100
"""Characters; what is longer is a caption or a sentence."""

ABBREVIATION = 3
"""Letters up to which a name must stand as it is written: us is not US."""

NAMED = ("people", "organizations", "offices", "places")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
_DATES = (
    re.compile(r"(?P<year>[12]\d{3})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<year>[12]\d{3})年\s?(?P<month>\d{1,2})月\s?(?P<day>\d{1,2})日"),
    re.compile(r"(?P<year>[12]\d{3})년\s?(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s(?P<name>{_MONTH})\.?,?\s(?P<year>[12]\d{{3}})"),
    re.compile(rf"(?P<name>{_MONTH})\.?\s(?P<day>\d{{1,2}}),?\s(?P<year>[12]\d{{3}})"),
)
_BYLINE = re.compile(r"(?:By|BY|by)\s+(\S.{1,60})")
_KANA = ("HIRAGANA", "KATAKANA")
_SCRIPTS = {"ko": ("HANGUL",), "ja": (*_KANA, "CJK"), "ru": ("CYRILLIC",)}


@dataclass(frozen=True, slots=True)
class Hint:
    """A name of a registry that stands in a text: the entry's id, the words as they stand, and where they first do."""

    table: str
    record: str
    words: str
    start: int
    times: int


def start(copy: TextFile, sheets: Sheets, coder: str, today: date) -> tuple[str, str]:
    """The id of a new article, and its file with all that can be told without reading the text.

    What cannot be told is left to the coder: `trilat validate` names it. Everything told is a guess from the head of
    the text but for the hash, the length and the day of coding.

    Args:
        copy: The text.
        sheets: The dataset, for the names in its registries.
        coder: The coder's short code.
        today: The day of coding.
    """
    found = hints(copy, sheets)
    head = [line.strip() for line in copy.text.splitlines() if line.strip()][:HEAD_LINES]
    byline = next((match[1].split(",")[0] for line in head if (match := _BYLINE.fullmatch(line))), None)
    title = _headline(head, byline)
    published = next(iter(dates("\n".join(head))), None)
    publisher = next((hint.record for hint in found if _is_publisher(hint, sheets)), None)
    record = "-".join([publisher or "unknown", published or "undated", *_slugs(title or copy.path.stem)[:3]])
    lines = [
        f"# yaml-language-server: $schema=../../../schema/{SCHEMA_VERSION}/article.schema.json",
        f"schema_version: {SCHEMA_VERSION}",
        "article:",
        f"  id: {record}",
        f"  title: {json.dumps(title, ensure_ascii=False)}  # as printed: check" if title else "  # title: as printed",
        f"  publisher: {publisher}" if publisher else "  # publisher: left out where the copy does not say",
        *([f"  byline: [{json.dumps(byline, ensure_ascii=False)}]"] if byline else []),
        f"  language: {_language(copy.text)}",
        f"  published: {published or ''}  # the day, or a range such as [2031-03-01..2031-03-04]",
        "  published_basis:  # metadata, dateline, page-stamp or inferred",
        "  source_kind:  # official-document, news-agency, newspaper, broadcaster, aggregator, other or unknown",
        f"  text: {{sha256: {copy.sha256}, characters: {len(copy.text)}, extent: full}}",
        f"  coders: [{coder}]",
        f"  coded_on: {today}",
        *_comments(copy, found),
        "meetings: []",
        "statements: []",
        "outcomes: []",
    ]
    return record, "\n".join(lines) + "\n"


def hints(copy: TextFile, sheets: Sheets) -> list[Hint]:
    """The registries' names in a text, in the order in which they first stand there; longer names before shorter.

    A name is found whatever its case, quotes and dashes, and only as whole words.
    """
    text = copy.tokens
    wanted: dict[str, list[tuple[list[str], str, str, str]]] = defaultdict(list)
    for table, record, name in _names(sheets):
        words = [token.text for token in tokens(name)]
        if words:
            wanted[words[0]].append((words, name, table, record))
    stands: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for place, token in enumerate(text):
        for words, name, table, record in wanted.get(token.text, ()):
            stretch = text[place : place + len(words)]
            begin, end = token.start, stretch[-1].end
            if [one.text for one in stretch] == words and (len(name) > ABBREVIATION or copy.text[begin:end] == name):
                stands[table, record].append((begin, end))
    return sorted((_hint(copy, key, places) for key, places in stands.items()),
                  key=lambda hint: (hint.start, -len(hint.words), hint.table, hint.record))


def dates(text: str) -> list[str]:
    """The days that a text names with their year, as 2031-03-02, in the order in which they stand there.

    >>> dates("Published: March 2, 2031. They met on 1 Mar. 2031, 2031.02.30 is none.")
    ['2031-03-02', '2031-03-01']
    """
    found = sorted((match.start(), match) for pattern in _DATES for match in pattern.finditer(text))
    return list(dict.fromkeys(day for _, match in found if (day := _day(match))))


def _day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = int(parts["month"]) if "month" in parts else 1 + [name[:3] for name in _MONTHS].index(parts["name"][:3])
    try:
        return date(int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:
        return None


def _headline(head: Sequence[str], byline: str | None) -> str | None:
    """The line before the byline, else the longest of several words that does not end as a sentence does."""
    places = [place for place, line in enumerate(head) if byline and _BYLINE.fullmatch(line)]
    if places and places[0] > 0:
        return head[places[0] - 1]
    short = [line for line in head if len(line) < LONGEST_HEADLINE and len(line.split()) > 3]
    return max((line for line in short if line[-1] not in ".:!。"), key=len, default=None)


def _language(text: str) -> str:
    """The language that the script of most letters is for; English for Latin letters, which the coder must check."""
    names = [unicodedata.name(character, "").split(" ")[0] for character in text if character.isalpha()]
    counts = {tag: sum(name in scripts for name in names) for tag, scripts in _SCRIPTS.items()}
    tag = max(counts, key=lambda tag: counts[tag])
    if counts[tag] <= len(names) / 3:
        return "en"
    return "zh" if tag == "ja" and not any(name in _KANA for name in names) else tag


def _slugs(text: str) -> list[str]:
    """The words of a text that an id can hold, short ones aside."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [word for word in re.findall("[a-z0-9]+", plain) if len(word) > 3] or ["article"]


def _is_publisher(hint: Hint, sheets: Sheets) -> bool:
    if hint.table != "organizations":
        return False
    model: OrganizationsFile = sheets.registries["organizations"].model
    return any(one.id == hint.record and one.kind is OrganizationKind.PUBLISHER for one in model.organizations)


def _names(sheets: Sheets) -> Iterator[tuple[str, str, str]]:
    for table in NAMED:
        for entry in getattr(sheets.registries[table].model, table) if table in sheets.registries else ():
            names = [getattr(entry, "name", None), getattr(entry, "title", None), *getattr(entry, "names", ())]
            yield from ((table, entry.id, name) for name in names if name)


def _hint(copy: TextFile, key: tuple[str, str], places: Sequence[tuple[int, int]]) -> Hint:
    begin, end = min(places, key=lambda place: (place[0], -place[1]))
    return Hint(*key, copy.text[begin:end], begin, len({first for first, _ in places}))


def _comments(copy: TextFile, found: Sequence[Hint]) -> Iterator[str]:
    """What may help, for the coder to take out: days, and names with the code point where they first stand."""
    helps = {"days": dates(copy.text)} | {
        table: [f"{hint.record} ({hint.words}, {hint.start})" for hint in found if hint.table == table]
        for table in NAMED
    }
    if any(helps.values()):
        yield "# Found in the text; take these lines out when you are done:"
    for name, items in helps.items():
        if items:
            yield from textwrap.wrap(f"{name}: {', '.join(items)}", 118, initial_indent="#   ",
                                     subsequent_indent="#     ", break_on_hyphens=False)
