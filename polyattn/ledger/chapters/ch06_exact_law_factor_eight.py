"""Chapter 6: a sandwich around the chance of one neuron."""

from __future__ import annotations

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree import TOP
from polyattn.ledger.chapters.ch06_exact_law import DENSE, ENTRIES
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Walk, seen_by
from polyattn.symbolic.chances import Above, Pr
from polyattn.symbolic.model import N, a, b, beta, c, f_star, t, theta, u_star
from polyattn.symbolic.neuron import K, V_star, X, p_theta

_room = (a * f_star + b + c - theta) / (2 * b * u_star)
_BOUND = Above(N, N - _room)
_ENOUGH = K > N - _room


def _at_most(part: Statement) -> Derivation:
    """Above the threshold lies the envelope, which decides by K alone."""
    above = Derivation(X > theta, given=(*part.hypotheses, *rules.EVERY, X > theta))
    above.implies(TOP > theta, by="lem:envelope#bound")
    above.implies(_ENOUGH, "solve for K")
    chance = Derivation(p_theta, given=part.hypotheses)
    chance.equal(Pr(X > theta), by=rules.one_neuron())
    chance.at_most(Pr(_ENOUGH), by=rules.monotone(X > theta, above))
    return chance.equal(_BOUND, by=rules.binomial(_ENOUGH.rhs))


def _at_least(part: Statement) -> Derivation:
    """On (+, +, +) the planted row attains the envelope."""
    fires = Derivation(X, given=(*part.hypotheses, *rules.EVERY, *rules.PLUS, _ENOUGH))
    fires.at_least(c + V_star, "the planted row is one of the rows")
    fires.equal(TOP, "its weights add up to 1")
    fires.more_than(theta, "by the number of plus signs")
    chance = Derivation(p_theta, given=part.hypotheses)
    chance.equal(Pr(X > theta), by=rules.one_neuron())
    chance.at_least(Pr(_ENOUGH) / 8, by=rules.one_triple(fires, _ENOUGH))
    return chance.equal(_BOUND / 8, by=rules.binomial(_ENOUGH.rhs))


sandwich = Claim(
    "thm:sandwich",
    "theorem",
    "A sandwich of factor eight",
    6,
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1),
    statements={
        "at most": Statement(p_theta <= _BOUND),
        "at least": Statement(p_theta >= _BOUND / 8),
    },
    proofs={"at most": _at_most, "at least": _at_least},
    witnesses=seen_by(DENSE, Walk(Counted, ((7, 3), (12, 2)), ENTRIES[:2], (1,))),
)

CLAIMS = (standard(sandwich),)
