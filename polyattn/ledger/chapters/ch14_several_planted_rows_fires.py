"""Chapter 14: when a network on k planted rows is silent, and the two ways in which it activates."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_envelope import TOP
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import GROUPS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.several import LEVELS_IN_GROUPS
from polyattn.ledger.witnesses.several_counted import LEVELS_COUNTED, SHARP
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import Pr, k
from polyattn.symbolic.model import N, a, b, beta, c, d, m, theta
from polyattn.symbolic.neuron import s_d

PROBABILITY = "Pr over m independent uniform sign vectors; m is a whole number, at least 1"
WITNESSES = (LEVELS_IN_GROUPS, LEVELS_COUNTED)
_SETTING = (b > 0, beta > 0, m >= 1, *GROUPS)
# How far the threshold lies above the envelope where half of the groups' signs are plus.
_ETA = theta - c - a * s.h_k - b + b * (d - 2) * s.u_k
_MANY = (d - 2) * _ETA / b
_LOUDNESS = m * sp.exp(-(d - 2) * _ETA**2 / (2 * b**2))
_ONE_IN = (1 - 2 ** (-k)) / 4
_WEIGHTS = (s.h_k, s.alpha_k, s.v_k, s.u_k)


def order(chain: Derivation, *names: str) -> Derivation:
    """Note some order facts about the weights."""
    for name in names:
        label = f"thm:k-rows-closed-form#{name}"
        for relation in conjuncts(stated(label).conclusion):
            chain.have(relation, by=label)
    return chain


def _at_most(part: Statement) -> Derivation:
    """Begin a bound on the chance of one neuron."""
    one = order(Derivation(s.p_several, given=part.hypotheses), "planted groups", "other rows")
    return one.at_most(Pr(theta < s.X_k), by=rules.several_at_most())


def _few(part: Statement) -> Derivation:
    """Show that a neuron that fires has many plus signs, which is rare."""
    fires = Derivation(s.S_k, given=(*part.hypotheses, *rules.GROUPS, s.X_k > theta))
    order(fires, "planted groups", "least")
    fires.have(TOP > theta, by="lem:k-rows-envelope#bound")
    fires.have(b * s.u_k * s.S_k > _ETA, "what the minus signs may cost", keep=_WEIGHTS)
    fires.have(s.S_k > 0, keep=_WEIGHTS)
    fires.more_than(_MANY, r"as $u\le\frac1{d-2}$", keep=_WEIGHTS)
    one = _at_most(part)
    one.at_most(Pr(s.S_k > _MANY), by=rules.monotone(s.X_k > theta, fires))
    one.less_than(sp.exp(-(_MANY**2) / (2 * (N + 1))), by=rules.hoeffding_groups(_MANY))
    one.equal(_LOUDNESS / m)
    active = Derivation(s.P_several, given=part.hypotheses)
    active.equal(1 - (1 - s.p_several) ** m, "m independent neurons")
    active.at_most(m * s.p_several, by=(_probability(part), rules.union(s.p_several)))
    return active.less_than(_LOUDNESS, by=one)


def _probability(part: Statement) -> Derivation:
    """Note that the chance lies between 0 and 1."""
    both = order(Derivation(given=part.hypotheses), "planted groups", "other rows")
    both.have(s.p_several >= 0, by=rules.several_at_most())
    return both.have(s.p_several <= 1, by=rules.several_at_least())


def _none(part: Statement) -> Derivation:
    """Show that the envelope does not exceed theta."""
    quiet = Derivation(s.X_k, given=(*part.hypotheses, *rules.GROUPS))
    order(quiet, "planted groups")
    quiet.at_most(TOP, by="lem:k-rows-envelope#bound")
    quiet.at_most(a * s.h_k + b + c, "no sign exceeds 1", keep=_WEIGHTS).at_most(theta)
    one = _at_most(part)
    one.equal(0, by=rules.never(quiet))
    both = Derivation(given=part.hypotheses).have(s.p_several <= 0, by=one)
    both.have(sp.Eq(s.p_several, 0), by=_probability(part))
    return Derivation(s.P_several, given=part.hypotheses).equal(0, by=both)


silence = Claim(
    "thm:k-rows-silence",
    "theorem",
    "k planted rows: the network is silent",
    14,
    statements={
        "few": Statement(s.P_several < _LOUDNESS, (_ETA > 0,), where=PROBABILITY),
        "none": Statement(sp.Eq(s.P_several, 0), (theta >= b + c + a * s.h_k,), where=PROBABILITY),
    },
    setting=(a >= 0, *_SETTING),
    proofs={"few": _few, "none": _none},
    witnesses=(*WITNESSES, SHARP),
)


def _several(part: Statement, one: Derivation, share: Any) -> Derivation:
    """Put m neurons together."""
    active = Derivation(s.P_several, given=part.hypotheses)
    active.equal(1 - (1 - s.p_several) ** m, "m independent neurons")
    likely = (rules.several_at_least(), one, rules.more_likely(s.p_several, share))
    return active.at_least(1 - (1 - share) ** m, by=likely)


def _each(part: Statement) -> Derivation:
    """With two plus signs and one at a planted row's group, that row exceeds theta."""
    inside = (*rules.GROUPS, *rules.BOTH_PLUS, *rules.ONE_PLUS)
    fires = Derivation(c * s_d + s.V_star_k, given=(*part.hypotheses, *inside))
    order(fires, "planted groups")
    fires.equal(c + a * s.h_k + b * (s.alpha_k + s.v_k * (s.S_p - 1) + s.u_k * s.S_u))
    least = s.alpha_k - s.v_k * (k - 1) - s.u_k * s.N_u
    fires.at_least(c + a * s.h_k + b * least, "all other groups are minus", keep=_WEIGHTS)
    weights = "thm:k-rows-closed-form#weights"
    fires.equal(c + a * s.h_k + b * (2 * s.alpha_k - 1), "its weights add up to 1", by=weights)
    fires.more_than(theta, "by hypothesis", keep=_WEIGHTS)
    one = Derivation(s.p_several, given=part.hypotheses)
    one.at_least(Pr(c * s_d + s.V_star_k > theta), by=rules.several_at_least())
    one.at_least(_ONE_IN, by=rules.some_planted_plus(fires))
    return _several(part, one, _ONE_IN)


