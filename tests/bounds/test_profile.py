"""The profile of detection: its shifts by their formula, its value against sampled noise."""

import re
from math import comb, erf, sqrt

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, Softmax
from polyattn.bounds.profile import profile, profile_shifts
from polyattn.law import MaximalPreactivation, separability

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(1002, 1000, a=a, **PARTS) for a in ("0.1", "0.9")]


def weights(data, degree):
    """f*, G*, u* and w_o in floats, from their definitions."""
    p, q, r = (float(x) ** degree for x in (data.p, data.q, data.r))
    t, others = data.copies, data.d - 3
    planted, plain = p + (t - 1) * q + t * others * r, t * q + t * others * r
    return p / planted, (p + (t - 1) * q) / planted, t * r / planted, t * q / plain


@pytest.mark.parametrize("degree", [3, 4.5, 5, 7])
def test_the_shifts_are_their_formula(degree):
    noise = weights(PAIR[1], degree)[2] * sqrt(999)
    for data, shifts in zip(PAIR, profile_shifts(*PAIR, Polynomial(degree)), strict=True):
        f, own_group, _, w = weights(data, degree)
        leads = [
            (g * own_group + s * float(data.a) / 0.6 * f - w) / noise
            for s in (1, -1)
            for g in (1, -1)
        ]
        # The subtraction loses digits in floats, none in the package.
        assert shifts == pytest.approx([max(x, 0) for x in leads], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("degree", [3, 5, 6])
def test_the_profile_is_the_best_gap_of_samples_of_normal_noise(degree):
    count = 400_000
    noise = np.random.default_rng(9).normal(size=count)
    low, high = (
        np.concatenate([noise + x for x in shifts])
        for shifts in profile_shifts(*PAIR, Polynomial(degree))
    )
    grid = np.linspace(-4, high.max(), 2000)
    below = [np.searchsorted(np.sort(x), grid) / (8 * count) for x in (low, high)]
    # Dvoretzky-Kiefer-Wolfowitz: each of 8 empirical laws is within 0.0045 but for 2e-7; the
    # weights are 1/8 each, and a grid step moves the gap by less than 1e-3.
    assert profile(*PAIR, Polynomial(degree)) == pytest.approx(max(below[0] - below[1]), abs=6e-3)


def test_one_shift_gives_the_line_of_the_book():
    huge = [SelfAttentionData(1002, 10**9, a=a, **PARTS) for a in ("0", "0.3")]
    low, high = profile_shifts(*huge, Polynomial(19))
    assert low == [0.0] * 4
    assert high[1:] == [0.0] * 3
    # 2 Phi(h / 2) - 1 = erf(h / sqrt(8)); the search steps by 1/50 of the noise
    assert profile(*huge, Polynomial(19)) == pytest.approx(erf(high[0] / sqrt(8)) / 8, abs=1e-5)


def test_the_profile_is_near_the_exact_law_and_softmax_has_one():
    laws = [MaximalPreactivation(data, Polynomial(5)) for data in PAIR]
    assert profile(*PAIR, Polynomial(5)) == pytest.approx(separability(*laws).value, abs=0.01)
    assert 0 < profile(*PAIR, Softmax(1)) <= 0.5


def largest_atom(data):
    """The chance of the likeliest number of heads among N coins."""
    count = data.d - 3
    return comb(count, count // 2) / 2**count


@pytest.mark.parametrize(
    ("size", "features", "own", "bias", "degree", "met"),
    [
        ((303, 100), ("0", "0.9"), "0.6", "0.01", "0.8", False),  # the bias is small
        ((303, 100), ("0", "0.9"), "0.6", "0.21", "0.8", True),
        ((1002, 3), ("0", "3"), "1", "0.5", "0.6131", True),
        ((996, 2), ("0", "3"), "1", "0.25", "0.59451", True),
    ],
)
def test_the_profile_is_as_near_as_observed_unless_the_bias_is_small(
    size, features, own, bias, degree, met
):
    pair = [SelfAttentionData(*size, a=a, b=own, c=bias) for a in features]
    kernel = Polynomial(degree)
    weight = weights(pair[1], float(degree))[0]
    exact = separability(*(MaximalPreactivation(x, kernel) for x in pair)).value
    error, atom = abs(exact - profile(*pair, kernel)), largest_atom(pair[1])
    assert weight <= 1 / 50
    assert pair[1].a <= 3 * pair[1].b
    assert (pair[1].b <= 4 * pair[1].c) is met
    if met:
        assert error <= atom / 2 + weight / 10
    else:
        assert error > atom / 2 + weight / 10
        assert error > 3 / 8 * atom  # what had been claimed without a condition on the bias


def test_a_bias_of_twice_the_noise_is_not_enough():
    pair = [SelfAttentionData(20_003, 1, a=a, b=1, c="0.0143") for a in ("0", "3")]
    kernel = Polynomial("0.55")
    assert weights(pair[1], 0.55)[0] <= 1 / 50
    assert float(pair[1].c) * sqrt(20_000) >= 2
    exact = separability(*(MaximalPreactivation(x, kernel) for x in pair)).value
    atom = sqrt(2 / (np.pi * 20_000))  # from above, by Wallis
    assert abs(exact - profile(*pair, kernel)) > 60 * 3 / 8 * atom


def test_a_pair_in_the_wrong_order_is_refused():
    with pytest.raises(ValueError, match=re.escape("profile_shifts: ")):
        profile(*reversed(PAIR), Polynomial(5))
    with pytest.raises(TypeError, match=re.escape("profile_shifts: ")):
        profile_shifts(*PAIR, 5)


def test_shifts_beyond_the_reach_of_floats_are_told_apart():
    pair = [
        SelfAttentionData(4578, 10**9, a=a, b=1, c="0.29619") for a in ("0.0052159", "0.0052166")
    ]
    low, high = profile_shifts(*pair, Polynomial("28.177"))
    assert 1e17 < low[0] < high[0]  # apart by 1e13: the two normal laws do not overlap
    assert profile(*pair, Polynomial("28.177")) == pytest.approx(1 / 8, abs=1e-8)
