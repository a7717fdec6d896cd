"""Rules for one vector: against all signs of small vectors; neighbours refuted, misuse refused."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.derivation.fact import DerivationError, Fact, stated
from polyattn.symbolic import (
    K,
    N,
    S,
    X_plain,
    X_spike,
    X_v,
    Y,
    Y_top,
    entries,
    f_squares,
    g_i,
    g_squares,
    g_sum,
    m,
    r_i,
    r_sum,
    s_1,
    tau,
    theta,
    w,
    w_top,
    x_range,
    y_g,
)
from polyattn.symbolic.chances import Pr

VECTORS = [(1,), (1, 1), (3, 1), (1, 2, 5), (4, 1, 1, 1), (7, 2, 2, 1, 1), (1,) * 6]


def law(weights):
    """Return the value of the weighted sum for every sign vector."""
    signs = itertools.product((1, -1), repeat=len(weights))
    return [sum(x * y for x, y in zip(each, weights, strict=True)) for each in signs]


def above(weights, level):
    values = law(weights)
    return Fraction(sum(x > level for x in values), len(values))


def shares(scores):
    return [Fraction(x, sum(scores)) for x in scores]


def levels(weights):
    """Return levels just below each value that is not negative."""
    return [x - Fraction(1, 1000) for x in {*law(weights)} if x > 0]


@pytest.mark.parametrize("scores", VECTORS, ids=str)
def test_the_tail_of_every_vector(scores):
    fact, weights = rules.tail(X_v > tau), shares(scores)
    squares = sum(x * x for x in weights)
    for level in levels(weights):
        bound = fact.conclusion.rhs.subs({f_squares: squares, tau: level})
        assert above(weights, level) <= bound


def test_a_tail_with_a_larger_constant_is_refuted():
    assert above([1], Fraction(999, 1000)) > math.exp(-1.4 * 0.999**2 / 2)


def test_the_squares_of_a_tail_are_computed():
    fact = rules.tail(X_plain > tau)
    assert sp.simplify(fact.conclusion.rhs.subs(N, entries - 1)) == sp.exp(-entries * tau**2 / 2)
    assert rules.tail(S <= -3).conclusion == (Pr(S <= -3) <= sp.exp(-9 / (2 * N)))


@pytest.mark.parametrize(
    "event", [X_v + s_1 > 0, Y > tau, S * s_1 > 1, tau > 1, sp.Eq(S, 1), K**2 > 1, y_g > 0]
)
def test_a_tail_is_of_independent_signs_alone(event):
    with pytest.raises(DerivationError, match="tail"):
        rules.tail(event)


SPIKED = (w * s_1 + Y > tau, -w * s_1 - Y >= tau, w * s_1 + Y < -tau)
EQUAL = (X_spike > tau, X_plain <= tau, s_1 * S > 0)


@pytest.mark.parametrize("rule", [rules.halves, rules.turned])
@pytest.mark.parametrize("event", [*SPIKED, *EQUAL], ids=str)
def test_signs_are_fair_and_alike(rule, event):
    for count, weight, level in itertools.product((1, 2, 5), ("1/3", "4/5"), ("-1/5", "0", "3/5")):
        values = {N: Fraction(count), entries: Fraction(count + 1), w: Fraction(weight)}
        point = Point(values | {tau: Fraction(level)}, chances=True)
        assert holds(rule(event).conclusion, point)


def test_their_nearest_false_neighbours_are_refuted():
    point = Point({N: Fraction(2), w: Fraction(1, 2), tau: Fraction(1, 5)}, chances=True)
    event = w * s_1 + Y > tau
    assert holds(sp.Eq(Pr(event), Pr(w + Y > tau)), point) is False
    assert holds(sp.Eq(Pr(event), Pr(w * s_1 + Y < tau)), point) is False


def test_the_best_sign_is_not_turned():
    with pytest.raises(DerivationError, match="best of several"):
        rules.turned(y_g > 0)


def of_each(relation, known=rules.ENTRY):
    return Derivation(given=known).have(relation)


@pytest.mark.parametrize("powers", [(1, 1, 3), (2, 3), (1, Fraction(5, 2), 3, 3)], ids=str)
def test_inequalities_add_up(powers):
    relation = g_i**2 <= (1 + x_range) * g_i - x_range
    sums = {entries: Fraction(len(powers)), g_sum: Fraction(sum(powers)), x_range: Fraction(3)}
    sums[g_squares] = Fraction(sum(x * x for x in powers))
    assert holds(rules.summed(of_each(relation)).conclusion, Point(sums))
    assert holds(rules.summed(of_each(g_i <= x_range)).conclusion, Point(sums))
    without_count = g_squares <= (1 + x_range) * g_sum - x_range * (entries + 3)
    assert holds(without_count, Point(sums)) is False


def test_beside_a_spike_one_entry_fewer_counts():
    assert rules.summed(of_each(r_i <= 1, rules.BESIDE), r_i).conclusion == (r_sum <= entries - 1)


@pytest.mark.parametrize(
    ("relation", "known"),
    [
        (g_i**2 >= 1, (*rules.ENTRY, g_i >= 2)),
        (g_i**3 >= 1, rules.ENTRY),
        (g_i > 0, rules.ENTRY),
        (r_i <= 1, rules.BESIDE),
    ],
)
def test_what_holds_for_some_entries_alone_is_not_added_up(relation, known):
    with pytest.raises((DerivationError, sp.PolynomialError)):
        rules.summed(of_each(relation, known), s_1 if relation.has(r_i) else g_i)


ATOM = Fact(sp.binomial(N, K) / 2**N <= tau)


@pytest.mark.parametrize(("low", "high"), [(0, 2), ("1/2", "5/2"), (1, "5/2"), (-2, 0)])
def test_an_interval_has_as_many_atoms(low, high):
    low, high = sp.Rational(low), sp.Rational(high)
    event = sp.And(low < K, high >= K)
    inside = Derivation(given=(*rules.EVERY, *event.args)).have(sp.And(low < K, high >= K))
    proof = Derivation(given=inside.given).have(sp.And(K > low, K <= high), by=inside)
    fact = rules.in_interval(proof, event, ATOM)
    largest = Fraction(math.comb(4, 2), 16)
    assert holds(fact.conclusion, Point({N: Fraction(4), tau: largest}))
    assert holds(Pr(event) <= (high - low - 1) * tau, Point({N: Fraction(4), tau: largest})) in (
        False,
        low < 0,
    )


def test_an_interval_has_ends_that_are_numbers():
    event = sp.And(K > S, K <= N)
    proof = Derivation(given=(*rules.EVERY, *event.args)).have(event)
    with pytest.raises(DerivationError, match="in_interval"):
        rules.in_interval(proof, event, ATOM)
    with pytest.raises(DerivationError, match="must read binomial"):
        rules.in_interval(proof, event, Fact(K <= tau))


def test_one_event_without_another():
    point = Point({N: Fraction(4)})
    assert holds(rules.without(K >= 1, K >= 3).conclusion, point)
    assert holds(Pr(K >= 1) - Pr(K >= 3) <= Pr(sp.And(K > 1, K < 3)), point) is False


@pytest.mark.parametrize("width", [1, 2, 7])
def test_several_neurons(width):
    for low, high in itertools.combinations((Fraction(x, 7) for x in range(8)), 2):
        point = Point({m: Fraction(width), tau: low, theta: high})
        assert holds(rules.several(tau, theta).conclusion, point)
    point = Point({m: Fraction(2), tau: Fraction(0), theta: Fraction(1, 10)})
    less = (1 - tau) ** m - (1 - theta) ** m <= sp.Rational(9, 10) * m * (theta - tau)
    assert holds(less, point) is False


def test_a_supremum_is_over_every_threshold():
    gap = rules.gap_at(tau).conclusion.rhs
    point = Point({N: Fraction(3), entries: Fraction(4), w: Fraction(1, 2), m: Fraction(2)})
    point[tau] = Fraction(1, 10)
    assert evaluate(gap, point) > 0
    some = Derivation(gap, given=(tau > 2,)).at_most(gap)
    with pytest.raises(DerivationError, match="must not name one"):
        rules.gap_below(some)
    with pytest.raises(DerivationError, match="no bound on the gap"):
        rules.gap_below(Derivation(given=(tau <= 1,)).have(tau <= 1))
    with pytest.raises(DerivationError, match="speaks of the signs"):
        rules.gap_at(S / N)


def test_what_other_entries_add_goes_with_the_first_weight():
    import polyattn.ledger  # noqa: F401

    both = stated("thm:exact-half#one neuron", {w: w_top, Y: Y_top})
    assert Pr(w_top * s_1 + Y_top > tau) in both.conclusion.args
    for put in ({w: w_top}, {Y: Y_top}, {w: tau, Y: Y_top}):
        with pytest.raises(DerivationError, match="other than that"):
            stated("thm:exact-half#one neuron", put)
    for reference in ("thm:kantorovich#simpler", "thm:exact-half#width"):
        with pytest.raises(DerivationError, match="speaks of a network"):
            stated(reference, {entries: 5, tau: 0})
