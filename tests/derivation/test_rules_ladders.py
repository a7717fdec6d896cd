"""Rules that count K, and rules over all thresholds: against enumeration; misuse refused."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.rules.supremum import GAP
from polyattn.symbolic import (
    K,
    N,
    S,
    V_star,
    V_star_up,
    X,
    X_up,
    a,
    a0,
    a1,
    b,
    beta,
    c,
    m,
    on,
    p_theta,
    s_1,
    s_g,
    t,
    theta,
    u_star,
)
from polyattn.symbolic.chances import FIRST_K, Count, Largest, Pr, S_m, Tail, area, k, x_0

NETWORK = {a: Fraction(1, 2), b: Fraction(3, 5), c: Fraction(2, 5), t: Fraction(2), beta: 2}
STEP = 2 * b * u_star
CLIMBS = Fact(X_up >= X + STEP, (b > 0, K <= N - 1))


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("level", ["-1/3", "0", "1/4", "7/10"])
@pytest.mark.parametrize("width", ["1/20", "1/2", "2"])
def test_a_ladder_has_no_more_rungs_in_an_interval(count, level, width):
    event = sp.And(X > theta - x_0, X <= theta)
    within = claimed(*event.args, conclusion=event)
    fact = rules.rungs(event, CLIMBS, within)
    point = {N: Fraction(count), theta: Fraction(level), x_0: Fraction(width)}
    assert holds(fact.conclusion, Point(NETWORK | point))
    assert {b > 0, STEP > 0} <= set(fact.hypotheses)


def test_with_a_rung_less_it_is_refuted():
    event = sp.And(V_star > theta - 3 * STEP / 2, V_star <= theta)  # as many as 2 rungs
    point = NETWORK | {N: Fraction(5)}
    level = evaluate(V_star, Point(point | {s_1: 1, s_g: 1, K: 3}))
    assert evaluate(Count(event), Point(point | {theta: level})) == 2
    climbs = Fact(V_star_up >= V_star + STEP, (K <= N - 1,))
    fact = rules.rungs(event, climbs, claimed(*event.args, conclusion=event))
    assert evaluate(fact.conclusion.rhs, Point(point | {theta: level})) == 2


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("event", [K >= 1, S > 0, sp.And(s_1 > 0, K <= 1)], ids=str)
def test_atoms_bound_a_chance(count, event):
    most = sp.Rational(max(comb(count, j) for j in range(count + 1)), 2**count)
    fact = rules.atoms(event, Fact(sp.binomial(N, K) / 2**N <= most, (K >= 0, K <= N)))
    point = Point({N: Fraction(count)})
    assert holds(fact.conclusion, point)


def test_an_atom_less_is_refuted():
    whole = Pr(K >= 0) <= (Count(K >= 0) - 1) * sp.Rational(1, 2)
    assert holds(whole, Point({N: Fraction(1)})) is False


@pytest.mark.parametrize(
    "call",
    [
        lambda: rules.atoms(K >= 1, Fact(sp.binomial(N, K) / 2**N <= b, (K >= 1,))),
        lambda: rules.atoms(K >= 1, Fact(sp.binomial(N, K) / 2**N <= K)),
        lambda: rules.rungs(K >= 1, Fact(X_up >= X + K), claimed(conclusion=X > 0)),
        lambda: rules.rungs(K >= 1, Fact(X_up >= X + b, (K >= 1,)), claimed(conclusion=X > 0)),
        lambda: rules.rungs(K >= 1, Fact(X >= X_up + b), claimed(conclusion=X > 0)),
        lambda: rules.rungs(K >= 1, CLIMBS, claimed(s_1 > 0, conclusion=sp.And(X > 0, X <= 1))),
        lambda: rules.rungs(K >= 1, CLIMBS, claimed(conclusion=sp.And(X > 0, X <= K))),
        lambda: rules.below_first(CLIMBS, 0, (1, 1, 1)),
        lambda: rules.tails_from(K >= 1, {}),
        lambda: rules.tails_from(
            X > theta, {x: (N, claimed(s_1 > 5, conclusion=K >= N)) for x in FIRST_K}
        ),
        lambda: rules.tails_from(
            X > theta, {x: (K, claimed(conclusion=K >= K - 1)) for x in FIRST_K}
        ),
    ],
)
def test_counting_refuses_what_is_not_for_all_signs(call):
    with pytest.raises(DerivationError):
        call()


def test_the_same_signs_serve_both_events():
    fact = rules.difference(X > theta, X > theta + x_0)
    for level in ("-1/3", "0", "1/4"):
        point = {N: Fraction(3), theta: Fraction(level), x_0: Fraction(1, 5)}
        assert holds(fact.conclusion, Point(NETWORK | point))


def test_the_average_over_the_triples_is_the_law():
    level, count = Fraction(1, 4), 4
    point = Point(NETWORK | {N: Fraction(count), theta: level})
    starts = {}
    for triple in FIRST_K:
        event = sp.And(*rules.signs_are(triple), X > theta)
        least = next(
            j for j in range(count + 2) if j > count or evaluate(Pr(sp.And(event, K <= j)), point)
        )
        proof = claimed(*rules.signs_are(triple), X > theta, conclusion=K >= least)
        starts[triple] = (sp.Integer(least), proof)
    fact = rules.tails_from(X > theta, starts)
    assert evaluate(fact.conclusion.lhs, point) == evaluate(fact.conclusion.rhs, point)
    starts[1, 1, 1] = (starts[1, 1, 1][0] + 1, None)
    fewer = sum(Tail(N, start) for start, _ in starts.values()) / 8
    assert holds(Pr(X > theta) <= fewer, point) is False


@pytest.mark.parametrize(
    "proof",
    [
        claimed(conclusion=GAP >= b),
        claimed(conclusion=on(p_theta, 1) <= b),
        claimed(conclusion=GAP <= theta),
        claimed(theta > c, conclusion=GAP <= b),
        claimed(on(p_theta, 1) >= on(p_theta, 0), conclusion=GAP <= b),
    ],
    ids=str,
)
def test_a_supremum_is_bounded_at_every_threshold(proof):
    with pytest.raises(DerivationError, match="supremum_at_most"):
        rules.supremum_at_most(proof)


def test_a_supremum_keeps_the_sign_of_what_bounds_it():
    assert rules.supremum_at_most(claimed(conclusion=GAP < b)).conclusion == (S_m < b)
    assert rules.supremum_at_most(claimed(conclusion=GAP <= b)).conclusion == (S_m <= b)


def test_a_threshold_must_meet_what_is_asked_of_it():
    found = claimed(theta >= b, b > 0, conclusion=GAP >= x_0)
    fact = rules.supremum_at_least(found, c + b)
    assert fact.conclusion == (S_m >= x_0)
    assert set(fact.hypotheses) == {c + b >= b, b > 0}
    for wrong, place in (
        (claimed(conclusion=GAP <= x_0), b),
        (claimed(conclusion=GAP >= theta), b),
        (claimed(on(p_theta, 1) > b, conclusion=GAP >= x_0), b),
        (claimed(conclusion=GAP >= x_0), X),
    ):
        with pytest.raises(DerivationError, match="supremum_at_least"):
            rules.supremum_at_least(wrong, place)


@pytest.mark.parametrize("entries", [(0, 1), (1, 0)])
def test_above_every_preactivation_there_is_no_gap(entries):
    two = dict(zip((a0, a1), map(Fraction, entries), strict=True)) | {m: Fraction(3)}
    point = {**NETWORK, **two, N: Fraction(3)}
    gaps = [
        evaluate(GAP, Point({**point, theta: Fraction(level)}, chances=True))
        for level in ("1/2", "3/4", "9")
    ]
    assert gaps[2] == 0
    assert rules.supremum_not_negative().conclusion == (S_m >= 0)
    assert any(gap < 0 for gap in gaps) == (entries == (1, 0))  # at some thresholds it is negative


def test_the_layer_cake_needs_a_shift_for_all_signs():
    shifted = claimed(b > 0, conclusion=on(X, 1) <= on(X, 0) + b)
    fact = rules.layer_cake(shifted)
    assert fact.conclusion == (area <= b)
    for wrong in (
        claimed(conclusion=on(X, 1) <= on(X, 0) + K),
        claimed(conclusion=on(X, 1) <= on(X, 0) + theta),
        claimed(K >= 1, conclusion=on(X, 1) <= on(X, 0) + b),
        claimed(conclusion=on(X, 0) <= on(X, 1) + b),
    ):
        with pytest.raises(DerivationError, match="layer_cake"):
            rules.layer_cake(wrong)


def test_a_largest_value_is_no_smaller_than_any():
    term = k * (N - k)
    for count in (1, 2, 5):
        point = Point({N: Fraction(count)})
        for place in (0, 1, N, N + 1):
            assert holds(rules.largest(term, sp.sympify(place)).conclusion, point)
    assert holds(Largest(term) <= 6 - 1, Point({N: Fraction(5)})) is False
    for wrong in (lambda: rules.largest(term, b), lambda: rules.largest(term, K)):
        with pytest.raises(DerivationError, match="largest"):
            wrong()
    with pytest.raises(DerivationError, match="largest_in_order"):
        rules.largest_in_order(claimed(k >= 1, conclusion=k <= k**2))
