"""Chapter 14: detection with k planted rows in one group, log k / log(p_1/r) degrees earlier."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, REACH
from polyattn.ledger.chapters.ch09a_detection_sufficient import GAP
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.several_pairs import ONE_GROUP_COUNTED, ONE_GROUP_DENSE
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import LARGEST_ATOM, M, k, x_0, x_1
from polyattn.symbolic.model import N, b, beta, c, d, m, p, r, t
from polyattn.symbolic.pair import a0, a1, on

_REACH, _RATIO = map(s.per_row, (REACH, RATIO))
_ROOM = 2 * b * (x_0 + x_1) / (a1 - a0)
_SCORES = sp.log(on(p, 1) / r)


def _necessary(part: Statement) -> Derivation:
    """Take the bound for one planted row, with t/k in the place of t."""
    bound = rules.in_one_group(stated("thm:detection-necessary#exact"))
    return Derivation(s.S_one, given=part.hypotheses).at_most(part.conclusion.rhs, by=bound)


def _sufficient(part: Statement) -> Derivation:
    """Do the same with the condition that is enough."""
    room = rules.in_one_group(stated("lem:detection-condition#explicit"))
    most = rules.in_one_group(stated("thm:detection-sufficient#gap"))
    return Derivation(s.S_one, given=part.hypotheses).at_least(GAP, by=(room, most))


def _saved(part: Statement) -> Derivation:
    """Take the logarithm of a quotient apart."""
    whole, fewer = t * sp.sqrt(d), t / k * sp.sqrt(d)
    saved = Derivation(given=part.hypotheses)
    saved.have(sp.Eq(sp.log(whole), sp.log(k) + sp.log(fewer)), by=rules.log_of_product(k, fewer))
    return saved.have(part.conclusion)


detection = Claim(
    "cor:k-rows-one-group-detection",
    "corollary",
    "k rows of one group are detected earlier",
    14,
    statements={
        "necessary": Statement(
            s.S_one <= m * sp.ceiling(_REACH) * LARGEST_ATOM,
            (a0 >= 0, a1 > a0, b > 0, beta > 0, m >= 1),
            where="m is a whole number",
        ),
        "sufficient": Statement(
            s.S_one >= GAP,
            (
                *(a0 >= 0, a1 > a0, b > 0, beta > 0, m >= 1, x_0 > 0, x_1 > 0),
                *(sp.Eq(N, M**2), _RATIO >= M * _ROOM, M >= _ROOM),
            ),
        ),
        "saved": Statement(
            sp.Eq(
                sp.log(t / k * sp.sqrt(d)) / _SCORES,
                sp.log(t * sp.sqrt(d)) / _SCORES - sp.log(k) / _SCORES,
            ),
        ),
    },
    setting=(c > 0, k >= 1, t >= k, d >= 4),
    proofs={"necessary": _necessary, "sufficient": _sufficient, "saved": _saved},
    witnesses=(ONE_GROUP_DENSE, ONE_GROUP_COUNTED),
)

CLAIMS = (standard(detection),)
