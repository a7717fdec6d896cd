"""Rules for what is lost and what is gained: against enumeration; misuse refused."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import K, N, S, b, s_1, s_d, s_g
from polyattn.symbolic.chances import Count, Pr
from polyattn.symbolic.vectors import Y

ATOM = sp.binomial(N, K) / 2**N
EVENTS = (
    sp.And(K >= 2, s_1 > 0),
    sp.And(S > 0, s_g < 0),
    sp.Or(K <= 1, sp.And(s_1 > 0, s_d > 0)),
    K > N,
)


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


@pytest.mark.parametrize("count", [1, 3, 4])
@pytest.mark.parametrize("one", EVENTS, ids=str)
@pytest.mark.parametrize("other", EVENTS, ids=str)
def test_chances_differ_by_what_is_in_one_alone(count, one, other):
    assert holds(rules.exchanged(one, other).conclusion, Point({N: Fraction(count)}))


def test_the_other_side_has_to_be_taken_off():
    one, other = EVENTS[0], EVENTS[1]
    gap = sp.Eq(Pr(one) - Pr(other), Pr(sp.And(one, sp.Not(other))))
    assert holds(gap, Point({N: Fraction(3)})) is False


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("least", [0, 1, 2])
@pytest.mark.parametrize("signs", [(), (s_1 > 0,), (s_1 > 0, s_g < 0)], ids=str)
def test_each_count_is_no_likelier_than_the_likeliest(count, least, signs):
    event = sp.And(K >= least, *signs)
    most = sp.Rational(max(comb(count, i) for i in range(least, count + 1)), 2**count)
    fact = rules.atoms_within(event, claimed(event, conclusion=ATOM <= most))
    point = Point({N: Fraction(count)})
    assert holds(fact.conclusion, point)
    assert fact.hypotheses == (N >= 1,)


def test_the_likeliest_count_is_needed():
    event = sp.And(K >= 2, K <= 3)  # with three coins these have the chances 3/8 and 1/8
    assert holds(Pr(event) <= Count(event) * sp.Rational(1, 8), Point({N: Fraction(3)})) is False


def test_an_event_that_never_happens_has_no_chance():
    fact = rules.atoms_within(K > N, claimed(K > N, conclusion=ATOM <= -1))
    assert holds(fact.conclusion, Point({N: Fraction(3)}))


@pytest.mark.parametrize(
    "call",
    [
        lambda: rules.atoms_within(K >= 1, claimed(K >= 2, conclusion=ATOM <= b)),
        lambda: rules.atoms_within(K >= 1, claimed(K >= 1, s_1 > 0, conclusion=ATOM <= b)),
        lambda: rules.atoms_within(K >= 1, claimed(K >= 1, conclusion=ATOM <= K)),
        lambda: rules.atoms_within(K >= 1, claimed(K >= 1, conclusion=ATOM < b)),
        lambda: rules.atoms_within(K >= 1, claimed(K >= 1, conclusion=K <= b)),
        lambda: rules.atoms_within(Y >= 1, claimed(Y >= 1, conclusion=ATOM <= b)),
    ],
)
def test_atoms_of_another_event_are_refused(call):
    with pytest.raises(DerivationError, match="atoms_within"):
        call()
