"""Rules for signs: against a count of all sign vectors; neighbours refuted, misuse refused."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import K, S, X, p_theta, s_1, s_d, s_g, y_g

EVENTS = [S < 0, S >= 2, S <= -1, K >= 3, sp.And(K >= 1, S < 3)]


@pytest.mark.parametrize("event", EVENTS, ids=str)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_count_of_all_sign_vectors_agrees_with_mirroring(event, count):
    assert holds(rules.mirrored(event).conclusion, Point({N: Fraction(count)}))


def test_the_nearest_false_neighbours_of_mirroring_are_refuted():
    point = Point({N: Fraction(5)})
    assert holds(sp.Eq(Pr(S < 1), Pr(S > 1)), point) is False
    assert holds(sp.Eq(Pr(K >= 3), Pr(K < 3 + 1)), point) is False


@pytest.mark.parametrize("event", [X > 1, s_1 * S > 0])
def test_mirroring_is_about_the_other_signs_alone(event):
    with pytest.raises(DerivationError, match="about K alone"):
        rules.mirrored(event)


SPELLED = [
    sp.Or(sp.And(*rules.SOME), sp.And(sp.Eq(s_1, 1), sp.Eq(s_g, 1))),
    sp.And(sp.Eq(s_d, -1), sp.Or(sp.Eq(s_1, -1), sp.Eq(s_g, -1))),
    sp.Or(sp.And(sp.Eq(s_1, 1), *rules.NONE), sp.And(sp.Eq(s_1, -1), sp.Not(rules.SOME[0]))),
    sp.And(sp.Eq(s_g, 1), sp.Eq(s_g, -1)),
]


@pytest.mark.parametrize("event", SPELLED, ids=str)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_count_of_all_sign_vectors_agrees_with_what_is_spelled_out(event, count):
    point = Point({N: Fraction(count)})
    said = rules.spelled_out(event).conclusion
    assert holds(said, point)
    assert holds(sp.Eq(said.lhs, said.rhs + sp.Rational(1, 8) / 2**N), point) is False


@pytest.mark.parametrize("event", [S > 0, K >= 2, sp.Eq(y_g, 0), sp.And(s_1 > 0, sp.Eq(s_d, 1))])
def test_only_the_three_signs_and_whether_k_is_0_are_spelled_out(event):
    with pytest.raises(DerivationError, match="spelled_out"):
        rules.spelled_out(event)


EXCEPTIONS = [
    (S > N - 2, (K < N,), sp.Eq(s_1, 1)),
    (sp.Eq(y_g, 1), (sp.And(s_1 * s_g > 0, S < 0), S <= -3), K >= 1),
]


@pytest.mark.parametrize(("conclusion", "exceptions", "event"), EXCEPTIONS)
@pytest.mark.parametrize("count", [3, 5])
def test_but_for_exceptions_one_event_is_no_likelier_than_another(
    conclusion, exceptions, event, count
):
    usual = [x for one in exceptions for x in sp.And.make_args(rules.negated(one))]
    with unchecked():
        proof = Derivation(given=(*usual, *sp.And.make_args(event))).have(conclusion)
    said, point = rules.but_for(proof, exceptions, event).conclusion, Point({N: Fraction(count)})
    most = Pr(conclusion) + sum(map(Pr, exceptions))
    assert said == ((1 if event == sp.true else Pr(event)) <= most)
    assert holds(said, point)
    if event == sp.Eq(s_1, 1):  # without the exception it fails
        assert holds(said.lhs <= Pr(conclusion), point) is False


def test_but_for_refuses_what_is_neither_event_nor_exception():
    with unchecked():
        proof = Derivation(given=(K >= 2, s_1 > 0)).have(S > 0)
    with pytest.raises(DerivationError, match="but_for"):
        rules.but_for(proof, (K < 2,))


def test_the_chance_of_the_three_signs_is_that_at_every_size():
    for count in (3, 10**30):
        assert holds(sp.Eq(Pr(s_1 + s_g + s_d > 0), sp.Rational(1, 2)), Point({N: count}))


def test_that_one_neuron_fires_is_a_probability():
    found = rules.chance(p_theta)
    for p, width in itertools.product((0, Fraction(1, 3), 1), (1, 4)):
        assert holds(found.conclusion, Point({p_theta: Fraction(p), m: Fraction(width)}))
    outside = Point({p_theta: Fraction(2), m: Fraction(3)})
    assert holds(found.conclusion, outside) is False
    assert holds(sp.And(*found.hypotheses), outside) is False
