"""Chapter 9d: how many counts the planted row must be ahead, for so many neurons."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_lower import GAIN
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, eta, k
from polyattn.symbolic.model import N, m
from polyattn.symbolic.softmax import lam

_LOG = sp.log(m)
ROOT = sp.sqrt(_LOG / N)
_G = sp.ceiling(GAIN)
_SMALL = 8 * lam * sp.exp(-lam)
_PLACE = _SMALL / m
STEPS = (m >= 16, lam > 0, 2 * sp.exp(lam) <= m, lam <= (_G - 1) * ROOT)
AT_LEAST = S_m >= 1 - (8 * lam + 1) * sp.exp(-lam)
_g, _low, _high = sp.symbols("g l h", real=True, cls=sp.Dummy)


@once
def _so_far_out() -> Derivation:
    """Where a gain is a share of the root of one logarithm, it is one of a larger one."""
    root, most = sp.sqrt(N * _high / 2), sp.Rational(3, 4) * _g * _high
    known = (N >= 1, _g >= 0, lam > 0, _low > 0, _high >= _low, lam <= _g * sp.sqrt(_low / N))
    far = Derivation(given=known)
    far.have(lam**2 <= _g**2 * _low / N, "squares")
    far.have(lam**2 * N <= _g**2 * _low).have(lam**2 * N <= _g**2 * _high)
    far.have((lam * root) ** 2 <= most**2)
    return far.have(lam * root <= most, by=rules.grows(sp.sqrt, (lam * root) ** 2, most**2))


def _gained(given: tuple[Any, ...]) -> Derivation:
    """Go G - 1 counts back from the last tail that is large enough."""
    gain = Derivation(given=given).have(_PLACE > 0).have(sp.exp(lam) >= 8 * lam)
    gain.have(_G - 1 >= 1, by=rules.next_whole(sp.S.One, _G))
    far = sp.log(1 / _PLACE)
    gain.have(far >= _LOG, by=rules.grows(sp.log, m, 1 / _PLACE))
    sixteen = [rules.log_of_product(x, x) for x in (sp.Integer(2), sp.Integer(4))]
    sixteen.append(rules.grows(sp.log, sp.Integer(16), m))
    gain.have(_LOG >= 4 * sp.log(2), by=sixteen)
    both = rules.log_of_product(sp.Integer(2), 1 / (2 * _PLACE))
    gain.have(sp.Eq(far, sp.log(1 / (2 * _PLACE)) + sp.log(2)), by=both)
    more = rules.instance(_so_far_out(), {_g: _G - 1, _low: _LOG, _high: far})
    gain.have(more.conclusion, by=more)
    put = {eta: _PLACE, j: _G - 1}
    return gain.have(Tail(N, k - _G + 1) >= 8 * lam / m, by=stated("lem:tail-quotient#gain", put))


def finite(part: Statement) -> Derivation:
    """Few on data set 0, many on data set 1."""
    given, goal = part.hypotheses, part.conclusion
    void = Derivation(given=(*given, _SMALL >= 1))
    void.have(S_m >= 0, by=rules.supremum_not_negative(S_m)).have(goal, "nothing is claimed")
    inside = (k >= 0, k <= N, Tail(N, k) >= _PLACE, Tail(N, k + 1) <= _PLACE)
    enough = Derivation(given=(*given, _SMALL <= 1, *inside))
    enough.have(Tail(N, k - _G + 1) >= 8 * lam / m, by=_gained(enough.given))
    often = m * Tail(N, k + 1 - _G) / 8
    enough.have(often >= lam)
    enough.have(sp.exp(-often) <= sp.exp(-lam), by=rules.grows(sp.exp, -often, -lam))
    enough.have(m * Tail(N, k + 1) <= _SMALL)
    enough.have(goal, by="thm:width-against-degree#at least")
    one = Derivation(given=enough.given).have(goal, by=enough)
    found = Derivation(given=(*given, _SMALL <= 1))
    found.have(goal, "at the last such place", by=rules.last_above(_PLACE, one))
    return Derivation(given=given).cases(goal, (_SMALL >= 1, void), (_SMALL <= 1, found))
