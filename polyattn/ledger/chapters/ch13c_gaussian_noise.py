"""Chapter 13c: tails of normal noise, and one event on which every score is nearly right."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.gaussian import EVENTS
from polyattn.ledger.witnesses.gaussian_tails import TAILS
from polyattn.symbolic import gaussian as g
from polyattn.symbolic import noise as s
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import zeta
from polyattn.symbolic.model import d, epsilon, n, p

_TAIL = sp.exp(-(g.x_sigma**2) / 2)
_U = sp.Dummy("u", real=True)
_RISE = sp.sqrt(2) * g.x_sigma / sp.sqrt(d)  # 2s in the Chernoff bound, where the exponent is ds^2


def _rises(function: Any, high: Any) -> Fact:
    """Compare a function of u with its value at 0: its slope is not negative."""
    proof = Derivation(given=(_U >= 0,))
    proof.have(1 + _U > 0, "by its bound")
    proof.have(sp.diff(function, _U) >= 0, "differentiate")
    return rules.increasing(function, _U, proof, 0, high)


def _entry(part: Statement) -> Derivation:
    """Take either tail."""
    both = Derivation(part.conclusion.lhs, given=part.hypotheses)
    return both.at_most(_TAIL, by=rules.normal_tail(g.x_sigma))


def _above(part: Statement) -> Derivation:
    """Choose the best rate, and bound a logarithm."""
    z = 1 + _RISE
    rate = (1 - 1 / z) / 2
    markov = rules.chi_square(rate)
    most = markov.conclusion.rhs.args[0]
    small = Derivation(given=part.hypotheses)
    small.have(_RISE >= 0, "neither is negative")
    small.have(z > 0, "the sum is positive")
    small.have(sp.Eq(sp.log(1 / z), -sp.log(z)), by=rules.log_of_product(1 / z, z))
    small.have(
        sp.log(z) <= (z - 1 / z) / 2, by=_rises((1 + _U - 1 / (1 + _U)) / 2 - sp.log(1 + _U), _RISE)
    )
    small.have(most <= -(g.x_sigma**2) / 2, "the exponent at this rate")
    above = Derivation(g.p_above, given=part.hypotheses)
    above.have(_RISE >= 0, "neither is negative")
    above.have(z > 0, "the sum is positive")
    above.at_most(markov.conclusion.rhs, "Markov's inequality", by=markov)
    return above.at_most(_TAIL, by=(small, rules.grows(sp.exp, most, -(g.x_sigma**2) / 2)))


def _below(part: Statement) -> Derivation:
    """Choose a rate, and bound a logarithm by two terms of its series."""
    z = 1 + _RISE
    markov = rules.chi_square(-_RISE / 2, below=True)
    most = markov.conclusion.rhs.args[0]
    small = Derivation(given=part.hypotheses)
    small.have(_RISE >= 0, "neither is negative")
    small.have(z > 0, "the sum is positive")
    two = sp.log(1 + _U) - _U + _U**2 / 2
    small.have(sp.log(z) >= _RISE - _RISE**2 / 2, by=_rises(two, _RISE))
    small.have(most <= -(g.x_sigma**2) / 2, "the exponent at this rate")
    below = Derivation(g.p_below, given=part.hypotheses)
    below.have(_RISE >= 0, "neither is negative")
    below.have(z > 0, "the sum is positive")
    below.at_most(markov.conclusion.rhs, "Markov's inequality", by=markov)
    return below.at_most(_TAIL, by=(small, rules.grows(sp.exp, most, -(g.x_sigma**2) / 2)))


tails = Claim(
    "lem:gaussian-tails",
    "lemma",
    "Tails of normal noise",
    13,
    statements={
        "entry": Statement(
            2 * Phi(-g.x_sigma) <= _TAIL,
            (),
            where="the chance that a standard normal number is beyond x on either side",
        ),
        "above": Statement(
            g.p_above <= _TAIL,
            (d >= 1,),
            where="the chance that the squares of d of them add up to more than "
            "d + sqrt(2 d) x + x^2",
        ),
        "below": Statement(
            g.p_below <= _TAIL, (d >= 1,), where="the same for less than d - sqrt(2 d) x"
        ),
    },
    setting=(g.x_sigma >= 0,),
    proofs={"entry": _entry, "above": _above, "below": _below},
    witnesses=TAILS,
)

_ALLOWED = g.sigma * g.x_sigma
_REACH = sp.sqrt(p) + g.sigma * sp.sqrt(2 * d) + _ALLOWED


def _self(part: Statement) -> Derivation:
    """Add up twice what is in common with the clean token, and the square of the noise."""
    own = Derivation(given=part.hypotheses)
    for bound in sp.And.make_args(part.conclusion):
        own.have(bound, "twice the one, and the other")
    return own


def _other(part: Statement) -> Derivation:
    """Bound the length of the noisy token first."""
    other = Derivation(given=part.hypotheses)
    other.have(g.s_jj <= _REACH**2, "the token with its noise is that long")
    other.have(_ALLOWED * _REACH >= 0, "nothing is negative")
    other.have(g.i_jk**2 <= (_ALLOWED * _REACH) ** 2, "times what is allowed")
    other.have(g.i_jk <= _ALLOWED * _REACH, "take roots")
    other.have(g.i_jk >= -_ALLOWED * _REACH, "take roots")
    for bound in sp.And.make_args(part.conclusion):
        other.have(bound, "add what is in common with the clean token")
    return other


def _kept(part: Statement) -> Derivation:
    """Add up the parts of the noise."""
    kept = Derivation(given=part.hypotheses)
    kept.have(g.LONGEST >= 0, "nothing is negative")
    kept.have(g.sigma**2 * g.SQUARE_ABOVE <= g.LONGEST**2, "complete the square")
    root = rules.grows(sp.sqrt, g.e_squared, g.LONGEST**2)
    kept.have(g.e_squared <= g.LONGEST**2, "so long is the noise of a token")
    kept.have(sp.sqrt(g.e_squared) <= sp.sqrt(g.LONGEST**2), by=root)
    kept.have(sp.sqrt(g.e_squared) <= g.LONGEST, "the root of a square")
    kept.have(g.w_across**2 <= (g.f_off * g.LONGEST) ** 2, "so long is the part across")
    kept.have(g.w_across <= g.f_off * g.LONGEST, "take roots")
    return kept.have(part.conclusion, "add up")


def _three(part: Statement) -> Derivation:
    """Take roots: 3 is less than 4."""
    three = Derivation(given=part.hypotheses)
    for bound in sp.And.make_args(part.conclusion):
        three.have(bound, "take roots, and $3<4$")
    return three


def _chance(part: Statement) -> Derivation:
    """Show every bound from what is normal."""
    known = tuple(x for x in part.hypotheses if not x.has(epsilon))
    every = Derivation(given=(*known, *rules.NORMAL))
    for name, bounds in BOUNDS.items():
        every.have(bounds, by=f"lem:one-event#{name}")
    return rarely_missed(part, g.p_missed, rules.one_event(every), 5)


def rarely_missed(part: Statement, chance: Any, union: Fact, of_a_row: int) -> Derivation:
    """Add up the events, none of which is likelier than the tail of a normal number."""
    level = sp.sqrt(2 * sp.log(4 * n**2 / epsilon))
    rare = Derivation(given=part.hypotheses)
    rare.have(4 * n**2 / epsilon >= 1, "more than one")
    rare.have(sp.log(4 * n**2 / epsilon) >= 0, by=rules.grows(sp.log, sp.S.One, 4 * n**2 / epsilon))
    rare.have(g.x_sigma >= 0, "a root")
    there = rules.alike(lambda x: sp.exp(-(x**2) / 2), g.x_sigma, level)
    rare.have(sp.Eq(_TAIL, epsilon / (4 * n**2)), by=there)
    missed = Derivation(chance, given=part.hypotheses)
    missed.have(g.x_sigma >= 0, by=rare)
    missed.at_most(union.conclusion.rhs, "every event, once", by=union)
    count = sp.Rational(3, 2) * n * (n - 1) + of_a_row * n
    each = [f"lem:gaussian-tails#{name}" for name in ("entry", "above", "below")]
    missed.at_most(count * _TAIL, "none is likelier", by=each)
    missed.have(_TAIL > 0, "an exponential")
    missed.have(count <= 4 * n**2, "count them")
    missed.at_most(4 * n**2 * _TAIL, "no more than that")
    return missed.equal(epsilon, by=rare)


_SELF, _OTHER = sp.And(*rules.SCORES[:2]), sp.And(*rules.SCORES[2:])
_KEPT, _THREE = rules.EVENT[4], sp.And(*rules.EVENT[5:])
BOUNDS = {"self-score": _SELF, "other scores": _OTHER, "kept noise": _KEPT, "entries": _THREE}
POWER = (sp.Eq(s.nu, d * g.sigma**2), zeta >= g.SPREAD)
MEANT = "on the event that all that is normal keeps within x standard deviations"

one_event = Claim(
    "lem:one-event",
    "lemma",
    "One event for a whole matrix of noise",
    13,
    statements={
        "self-score": Statement(_SELF, (*POWER, *rules.SELF), where=MEANT),
        "other scores": Statement(
            _OTHER,
            (*POWER, rules.CLEAN[0], rules.SELF[0], rules.SELF[2], *rules.OTHER),
            where=MEANT,
        ),
        "kept noise": Statement(
            _KEPT, (rules.SELF[2], *rules.ACROSS, *rules.CLEAN[1:], *rules.KEPT), where=MEANT
        ),
        "entries": Statement(_THREE, rules.THREE, where=MEANT),
        "chance": Statement(
            g.p_missed <= epsilon,
            (
                *POWER,
                sp.Eq(g.x_sigma, sp.sqrt(2 * sp.log(4 * n**2 / epsilon))),
                epsilon > 0,
                epsilon <= 1,
                n >= 2,
            ),
            where="the chance, over the noise, that one of these fails for some row or pair",
        ),
    },
    setting=(g.sigma > 0, g.x_sigma >= 0, d >= 4),
    proofs={
        "self-score": _self,
        "other scores": _other,
        "kept noise": _kept,
        "entries": _three,
        "chance": _chance,
    },
    witnesses=EVENTS,
)

CLAIMS = (standard(tails), standard(one_event))
