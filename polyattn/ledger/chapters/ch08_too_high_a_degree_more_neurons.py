"""Chapter 8: once both data sets fire, more neurons make the gap smaller."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.symbolic.model import m
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_HALF, _THREE_EIGHTHS = sp.Rational(1, 2), sp.Rational(3, 8)
_FIRST, _LAST = on(p_theta, 0), on(p_theta, 1)
_GAP = on(s.P_active, 1) - on(s.P_active, 0)
EDGES = (
    ("0", "1", "1/10"),
    ("1/2", "1", "1/10"),
    ("9/10", "1", "1/10"),
    ("3", "1", "1/10"),
    ("1/2", "1", "-1/10"),
)
_CHANCES = {
    _FIRST: ("91/200", "1/2", "19/20"),
    _LAST: ("51/100", "1", "109/100", "3"),
    m: ("91/100", "1", "2"),
}


def _worse(part: Statement) -> Derivation:
    """Divide by the smaller powers: the loss p(1 - p) is the larger one before."""
    silent = {1 - p: (1 - p) ** (m - 1) for p in (_FIRST, _LAST)}
    (x, x_before), (y, y_before) = silent.items()
    worse = Derivation(given=part.hypotheses)
    for one, before in silent.items():
        worse.have(sp.Eq(one**m, before * one), by=rules.next_power(one, m - 1))
        worse.have(sp.Eq(one ** (m + 1), one**m * one), by=rules.next_power(one, m))
    positive = Derivation(x_before, given=(x > 0,))
    positive.equal(sp.exp((m - 1) * sp.log(x)), by=rules.power(x, m - 1)).more_than(0)
    worse.have(x_before > 0, by=positive)
    worse.have(y_before <= x_before, by=rules.powers_in_order(y, x, m - 1))
    worse.have(y * (1 - y) < x * (1 - x), "both are at most one half")
    worse.have(y_before * y * (1 - y) <= x_before * y * (1 - y), "both factors are positive")
    return worse.have(part.conclusion, "multiply")


def _gap(part: Statement) -> Derivation:
    """Insert the two chances."""
    gap = Derivation(_GAP, given=part.hypotheses)
    gap.equal((1 - _FIRST) ** m - (1 - _LAST) ** m, "m independent neurons")
    return gap.equal(_HALF**m - _THREE_EIGHTHS**m, "insert the two chances")


more_neurons = Claim(
    "lem:more-neurons",
    "lemma",
    "More neurons make it worse",
    8,
    statements={
        "worse": Statement(
            (1 - _FIRST) ** (m + 1) - (1 - _LAST) ** (m + 1) < (1 - _FIRST) ** m - (1 - _LAST) ** m,
            (_FIRST >= _HALF, _LAST > _FIRST, _LAST <= 1, m >= 1),
        ),
        "gap": Statement(
            sp.Eq(_GAP, _HALF**m - _THREE_EIGHTHS**m),
            (sp.Eq(_FIRST, _HALF), sp.Eq(_LAST, sp.Rational(5, 8))),
        ),
    },
    proofs={"worse": _worse, "gap": _gap},
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), EDGES, (3, 9)), of=("gap",)),
        *seen_by(Sampled(300, _CHANCES), of=("worse",)),
    ),
)

CLAIMS = (standard(more_neurons),)
