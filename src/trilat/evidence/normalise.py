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
from operator import add, sub
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
_WORD = re.compile(r"[^\W_]+")
_LONG_RUN = 50
_ODD = "\0"


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
    return list(map(Token, *cut(text)))


def cut(text: str) -> tuple[list[str], list[int], list[int]]:
    """The tokens of a text, by what they are made of: their words, where they start, and where they end.

    >>> cut("They met.")
    (['they', 'met'], [0, 5], [4, 8])
    """
    folded, starts, ends = normalised(text)
    if all(map(_is_simple, set(folded))):  # few characters, each of them often
        words, gaps = _WORD.findall(folded), _WORD.split(folded)
        lengths = list(map(len, words))
        afters = list(accumulate(map(add, map(len, gaps), lengths)))
        firsts = list(map(sub, afters, lengths))
    else:
        spans = [match.span() for match in _TOKEN.finditer("".join(map(_kind, folded)))]
        words = [folded[first:after] for first, after in spans]
        firsts, afters = [first for first, _ in spans], [after for _, after in spans]
    if isinstance(starts, range):
        return words, firsts, afters
    return words, [starts[first] for first in firsts], [ends[after - 1] for after in afters]


def words_between(text: str, start: int, end: int) -> list[str] | None:
    """The words of the tokens that fill a stretch of a text from its first character to its last.

    Nothing but the stretch and the characters beside it is looked at.

    Returns:
        No words where no tokens begin and end there; None where only `tokens` of the whole text can tell.

    >>> words_between("On Monday the three envoys met.", 14, 30)
    ['three', 'envoys', 'met']
    >>> words_between("On Monday the three envoys met.", 13, 30)
    []
    """
    if not 0 <= start < end <= len(text):
        return []
    if not (_parts(text, start) and _parts(text, end)):
        return None
    stretch = text[start:end]
    parted = stretch.translate(_PARTED)
    if _ODD in parted:
        found = tokens(stretch)
        fill = found and found[0].start == 0 and found[-1].end == len(stretch)
        return [token.text for token in found] if fill else []
    if _PARTED[ord(stretch[0])].isspace() or _PARTED[ord(stretch[-1])].isspace():
        return []
    return parted.split()


def _parts(text: str, place: int) -> bool:
    """Whether no token goes across a place in a text, nor any cluster, as far as two characters tell."""
    if place in (0, len(text)):
        return True
    after = _PARTED[ord(text[place])]
    if after[0] == " ":
        return True
    before = _PARTED[ord(text[place - 1])]
    return after != _ODD and before[-1] == " "


class _Parted(dict[int, str]):
    """What each character alone becomes, by its code point: the words in it, parted by spaces.

    A space stands at an end where no letter of a neighbour can join. A character that itself can join those before it,
    or that bears marks, is odd.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = _ODD
        if _bond(character) == "none":
            folded = _folded(character)
            kinds = "".join(map(_kind, folded))
            if "m" not in kinds:
                shown = {"w": "{}", "h": " {} ", " ": " "}
                self[code] = "".join(shown[kind].format(part) for kind, part in zip(kinds, folded, strict=True))
        return self[code]


_PARTED = _Parted()


def normalised(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The whole text after steps 1 and 2, and where each of its characters starts and ends in the text as it is.

    >>> folded, starts, ends = normalised("Ａ\u0301b")
    >>> folded, list(starts), list(ends)
    ('áb', [0, 2], [2, 3])
    """
    if text.isascii():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    alone = {character: _alone(character) for character in set(text)}
    if all(len(character.casefold()) == 1 and character.casefold() == folded for character, folded in alone.items()):
        return text.casefold(), range(len(text)), range(1, len(text) + 1)
    if None not in alone.values():
        pieces = [alone[character] or "" for character in text]
        starts = [place for place, piece in enumerate(pieces) for _ in piece]
        return "".join(pieces), starts, [place + 1 for place in starts]
    clusters = list(_clusters(text))
    pieces = [_folded(text[start:end]) for start, end in clusters]
    wide = list(zip(clusters, pieces, strict=True))
    return "".join(pieces), [start for (start, _), piece in wide for _ in piece], [
        end for (_, end), piece in wide for _ in piece
    ]


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


@lru_cache(maxsize=1 << 14)
def _alone(character: str) -> str | None:
    """What a character becomes that does not join those before it; None for one that can."""
    return _folded(character) if _bond(character) == "none" else None


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
def _is_simple(character: str) -> bool:
    """Whether a normalised character is a letter or number of a word, or parts words, as regular expressions have it.

    >>> [_is_simple(character) for character in "é. 漢\u0301"]
    [True, True, True, False, False]
    """
    return _kind(character) == ("w" if character.isalnum() else " ")


@lru_cache(maxsize=1 << 14)
def _kind(character: str) -> str:
    """The class of a normalised character: w(ord), h (a token of its own), m(ark) or a space for what separates."""
    if _HAN_OR_KANA.match(character):
        return "h"
    category = unicodedata.category(character)[0]
    if category in "LN" and character not in _LETTER_APOSTROPHES:
        return "w"
    return "m" if category == "M" else " "
