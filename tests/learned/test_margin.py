"""The best margin against linear programmes and projections on dense matrices, and rationals."""

import math
import re
from fractions import Fraction
from itertools import product
from operator import mul
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog, nnls

from polyattn import Polynomial, SelfAttentionData, Softmax, learned, row_classes
from polyattn.learned import best_margin, best_neuron
from tests.learned.dense import exact_layer, layer, tokens

EXAMPLE = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
SHOW = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]

entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
small = st.tuples(st.integers(4, 7), st.integers(1, 3))
large = st.tuples(st.integers(4, 10**5), st.integers(1, 10**8))
feature = st.one_of(st.just(Fraction(0)), entry)


def pair_of(size, a0, more, b, c):
    return [SelfAttentionData(*size, a=a, b=b, c=c) for a in (a0, a0 + more)]


def by_programme(C0, C1):
    """One linear programme a row of D_1: its pre-activation less all of D_0's, in the cube."""
    d, values = C0.shape[1], []
    for row in C1:
        found = linprog(
            [*-row, 1.0],
            A_ub=np.hstack([C0, -np.ones((len(C0), 1))]),
            b_ub=np.zeros(len(C0)),
            bounds=[(-1, 1)] * d + [(None, None)],
        )
        values.append(-found.fun)
    return max(values)


def by_projection(C0, C1):
    """One projection of 0 a row of D_1: on the convex hull of its differences to D_0's rows."""
    d, heavy, lengths = C0.shape[1], 1e3, []
    for row in C1:
        differences = np.vstack([(row - C0).T, np.full((1, len(C0)), heavy)])
        weights, _ = nnls(differences, [0.0] * d + [heavy])
        weights /= weights.sum()
        lengths.append(np.linalg.norm(weights @ (row - C0)))
    return math.sqrt(d) * max(lengths)


@given(small, feature, entry, entry, entry, st.floats(0.3, 9))
def test_no_neuron_does_better_and_one_does_as_well(size, a0, more, b, c, degree):
    pair = pair_of(size, a0, more, b, c)
    C0, C1 = (layer(tokens(*size, x.a, b, c), lambda s: s**degree) for x in pair)
    kernel = Polynomial(degree)
    for norm, reference in (("cube", by_programme), ("ball", by_projection)):
        margin = best_margin(*pair, kernel, norm=norm)
        assert margin == pytest.approx(reference(C0, C1), rel=1e-5, abs=1e-7)
        y = best_neuron(*pair, kernel, norm=norm)
        assert (C1 @ y).max() - (C0 @ y).max() == pytest.approx(margin, rel=1e-9, abs=1e-12)
        assert abs(y).max() <= 1 or norm == "ball"
        assert norm == "cube" or np.linalg.norm(y) == pytest.approx(math.sqrt(size[0]))


@pytest.mark.parametrize(("d", "t"), [(4, 1), (4, 2), (5, 2), (6, 1)])
@pytest.mark.parametrize(("a0", "a1"), [("0", "2/3"), ("1/5", "3/2")])
def test_in_rationals_with_every_sign_vector(d, t, a0, a1):
    b, c, planted = Fraction(3, 5), Fraction(2, 7), d * t // 3
    for degree in (1, 3, 8):
        pair = pair_of((d, t), Fraction(a0), Fraction(a1) - Fraction(a0), b, c)
        C0, C1 = (exact_layer(tokens(d, t, x.a, b, c, planted), degree) for x in pair)
        margin = best_margin(*pair, Polynomial(degree), exact=True)

        def reached(y, C0=C0, C1=C1):
            low, high = (max(sum(map(mul, row, y)) for row in C) for C in (C0, C1))
            return high - low

        best = best_neuron(*pair, Polynomial(degree), planted_row=planted)
        assert reached([Fraction(x) for x in best]) == margin
        # whatever the bias's sign
        assert reached([*map(Fraction, best[:-1]), -1]) == margin
        assert max(map(reached, product((-1, 1), repeat=d))) == margin
        assert best_margin(*pair, Polynomial(degree)) == float(margin)


@pytest.mark.parametrize("scale", ["0.5", "3"])
def test_a_softmax_too(scale):
    pair = pair_of((6, 2), Fraction(1, 5), Fraction(1), "0.6", "0.4")
    power = float(scale) * math.log(8)
    C0, C1 = (layer(tokens(6, 2, x.a, "0.6", "0.4"), lambda s: np.exp(power * s)) for x in pair)
    margin = best_margin(*pair, Softmax(scale))
    assert margin == pytest.approx(by_programme(C0, C1), rel=1e-7)


