"""Chapter 9d: the exact constant of the root of log m, without a feature on data set 0."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09d_where_width_is_enough_at_least import (
    BELOW,
    NARROW,
    TAILS,
    at_least,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_at_most import ABOVE, at_most
from polyattn.ledger.chapters.ch09d_where_width_is_enough_exactly_witnesses import at_points
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_regime import REGIME, WITHOUT
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.symbolic.chances import S_m, eta
from polyattn.symbolic.limits import LimAny
from polyattn.symbolic.model import N, b, beta, c, m, p, q, r
from polyattn.symbolic.pair import on

_LOG, _CONSTANT = sp.log(m), sp.sqrt(2) / (2 * sp.E)
_GROUP, _SHARE = (q / r) ** beta / N, (q / on(p, 1)) ** beta
# What vanishes; together it is the letter of the bounds for every size.
_PARTS = (TAILS, 1 / RATIO, sp.sqrt(1 / _LOG), _GROUP, _SHARE)
_ERROR = sum(_PARTS)
_VANISH = tuple(sp.Eq(LimAny(x), 0) for x in (1 / _LOG, TAILS, 1 / RATIO, _GROUP, _SHARE))
_LATE = (_ERROR < sp.Rational(1, 40), _ERROR < c**2 / b**2)
_OFF = 17 * _ERROR
_s, _t, _w, _x, _y, _z = sp.symbols("s t w x y z", real=True, cls=sp.Dummy)


@once
def _divided() -> Derivation:
    """Divide both bounds by the tails."""
    known = (_x > 0, _y > 0, _z > 0, _z < 1)
    both = (_s >= _z * (1 - 17 * _y) * _x, _s <= _z * (1 + 12 * _y) * _x)
    quotient = Derivation(given=(*known, *both))
    quotient.have(_s / _x >= _z * (1 - 17 * _y)).have(_s / _x <= _z * (1 + 12 * _y))
    quotient.have(_z * _y <= _y)
    goal = sp.And(_s / _x >= _z - 17 * _y, _s / _x <= _z + 17 * _y)
    return Derivation(given=quotient.given).have(goal, by=quotient)


_FIVE = sp.symbols("x_1:6", real=True, cls=sp.Dummy)


@once
def _together() -> Derivation:
    """Say that a sum of positive numbers is more than each."""
    total = sum(_FIVE)
    together = Derivation(given=tuple(one > 0 for one in _FIVE))
    goal = sp.And(total > 0, *(total >= one for one in _FIVE))
    return Derivation(given=together.given).have(goal, by=together.have(goal))


@once
def _inverse() -> Derivation:
    """Say of an inverse that it is positive."""
    return Derivation(given=(_x > 0,)).have(1 / _x > 0)


@once
def _late_enough() -> Derivation:
    """Say it in the letter of the bounds: x is the number of counts, z a logarithm."""
    known = (_x > 0, _z > 0, b > 0, _y > 0, _y < sp.Rational(1, 40), _y < c**2 / b**2)
    late = Derivation(given=(*known, _y >= 1 / _x, _y >= sp.sqrt(1 / _z), sp.sqrt(1 / _z) > 0))
    late.have(_y**2 >= 1 / _z)
    goal = sp.And(40 * _y <= 1, _y * b**2 <= c**2, _y * _x >= 1, _y**2 * _z >= 1)
    return Derivation(given=late.given).have(goal, by=late.have(goal))


@once
def _powers() -> Derivation:
    """Multiply by the powers that are divided by: x and s are quotients of what z is, and w and t."""
    known = (_w > 0, _t > 0, N >= 1, sp.Eq(_x * _w, _z), sp.Eq(_s * _t, _z))
    powers = Derivation(given=(*known, _y >= _x / N, _y >= _s)).have(_x <= _y * N)
    goal = sp.And(_z <= _y * N * _w, _z <= _y * _t)
    return Derivation(given=powers.given).have(goal, by=powers.have(goal))


def _at_a_size(given: tuple[Any, ...]) -> Derivation:
    """Put what vanishes into the bounds for every size."""
    size = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    size.have(ROOT > 0).have(RATIO > 0).have(TAILS > 0)
    size.have(1 / RATIO > 0, by=rules.instance(_inverse(), {_x: RATIO}))
    size.have(on(p, 1) > 0).have(sp.sqrt(1 / _LOG) > 0)
    for base in (r, on(p, 1)):
        size.have((q / base) ** beta > 0).have(base**beta > 0)
        both = rules.power_of_product(q / base, base, beta)
        size.have(sp.Eq((q / base) ** beta * base**beta, q**beta), by=both)
    size.have(_GROUP > 0)
    put = {_x: RATIO, _z: _LOG, _y: _ERROR}
    sums = rules.instance(_together(), dict(zip(_FIVE, _PARTS, strict=True)))
    size.have(sums.conclusion, by=sums)
    late = rules.instance(_late_enough(), put)
    size.have(late.conclusion, by=late)
    put = {_x: (q / r) ** beta, _w: r**beta, _s: _SHARE, _t: on(p, 1) ** beta, _z: q**beta}
    powers = rules.instance(_powers(), {**put, _y: _ERROR})
    size.have(powers.conclusion, by=powers)
    for part in ("below", "above"):
        found = stated(f"thm:exact-constant#{part}", {eta: _ERROR})
        size.have(found.conclusion, by=found)
    put = {_s: S_m, _x: TAILS, _y: _ERROR, _z: _CONSTANT}
    divided = rules.instance(_divided(), put)
    return size.have(divided.conclusion, by=divided)


def _limit(part: Statement) -> Derivation:
    """Squeeze it, from some size on."""
    given, goal = part.hypotheses, part.conclusion
    plain = tuple(x for x in given if not x.has(LimAny))
    quotient, zero = S_m / TAILS, sp.S.Zero
    inner = dict(zip(_FIVE, ((x, zero) for x in _PARTS), strict=True))
    inner[_FIVE[2]] = 1 / _LOG, zero
    total = sum(_FIVE).xreplace({_FIVE[2]: sp.sqrt(_FIVE[2])})
    late = Derivation(given=(*given, *_LATE)).have(_LOG >= sp.Rational(1, 2), by=logarithm(plain))
    late.have(sp.Eq(LimAny(_OFF), 0), by=rules.continuous(17 * total, inner, LimAny))
    size = _at_a_size((*plain, *_LATE))
    bounds = quotient <= _CONSTANT + _OFF, quotient >= _CONSTANT - _OFF
    for bound in bounds:
        late.have(bound, by=size)
    late.have(goal, by=rules.squeezed(quotient, _CONSTANT, _OFF, LimAny))
    gone = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(plain))
    gone.have(sp.Eq(LimAny(_ERROR), 0), by=rules.continuous(total, inner, LimAny))
    first = Derivation(given=(*given, _LATE[0])).have(sp.Eq(LimAny(_ERROR), 0), by=gone)
    first.have(goal, by=rules.eventually(_LATE[1], late, 0, LimAny))
    limit = Derivation(given=given).have(sp.Eq(LimAny(_ERROR), 0), by=gone)
    return limit.have(goal, by=rules.eventually(_LATE[0], first, 0, LimAny))


exact_constant = Claim(
    "thm:exact-constant",
    "theorem",
    "The exact constant",
    9,
    setting=WITHOUT,
    statements={
        "below": Statement(S_m >= BELOW, (*REGIME, *NARROW)),
        "above": Statement(ABOVE, REGIME),
        "limit": Statement(sp.Eq(LimAny(S_m / TAILS), _CONSTANT), _VANISH),
    },
    proofs={"below": at_least, "above": at_most, "limit": _limit},
    witnesses=(*at_points("below", "above"), *at_points("limit", limit=True)),
)

CLAIMS = (standard(exact_constant),)
