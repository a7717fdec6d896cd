"""Chapter 8: what grouped rows are worth."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.symbolic.model import G_star, N, Q, R, Z_o, a, b, beta, d, f_star, t, w_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, s_1, s_g, y_g

_BOTH = {s_1: 1, s_g: 1}
_MIXED = {s_1: 1, s_g: -1}
_COUNTS = (K <= N,)
ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1/2", "1/2"), ("3", "1", "2"))

_WORTH = {
    "others": Statement(V_o >= b - (a + 2 * b) * (1 - w_o), (K >= 1, sp.Eq(y_g, 1))),
    "others, at most": Statement(V_o <= b + a * (1 - w_o), _COUNTS),
    "plus plus": Statement(
        s.at_signs(V_star, _BOTH) >= a * f_star + b * (2 * G_star - 1), (K >= 0,)
    ),
    "plus minus": Statement(s.at_signs(V_star, _MIXED) >= a * f_star - b, (K >= 0,)),
    "plus minus, at most": Statement(
        s.at_signs(V_star, _MIXED) <= a * f_star - b * (2 * G_star - 1), (K <= N,)
    ),
    "minus": Statement(
        sp.And(*(s.at_signs(V, {s_1: -1}) <= b for V in (V_star, V_s, V_o))), _COUNTS
    ),
    "any row": Statement(sp.And(f_star >= Q / Z_o, Q / Z_o >= R / Z_o)),
}


def _worth(part: Statement) -> Derivation:
    """Bound the signs of the other groups by -N and N, and clear denominators."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "the N other signs")


rows = Claim(
    "lem:grouped-rows",
    "lemma",
    "What grouped rows are worth",
    8,
    statements=_WORTH,
    setting=(a >= 0, b > 0, beta > 0, t >= 1, d >= 4),
    proofs=dict.fromkeys(_WORTH, _worth),
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1, 3)), Sampled()),
)

CLAIMS = (standard(rows),)
