"""What is carried over to softmax: no proof that knows what a power is, and no other kernel."""

from __future__ import annotations

import pytest
import sympy as sp

from polyattn.derivation.fact import DerivationError
from polyattn.ledger import find
from polyattn.ledger.engine import softmax
from polyattn.ledger.engine.softmax import under_softmax
from polyattn.symbolic.chances import S_soft
from polyattn.symbolic.model import N, P, Q, R, b, beta, m, n, p, r, t
from polyattn.symbolic.pair import a1
from polyattn.symbolic.softmax import P1_soft, R_soft, alpha

NECESSARY = "thm:detection-necessary#explicit"


def test_a_statement_is_carried_over_whole():
    find(NECESSARY.partition("#")[0])
    fact = under_softmax(NECESSARY)
    reach = (1 + a1 / (2 * b)) * P1_soft / (R_soft * t)
    assert fact.conclusion == (S_soft < m * sp.ceiling(reach) * sp.sqrt(2 / (sp.pi * N)))
    assert {alpha > 0, n > 1, m >= 1} <= set(fact.hypotheses)
    assert {"thm:detection-necessary", "thm:softmax-dictionary"} <= fact.uses


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("cor:detection-threshold#detected", "on the degree"),  # by a multiple of log n
        ("thm:concentration#locked", "on the degree"),  # by a bound on the degree
        ("lem:power-rule#order", "on the degree"),  # by what a power is
        ("thm:linear-attention#separability", "on the degree"),  # at degree 1
        ("lem:order-facts#own group", None),
        ("thm:exact-law#one neuron", "no letter of softmax"),  # its signs are those of X
    ],
)
def test_what_knows_the_degree_is_not_carried_over(reference, why):
    find(reference.partition("#")[0])
    if why is None:
        assert not under_softmax(reference).conclusion.free_symbols & {P, Q, R, beta}
        return
    with pytest.raises(DerivationError, match=why):
        under_softmax(reference)


def test_a_degree_is_found_beside_a_ratio_of_powers():
    assert not softmax._speaks_of_degree((p / r) ** beta >= P / R)
    for relation in ((p / r) ** (2 * beta) >= 1, p**beta > 0, beta >= 1, sp.Eq(P, p**beta)):
        assert softmax._speaks_of_degree(relation)
