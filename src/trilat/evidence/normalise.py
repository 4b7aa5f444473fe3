"""The tokens that evidence is compared by, and where each stands in the text as it is.

The normalisation ``trilat-text-1``:

1. Characters that show nothing (Unicode's Default_Ignorable_Code_Point: soft hyphen, zero-width space and joiners, byte
   order mark, variation selectors, directional marks) are left out, so that they neither split nor change a token.
2. The rest is brought to NFKC, case-folded, and brought to NFKC again.
3. A token is a run of letters and numbers with the marks that follow them; each Han or Kana character, the long vowel
   mark among them, is a token of its own. Everything else separates: white space, punctuation, dashes, and apostrophes,
   also where Unicode counts them among the letters (U+02BB to U+02BF).

NFKC never changes for a character that Unicode has assigned, but a Python that knows an older Unicode takes newer
letters for separators.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

NORMALISATION = "trilat-text-1"
"""The name of this normalisation. Another way of cutting texts into tokens gets another name."""

_IGNORED = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_HAN_OR_KANA = re.compile(
    r"[\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    r"\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00016fe3\U0001aff0-\U0001b16f\U00020000-\U0003fffd]"
)
_LETTER_APOSTROPHES = frozenset("\u02bb\u02bc\u02bd\u02be\u02bf")
_TOKEN = re.compile("w[wm]*|hm*")
_LONG_RUN = 50


class Token(NamedTuple):
    """A normalised word, and the stretch of the text that it stands in: code points, end exclusive."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut a text into its tokens, in linear time.

    Starts and ends never decrease. Two tokens overlap only where one character of the text holds parts of both, such
    as ㍿, which is four tokens.

    Args:
        text: Any text, in any Unicode normalisation form, line ends as they are.

    >>> [token.text for token in tokens("The envoys’ ﬁrst talks")]
    ['the', 'envoys', 'first', 'talks']
    >>> tokens("ｿｳﾙで")
    [Token(text='ソ', start=0, end=1), Token(text='ウ', start=1, end=2), Token(text='ル', start=2, end=3), \
Token(text='で', start=3, end=4)]
    """
    folded, starts, ends = normalised(text)
    kinds = "".join(map(_kind, folded))
    found = (match.span() for match in _TOKEN.finditer(kinds))
    return [Token(folded[first:after], starts[first], ends[after - 1]) for first, after in found]


def normalised(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The whole text after steps 1 and 2, and where each of its characters starts and ends in the text as it is.

    >>> folded, starts, ends = normalised("Ａ\u0301b")
    >>> folded, list(starts), list(ends)
    ('áb', [0, 2], [2, 3])
    """
    if text.isascii():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = _folded(text[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return "".join(pieces), starts, ends


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text that NFKC cannot join across, without the ignored characters at their ends."""
    start = end = 0
    for place, character in enumerate(text):
        bond = _bond(character)
        if bond == "ignored":
            continue
        if bond == "none" or (bond == "jamo" and not _joins(text[start:end], character)):
            if end:
                yield start, end
            start = place
        end = place + 1
    if end:
        yield start, end


@lru_cache(maxsize=1 << 14)
def _bond(character: str) -> str:
    """How a character holds to those before it; a test holds this against every character of Unicode."""
    if _IGNORED.match(character):
        return "ignored"
    first = unicodedata.normalize("NFKD", character)[0]
    if unicodedata.combining(first) or unicodedata.category(first)[0] == "M":
        return "mark"
    return "jamo" if "\u1161" <= first <= "\u1175" or "\u11a8" <= first <= "\u11c2" else "none"


def _joins(cluster: str, jamo: str) -> bool:
    before = _nfkc(_IGNORED.sub("", cluster))
    return _nfkc(before + jamo) != before + _nfkc(jamo)


@lru_cache(maxsize=1 << 12)
def _folded(cluster: str) -> str:
    return _nfkc(_nfkc(_IGNORED.sub("", cluster)).casefold())


def _nfkc(text: str) -> str:
    """NFKC in linear time: on its own, unicodedata sorts a run of marks by insertion, 10^5 of them in minutes."""
    if len(text) > _LONG_RUN:
        apart = [part for character in text for part in unicodedata.normalize("NFKD", character)]
        classes = [unicodedata.combining(part) for part in apart]
        runs = accumulate(not rank for rank in classes)
        text = "".join(part for _, _, part in sorted(zip(runs, classes, apart, strict=True), key=lambda item: item[:2]))
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 14)
def _kind(character: str) -> str:
    """The class of a normalised character: w(ord), h (a token of its own), m(ark) or a space for what separates."""
    if _HAN_OR_KANA.match(character):
        return "h"
    category = unicodedata.category(character)[0]
    if category in "LN" and character not in _LETTER_APOSTROPHES:
        return "w"
    return "m" if category == "M" else " "
