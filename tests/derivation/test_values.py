"""Numbers beside the lines: tiny chances, letters without a formula, and vectors of scores."""

from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

from polyattn import (
    Derivation,
    MaximalPreactivation,
    Polynomial,
    SelfAttentionData,
    VectorData,
    pre_activations,
)
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.shown import values
from polyattn.symbolic import vectors
from polyattn.symbolic.chances import M, Pr, S_m, area, x_0
from polyattn.symbolic.model import N, m, tau
from polyattn.symbolic.neuron import P_active, p_theta

PARTS = {"b": "0.6", "c": "0.4"}


def html(numbers):
    return numbers._repr_mimebundle_()["text/html"]


def test_a_chance_far_below_the_last_bit_of_one():
    data = SelfAttentionData(402, copies=10, a="0.9", **PARTS)
    chain = Derivation(P_active, given=()).equal(1 - (1 - p_theta) ** m)
    found = chain.at(data, degree=2, theta="0.85", m=30)
    law = MaximalPreactivation(data, Polynomial(2), width=30)
    assert law.sf("0.85") < 1e-49
    assert found.values == pytest.approx([law.sf("0.85")] * 2, rel=1e-9)
    assert "without these formulas" in html(found)


def fires(side, level, width):
    """The chance that one of some neurons exceeds a level, from what all sign vectors make."""
    one = Fraction(sum(x > level for x in side), len(side))
    return 1 - (1 - one) ** width


def best_of_all_signs(low, high, width):
    """The best gap, from the values that all sign vectors take on either side."""
    gaps = (fires(high, x, width) - fires(low, x, width) for x in {*low, *high})
    return float(max(gaps))


@pytest.fixture(scope="module")
def tiny():
    """Two data sets, and X on either for all sign vectors, in fractions."""
    signs = np.array(list(product((-1, 1), repeat=5))).T
    pair = [SelfAttentionData(5, 2, a=x, **PARTS) for x in ("0.1", "0.9")]
    each = [pre_activations(x.matrix(exact=True), Polynomial(2), signs) for x in pair]
    return pair, [list(x.max(axis=0)) for x in each]


def test_the_area_between_the_curves_is_that_of_all_sign_vectors(tiny):
    pair, (low, high) = tiny
    expected = Fraction()
    for left, right in pairwise(sorted({*low, *high})):
        gain = fires(high, left, 3) - fires(low, left, 3)
        expected += max(gain, 0) * (right - left)
    found = Derivation(area, given=()).at(*pair, degree=2, m=3)
    assert found.values == [pytest.approx(float(expected), rel=1e-9)]


def test_the_best_gap_is_that_of_all_sign_vectors(tiny):
    pair, each = tiny
    found = Derivation(S_m, given=()).at(*pair, degree=2, m=3)
    expected = best_of_all_signs(*each, 3)
    assert found.values == [pytest.approx(expected, rel=1e-9)]
    assert "which has no formula" in html(found)
    assert "without these formulas" not in html(found)


def signed_sums(data, degree):
    """The weights of a vector, in fractions, and what all sign vectors make of them."""
    powers = [x**degree for x in data.vector(exact=True)]
    weights = [x / sum(powers) for x in powers]
    return weights, [sum(x) for x in product(*((-w, w) for w in weights))]


def test_a_vector_without_a_spike():
    data = VectorData(7, high=2, spread="1.5")
    weights, sums = signed_sums(data, 3)
    squares = float(sum(w**2 for w in weights))
    length = Derivation(vectors.f_squares, given=()).at(data, degree=3)
    assert length.values == [pytest.approx(squares, rel=1e-12)]
    assert "without these formulas" in html(length)
    one = Fraction(sum(x > Fraction(1, 4) for x in sums), len(sums))
    chain = Derivation(vectors.P_quiet, given=())
    found = chain.equal(1 - (1 - vectors.p_quiet) ** m).at(data, degree=3, tau="1/4", m=4)
    assert found.values == pytest.approx([float(1 - (1 - one) ** 4)] * 2, rel=1e-12)
    event = Derivation(Pr(vectors.X_v > tau), given=()).at(data, degree=3, tau="1/4")
    assert event.values == [pytest.approx(float(one), rel=1e-12)]


def test_a_vector_with_a_spike():
    data = VectorData(6, ratio=3)
    weights, sums = signed_sums(data, 2)
    weight = Derivation(vectors.w, given=()).equal(vectors.w).at(data, degree=2)
    assert weight.values == pytest.approx([float(weights[0])] * 2, rel=1e-12)
    gap = Derivation(vectors.S_v, given=()).at(data, degree=2, m=2)
    _, plain = signed_sums(VectorData(6), 2)
    assert gap.values == [pytest.approx(best_of_all_signs(plain, sums, 2), rel=1e-9)]
    one = Fraction(sum(x > 0 for x in sums), len(sums))
    fires = Derivation(vectors.P_spike, given=()).at(data, degree=2, tau=0, m=2)
    assert fires.values == [pytest.approx(float(1 - (1 - one) ** 2), rel=1e-12)]


def test_a_vector_s_length_is_compared_with_dense_attention(monkeypatch):
    monkeypatch.setattr(values, "computed", lambda *_: {vectors.f_squares: 0.5})
    with pytest.raises(DerivationError, match="the package"):
        Derivation(vectors.f_squares, given=()).at(VectorData(7), degree=3)


def test_letters_of_chance_can_be_named():
    data = SelfAttentionData(19, 2, a="0.9", **PARTS)
    assert Derivation(x_0 * M, given=(N > 0,)).at(data, degree=2, x_0="1/2").values == [2]


def test_a_vector_stands_alone():
    with pytest.raises(ValueError, match="one vector, or two that differ"):
        Derivation(vectors.w, given=()).at(VectorData(6, 3), VectorData(6), degree=2)
