"""The largest gap that the broken line leaves: against its definition in exact fractions."""

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, separability
from polyattn.bounds import detection_at_most
from polyattn.bounds.broken_line import profile_at_most

widths = st.sampled_from([1, 2, 3, 10, 1000, 10**6])


def corners(trials, steps):
    """The corners of the line, exactly, from (0, .) to (1, 1)."""

    def tail(least):
        ways = sum(math.comb(trials, x) for x in range(max(least, 0), trials + 1))
        return Fraction(ways, 2**trials)

    return [(tail(k), tail(k - steps)) for k in range(trials + 1, -1, -1)]


def largest(trials, steps, width):
    """The largest gap on the line: at a corner, or between two where its slope is 0."""
    best = mpmath.mpf(0)
    for one, other in pairwise(corners(trials, steps)):
        (low, bottom), (high, top) = (map(fraction, corner) for corner in (one, other))
        slope, places = (top - bottom) / (high - low), [low, high]
        # 1 - p = root (1 - line) where the slope of the gap is 0.
        root = mpmath.root(slope, max(width - 1, 1))
        if width > 1 and slope not in (0, 1):
            place = (root * (1 - bottom + slope * low) - 1) / (root * slope - 1)
            places += [place] if low < place < high else []
        for place in places:
            best = max(best, (1 - place) ** width - (1 - bottom - (place - low) * slope) ** width)
    return best


def fraction(number):
    return mpmath.mpf(number.numerator) / number.denominator


@settings(max_examples=50)
@given(st.integers(1, 40), st.integers(1, 45), widths)
@example(1, 1, 1)
@example(1, 2, 1000)
@example(2, 1, 2)
def test_it_is_the_largest_gap(trials, steps, width):
    with mpmath.workdps(60):
        expected = largest(trials, steps, width)
        found = profile_at_most(trials, steps, width)
        assert expected * (1 - mpmath.mpf(10) ** -15) <= found
        assert found <= min(1, expected * (1 + mpmath.mpf(10) ** -11))


@settings(max_examples=50)
@given(st.integers(1, 10**6), st.integers(1, 100), st.sampled_from([2, 9, 10**6, 10**30, 10**160]))
def test_it_is_at_most_what_the_closed_forms_say(trials, steps, width):
    found = profile_at_most(trials, steps, width)
    by_root = 2 * math.sqrt(2) * steps * math.sqrt(math.log(width) / trials)
    assert found <= min(1.0, by_root) * (1 + 1e-10)
    assert 0 < found <= profile_at_most(trials, steps + 1, width) * (1 + 1e-10)


@pytest.mark.parametrize("trials", [10**5, 10**12])
def test_as_many_neurons_as_there_are_atoms_in_several_worlds(trials):
    rates = [profile_at_most(trials, 1, 10**size) for size in (1, 10, 160)]
    scale = [math.sqrt(size * math.log(10) / trials) for size in (1, 10, 160)]
    assert all(0.9 < rate / one < 1.2 for rate, one in zip(rates, scale, strict=True))
    assert 0 < profile_at_most(trials, 1, 10**400) < 1


@pytest.mark.parametrize("a0", ["0", "0.1"])
@pytest.mark.parametrize(("d", "t"), [(4, 1), (4, 10), (5, 1), (1002, 10**9), (12, 10**11)])
def test_the_exact_law_stays_below_it_at_the_edges(a0, d, t):
    pair = [SelfAttentionData(d, t, a=a, b="0.6", c="0.4") for a in (a0, "0.9")]
    for degree, width in ((Polynomial("0.5"), 1), (Polynomial(1), 2), (Polynomial(12), 10**160)):
        best = separability(*(MaximalPreactivation(data, degree, width) for data in pair)).value
        assert best <= detection_at_most(*pair, degree, width, refined=True) * (1 + 1e-9)


def test_all_counts_together_leave_no_bound():
    assert profile_at_most(3, 4, 5) == 1.0


def test_it_is_a_third_of_the_older_bound():
    older = max(
        256 * (after - before) * math.exp(-255 * before / 8)
        for before, after in ((float(x), float(y)) for x, y in corners(200, 1))
    )
    assert profile_at_most(200, 1, 256) < 0.4 * older
