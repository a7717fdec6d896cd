"""Rules for whole numbers and binomial coefficients: against exact numbers; misuse refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, pi

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic import K, N, P_active, b, m, p_theta, theta
from polyattn.symbolic.chances import Tail, k, x_0, x_1

j = sp.Symbol("k", integer=True)


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


def true(relation, **values):
    letters = {x.name: x for x in relation.free_symbols}
    return holds(relation, Point({letters[x]: Fraction(v) for x, v in values.items()}))


def test_next_whole():
    assert rules.next_whole(K, N).conclusion == (K + 1 <= N)
    rules.next_whole(2 * K - 1, sp.ceiling(b) + 3)
    for wrong in (b, K / 2, theta):
        with pytest.raises(DerivationError, match="next_whole"):
            rules.next_whole(wrong, N)


def test_induction_needs_both_ends_about_the_number_alone():
    goal = 2**m >= m + 1
    base, step = (
        claimed(conclusion=goal.subs(m, 1)),
        claimed(m >= 1, goal, conclusion=goal.subs(m, m + 1)),
    )
    with pytest.raises(DerivationError, match="induction"):
        rules.induction(goal, step, step)
    with pytest.raises(DerivationError, match="induction"):
        rules.induction(goal, base, base)
    hidden = P_active <= m * p_theta
    with pytest.raises(DerivationError, match="in sight"):
        rules.induction(hidden, base, step)
    linear = m * b <= m
    start = claimed(conclusion=linear.xreplace({m: sp.S.One}))
    more = claimed(m >= 2, linear, conclusion=linear.xreplace({m: m + 1}))
    with pytest.raises(DerivationError, match="speaks of m"):
        rules.induction(linear, start, more)
    fine = claimed(b <= 1, m >= 1, linear, conclusion=linear.xreplace({m: m + 1}))
    assert set(rules.induction(linear, start, fine).hypotheses) == {m >= 1, b <= 1}


@pytest.mark.parametrize(("x", "n"), product(("0", "1/3", "1"), (0, 1, 2, 5)))
def test_powers(x, n):
    facts = (
        rules.next_power(x_0, m),
        rules.power_between(x_0, m),
        rules.powers_in_order(x_0, x_1, m),
    )
    for fact in facts:
        point = Point({x_0: Fraction(x), x_1: Fraction(x) + Fraction(1, 7), m: n})
        assert holds(fact.conclusion, point)
    with pytest.raises(DerivationError, match="whole number"):
        rules.next_power(x_0, b)


@pytest.mark.parametrize(("n", "chosen"), [(n, i) for n in range(1, 7) for i in range(n + 1)])
def test_binomials(n, chosen):
    point = Point({N: n, K: chosen})
    facts = [rules.binomial_positive(N, K), rules.next_binomial(N, K), rules.half(N)]
    facts += [rules.absorbed(N, K)] if chosen else []
    for fact in facts:
        assert holds(fact.conclusion, point), fact.name
    assert holds(sp.floor(N / 2) >= N / 2, Point({N: 3})) is False


def test_a_peak_needs_a_rise_and_a_fall():
    term, top = sp.binomial(N, K), sp.floor(N / 2)
    up = claimed(K >= 0, K + 1 <= top, conclusion=term.subs(K, K + 1) >= term)
    down = claimed(K >= top, K + 1 <= N, conclusion=term.subs(K, K + 1) <= term)
    fact = rules.peak(term, top, up, down)
    for count in range(1, 7):
        assert all(holds(fact.conclusion, Point({N: count, K: i})) for i in range(count + 1))
    assert {K <= N, top <= N} <= set(fact.hypotheses)
    assert {K <= top, top <= N} <= set(rules.peak(term, top, up).hypotheses)
    for wrong in (
        lambda: rules.peak(term, top, down),
        lambda: rules.peak(term, top, down, up),
        lambda: rules.peak(term, N / 2, up, down),
        lambda: rules.peak(term, top, up, claimed(K >= 3, conclusion=down.conclusion)),
    ):
        with pytest.raises(DerivationError, match="peak"):
            wrong()


def test_both_parities_are_needed():
    goal = sp.floor(N / 2) <= N / 2
    even, odd = (claimed(j >= 1, conclusion=goal.subs(N, n)) for n in (2 * j, 2 * j - 1))
    with pytest.raises(DerivationError, match="parity"):
        rules.parity(sp.floor(N / 2) >= N / 2, even, odd, j)
    with pytest.raises(DerivationError, match="parity"):
        rules.parity(goal, even, odd, k)


def test_wallis_has_the_limit_that_it_says():
    limit = rules.wallis(j).conclusion
    assert limit.rhs == 1 / sp.pi
    for half in (10, 100, 1000):
        value = (comb(2 * half, half) / 4**half) ** 2 * half
        assert abs(value * pi - 1) < 1 / (3 * half)
        assert value < 1 / pi


def test_a_limit_from_below_needs_a_strict_rise():
    term = -1 / j
    rises = claimed(j >= 1, conclusion=sp.Gt(-1 / (j + 1), term, evaluate=False))
    limit = Fact(sp.Eq(sp.Limit(term, j, sp.oo), 0, evaluate=False))
    assert rules.below_its_limit(term, rises, limit, j).conclusion == (term < 0)
    with pytest.raises(DerivationError, match="below_its_limit"):
        rules.below_its_limit(-2 / j, rises, limit, j)
    flat = claimed(j >= 1, conclusion=sp.Ge(-1 / (j + 1), term, evaluate=False))
    with pytest.raises(DerivationError, match="below_its_limit"):
        rules.below_its_limit(term, flat, limit, j)


def test_tails_fall():
    fact = rules.tail_falls(x_0, x_1)
    for low, high in ((-1, 0), (0, 1), (1, 1), (2, Fraction(5, 2))):
        assert holds(fact.conclusion, Point({N: 4, x_0: Fraction(low), x_1: Fraction(high)}))
    assert holds(Tail(N, 0) <= Tail(N, 1), Point({N: 4})) is False


def test_functions_of_one_variable():
    with pytest.raises(DerivationError, match="strict"):
        rules.grows(sp.ceiling, x_0, x_1, strict=True)
    for value in ("-3/2", "0", "1/3", "4"):
        point = Point({x_0: Fraction(value), x_1: Fraction(value) + 1}, exact=False)
        assert holds(rules.grows(sp.ceiling, x_0, x_1).conclusion, point) is not False
        assert holds(rules.below_exp(x_0).conclusion, point) is not False
        assert holds(rules.rounded_up(x_0).conclusion, Point({x_0: Fraction(value)}))
    assert rules.smaller_square(x_0, x_1).hypotheses == (x_0**2 < x_1**2, x_1 >= 0)
