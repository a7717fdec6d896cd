"""Chapter 14: at which degrees some threshold tells data sets with k planted rows apart."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_sufficient import GAP
from polyattn.ledger.chapters.ch14_several_planted_rows_detection import best_signs, sums
from polyattn.ledger.chapters.ch14_several_planted_rows_envelope import TOP
from polyattn.ledger.chapters.ch14_several_planted_rows_shift import (
    PAIR,
    both_powers,
    h0,
    h1,
    u0,
    u1,
    v0,
    v1,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.several_pairs import ROOM, ROOM_COUNTED
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import M, Pr, k, x_0, x_1
from polyattn.symbolic.model import N, b, c, m, theta
from polyattn.symbolic.neuron import s_d
from polyattn.symbolic.pair import D_k, a0, a1, on

_MINUS = 2 * sp.floor(k / 2)  # so many of the k signs may be minus where most are plus
_SILENT_FROM = c + a0 * h0 + b - b * u0 * (M**2 - x_0 * M)
_ACTIVE_BELOW = c + a1 * h1 + b - b * u1 * (M**2 + x_1 * M) - b * (v1 - u1) * _MINUS
_ROOT = sp.Eq(N, M**2 - 1)  # M is the root of d - 2
_GAINED = a1 * h1 - a0 * h0 + b * M**2 * (u0 - u1) - b * (v1 - u1) * _MINUS
_CONDITION = _GAINED > b * M * (x_0 * u0 + x_1 * u1)
_RHO = 2 * b * (x_0 + x_1) / (a1 - a0 - b)
_p0, _p1 = on(s.p_several, 0), on(s.p_several, 1)
_al1 = on(s.alpha_k, 1)
_OPAQUE = (h0, h1, u0, u1, v0, v1, _al1)


def _tail(height: Any) -> tuple[Any, ...]:
    """Return Hoeffding's bound at so many standard deviations."""
    power = -((height * M) ** 2) / (2 * (N + 1))
    return rules.hoeffding_groups(height * M), rules.alike(sp.exp, power, -(height**2) / 2)


def _silent(given: tuple[Any, ...]) -> Derivation:
    """Bound how often a neuron fires on data set 0: only where S_k is large."""
    x0 = on(s.X_k, 0)
    fires = sums(Derivation(given=(*given, *rules.GROUPS, x0 > theta)))
    top, bound = on(TOP, 0), stated("lem:k-rows-envelope#bound", lambda x: on(x, 0))
    fires.have(x0 <= top, by=bound, keep=(x0, h0, u0)).have(u0 > 0)
    fires.have(b * u0 * (s.S_k - x_0 * M) > 0, keep=(x0, h0, u0, s.S_k))
    fires.have(s.S_k > x_0 * M, keep=(u0, s.S_k))
    large = Derivation(given=fires.given).have(s.S_k >= x_0 * M, by=fires, keep=(s.S_k,))
    one = best_signs(sums(Derivation(_p0, given=given)))
    one.at_most(Pr(theta < x0), by=rules.several_at_most(0))
    one.at_most(Pr(s.S_k >= x_0 * M), by=rules.monotone(x0 > theta, large))
    return one.at_most(sp.exp(-(x_0**2) / 2), by=_tail(x_0))


def _active(given: tuple[Any, ...]) -> Derivation:
    """Bound how often it fires on data set 1: where most planted groups are plus, S_k not small."""
    low, row = s.S_k >= -x_1 * M, c * s_d + on(s.V_star_k, 1)
    inside = (*rules.GROUPS, *rules.BOTH_PLUS, *rules.MOSTLY, low)
    fires = both_powers((*given, *inside), row)
    fires.have(v1 >= u1).have(u1 > 0)
    groups = _al1 + v1 * (s.S_p - 1) + u1 * s.S_u
    fires.equal(c + a1 * h1 + b * groups, "two plus signs, and one of a planted row's group")
    weights = stated("thm:k-rows-closed-form#weights", lambda x: on(x, 1))
    rest = u1 * (N + 1 - s.S_k) + (v1 - u1) * (k - s.S_p)
    fires.equal(c + a1 * h1 + b * (1 - rest), "its weights add up to 1", by=weights)
    fires.have((v1 - u1) * (_MINUS - k + s.S_p) >= 0, keep=(u1, v1, s.S_p))
    fires.have(u1 * (s.S_k + x_1 * M) >= 0, keep=(u1, s.S_k))
    least = c + a1 * h1 + b - b * u1 * (N + 1 + x_1 * M) - b * (v1 - u1) * _MINUS
    fires.at_least(least, "most are plus", keep=(*_OPAQUE, s.S_k, s.S_p))
    fires.more_than(theta, "by hypothesis", keep=_OPAQUE)
    one = Derivation(_p1, given=given)
    one.at_least(Pr(row > theta), by=rules.several_at_least(1))
    one.at_least(Pr(low) / 8, by=rules.mostly_plus(fires, -x_1 * M))
    one.equal((1 - Pr(sp.Not(low))) / 8, by=rules.complement(low))
    return one.at_least((1 - sp.exp(-(x_1**2) / 2)) / 8, by=_tail(x_1))


