"""The rule for some of the triples: against enumeration; misuse refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import K, N, b, s_1, s_d

EVENT = sp.And(K >= 2, s_1 > 0)
PLUS, ALSO, MINUS = (1, 1, 1), (1, -1, -1), (-1, 1, 1)


def claimed(triple, start, *given, conclusion=EVENT):
    """A derivation that nobody checked, to be handed to a rule."""
    signs = rules.signs_are(triple)
    with unchecked():
        return Derivation(given=(*signs, K >= start, *given)).have(conclusion)


def starts(*triples, start=2):
    return {triple: (sp.Integer(start), claimed(triple, start)) for triple in triples}


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("triples", [(PLUS,), (PLUS, ALSO)])
@pytest.mark.parametrize("start", [2, 3])
def test_some_triples_are_part_of_all(count, triples, start):
    fact = rules.from_some_triples(EVENT, starts(*triples, start=start))
    assert holds(fact.conclusion, Point({N: Fraction(count)}))
    assert fact.hypotheses == ()


def test_a_triple_too_many_is_too_much():
    wrong = {**{(1, x, y): 2 for x in (1, -1) for y in (1, -1)}, MINUS: 2}
    fact = rules.from_some_triples(EVENT, starts(*wrong))
    assert holds(fact.conclusion, Point({N: Fraction(3)})) is False


def test_a_count_too_many_is_too_much():
    every = [(1, x, y) for x in (1, -1) for y in (1, -1)]
    fact = rules.from_some_triples(EVENT, starts(*every, start=1))
    assert holds(fact.conclusion, Point({N: Fraction(3)})) is False


def test_the_best_sign_is_plus_where_one_is():
    proof = claimed(PLUS, b, rules.BEST)
    fact = rules.from_some_triples(EVENT, {PLUS: (b, proof)})
    assert fact.hypotheses == (b >= 1,)


@pytest.mark.parametrize(
    "call",
    [
        lambda: rules.from_some_triples(EVENT, {}),
        lambda: rules.from_some_triples(EVENT, {(1, 1): (sp.S.One, claimed(PLUS, 1))}),
        lambda: rules.from_some_triples(EVENT, {PLUS: (sp.Integer(3), claimed(PLUS, 2))}),
        lambda: rules.from_some_triples(EVENT, {PLUS: (sp.Integer(2), claimed(ALSO, 2))}),
        lambda: rules.from_some_triples(EVENT, {PLUS: (sp.Integer(2), claimed(PLUS, 2, s_d > K))}),
        lambda: rules.from_some_triples(EVENT, {PLUS: (K, claimed(PLUS, K))}),
        lambda: rules.from_some_triples(K >= 1, starts(PLUS)),
    ],
)
def test_triples_of_another_event_are_refused(call):
    with pytest.raises(DerivationError, match="from_some_triples"):
        call()
