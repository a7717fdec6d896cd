"""What orders powers, exponentials and logarithms: against numbers, and not beyond."""

import math

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.model import N, P, Q, beta, f_star, p, q, r, t, w_o
from polyattn.symbolic.phases import f_slope, growth_p, w_slope
from polyattn.symbolic.softmax import odds, odds_scaled, x_j, x_k
from polyattn.symbolic.table import POWERS, unfold

NUMBERS = [0.0, 0.25, 1.0, 1.5, 3.0]


def test_a_power_is_an_exponential():
    fact = rules.power(p, beta)
    left, right = (sp.lambdify((p, beta), side) for side in fact.conclusion.args)
    for base in NUMBERS[1:]:
        for exponent in (-1.0, 0.0, 0.5, 2.0):
            assert left(base, exponent) == pytest.approx(right(base, exponent))


@pytest.mark.parametrize("relation", [P > Q, P >= Q], ids=str)
def test_powers_keep_the_order(relation):
    fact = rules.ordered(relation)
    assert fact.conclusion == relation
    higher, lower = (POWERS[x] for x in relation.args)
    needed = sp.lambdify((p, q, beta), sp.And(*fact.hypotheses))
    holds = sp.lambdify((p, q, beta), relation.func(higher, lower))
    met = 0
    for x in NUMBERS:
        for y in NUMBERS:
            for exponent in (-1.0, 0.0, 0.5, 2.0):
                if needed(x, y, exponent):
                    met += 1
                    assert holds(x, y, exponent)
    assert met


def test_without_the_sign_of_the_exponent_powers_do_not_keep_the_order():
    assert 3.0**-1 < 1.5**-1
    assert (beta > 0) in rules.ordered(P > Q).hypotheses
    with pytest.raises(DerivationError):
        Derivation(given=(p > q, q >= 0)).have(P > Q, by=rules.ordered(P > Q))


def test_the_domain_of_logarithms_is_needed():
    letters = [x for x, meaning in POWERS.items() if meaning == sp.log(p / q)]
    assert set(rules.ordered(letters[0] > 0).hypotheses) == {p / q > 1}
    assert math.log(0.5) < 0


def test_exponentials_need_their_arguments_alone():
    assert rules.ordered(odds > 0).hypotheses == ()
    assert len(rules.ordered(odds_scaled > odds).hypotheses) == 1


@pytest.mark.parametrize(
    "relation",
    [P >= 2 * Q, growth_p < P, odds > P, P < Q, p > q, sp.Eq(P, Q), sp.Rational(1, 2) < P, N >= 1],
    ids=str,
)
def test_sides_that_are_not_of_one_kind_are_refused(relation):
    with pytest.raises(DerivationError, match="ordered"):
        rules.ordered(relation)


def test_two_scores_without_an_order_are_not_ordered():
    with pytest.raises(DerivationError, match="increasing needs"):
        Derivation(given=(beta > 0,)).have(x_j > x_k, by=rules.ordered(x_j > x_k))


@pytest.mark.parametrize("function", [sp.exp, sp.log, sp.sqrt])
def test_an_increasing_function_ranks_its_arguments(function):
    fact = rules.ranks(function, p, q)
    holds = sp.lambdify((p, q), fact.conclusion)
    needed = sp.lambdify((p, q), sp.And(*fact.hypotheses))
    seen = [holds(x, y) for x in NUMBERS for y in NUMBERS if needed(x, y)]
    assert all(seen)
    assert len(seen) >= 16


@pytest.mark.parametrize(("letter", "weight"), [(f_slope, f_star), (w_slope, w_o)])
def test_a_rate_is_the_slope(letter, weight):
    fact = rules.rate(letter, weight)
    point = {p: 2, q: 1.5, r: 0.5, N: 3, t: 2, beta: 1.25}
    claimed = unfold(fact.conclusion.rhs, powers=True, keep=(p, q, r)).subs(point)
    value = unfold(weight, powers=True, keep=(p, q, r))
    step = 1e-6
    ends = [value.subs({**point, beta: 1.25 + x}) for x in (-step, step)]
    assert float(claimed) == pytest.approx(float(ends[1] - ends[0]) / (2 * step), rel=1e-6)
    # with the logarithm of another score it would not be
    moved = fact.conclusion.rhs.xreplace({sp.log(r): sp.log(q)})
    wrong = unfold(moved, powers=True, keep=(p, q, r)).subs(point)
    assert float(wrong) != pytest.approx(float(claimed), rel=1e-3)


def test_the_slope_of_another_weight_is_refused():
    with pytest.raises(DerivationError, match="not the derivative"):
        rules.rate(f_slope, w_o)
