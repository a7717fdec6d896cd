"""Rules for sketches: against all signs and exact moments; neighbours refuted, misuse refused."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import prod

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.model import beta, m
from polyattn.symbolic.sketches import (
    E_1,
    E_2,
    FIT,
    E_twice,
    Mean,
    NormalMoment,
    RowMoment,
    T_g,
    T_h,
    UniformMoment,
    V,
    h,
    half,
    s,
)

PAIRS = [((1, 2), (3, -1)), ((1, 0, 2), (2, 1, 1)), ((1, 1, 1), (1, -2, 5))]


def dot(x, y):
    return sum(map(prod, zip(x, y, strict=True)))


def columns(x, y):
    """Return <g, x><g, y> for every column of signs g."""
    return [dot(g, x) * dot(g, y) for g in itertools.product((1, -1), repeat=len(x))]


def mean(values):
    return Fraction(sum(values), len(values))


def known(x, y):
    """Return what the letters are for two vectors, by all signs of two columns."""
    one = columns(x, y)
    both = [u * v for u in one for v in one]
    pairs = itertools.combinations(range(len(x)), 2)
    values = {s: dot(x, y), V: sum((x[i] * y[j] + x[j] * y[i]) ** 2 for i, j in pairs)}
    for power in (1, 2):
        means = mean([u**power for u in one]), mean([u**power for u in both])
        values |= {Mean(T_g**power): means[0], Mean(T_h**power): means[0]}
        values |= {Mean((T_g * T_h) ** power): means[1]}
    return {term: sp.Rational(value) for term, value in values.items()}


def sketched(x, y, degree, size):
    """Return the mean of the sketched score and of its square, over all signs of all columns."""
    one = columns(x, y)
    feature = one if degree == 2 else [u * v for u in one for v in one]
    scores = [Fraction(sum(each), size) for each in itertools.product(feature, repeat=size)]
    return mean(scores), mean([z * z for z in scores])


@pytest.mark.parametrize(("x", "y"), PAIRS)
def test_columns_have_these_means(x, y):
    facts = [rules.one_column(T_g), rules.one_column(T_h)]
    facts += [rules.independent(1), rules.independent(2)]
    assert all(fact.conclusion.xreplace(known(x, y)) == sp.true for fact in facts)


def test_neighbours_of_the_mean_square_are_refuted():
    false = [sp.Eq(Mean(T_g**2), s**2), sp.Eq(Mean(T_g**2), s**2 + 2 * V)]
    false.append(sp.Eq(Mean((T_g * T_h) ** 2), Mean(T_g) ** 2 * Mean(T_h) ** 2))
    assert all(x.xreplace(known(*PAIRS[0])) == sp.false for x in false)


@pytest.mark.parametrize(("degree", "size"), [(2, 1), (2, 3), (4, 1), (4, 2)])
def test_features_are_averaged(degree, size):
    x, y = PAIRS[0]
    first, second = map(sp.Rational, sketched(x, y, degree, size))
    values = known(x, y) | {E_1: first, E_2: second, m: sp.Integer(size)}
    assert rules.features(degree).conclusion.xreplace(values) == sp.true
    assert rules.mean_square().conclusion.xreplace(values) == sp.true
    undivided = sp.Eq(E_2, rules.features(degree).conclusion.args[1].rhs.xreplace({m: sp.S.One}))
    assert undivided.xreplace(values) == (sp.true if size == 1 else sp.false)


def test_the_mean_at_twice_the_degree_is_the_square():
    x, y = (1, 2), (3, -1)
    first, fourth = (sp.Rational(sketched(x, y, degree, 2)[0]) for degree in (2, 4))
    assert rules.twice().conclusion.xreplace({E_1: first, E_twice: fourth}) == sp.true
    assert sp.Eq(E_twice, 2 * E_1).xreplace({E_1: first, E_twice: fourth}) == sp.false


def test_doubling_begins_at_two_and_goes_on():
    goal = sp.Eq(E_1, s ** (beta / 2))
    base = Derivation(given=(sp.Eq(beta, 2), goal)).have(goal)
    step = Derivation(given=(goal,)).have(
        sp.Eq(E_twice, s**beta),
        by=(rules.twice(), rules.alike(lambda x: x**2, E_1, s ** (beta / 2))),
    )
    with pytest.raises(DerivationError, match="speaks of the degree"):
        rules.doubling(goal, base, step)
    with pytest.raises(DerivationError, match="is not"):
        rules.doubling(goal, step, step)
    with pytest.raises(DerivationError, match="is not"):
        rules.doubling(sp.Eq(E_1, s**beta), base, step)


def exact(law, order, degree):
    """Return a moment by integration."""
    z = sp.Dummy("z", real=True)
    power = z ** sp.sympify(order).subs(beta, degree)
    if law is UniformMoment:
        return sp.integrate(power, (z, -1, 1)) / 2
    return sp.integrate(power * sp.exp(-(z**2) / 2), (z, -sp.oo, sp.oo)) / sp.sqrt(2 * sp.pi)


@pytest.mark.parametrize("law", [UniformMoment, NormalMoment])
@pytest.mark.parametrize("order", [0, 1, 2, 3, 4, 6, beta, beta + 1, beta + 2, beta + 4])
def test_moments(law, order):
    for degree in (2, 4):
        value = rules.moment(law, order).conclusion.rhs
        values = {beta: degree, h: sp.factorial2(degree - 1)}
        assert value.subs(values) == exact(law, order, degree)


@pytest.mark.parametrize(
    ("law", "order"),
    [(RowMoment, 2), (UniformMoment, half), (NormalMoment, beta - 2), (UniformMoment, -2)],
)
def test_a_moment_that_is_not_known(law, order):
    with pytest.raises(DerivationError, match="moment"):
        rules.moment(law, order)


@pytest.mark.parametrize("degree", [2, 4, 6])
def test_the_nearest_parabola_solves_the_normal_equations(degree):
    row = [sp.Integer(x) for x in (-2, 0, 1, 3)]
    z = sp.symbols("z:3")
    error = sum((x**degree - z[0] - z[1] * x - z[2] * x**2) ** 2 for x in row)
    best = sp.solve([sp.diff(error, each) for each in z], z)
    values = dict(zip(FIT[RowMoment], (best[each] for each in z), strict=True))
    for test in (0, 1, 2):
        equation = rules.nearest(RowMoment, test).conclusion.subs(beta, degree)
        moments = {
            x: sum(y ** x.args[0] for y in row) / len(row) for x in equation.atoms(RowMoment)
        }
        assert equation.xreplace(moments | values) == sp.true
        moved = values | {FIT[RowMoment][0]: best[z[0]] + 1}
        assert equation.xreplace(moments | moved) == sp.false


def test_misuse_is_refused():
    for call in (
        lambda: rules.one_column(s),
        lambda: rules.features(8),
        lambda: rules.nearest(UniformMoment, 3),
    ):
        with pytest.raises(DerivationError):
            call()