def _club(part: Statement) -> Derivation:
    """Use that the groups of a planted row add nothing negative half of the time."""
    groups = s.alpha_k * s.y_j + s.v_k * (s.S_p - s.y_j) + s.u_k * s.S_u
    inside = (*rules.GROUPS, *rules.BOTH_PLUS, s.y_j <= s.y_p, groups >= 0)
    fires = Derivation(c * s_d + s.V_star_k, given=(*part.hypotheses, *inside))
    order(fires, "planted groups")
    fires.have(b * (s.alpha_k - s.v_k) * (s.y_p - s.y_j) >= 0, keep=_WEIGHTS)
    best = s.alpha_k * s.y_p + s.v_k * (s.S_p - s.y_p) + s.u_k * s.S_u
    fires.equal(c + a * s.h_k + b * best)
    fires.at_least(c + a * s.h_k + b * groups, "no sign is better than the best", keep=_WEIGHTS)
    fires.have(b * groups >= 0, keep=_WEIGHTS)
    fires.at_least(c + a * s.h_k, "the groups add nothing negative", keep=_WEIGHTS)
    fires.more_than(theta, "by hypothesis", keep=_WEIGHTS)
    one, eighth = Derivation(s.p_several, given=part.hypotheses), sp.Rational(1, 8)
    one.at_least(Pr(c * s_d + s.V_star_k > theta), by=rules.several_at_least())
    one.at_least(eighth, by=rules.symmetric(fires, groups))
    return _several(part, one, eighth)


activation = Claim(
    "thm:k-rows-activation",
    "theorem",
    "k planted rows: the network activates",
    14,
    statements={
        "each for itself": Statement(
            s.P_several >= 1 - (1 - _ONE_IN) ** m,
            (a * s.h_k + 2 * b * s.alpha_k > theta - c + b,),
            where=PROBABILITY,
        ),
        "club": Statement(
            s.P_several >= 1 - sp.Rational(7, 8) ** m, (a * s.h_k > theta - c,), where=PROBABILITY
        ),
    },
    setting=_SETTING,
    proofs={"each for itself": _each, "club": _club},
    witnesses=WITNESSES,
)

CLAIMS = (standard(silence), standard(activation))
