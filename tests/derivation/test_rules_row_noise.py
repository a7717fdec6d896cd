"""Rules for rows with noise of their own: against exact products, neighbours and misuse refused."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad
from scipy.stats import norm

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import learned as y
from polyattn.symbolic.model import N, a, b, c, m, n, t, theta
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.pair import a1, on

ROWS = (y.Vy_star, y.Vy_s, y.Vy_o)


def moved(*given, rows=ROWS, by=b):
    """Return a proof that these kinds of row move by so much at most."""
    proof = Derivation(given=given)
    with unchecked():
        for row in rows:
            proof.have(on(row, 1) <= on(row, 0) + by)
    return proof


def ahead(*given, by=a, of=y.Vy_s):
    with unchecked():
        return Derivation(given=given).have(on(y.Vy_star, 1) <= on(of, 0) + by)


@pytest.mark.parametrize("count", [2, 3, 10, 1000])
def test_the_largest_of_several_normal_numbers_has_a_bounded_density(count):
    """With equal means, the worst known, and with means at random."""
    draw, places = np.random.default_rng(count), np.linspace(-4, 8, 2401)
    for means in (
        np.zeros(count),
        *draw.normal(0, 2, (4, count)),
        *draw.normal(0, 0.3, (4, count)),
    ):
        law = norm.logcdf(places[:, None] - means).sum(axis=1)
        density = np.gradient(np.exp(law), places)
        assert density.max() <= sqrt(2 * log(count)) + 1.4


def test_a_density_of_a_fifth_of_that_is_refuted():
    places = np.linspace(-4, 8, 2401)
    density = np.gradient(norm.cdf(places) ** 1000, places)
    assert density.max() > (sqrt(2 * log(1000)) + 1.4) / 5


def beats(count, lead):
    """Return the chance that one of several normal numbers, ahead by so much, beats the others."""
    return quad(lambda u: norm.pdf(u - lead) * norm.cdf(u) ** (count - 1), -9, 15)[0]


@pytest.mark.parametrize("count", [2, 10, 1000, 10**6])
def test_one_among_its_mates_is_rarely_ahead(count):
    scale = sqrt(2 * log(count))
    for lead in (0, 0.3, 1.0, 0.8 * scale, scale, 2 * scale):
        assert beats(count, lead) <= exp(-(max(0, scale - lead) ** 2) / 2) + 1e-9
    assert beats(count, 0.5) > exp(-((scale - 0.5) ** 2) / 2 * 1.5 - 0.5), "half as much again"


def test_what_bounds_every_row_bounds_the_gap():
    fact = rules.rows_moved(moved(*rules.EACH, a1 > 0))
    assert fact.conclusion == (rules.ROWS_GAP <= b * rules.DENSITY)
    assert {a1 > 0, b >= 0, n >= 2, m >= 1} <= {*fact.hypotheses}


@pytest.mark.parametrize(
    "wrong",
    [
        moved(rows=ROWS[:2]),
        moved(rows=ROWS[1:]),
        moved(by=b * y.y_1),
        moved(by=b * y.p_rows[0]),
        moved(y.y_1 <= 0),
        moved(y.y_top <= 0),
        moved(sp.Eq(s_1, 1)),
        ahead(),
    ],
    ids=[
        "no others",
        "no planted row",
        "it moves",
        "its chance",
        "half",
        "the best",
        "signs",
        "another row",
    ],
)
def test_a_bound_for_some_rows_is_refused(wrong):
    with pytest.raises(DerivationError, match="rows_moved"):
        rules.rows_moved(wrong)


def test_the_planted_row_is_compared_with_its_mates():
    others = moved(*rules.EACH, rows=ROWS[1:])
    fact = rules.planted_among_mates(ahead(*rules.EACH), others)
    room = sp.Max(0, sp.sqrt(2 * sp.log(t)) - a / y.nu_out, evaluate=False)
    assert fact.conclusion == (rules.ROWS_GAP <= m * sp.exp(-(room**2) / 2) + b * rules.DENSITY)
    assert (t >= 2) in fact.hypotheses


@pytest.mark.parametrize(
    ("first", "others"),
    [
        (ahead(of=y.Vy_o), moved(rows=ROWS[1:])),
        (ahead(), moved(rows=ROWS[:2])),
        (ahead(y.y_1 >= 0), moved(rows=ROWS[1:])),
        (ahead(), moved(y.y_1 >= 0, rows=ROWS[1:])),
        (moved(rows=ROWS[1:]), moved(rows=ROWS[1:])),
    ],
    ids=["other groups", "no others", "half", "half of the others", "not planted"],
)
def test_another_comparison_is_refused(first, others):
    with pytest.raises(DerivationError, match="planted_among_mates"):
        rules.planted_among_mates(first, others)


def below(*rows, by=theta):
    proof = Derivation()
    with unchecked():
        for row in rows:
            proof.have(c * y.y_d + on(row, 0) <= by)
    return proof


def test_rows_add_up():
    fact = rules.rows_silent(below(*ROWS, by=b))
    assert fact.conclusion.lhs == y.p_rows[0]
    assert fact.conclusion.rhs.has(n)
    assert (b >= 0) in fact.hypotheses
    for wrong in (below(*ROWS[:2]), below(*ROWS[1:]), Derivation().have(N >= N)):
        with pytest.raises(DerivationError, match="rows_silent"):
            rules.rows_silent(wrong)
    assert rules.row_alone().conclusion.lhs == y.p_rows[1]
