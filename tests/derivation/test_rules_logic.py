"""Implications: how a derivation becomes one, and when a line may use what it says."""

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.model import P, a, b, beta, c, p, theta


def test_what_a_derivation_assumes_becomes_a_premise():
    proof = Derivation(given=(a > 1, b > 0)).have(a * b > b)
    fact = rules.discharged(proof)
    assert fact.hypotheses == ()
    assert fact.conclusion == sp.Implies(sp.And(a > 1, b > 0), a * b > b)
    assert fact.inner == (proof,)


def test_without_assumptions_it_is_the_conclusion_itself():
    assert rules.discharged(Derivation().have(a**2 >= 0)).conclusion == (a**2 >= 0)


FACT = Fact(sp.Implies(beta > 2, theta > 7), made=True)
SAME = Fact(sp.Equivalent(beta > 2, theta > 7), made=True)


def test_an_implication_is_used_where_its_premise_stands():
    Derivation(given=(beta > 2,)).have(theta > 7, by=FACT)
    Derivation(given=(beta > 2,)).have(theta > 6, by=FACT)
    Derivation(given=(theta > 7,)).have(beta > 2, by=SAME)


@pytest.mark.parametrize(
    ("given", "goal", "fact"),
    [
        ((), theta > 7, FACT),
        ((beta > 1,), theta > 7, FACT),
        ((theta > 7,), beta > 2, FACT),
        ((c > 2,), theta > 7, SAME),
    ],
    ids=["no premise", "a weaker one", "the converse", "another letter"],
)
def test_an_implication_is_of_no_use_elsewhere(given, goal, fact):
    with pytest.raises(DerivationError):
        Derivation(given=given).have(goal, by=fact)


def test_equals_go_for_equals():
    fact = rules.alike(lambda x: x**beta, a + b, c)
    assert fact.hypotheses == (sp.Eq(a + b, c),)
    assert fact.conclusion == sp.Eq((a + b) ** beta, c**beta)
    Derivation(given=(sp.Eq(a + b, c),)).have(fact.conclusion, by=fact)
    with pytest.raises(DerivationError, match="equals for equals needs"):
        Derivation(given=(a + b >= c,)).have(fact.conclusion, by=fact)


def test_a_function_that_looks_at_its_argument_sees_a_placeholder_alone():
    fact = rules.alike(lambda x: x if x in (a, b) else x**2, a, b)
    assert fact.conclusion == sp.Eq(a**2, b**2)


def test_a_letter_stands_for_its_meaning_and_no_other_letter_does():
    assert rules.stands_for(P).conclusion == sp.Eq(P, p**beta)
    with pytest.raises(DerivationError, match="stands_for"):
        rules.stands_for(theta)