def _interval(part: Statement) -> Derivation:
    """Put m neurons together."""
    given, least = part.hypotheses, (1 - sp.exp(-(x_1**2) / 2)) / 8
    gap = Derivation(rules.GAP_SEVERAL, given=given)
    for relation in conjuncts(rules.group_chances().conclusion):
        gap.have(relation, by=rules.group_chances())
    gap.equal(1 - (1 - _p1) ** m - (1 - (1 - _p0) ** m))
    neurons = (_active(given), rules.more_likely(_p1, least), rules.union(_p0))
    gap.at_least(1 - (1 - least) ** m - m * _p0, "m neurons", by=neurons)
    return gap.at_least(GAP, by=_silent(given))


def _best(part: Statement) -> Derivation:
    """Take the first threshold of the interval."""
    given = part.hypotheses
    first = rules.group_supremum_at_least(stated("thm:k-rows-detected#interval"), _SILENT_FROM)
    room = Derivation(given=given).have(_SILENT_FROM < _ACTIVE_BELOW, keep=_OPAQUE)
    return Derivation(s.S_several, given=given).at_least(GAP, by=(room, first))


def _explicit(part: Statement) -> Derivation:
    """Tell little weight from much."""
    given, edge = part.hypotheses, a1 - a0 - b
    known = both_powers(given)
    known.have(h1 >= h0).have(h0 >= 0).have(u0 >= u1).have(u1 > 0).have(v1 >= u1)
    known.have(k * (v1 - u1) <= h1, "no planted row has more than the row itself")
    known.have(_MINUS <= k).have((v1 - u1) * (k - _MINUS) >= 0, keep=(u1, v1))
    known.have(u0 <= 1 / M**2, "each group has as much")
    known.have(_GAINED >= edge * h1, keep=_OPAQUE)
    known.have(b * M * (x_0 * u0 + x_1 * u1) <= b * M * (x_0 + x_1) * u0, keep=_OPAQUE)
    half = sp.Rational(1, 2)
    goal = edge * h1 > b * M * (x_0 + x_1) * u0
    few = both_powers((*given, h1 <= half))
    few.have(2 * h1 >= D_k * u0, "$Z_0\\ge\\frac12Z_1$")
    few.have(u0 > 0).have(D_k * u0 > _RHO * M * u0, keep=(u0,)).have(goal, keep=(h1, u0))
    many = both_powers((*given, h1 > half))
    many.have(u0 <= 1 / M**2).have(u0 > 0).have(goal, keep=(h1, u0))
    known.cases(goal, (h1 <= half, few), (h1 > half, many))
    return known.have(part.conclusion, keep=_OPAQUE)


detected = Claim(
    "thm:k-rows-detected",
    "theorem",
    "k planted rows: detection needs no more",
    14,
    statements={
        "interval": Statement(
            rules.GAP_SEVERAL >= GAP, (theta >= _SILENT_FROM, theta < _ACTIVE_BELOW)
        ),
        "gap": Statement(s.S_several >= GAP, (_CONDITION,)),
        "explicit": Statement(_CONDITION, (a1 > a0 + b, D_k > _RHO * M, M > _RHO)),
    },
    setting=(*PAIR, m >= 1, M > 0, x_0 > 0, x_1 > 0, _ROOT),
    proofs={"interval": _interval, "gap": _best, "explicit": _explicit},
    witnesses=(ROOM, ROOM_COUNTED),
)

CLAIMS = (standard(detected),)
