"""The power of a product: against numbers, and their neighbours."""

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.evaluate import Point, holds, working_precision
from polyattn.symbolic import c
from polyattn.symbolic.chances import eta, x


def meets(fact, values):
    with working_precision():
        point = Point(values, exact=False)
        if not all(holds(h, point) for h in fact.hypotheses):
            return None
        return holds(fact.conclusion, point) is not False


def test_a_power_of_a_product():
    fact = rules.power_of_product(c, x, eta)
    wrong = sp.Eq((c * x) ** eta, c**eta * x ** (eta + 1))
    bases, exponents = (Fraction(1, 3), Fraction(2), Fraction(7, 2)), (Fraction(-3, 2), Fraction(2))
    for one, other, exponent in product(bases, bases, exponents):
        values = {c: one, x: other, eta: exponent}
        assert meets(fact, values)
        with working_precision():
            assert holds(wrong, Point(values, exact=False)) is False
    assert meets(fact, {c: Fraction(-1), x: Fraction(-1), eta: Fraction(1, 2)}) is None


@pytest.mark.parametrize("value", [Fraction(-1), Fraction(0)])
def test_a_power_of_a_product_needs_positive_factors(value):
    assert (
        meets(rules.power_of_product(c, x, eta), {c: value, x: Fraction(2), eta: Fraction(2)})
        is None
    )
