"""Chapter 13b: the networks that look at its claims are what the package computes."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData
from polyattn import symbolic as s
from polyattn.ledger.witnesses.noisy_cures import CURED, Cured
from polyattn.ledger.witnesses.noisy_draws import CURED_DRAWN
from polyattn.ledger.witnesses.noisy_nearly import NEARLY
from polyattn.noise import noisy_row_classes
from polyattn.symbolic.chances import k

ENTRIES = tuple(map(Fraction, ("1/2", "3/5", "2/5")))
SIZES = [(4, 1), (4, 2), (5, 3)]


def seen(size, cure, degree=2, planted=1):
    model = Cured(*size, *ENTRIES, degree, Fraction(3, 4), cure, planted)
    data = SelfAttentionData(*size, **dict(zip("abc", ENTRIES, strict=True)))
    kernel, power = Polynomial(degree), Fraction(9, 16)
    return model, noisy_row_classes(data, kernel, power, cure=cure, exact=True)


def entries(row):
    return [row.feature, row.own, row.other, row.bias]


@pytest.mark.parametrize(("size", "degree"), product(SIZES, (2, 4)))
def test_unit_norms_are_the_closed_form(size, degree):
    model, rows = seen(size, "unit norm", degree)
    assert model.cured[s.nu] == Fraction(9, 16)
    assert model.cured[s.f_star_unit] == rows.planted.self_weight
    assert model.cured[s.f_o_unit] == rows.others.self_weight
    assert model.cured.get(s.f_s_unit) == (rows.group and rows.group.self_weight)


@pytest.mark.parametrize(
    ("size", "cure", "letters", "norms"),
    [
        (size, *kind)
        for size in SIZES
        for kind in (
            ("no diagonal", (s.OFF_STAR, s.OFF_O, s.OFF_S), (s.NORM_OFF, s.NORM_OFF)),
            ("subtract", (s.SUB_STAR, s.SUB_O, s.SUB_S), (s.NORM_SUB_STAR, s.NORM_SUB_O)),
        )
    ],
)
def test_the_rows_of_a_cure_are_the_closed_form(size, cure, letters, norms):
    model, rows = seen(size, cure)
    point = model.cured
    planted, others, mate = letters
    assert [point[x] for x in planted] == entries(rows.planted)
    assert [point[x] for x in others] == entries(rows.others)
    if rows.group:
        assert [point[x] for x in mate] == entries(rows.group)
    assert [point[x] for x in norms] == [rows.planted.noise, rows.others.noise]


def test_several_planted_rows_of_one_group_see_one_another():
    model, _ = seen((5, 3), "no diagonal", planted=2)
    a, b, c = map(float, ENTRIES)
    A = np.zeros((9, 5))
    A[[0, 3], 0], A[:, 4] = a, c
    A[:, 1:4] = b * np.tile(np.eye(3), (3, 1))
    f = (A @ A.T) ** 2
    np.fill_diagonal(f, 0)
    f /= f.sum(axis=1, keepdims=True)
    point = model.cured
    assert point[k] == 2
    assert float(point[s.h_off_k]) == pytest.approx(f[3, 0])
    assert [float(point[x]) for x in s.OFF_K] == pytest.approx(list((f @ A)[3, [0, 1, 2, 4]]))
    assert float(point[s.NORM_OFF_K]) == pytest.approx(9 / 16 * (f[3] ** 2).sum())


def test_chances_are_counted_over_all_signs_those_of_the_noise_too():
    model, _ = seen((4, 2), "subtract")
    C = np.array(model.output, dtype=float)
    assert C.shape == (4, 8)
    signs = np.array(list(product((-1, 1), repeat=8)))
    best = (C @ signs.T).max(axis=0)
    for theta in ("3/5", "1", "13/10"):
        assert model.exceeds(Fraction(theta)) == np.mean(best > float(Fraction(theta)))


@pytest.mark.parametrize("step", [CURED, CURED_DRAWN])
def test_some_networks_activate_and_some_do_not(step):
    (look,) = step.evidence
    found = {point[s.p_noisy] for point in look.points({s.p_noisy, s.m})}
    assert {0, 1} & found
    assert any(0 < x < 1 for x in found)


def test_scores_are_off_by_zeta_at_most_and_some_by_as_much():
    (look,) = NEARLY.evidence
    points = list(look.points({s.s_j, s.s_k}))
    assert all(abs(x[s.s_j] - x[s.s_k]) <= x[s.zeta] < x[s.c] ** 2 for x in points)
    assert any(abs(x[s.s_j] - x[s.s_k]) == x[s.zeta] > 0 for x in points)
    for x in points[::97]:
        off = float(x[s.c]) ** 2 / (float(x[s.c]) ** 2 - float(x[s.zeta]))
        assert float(x[s.H_zeta]) == pytest.approx(off ** int(x[s.beta]))


@pytest.mark.parametrize("own", [s.P_nu, s.Q_nu])
def test_a_row_is_the_planted_one_or_another(own):
    (look,) = NEARLY.evidence
    for x in look.points({own, s.f_in_up}):
        assert x[s.f_in_up] == x[s.x_in_up] / (x[s.x_in_up] + x[s.x_out_up])
        score = (x[s.a] ** 2 if own == s.P_nu else 0) + x[s.b] ** 2 + x[s.c] ** 2 + x[s.nu]
        power = score ** int(x[s.beta])
        assert power / x[s.H_zeta] <= x[s.x_in_up] <= power * x[s.H_zeta]
