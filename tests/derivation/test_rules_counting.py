"""What counts triples and plus signs: against every sign vector, and not beyond."""

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

import polyattn.ledger  # where statements are found  # noqa: F401
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.chances import FIRST_K, LARGEST_ATOM, Above, Pr, Tail
from polyattn.symbolic.model import N, a, b, beta, c, d, t, theta, u_star
from polyattn.symbolic.neuron import K, S, V_star, X, X_up, s_1, s_d, s_g, y_g

MODEL = (b > 0, c > 0, beta > 0, t >= 1, d >= 4)
EVENT = X > theta
RISING = "lem:monotone-signs#all"


def points():
    """Networks small enough for every sign vector, at thresholds between the values of X."""
    sizes = product((1, 3), (1, 3), ("1/2", "3"), (1,))
    for others, copies, feature, degree in sizes:
        for level in ("-3/10", "2/5", "7/10"):
            values = {N: others, t: copies, a: feature, b: "3/5", c: "2/5", beta: degree}
            yield {x: Fraction(v) for x, v in (values | {theta: level}).items()}


def value_of(term, point, triple, plus):
    signs = dict(zip((s_1, s_g, s_d), map(Fraction, triple), strict=True))
    return evaluate(term, Point(point | signs | {K: Fraction(plus), y_g: 1 if plus else -1}))


def first(point, triple):
    above = (k for k in range(int(point[N]) + 1) if value_of(X, point, triple, k) > point[theta])
    return Fraction(next(above, int(point[N]) + 1))


def rises(given=(), by=RISING):
    chain = Derivation(X_up, given=(*MODEL, *rules.EVERY, EVENT, *given))
    chain.at_least(X + 2 * b * u_star, by=by)
    return chain.more_than(theta, by="lem:monotone-signs#positive", keep=(X, u_star))


@pytest.mark.parametrize("event", [EVENT, V_star <= theta], ids=str)
def test_a_chance_is_the_mean_over_the_triples(event):
    conclusion = rules.mean_over_triples(event).conclusion
    lopsided = conclusion.rhs.args[0] * 8  # one triple for all
    refuted = 0
    for point in points():
        assert holds(conclusion, Point(point))
        refuted += holds(sp.Eq(Pr(event), lopsided, evaluate=False), Point(point)) is False
    assert refuted


def test_what_rises_with_each_plus_sign_has_a_binomial_tail():
    fact = rules.tails(rises())
    assert set(fact.hypotheses) == set(MODEL)
    for point in points():
        known = point | {letter: first(point, triple) for triple, letter in FIRST_K.items()}
        assert holds(fact.conclusion, Point(known))
    moved = {letter: letter + 1 for letter in FIRST_K.values()}
    assert not holds(fact.conclusion.xreplace(moved), Point(known))


def test_tails_need_the_same_event_after_one_more_plus_sign():
    flat = Derivation(X, given=(*MODEL, *rules.EVERY, EVENT)).more_than(theta)
    with pytest.raises(DerivationError, match="with one more plus sign"):
        rules.tails(flat)
    with pytest.raises(DerivationError, match="speaks of the signs"):
        rules.tails(rises(given=(sp.Eq(s_1, 1),)))


def test_what_follows_one_more_plus_sign():
    after = rules.after_one_more(X)
    for point in list(points())[::7]:
        for triple, plus in product(FIRST_K, range(int(point[N]))):
            raised = value_of(X, point, triple, plus + 1)
            assert value_of(after, point, triple, plus) == raised
            assert value_of(X_up, point, triple, plus) == raised


def test_the_law_of_K_is_binomial():
    level = sp.Rational(3, 2)
    above, at_least = rules.binomial(level).conclusion.args
    assert {above.rhs.func, at_least.rhs.func} == {Above, Tail}
    for point in points():
        assert holds(sp.And(above, at_least), Point(point))
    with pytest.raises(DerivationError, match="must be a number"):
        rules.binomial(S)


WIDTH = sp.Rational(1, 2)
NEAR = sp.And(theta < X, theta + WIDTH >= X)


def apart():
    return Derivation(X_up, given=(*MODEL, *rules.EVERY, K <= N - 1)).at_least(
        X + 2 * b * u_star, by=RISING
    )


def inside(low=theta < X, high=theta + WIDTH >= X):
    return Derivation(given=(*rules.EVERY, *NEAR.args)).have(low).have(high)


def test_few_numbers_of_plus_signs_land_in_an_interval():
    bound = rules.few(NEAR, inside(), apart()).conclusion
    assert bound.rhs == sp.ceiling(WIDTH / (2 * b * u_star)) * LARGEST_ATOM
    assert all(holds(bound, Point(point)) for point in points())


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_as_many_as_the_length_has_steps_and_no_fewer(length):
    near = sp.And(S > -1, S <= length - 1)
    within = Derivation(given=(*rules.EVERY, *near.args)).have(S > -1).have(S <= length - 1)
    further = Derivation(rules.after_one_more(S), given=rules.EVERY).at_least(S + 2)
    bound = rules.few(near, within, further).conclusion
    assert bound.rhs == -(-length // 2) * LARGEST_ATOM
    assert all(holds(bound, Point({N: Fraction(x)})) for x in range(1, 9))
    one_less = Pr(near) <= bound.rhs - LARGEST_ATOM
    assert not all(holds(one_less, Point({N: Fraction(x)})) for x in range(1, 9))


@pytest.mark.parametrize(
    ("within", "steps"),
    [
        (lambda: inside(theta <= X), apart),
        (lambda: inside(high=theta + WIDTH > S), apart),
        (inside, lambda: Derivation(X, given=rules.EVERY).at_least(X - 1)),
        (inside, lambda: Derivation(X_up, given=(*MODEL, *rules.EVERY, EVENT)).at_least(X)),
    ],
    ids=["closed", "another quantity", "no step", "under the event"],
)
def test_few_refuses_what_does_not_bound_a_count(within, steps):
    with pytest.raises(DerivationError):
        rules.few(NEAR, within(), steps())
