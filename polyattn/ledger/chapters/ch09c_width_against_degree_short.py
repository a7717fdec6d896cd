"""Chapter 9c: where data set 1 is not ahead, one plus sign is worth nearly the same to each row."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS
from polyattn.ledger.chapters.ch09c_width_against_degree_places import (
    NUMBERS,
    SHORTER,
    WIDE,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_tangents import (
    TANGENT,
    above_its_tangent,
)
from polyattn.symbolic.model import N, P, Q, R, beta, p, q, t, u_o
from polyattn.symbolic.pair import a0, a1, on

_WEIGHTS = (f0, f1, u0, u1, u_o)
_PUT = dict(zip(NUMBERS, STEPS, strict=True))
# What a row of the planted group has, what all others have, and what a planted row's steps lack.
_Q, _E = Q / R, ((t - 1) * Q + t * N * R) / R
_LACK = 1 - u0 / u_o, 1 - u1 / u_o
_p, _q, _x, _B, _e0, _e1, _h, _n = sp.symbols("p q x B e_0 e_1 h n", real=True, cls=sp.Dummy)
_delta = _q - _p
_MORE = _delta * (_x - 1) + _delta * _B * _e1 + _p * _B * (_e1 - _e0)
_FURTHER = _MORE >= _n * (_e1 - _e0)


@once
def _little_lost() -> Derivation:
    r"""Bound :math:`h\varepsilon_0`, with p and q for :math:`\alpha_0` and :math:`\alpha_1`."""
    given = (
        *(_p >= 0, _q > _p, _delta < sp.Rational(1, 2), _x >= 1, _B >= _n, _n >= 3),
        *(_h >= 0, 2 * _h <= _n, _e0 >= 0, _e1 > _e0, _e1 < 1),
        _q**2 * _e0 * (1 - _e1) <= _p**2 * _e1 * (1 - _e0),
        *(_MORE + _h * (_e1 - _e0) <= _delta, 2 * _MORE <= _n * _e1),
    )
    line = Derivation(given=given)
    gains = _delta * _B * _e1 + _p * _B * (_e1 - _e0)
    line.have(_delta * (_x - 1) >= 0).have(_h * (_e1 - _e0) >= 0)
    line.have(gains <= _delta).have(2 * gains <= _n * _e1)
    line.have(_p * _B * (_e1 - _e0) >= 0).have(_delta * _B * _e1 <= _delta)
    line.have(_B * _e1 <= 1).have(3 * _e1 <= 1).have(3 * _e0 <= 1)
    line.have(_q**2 * (_e1 - _e0) >= (_q**2 - _p**2) * _e1 * (1 - _e0))
    line.have((_q**2 - _p**2) * _e1 * (1 - 3 * _e0) >= 0)
    line.have(3 * _q**2 * (_e1 - _e0) >= 2 * (_q**2 - _p**2) * _e1)
    room = 3 * _q**2 + 2 * _p * (_p + _q)
    line.have(3 * _q**2 * _p * _B * (_e1 - _e0) >= 2 * _p * _B * (_q**2 - _p**2) * _e1)
    line.have(3 * _q**2 * gains >= _delta * _B * _e1 * room)
    line.have(_q**2 * gains <= _q**2 * _delta)
    line.have(_delta * _B * _e1 * room <= 3 * _q**2 * _delta)
    line.have(_B * _e1 * room <= 3 * _q**2)
    line.have(2 * _q**2 * gains <= _q**2 * _n * _e1)
    line.have(2 * _delta * _B * _e1 * room <= 3 * _q**2 * _n * _e1)
    line.have(2 * _delta * _B * room <= 3 * _q**2 * _n)
    line.have(3 * _q**2 * _n <= 3 * _q**2 * _B)
    line.have(2 * _delta * room <= 3 * _q**2)
    line.have(_q**2 * _e0 * (1 - 3 * _e1) >= 0)
    line.have(2 * _q**2 * _e0 <= 3 * _p**2 * _e1)
    line.have(room >= 7 * _p**2).have(_B * _e1 * 7 * _p**2 <= _B * _e1 * room)
    line.have(2 * _q**2 * _B * _e0 <= 3 * _p**2 * _B * _e1)
    line.have(14 * _q**2 * _B * _e0 <= 9 * _q**2).have(14 * _B * _e0 <= 9)
    line.have(2 * _h * _e0 <= _n * _e0).have(_n * _e0 <= _B * _e0)
    line.have(3 * _h * _e0 <= 1)
    left = 1 - 2 * _delta
    line.have(room * left >= 4 * _p**2)
    line.have(2 * _q**2 * _n * _e0 <= 3 * _p**2 * _n * _e1)
    line.have(_p**2 * _n * _e1 <= _p**2 * _B * _e1)
    line.have(4 * _q**2 * _h * _e0 <= 3 * _p**2 * _B * _e1)
    line.have(4 * _q**2 * _h * _e0 * room <= 3 * _p**2 * _B * _e1 * room)
    line.have(3 * _p**2 * _B * _e1 * room <= 9 * _p**2 * _q**2)
    line.have(4 * _h * _e0 * room <= 9 * _p**2)
    line.have(16 * _h * _e0 * room <= 9 * room * left).have(16 * _h * _e0 <= 9 * left)
    return line.have(_h * _e0 < left)


def _convex(given: tuple[Any, ...]) -> Derivation:
    """Compare the two planted scores: powers are convex."""
    scores, row = (on(p, 0), on(p, 1)), Derivation(given=given)
    for value, power in ((q, Q), (scores[1], on(P, 1))):
        tangent = rules.instance(
            above_its_tangent(), {TANGENT[0]: value / scores[0], TANGENT[1]: beta}
        )
        low = 1 + beta * (value / scores[0] - 1)
        row.have(power / on(P, 0) >= low, "powers are convex", by=tangent)
    return row.have(a1**2 * (on(P, 0) - Q) <= a0**2 * (on(P, 1) - Q))


def same_weights(given: tuple[Any, ...]) -> Derivation:
    """Write the planted row's own weight by what its steps lack."""
    row = Derivation(given=given)
    for own, lack in zip((f0, f1), _LACK, strict=True):
        row.have(sp.Eq(own, u_o / t * (_Q + _E * lack)), "its weights add up to 1")
    return row


