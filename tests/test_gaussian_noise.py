"""The event of Gaussian noise against dense matrices of it."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy.stats import binom

from polyattn import SelfAttentionData
from polyattn.noise import gaussian_event

PARTS = {"b": "0.6", "c": "0.4"}
SIZES = [(6, 3), (40, 2), (12, 8)]


def reached(data, sigma, rng):
    """What is largest in one noisy matrix, in the order of the event, without its deviations."""
    A = np.zeros((data.n, data.d))
    A[np.arange(data.n), 1 + np.arange(data.n) % (data.d - 2)] = 0.6
    A[:, -1], A[0, 0] = 0.4, float(data.a)
    E = sigma * rng.normal(size=A.shape)
    off = (A + E) @ (A + E).T - A @ A.T - np.diag([data.d * sigma**2] * data.n)
    return abs(off).max(), np.linalg.norm(E, axis=1).max(), abs(E[:, [0, 1, -1]].sum(axis=1)).max()


@pytest.mark.parametrize(("d", "t"), SIZES)
def test_it_fails_no_more_often_than_it_says(d, t):
    """Each matrix fails with a chance of 1/2 at most: 60 of 80 do by chance once in 10^5 times."""
    data = SelfAttentionData(d, t, a="0.9", **PARTS)
    rng, sigma, failed, nearest = np.random.default_rng(17), 0.05, 0, np.zeros(3)
    event = gaussian_event(data, "0.05", "0.5")
    for _ in range(80):
        parts = np.array(reached(data, sigma, rng)) / (event.scores, event.length, event.entries)
        failed += parts.max() > 1
        nearest = np.maximum(nearest, parts)
    assert binom.sf(59, 80, 0.5) < 1e-5
    assert failed < 60
    assert nearest.min() > 0.4  # nothing is bounded by far too much


def test_it_is_its_formula_rounded_up():
    data = SelfAttentionData(102, 10, a="0.9", **PARTS)
    event = gaussian_event(data, "0.02", "0.1")
    with mpmath.workdps(40):
        x = mpmath.sqrt(2 * mpmath.log(4 * 1000**2 * 10))
        s, p = mpmath.mpf(2) / 100, mpmath.mpf(133) / 100
        expected = (
            x,
            s * x * (2 * mpmath.sqrt(p) + s * mpmath.sqrt(204) + s * x),
            s * (mpmath.sqrt(102) + x),
            2 * s * x,
        )
        found = event.deviations, event.scores, event.length, event.entries
        for value, real in zip(found, expected, strict=True):
            assert real <= mpmath.mpf(value) <= real * (1 + mpmath.mpf(2) ** -52)


def test_scores_come_right_as_d_grows_at_a_fixed_power():
    sizes = [SelfAttentionData(10**k, 50, a="0.9", **PARTS) for k in (2, 4, 6, 8)]
    off = [gaussian_event(x, Fraction(math.isqrt(10**8 // x.d), 10**5)).scores for x in sizes]
    assert off == sorted(off, reverse=True)
    assert off[-1] < 0.01


def test_bad_input_is_refused():
    data = SelfAttentionData(102, 10, a="0.9", **PARTS)
    with pytest.raises(TypeError, match="gaussian_event: data must be a SelfAttentionData"):
        gaussian_event(102, "0.02")
    for sigma in (0, "-0.1"):
        with pytest.raises(ValueError, match=r"^gaussian_event: sigma must be positive, got"):
            gaussian_event(data, sigma)
    for chance in (0, "1.1", -1):
        with pytest.raises(ValueError, match=r"^gaussian_event: chance must be greater than 0"):
            gaussian_event(data, "0.02", chance)
