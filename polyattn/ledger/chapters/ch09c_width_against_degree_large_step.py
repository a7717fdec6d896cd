"""Chapter 9c: where data set 1 is ahead, both patterns with a plus sign gain more than is lost."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF, LEVEL, Aim
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import (
    FIRES,
    FIRST,
    STAYS,
    STEP,
    all_below,
    decided,
    level,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS, one_row
from polyattn.symbolic.chances import k, x
from polyattn.symbolic.model import N, b, c, t, theta, u_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, s_1, s_d
from polyattn.symbolic.pair import a0, a1, on

_ROWS = tuple(on(row, i) for row in (V_star, V_s, V_o) for i in (0, 1))
_WEIGHTS = (f0, f1, u0, u1, u_o)
_ALL = (*_ROWS, *_WEIGHTS, on(X, 0), on(X, 1))
_LIKE = (-a1 * f1 / STEP, (2 * b * u0 * HALF - a0 * f0) / STEP - HALF)
# Where the planted row of each data set gains on (+, -), and where another row does.
_PLANTED = (
    (2 * b - a1 * f1 - 2 * b * u1 * N) / STEP,
    (2 * b - a0 * f0 - 2 * b * u0 * (N - HALF)) / STEP - HALF,
)
# What the planted row has beyond another one: data set 1 is ahead of data set 0 in it.
AHEAD = a1 * (f1 - u_o / t) - a0 * (f0 - u_o / t) > b * N * (u_o - u1)
_OTHER = (1 - STEPS.second, 1 - STEPS.first)


def _windows(unlike: tuple[Any, Any]) -> rules.Windows:
    return rules.Windows(LEVEL, STEPS.bias, _LIKE, unlike, (STEPS.first, STEPS.second))


def kept_with_plus(given: tuple[Any, ...], some: tuple[Any, ...]) -> Derivation:
    """With a plus sign on the feature nothing is lost."""
    name = "plus, K = 0" if some == rules.NONE else "plus"
    stays = Derivation(given=(*given, *rules.EVERY, *some, sp.Eq(s_1, 1), FIRES))
    stays.have(on(X, 1) > on(X, 0), by=f"lem:coupled-monotone#{name}", keep=_ALL)
    return stays.have(STAYS, keep=_ALL)


def _placed(given: tuple[Any, ...], windows: rules.Windows, own: int) -> Derivation:
    """Say where the place lies, in units of a score."""
    place = Derivation(given=(*given, windows.at, *windows.gained(own))).have(u_o > 0)
    place.have(sp.And(u0 <= u_o, u1 <= u_o))
    place.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
    place.have(sp.Eq(theta, b + c * s_d - STEP * windows.place), keep=(u_o,))
    low, high = windows.like if own == 1 else windows.unlike
    place.have(STEP * windows.place > STEP * k + sp.expand(STEP * low), keep=_WEIGHTS)
    place.have(STEP * windows.place <= STEP * k + sp.expand(STEP * high), keep=_WEIGHTS)
    return place


def _like(given: tuple[Any, ...], windows: rules.Windows) -> Derivation:
    """On (+, +) the planted row decides."""
    one = _placed(given, windows, 1)
    one.have(sp.Eq(on(V_star, 1), a1 * f1 + b - 2 * b * u1 * (N - K)), "its weights add up to 1")
    one.have(on(X, 1) >= c * s_d + on(V_star, 1), by=one_row(V_star))
    one.have(2 * b * u1 * k <= STEP * k, keep=_WEIGHTS)
    one.have(STAYS, keep=_ALL)
    most = a0 * f0 + b + c * s_d - 2 * b * u0 * (N - K)
    decides = stated("lem:four-staircases#plus plus", lambda y: on(y, 0))
    one.have(on(X, 0) <= most, by=decides)
    one.have(2 * b * (u_o - u0) * k <= 2 * b * (u_o - u0) * HALF, keep=_WEIGHTS)
    return one.have(sp.Not(FIRES), keep=_ALL)


def _unlike(given: tuple[Any, ...], windows: rules.Windows, row: Any) -> Derivation:
    """On (+, -) one row of data set 1 fires, and of data set 0 neither of two that may decide."""
    one = _placed(given, windows, -1)
    for i, (feature, weight, own) in enumerate(((a0, u0, f0), (a1, u1, f1))):
        planted = sp.Eq(on(V_star, i), feature * own - b + 2 * b * weight * K)
        one.have(planted, "its weights add up to 1")
        other = b + feature * u_o / t - STEP * (N - K + 1)
        one.have(sp.Eq(on(V_o, i), other), "its weights add up to 1")
    one.have(on(X, 1) >= c * s_d + on(row, 1), by=one_row(row))
    one.have(2 * b * u1 * k <= STEP * k, keep=_WEIGHTS)
    one.have(2 * b * (u_o - u0) * k <= 2 * b * (u_o - u0) * HALF, keep=_WEIGHTS)
    one.have(STAYS, keep=_ALL)
    for below in (V_star, V_o):
        one.have(c * s_d + on(below, 0) <= theta, keep=_ALL)
    between = stated("lem:redundancy#plus minus", lambda y: on(y, 0))
    one.have(on(V_s, 0) <= sp.Max(on(V_star, 0), on(V_o, 0), evaluate=False), by=between)
    one.have(c * s_d + on(V_s, 0) <= theta, keep=_ALL)
    return one.have(sp.Not(FIRES), "so is the largest", keep=_ROWS)


def lost_on_steps(given: tuple[Any, ...], windows: rules.Windows) -> tuple[Derivation, Derivation]:
    """Show where a count is lost: on steps of the rows of other groups."""
    return _lost(given, windows, rules.SOME), _lost(given, windows, rules.NONE)


def _lost(given: tuple[Any, ...], windows: rules.Windows, some: tuple[Any, ...]) -> Derivation:
    """With a minus sign on the feature the rows of other groups decide on data set 0."""
    known = (*given, windows.at, *rules.EVERY, x <= HALF + 1, sp.Eq(s_1, -1), *some)
    if some == rules.SOME:
        known = (*known, FIRES, sp.Not(STAYS))
    whole = Derivation(given=known).have(u_o > 0)
    whole.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
    low = (HALF + 1 <= N, level(FIRST, HALF + 1) <= theta)
    whole.have(low[0], by=rules.next_whole(HALF, N)).have(low[1], keep=_ALL)
    if some == rules.NONE:
        none = all_below((*known, *low), level(FIRST, HALF + 1))
        return whole.have(sp.Not(FIRES), by=none, keep=_ALL)
    goal, cases = sp.And(*windows.in_lost()), []
    for sign in (1, -1):
        case, row = decided((*known, *low), sign, HALF + 1)
        row.have(sp.Eq(theta, b + c * s_d - STEP * windows.place), keep=(u_o,))
        for member in goal.args:
            row.have(member, keep=_ALL)
        cases.append((case, row))
    return whole.cases(goal, *cases)


def gains_somewhere(given: tuple[Any, ...], aim: Aim) -> Derivation:
    """Take as the window of (+, -) that of the row of data set 0 which is the first to fire."""
    windows, goal = _windows(_OTHER), aim.goal
    kept = kept_with_plus(given, rules.SOME), kept_with_plus(given, rules.NONE)
    lost = lost_on_steps(given, windows)
    rare = aim.rare_at(given, windows.at, x <= aim.index + windows.like[1])
    like, frame, cases = _like(given, windows), _more_than_lost(given), []
    case = _OTHER[1] <= _PLANTED[1]
    for known, unlike, row in ((case, _OTHER, V_o), (sp.Not(case), _PLANTED, V_star)):
        windows = _windows(unlike)
        one = _unlike((*given, known), windows, row)
        ways = kept, (like, one), lost, aim.then, aim.index, rare
        somewhere = rules.gained_somewhere(windows, *ways)
        best = Derivation(given=(*given, known)).have(frame.conclusion, by=frame)
        for needed in somewhere.hypotheses:
            best.have(needed, keep=_WEIGHTS)
        cases.append((known, best.have(goal, by=somewhere)))
    return Derivation(given=given).cases(goal, *cases)


def _more_than_lost(given: tuple[Any, ...]) -> Derivation:
    """Show that data set 1 is ahead by more than data set 0's steps are shorter by."""
    more = Derivation(given=given).have(u_o > 0).have(sp.And(u0 <= u_o, u1 <= u0, f1 > f0))
    more.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(f0 > 0)
    more.have(u1 * N <= 1, "its weights add up to 1").have(f1 >= u_o / t)
    more.have(AHEAD, keep=_WEIGHTS).have(2 * b * (1 - u1 * N) >= 0, keep=_WEIGHTS)
    more.have(a1 * (f1 - u_o / t) >= 0, keep=_WEIGHTS)
    return more.have(2 * HALF * (u_o - u0) <= N * (u_o - u0), keep=_WEIGHTS)


def ahead_if_far_apart(given: tuple[Any, ...]) -> Derivation:
    """Show that a large step of the feature puts data set 1 ahead."""
    more = Derivation(given=given).have(u_o > 0).have(sp.And(u0 <= u_o, u1 <= u0, f1 > f0))
    more.have(f0 > 0)
    more.have(t * f1 - u_o > N * (u_o - u1), "the planted row gives the others the least")
    ahead = AHEAD.lhs
    more.have(f1 > u_o / t)
    more.have(ahead >= (a1 - a0) * (f1 - u_o / t), keep=_WEIGHTS)
    more.have((a1 - a0) * (f1 - u_o / t) >= b * t * (f1 - u_o / t), keep=_WEIGHTS)
    return more.have(AHEAD, keep=_WEIGHTS)
