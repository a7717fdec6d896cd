"""Exponents subtract: values agree, a moved exponent does not, misuse is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import N, P, P_soft, Q, Q_soft, a, alpha, b, c, t

POINT = Point({x: Fraction(y, 3) for y, x in enumerate((a, b, c, t, N, alpha), 1)}, exact=False)


def test_a_quotient_of_exponentials_has_the_difference_as_its_exponent():
    fact = rules.quotient(P_soft, Q_soft)
    assert holds(fact.conclusion, POINT)
    left, right = fact.conclusion.args
    assert holds(sp.Eq(left, right.replace(sp.exp, lambda u: sp.exp(u * 11 / 10))), POINT) is False


def test_a_quotient_of_powers_is_another_matter():
    with pytest.raises(DerivationError, match="quotient"):
        rules.quotient(P, Q)
