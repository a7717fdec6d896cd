"""Rules for the normal law: against the standard library's and counted coins, and not beyond."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb, pi
from statistics import NormalDist

import pytest
import sympy as sp

from polyattn import Polynomial, SelfAttentionData
from polyattn.bounds.profile import profile, profile_shifts
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.rules.supremum import GAP
from polyattn.symbolic.chances import Phi, Pr, S_m, S_normal, area, crossings
from polyattn.symbolic.model import N, a, b, beta, c, d, t, theta
from polyattn.symbolic.neuron import K, S, X, s_1
from polyattn.symbolic.pair import a0, a1

x, y, h, rho = sp.symbols("x y h rho", real=True)
PLACES = [Fraction(k, 5) for k in range(-15, 16)]
NORMAL = NormalDist()


def at(relation, **values):
    """Whether a relation holds at a point, in intervals."""
    letters = {x: values[x.name] for x in relation.free_symbols if x.name in values}
    return holds(relation, Point({x: Fraction(v) for x, v in letters.items()}, exact=False))


def shrunk(relation, factor):
    """Make both errors smaller."""
    return sp.And(*(one.func(one.lhs, one.rhs * factor) for one in relation.args))


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_the_normal_law_is_that_of_the_standard_library(place):
    value = float(evaluate(Phi(x), Point({x: place}, exact=False)))
    assert value == pytest.approx(NORMAL.cdf(float(place)), rel=1e-9)  # its erfc is good to 1e-12
    with pytest.raises(TypeError, match="no exact value"):
        evaluate(Phi(x), Point({x: place}))


def test_coins_are_normal_on_both_sides_of_every_step():
    fact = rules.coins_are_normal(x)
    assert fact.hypotheses == (N >= 1,)
    seen = 0
    for count in range(1, 9):
        for level in range(-count, count + 1, 2):
            for side in (0, Fraction(-1, 10**6)):
                assert at(fact.conclusion, N=count, x=level + side)
                seen += at(shrunk(fact.conclusion, sp.Rational(19, 20)), N=count, x=level + side)
    assert seen < 88, "a twentieth less is too little somewhere"


@pytest.mark.parametrize("count", [10, 99, 100, 1000])
def test_many_coins_are_normal(count):
    total, most = Fraction(0), 1 / (2 * pi * count) ** 0.5
    for plus in range(count + 1):
        level = NORMAL.cdf((2 * plus - count) / count**0.5)
        for value in (total, total := total + Fraction(comb(count, plus), 2**count)):
            assert abs(value - level) < most


def test_another_scale():
    fact = rules.normal_scaled(x, rho)
    assert fact.hypotheses == (rho > 0, rho <= 1)
    factors = [Fraction(1, 10), Fraction(1, 2), Fraction(19, 20)]
    points = list(itertools.product(PLACES, factors))
    assert all(at(fact.conclusion, x=place, rho=factor) for place, factor in points)
    less = shrunk(fact.conclusion, sp.Rational(9, 10))
    assert not all(at(less, x=place, rho=factor) for place, factor in points)
    assert not at(fact.conclusion, x=1, rho=2)


def test_another_place():
    fact = rules.normal_shifted(x, h, y)
    assert fact.hypotheses == (h <= y, -h <= y)
    shifts = [Fraction(k, 5) for k in (-5, -1, 0, 1, 5)]
    points = list(itertools.product(PLACES, shifts))
    every = [at(fact.conclusion, x=place, h=step, y=abs(step)) for place, step in points]
    assert False not in every  # where both sides are 0, intervals cannot tell
    less = shrunk(fact.conclusion, sp.Rational(9, 10))
    assert not all(at(less, x=place, h=step, y=abs(step)) for place, step in points)
    assert not at(fact.conclusion, x=0, h=1, y=Fraction(1, 2))
    assert not at(fact.conclusion, x=0, h=-1, y=Fraction(1, 2))


def test_order_and_symmetry():
    order, mirror = rules.normal_in_order(x, y), rules.normal_mirrored(x)
    assert order.hypotheses == (x <= y,)
    for low, high in itertools.pairwise(PLACES):
        assert at(order.conclusion, x=low, y=high)
        assert not at(order.conclusion, x=high, y=low)
        assert at(mirror.conclusion, x=low)
    assert not at(sp.Eq(Phi(-x), Phi(x)), x=1)


def test_a_tail():
    fact = rules.normal_tail(x)
    assert fact.hypotheses == (x >= 0,)
    assert all(at(fact.conclusion, x=place) is not False for place in PLACES if place >= 0)
    less = fact.conclusion.func(fact.conclusion.lhs, fact.conclusion.rhs * sp.Rational(19, 20))
    steeper = Phi(-x) <= sp.exp(-sp.Rational(11, 20) * x**2) / 2
    assert not at(less, x=0)
    assert not at(steeper, x=8)
    assert not at(fact.conclusion, x=-1)


PAIR = [SelfAttentionData(1002, 10**3, a=each, b="0.6", c="0.4") for each in ("0.05", "0.3")]
FOUND = {d: 1002, N: 999, t: 10**3, a0: "0.05", a1: "0.3", b: "0.6", c: "0.4"}


def gap(place, degree):
    """Return the gap of normal noise from the package's shifts and the standard library's law."""
    low, high = profile_shifts(*PAIR, Polynomial(degree))
    return (
        sum(NORMAL.cdf(place - u) - NORMAL.cdf(place - v) for u, v in zip(low, high, strict=True))
        / 8
    )


@pytest.mark.parametrize("degree", [4, 6, 7])
def test_the_profile_is_the_largest_gap(degree):
    values = {k: Fraction(v) for k, v in (FOUND | {beta: degree}).items()}
    fact = rules.profile_at_least(x)
    best = 0.0
    for place in PLACES:
        point = Point(values | {x: place}, exact=False)
        here = float(evaluate(fact.conclusion.rhs, point))
        assert here == pytest.approx(gap(float(place), degree), abs=1e-9)
        best = max(best, here)
    least = profile(*PAIR, Polynomial(degree))
    assert best <= least + 1e-9 < 1.1 * best  # places a fifth apart, so that a tenth more is false


def bounded(given=(), goal=None):
    """Return a proof that the gap of normal noise is at most 1 at a place."""
    place = sp.Dummy("x", real=True)
    goal = rules.normal_gap(place) <= (1 if goal is None else goal(place))
    return Derivation(given=[h(place) for h in given]).have(goal), place


def test_the_profile_is_at_most_what_bounds_the_gap_everywhere():
    proof, place = bounded()
    assert rules.profile_at_most(proof, place).conclusion == (S_normal <= 1)


@pytest.mark.parametrize(
    "wrong",
    [
        bounded(given=(lambda place: place > 0,)),
        bounded(given=(lambda place: K >= 1,)),
        bounded(goal=lambda place: 1 + place**2),
        (bounded()[0], bounded()[1]),
        (Derivation().have(rules.normal_gap(x) <= 1), x),
        (Derivation().have(Phi(x) <= 1), sp.Dummy("x", real=True)),
    ],
    ids=["a place", "signs", "a bound that moves", "another place", "no dummy", "no gap"],
)
def test_the_profile_is_not_at_most_what_bounds_the_gap_somewhere(wrong):
    with pytest.raises(DerivationError, match="profile_at_most"):
        rules.profile_at_most(*wrong)


@pytest.mark.parametrize(
    "misuse",
    [
        lambda: rules.coins_are_normal(s_1),
        lambda: rules.coins_are_normal(theta - S),
        lambda: rules.profile_at_least(X),
    ],
)
def test_what_speaks_of_the_signs_is_refused(misuse):
    with pytest.raises(DerivationError, match="speaks of the signs"):
        misuse()


def test_a_supremum_over_thresholds_depends_on_none():
    """So a bound may name one, but not what changes with the threshold."""
    for best in (S_normal, area):
        with unchecked():
            proof = Derivation().have(GAP <= best)
        assert rules.supremum_at_most(proof).conclusion == (S_m <= best)
    with unchecked():
        proof = Derivation().have(GAP <= crossings)
    with pytest.raises(DerivationError, match="speaks of the threshold"):
        rules.supremum_at_most(proof)


def test_what_is_proved_in_letters_holds_for_their_values():
    proof = Derivation(given=(x > 0, a >= 0)).have((a + x) * x > 0)
    fact = rules.instance(proof, {x: theta + 1})
    assert fact.hypotheses == (theta + 1 > 0, a >= 0)
    assert fact.conclusion == ((a + theta + 1) * (theta + 1) > 0)
    assert fact.inner == (proof,)
    again = rules.instance(rules.instance(proof, {x: theta}), lambda term: term.xreplace({a: a0}))
    assert again.conclusion == ((a0 + theta) * theta > 0)


@pytest.mark.parametrize(
    "put",
    [{x: K}, {x: Pr(K > 1)}, {x: sp.oo}, lambda term: term.xreplace({x: 2})],
    ids=["a sign", "a chance", "no number", "no data set"],
)
def test_other_letters_are_not_put(put):
    proof = Derivation(given=(x > 0, Pr(S > x) > 0)).have(x * Pr(S > x) > 0)
    with pytest.raises(DerivationError):
        rules.instance(proof, put)


def test_what_was_taken_for_granted_in_letters_is_not_granted_for_their_values():
    proof = Derivation().have(sp.Eq((x**2 - y**2) / (x - y), x + y))
    assert proof.taken
    with pytest.raises(DerivationError, match="for granted"):
        rules.instance(proof, {y: theta - 1})
