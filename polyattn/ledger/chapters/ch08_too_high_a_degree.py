"""Chapter 8: the degrees that one threshold allows."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import LEVEL
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.symbolic.model import N, Q, R, a, b, beta, c, d, q, r, t, theta, w_o

_HEIGHT = theta - c
BREAK = sp.log((d - 3) * _HEIGHT / (b - _HEIGHT)) / sp.log(q / r)
_BETWEEN = (theta > c, theta < b + c)


def _crossing(part: Statement, relation: Any, degree: Any) -> Derivation:
    """Clear denominators and take logarithms."""
    crossing = Derivation(relation, given=part.hypotheses)
    odds = relation.func(Q / R, N * _HEIGHT / (b - _HEIGHT))
    crossing.iff(odds, "w_o = Q / (Q + N R)")
    return crossing.iff(degree, "the power rule")


def _reached(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    return _crossing(part, b * w_o >= _HEIGHT, beta >= BREAK)


def _not_before(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    return _crossing(part, b * w_o <= _HEIGHT, beta <= BREAK)


def _level_first(part: Statement) -> Derivation:
    """Compare the planted row with the others, whose level it exceeds."""
    level = Derivation(LEVEL, given=part.hypotheses)
    level.more_than(c + b * w_o, "f^* is positive, and G^* at least w_o")
    return level.at_least(theta, "the others have reached it")


break_degree = Claim(
    "lem:break-degree",
    "lemma",
    "The break degree",
    8,
    statements={
        "reached": Statement(sp.Equivalent(b * w_o >= theta - c, beta >= BREAK)),
        "not before": Statement(sp.Equivalent(b * w_o <= theta - c, beta <= BREAK)),
        "the level is first": Statement(LEVEL > theta, (a > 0, beta > 0, beta >= BREAK)),
    },
    setting=(c > 0, t >= 1, d >= 4, *_BETWEEN),
    proofs={"reached": _reached, "not before": _not_before, "the level is first": _level_first},
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), degrees=(1, 2)), Sampled()),
)

CLAIMS = (standard(break_degree),)
