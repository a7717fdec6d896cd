"""Chapter 13c: beyond the last lock the best gap vanishes as the data grow."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_locked import (
    FEW,
    RARE,
    apart,
    loose,
    loss,
    rare_events,
)
from polyattn.ledger.chapters.ch13c_gaussian_noise_sizes import (
    LOG,
    OFF,
    from_some_size_on,
    lim,
    locking,
    lost,
    rarely,
)
from polyattn.symbolic import drowned as w
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.gaussian_rows import loss_sigma
from polyattn.symbolic.limits import LimNoise
from polyattn.symbolic.model import N, a, b, epsilon, m, n, q, r, t
from polyattn.symbolic.noise import Q_nu, nu
from polyattn.symbolic.pair import a0, a1, on

_SIZE = sp.log(1 + t * N / 4)
_LEAD, _TOP = a1 / sp.sqrt(nu), sp.sqrt(2 * _SIZE)
_SMALL_LEAD = 2 * _LEAD**2 / _SIZE < 1
_SQUARE = (_TOP - _LEAD) ** 2 / 2
_WIDTH = sp.Rational(7, 5) + g.x_sigma
_NEAR = _WIDTH * lost(Q_nu) * apart(a0) / sp.sqrt(nu)


def _letters(names: str) -> Any:
    return sp.symbols(names, real=True, cls=sp.Dummy)


def _many(given: tuple[Any, ...]) -> Derivation:
    """Let the number of rivals grow, and with it the place that they reach."""
    many = Derivation(given=given).have(N >= 1).have(t * N > 0)
    many.have(1 + t * N / 4 > 1)
    many.have(_SIZE > 0, by=rules.grows(sp.log, sp.S.One, 1 + t * N / 4, strict=True))
    few, error = 1 / (1 + t * N / 4), 4 / (t * N)
    many.have(lim(error), "negative exponents", by=rules.vanishes(error, LimNoise))
    many.have(few <= error).have(few >= -error)
    many.have(lim(few), by=rules.squeezed(few, 0, error, LimNoise))
    return many.have(lim(1 / _SIZE), by=rules.exponent(_SIZE, LimNoise))


def _far_behind() -> Fact:
    """Say that a small lead leaves a quarter of the size in the exponent: in letters."""
    size, top, lead = _letters("s x y")
    behind = Derivation(given=(size > 0, top > 0, lead >= 0, sp.Eq(top**2, 2 * size)))
    behind = Derivation(given=(*behind.given, 2 * lead**2 <= size))
    behind.have((2 * lead) ** 2 <= top**2).have(2 * lead <= top, "take roots")
    behind.have(top - lead >= top / 2).have((top - lead) ** 2 >= top**2 / 4)
    behind.have((top - lead) ** 2 / 2 >= size / 4, "half a square").have(lead <= top)
    behind.have(top - lead > 0)
    return rules.instance(behind, {size: _SIZE, top: _TOP, lead: _LEAD})


def _ahead(given: tuple[Any, ...]) -> Derivation:
    """Let the chance to be ahead vanish."""
    many = _many(given)
    ahead = Derivation(given=(*given, _SMALL_LEAD)).have(many.conclusion, by=many)
    place = Derivation(given=(_SIZE > 0, nu > 0, a1 >= 0, _SMALL_LEAD))
    place.have(_TOP > 0, "a root").have(sp.sqrt(nu) > 0, "a root").have(_LEAD >= 0)
    place.have(2 * _LEAD**2 <= _SIZE, "a small lead")
    place.have(sp.Eq(_TOP**2, 2 * _SIZE), "square")
    place.have(_far_behind().conclusion, by=_far_behind())
    for relation in (_TOP - _LEAD > 0, _SQUARE >= _SIZE / 4, _LEAD <= _TOP):
        ahead.have(relation, by=place)
    ahead.have(_SQUARE > 0)
    y = sp.Dummy("y", real=True)
    four = rules.continuous(4 * y, {y: (1 / _SIZE, sp.S.Zero)}, LimNoise)
    ahead.have(four.conclusion, by=four)
    ahead.have(1 / _SQUARE <= 4 / _SIZE).have(1 / _SQUARE >= -4 / _SIZE)
    ahead.have(lim(1 / _SQUARE), by=rules.squeezed(1 / _SQUARE, 0, 4 / _SIZE, LimNoise))
    return ahead.have(lim(sp.exp(-_SQUARE)), by=rules.exponential(_SQUARE, LimNoise))


def _not_negative() -> Derivation:
    """Note that nothing that a bound is made of is negative."""
    sizes = Derivation(given=(n >= 2, nu > 0, epsilon > 0, a0 >= 0, b >= 0, g.x_sigma > 0))
    sizes.have(sp.sqrt(nu) > 0, "a root").have(on(loss_sigma, 0) >= 0)
    sizes.have(sp.log(n) >= 0, by=rules.grows(sp.log, sp.S.One, n))
    return sizes.have(sp.sqrt(2 * sp.log(n)) >= 0, "a root")


def _near(late: Derivation) -> None:
    """Bound how often the largest token is near the threshold."""
    low, high, below = sp.sqrt(2 * sp.log(n)), g.x_sigma, on(loss_sigma, 0)
    late.have(sp.log(n) <= LOG, by=rules.grows(sp.log, n, 4 * n**3))
    late.have(low <= high, by=rules.grows(sp.sqrt, 2 * sp.log(n), 2 * LOG))
    root, least, most, x, y = _letters("u v w x y")
    width = sp.Rational(7, 5)
    wide = Derivation(given=(root > 0, x <= y, x >= 0, least >= 0, sp.Eq(least, most)))
    wide.have(least * (x + width) <= least * (y + width), "times a number")
    goal = least * ((x + width) / root) <= (width + y) * most / root
    only = Derivation(given=wide.given).have(goal, by=wide.have(goal, "divide"))
    put = {root: sp.sqrt(nu), x: low, y: high, least: below, most: lost(Q_nu) * apart(a0)}
    near = rules.instance(only, put)
    late.have(near.conclusion, by=near)


def _together() -> Fact:
    """Put the bounds of all parts into the theorem at finite size: in letters."""
    gap, width, first, near, most = _letters("s k x y z")
    few, large, loose_, rare = _letters("f l p r")
    total = width * (first + near + (few + large + loose_))
    given = (gap >= 0, gap <= total, width >= 1, near <= most, large + loose_ <= rare)
    inner, bound = first + near + (few + large + loose_), first + most + few + rare
    parts = Derivation(given=given).have(inner <= bound)
    parts.have(width * inner <= width * bound, "times $m$")
    goal = sp.And(gap <= width * bound, gap >= -width * bound)
    parts.have(goal)
    parts = Derivation(given=given).have(goal, by=parts)
    own = on(loss_sigma, 0) * rules.spread_out(n, sp.sqrt(nu))
    put = {gap: w.S_sigma, width: m, first: sp.exp(-_SQUARE), near: own, most: _NEAR, few: FEW}
    put |= {large: n * sp.exp(-(g.x_sigma**2) / 2), loose_: w.p_loose, rare: RARE}
    return rules.instance(parts, put)


def no_threshold(part: Statement) -> Derivation:
    """Let every row lock, and some other token be the largest."""
    powers = locking(part.hypotheses, q + nu)
    late = Derivation(given=(*part.hypotheses, OFF < r, _SMALL_LEAD))
    feature = Derivation(given=(a >= 0, sp.Eq(a, a0))).have(a0 >= 0)
    late.have(a0 >= 0, by=feature)
    late.have(N >= 1).have(n >= 2).have(sp.sqrt(nu) > 0, "a root")
    late.have(powers.conclusion, by=powers)
    for known in (_ahead(part.hypotheses), loss(late.given, on(loss_sigma, 0), a0)):
        late.have(known.conclusion, by=known)
    for relation in (sp.log(n) >= 0, on(loss_sigma, 0) >= 0, sp.sqrt(2 * sp.log(n)) >= 0):
        late.have(relation, by=_not_negative())
    finite = stated("thm:drowned#no threshold")
    late.have(w.S_sigma <= finite.conclusion.rhs, by=finite)
    late.have(w.p_loose <= 1 / n, by=loose(late.given))
    late.have(sp.Eq(sp.exp(-(g.x_sigma**2) / 2), sp.exp(-LOG)), by=rarely())
    late.have(n * sp.exp(-(g.x_sigma**2) / 2) + w.p_loose <= RARE, "rare events")
    _near(late)
    bound = m * (sp.exp(-_SQUARE) + _NEAR + FEW + RARE)
    late.have(w.S_sigma >= 0, by=rules.chances_over_noise())
    for relation in (w.S_sigma <= bound, w.S_sigma >= -bound):
        late.have(relation, by=_together())
    late.have(lim(_NEAR), "negative exponents", by=rules.vanishes(_NEAR, LimNoise))
    rare_events(late)
    x, y, u, v = _letters("x y u v")
    parts = dict(zip((x, y, u, v), (sp.exp(-_SQUARE), _NEAR, FEW, RARE), strict=True))
    terms = {letter: (term, sp.S.Zero) for letter, term in parts.items()}
    tends = rules.continuous(m * (x + y + u + v), terms, LimNoise)
    late.have(tends.conclusion, by=tends)
    late.have(part.conclusion, by=rules.squeezed(w.S_sigma, 0, bound, LimNoise))
    only = Derivation(given=late.given).have(part.conclusion, by=late)
    return from_some_size_on(_soon(part, only), powers, OFF < r)


def _soon(part: Statement, only: Derivation) -> Derivation:
    """Drop that the lead is small: it is from some size on."""
    earlier, many = Derivation(given=(*part.hypotheses, OFF < r)), _many(part.hypotheses)
    earlier.have(many.conclusion, by=many)
    y = sp.Dummy("y", real=True)
    goes = rules.continuous(2 * _LEAD**2 * y, {y: (1 / _SIZE, sp.S.Zero)}, LimNoise)
    earlier.have(goes.conclusion, by=goes)
    later = rules.eventually(_SMALL_LEAD, only, 0, LimNoise)
    earlier.have(part.conclusion, "from some size on", by=later)
    return Derivation(given=earlier.given).have(part.conclusion, by=earlier)