def by_hand(pair, degree, norm, digits):
    """The definition, with so many digits that subtraction does no harm."""
    with mpmath.workdps(digits):
        features, groups = [], []
        N, t = pair[0].d - 3, pair[0].copies
        b = mpmath.mpf(pair[0].b.numerator) / pair[0].b.denominator
        for x in pair:
            P, Q, R = ((mpmath.mpf(s.numerator) / s.denominator) ** degree for s in (x.p, x.q, x.r))
            total = P + (t - 1) * Q + t * N * R
            features.append(mpmath.mpf(x.a.numerator) / x.a.denominator * P / total)
            groups.append(b * t * R / total)
        feature, e = features[1] - features[0], groups[0] - groups[1]
        if norm == "cube":
            return float(feature + 2 * N * e)
        return float(mpmath.sqrt(N + 3) * mpmath.sqrt(feature**2 + N * (N + 1) * e**2))


@given(large, feature, entry, entry, entry, st.integers(-200, 800))
def test_no_digit_cancels(size, a0, more, b, c, tenth):
    pair = pair_of(size, a0, more, b, c)
    degree = Fraction(2) ** tenth if tenth < 0 else Fraction(tenth, 4) + 1
    exponent = mpmath.mpf(degree.numerator) / degree.denominator
    for norm in ("cube", "ball"):
        margin = best_margin(*pair, Polynomial(degree), norm=norm)
        assert margin == pytest.approx(by_hand(pair, exponent, norm, 700), rel=1e-15)


@given(large, feature, entry, entry, entry, st.integers(1, 60))
def test_it_lies_between_two_multiples_of_the_planted_weight(size, a0, more, b, c, degree):
    pair, kernel = pair_of(size, a0, more, b, c), Polynomial(degree)
    weight = row_classes(pair[1], kernel, exact=True).planted_weight
    margin, N = best_margin(*pair, kernel, exact=True), size[0] - 3
    assert more * weight <= margin <= (a0 + more + 2 * b * Fraction(N, N + 1)) * weight


MARGINS = {1: 0.0126, 2: 0.108, 3: 0.529, 4: 1.016, 5: 1.033, 6: 0.948, 8: 0.894, 12: 0.888}


def test_the_worked_example():
    for degree, margin in MARGINS.items():
        assert best_margin(*EXAMPLE, Polynomial(degree)) == pytest.approx(margin, rel=5e-3)
    assert best_margin(*EXAMPLE, Polynomial(4)) == pytest.approx(1.0155, abs=5e-5)


def test_far_below_and_far_above():
    tiny = best_margin(*SHOW, Polynomial("1e-300"))  # (a_1 - a_0) / n: not 0
    assert tiny == pytest.approx(0.25e-12, rel=1e-12)
    assert best_margin(*SHOW, Polynomial(10**6)) == pytest.approx(0.25, rel=1e-12)
    lone = [SelfAttentionData(5, 1, a=a, b=1, c=1) for a in (0, 1)]
    assert best_margin(*lone, Polynomial(10**4)) == 1.0


def test_the_neuron_knows_where_the_planted_row_is():
    y = best_neuron(*EXAMPLE, Polynomial(5), planted_row=203)
    assert y[0] == y[4] == 1
    assert y.sum() == 2 - 99
    assert (y[1:-1] == -1).sum() == 99


def test_what_is_public_is_on_the_page_of_the_api():
    text = (Path(__file__).parents[2] / "book/api.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"automodule:: polyattn\.learned\n +:members: (.*)", text)
    assert set(learned.__all__) == set(listed.split(", "))


def test_bad_input_is_refused():
    kernel = Polynomial(3)
    with pytest.raises(ValueError, match=r"^best_margin: the second construction must have"):
        best_margin(*EXAMPLE[::-1], kernel)
    with pytest.raises(ValueError, match=r"may differ in a alone, got d = 102 and 1002"):
        best_margin(EXAMPLE[0], SHOW[1], kernel)
    with pytest.raises(TypeError, match=r"^best_margin: kernel must be Polynomial or Softmax"):
        best_margin(*EXAMPLE, 3)
    with pytest.raises(TypeError, match=r"^best_neuron: data0 must be a SelfAttentionData"):
        best_neuron(1, 2, kernel)
    with pytest.raises(ValueError, match=r"norm must be 'cube' or 'ball', got 'l2'"):
        best_margin(*EXAMPLE, kernel, norm="l2")
    with pytest.raises(ValueError, match=r"exact=True needs norm='cube', got 'ball'"):
        best_margin(*EXAMPLE, kernel, norm="ball", exact=True)
    with pytest.raises(ValueError, match="polynomial kernel of whole degree"):
        best_margin(*EXAMPLE, Polynomial("2.5"), exact=True)
    with pytest.raises(ValueError, match=r"^best_neuron: planted_row must be below n = 1000"):
        best_neuron(*EXAMPLE, kernel, planted_row=1000)
