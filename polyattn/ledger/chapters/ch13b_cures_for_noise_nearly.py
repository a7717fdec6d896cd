"""Chapter 13b: noise that is not quite orthogonal."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Sampled, seen_by
from polyattn.ledger.witnesses.noisy_nearly import NEARLY
from polyattn.symbolic import cures as z
from polyattn.symbolic import noise as s
from polyattn.symbolic.model import beta, c, d, r, t
from polyattn.symbolic.softmax import s_j, s_k, x_j, x_k

_OFF = r / (r - z.zeta)
_NEAR = (s_k >= r, s_j >= s_k - z.zeta, s_j <= s_k + z.zeta)


def _score(part: Statement) -> Derivation:
    """Write what a score is off as a share of the score, which is at least r."""
    score = Derivation(given=part.hypotheses)
    score.have(s_k > 0, "$c>0$")
    score.have(z.zeta <= z.zeta * s_k / r, "the score is at least $r$")
    for bound in sp.And.make_args(part.conclusion):
        score.have(bound, "clear denominators")
    return score


def _power(part: Statement) -> Derivation:
    """Take logarithms, times the degree."""
    power = Derivation(given=part.hypotheses)
    power.have(s_k > 0, "$c>0$")
    power.have(_OFF > 0, "$\\zeta<r$")
    power.have(sp.And(s_j >= s_k / _OFF, s_j <= s_k * _OFF), by="lem:nearly-orthogonal#score")
    power.have(s_j > 0, "it is at least a positive number")
    for x, low, high in ((x_j / x_k, s_j / s_k, _OFF), (x_k / x_j, s_k / s_j, _OFF)):
        power.have(low <= high, "divide")
        power.have(low > 0, "both are positive")
        power.have(sp.log(low) <= sp.log(high), by=rules.grows(sp.log, low, high))
        above, below = beta * sp.log(high), beta * sp.log(low)
        power.have(below <= above, "times the degree")
        power.have(sp.exp(below) <= sp.exp(above), by=rules.grows(sp.exp, below, above))
        power.have(low**beta <= z.H_zeta, by=(rules.power(low, beta), rules.stands_for(z.H_zeta)))
        power.have(x <= z.H_zeta, "powers of a ratio")
    for bound in sp.And.make_args(part.conclusion):
        power.have(bound, "multiply by a power")
    return power


def _share(part: Statement) -> Derivation:
    """Multiply the bounds on the two sums, and clear denominators."""
    share = Derivation(given=part.hypotheses)
    share.have(z.H_zeta > 0, by=rules.ordered(z.H_zeta > 0))
    own = next(x for x in (s.P_nu, s.Q_nu) if part.conclusion.has(x))
    share.have(own > 0, by=rules.ordered(own > 0))
    share.have(s.crowd > 0, "$c>0$")
    share.have(s.x_in_up > 0, "at least a positive number", keep=(s.crowd,))
    share.have(s.x_out_up > 0, "at least a positive number", keep=(s.crowd,))
    odds = s.x_in_up / s.x_out_up
    share.have(odds <= z.H_zeta**2 * own / s.crowd, "divide", keep=(s.crowd,))
    share.have(odds >= own / s.crowd / z.H_zeta**2, "divide", keep=(s.crowd,))
    for bound in sp.And.make_args(part.conclusion):
        share.have(bound, "clear denominators", keep=(s.crowd,))
    return share


def _weight(own: Any) -> Statement:
    square = z.H_zeta**2
    low, high = own / (own + square * s.crowd), square * own / (square * own + s.crowd)
    known = (
        s.x_in_up >= own / z.H_zeta,
        s.x_in_up <= z.H_zeta * own,
        s.x_out_up >= s.crowd / z.H_zeta,
        s.x_out_up <= z.H_zeta * s.crowd,
    )
    return Statement(
        sp.And(z.f_in_up >= low, z.f_in_up <= high),
        (*known, t >= 1, d >= 4, s.nu >= 0),
        where="x_in is the power of the row's score with itself, x_out the sum of all others",
    )


nearly = Claim(
    "lem:nearly-orthogonal",
    "lemma",
    "Scores that are nearly right",
    13,
    statements={
        "score": Statement(sp.And(s_j >= s_k / _OFF, s_j <= s_k * _OFF), (*_NEAR, z.zeta >= 0)),
        "power": Statement(
            sp.And(x_j >= x_k / z.H_zeta, x_j <= z.H_zeta * x_k),
            (*_NEAR, z.zeta >= 0, beta > 0),
        ),
        "planted": _weight(s.P_nu),
        "others": _weight(s.Q_nu),
    },
    setting=(c > 0, z.zeta < r),
    proofs={"score": _score, "power": _power, "planted": _share, "others": _share},
    witnesses=(NEARLY, *seen_by(Sampled())),
)

CLAIMS = (standard(nearly),)
