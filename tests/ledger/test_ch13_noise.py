"""Chapter 13: the noisy networks that look at its claims are what the package computes."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData
from polyattn import symbolic as s
from polyattn.ledger.witnesses.dense import Dense
from polyattn.ledger.witnesses.noisy import ANY_NOISE, ORTHOGONAL, Noisy, Orthogonal
from polyattn.ledger.witnesses.sides import network
from polyattn.noise import noisy_row_classes

ENTRIES = ("1/2", "3/5", "2/5")


@pytest.mark.parametrize("size", [(4, 1), (5, 2), (6, 3)])
def test_orthogonal_noise_is_the_closed_form(size):
    a, b, c = map(Fraction, ENTRIES)
    noisy, power = Orthogonal(*size, a, b, c, 2, Fraction(3, 4)), Fraction(9, 16)
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    rows = noisy_row_classes(data, Polynomial(2), power, exact=True)
    point = noisy.seen(0)
    assert point[s.nu] == power
    assert (point[s.f_nu], point[s.NORM_STAR]) == (rows.planted.self_weight, rows.planted.noise)
    assert (point[s.f_o_nu], point[s.NORM_O]) == (rows.others.self_weight, rows.others.noise)
    for letters, row in ((s.CLEAN_STAR, rows.planted), (s.CLEAN_O, rows.others)):
        entries = [point[x] for x in letters]
        assert entries == [row.feature, row.own, row.other, row.bias]


def test_a_noisy_network_counts_its_sign_vectors():
    for seed in (1, 2, 3):
        model = Noisy(network(Dense, (5, 2), ENTRIES, 1), seed)
        f, E = (np.array(x, dtype=float) for x in (model.weights, model.noise))
        A = np.array(model.clean.matrix, dtype=float)
        assert np.allclose(f.sum(axis=1), 1)
        signs = np.array(np.meshgrid(*[[-1, 1]] * 5)).reshape(5, -1)
        seen = f @ (A + E) @ signs
        theta = model.clean.b + model.clean.c
        rows = list(model.at(theta))
        assert len(rows) == 6
        for j, point in enumerate(rows):
            assert point[s.p_row] == pytest.approx(np.mean(seen[j] > float(theta)))
            assert float(point[s.w_squares]) == pytest.approx(((f @ E)[j] ** 2).sum())
        assert rows[0][s.p_noisy] == pytest.approx(np.mean(seen.max(axis=0) > float(theta)))


def test_some_noise_is_large_and_some_rows_are_locked():
    (look,) = ANY_NOISE.evidence
    points = list(islice(look.points({s.p_noisy, s.f_own}), 400))
    assert any(x[s.f_own] > 0.9 for x in points)
    assert any(0 < x[s.p_noisy] < 1 for x in points)
    (look,) = ORTHOGONAL.evidence
    powers = {x[s.nu] for x in islice(look.points({s.f_nu}), 8)}
    assert 0 in powers
    assert max(powers) > 1
