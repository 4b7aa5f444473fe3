"""Which of many known ids may have been meant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

FEW = 300
"""So many ids are compared one by one; of more, only those that are a slip or two away."""

MANY = 20_000
"""Of more ids none is guessed at: to know their neighbours would take longer than all else."""

LONGEST = 100
"""The longest id, in characters, for which another is guessed."""


class Near:
    """Ids that are known, and which of them are like one that is not.

    >>> Near(["busan", "seoul"]).to("bussan")
    ['busan']
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = sorted(known)

    def to(self, word: str) -> list[str]:
        """Up to three ids that are like a word, the likest first."""
        from difflib import get_close_matches  # noqa: PLC0415  # what few files need is not loaded for one

        if len(word) > LONGEST or len(self.known) > MANY:
            return []
        if len(self.known) <= FEW:
            return get_close_matches(word, self.known, 3)
        neighbours = {one for fragment in _fragments(word) for one in self._by_fragment.get(fragment, ())}
        return get_close_matches(word, sorted(neighbours), 3)

    @cached_property
    def _by_fragment(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.known:
            for fragment in _fragments(word):
                found[fragment].append(word)
        return found


def _fragments(word: str) -> Iterator[str]:
    """A word, and the word without each of its letters: two words that share one are a slip or two apart."""
    yield word
    yield from {word[:place] + word[place + 1 :] for place in range(len(word))}
