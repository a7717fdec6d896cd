"""The symbols against numbers: closed form against a dense network, degrees against powers."""

import subprocess
import sys
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from polyattn import symbolic as s

rationals = st.fractions(min_value=Fraction(1, 20), max_value=5, max_denominator=20)


def dense_weights(d, t, a, b, c, degree):
    """Weights of the dense network in plain fractions, row 0 planted."""
    rows = [
        [a if j == 0 else 0, *(b if g == j % (d - 2) else 0 for g in range(d - 2)), c]
        for j in range((d - 2) * t)
    ]
    scores = [[sum(x * y for x, y in zip(u, v, strict=True)) for v in rows] for u in rows]
    powers = [[score**degree for score in row] for row in scores]
    return [[Fraction(x) / sum(row) for x in row] for row in powers]


def value(expression, d, t, a, b, c, degree):
    numbers = {s.N: d - 3, s.t: t, s.a: a, s.b: b, s.c: c, s.beta: degree}
    exact = {x: sp.Rational(Fraction(v)) for x, v in numbers.items()}
    return Fraction(*s.unfold(expression, powers=True).subs(exact).as_numer_denom())


@given(
    st.integers(4, 6),
    st.integers(1, 3),
    st.one_of(st.just(Fraction(0)), rationals),
    rationals,
    rationals,
    st.integers(1, 4),
)
def test_weights_are_those_of_the_dense_network(d, t, a, b, c, degree):
    data = (d, t, a, b, c, degree)
    weights = dense_weights(*data)
    groups = [j % (d - 2) for j in range(len(weights))]
    planted, other = weights[0], weights[1]
    assert value(s.f_star, *data) == planted[0]
    assert value(s.u_star, *data) == sum(w for w, g in zip(planted, groups, strict=True) if g == 1)
    assert value(s.G_star, *data) == sum(w for w, g in zip(planted, groups, strict=True) if g == 0)
    assert value(s.w_o, *data) == sum(w for w, g in zip(other, groups, strict=True) if g == 1)
    assert value(s.u_o, *data) == sum(w for w, g in zip(other, groups, strict=True) if g == 0)


def test_rows_sum_to_the_l1_norm():
    for row, weight in ((s.ROWS["planted"], s.f_star), (s.ROWS["group"], s.Q / s.Z_o)):
        total = row.feature + row.own + s.N * row.other + row.bias
        assert sp.simplify(s.unfold(total - (s.b + s.c + s.a * weight))) == 0


def test_unfold_stops_at_powers_and_at_what_is_kept():
    assert s.unfold(s.f_star).free_symbols == {s.P, s.Q, s.R, s.t, s.N}
    assert s.unfold(s.f_star, powers=True).free_symbols == {s.a, s.b, s.c, s.beta, s.t, s.N}
    assert s.unfold(s.f_star, keep=(s.Z_star,)) == s.P / s.Z_star


def test_two_data_sets_differ_in_a_and_what_depends_on_it():
    assert s.on(s.w_o, 1) == s.w_o
    assert s.on(s.Z_o, 0) == s.Z_o
    planted = s.unfold(s.on(s.f_star, 1), powers=True)
    assert s.a1 in planted.free_symbols
    assert s.a not in planted.free_symbols
    assert s.unfold(s.on(s.X, 0)) == s.unfold(s.X).xreplace({s.a: s.a0, s.P: s.P0})


def test_the_index_commutes_with_unfolding():
    for letter in s.DEFINITIONS:
        indexed = s.on(letter, 1)
        if indexed == letter:
            continue  # it does not depend on a
        assert s.unfold(indexed) == s.unfold(s.on(s.unfold(letter), 1))


def test_raised_is_the_same_weight_at_the_higher_degree():
    data = (5, 2, Fraction(1, 2), Fraction(3, 5), Fraction(2, 5))
    numbers = dict(zip((s.N, s.t, s.a, s.b, s.c), (2, *data[1:]), strict=True))
    exact = {x: sp.Rational(Fraction(v)) for x, v in numbers.items()}
    exact |= {s.beta: 3, s.beta_up: 5}
    high = s.unfold(s.raised(s.f_star), powers=True).subs(exact)
    assert Fraction(*high.as_numer_denom()) == value(s.f_star, *data, 5)


def test_slopes_are_derivatives():
    point = {s.N: 3, s.t: 2, s.a: 0.9, s.b: 0.6, s.c: 0.4}
    for slope, weight in ((s.f_slope, s.f_star), (s.w_slope, s.w_o)):
        at = [
            float(s.unfold(weight, powers=True).subs({**point, s.beta: x})) for x in (1.999, 2.001)
        ]
        exact = float(s.unfold(slope, powers=True).subs({**point, s.beta: 2}))
        # a central difference errs by the third derivative times 1e-6 / 6
        assert (at[1] - at[0]) / 0.002 == pytest.approx(exact, abs=1e-5)


@pytest.mark.parametrize(
    ("degree", "weight", "target"),
    [(s.DEGREE_GROUPED, s.w_o, 0.9), (s.DEGREE_UNGROUPED, s.w_o, 0.1)],
)
def test_grouping_degrees_hit_their_weight(degree, weight, target):
    point = {s.N: 100, s.t: 2, s.a: 0.9, s.b: 0.6, s.c: 0.4, s.epsilon: 0.1, s.omega: 0.1}
    beta = float(s.unfold(degree, powers=True).subs(point))
    at = float(s.unfold(weight, powers=True).subs({**point, s.beta: beta}))
    assert at == pytest.approx(target, rel=1e-12)


def test_the_mediant_of_the_other_two_kappas():
    top = (1 - s.delta) + s.delta
    bottom = sp.log(s.p / s.q) + sp.log(s.q / s.r)
    point = {s.p: 2.3, s.q: 1.1, s.r: 0.4, s.delta: 0.3}
    assert float((top / bottom - s.kappa_pr).subs(point)) == pytest.approx(0, abs=1e-12)


def test_signs_can_be_fixed():
    fixed = s.at_signs(s.V_star, {s.s_1: 1, s.s_g: -1})
    assert fixed == s.a * s.f_star - s.b * s.G_star + s.b * s.u_star * (2 * s.K - s.N)


def test_latex_is_that_of_the_book():
    assert sp.latex(s.f_star) == "f^{*}"
    assert sp.latex(s.on(s.Z_star, 1)) == "Z_{*,1}"
    assert sp.latex(s.on(s.P_active, 0)) == r"\Pr[F_{0}>0]"


def test_no_symbol_is_defined_by_itself():
    for letter in s.DEFINITIONS:
        base = s.unfold(letter).free_symbols
        assert not base & s.DEFINITIONS.keys()


def test_importing_it_does_not_import_numpy():
    code = "import sys, polyattn.symbolic; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
