"""Chapter 9c: a strong planted group, where the planted row gains more than is lost."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import LEVEL
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS
from polyattn.ledger.chapters.ch09c_width_against_degree_tangents import (
    TANGENT,
    above_its_tangent,
)
from polyattn.symbolic.model import N, P, Q, R, b, beta, p, q, t, u_o
from polyattn.symbolic.pair import a0, a1, on

_P0, _P1 = on(P, 0), on(P, 1)
_SCORES = on(p, 0), on(p, 1)
_KEEP = (_P0, _P1, Q, R)
_WEIGHTS = (f0, f1, u0, u1, u_o)
STRONG = Q >= 4 * R
# How many steps of its own each planted row is ahead on (+, +), and behind on (-, +).
_OWN = a0 * f0 / (2 * b * u0), a1 * f1 / (2 * b * u1)
# The share of data set 1's planted row in a mean of it and another row that has data set 0's steps.
_SHARE = u1 * (u_o - u0) / (u0 * (u_o - u1))
WINDOW = rules.Window(
    level=LEVEL,
    shift=STEPS.bias,
    slope=u_o / u0,
    start=_OWN[0],
    length=_OWN[1] - _OWN[0],
    steps=(STEPS.first, STEPS.second),
    behind=_SHARE * _OWN[1] + (1 - _SHARE) * STEPS.first - _OWN[0],
)
# The powers of the group, by what the planted score of data set 0 exceeds it, and that of data set
# 1 the planted score of data set 0; both features; and how long a step of a planted row is.
_x, _y, _z, _e, _d, _g = sp.symbols("x y z e d g", real=True, cls=sp.Dummy)
_TOTAL = _x + _y + _z
_LENGTH = (_e + _d) * _TOTAL - _e * (_x + _y)
_BEHIND = (_y * (_e + _d) * _TOTAL + _z * _e) / (_y + _z) - _e * (_x + _y)
_BOTH = 4 * _g * _d


@once
def _enough() -> Derivation:
    """Bound what is lost over the common denominator y + z."""
    given = (
        *(_x >= 4, _y >= 0, _z > 0, _e >= 0, _d > 0, _g >= 1),
        *(2 * _d * _y <= _e * _z, (_x + 1) * (_g - 1) <= _y),
    )
    line = Derivation(given=given).have(5 * (_g - 1) <= _y)
    line.have((_e * _z - 2 * _d * _y) * _TOTAL >= 0)
    line.have((_y - 5 * (_g - 1)) * _d * (_y + _z) >= 0)
    line.have((_e * _z - 2 * _d * _y) * (1 + _y / 5) >= 0)
    line.have(_d * _z * (_x + _z + _y / 5 - 4) > 0)
    line.have(_e * _z * ((_z + _y) / 2 + 3 * _x / 2 - 4 - 2 * _y / 5) >= 0)
    lost = 2 * (_y * _d * _TOTAL - (_x - 1) * _e * _z) + 4 * _g * _d * (_y + _z)
    line.have(lost < (_d * _TOTAL + _e * _z) * (_y + _z))
    line.have((_x - 4 + _y / 5) * _d >= 0).have((_y - 5 * (_g - 1)) * _d >= 0)
    line.have(_BOTH < _LENGTH)
    return line.have(2 * _BEHIND + _BOTH < _LENGTH, "divide")


def _near(given: tuple[Any, ...]) -> Derivation:
    """Compare the two planted scores: powers are convex."""
    row = Derivation(given=given)
    for value, power in ((q, Q), (_SCORES[1], _P1)):
        tangent = rules.instance(
            above_its_tangent(), {TANGENT[0]: value / _SCORES[0], TANGENT[1]: beta}
        )
        low = 1 + beta * (value / _SCORES[0] - 1)
        row.have(power / _P0 >= low, "powers are convex", by=tangent)
    row.have((a1**2 - a0**2) * (_P0 - Q) <= a0**2 * (_P1 - _P0))
    row.have(_P0 >= Q).have(_P1 > _P0)
    goal, cases = 2 * (a1 - a0) * (_P0 - Q) <= a0 * (_P1 - _P0), []
    for case in (a0 > 0, a0 <= 0):
        one = Derivation(given=(*given, *row.conclusion.args, case))
        if case == (a0 > 0):
            one.have((a1 - a0) ** 2 * (_P0 - Q) >= 0, keep=_KEEP)
            one.have(a0 * 2 * (a1 - a0) * (_P0 - Q) <= a0 * a0 * (_P1 - _P0), keep=_KEEP)
        cases.append((case, one.have(goal, keep=_KEEP)))
    return row.cases(goal, *cases)


@once
def _same_sign() -> Derivation:
    """Show that what is the same as a number below 0 is below 0."""
    return Derivation(given=(sp.Eq(_d, _e), _e < 0)).have(_d < 0)


def more_than_lost(given: tuple[Any, ...]) -> Derivation:
    """Put the letters in: all that the window has to be."""
    row, near = Derivation(given=given), _near(given)
    row.have(R > 0).have(_P0 >= Q).have(_P1 > _P0).have(STRONG).have(near.lines[-1].term, by=near)
    unit = 2 * b * t
    put = {_x: Q / R, _y: (_P0 - Q) / R, _z: (_P1 - _P0) / R}
    put |= {_e: a0 / unit, _d: (a1 - a0) / unit, _g: 1 + (_P0 - Q) / (t * (Q + N * R))}
    enough = rules.instance(_enough(), put)
    for needed in enough.hypotheses:
        row.have(needed, keep=_KEEP)
    both = 4 * WINDOW.slope * (STEPS.second - STEPS.first)
    powers = (_BOTH - _LENGTH, 2 * _BEHIND + _BOTH - _LENGTH)
    weights = (both - WINDOW.length, 2 * WINDOW.behind + both - WINDOW.length)
    for ours, theirs in zip(weights, powers, strict=True):
        values = {_d: ours, _e: theirs.xreplace(put)}
        row.have(values[_e] < 0, by=enough, keep=_KEEP)
        row.have(sp.Eq(values[_d], values[_e]), "over one denominator")
        row.have(ours < 0, by=rules.instance(_same_sign(), values), keep=_WEIGHTS)
    row.have(both < WINDOW.length, keep=_WEIGHTS)
    return row.have(2 * WINDOW.behind + both < WINDOW.length, keep=_WEIGHTS)
