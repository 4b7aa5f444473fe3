"""How far two codings agree beyond chance, and how much of what either finds both find."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import product
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def alpha(units: Iterable[Sequence[T]], distance: Callable[[T, T], float]) -> float | None:
    """Krippendorff's alpha: 1 where all agree, 0 where they agree as often as chance would, below 0 where less.

    By the coincidence matrix of Krippendorff (2011), "Computing Krippendorff's alpha-reliability", University of
    Pennsylvania; the first two examples are his sections A and B.

    Args:
        units: For each unit the values that its coders gave, in any order; units with fewer than two count for nothing.
        distance: How far two values are apart, 0 for the same and 1 for what has nothing in common: the square of the
            metric in Krippendorff's notation.

    Returns:
        The coefficient, or None where it is not defined: where all values are the same there is no chance to disagree.

    >>> meg, owen = "0100000010", "1110010000"
    >>> round(alpha(zip(meg, owen, strict=True), nominal), 3)
    0.095
    >>> ben, gerry = "aabbdcccedda", "babbbccceddd"
    >>> round(alpha(zip(ben, gerry, strict=True), nominal), 3)
    0.692
    >>> alpha([("a", "a"), ("a", "a")], nominal) is None
    True
    """
    pairs: Counter[tuple[T, T]] = Counter()
    weights: Counter[T] = Counter()
    observed = 0.0
    for values in units:
        if len(values) > 1:
            weights.update(values)
            counted = Counter(values)
            for one, other in product(counted, counted):
                number = counted[one] * (counted[other] - (one == other))
                pairs[one, other] += number
                observed += number * distance(one, other) / (len(values) - 1)
    total = sum(weights.values())
    expected = sum(weights[one] * weights[other] * distance(one, other) for one, other in product(weights, weights))
    return 1 - observed * (total - 1) / expected if expected else None


def nominal(one: Hashable, other: Hashable) -> float:
    """The distance of values that are the same or not.

    >>> nominal("a", "b")
    1.0
    """
    return float(one != other)


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """The distance of sets by Passonneau (2006), "Measuring agreement on set-valued items (MASI)", LREC.

    One less their Jaccard index times 1 where they are equal, 2/3 where one holds the other, 1/3 where they overlap.
    For sets of one member it is the nominal distance. Two empty sets are equal.

    >>> masi(frozenset("a"), frozenset("b")), masi(frozenset("ab"), frozenset("ab"))
    (1.0, 0.0)
    >>> round(masi(frozenset("ab"), frozenset("a")), 4), round(masi(frozenset("ab"), frozenset("bc")), 4)
    (0.6667, 0.8889)
    """
    if one == other:
        return 0.0
    shared = one & other
    monotony = 2 / 3 if shared in (one, other) else 1 / 3
    return 1 - len(shared) / len(one | other) * monotony


def f1(both: int, first_only: int, second_only: int) -> float | None:
    """The share of what either finds that both find, each side weighed alike: the F-measure of van Rijsbergen (1979).

    >>> f1(8, 2, 2)
    0.8
    >>> f1(0, 0, 0) is None
    True
    """
    found = 2 * both + first_only + second_only
    return 2 * both / found if found else None
