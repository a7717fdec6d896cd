"""Slopes: values at many points agree; neighbours are refuted there, misuse is refused."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import s_j, s_k

U = sp.Dummy("u", real=True)
RISES = U - sp.log(1 + U)
POINTS = [
    Point({s_j: Fraction(x, 7), s_k: Fraction(y, 5)}, exact=False)
    for x, y in itertools.product(range(-6, 40, 5), range(-4, 30, 4))
]


def slope(function, *bounds):
    proof = Derivation(given=bounds)
    proof.have(1 + U > 0)
    return proof.have(sp.diff(function, U) >= 0)


def test_values_between_which_the_slope_is_positive_are_in_order():
    fact = rules.increasing(RISES, U, slope(RISES, U >= 0), s_j, s_k)
    met = [x for x in POINTS if all(holds(h, x) for h in fact.hypotheses)]
    assert len(met) > 20
    assert all(holds(fact.conclusion, x) for x in met)


def test_beyond_its_bounds_the_nearest_false_neighbour_is_refuted():
    fact = rules.increasing(RISES, U, slope(RISES, U >= 0), s_j, s_k)
    unordered = [x for x in POINTS if holds(s_j > -1, x) and holds(s_j <= s_k, x)]
    assert any(holds(fact.conclusion, x) is False for x in unordered)


@pytest.mark.parametrize(
    ("function", "proof", "low", "high"),
    [
        (RISES, Derivation(given=(U >= 0,)).have(sp.diff(RISES, U) >= 0), 0, s_j),
        (RISES, Derivation(given=(U >= 0,)).have(1 + U > 0), 0, s_j),
        (RISES, slope(RISES, U**3 >= 1, U >= 0), 0, s_j),
        (RISES, slope(RISES, U >= 0), 0, U),
        (-RISES, slope(RISES, U >= 0), 0, s_j),
    ],
)
def test_a_slope_or_a_domain_that_is_not_shown_is_refused(function, proof, low, high):
    with pytest.raises(DerivationError, match="increasing"):
        rules.increasing(function, U, proof, low, high)


@pytest.mark.parametrize("function", [sp.floor(U), sp.sqrt(U), sp.Abs(U)])
def test_other_functions_are_refused(function):
    proof = Derivation(given=(U >= 1,)).have(1 + U > 0)
    with pytest.raises(DerivationError, match="increasing"):
        rules.increasing(function, U, proof, 1, s_j)


def test_a_letter_on_which_others_may_depend_is_refused():
    with pytest.raises(DerivationError, match="Dummy"):
        rules.increasing(s_k, s_k, Derivation(given=(s_k >= 0,)).have(s_k >= 0), 0, s_j)
