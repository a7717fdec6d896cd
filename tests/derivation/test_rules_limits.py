"""Limits: exponents against numbers far out, their neighbours refuted there, misuse refused."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.evaluate import Point, evaluate, interval, working_precision
from polyattn.derivation.fact import _SHELVES as SHELVES
from polyattn.derivation.fact import DerivationError, shelve, stated
from polyattn.derivation.orders import exponents
from polyattn.derivation.statement import Statement
from polyattn.symbolic import (
    N,
    P,
    Q,
    R,
    S,
    a,
    b,
    beta,
    c,
    d,
    delta,
    f_star,
    kappa,
    kappa_group,
    kappa_pq,
    kappa_pr,
    m,
    n,
    on,
    p,
    p_theta,
    r,
    s_1,
    s_d,
    t,
    theta,
    u_star,
    w_o,
)
from polyattn.symbolic.chances import Phi, Pr, k, x
from polyattn.symbolic.limits import (
    Lim,
    LimAny,
    LimBeyond,
    LimInf,
    LimLong,
    LimMany,
    LimPower,
    LimRows,
    LimVector,
    LimWide,
)
from polyattn.symbolic.noise import gamma_nu, nu
from polyattn.symbolic.pair import P1, a0, a1
from polyattn.symbolic.phases import chi
from polyattn.symbolic.several import P_two, h_k
from polyattn.symbolic.softmax import P_soft, R_soft, alpha
from polyattn.symbolic.vectors import Lambda, entries, rho, x_range, x_rho

DIGITS = 2000  # of n
LETTERS = (a, b, c, a1, delta, kappa, theta, m, alpha, rho, Lambda)
VALUES = (
    *(("1/5", "2"), ("3/5",), ("2/5", "1"), ("5/2",), ("1/4", "9/10"), ("1/10", "1")),
    *(("3",), ("7",), ("2",), ("3",), ("3/2",)),
)
POINTS = [
    dict(zip(LETTERS, map(Fraction, values), strict=True)) for values in itertools.product(*VALUES)
]


def far_out(fixed):
    """Return a point of the scaling at n = 10^2000, in intervals."""
    log_n = interval(10).log() * DIGITS
    groups = (log_n * interval(fixed[delta])).exp()
    sizes = {t: log_n.exp() / groups, N: groups - 1, entries: log_n.exp()}
    return Point({**fixed, beta: interval(fixed[kappa]) * log_n, **sizes}, exact=False)


def exponent_at(term, point):
    """Return the logarithm of a term to the base n."""
    return float(interval(evaluate(term, point)).log() / (interval(10).log() * DIGITS))


MONOMIALS = [
    N * R / Q,
    t * N * R / P,
    (t - 1) * Q / P,
    P / ((t - 1) * Q),
    P1 / (t * sp.sqrt(N) * R),
    t * sp.sqrt(d) * R / P1,
    n * (r / p) ** beta / (b * c),
    (d - 2) ** 2 / (n * t),
    R_soft * n / P_soft,
    n ** (alpha / 2) * R / Q,
    theta * (P / Q) ** sp.Rational(1, 2) / t,
]


@pytest.mark.parametrize("term", MONOMIALS, ids=str)
def test_an_exponent_is_right_and_its_neighbours_are_not(term):
    ((found, _),) = exponents(term, Lim.way)
    with working_precision():
        for fixed in POINTS:
            point = far_out(fixed)
            predicted = float(interval(evaluate(found, point)).mid())
            measured = exponent_at(term, point)
            assert measured == pytest.approx(predicted, abs=2e-3)
            for neighbour in (found + delta / 20, found - kappa / 20):
                moved = float(interval(evaluate(neighbour, point)).mid())
                assert measured != pytest.approx(moved, abs=2e-3)


ROWS = [k * P_two / P, (k - 1) * on(P_two, 1) / (R * t), t * N * R / (k * P), 2 * k / t]


@pytest.mark.parametrize("term", ROWS, ids=str)
@pytest.mark.parametrize("power", ["1/10", "1/2"])
def test_the_exponents_of_many_rows(term, power):
    ((found, _),) = exponents(term, LimRows.way)
    with working_precision():
        for fixed in POINTS:
            point = far_out({**fixed, chi: Fraction(power)})
            rows = (interval(10).log() * DIGITS * interval(Fraction(power))).exp()
            point = Point({**point, k: rows}, exact=False)
            predicted = float(interval(evaluate(found, point)).mid())
            assert exponent_at(term, point) == pytest.approx(predicted, abs=2e-3)


@pytest.mark.parametrize("term", [x_rho / sp.sqrt(entries - 1), x_range * entries / x_rho])
def test_the_exponents_of_one_vector(term):
    ((found, _),) = exponents(term, LimVector.way)
    with working_precision():
        for fixed in POINTS:
            point = far_out(fixed)
            predicted = float(interval(evaluate(found, point)).mid())
            assert exponent_at(term, point) == pytest.approx(predicted, abs=2e-3)


def test_a_sum_has_an_exponent_a_term():
    found = exponents((t - 1) * Q / P + t * N * R / P + 1 / N, Lim.way)
    assert len(found) == 3


SCALED = (a > 0, b > 0, c > 0, delta > 0, delta <= 1, t >= 1, N >= 1)


def grouped(threshold, scaled=SCALED):
    """Prove that the other rows group beyond a degree."""
    crowd = N * R / Q
    proof = Derivation(given=(*scaled, kappa > threshold))
    proof.have(sp.Eq(Lim(crowd), 0), by=rules.vanishes(crowd))
    return proof.have(sp.Eq(Lim(w_o), 1), by=rules.squeezed(w_o, 1, crowd))


def test_a_threshold_is_solved_from_the_exponent():
    grouped(kappa_group)
    grouped(kappa_group + sp.Rational(1, 10))


@pytest.mark.parametrize(
    "wrong",
    [kappa_group * sp.Rational(9, 10), delta / sp.log(p / r), kappa_pr / 2, kappa_pq, sp.S.Zero],
)
def test_a_lower_threshold_is_not_proved(wrong):
    with pytest.raises(DerivationError, match="negative exponents needs"):
        grouped(wrong)


@pytest.mark.parametrize("missing", [c > 0, delta > 0, delta <= 1])
def test_what_an_exponent_takes_for_granted_is_asked_for(missing):
    with pytest.raises(DerivationError):
        grouped(kappa_group, tuple(h for h in SCALED if h != missing))


def test_t_may_be_one():
    """With t = 1 there are no mates: they are few at most, and many only where delta < 1."""
    assert (1 - delta > 0) in rules.vanishes(P / ((t - 1) * Q)).hypotheses
    assert (1 - delta > 0) not in rules.vanishes((t - 1) * Q / P).hypotheses


def test_infinity_is_said_of_the_inverse():
    fact = rules.vanishes(Q / (N * R))
    assert fact.conclusion == sp.Eq(Lim(Q / (N * R)), 0)
    proof = Derivation(given=(*SCALED, kappa < kappa_group))
    proof.have(fact.conclusion, by=fact)


@pytest.mark.parametrize(
    ("term", "limit"),
    [
        (1 / (P + N * R), Lim),  # a sum below
        (w_o, Lim),
        (sp.exp(-N), Lim),
        (S / N, Lim),
        (sp.S.One, Lim),
        (N, LimMany),
        (1 / t, LimMany),
        (1 / N, LimLong),
        (R / (N * P), LimAny),  # the degree is free
        (1 / beta, LimAny),
        (m / N, LimWide),
        (theta / N, LimAny),
    ],
    ids=str,
)
def test_a_term_without_a_known_order_is_refused(term, limit):
    with pytest.raises(DerivationError):
        rules.vanishes(term, limit)


def test_a_fixed_degree_has_fixed_powers():
    assert rules.vanishes((p / r) ** beta / n, LimLong).hypotheses == (c > 0,)
    assert rules.vanishes(P / (R * (N - 5)), LimMany).hypotheses == (c > 0, R**2 > 0)
    assert rules.vanishes(m / N, LimMany).hypotheses == ()


def test_a_degree_beyond_bounds_what_falls_alone():
    fact = rules.vanishes(t * sp.sqrt(N) * R / P1, LimBeyond)
    given = (*SCALED, a0 >= 0, a1 > a0)
    proof = Derivation(given=(*given, kappa * sp.log(on(p, 1) / r) > 1 - delta / 2))
    proof.have(fact.conclusion, by=fact)
    rising = rules.vanishes(P1 / (R * t**2 * N**2), LimBeyond)
    with pytest.raises(DerivationError, match="needs"):
        Derivation(given=(*given, kappa > 0)).have(rising.conclusion, by=rising)


def test_a_squeeze_asks_for_both_sides():
    crowd = N * R / Q
    proof = Derivation(given=(*SCALED, sp.Eq(Lim(crowd), 0)))
    proof.have(sp.Eq(Lim(w_o), 1), by=rules.squeezed(w_o, 1, crowd))
    for wrong in (0, sp.Rational(9, 10)):
        fact = rules.squeezed(w_o, wrong, crowd)
        with pytest.raises(DerivationError, match="squeezing needs"):
            Derivation(given=proof.given).have(fact.conclusion, by=fact)


@pytest.mark.parametrize("to", [1 / N, f_star, sp.oo, m], ids=str)
def test_a_limit_is_fixed(to):
    with pytest.raises(DerivationError, match=r"fixed|infinite"):
        rules.squeezed(w_o, to, 1 / N, LimWide)


def test_a_lower_limit_squeezes_nothing():
    for rule in (
        lambda: rules.squeezed(1 - 2 * u_star, 1, 2 * u_star, LimInf),
        lambda: rules.continuous(1 - theta, {theta: (u_star, sp.S.Zero)}, LimInf),
        lambda: rules.eventually(
            u_star < 1,
            Derivation(given=(u_star < 1, sp.Eq(LimInf(w_o), 1))).have(sp.Eq(LimInf(w_o), 1)),
            0,
            LimInf,
        ),
    ):
        with pytest.raises(DerivationError, match="lower limit"):
            rule()


def _at(size, *more):
    """Show from one size that a limit is that size."""
    limit = rules.continuous(sp.sympify(size), {})
    proof = Derivation(given=(sp.Eq(t, size), *more)).have(sp.Eq(Lim(t), Lim(sp.sympify(size))))
    return proof.have(sp.Eq(Lim(t), size), by=limit)


def test_a_limit_says_nothing_of_one_size():
    given = (sp.Eq(Lim(t), 7),)
    chain = Derivation(sp.Eq(t, 1), given=given)
    with pytest.raises(DerivationError, match="one size"):
        chain.implies(sp.Eq(Lim(t), Lim(1)))
    with pytest.raises(DerivationError, match="one size"):
        chain.implies(t > 3, by=_at(1, *given).have(t > 3))
    with pytest.raises(DerivationError, match="one size"):
        rules.discharged(_at(1, *given).have(t > 3))
    never = Derivation(given=(sp.Ne(t, 1),)).have(sp.Ne(t, 1))
    with pytest.raises(DerivationError, match="must be a limit"):
        Derivation(given=given).cases(
            t > 3, (sp.Eq(t, 1), _at(1, *given).have(t > 3)), (sp.Ne(t, 1), never)
        )


def test_cases_have_one_limit():
    given = (sp.Or(sp.Eq(t, 1), sp.Eq(t, 2)),)
    branches = [(sp.Eq(t, x), _at(x).have(sp.Eq(Lim(t), t))) for x in (1, 2)]
    with pytest.raises(DerivationError, match="y fixed"):
        Derivation(given=given).cases(sp.Eq(Lim(t), t), *branches)


def test_chances_of_three_signs_are_fixed():
    assert Lim.way.holds(Pr(c * s_d + a * s_1 > theta))
    assert not Lim.way.holds(Pr(x < S))
    assert not LimAny.way.holds(Pr(c * s_d > theta))


def test_a_continuous_function():
    y = sp.Symbol("y")
    given = (sp.Eq(Lim(p_theta), x), p_theta <= 1, x <= 1, m >= 1)
    fact = rules.continuous(1 - (1 - y) ** m, {y: (p_theta, x)})
    assert fact.conclusion == sp.Eq(Lim(1 - (1 - p_theta) ** m), 1 - (1 - x) ** m)
    Derivation(given=given).have(fact.conclusion, by=fact)
    with pytest.raises(DerivationError, match="needs"):
        Derivation(given=given[:3]).have(fact.conclusion, by=fact)


def test_a_function_is_not_continuous_where_it_divides_by_zero():
    y = sp.Symbol("y")
    fine = rules.continuous(1 / (1 + y), {y: (1 / N, sp.S.Zero)})
    assert fine.conclusion == sp.Eq(Lim(1 / (1 + 1 / N)), 1)
    fact = rules.continuous(1 / y, {y: (w_o, x)})
    assert sp.Gt(x**2, 0) in fact.hypotheses


def test_the_normal_law_is_continuous():
    y = sp.Symbol("y")
    fact = rules.continuous(2 * Phi(b * y) - 1, {y: (f_star, sp.S.One)})
    assert fact.conclusion == sp.Eq(Lim(2 * Phi(b * f_star) - 1), 2 * Phi(b) - 1)
    assert fact.hypotheses == (sp.Eq(Lim(f_star), 1),)
    assert sp.Gt(x**2, 0) in rules.continuous(Phi(1 / y), {y: (w_o, x)}).hypotheses


@pytest.mark.parametrize("outer", [sp.log(x), sp.floor(x), m**x, x / N, sp.sign(x)], ids=str)
def test_other_functions_are_refused(outer):
    with pytest.raises(DerivationError):
        rules.continuous(outer, {x: (w_o, sp.S.One)})


def test_an_exponential_vanishes():
    size = N * x**2 / 2
    fact = rules.exponential(size)
    assert fact.conclusion == sp.Eq(Lim(sp.exp(-size)), 0)
    proof = Derivation(given=(*SCALED, x > 0))
    proof.have(sp.Eq(Lim(1 / size), 0), by=rules.vanishes(1 / size))
    proof.have(fact.conclusion, by=fact)


def test_where_an_exponential_vanishes_its_exponent_grows():
    size = N * x**2 / 2
    fact = rules.exponent(size)
    assert fact.conclusion == sp.Eq(Lim(1 / size), 0)
    assert set(fact.hypotheses) == {sp.Eq(Lim(sp.exp(-size)), 0), size > 0}


def test_some_size_on():
    """Many mates: t > 1 from some size on, where delta < 1."""
    odds = P / ((t - 1) * Q)
    given = (*SCALED, delta < 1, kappa > 0, kappa < kappa_pq, beta > 0)
    late = Derivation(given=(*given, 1 / t < 1))
    late.have(t > 1, "divide")
    late.have(sp.Eq(Lim(odds), 0), by=rules.vanishes(odds))
    late.have(f_star <= odds, "one crowd alone")
    late.have(sp.Eq(Lim(f_star), 0), by=rules.squeezed(f_star, 0, odds))
    proof = Derivation(given=given)
    proof.have(sp.Eq(Lim(1 / t), 0), by=rules.vanishes(1 / t))
    fact = rules.eventually(1 / t < 1, late)
    assert (t > 1) not in fact.conclusion.args  # it does not hold at every size
    proof.have(sp.Eq(Lim(f_star), 0), by=fact)


def test_some_size_on_is_for_limits():
    with pytest.raises(DerivationError, match="concludes no"):
        rules.eventually(1 / t < 1, Derivation(given=(1 / t < 1, t >= 1)).have(t > 1))
    small = Derivation(given=(sp.Eq(Lim(f_star), 0), 1 / t < 1)).have(sp.Eq(Lim(f_star), 0))
    for wrong in (1 / t < 1 / N, 1 / t <= 1):
        with pytest.raises(DerivationError):
            rules.eventually(wrong, small)
    with pytest.raises(DerivationError, match="concludes no"):
        rules.eventually(1 / t < 1, small, limit=LimLong)


def test_a_lower_limit():
    fact = rules.lower_limit(f_star, 1 - R * n / P, 1)
    assert fact.conclusion == (LimInf(f_star) >= 1)
    with pytest.raises(DerivationError, match="no lower limit"):
        rules.lower_limit(f_star, 1, 1, LimAny)


def test_a_stated_limit_keeps_what_changes():
    part = Statement(sp.Eq(Lim(f_star), 1), (kappa > theta,))
    shelve(lambda label, name: part)
    try:
        assert stated("x", lambda y: on(y, 1)).conclusion == sp.Eq(Lim(on(f_star, 1)), 1)
        assert stated("x", {theta: b + c}).hypotheses == (kappa > b + c,)
        for wrong in ({t: sp.S.One}, {theta: 1 / N}, {beta: b}):
            with pytest.raises(DerivationError, match="fixed, or grows"):
                stated("x", wrong)
        # The number of rows grows in one way of growing, and is a free letter in another.
        rows = Statement(sp.Eq(LimRows(h_k), 1), (kappa > chi,))
        shelve(lambda label, name: rows)
        for wrong in ({chi: sp.S.Zero}, {kappa: theta}):
            with pytest.raises(DerivationError, match="by which a limit grows"):
                stated("x", wrong)
        with pytest.raises(DerivationError, match="fixed, or grows"):
            stated("x", {k: sp.Integer(2)})
        SHELVES.pop()
        # The degree is kappa log n, and the sizes are powers with delta, whatever one writes.
        for wrong in ({kappa: 2 * kappa}, {delta: delta / 2}, {kappa: theta}):
            with pytest.raises(DerivationError, match="by which a limit grows"):
                stated("x", wrong)
    finally:
        SHELVES.pop()


def test_a_way_of_growing_names_its_own_rates():
    part = Statement(sp.Eq(LimPower(1 / n), 0), (gamma_nu < delta / 2,))
    shelve(lambda label, name: part)
    try:
        assert stated("x", {m: m + 1}).conclusion == part.conclusion
        for wrong in ({gamma_nu: sp.S.Zero}, {delta: b}, {kappa: 2 * kappa}):
            with pytest.raises(DerivationError, match="by which a limit grows"):
                stated("x", wrong)
        with pytest.raises(DerivationError, match="fixed, or grows"):
            stated("x", {nu: sp.S.One})
    finally:
        SHELVES.pop()


def test_cases_of_what_changes_share_a_limit_and_nothing_else():
    given = (sp.Eq(Lim(f_star), 0),)
    branch = Derivation(given=given)
    proof = Derivation(given=given).cases(given[0], (t > 1, branch), (t <= 1, branch))
    assert proof.conclusion == given[0]
    for goal in (sp.Eq(Lim(f_star), Lim(w_o)), sp.Or(given[0], sp.Eq(Lim(w_o), 0))):
        with pytest.raises(DerivationError, match="must be a limit"):
            Derivation(given=given).cases(goal, (t > 1, branch), (t <= 1, branch))
    with pytest.raises(DerivationError, match="no statement about one size"):
        rules.discharged(Derivation(given=given).have(given[0]))
