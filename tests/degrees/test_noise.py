"""The degrees of self-locks under noise, against the sums that they solve."""

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from polyattn import SelfAttentionData
from polyattn.degrees import lock_degree, noise_window, planted_degree, self_lock_degree
from polyattn.noise import in_noise_window

entry = st.fractions(Fraction(1, 10), 2, max_denominator=10)
noises = st.fractions(Fraction(1, 100), 2, max_denominator=100)
sizes = st.tuples(st.integers(4, 10**5), st.integers(1, 10**8)).filter(lambda x: x != (4, 1))
share = st.fractions(Fraction(1, 100), Fraction(99, 100))


@given(sizes, entry, entry, entry, noises, share)
def test_the_weight_is_met(size, a, b, c, noise, weight):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    assume(weight * data.n > 1)
    for score, found in (
        (data.p, lock_degree(data, noise, weight)),
        (data.q, self_lock_degree(data, noise, weight)),
    ):
        with mpmath.workdps(60):
            s, q, r = (
                mpmath.mpf(x.numerator) / x.denominator for x in (score + noise, data.q, data.r)
            )
            crowd = [
                (data.copies - 1) * (q / s) ** degree + (data.n - data.copies) * (r / s) ** degree
                for degree in (
                    found * (1 - mpmath.mpf(2) ** -52),
                    found * (1 + mpmath.mpf(2) ** -52),
                )
            ]
            odds = mpmath.mpf(weight.denominator - weight.numerator) / weight.numerator
            assert crowd[1] <= odds <= crowd[0]


@given(sizes, entry, entry, entry)
def test_without_noise_it_is_the_clean_degree(size, a, b, c):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    assert lock_degree(data, 0) == planted_degree(data)
    low, high = noise_window(data, 0)
    assert low == planted_degree(data)
    assert high == (self_lock_degree(data, 0) if data.copies == 1 else math.inf)


@given(sizes, entry, entry, entry, noises, st.integers(1, 60))
def test_the_window_holds_the_degrees_that_are_inside(size, a, b, c, noise, degree):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    low, high = noise_window(data, noise)
    assert low < high
    assume(degree not in (low, high))
    assert in_noise_window(data, degree, noise) == (low < degree < high)


@given(sizes, entry, entry, entry, noises, noises)
def test_more_noise_locks_earlier(size, a, b, c, noise, more):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    few, many = noise_window(data, noise), noise_window(data, noise + more)
    assert many[0] <= few[0]
    assert many[1] <= few[1]


@pytest.mark.parametrize("degree", [self_lock_degree, noise_window])
def test_a_degree_beyond_every_float_is_not_taken_for_none(degree):
    data = SelfAttentionData(1002, 10**9, a="0.3", b="0.6", c="0.4")
    with pytest.raises(OverflowError, match=rf"^{degree.__name__}: the degree is beyond every"):
        degree(data, "1e-320")
    # log(t - 1) q / noise, as (1 + x)^B is exp(B x) there
    near = math.log(10**9 - 1) * 0.52 / 1e-300
    assert self_lock_degree(data, "1e-300") == pytest.approx(near, rel=1e-12)


def test_the_edges():
    flat = SelfAttentionData(102, 10, a=0, b="0.6", c="0.4")
    low, high = noise_window(flat, "0.1")
    assert low == high < math.inf
    assert noise_window(flat, 0) == (math.inf, math.inf)
    assert noise_window(SelfAttentionData(4, 1, a=1, b=1, c=1), 1) == (0, 0)
    with pytest.raises(
        ValueError, match=r"^self_lock_degree: no degree gives the weight 0.5; .* 1/10"
    ):
        self_lock_degree(flat, 0)
    with pytest.raises(ValueError, match=r"^noise_window: noise must not be negative"):
        noise_window(flat, -1)
    with pytest.raises(TypeError, match=r"^lock_degree: data must be a SelfAttentionData"):
        lock_degree(3, 1)
