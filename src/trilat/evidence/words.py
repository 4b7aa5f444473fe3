"""The words of a text, cut when they are first asked for, and where stretches of them stand."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, repeat
from operator import add, sub

from trilat.evidence.normalise import Token, cut, words_between
from trilat.hashing import ID_LENGTH, sha256

MOST_WORDS = 2000
"""Tokens that a window can have: a quote has at most so many characters, and longer ones would cost too much."""


def digest(words: Sequence[str]) -> str:
    """The digest of normalised tokens: the start of the SHA-256 of their UTF-8, joined by single spaces.

    No token holds a space, so that no two stretches are joined into the same text.

    >>> digest(["three", "envoys", "met"])
    '9b4b8006d7b69f18'
    """
    return _digest(" ".join(words))


class Words:
    """A text as evidence is held against it.

    What stands at known offsets is read there alone. To look for a stretch, the whole text is cut into its tokens
    once, for all stretches.

    Args:
        text: The text, line ends as they are.

    >>> text = Words("They met. THEY  met!")
    >>> text.where(["they", "met"]), text.places(2, digest(["they", "met"]), length=8)
    ([(0, 8), (10, 19)], [(0, 8), (10, 19)])
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._lengths: dict[int, list[int]] = {}

    @cached_property
    def _cut(self) -> tuple[list[str], list[int], list[int]]:
        return cut(self.text)

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the whole text."""
        return list(map(Token, *self._cut))

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All tokens with a space before, between and behind them, and where the space before each stands."""
        words = self._cut[0]
        return f" {' '.join(words)} ", list(accumulate(map(add, map(len, words), repeat(1)), initial=0))

    def stand(self, start: int, end: int, words: int, wanted: str) -> bool:
        """Whether so many tokens fill the text from `start` to `end`, and have the wanted digest."""
        found = words_between(self.text, start, end)
        if found is None:
            found = self._between(start, end)
        return len(found) == words > 0 and digest(found) == wanted

    def _between(self, start: int, end: int) -> list[str]:
        """The words that fill a stretch, by the tokens of the whole text."""
        words, starts, ends = self._cut
        first, after = bisect_left(starts, start), bisect_right(ends, end)
        fill = first < after and (starts[first], ends[after - 1]) == (start, end)
        return words[first:after] if fill and self._is_edge(first) and self._is_edge(after) else []

    def places(self, words: int, wanted: str, length: int) -> list[tuple[int, int]]:
        """Where a window of `words` tokens, slid over the text, has the wanted digest: starts and ends in code points.

        Windows as long as the stretch was where it was pinned are tried first, then those that are nearly as long: in
        another copy of a text most stretches are as they were. Once one has the digest, the words are known, and are
        looked for by themselves.

        Args:
            words: The number of tokens.
            wanted: Their digest.
            length: How many code points the stretch has in the copy that was coded; it need not have as many here.
        """
        if not 0 < words <= min(MOST_WORDS, len(self._cut[0])):
            return []
        joined, begins = self._joined
        for first in self._likely(words, length):
            stretch = joined[begins[first] + 1 : begins[first + words]]
            if _digest(stretch) == wanted:
                return self._everywhere(stretch, words)
        return []

    def where(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where these words stand one after the other: starts and ends in code points."""
        return self._everywhere(" ".join(words), len(words)) if words else []

    def _likely(self, words: int, length: int) -> Iterator[int]:
        """The windows of so many tokens by their first, those first that are about as long."""
        _, starts, ends = self._cut
        if words not in self._lengths:
            self._lengths[words] = list(map(sub, ends[words - 1 :], starts))
        lengths = self._lengths[words]
        first = -1
        for _ in range(lengths.count(length)):
            first = lengths.index(length, first + 1)
            yield first
        for first in sorted(range(len(lengths)), key=[abs(one - length) for one in lengths].__getitem__):
            if lengths[first] != length:
                yield first

    def _everywhere(self, stretch: str, words: int) -> list[tuple[int, int]]:
        """Where a stretch of joined tokens stands that cuts no character, such as ㍿, in two."""
        (_, starts, ends), (joined, begins) = self._cut, self._joined
        wanted, found = f" {stretch} ", []
        at = joined.find(wanted)
        while at >= 0:
            first = bisect_left(begins, at)
            if self._is_edge(first) and self._is_edge(first + words):
                found.append((starts[first], ends[first + words - 1]))
            at = joined.find(wanted, at + 1)
        return found

    def _is_edge(self, index: int) -> bool:
        """Whether a stretch can begin or end before a token: not inside one character that is several."""
        _, starts, ends = self._cut
        return index in (0, len(starts)) or ends[index - 1] <= starts[index]


def _digest(joined: str) -> str:
    return sha256(joined.encode())[:ID_LENGTH]
