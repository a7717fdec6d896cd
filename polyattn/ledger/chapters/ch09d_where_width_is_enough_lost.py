"""Chapter 9d: how little a neuron can lose, and what the planted row gains beyond that."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_lower import (
    COUNTS,
    MISSED,
    a_plus_more,
    ahead,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_falling import smaller
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Count, Pr, Tail, k
from polyattn.symbolic.model import N, b, beta, c, p, r, t, theta, u_o, w_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, p_theta, s_1, s_d
from polyattn.symbolic.pair import a0, a1, on

_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_X0, _X1 = on(X, 0), on(X, 1)
_ROWS = tuple(on(row, i) for row in (V_star, V_s, V_o) for i in (0, 1))
_WEIGHTS = (f0, f1, u0, u1, u_o)
FALL = (a1 - a0) * f0
LOSS = (a1 - a0) / (2 * b) * (on(p, 0) / r) ** beta / t
LOST = sp.ceiling(LOSS)
_ATOM = sp.binomial(N, k) / 2**N
_FIRES, _STAYS = _X0 > theta, _X1 > theta


def _planted(given: tuple[Any, ...]) -> Derivation:
    """With the feature of data set 1 the planted row of data set 0 is a mean of two rows of that."""
    row, top = Derivation(given=given), _X1 - c * s_d
    row.have(u_o >= u0).have(u0 > u1).have(f0 > 0)
    moved = on(V_star, 0) + s_1 * FALL
    mean = (u0 - u1) * on(V_s, 1) + (u_o - u0) * on(V_star, 1)
    row.have(sp.Eq((u_o - u1) * moved, mean), "all its weights lie on one line")
    for one, share in ((V_s, u0 - u1), (V_star, u_o - u0)):
        row.have(_X1 >= c * s_d + on(one, 1), "one of the rows", keep=_ROWS)
        row.have(share * on(one, 1) <= share * top, keep=(*_ROWS, _X1, *_WEIGHTS))
    row.have((u_o - u1) * (top - moved) >= 0, keep=(*_ROWS, _X1, *_WEIGHTS))
    row.have(moved <= top, "divide", keep=(*_ROWS, _X1, *_WEIGHTS))
    return row.have(c * s_d + on(V_star, 0) <= _X1 + FALL, keep=(*_ROWS, _X1, *_WEIGHTS))


def _fall(part: Statement) -> Derivation:
    """Change the feature first, and then the scores: rows that keep them fall by less."""
    given, every = part.hypotheses, (*_ROWS, _X1, *_WEIGHTS)
    rows = Derivation(given=given)
    rows.have(c * s_d + on(V_star, 0) <= _X1 + FALL, by=_planted(given))
    for row, weight in ((V_s, w_o), (V_o, u_o)):
        rows.have(weight / t <= f0, "the planted row gives itself more").have(weight > 0)
        least = on(row, 0) <= on(row, 1) + (a1 - a0) * weight / t
        rows.have(least, "the same weights on both")
        rows.have(on(row, 0) <= on(row, 1) + FALL, keep=(*every, weight))
        rows.have(_X1 >= c * s_d + on(row, 1), "one of the rows", keep=_ROWS)
        rows.have(c * s_d + on(row, 0) <= _X1 + FALL, keep=every)
    return rows.have(part.conclusion, "so is the largest", keep=every)


def _gained(given: tuple[Any, ...]) -> tuple[Any, Derivation]:
    """Return an event in which only data set 1 is above, and bound its chance."""
    enough = sp.And(K >= k + 1 - COUNTS, K < k + 1)
    one = Derivation(given=(*given, *rules.EVERY, *rules.PLUS, *enough.args))
    one.have(_STAYS, by=ahead(given)).have(K <= k, by=rules.next_whole(K, k + 1)).have(u0 > 0)
    beaten = stated("lem:envelope#bound", lambda x: on(x, 0))
    one.have(_X0 <= a0 * f0 + b + c - 2 * b * u0 * (N - K), by=beaten, keep=(_X0, f0, u0))
    one.have(2 * b * u0 * (k - K) >= 0, keep=(_X0, f0, u0))
    one.have(_X0 <= theta, keep=(_X0, f0, u0))
    only = Derivation(given=one.given).have(sp.And(_STAYS, _X0 <= theta), by=one)
    chance = Derivation(Pr(only.conclusion), given=given)
    chance.at_least(Pr(enough) / 8, by=rules.one_triple(only, enough))
    first = rules.difference(K >= k + 1 - COUNTS, K >= k + 1)
    chance.at_least((Pr(K >= k + 1 - COUNTS) - Pr(K >= k + 1)) / 8, by=first)
    tails = rules.binomial(k + 1 - COUNTS), rules.binomial(k + 1)
    chance.equal((Tail(N, k + 1 - COUNTS) - Tail(N, k + 1)) / 8, by=tails)
    return only.conclusion, chance


def _lost(given: tuple[Any, ...]) -> tuple[Any, Derivation]:
    """Return the event in which only data set 0 is above, and bound its chance."""
    only = sp.And(_FIRES, _X1 <= theta)
    within = Derivation(given=(*given, *rules.EVERY, *only.args))
    within.have(_X1 >= _X0 - FALL, by="lem:little-lost#fall", keep=(_X0, _X1, f0))
    interval = sp.And(_X0 > theta, _X0 <= theta + FALL)
    within.have(interval, keep=(_X0, _X1, f0))
    climbs = stated("lem:monotone-signs#all", lambda x: on(x, 0))
    counted = rules.rungs(only, climbs, Derivation(given=within.given).have(interval, by=within))
    most = Derivation(sp.binomial(N, K) / 2**N, given=(*given, *rules.EVERY, *only.args))
    most.have(K >= k + 1, by=a_plus_more(given))
    most.at_most(_ATOM, by=rules.instance(smaller(), {j: K - k}))
    chance = Derivation(Pr(only), given=given).have(u0 > 0).have(f0 > 0)
    chance.have(sp.binomial(N, k) > 0, by=rules.binomial_positive(N, k))
    chance.have(sp.Eq(FALL / (2 * b * u0), LOSS), "both over $Z_0$")
    up = rules.grows(sp.ceiling, FALL / (2 * b * u0), LOSS)
    chance.have(Count(only) <= LOST, by=(counted, up), keep=(f0, u0))
    chance.at_most(Count(only) * _ATOM, by=rules.atoms_within(only, most))
    return only, chance.at_most(LOST * _ATOM)


def _surplus(part: Statement) -> Derivation:
    """Count what is gained with three plus signs, and all that is lost."""
    given = part.hypotheses
    gained, lost = _gained(given), _lost(given)
    more = Derivation(_p1 - _p0, given=given)
    more.equal(Pr(_STAYS) - Pr(_FIRES), by=(rules.one_neuron(0), rules.one_neuron(1)))
    more.equal(Pr(gained[0]) - Pr(lost[0]), by=rules.exchanged(_STAYS, _FIRES))
    more.have(gained[1].conclusion, by=gained[1]).have(lost[1].conclusion, by=lost[1])
    return more.at_least(part.conclusion.rhs)


# The planted row gains much, or little, or decides where its feature has a minus sign.
_FEATURES = (*ENTRIES, ("1/2", "1/20", "2/5"), ("3", "1/20", "2/5"))
_LETTERS = {k: ("1", "2", "3", "4", "5")}

little_lost = Claim(
    "lem:little-lost",
    "lemma",
    "How little a larger feature takes away",
    9,
    setting=TWO_DATA_SETS,
    statements={
        "fall": Statement(_X1 >= _X0 - FALL),
        "surplus": Statement(
            _p1 - _p0 >= (Tail(N, k + 1 - COUNTS) - Tail(N, k + 1)) / 8 - LOST * _ATOM,
            (2 * k >= N, k <= N, sp.Eq(theta, MISSED)),
        ),
    },
    proofs={"fall": _fall, "surplus": _surplus},
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1, 3)), Sampled(), of=("fall",)),
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), _FEATURES, (1, 2, 3), (MISSED,), _LETTERS),
            Walk(Counted, ((4, 2), (8, 3)), _FEATURES, (1, 2, 4), (MISSED,), _LETTERS),
            of=("surplus",),
        ),
    ),
)

CLAIMS = (standard(little_lost),)
