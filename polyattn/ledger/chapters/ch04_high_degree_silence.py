"""Chapters 4 and 5: when a network is silent."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree import LAWS, TOP
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Walk, seen_by
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import G_star, N, a, b, beta, c, d, f_star, m, t, theta, u_star
from polyattn.symbolic.neuron import P_active, S, X, p_theta

PROBABILITY = "Pr over m independent uniform sign vectors; m is a whole number, at least 1"
LOUDNESS = m * sp.exp(-(d - 3) * (theta - c) ** 2 / (8 * b**2))

_FEW = P_active < LOUDNESS

_MANY = N * (theta - c) / (2 * b)


def _few(part: Statement) -> Derivation:
    """Show that a neuron that fires has many plus signs, which is rare."""
    weights = Derivation(given=part.hypotheses)
    weights.have(f_star > 0).have(G_star > 0).have(u_star > 0)
    weights.have(N * u_star <= 1, "the other groups have no more than all").have(theta > c)
    fires = Derivation(S, given=(*part.hypotheses, *rules.EVERY, X > theta))
    fires.have(TOP > theta, by="lem:envelope#bound")
    sums = "thm:closed-form#planted weights"
    fires.have(b * u_star * S > (theta - c) / 2, "the rest has used up the other half", by=sums)
    fires.have(S > 0, by=weights)
    fires.more_than(_MANY, "as $N u^*$ is at most 1", by=weights)
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.at_most(Pr(S > _MANY), by=rules.monotone(X > theta, fires))
    one.less_than(sp.exp(-(_MANY**2) / (2 * N)), by=(weights, rules.hoeffding(_MANY)))
    one.equal(sp.exp(-(d - 3) * (theta - c) ** 2 / (8 * b**2)))
    active = Derivation(P_active, given=part.hypotheses)
    active.equal(1 - (1 - p_theta) ** m, "m independent neurons")
    active.at_most(m * p_theta, by=(rules.one_neuron(), rules.union(p_theta)))
    return active.less_than(LOUDNESS, by=one)


def _none(part: Statement) -> Derivation:
    """Show that the envelope does not exceed theta."""
    quiet = Derivation(X, given=(*part.hypotheses, *rules.EVERY))
    quiet.at_most(TOP, by="lem:envelope#bound")
    quiet.at_most(a * f_star + b + c, "S is at most N").at_most(theta)
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron()).equal(0, by=rules.never(quiet))
    return Derivation(P_active, given=part.hypotheses).equal(0, by=one)


# Where a bound is sharp: d = 15 625 003 columns, nothing locked, w_o = 1/201, theta placed so that
# a f* + b G* is (theta - c)/2, or 0.55 (theta - c). There the exponent decides, not the factor.
SHARP = Walk(
    Law,
    ((15_625_003, 1),),
    (("0", "2", "1"),),
    (7,),
    ("2/201", "20/2211", "19/2211", "3/201"),
)

silence = Claim(
    "thm:silence",
    "theorem",
    "The network is silent",
    4,
    statements={
        "few": Statement(_FEW, (a * f_star + b * G_star <= (theta - c) / 2,), where=PROBABILITY),
        "none": Statement(sp.Eq(P_active, 0), (theta >= b + c + a * f_star,), where=PROBABILITY),
    },
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4, m >= 1),
    proofs={"few": _few, "none": _none},
    witnesses=(
        *seen_by(Walk(Dense, degrees=(1, 2, 4)), LAWS),
        Step("where it is sharp", (SHARP,), ("few",)),
    ),
    source="abstract",
    also_in=(5,),
)

CLAIMS = (standard(silence),)
