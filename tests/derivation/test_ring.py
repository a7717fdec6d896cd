"""Polynomials by FLINT against SymPy's own, which share no code with them."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn.derivation.chart import charts
from polyattn.derivation.fractions import fraction
from polyattn.derivation.polynomials import cleared, reduced
from polyattn.symbolic import P, Q, R

GENS = (P, Q, R)
LEAVES = st.one_of(
    st.sampled_from(GENS),
    st.builds(sp.Rational, st.integers(-3, 3), st.integers(1, 3)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(sp.Add, inner, inner),
        st.builds(sp.Mul, inner, inner),
        st.builds(sp.Pow, inner, st.sampled_from([-2, -1, 2, 3])),
    ),
    max_leaves=8,
)


def written(poly):
    """Write a polynomial as SymPy's."""
    return sp.Poly(
        {m: sp.Rational(int(x.p), int(x.q)) for m, x in poly.terms()} or 0, *poly.gens
    ).as_expr()


@given(TREES)
@settings(deadline=None)
def test_a_fraction_is_the_expression(expression):
    if expression.has(sp.zoo, sp.nan):
        return
    try:
        top, below = fraction(expression, GENS)
    except ZeroDivisionError:
        assert any(
            sp.cancel(x.base) == 0 for x in expression.atoms(sp.Pow) if x.exp.is_negative
        ) or sp.cancel(expression).has(sp.zoo, sp.nan)
        return
    value = written(top) / sp.prod(written(x) ** power for x, power in below)
    assert sp.cancel(value - expression) == 0


def test_what_is_no_fraction_is_refused():
    for term in (sp.sqrt(P), sp.exp(Q), P**Q):
        with pytest.raises(TypeError, match="no rule"):
            fraction(1 + term, GENS)
    with pytest.raises(ZeroDivisionError):
        fraction(1 / (P - P * sp.Add(Q, -Q, evaluate=False) - P), GENS)


@given(TREES)
@settings(deadline=None)
def test_factors_and_common_divisors_are_sympys(expression):
    if expression.has(sp.zoo, sp.nan) or not expression.is_polynomial(*GENS):
        return
    top, _ = fraction(expression, GENS)
    if top.is_zero:
        return
    number, factors = top.factors()
    product = sp.Rational(int(number.p), int(number.q))
    for factor, power in factors:
        product *= written(factor) ** power
        assert len(sp.factor_list(written(factor), *GENS)[1]) == 1
    assert sp.expand(product - expression) == 0
    other = fraction((P + Q) * (P - R) ** 2, GENS)[0]
    shared = written(top.common(other))
    assert sp.cancel(sp.gcd(expression, written(other)) / shared).is_Rational
    assert sp.expand(written(top.over(top.common(other))) * shared - expression) == 0


def test_more_letters_change_nothing():
    top = fraction(P**2 - 3 * R, (P, R))[0]
    assert written(top.among((P, Q, R))) == written(top)
    assert top.among((P, R)) is top
    assert top.as_expr() == written(top)


def test_primitive_keeps_the_sign():
    top = fraction(-P / 2 + Q / 3, (P, Q))[0]
    assert written(top.primitive()) == 2 * Q - 3 * P


def test_what_is_cancelled_keeps_the_sign():
    """The quotient of a numerator and a denominator that share a factor without a plain sign."""
    (chart, *_) = charts((P > 0, Q > 0))
    top, below = cleared(chart, (P - Q) / (P * (P + Q)))
    assert written(reduced(chart, top, below)) == P - Q
    top, below = cleared(chart, (P**2 - Q**2) / (P + Q) ** 2)
    assert written(reduced(chart, top, below)) == P - Q
    # -(P**3 + Q**3) is negative; without P + Q, whose quotient has no plain sign, nothing goes.
    top, below = cleared(chart, (P + Q) * (P - Q) / (-(P**3) - Q**3))
    assert written(reduced(chart, top, below)) in (Q - P, Q**2 - P**2)


def test_a_denominator_without_a_plain_sign_is_refused():
    (chart, *_) = charts((P > 0, Q > 0))
    assert cleared(chart, 1 / (P - Q)) is None
    assert cleared(chart, 1 / R) is None
    assert cleared(chart, 1 / R**2) is None
