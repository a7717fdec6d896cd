"""Chapter 9d: the last place with two neurons beyond it, and what the planted row gains there."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09d_where_width_is_enough_exact import FAR, LEAST
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_patterns import (
    LESS,
    MORE,
    SLOWER,
    UP,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_regime import begun
from polyattn.symbolic.chances import Pr, Tail, eta, k
from polyattn.symbolic.model import N, beta, m, p, q, r, t
from polyattn.symbolic.neuron import K, S
from polyattn.symbolic.pair import on

_LOG, LEVEL = sp.log(m), 2 / m
HERE, NEXT, AFTER = (Tail(N, k + i) for i in range(3))
INSIDE = (k >= 0, k <= N, HERE >= LEVEL, NEXT <= LEVEL)
_x, _y, _r, _l, _v = sp.symbols("x y r l v", real=True, cls=sp.Dummy)


def _not_far(given: tuple[Any, ...]) -> Derivation:
    """Bound the place by Hoeffding's inequality: the tail is 2/m at least."""
    away, most = 2 * k - N, sp.Rational(3, 2) * N * ROOT
    goal = away <= most
    more = Derivation(given=(*rules.EVERY, N >= 1, K >= k)).have(S >= away)
    beyond = (*given, away > 0)
    chance = Derivation(HERE, given=beyond).equal(Pr(K >= k), by=rules.binomial(k))
    chance.at_most(Pr(S >= away), by=rules.monotone(K >= k, more))
    chance.at_most(sp.exp(-(away**2) / (2 * N)), by=rules.hoeffding(away))
    far = begun(beyond).have(HERE <= chance.conclusion.rhs, by=chance)
    far.have(1 / m <= sp.exp(-(away**2) / (2 * N)))
    far.have(-_LOG <= -(away**2) / (2 * N), by=rules.ranks(sp.exp, -_LOG, -(away**2) / (2 * N)))
    far.have(away**2 <= 2 * N * _LOG).have(away**2 <= most**2)
    far.have(goal, by=rules.grows(sp.sqrt, away**2, most**2))
    near = begun((*given, away <= 0)).have(goal)
    return Derivation(given=given).cases(goal, (away > 0, far), (away <= 0, near))


_SIZES = (
    *(eta > 0, 40 * eta <= 1, N >= 1, _r > 0, sp.Eq(N * _r**2, _l), eta**2 * _l >= 1),
    *(_r <= eta**2, _x * _r <= eta, eta * _x >= 1),
)


@once
def _room() -> Derivation:
    """Compare in numbers: the place is so far above the middle as to gain all counts there."""
    known = (*_SIZES, _y <= _x + 1, _v >= sp.sqrt(2) * (1 - 7 * eta) * N * _r)
    ahead = Derivation(given=known).have(1 <= eta * _x)
    ahead.have(_y <= sp.Rational(41, 40) * _x).have(_x * _r * N * _r <= eta * (N * _r))
    ahead.have(_x * _l <= eta * (N * _r)).have(eta * (eta * _l) >= 1).have(eta * _l >= 40)
    ahead.have(1600 * _x <= N * _r, keep=())
    return ahead.have(_v >= 2 * _y)


def room(counts: Any) -> Fact:
    """Return that so many counts are gained above the middle, if they are RATIO + 1 at most."""
    put = {_y: counts, _x: RATIO, _r: ROOT, _l: _LOG, _v: FAR}
    return rules.instance(_room(), put)


_P, _Q, _R, _w = sp.symbols("P Q R w", real=True, cls=sp.Dummy)
_SCORES = (_R > 0, _Q > 0, _P >= _Q, t >= 1, N >= 1, _w >= 0, _x > 0, sp.Eq(_P, _x * t * _R))
_COUNTS = _w / t * (_P - _Q) / (_Q + N * _R)


@once
def _not_more() -> Derivation:
    """Drop what a planted row has besides its own power."""
    most = Derivation(given=(*_SCORES, 2 * _w <= N)).have((_P - _Q) / (_Q + N * _R) >= 0)
    most.have((_P - _Q) / (_Q + N * _R) <= _P / (N * _R)).have(_w / N <= sp.Rational(1, 2))
    most.have(_COUNTS <= _w / N * (_P / (t * _R))).have(sp.Eq(_P / (t * _R), _x))
    counts = sp.And(_COUNTS >= 0, _COUNTS <= _x / 2)
    return Derivation(given=most.given).have(counts, by=most.have(counts))


@once
def _not_fewer() -> Derivation:
    """Where its power is much larger than a group's, and a group's than nothing."""
    known = (*_SCORES, eta > 0, 40 * eta <= 1, _Q <= eta * N * _R, _Q <= eta * _P)
    least = Derivation(given=(*known, 2 * _w >= N * (1 - sp.Rational(3, 2) * eta**2)))
    least.have((_P - _Q) / (_Q + N * _R) >= (1 - eta) * _P / ((1 + eta) * N * _R))
    share = (1 - sp.Rational(3, 2) * eta**2) * (1 - eta) / (1 + eta)
    least.have(share >= 1 - 3 * eta).have(sp.Eq(_P / (t * _R), _x))
    least.have(2 * _w / N >= 1 - sp.Rational(3, 2) * eta**2)
    least.have(2 * _COUNTS >= 2 * _w / N * ((1 - eta) / (1 + eta)) * (_P / (t * _R)))
    least.have(2 * _COUNTS >= share * _x)
    goal = 2 * _COUNTS >= (1 - 3 * eta) * _x
    return Derivation(given=least.given).have(goal, by=least)


def placed(given: tuple[Any, ...]) -> Derivation:
    """Begin where the place is."""
    near = begun(given).have(2 * k - N <= sp.Rational(3, 2) * N * ROOT, by=_not_far(given))
    near.have(eta**2 <= sp.Rational(1, 1600)).have(2 * k - N <= sp.Rational(3, 2) * eta**2 * N)
    near.have(N * ROOT**2 <= N * eta**4).have(_LOG <= N * eta**2 * eta**2).have(N >= 1600)
    near.have(k + 1 <= N).have(ROOT <= eta).have(m * NEXT <= 2)
    return near.have(FAR >= LEAST, by="lem:exact-share#place").have(2 * k >= N)


def counted(near: Derivation) -> None:
    """Count what the planted row gains."""
    put = {_P: on(p, 1) ** beta, _Q: q**beta, _R: r**beta, _w: N - k, _x: RATIO}
    both = rules.power_of_product(on(p, 1) / r, r, beta)
    near.have(sp.Eq(on(p, 1) ** beta, RATIO * t * r**beta), by=both)
    for lemma in (_not_more(), _not_fewer()):
        found = rules.instance(lemma, put)
        near.have(found.conclusion, by=found)
    near.have(sp.And(UP > 0, UP <= RATIO / 2))
    for counts, ahead in ((MORE, SLOWER + UP), (LESS, SLOWER - UP)):
        near.have(sp.And(counts >= ahead, counts < ahead + 1), by=rules.rounded_up(ahead))
        near.have(counts <= RATIO + 1)
    near.have(MORE + LESS >= (1 - 3 * eta) * RATIO)
