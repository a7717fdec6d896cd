"""Chapter 9c: the four staircases, the thresholds that a neuron climbs with each plus sign."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import conjuncts
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.model import N, P, Q, R, Z_o, Z_star, a, b, beta, c, d, t
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, s_1, s_d, s_g, y_g

# In units of what one plus sign is worth to any other row, from b downwards.
_STEP = 2 * b * t * R / Z_o
_ALPHA = a / (2 * b * t)
_LOSS = (P - Q) / Z_star
_AHEAD = _ALPHA * P / R * Z_o / Z_star
_MINUS = N - K
_EITHER = sp.Max(V_star, V_o, evaluate=False)
_ROWS = V_star, V_s, V_o
_SOME, _NONE = (sp.Eq(y_g, 1),), (sp.Eq(K, 0), sp.Eq(y_g, -1))


def _signs(first: int, own: int) -> tuple[Any, ...]:
    return sp.Eq(s_1, first), sp.Eq(s_g, own)


def _decided_by(row: Any) -> Proof:
    """Show that one row is the largest; its value is the staircase."""

    def proof(part: Statement) -> Derivation:
        staircase = Derivation(X, given=part.hypotheses)
        for other in _ROWS:
            staircase.have(other <= row)
        value = c * s_d + row
        staircase.have(X <= value, keep=_ROWS).have(X >= value)
        staircase.equal(value, "the other rows are below", keep=(X, *_ROWS))
        return staircase.equal(part.conclusion.rhs, "in these units")

    return proof


def _by_two(goal: Any, by: str) -> Proof:
    """Show that the planted row or any other decides, each on its own staircase."""

    def proof(part: Statement) -> Derivation:
        staircase = Derivation(given=part.hypotheses).have(goal, by=f"lem:redundancy#{by}")
        for said in conjuncts(part.conclusion):
            whole = X in said.free_symbols
            staircase.have(said, "in these units", keep=_ROWS if whole else ())
        return staircase

    return proof


def _two_staircases(planted: Any, other: Any) -> Any:
    rows = (sp.Eq(V_star, b - _STEP * planted), sp.Eq(V_o, b - _STEP * other))
    either = c * s_d + _EITHER
    return sp.And(*rows, X <= either, X >= either, evaluate=False)


def _staircase(steps: Any) -> Any:
    return sp.Eq(X, b + c * s_d - _STEP * steps)


four_staircases = Claim(
    "lem:four-staircases",
    "lemma",
    "Four staircases",
    9,
    setting=(a >= 0, b > 0, beta > 0, t >= 1, d >= 4, K <= N),
    statements={
        "plus plus": Statement(_staircase(_MINUS * (1 - _LOSS) - _AHEAD), _signs(1, 1)),
        "plus minus, K = 0": Statement(_staircase(Q / R + N - _AHEAD), (*_signs(1, -1), *_NONE)),
        "plus minus": Statement(
            _two_staircases(Q / R + _MINUS + K * _LOSS - _AHEAD, _MINUS + 1 - _ALPHA),
            (*_signs(1, -1), *_SOME),
        ),
        "minus plus": Statement(
            _two_staircases(_MINUS * (1 - _LOSS) + _AHEAD, _MINUS + _ALPHA),
            (*_signs(-1, 1), *_SOME),
        ),
        "minus minus": Statement(
            _staircase(_MINUS + 1 + _ALPHA), (*_signs(-1, -1), K >= 0, *_SOME)
        ),
        "minus minus, K = 0": Statement(_staircase(Q / R + N + _ALPHA), (*_signs(-1, -1), *_NONE)),
    },
    proofs={
        "plus plus": _decided_by(V_star),
        "plus minus, K = 0": _decided_by(V_star),
        "plus minus": _by_two(V_s <= _EITHER, "plus minus"),
        "minus plus": _by_two(V_s <= V_o, "minus"),
        "minus minus": _decided_by(V_o),
        "minus minus, K = 0": _decided_by(V_o),
    },
    witnesses=seen_by(
        Walk(Dense, ((4, 2),), (("3", "1", "2"),), (1,)),
        Walk(Counted, ((4, 1), (6, 3)), (("0", "3/5", "2/5"), ("3", "1", "2")), (2,)),
    ),
)

CLAIMS = (standard(four_staircases),)
