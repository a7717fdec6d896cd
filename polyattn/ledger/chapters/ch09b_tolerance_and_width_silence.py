"""Chapter 9: a neuron stays silent where two of its rows do, if another group has a plus sign."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import (
    G_star,
    N,
    R,
    Z_o,
    a,
    b,
    beta,
    c,
    d,
    f_star,
    t,
    theta,
    u_o,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import S, V_o, V_s, V_star, X, s_1, s_d, s_g
from polyattn.symbolic.table import DEFINITIONS

SILENT = X <= theta
MODEL = (a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4)
# What weights are like, for those that stay letters here.
SHARES = (t > 0, u_star > 0, u_o > 0, sp.Eq(R / Z_o, u_o / t))
WEIGHTS = (f_star, u_star, G_star, w_o, u_o)
MISSED = 2 ** (-N)
_NO_PLUS = rules.negated(sp.And(*rules.SOME))
_SUM = DEFINITIONS[S]
_ROOM = theta - c * s_d
# Both rows, where another group has a plus sign; and up to which S they stay below the threshold.
_PLANTED = s_1 * a * f_star + b * s_g * G_star + b * u_star * _SUM
_OTHER = s_1 * a * u_o / t + b * (w_o + u_o * (s_g + _SUM - 1))
LEVELS = (
    (_ROOM - s_1 * a * f_star - b * s_g * G_star) / (b * u_star),
    (_ROOM - s_1 * a * u_o / t - b * (w_o + u_o * (s_g - 1))) / (b * u_o),
)
BELOW = sp.And(*(_SUM <= level for level in LEVELS))
_DECIDING = ((V_star, _PLANTED, LEVELS[0]), (V_o, _OTHER, LEVELS[1]))
_ROWS = (V_star, V_s, V_o)
# The parts of the lemma that says that no row of the planted group decides.
_TRIPLES = {
    "plus plus": (sp.Eq(s_1, 1), sp.Eq(s_g, 1)),
    "plus minus": (sp.Eq(s_1, 1), sp.Eq(s_g, -1)),
    "minus": (sp.Eq(s_1, -1),),
}


@once
def _read() -> Derivation:
    """Read both rows."""
    rows = Derivation(given=(*SHARES, rules.BEST))
    for row, value, _ in _DECIDING:
        rows.have(sp.Eq(row, value), by=rules.stands_for(row), keep=(row, *WEIGHTS))
    return rows


def _stays() -> Derivation:
    """Keep both rows below the threshold where the largest is."""
    proof = Derivation(given=(b > 0, *SHARES, *rules.SOME, *rules.EVERY, SILENT))
    proof.have(_read().conclusion, by=_read())
    for row, value, level in _DECIDING:
        low = Derivation(given=(SILENT,)).have(row <= _ROOM, by=rules.stands_for(X), keep=_ROWS)
        few = Derivation(given=(b > 0, *SHARES, value <= _ROOM))
        few.have(_SUM <= level, keep=WEIGHTS)
        proof.have(row <= _ROOM, "no more than the largest", by=low)
        proof.have(value <= _ROOM, keep=(row, *WEIGHTS))
        proof.have(_SUM <= level, "divide", by=few)
    return Derivation(given=proof.given).have(BELOW, by=proof)


def _no_mate() -> Derivation:
    """Show that no row of the planted group decides."""
    given = (*MODEL, *rules.SOME, *rules.EVERY)
    goal, cases = V_s <= sp.Max(V_star, V_o, evaluate=False), []
    for part, signs in _TRIPLES.items():
        lemma = stated(f"lem:redundancy#{part}")
        less = Derivation(given=(lemma.conclusion,)).have(goal, keep=_ROWS)
        one = Derivation(given=(*given, *signs)).have(goal, by=(lemma, less))
        cases.append((sp.And(*signs), one))
    return Derivation(given=given).cases(goal, *cases)


def _back() -> Derivation:
    """Keep the largest row below the threshold where both are."""
    proof = Derivation(given=(*MODEL, *SHARES, *rules.SOME, *rules.EVERY, *BELOW.args))
    proof.have(_read().conclusion, by=_read())
    for row, value, level in _DECIDING:
        low = Derivation(given=(b > 0, *SHARES, _SUM <= level))
        low.have(value <= _ROOM, keep=WEIGHTS)
        proof.have(value <= _ROOM, "multiply", by=low)
        proof.have(row <= _ROOM, keep=(row, *WEIGHTS))
    mates = _no_mate()
    largest = Derivation(given=(V_star <= _ROOM, V_o <= _ROOM, mates.conclusion))
    largest.have(V_s <= _ROOM, keep=_ROWS)
    largest.have(SILENT, by=rules.stands_for(X), keep=_ROWS)
    return Derivation(given=proof.given).have(SILENT, by=(proof, mates, largest))


@once
def silence() -> Derivation:
    r"""Compare X with both rows: but for :math:`2^{-N}` it stays silent as often as they do."""
    given = (*MODEL, *SHARES)
    lone = Derivation(Pr(_NO_PLUS), given=(N >= 1,))
    lone.equal(MISSED, by=rules.spelled_out(_NO_PLUS))
    chances = Derivation(given=given)
    for event, other, proof in ((SILENT, BELOW, _stays()), (BELOW, SILENT, _back())):
        rule = rules.but_for(proof, (_NO_PLUS,), event)
        rare = Derivation(Pr(event), given=given).at_most(Pr(other) + Pr(_NO_PLUS), by=rule)
        rare.at_most(Pr(other) + MISSED, "no group has a plus sign", by=lone)
        chances.have(rare.conclusion, by=rare)
    return chances
