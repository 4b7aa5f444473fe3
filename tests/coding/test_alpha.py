"""Alpha, MASI, F1 and Wilson's interval against examples that their authors published, and what must hold of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilat.coding.alpha import alpha, f1, masi, nominal
from trilat.coding.audit import wilson


def units(*coders: str) -> list[list[str]]:
    """The values of each unit, from a line of values a coder; a star where a coder gave none."""
    return [[value for value in unit if value != "*"] for unit in zip(*map(str.split, coders), strict=True)]


# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", sections A to C.
BINARY = units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL = units("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR_CODERS = units(
    "1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3", "* 3 3 3 2 3 4 2 2 5 1 *", "1 2 3 3 2 4 4 1 2 5 1 *",
)
# The computational example of the English Wikipedia's article on Krippendorff's alpha, three coders and fifteen units.
THREE_CODERS = units(
    "* * * * * 3 4 1 2 1 1 3 3 * 3", "1 * 2 1 3 3 4 3 * * * * * * *", "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)


@pytest.mark.parametrize(("data", "published"), [(BINARY, 0.095), (NOMINAL, 0.692), (FOUR_CODERS, 0.743),
                                                 (THREE_CODERS, 0.691)])
def test_alpha_is_what_its_author_computed(data, published):
    assert alpha(data, nominal) == pytest.approx(published, abs=0.0005)


def test_alpha_takes_any_distance():
    assert alpha(THREE_CODERS, lambda one, other: (int(one) - int(other)) ** 2) == pytest.approx(0.811, abs=0.0005)


@pytest.mark.parametrize(("successes", "trials", "bounds"), [
    (81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718)),
])
def test_the_interval_is_that_of_the_score_method_in_newcombe_1998(successes, trials, bounds):
    assert wilson(successes, trials) == pytest.approx(bounds, abs=0.00005)


VALUES = st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=3), min_size=1, max_size=9)
SETS = st.frozensets(st.sampled_from("abcd"))


@given(VALUES, st.randoms())
def test_alpha_depends_neither_on_the_order_of_units_nor_of_coders(data, random):
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(data, len(data))]
    assert alpha(shuffled, nominal) == pytest.approx(alpha(data, nominal))


@given(VALUES)
def test_alpha_is_one_where_all_coders_agree_and_there_is_something_to_disagree_on(data):
    agreed = [[unit[0]] * len(unit) for unit in data]
    assert alpha(agreed, nominal) == (None if len({unit[0] for unit in agreed}) == 1 else 1)


@given(VALUES)
def test_on_sets_of_one_member_alpha_by_masi_is_alpha_on_the_members(data):
    sets = [[frozenset(value) for value in unit] for unit in data]
    assert alpha(sets, masi) == pytest.approx(alpha(data, nominal))


@given(SETS, SETS)
def test_masi_is_a_symmetric_distance_between_nought_and_one(one, other):
    assert masi(one, other) == masi(other, one)
    assert 0 <= masi(one, other) <= 1
    assert (masi(one, other) == 0) == (one == other)
    assert (masi(one, other) == 1) == (one != other and not one & other)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean_of_the_shares_that_each_finds_of_the_other(both, first, second):
    if both:
        mine, its = both / (both + first), both / (both + second)
        assert f1(both, first, second) == pytest.approx(2 * mine * its / (mine + its))
    else:
        assert f1(both, first, second) in (0, None)
