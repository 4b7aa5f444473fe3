"""Rules on how files are written, whatever they say."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from trilat.findings import Edit, Finding, Fix, path_text, visible
from trilat.reading.document import Document, Path
from trilat.reading.fixes import replacing
from trilat.reading.layout import canonical, is_canonical
from trilat.sheet import Sheet
from trilat.sheets import ARTICLES, Sheets

AS_MADE = ("second", "reliability")
"""How the names of folders begin that hold readings kept as they were made: to lay them out anew is not ours to do."""


def not_canonical(sheets: Sheets) -> Iterator[Finding]:
    """A YAML file is in the canonical layout.

    Then a change shows in a review as what it is, and two people who write down the same write the same lines. Second
    readings, which are kept as they were made, may have a layout of their own.

    Fails:
        statements:
          - speakers: [jane-doe]
            id: remarks

    Passes:
        statements:
          - id: remarks
            speakers: [jane-doe]
    """
    for sheet in sheets.judged:
        path = PurePosixPath(sheet.file)
        if path.suffix == ".yaml" and not is_as_made(path):
            document, model = sheet.document, type(sheet.model)
            if not is_canonical(document.text, document.value, model):
                after = canonical(document.text, document, model)
                if after != document.text:
                    yield _relaid(sheet, document.text, after)


def is_as_made(path: PurePosixPath) -> bool:
    """Whether a file belongs to a reading that is kept as it was made.

    >>> is_as_made(PurePosixPath("dataset/second/articles/2031/a.yaml")), is_as_made(PurePosixPath("dataset/a.yaml"))
    (True, False)
    """
    folders = path.parts[:-1]
    roots = [folder for folder, inner in pairwise(folders) if inner == ARTICLES] or folders[-1:]
    return any(folder.startswith(AS_MADE) for folder in roots)


def _relaid(sheet: Sheet, before: str, after: str) -> Finding:
    """The finding at the first line that differs, with the edit of the lines from there to the last that does."""
    old, new = before.split("\n"), after.split("\n")
    shorter = min(len(old), len(new))
    same = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    tail = next((number for number in range(shorter - same) if old[-1 - number] != new[-1 - number]), shorter - same)
    start = sum(len(line) + 1 for line in old[:same])
    kept = sum(len(line) + 1 for line in old[len(old) - tail :]) - 1 if tail else 0
    end, new_end = (len(before) - kept, len(after) - kept) if tail else (len(before), len(after))
    edit = Edit(start, end, after[start:new_end])
    wanted = visible(new[same].strip() or "a blank line") if same < len(new) else "the end"
    found = sheet.finding_at(same + 1, 1, f"the canonical layout has here: {wanted}", f"run trilat format {sheet.file}")
    return replace(found, path=path_text(_way(sheet.document, start)), fix=Fix(True, (edit,)))


def _way(document: Document, at: int) -> Path:
    """The way to the first field that ends behind a place in the file, or to the last field."""
    last = next(reversed(document.key_marks))
    return next((path for path, mark in document.key_marks.items() if mark.end > at), last)


def not_normalised(sheets: Sheets) -> Iterator[Finding]:
    r"""Text is in Unicode normal form C, in which each letter is written in one way.

    Two spellings that look the same are two names to a program: an accent can be a character of its own or a part of
    its letter.

    Fails:
        people:
          - {id: rene, name: "Rene\u0301"}

    Passes:
        people:
          - {id: rene, name: "Ren\u00e9"}
    """
    for sheet in sheets.judged:
        if not _is_plain(sheet.text):
            for path, value in _texts(sheet.document.value, ()):
                if not unicodedata.is_normalized("NFC", value):
                    composed = unicodedata.normalize("NFC", value)
                    found = sheet.finding(path, f"{visible(value)} is not in Unicode normal form C",
                                          "run trilat validate --fix")
                    yield replace(found, fix=replacing(sheet.document, {path: composed}, safe=True))


@lru_cache(maxsize=1)  # all lines of a .jsonl file share its text
def _is_plain(text: str) -> bool:
    """Whether a whole file is in normal form C, and has no escapes."""
    return "\\" not in text and (text.isascii() or unicodedata.is_normalized("NFC", text))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*path, step))