def short(given: tuple[Any, ...]) -> Derivation:
    """Put the letters in."""
    row = Derivation(given=given).have(_convex(given).conclusion, by=_convex(given))
    lack0, lack1 = _LACK
    row.have(a1**2 * lack0 * (1 - lack1) <= a0**2 * lack1 * (1 - lack0), "over one denominator")
    for said in same_weights(given).conclusion.args:
        row.have(said, by=same_weights(given))
    row.have(u_o > 0).have(u0 <= u_o).have(u1 < u0).have(u1 > 0)
    row.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(HALF >= 0)
    put = {_p: STEPS.first, _q: STEPS.second, _x: _Q, _B: _E, _e0: lack0, _e1: lack1}
    put |= {_h: HALF, _n: N}
    row.have(_Q >= 1).have(_E >= N)
    few = rules.instance(_little_lost(), put)
    for needed in few.hypotheses:
        row.have(needed, keep=_WEIGHTS)
    for wanted in SHORTER:
        row.have(wanted.xreplace(_PUT), by=few, keep=_WEIGHTS)
    return row


@once
def _planted_first() -> Derivation:
    """Show that the planted row of data set 1 is further ahead than its steps are shorter by."""
    first = _p * (_x - 1 + _B * _e0) >= _n * _e0 + _x - 1
    known = (_p >= 0, _q > _p, _x > 1, _n >= 0, _B >= _n, _e0 >= 0, _e1 > _e0, first)
    line, cases = Derivation(given=known), []
    for case in (_p >= 1, _p < 1):
        one = Derivation(given=(*known, case))
        one.have((1 - _p) * (_x - 1) > 0) if case == (_p < 1) else one.have(_p * _B >= _B)
        cases.append((case, one.have(_p * _B >= _n)))
    line.cases(_p * _B >= _n, *cases)
    line.have((_p * _B - _n) * (_e1 - _e0) >= 0).have(_delta * (_x - 1) >= 0)
    return line.have(_FURTHER)


def wide(given: tuple[Any, ...]) -> Derivation:
    """Put the letters in."""
    row = Derivation(given=given)
    for said in same_weights(given).conclusion.args:
        row.have(said, by=same_weights(given))
    row.have(sp.Eq(1 / u_o, _Q + N), "its weights add up to 1")
    row.have(u_o > 0).have(u0 <= u_o).have(u1 < u0)
    row.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(HALF >= 0)
    row.have(_Q > 1).have(_E >= N)
    put = {_p: STEPS.first, _q: STEPS.second, _x: _Q, _B: _E, _n: N - HALF}
    put |= {_e0: _LACK[0], _e1: _LACK[1]}
    more = rules.instance(_planted_first(), put)
    for needed in more.hypotheses:
        row.have(needed, keep=_WEIGHTS)
    row.have(_FURTHER.xreplace(put), by=more)
    return row.have(WIDE.xreplace(_PUT), keep=_WEIGHTS)
