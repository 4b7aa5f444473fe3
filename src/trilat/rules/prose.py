"""Rules on words: what curators write in their own, and what nobody sees."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any

from trilat.findings import Finding, visible
from trilat.models.outline import walk
from trilat.rules.views import Path
from trilat.sheet import Sheet
from trilat.sheets import Sheets

PLACEHOLDERS = frozenset({"todo", "tbd", "tba", "fixme", "xxx", "na", "none", "null", "lorem ipsum"})
"""What stands where something is still to be written, in letters alone."""

_ENOUGH = 2 * max(map(len, PLACEHOLDERS))

MOST_SHARED = 9
"""How many words in a row a curator may share with the text; a name with its title can have as many."""

HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\uffa0"
    "\U000e0000-\U000e007f]|(?<![^\\s\x00-\u02ff])[\u200c\u200d]|[\u200c\u200d](?![^\\s\x00-\u02ff])"
)
"""Characters that show nothing or turn the direction of writing; joiners but between letters of other scripts."""

_ESCAPE = re.compile(r"\\[uUx]")

PROSE = {
    "meetings": ("title",), "statements": ("summary",), "outcomes": ("summary",),
    "people": ("name", "description"), "organizations": ("name",), "offices": ("title",), "places": ("name",),
    "resolutions": ("reason",), "redirects": ("reason",), "distinct": ("reason",),
}
"""The fields in which curators write, by the list that has them."""


def empty_prose(sheets: Sheets) -> Iterator[Finding]:
    """What is to be read has words in it, and is no placeholder.

    Fails:
        statements:
          - {id: remarks, summary: TODO}

    Fails:
        meetings:
          - {id: talks, title: "…"}

    Passes:
        statements:
          - {id: remarks, summary: Calls the round the first in this format.}
    """
    for sheet in sheets.judged:
        for path, text in _prose(sheet):
            if sum(map(str.isalnum, text[:_ENOUGH])) > _ENOUGH // 2:
                continue  # no placeholder is as long
            letters = "".join(c for c in text if c.isalnum() or c == " ").strip().casefold()
            if not letters or letters in PLACEHOLDERS:
                yield sheet.finding(path, f"{visible(text)} says nothing", "write what it is, or leave the field out")


def words_of_the_text(sheets: Sheets) -> Iterator[Finding]:
    """What curators write is in their own words, where the text is at hand to compare.

    Texts are copyrighted: ten words in a row that stand in the article's text may stand in no title, summary or
    comment. Each Han or Kana character counts as half a word.

    Fails:
        # The text: The three envoys met in Busan on Monday to compare notes on what to do about port fees.
        statements:
          - {id: remarks, summary: The three envoys met in Busan on Monday to compare notes.}

    Passes:
        # The text: The three envoys met in Busan on Monday to compare notes on what to do about port fees.
        statements:
          - {id: remarks, summary: The three exchange views on port fees.}
    """
    for sheet in sheets.articles if sheets.texts is not None else ():
        article = sheet.model.article
        copy = sheets.texts.find(article.id, article.text.sha256) if sheets.texts is not None else None
        if copy is not None:
            known = _stretches([token.text for token in copy.tokens])
            remedy = "say it in other words"
            for path, text in _prose(sheet):
                if shared := _most_shared(text, known):
                    yield sheet.finding(path, f"{shared:g} words in a row stand in the article's text", remedy)
            for comment in sheet.comments:
                if shared := _most_shared(comment.text, known):
                    message = f"{shared:g} words in a row stand in the article's text"
                    yield sheet.finding_at(comment.line, comment.column, message, remedy)


def hidden_character(sheets: Sheets) -> Iterator[Finding]:
    r"""No text has characters that show nothing or turn the direction of writing.

    They come along when words are copied from pages, make two names that look alike differ, and can let a line seem to
    say what it does not. Joiners between the letters of scripts that need them, and in emoji, are left alone.

    Fails:
        statements:
          - {id: remarks, summary: "Calls the round the first in this \u200bformat."}

    Passes:
        statements:
          - {id: remarks, summary: Calls the round the first in this format.}
    """
    for sheet in sheets.judged:
        if not _may_hide(sheet.text):
            continue
        for path, _, value in walk(sheet.model):
            if isinstance(value, str) and (found := HIDDEN.search(value)):
                yield sheet.finding(path, *_told(found.group(), value))
        for comment in sheet.comments:
            if found := HIDDEN.search(comment.text):
                yield sheet.finding_at(comment.line, comment.column, *_told(found.group(), comment.text))


@lru_cache(maxsize=1)  # all lines of a .jsonl file share its text
def _may_hide(text: str) -> bool:
    """Whether a file has any such character, or an escape that can stand for one."""
    return _ESCAPE.search(text) is not None or (not text.isascii() and HIDDEN.search(text) is not None)


def _told(character: str, text: str) -> tuple[str, str]:
    name = unicodedata.name(character, "a character without a name")
    return f"{visible(text)} has U+{ord(character):04X} {name}, which nobody sees", "type the words anew"


def _prose(sheet: Sheet) -> Iterator[tuple[Path, str]]:
    """The texts of curators in a file, each with the way to it."""
    model: Any = sheet.model
    for table, fields in PROSE.items():
        if table in type(model).model_fields:
            for place, entry in enumerate(getattr(model, table)):
                for field in fields:
                    if text := getattr(entry, field):
                        yield (table, place, field), text


def _stretches(words: list[str]) -> frozenset[tuple[str, ...]]:
    """Every run of words of a text that is as long as what a curator may just not share."""
    return frozenset(zip(*(words[start:] for start in range(MOST_SHARED + 1)), strict=False))


def _most_shared(text: str, known: frozenset[tuple[str, ...]]) -> float:
    """How many words the longest run has that stands in the text as well; 0 where none is too long."""
    from trilat.evidence.normalise import tokens  # noqa: PLC0415  # few ask for it, and it takes long

    words = [token.text for token in tokens(text)]
    weights = [0.0, *accumulate(map(_weight, words))]
    longest, begin = 0.0, -1
    for start in range(len(words) - MOST_SHARED):
        after = start + MOST_SHARED + 1
        if tuple(words[start:after]) not in known:
            begin = -1
        else:
            begin = start if begin < 0 else begin
            longest = max(longest, weights[after] - weights[begin])
    return longest if longest > MOST_SHARED else 0


def _weight(word: str) -> float:
    return 0.5 if len(word) == 1 and not word.isascii() and unicodedata.category(word) == "Lo" else 1
