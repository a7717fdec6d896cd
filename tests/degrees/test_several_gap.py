"""The degree of half the gap, against every sign vector of a dense network."""

from itertools import product

import numpy as np
import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, separability
from polyattn.degrees import half_gap_degree, several_planted_degree
from polyattn.several import SeveralRowsData

PARTS = {"b": "0.6", "c": "0.4"}


def pair_of(d, t, features=("0.1", "0.9"), **where):
    return [SeveralRowsData(d, t, a=a, **PARTS, **where) for a in features]


def best(pair, degree, width):
    laws = [MaximalPreactivation(x, Polynomial(degree), width) for x in pair]
    return separability(*laws).value


def layer(a, k, one_group, degree):
    """C of a dense network with d = 6 and t = 2, k rows of it planted."""
    A = np.zeros((8, 6))
    A[np.arange(8), 1 + np.arange(8) % 4] = 0.6
    A[:, -1] = 0.4
    A[[4 * j if one_group else j for j in range(k)], 0] = a
    f = (A @ A.T) ** degree
    return f / f.sum(axis=1, keepdims=True) @ A


@pytest.mark.parametrize(("k", "one_group"), [(1, False), (2, False), (2, True), (4, False)])
def test_it_is_that_of_every_sign_vector(k, one_group):
    signs = np.array(list(product((-1, 1), repeat=6))).T
    width = 12

    def gap(degree):
        top = [(layer(a, k, one_group, degree) @ signs).max(axis=0) for a in (0.1, 0.9)]
        cuts = np.unique(np.concatenate(top).round(9))
        silent = [(x[:, None] <= cuts + 1e-8).mean(axis=0) ** width for x in top]
        return (silent[0] - silent[1]).max()

    degree = half_gap_degree(*pair_of(6, 2, rows=k, one_group=one_group), width)
    assert gap(degree + 0.001) > 0.5
    assert degree < 0.002 or gap(degree - 0.002) <= 0.5


@pytest.mark.parametrize("tolerance", ["0.1", "0.001", "1e-9"])
def test_it_is_as_near_as_asked(tolerance):
    pair = pair_of(102, 10, rows=5)
    degree = half_gap_degree(*pair, 30, tolerance)
    assert best(pair, degree, 30) > 0.5 >= best(pair, degree - 1.01 * float(tolerance), 30)


@pytest.mark.parametrize(("k", "expected"), [(1, 1.98), (2, 1.77), (5, 1.39), (10, 1.05)])
def test_the_worked_example(k, expected):
    found = half_gap_degree(*pair_of(102, 10, rows=k), 30)
    assert found == pytest.approx(expected, abs=6e-3)


def test_the_edges():
    alone = pair_of(4, 1, rows=1)  # of two tokens the planted row has its half at every degree
    assert 0 < half_gap_degree(*alone, 30) < 4
    few = pair_of(12, 4, rows=1)  # five neurons need more than a planted row for its half
    degree = half_gap_degree(*few, 5)
    assert degree > several_planted_degree(few[1])
    assert best(few, degree, 5) > 0.5 >= best(few, degree - 0.0011, 5)
    with pytest.raises(
        ValueError, match=r"no gap above 1/2 up to degree 110\.\d, .* use more neurons"
    ):
        half_gap_degree(*pair_of(102, 10, rows=3), 1)


def test_bad_input_is_refused():
    low, high = pair_of(102, 10, rows=3)
    with pytest.raises(TypeError, match=r"^half_gap_degree: data0 must be a SeveralRowsData"):
        half_gap_degree(SelfAttentionData(102, 10, a="0.1", **PARTS), high, 30)
    with pytest.raises(ValueError, match="half_gap_degree: "):
        half_gap_degree(high, low, 30)
    with pytest.raises(ValueError, match=r"^half_gap_degree: tolerance must be positive, got 0"):
        half_gap_degree(low, high, 30, 0)
    assert several_planted_degree(high) > half_gap_degree(low, high, 30)
