"""Chapter 8: where a level lies in the limit, and what wide networks lose beside it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch08_too_high_a_degree_levels import noise
from polyattn.symbolic.limits import LimWide
from polyattn.symbolic.model import N, a, b, c, d, m, p, q, r, theta
from polyattn.symbolic.pair import L, on
from polyattn.symbolic.phases import delta, kappa

# The level in the limit is the letter L: spread, grouped, or locked. In these products of kappa no
# degree is infinite where a = 0; there the planted row groups as its mates do, if it has any.
OWN, OTHERS, _GROUPS = (kappa * sp.log(ratio) for ratio in (p / q, p / r, q / r))
CASES = (
    sp.And(sp.Eq(L, c), OTHERS < 1, _GROUPS < delta),
    sp.And(sp.Eq(L, b + c), _GROUPS > delta, OWN < 1 - delta),
    sp.And(sp.Eq(L, a + b + c), OTHERS > 1, OWN > 1 - delta),
    sp.And(sp.Eq(L, b + c), sp.Eq(a, 0), _GROUPS > delta),
)
LIMIT = sp.Or(*CASES)
LIMITS = [on(LIMIT, i) for i in (0, 1)]
u, v = sp.symbols("u v", real=True, cls=sp.Dummy)
SILENT = sp.Rational(15, 16)  # the chance of one neuron below its level, at most
# m grows, and log m less than d.
WIDE = (sp.Eq(LimWide(1 / m), 0), m >= 1, sp.Eq(LimWide(sp.log(m) / d), 0))


def plain(part: Statement) -> list[Any]:
    """Return what is given besides the cases of the limits."""
    return [h for h in part.hypotheses if h not in LIMITS]


def lost(part: Statement) -> Derivation:
    """Show that wide networks miss one chance in sixteen ever more rarely."""
    power, rate = SILENT**m, -m * sp.log(SILENT)
    lost = Derivation(given=plain(part))
    inverse = rules.continuous(-u / sp.log(SILENT), {u: (1 / m, 0)}, LimWide)
    lost.have(sp.Eq(LimWide(1 / rate), 0), "m grows", by=inverse)
    lost.have(rate > 0, "the logarithm is negative")
    lost.have(sp.Eq(LimWide(sp.exp(-rate)), 0), by=rules.exponential(rate, LimWide))
    lost.have(sp.Eq(power, sp.exp(-rate)), by=rules.power(SILENT, m))
    bound = rules.squeezed(power, 0, sp.exp(-rate), LimWide)
    return lost.have(sp.Eq(LimWide(power), 0), by=bound)


def _crowd(part: Statement) -> Derivation:
    """Show that log m is small against N too."""
    share, more = sp.log(m) / N, 4 * sp.log(m) / d
    crowd = Derivation(given=plain(part))
    crowd.have(sp.log(m) >= 0, by=rules.grows(sp.log, sp.S.One, m))
    crowd.have(share <= more, "d = N + 3 is at most 4N")
    crowd.have(share >= -more, "d = N + 3 is at most 4N")
    crowd.have(
        sp.Eq(LimWide(more), 0), by=rules.continuous(4 * u, {u: (sp.log(m) / d, 0)}, LimWide)
    )
    return crowd.have(sp.Eq(LimWide(share), 0), by=rules.squeezed(share, 0, more, LimWide))


def rare(part: Statement, room: Any) -> tuple[Derivation | Fact, ...]:
    """Show that m neurons at this distance above the level are silent in the limit."""
    rate = room**2 / (2 * b**2)
    room_left = N * rate - sp.log(m)
    few = sp.log(m) / N < rate / 2  # from some size on
    crowd = _crowd(part)
    rare = Derivation(given=(*plain(part), few))
    rare.have(room_left > 0, "log m is less than half")
    rare.have(sp.Eq(LimWide(1 / N), 0), by=rules.vanishes(1 / N, LimWide))
    inner = {u: (1 / N, 0), v: (sp.log(m) / N, 0)}
    rare.have(
        sp.Eq(LimWide(1 / room_left), 0),
        by=(crowd, rules.continuous(u / (rate - v), inner, LimWide)),
    )
    rare.have(sp.Eq(LimWide(sp.exp(-room_left)), 0), by=rules.exponential(room_left, LimWide))
    return crowd, rules.eventually(few, rare, 0, LimWide)


def wide(part: Statement, room: Any) -> tuple[Derivation | Fact, ...]:
    """Put together what is lost by both networks in the limit."""
    above = noise(theta - room)
    inner = {u: (SILENT**m, 0), v: (above, 0)}
    return lost(part), *rare(part, room), rules.continuous(u + v, inner, LimWide)
