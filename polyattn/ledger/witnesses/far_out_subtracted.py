r"""A witness for limits where the power of the noise grows, and is subtracted from self-scores.

As :mod:`~polyattn.ledger.witnesses.far_out_noise`: sizes at :math:`n=10^{1000}`, and of the chances
what the weights of a row say, whose scores are off by what the noise allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, interval
from polyattn.derivation.statement import Statement
from polyattn.ledger.witnesses.far_out import FarOut, scaled
from polyattn.ledger.witnesses.far_out_noise import alone, far, weights
from polyattn.symbolic.growth import Way


@dataclass(frozen=True)
class FarOutSubtracted(FarOut):
    """The limits of a part with noise of some powers of n, at thresholds around those of rows."""

    exponents: tuple[str, ...] = ("0", "1/10", "23/100", "3/10")
    rooms: tuple[str, ...] = ("-1/2", "1/20", "1/2", "899/1000", "6")

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out, and what is known of the chances there."""
        for entry, exponent, room in product(self.entries, self.exponents, self.rooms):
            known = dict(zip((s.a, s.b, s.c), map(Fraction, entry), strict=True))
            known |= {s.gamma_nu: Fraction(exponent), s.m: Fraction(10)}
            known[s.theta] = known[s.b] + known[s.c] + Fraction(room)
            for sizes in scaled(part, known, self.shares):
                n = Point({**known, **sizes}, exact=False)[s.n]
                power = (n.log() * interval(Fraction(exponent))).exp() / 20
                yield _with_chances(far({**known, **sizes, s.nu: power}))


def _with_chances(point: Point) -> Point:
    """Add what is known of the chance to be active."""
    a, b, theta = (point[letter] for letter in (s.a, s.b, s.theta))
    root = point[s.nu].sqrt()
    allowed, rare = point[s.sigma] * point[s.x_sigma], 1 / point[s.n]
    active = [interval(0), interval(1)]
    if point[s.zeta] < point[s.r]:
        lost, off = weights(point, point[s.p], 1)
        kept = allowed + (root + allowed) * (1 - lost + off)
        room = theta - b - point[s.c] - a * (1 - lost + off)
        if room > 0:  # no row is long
            tail = point[s.n] * (-(room**2) / (2 * kept**2)).exp() + rare
            active[1] = active[1].min(point[s.m] * tail)
        lost, _ = weights(point, point[s.p], -1)
        if theta < point[s.c] + (a + b) - (a + 2 * b) * lost - 2 * allowed:  # the planted row locks
            active[0] = (1 - rare) * (1 - interval(Fraction(15, 16)) ** point[s.m])
        active[1] = active[1].min(alone(point, interval(0)))
    return Point({**point, s.P_sub: active[0].union(active[1])}, exact=False)
