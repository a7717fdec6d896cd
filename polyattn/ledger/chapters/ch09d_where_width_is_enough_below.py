"""Chapter 9d: a count gained in the tail, and nothing lost: how small the gap can be."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import (
    BELOW,
    BETWEEN,
    FIRES,
    STAYS,
    STEP,
    nothing_lost,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import LEVEL, one_row
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Pr, Tail, k, x
from polyattn.symbolic.model import N, b, c, t, theta, u_o
from polyattn.symbolic.neuron import K, V_star, X, p_theta, s_d
from polyattn.symbolic.pair import a0, a1, on

_AT = sp.Eq(theta, LEVEL)
_LETTERS = (f0, f1, u0, u1, u_o)
FIRST, SECOND, BIAS = a0 / (2 * b * t), a1 / (2 * b * t), c / (b * u_o)
LOW = (2 * b * u1 * (N - k) - a1 * f1) / STEP
HIGH = (2 * b * u0 * (N - k) - a0 * f0) / STEP
SLOPE, START = u0 / u_o, a0 * f0 / STEP
# Between two steps with the bias, at or below all of them against it, and where k is gained.
PLACED = (
    *(k >= 0, k <= N, j <= N - 1, x > j + SECOND, x <= j + 1 + FIRST),
    *(x <= (j + 1) * SLOPE + START, x - BIAS <= FIRST, x > LOW, x <= HIGH),
)
_PLACED = (*TWO_DATA_SETS, *PLACED, _AT)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
RARE = _p0 <= Tail(N, k + 1)
MORE = _p1 >= _p0 + sp.binomial(N, k) / 2**N / 8


def _kept(some: tuple[Any, ...]) -> Derivation:
    """With either sign of the bias nothing is lost."""
    cases = []
    for bias in (1, -1):
        sign = sp.Eq(s_d, bias)
        stays = Derivation(given=(*_PLACED, *rules.EVERY, *some, FIRES, sign)).have(u_o > 0)
        for known in (BELOW,) if bias < 0 else BETWEEN:
            stays.have(known.xreplace({k: j}), keep=_LETTERS)
        lost = rules.instance(nothing_lost(low=bias < 0, signs=some), {k: j})
        cases.append((sign, stays.have(STAYS, by=lost)))
    return Derivation(given=(*_PLACED, *rules.EVERY, *some, FIRES)).cases(STAYS, *cases)


def _gained() -> Derivation:
    """With k plus signs the planted row of data set 1 is above, and no row of data set 0."""
    one = Derivation(given=(*_PLACED, *rules.signs_are((1, 1, 1)), sp.Eq(K, k))).have(u_o > 0)
    one.have(sp.Eq(on(V_star, 1), a1 * f1 + b - 2 * b * u1 * (N - K)), "its weights add up to 1")
    one.have(on(X, 1) >= c * s_d + on(V_star, 1), by=one_row(V_star))
    above = on(X, 1) >= a1 * f1 + b + c * s_d - 2 * b * u1 * (N - K)
    one.have(above, keep=(on(X, 1), on(V_star, 1), f1, u1))
    one.have(on(X, 1) > theta, keep=(on(X, 1), *_LETTERS))
    most = a0 * f0 + b + c * s_d - 2 * b * u0 * (N - K)
    one.have(on(X, 0) <= most, by=stated("lem:four-staircases#plus plus", lambda y: on(y, 0)))
    return one.have(on(X, 0) <= theta, keep=(on(X, 0), *_LETTERS))


@once
def one_more() -> Derivation:
    """One count more fires on data set 1 than on data set 0."""
    some, none = _kept(rules.SOME), _kept(rules.NONE)
    more = rules.gained(FIRES, some, none, _gained(), (1, 1, 1), k)
    gap = Derivation(_p1, given=_PLACED).have(more.conclusion, by=more)
    gap.equal(Pr(STAYS), by=rules.one_neuron(1))
    gap.at_least(Pr(FIRES) + sp.binomial(N, k) / 2**N / 8)
    return gap.equal(MORE.rhs, by=rules.one_neuron(0))


@once
def rare() -> Derivation:
    """No row beats the planted row, and that one needs a plus sign more."""
    fires = Derivation(given=(*_PLACED, *rules.EVERY, FIRES)).have(u_o > 0).have(u0 > 0)
    beaten = stated("lem:envelope#bound", lambda y: on(y, 0))
    fires.have(a0 * f0 + b + c - 2 * b * u0 * (N - K) > theta, by=beaten, keep=(f0, u0))
    fires.have(theta >= a0 * f0 + b + c - 2 * b * u0 * (N - k), keep=_LETTERS)
    fires.have(2 * b * u0 * (K - k) > 0, keep=(f0, u0)).have(k < K, keep=(u0,))
    fires.have(K >= k + 1, by=rules.next_whole(k, K))
    few = Derivation(_p0, given=_PLACED).equal(Pr(FIRES), by=rules.one_neuron(0))
    one = Derivation(given=fires.given).have(K >= k + 1, by=fires)
    few.at_most(Pr(K >= k + 1), by=rules.monotone(FIRES, one))
    return few.equal(Tail(N, k + 1), by=rules.binomial(k + 1))
