"""Implications: how a derivation becomes one, and when a line may use what it says."""

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.model import a, b, beta, c, theta


def test_what_a_derivation_assumes_becomes_a_premise():
    proof = Derivation(given=(a > 1, b > 0)).have(a * b > b)
    fact = rules.discharged(proof)
    assert fact.hypotheses == ()
    assert fact.conclusion == sp.Implies(sp.And(a > 1, b > 0), a * b > b)
    assert fact.inner == (proof,)


def test_without_assumptions_it_is_the_conclusion_itself():
    assert rules.discharged(Derivation().have(a**2 >= 0)).conclusion == (a**2 >= 0)


FACT = Fact(sp.Implies(beta > 2, theta > 7))
SAME = Fact(sp.Equivalent(beta > 2, theta > 7))


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
