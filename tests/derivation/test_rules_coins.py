"""Rules for fair coins and for the broken line: against enumeration; misuse refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, log

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.check import prove
from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.derivation.fact import DerivationError, instance
from polyattn.symbolic.broken_line import Highest, Psi, j, y
from polyattn.symbolic.chances import Tail, k, x_0, x_1
from polyattn.symbolic.model import N, b, beta, m
from polyattn.symbolic.neuron import K, s_1
from polyattn.symbolic.softmax import lam

HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


def tail(count, least):
    """Pr[Bin(count, 1/2) >= least], one term after another."""
    return Fraction(sum(comb(count, x) for x in range(max(least, 0), count + 1)), 2**count)


def at(**values):
    named = {"N": N, "k": k, "j": j, "m": m, "lam": lam, "x_0": x_0, "x_1": x_1, "b": b}
    return {named[x]: Fraction(value) for x, value in values.items()}


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_atoms_tails_and_mirrors_are_what_enumeration_says(count):
    for place in range(-2, count + 4):
        point = Point(at(N=count, k=place))
        for rule in (rules.one_atom(k), rules.whole_tail(k), rules.some_tail(k), rules.no_tail(k)):
            if all(holds(h, point) for h in rule.hypotheses):
                assert holds(rule.conclusion, point)
        mirrored = rules.mirrored_choice(N, k)
        if 0 <= place <= count:
            assert holds(mirrored.conclusion, point)
    assert holds(rules.whole_tail(sp.S.One).conclusion, Point(at(N=count))) is False
    assert holds(rules.no_tail(N).conclusion, Point(at(N=count))) is False
    assert holds(rules.some_tail(N + 1).conclusion, Point(at(N=count))) is False


@pytest.mark.parametrize("count", [1, 2, 3, 7, 30])
@pytest.mark.parametrize("slope", ["-1", "0", "1/10", "1", "3"])
def test_level_one_against_the_tails(count, slope):
    for place in range(count + 1):
        whole, rate = float(tail(count, place)), float(Fraction(slope))
        most = whole * (-log(whole) + rate**2 * count / 2)
        assert rate * place * comb(count, place) / 2**count <= most * (1 + 1e-12) + 1e-15
        point = Point(at(N=count, k=place, lam=slope), exact=False)
        assert holds(rules.level_one(k, lam).conclusion, point) is not False


def test_level_one_is_sharp_far_out():
    count, place, slope = 4000, 2000 + 316, Fraction(158, 1000)  # ten deviations
    whole, atom = tail(count, place), Fraction(comb(count, place), 2**count)
    tilted = float(slope * place * atom / whole)
    plain = log(whole.denominator) - log(whole.numerator) + float(slope**2) * count / 2
    assert 0.9 * plain < tilted <= plain


@pytest.mark.parametrize("count", [1, 3, 6])
def test_tails_apart_adds_atoms_up(count):
    for low, high in product(range(-2, count + 3), repeat=2):
        if low > high:
            continue
        inside = [comb(count, x) for x in range(max(low, 0), min(high, count + 1))]
        top = sp.Rational(max(inside, default=0), 2**count)
        first, last = sp.Integer(low), sp.Integer(high)
        each = claimed(K >= first, K + 1 <= last, conclusion=sp.binomial(N, K) / 2**N <= top)
        assert holds(rules.tails_apart(first, last, each).conclusion, Point(at(N=count)))
    apart = Tail(N, 0) - Tail(N, 2) <= HALF  # one atom of two
    assert holds(apart, Point(at(N=1))) is False


def test_powers_are_convex():
    fact = rules.power_of_mean(x_0, x_1, lam, m)
    for width, one, other, share in product((1, 2, 5), (0, "1/3", 2), (0, 1), (0, "1/4", 1)):
        assert holds(fact.conclusion, Point(at(m=width, x_0=one, x_1=other, lam=share)))
    assert {lam <= 1, x_0 >= 0, m >= 1} <= set(fact.hypotheses)
    assert holds(fact.conclusion, Point(at(m=2, x_0=1, x_1=0, lam=2))) is False


def line(count, steps, chance):
    """The line, by its definition, from one corner to the next."""
    for place in range(count + 1):
        low, high = tail(count, place + 1), tail(count, place)
        if low <= chance <= high:
            part = (chance - low) / (high - low)
            return (1 - part) * tail(count, place + 1 - steps) + part * tail(count, place - steps)
    raise AssertionError


@pytest.mark.parametrize(("count", "steps"), list(product((1, 2, 6), (0, 1, 3, 9))))
def test_the_line_goes_through_its_corners_and_is_straight_between(count, steps):
    for chance in [Fraction(i, 96) for i in range(97)]:
        assert Psi.exact(count, steps, chance) == line(count, steps, chance)
        point = Point(at(N=count, j=steps, x_0=chance))
        assert holds(rules.line_between(j, x_0).conclusion, point)
    for place in range(count + 2):
        assert holds(rules.corner(j, k).conclusion, Point(at(N=count, j=steps, k=place)))


def test_an_interval_of_chances_gives_an_interval():
    from flint import arb

    point = Point(at(N=5, j=2), exact=False) | {x_0: arb("0.3 +/- 0.1")}
    found = evaluate(Psi(N, j, x_0), Point(point, exact=False))
    ends = [Psi.exact(5, 2, Fraction(x, 10)) for x in (2, 4)]
    assert all(found.overlaps(arb(x.numerator) / x.denominator) for x in ends)
    assert float(found.rad()) < float(ends[1] - ends[0]) * 0.51


def a_step(least):
    return Tail(N, least) - Tail(N, least + 1)


def slopes(steps):
    return a_step(k - 1 - steps) * a_step(k) <= a_step(k - steps) * a_step(k - 1)


SLOPES, SQUARES = slopes(j), slopes(sp.floor(k**2))
ATOM = sp.binomial(N, K) / 2**N


@pytest.mark.parametrize(("count", "steps"), list(product((1, 2, 6), (0, 1, 3, 9))))
def test_the_line_is_concave(count, steps):
    fact = rules.slopes_fall(j, x_0, x_1, lam, claimed(k >= 1, k <= N, conclusion=SLOPES))
    for place in range(1, count + 1):
        assert holds(SLOPES, Point(at(N=count, j=steps, k=place)))
    chances = ("0", "1/7", "1/2", "9/10", "1")
    for one, other, share in product(chances, chances, ("0", "1/3", "1")):
        point = Point(at(N=count, j=steps, x_0=one, x_1=other, lam=share))
        assert holds(fact.conclusion, point)


@pytest.mark.parametrize("count", [1, 2, 5, 9])
@pytest.mark.parametrize("level", ["1/1000", "1/5", "1/2", "1"])
def test_a_last_tail_reaches_every_level(count, level):
    at_last = [k >= 0, k <= N, Tail(N, k) >= x_0, Tail(N, k + 1) <= x_0]
    fact = rules.last_above(x_0, claimed(*at_last, b > 0, conclusion=b >= x_0))
    assert set(fact.hypotheses) == {N >= 0, x_0 > 0, x_0 <= 1, b > 0}
    points = [Point(at(N=count, k=place, x_0=level)) for place in range(-1, count + 3)]
    assert any(all(holds(x, point) for x in at_last) for point in points)
    above = [Point(at(N=count, k=place, x_0="3/2")) for place in range(-1, count + 3)]
    assert not any(all(holds(x, point) for x in at_last) for point in above)


def test_the_highest_value_is_one_of_the_values():
    body = (1 - y) ** m - (1 - Psi(N, j, y)) ** m
    fact = rules.highest(body, x_0)
    assert fact.conclusion.rhs == Highest(body)
    assert {x_0 >= 0, x_0 <= 1, j >= 0, m >= 0} <= set(fact.hypotheses)


@pytest.mark.parametrize(
    "call",
    [
        lambda: rules.one_atom(x_0),
        lambda: rules.level_one(x_0, lam),
        lambda: rules.mirrored_choice(N, x_0),
        lambda: rules.power_of_mean(x_0, x_1, lam, beta),
        lambda: rules.tails_apart(k, N, claimed(conclusion=sp.binomial(N, K) / 2**N <= K)),
        lambda: rules.tails_apart(k, N, claimed(K >= 5, conclusion=sp.binomial(N, K) / 2**N <= b)),
        lambda: rules.tails_apart(K, N, claimed(conclusion=sp.binomial(N, K) / 2**N <= b)),
        lambda: rules.tails_apart(k, N, claimed(s_1 > 0, conclusion=sp.binomial(N, K) / 2**N <= b)),
        lambda: rules.tails_apart(k, N, claimed(conclusion=sp.binomial(N, k) / 2**N <= b)),
        lambda: rules.tails_apart(4, 5, claimed(conclusion=ATOM <= (K - 3) ** 2)),
        lambda: rules.tails_apart(4, sp.floor(K**2), claimed(conclusion=ATOM <= b)),
        lambda: rules.last_above(x_0, claimed(k >= 0, conclusion=b >= k)),
        lambda: rules.last_above(x_0, claimed(k >= 1, conclusion=b >= x_0)),
        lambda: rules.last_above(x_0, claimed(s_1 > 0, conclusion=b >= x_0)),
        lambda: rules.last_above(k / N, claimed(k >= 0, conclusion=b >= x_0)),
        lambda: rules.corner(j, x_0),
        lambda: rules.slopes_fall(j, x_0, x_1, lam, claimed(conclusion=SLOPES.reversed)),
        lambda: rules.slopes_fall(j, x_0, x_1, lam, claimed(k >= 5, conclusion=SLOPES)),
        lambda: rules.slopes_fall(j, x_0, x_1, lam, claimed(k <= N, j <= k, conclusion=SLOPES)),
        lambda: rules.slopes_fall(sp.floor(k**2), x_0, x_1, lam, claimed(conclusion=SQUARES)),
        lambda: rules.highest(x_0, x_1 + K),
        lambda: rules.highest(x_0, K**2),
        lambda: rules.highest(Psi(y, j, y), x_0),
        lambda: rules.highest(Psi(N, HALF, y), x_0),
        lambda: rules.highest(1 / y, x_0),
        lambda: rules.highest(y**x_1, x_0),
        lambda: rules.highest(sp.floor(y), x_0),
        lambda: rules.highest(Psi(N, j, 1 - y), x_0),
        lambda: rules.highest(Psi(N, sp.ceiling(y), y), x_0),
    ],
)
def test_misuse_is_refused(call):
    with pytest.raises(DerivationError):
        call()


@pytest.mark.parametrize("rule", [rules.whole_tail, rules.no_tail, rules.some_tail])
def test_there_are_no_fewer_coins_than_none(rule):
    fact = instance(rule(sp.S.Zero), {N: N - 5})
    assert sp.Ge(N - 5, 0) in fact.hypotheses
    chain = Derivation(given=(N >= 1, N <= 4))
    with pytest.raises(DerivationError, match="needs"):
        chain.have(fact.conclusion, by=fact)


def test_the_line_of_many_coins_is_found_at_once():
    assert 0 < Psi.exact(10_000, 3, Fraction(1, 2)) < 1
    with pytest.raises(TypeError, match="N >= 0"):
        Psi.exact(-1, 0, Fraction(1, 2))


def test_no_value_is_put_for_the_letter_of_a_highest_value():
    for relation in (sp.Eq(Highest(y), 1), Highest(y * m) <= m):
        with pytest.raises(DerivationError):
            prove((sp.Eq(y, THIRD),), relation.xreplace({y: x_0}), (relation,))


def test_a_line_keeps_what_it_knows_of_a_logarithm():
    given = (m >= 2, sp.log(m) >= HALF, sp.log(m) * (x_1 - x_0) <= sp.log(m) * b)
    assert prove(given, x_1 - x_0 <= b).kind == "symbolic"
    with pytest.raises(DerivationError):
        prove((m >= 2, *given[2:]), x_1 - x_0 <= b)


def test_a_root_of_a_logarithm_has_its_square():
    root = sp.sqrt(2 / (N * sp.log(m)))
    assert prove((N >= 1, sp.log(m) >= HALF), sp.Eq(root**2 * N * sp.log(m), 2))
    relation = sp.Eq(root * sp.log(m), sp.sqrt(2) * sp.sqrt(sp.log(m) / N))
    assert prove((N >= 1, sp.log(m) >= HALF), relation)
