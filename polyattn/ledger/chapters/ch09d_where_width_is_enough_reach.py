"""Chapter 9d: where little more is gained than lost, J is bounded whatever the degree is."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import REACH
from polyattn.ledger.chapters.ch09c_width_against_degree_lower import COUNTS, GAIN
from polyattn.ledger.chapters.ch09d_where_width_is_enough_limits import SHARE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_lost import LOSS, LOST
from polyattn.symbolic.model import b, beta, p, r
from polyattn.symbolic.pair import a1, on

FEW = COUNTS < 16 * LOST
_BASE, _APART, _OWN = on(p, 1) / r, on(p, 1) / on(p, 0), on(p, 0) / r
_EXPONENT = sp.log(32) / sp.log(_APART)
_MOST = _BASE**_EXPONENT
REST = (1 + a1 / (2 * b)) * _MOST
BOUND = 16 / SHARE + REST
_x, _y, _z = sp.symbols("x y z", real=True, cls=sp.Dummy)


@once
def _larger() -> Derivation:
    """Divide by one logarithm, and multiply by the other."""
    less = Derivation(given=(_x > 0, _y > 0, beta * _x <= _z)).have(beta <= _z / _x)
    return less.have(beta * _y <= _z / _x * _y)


def begun(given: tuple[Any, ...]) -> Derivation:
    """Begin with what makes sense of the bound."""
    chain = Derivation(given=given).have(_OWN > 0).have(_APART > 1).have(_BASE > 1)
    for ratio in (_APART, _BASE):
        chain.have(sp.log(ratio) > 0, by=rules.grows(sp.log, sp.S.One, ratio, strict=True))
    chain.have(_MOST > 0, by=rules.power(_BASE, _EXPONENT)).have(sp.And(SHARE > 0, SHARE <= 1))
    return chain.have(16 / SHARE > 0).have(REST > 0).have(BOUND > 0)


def _far_apart(given: tuple[Any, ...]) -> Derivation:
    """Where the powers of the planted scores are not 32 times apart, the degree is bounded."""
    low = begun((*given, _BASE**beta <= 32 * _OWN**beta)).have(_OWN**beta > 0)
    both = rules.power_of_product(_APART, _OWN, beta)
    low.have(sp.Eq(_BASE**beta, _APART**beta * _OWN**beta), by=both).have(_APART**beta <= 32)
    size, most = beta * sp.log(_APART), sp.log(32)
    low.have(sp.exp(size) <= 32, by=rules.power(_APART, beta))
    low.have(size <= most, by=rules.ranks(sp.exp, size, most))
    ends = beta * sp.log(_BASE), _EXPONENT * sp.log(_BASE)
    more = rules.instance(_larger(), {_x: sp.log(_APART), _y: sp.log(_BASE), _z: most})
    low.have(ends[0] <= ends[1], by=more)
    low.have(sp.exp(ends[0]) <= sp.exp(ends[1]), by=rules.grows(sp.exp, *ends))
    found = Derivation(_BASE**beta, given=low.given).have(_BASE > 0)
    found.equal(sp.exp(ends[0]), by=rules.power(_BASE, beta)).at_most(sp.exp(ends[1]), by=low)
    return found.equal(_MOST, by=rules.power(_BASE, _EXPONENT))


def bounded(part: Statement) -> Derivation:
    """Either one count is lost at most, or the powers are not far apart."""
    given, goal, cases = part.hypotheses, part.conclusion, []
    for case in (LOSS <= 1, LOSS > 1):
        one = begun((*given, case)).have(REACH > 0)
        one.have(sp.Eq(GAIN, SHARE * REACH))
        one.have(COUNTS >= GAIN, by=rules.rounded_up(GAIN))
        if case == (LOSS <= 1):
            one.have(LOST <= 1, by=rules.grows(sp.ceiling, LOSS, sp.S.One))
            one.have(COUNTS < 16).have(SHARE * REACH <= 16).have(REACH <= 16 / SHARE)
        else:
            one.have(LOST < LOSS + 1, by=rules.rounded_up(LOSS)).have(GAIN <= 32 * LOSS)
            one.have(_BASE**beta <= 32 * _OWN**beta)
            one.have(_BASE**beta <= _MOST, by=_far_apart(given))
            one.have(REACH <= (1 + a1 / (2 * b)) * _BASE**beta)
        cases.append((case, one.have(goal)))
    return Derivation(given=given).cases(goal, *cases)
