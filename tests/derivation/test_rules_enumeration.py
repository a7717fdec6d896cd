"""What is counted over all sign vectors: against a count by hand, and no further."""

from itertools import product

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, a, b, beta, c, d, t, theta
from polyattn.symbolic.neuron import K, S, X, s_1, y_g

NUMBERS = {N: 2, t: 1, a: "1/2", b: "3/5", c: "2/5", beta: 1, theta: "1/4"}
NETWORK = {x: sp.Rational(value) for x, value in NUMBERS.items()}


def by_hand(level):
    """Count the sign vectors of d = 5 with X above a level, from the layer itself."""
    tokens = [[0.5, 0.6, 0, 0, 0.4], [0, 0, 0.6, 0, 0.4], [0, 0, 0, 0.6, 0.4]]

    def row(x):
        scores = [sum(p * q for p, q in zip(x, y, strict=True)) for y in tokens]
        return [
            sum(s * y[j] for s, y in zip(scores, tokens, strict=True)) / sum(scores)
            for j in range(5)
        ]

    rows = [row(x) for x in tokens]
    vectors = product((1, -1), repeat=5)
    best = [max(sum(s * v for s, v in zip(w, r, strict=True)) for r in rows) for w in vectors]
    assert all(abs(x - level) > 1e-6 for x in best)
    return sum(x > level for x in best)


@pytest.mark.parametrize("level", ["1/4", "-1/2", "9/10"])
def test_the_sign_vectors_are_counted(level):
    fact = rules.enumerated(X > theta, NETWORK | {theta: sp.Rational(level)})
    assert fact.conclusion.lhs == Pr(X > theta)
    assert fact.conclusion.rhs == sp.Rational(by_hand(float(sp.Rational(level))), 32)
    assert set(fact.hypotheses) == {
        sp.Eq(x, value) for x, value in (NETWORK | {theta: sp.Rational(level)}).items()
    }


def test_a_line_must_know_the_numbers():
    chance = rules.enumerated(S > 0, {N: sp.S(3)})
    assert chance.conclusion.rhs == sp.Rational(1, 2)
    Derivation(Pr(S > 0), given=(sp.Eq(d, 6),)).equal(sp.Rational(1, 2), by=chance)
    with pytest.raises(DerivationError, match="needs Eq"):
        Derivation(Pr(S > 0), given=(d >= 6,)).equal(sp.Rational(1, 2), by=chance)
    with pytest.raises(DerivationError):
        Derivation(Pr(S > 0), given=(sp.Eq(d, 6),)).equal(sp.Rational(1, 3), by=chance)


@pytest.mark.parametrize(
    ("event", "numbers"),
    [
        (X > theta, {N: sp.S(2)}),  # letters without a number
        (S > 0, {N: sp.S(9)}),  # many sign vectors
        (S > 0, {N: sp.Rational(5, 2)}),
        (S > 0, {N: sp.S(0) - 1}),
        (X > theta, NETWORK | {beta: sp.Rational(1, 2)}),  # no rational
        (K > 0, {N: sp.S(2), K: sp.S(1)}),
        (s_1 > 0, {N: sp.S(2), y_g: sp.S(1)}),
        (S > theta, {N: sp.S(2), theta: K}),
    ],
    ids=str,
)
def test_nothing_else_is_counted(event, numbers):
    with pytest.raises(DerivationError, match="enumerated"):
        rules.enumerated(event, numbers)
