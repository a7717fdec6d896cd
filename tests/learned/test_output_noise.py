"""Gaps and degrees under noise at the output: by sampling, by other networks, and on a grid."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm

from polyattn import Polynomial, SelfAttentionData, row_classes
from polyattn.learned import (
    best_gap,
    best_margin,
    best_neuron,
    learned_degree,
    necessary_degree,
    sufficient_degree,
)
from tests.learned.dense import layer, tokens

EXAMPLE = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
SHOW = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]

entry = st.fractions(Fraction(1, 10), 2, max_denominator=10)
sizes = st.tuples(st.integers(4, 2000), st.integers(1, 10**6))
feature = st.one_of(st.just(Fraction(0)), entry)


@pytest.mark.parametrize(("degree", "noise"), [(1, 0.02), (2.5, 0.4), (6, 1.0)])
def test_one_neuron_attains_the_bound(degree, noise):
    pair = [SelfAttentionData(6, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    y, draws = best_neuron(*pair, Polynomial(degree)), 400_000
    matrices = [layer(tokens(6, 2, x.a, "0.6", "0.4"), lambda s: s**degree) for x in pair]
    levels = [(C @ y).max() for C in matrices]
    rng = np.random.default_rng(7)
    fires = [x + noise * rng.standard_normal(draws) > sum(levels) / 2 for x in levels]
    found = fires[1].mean() - fires[0].mean()
    # the standard error of a difference of two frequencies is at most 1 / sqrt(2 draws)
    bound = best_gap(*pair, Polynomial(degree), noise)
    assert abs(bound.value - found) < 4.5 / math.sqrt(2 * draws)


@given(entry, st.floats(0.5, 8), st.integers(1, 5), st.integers(0, 10**6))
def test_no_network_exceeds_it(noise, degree, width, seed):
    pair = [SelfAttentionData(6, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    matrices = [layer(tokens(6, 2, x.a, "0.6", "0.4"), lambda s: s**degree) for x in pair]
    rng = np.random.default_rng(seed)
    bound = best_gap(*pair, Polynomial(degree), noise).value
    for Y in (rng.uniform(-1, 1, (6, width)), rng.choice([-1.0, 1.0], (6, width))):
        low, high = (float((C @ Y).max()) for C in matrices)
        theta = (low + high) / 2 + rng.normal() * float(noise)
        gap = norm.sf(theta, high, float(noise)) - norm.sf(theta, low, float(noise))
        assert gap <= bound + 1e-12


@pytest.mark.parametrize("noise", ["1e-9", "0.01", "0.1", "1", "1e6"])
@pytest.mark.parametrize("degree", [1, 5, 40])
def test_both_sides_to_full_precision(noise, degree):
    bound = best_gap(*EXAMPLE, Polynomial(degree), noise)
    margin = best_margin(*EXAMPLE, Polynomial(degree), exact=True)
    with mpmath.workdps(40):
        half = mpmath.mpf(margin.numerator) / margin.denominator / 2 / mpmath.mpf(noise)
        assert bound.value == pytest.approx(float(mpmath.erf(half / mpmath.sqrt(2))), rel=1e-15)
        rest = mpmath.erfc(half / mpmath.sqrt(2))
    assert bound.complement == pytest.approx(float(rest), rel=1e-15)
    assert bound.value <= float(margin) / math.sqrt(2 * math.pi) / float(noise)


def margin_at(pair, degree):
    """The margin in floats, from the definition of the two planted rows, by their logarithms."""
    gains = []
    N, t = pair[0].d - 3, pair[0].copies
    for x in pair:
        logs = np.multiply.outer(np.log([float(s) for s in (x.p, x.q, x.r)]), degree)
        weights = np.exp(logs - logs[0])
        weights = (weights.T * [1, t - 1, t * N]).T
        weights /= weights.sum(axis=0)
        gains.append(float(x.a) * weights[0] - 2 * float(x.b) * weights[2])
    return gains[1] - gains[0]


def first_crossing(pair, asked, most=400.0):
    """Look at 40,000 degrees, and then between the first two that differ."""
    degrees = np.linspace(1e-6, most, 40_001)
    enough = margin_at(pair, degrees) >= asked
    if not enough.any():
        return math.inf
    k = int(enough.argmax())
    if k == 0:
        return 0.0
    return brentq(lambda x: margin_at(pair, x) - asked, degrees[k - 1], degrees[k], xtol=1e-12)


@pytest.mark.parametrize("noise", ["0.001", "0.02", "0.1", "0.2", "0.25", "0.3", "0.32", "0.33"])
@pytest.mark.parametrize("error", ["0.05", "0.2"])
def test_the_first_degree_on_a_grid(noise, error):
    asked = 2 * float(noise) * norm.isf(float(error))
    found = learned_degree(*EXAMPLE, noise, error)
    assert found == pytest.approx(first_crossing(EXAMPLE, asked), rel=1e-9)


@settings(max_examples=40)
@given(sizes, feature, entry, entry, entry, st.floats(1e-4, 1.2), st.floats(0.001, 0.49))
def test_the_margin_is_met_there_and_not_before(size, a0, more, b, c, part, error):
    pair = [SelfAttentionData(*size, a=a, b=b, c=c) for a in (a0, a0 + more)]
    noise = part * float(more) / (2 * norm.isf(error))
    found = learned_degree(*pair, noise, error)
    below, beyond = (f(*pair, noise, error) for f in (necessary_degree, sufficient_degree))
    assert below <= found <= beyond
    asked = 2 * noise * norm.isf(error)
    if 0 < found < math.inf:
        assert best_margin(*pair, Polynomial(found)) == pytest.approx(asked, rel=1e-9)
        assert best_gap(*pair, Polynomial(found), noise).complement == pytest.approx(2 * error)
    for degree in np.linspace(0.02, min(2 * found, 50.0), 24):
        if degree < found * (1 - 1e-9):
            assert best_margin(*pair, Polynomial(degree)) < asked * (1 + 1e-12)
        if degree >= beyond:
            assert best_margin(*pair, Polynomial(degree)) >= asked * (1 - 1e-12)


@settings(max_examples=40)
@given(sizes, feature, entry, entry, entry, st.floats(1e-3, 2.5))
def test_the_weights_that_are_necessary_and_sufficient(size, a0, more, b, c, part):
    pair = [SelfAttentionData(*size, a=a, b=b, c=c) for a in (a0, a0 + more)]
    noise = part * float(more)
    asked, N = 2 * noise * norm.isf(0.05), size[0] - 3
    for function, over in (
        (necessary_degree, a0 + more + 2 * b * Fraction(N, N + 1)),
        (sufficient_degree, more),
    ):
        degree, weight = function(*pair, noise), asked / float(over)
        if weight * pair[0].n <= 1 - 1e-9:
            assert degree < 1e-300
        elif weight > 1:
            assert degree == math.inf
        elif 1e-9 < degree < math.inf:
            there = row_classes(pair[1], Polynomial(degree)).planted_weight
            assert there == pytest.approx(weight, rel=1e-9)


DEGREES = {"1e-9": 15.1, "1e-6": 58.3, "1e-4": 87.1, "1e-3": 101.6, "1e-2": 116.7, "0.05": 131.0}


def test_the_worked_examples():
    for noise, degree in DEGREES.items():
        found = learned_degree(*SHOW, noise)
        assert found == pytest.approx(degree, abs=0.051)
        weight = row_classes(SHOW[1], Polynomial(found)).planted_weight
        assert weight / float(noise) == pytest.approx(11, abs=0.15)
    for noise, degree in (("0.01", 1.42), ("0.05", 2.23), ("0.1", 2.64), ("0.2", 3.21)):
        assert learned_degree(*EXAMPLE, noise) == pytest.approx(degree, abs=0.0051)


def test_a_hump_that_only_some_degrees_reach():
    """Between a_1 - a_0 = 0.8 and the largest margin, 1.0625, high degrees are too high."""
    noise = 1.0 / (2 * norm.isf(0.05))
    found = learned_degree(*EXAMPLE, noise)
    assert 3.9 < found < 4.0
    assert best_margin(*EXAMPLE, Polynomial(8)) < 1 <= best_margin(*EXAMPLE, Polynomial(4))
    assert sufficient_degree(*EXAMPLE, noise) == math.inf
    assert learned_degree(*EXAMPLE, 1.07 / (2 * norm.isf(0.05))) == math.inf


def test_the_edges():
    # (a_1 - a_0) / n is there at degree 0 already
    assert learned_degree(*EXAMPLE, "1e-15") == 0
    assert necessary_degree(*EXAMPLE, "1e-15") == 0
    assert sufficient_degree(*EXAMPLE, "1e-15") < 1e-300
    assert learned_degree(*EXAMPLE, 1000) == necessary_degree(*EXAMPLE, 1000) == math.inf
    close = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.9", "0.90000001")]
    found = learned_degree(*close, "1e-9")
    assert best_margin(*close, Polynomial(found)) == pytest.approx(2e-9 * norm.isf(0.05))
    rare = learned_degree(*EXAMPLE, "0.01", "1e-300")  # z is 37.0
    assert margin_at(EXAMPLE, rare) == pytest.approx(0.02 * 37.0471, rel=1e-5)


def test_a_margin_that_only_just_touches_is_decided_or_refused():
    top = margin_at(EXAMPLE, np.linspace(4.4, 4.6, 200_001)).max()
    for off in (-1e-4, 1e-4):
        noise = top * (1 + off) / (2 * norm.isf(0.05))
        assert math.isinf(learned_degree(*EXAMPLE, noise)) == (off > 0)
    with pytest.raises(ArithmeticError, match=r"^learned_degree: .* change one of them by a thous"):
        learned_degree(*EXAMPLE, top / (2 * norm.isf(0.05)))


@pytest.mark.parametrize("call", [learned_degree, necessary_degree, sufficient_degree])
def test_bad_input_is_refused(call):
    name = call.__name__
    for noise in (0, "-0.1"):
        with pytest.raises(ValueError, match=rf"^{name}: noise must be positive, got {noise}"):
            call(*EXAMPLE, noise)
    for error in (0, "0.5", "0.7", -1):
        with pytest.raises(ValueError, match=rf"^{name}: error must lie strictly between 0 and"):
            call(*EXAMPLE, "0.1", error)
    with pytest.raises(ValueError, match="must have the larger a"):
        call(*EXAMPLE[::-1], "0.1")
    with pytest.raises(TypeError, match=rf"^{name}: noise must be a number"):
        call(*EXAMPLE, None)


def test_bad_input_to_the_gap_is_refused():
    with pytest.raises(ValueError, match=r"^best_gap: noise must be positive, got 0"):
        best_gap(*EXAMPLE, Polynomial(3), 0)
    with pytest.raises(TypeError, match=r"^best_gap: kernel must be Polynomial"):
        best_gap(*EXAMPLE, 3, 1)
    with pytest.raises(TypeError, match=r"^best_gap: data1 must be a SelfAttentionData"):
        best_gap(EXAMPLE[0], None, Polynomial(3), 1)
