"""Chapter 9d: the exact constant from below, at the last step with two neurons beyond it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09d_where_width_is_enough_either import either_way
from polyattn.ledger.chapters.ch09d_where_width_is_enough_exact import FAR
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_less import less_to_the_m
from polyattn.ledger.chapters.ch09d_where_width_is_enough_near import (
    AFTER,
    HERE,
    INSIDE,
    LEVEL,
    NEXT,
    counted,
    placed,
    room,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_patterns import (
    LESS,
    MORE,
    ON_A_STEP,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_regime import begun, far_bias
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, eta, k
from polyattn.symbolic.model import N, b, beta, c, m, p, q, r, theta
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_LOG, _ATOM = sp.log(m), sp.binomial(N, k) / 2**N
_AGAINST = Tail(N, k + c * N / b)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_GAINED = sp.sqrt(2) / 2 * (1 - 14 * eta) * RATIO * ROOT
TAILS = RATIO * ROOT
BELOW = sp.sqrt(2) / (2 * sp.E) * (1 - 17 * eta) * TAILS
NARROW = (q**beta <= eta * N * r**beta, q**beta <= eta * on(p, 1) ** beta)
_w, _x, _y, _z, _r, _v = sp.symbols("w x y z r v", real=True, cls=sp.Dummy)
_A, _m, _g, _p, _q = sp.symbols("A m g p q", real=True, cls=sp.Dummy)
_ROOT_TWO = sp.sqrt(2)


@once
def _gain() -> Derivation:
    """Multiply so many counts by the atom: g are gained, z is lost by the other side."""
    known = (
        eta > 0,
        40 * eta <= 1,
        _x > 0,
        _r > 0,
        _m > 0,
        _A >= 2 * _ROOT_TWO * (1 - 10 * eta) * _r * _y,
    )
    gain = Derivation(
        given=(*known, _y >= 2 / _m, _g >= (1 - 3 * eta) * _x, _m * _z <= eta * _x * _r)
    )
    gain.have(_m * _y >= 2).have(1 - 10 * eta > 0).have(_ROOT_TWO * (1 - 10 * eta) * _r > 0)
    gain.have(_m * _A >= 4 * _ROOT_TWO * (1 - 10 * eta) * _r)
    gain.have(_m * _A > 0).have(_g * (_m * _A) >= (1 - 3 * eta) * _x * (_m * _A))
    gain.have(
        (1 - 3 * eta) * _x * (_m * _A) >= (1 - 3 * eta) * _x * (4 * _ROOT_TWO * (1 - 10 * eta) * _r)
    )
    gain.have(_x * _r > 0).have((1 - 3 * eta) * (1 - 10 * eta) >= 1 - 13 * eta)
    gain.have(_x * _r * ((1 - 3 * eta) * (1 - 10 * eta)) >= _x * _r * (1 - 13 * eta))
    gain.have(_m * (_g * _A / 8 - _z / 2) >= _ROOT_TWO / 2 * (1 - 14 * eta) * _x * _r)
    goal = _g * _A / 8 - _z / 2 >= _ROOT_TWO / 2 * (1 - 14 * eta) * _x * _r / _m
    return Derivation(given=gain.given).have(goal, by=gain)


@once
def _near_e() -> Derivation:
    """Go on from the exponential of -1, in logarithms."""
    rest = 1 - 2 * eta
    near = Derivation(given=(eta > 0, 40 * eta <= 1)).have(rest > 0)
    tangent = (rules.above_hyperbola(1 / rest), rules.log_of_product(rest, 1 / rest))
    near.have(sp.log(rest) <= -2 * eta, by=tangent)
    positive = Derivation(given=(_x > 0, _y > 0)).have(_x * _y > 0)
    near.have(sp.exp(-1) * rest > 0, by=rules.instance(positive, {_x: sp.exp(-1), _y: rest}))
    both = rules.log_of_product(sp.exp(-1), rest)
    near.have(sp.log(sp.exp(-1) * rest) <= -1 - 2 * eta, by=both)
    goal = sp.exp(-1) * rest <= sp.exp(-1 - 2 * eta)
    near.have(goal, by=rules.grows(sp.exp, sp.log(sp.exp(-1) * rest), -1 - 2 * eta))
    return Derivation(given=near.given).have(goal, by=near)


@once
def _rare() -> Derivation:
    """Add up the tails on data set 0: z, x, y and what the other sign of the bias adds."""
    known = (m >= 2, eta > 0, 40 * eta <= 1, _z <= 2 / m, _y <= _z, m * _w <= eta * _x, _x <= eta)
    rare = Derivation(given=(*known, _p <= (_z + _y) / 4 + _w / 2)).have(m * _z <= 2)
    rare.have(m * _y <= 2).have(eta * _x <= eta).have(m * _w <= eta)
    rare.have(m * _p <= m * ((_z + _y) / 4 + _w / 2))
    return Derivation(given=rare.given).have(m * _p <= 1 + eta, by=rare)


@once
def _left() -> Derivation:
    """Bound the chance that none of so many neurons fires, for a chance near 1/m; v: the odds."""
    known = (eta > 0, 40 * eta <= 1, m >= 2, eta**2 * m >= 1, _p >= 0, m * _p <= 1 + eta)
    left = Derivation(given=(*known, _p < 1, sp.Eq(_v, _p / (1 - _p)))).have(m >= 1600)
    left.have(sp.Eq(1 / (1 - _p), 1 + _v)).have(1 + _v <= sp.exp(_v), by=rules.below_exp(_v))
    left.have(sp.exp(-_v) <= 1 - _p).have(sp.exp(-_v) >= 0)
    left.have((1 - _p) ** m >= sp.exp(-m * _v), by=rules.powers_in_order(sp.exp(-_v), 1 - _p, m))
    left.have(1 / m <= eta**2).have(_p <= (1 + eta) / m).have(_p <= (1 + eta) * eta**2)
    left.have(m * _v <= (1 + eta) / (1 - _p))
    left.have((1 + eta) / (1 - _p) <= 1 + 2 * eta).have(m * _v <= 1 + 2 * eta)
    falls = rules.grows(sp.exp, -1 - 2 * eta, -m * _v)
    left.have(sp.exp(-m * _v) >= sp.exp(-1 - 2 * eta), by=falls)
    left.have(sp.exp(-1 - 2 * eta) >= sp.exp(-1) * (1 - 2 * eta), by=_near_e())
    goal = (1 - _p) ** m >= sp.exp(-1) * (1 - 2 * eta)
    return Derivation(given=left.given).have(goal, by=left.have(goal))


@once
def _most_of_it() -> Derivation:
    """Put the factors together: y is what all neurons gain."""
    known = (eta > 0, 40 * eta <= 1, _x >= 0, _x <= eta, _w > 0, _z >= (1 - 2 * eta) * _w)
    most = Derivation(given=(*known, sp.Eq(_y, _ROOT_TWO / 2 * (1 - 14 * eta) * _x)))
    most.have(_y >= 0).have(_y <= eta).have(_y / (1 + _y) >= (1 - eta) * _y)
    most.have((1 - 2 * eta) * _w > 0).have(_y / (1 + _y) >= 0)
    most.have(_z * (_y / (1 + _y)) >= (1 - 2 * eta) * _w * (_y / (1 + _y)))
    most.have(_z * (_y / (1 + _y)) >= (1 - 2 * eta) * _w * ((1 - eta) * _y))
    most.have((1 - 2 * eta) * (1 - eta) * (1 - 14 * eta) >= 1 - 17 * eta)
    factors = (1 - 2 * eta) * (1 - eta) * (1 - 14 * eta)
    most.have(_x * factors >= _x * (1 - 17 * eta))
    most.have(_ROOT_TWO / 2 * _w * (_x * factors) >= _ROOT_TWO / 2 * _w * (1 - 17 * eta) * _x)
    most.have(sp.Eq((1 - 2 * eta) * _w * ((1 - eta) * _y), _ROOT_TWO / 2 * _w * (_x * factors)))
    goal = _z * (_y / (1 + _y)) >= _ROOT_TWO / 2 * _w * (1 - 17 * eta) * _x
    return Derivation(given=most.given).have(goal, by=most.have(goal))


def _against(given: tuple[Any, ...]) -> Derivation:
    """With the other sign of the bias so few fire."""
    far = k + c * N / b
    known = (*given, 2 * k >= N)
    return far_bias(known, far)


def _added(given: tuple[Any, ...]) -> Derivation:
    """Add up what the four patterns gain at this step of data set 0."""
    numbers = placed(given)
    counted(numbers)
    numbers.have(m * _AGAINST <= eta * TAILS, by=_against(given))
    for counts in (MORE, LESS):
        ahead = room(counts)
        numbers.have(FAR >= 2 * counts, by=ahead).have(2 * (k + 1 - counts) >= N)
        found = rules.instance(either_way(), {j: counts})
        numbers.have(found.conclusion, by=found)
    atom = stated("lem:exact-share#share")
    numbers.have(atom.conclusion, by=atom)
    put = {_A: _ATOM, _m: m, _g: MORE + LESS, _x: RATIO, _r: ROOT, _y: HERE, _z: _AGAINST}
    found = rules.instance(_gain(), put)
    numbers.have(found.conclusion, by=found)
    return numbers


def _chances(given: tuple[Any, ...]) -> Derivation:
    """Say how far the two chances are apart, and how large the smaller one is."""
    added = _added(given)
    apart = Derivation(given=(*given, sp.Eq(theta, ON_A_STEP)))
    apart.have(added.conclusion, by=added)
    for claim in ("rare", "often"):
        found = stated(f"lem:four-patterns#{claim}")
        apart.have(found.conclusion, by=found)
    apart.have(NEXT >= AFTER, by=rules.tail_falls(k + 1, k + 2))
    apart.have(sp.And(m * _AGAINST <= eta * TAILS, TAILS <= eta), by=added)
    put = {_p: _p0, _z: NEXT, _y: AFTER, _w: _AGAINST, _x: TAILS}
    apart.have(m * _p0 <= 1 + eta, by=rules.instance(_rare(), put))
    apart.have(_p1 - _p0 >= (MORE + LESS) * _ATOM / 8 - _AGAINST / 2)
    return apart.have(_p1 >= _p0 + _GAINED / m)


@once
def _apart() -> Derivation:
    """Divide by 1 + y."""
    apart = Derivation(given=(_y > 0, _z * (1 + _y) <= _x)).have(_z <= _x / (1 + _y))
    goal = _x - _z >= _x * (_y / (1 + _y))
    return Derivation(given=apart.given).have(goal, by=apart.have(goal))


def _gap(given: tuple[Any, ...]) -> Derivation:
    """Bound the gap by the tangent where the smaller chance is 1/m."""
    gap = Derivation(rules.GAP, given=(*given, sp.Eq(theta, ON_A_STEP)))
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(sp.And(_p1 >= _p0 + _GAINED / m, m * _p0 <= 1 + eta), by=_chances(given))
    gap.have(sp.And(_LOG >= 0, TAILS > 0, eta * _LOG >= 40), by=begun(given))
    gap.have(m >= 1 + _LOG, by=rules.below_exp(_LOG)).have(eta**2 * m >= 1).have(_p0 < 1)
    put = {_p: _p0, _v: _p0 / (1 - _p0)}
    left = rules.instance(_left(), put)
    gap.have(left.conclusion, by=left).have(_GAINED > 0)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    gain = _GAINED / m
    less = rules.powers_in_order(1 - _p1, 1 - _p0 - gain, m)
    gap.at_least((1 - _p0) ** m - (1 - _p0 - gain) ** m, by=less)
    many = less_to_the_m(1 - _p0, gain)
    gap.have((1 - _p0 - gain) ** m * (1 + _GAINED) <= (1 - _p0) ** m, by=many)
    put = {_x: (1 - _p0) ** m, _y: _GAINED, _z: (1 - _p0 - gain) ** m}
    gap.at_least((1 - _p0) ** m * (_GAINED / (1 + _GAINED)), by=rules.instance(_apart(), put))
    put = {_x: TAILS, _y: _GAINED, _z: (1 - _p0) ** m, _w: sp.exp(-1)}
    return gap.at_least(BELOW, by=rules.instance(_most_of_it(), put))


def at_least(part: Statement) -> Derivation:
    """Take the last place whose tail is two neurons or more."""
    given = part.hypotheses
    best = Derivation(S_m, given=(*given, *INSIDE))
    best.at_least(BELOW, by=rules.supremum_at_least(_gap(best.given), ON_A_STEP))
    one = Derivation(given=best.given).have(S_m >= BELOW, by=best)
    place = Derivation(given=given).have(m >= 2)
    return place.have(part.conclusion, by=rules.last_above(LEVEL, one))
