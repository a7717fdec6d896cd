r"""A witness for limits with Gaussian noise: :math:`n=10^{1000}`, and what is known of the chances.

Sizes and degrees are those of :class:`~polyattn.ledger.witnesses.far_out.FarOut`. The weights of a
row come from its scores, each of which is off by what the noise allows. A row that keeps a noise
of norm w is active with a chance of at most :math:`e^{-x^2/2w^2}`; where the planted row locks, the
noise is with it half of the time; where all lock, the rows are the noisy tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.derivation.statement import Statement
from polyattn.ledger.witnesses.far_out import FarOut, scaled
from polyattn.symbolic import drowned as w
from polyattn.symbolic.growth import Way


@dataclass(frozen=True)
class FarOutNoise(FarOut):
    """The limits of a part with noise of some powers, at thresholds around those of the rows."""

    powers: tuple[str, ...] = ("1/20", "1")
    rooms: tuple[str, ...] = ("-1/2", "1/20", "1/2", "6")

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out, and what is known of the chances there."""
        for entry, power, room in product(self.entries, self.powers, self.rooms):
            known = dict(zip((s.a, s.b, s.c), map(Fraction, entry), strict=True))
            known |= {s.nu: Fraction(power), s.m: Fraction(2)}
            known[s.theta] = known[s.b] + known[s.c] + Fraction(room)
            for sizes in scaled(part, known, self.shares):
                point = Point({**known, **sizes}, exact=False)
                x = (2 * (4 * point[s.n] ** 3).log()).sqrt()
                sigma = (point[s.nu] / point[s.d]).sqrt()
                noise = {s.sigma: sigma, s.x_sigma: x}
                point = Point({**known, **sizes, **noise}, exact=False)
                noise[s.zeta] = evaluate(s.SPREAD, point)
                yield _with_chances(Point({**known, **sizes, **noise}, exact=False))


def _power(point: Point, score: Any, side: int) -> Any:
    """Return the power of a score that is off by what the noise allows."""
    return (point[s.beta] * (score + side * point[s.zeta]).log()).exp()


def _weights(point: Point, score: Any, side: int) -> tuple[Any, Any]:
    """Return what a row of this self-score gives itself and the others, at most or at least."""
    t, groups = point[s.t], point[s.N]
    own, high, low = (
        (_power(point, score, i), _power(point, point[s.q], i), _power(point, point[s.r], i))
        for i in (side, 1, -side)
    )
    crowd = (t - 1) * low[1] + t * groups * low[2]
    squares = (t - 1) * high[1] ** 2 + t * groups * high[2] ** 2
    return crowd / (own[0] + crowd), squares.sqrt() / crowd


def _with_chances(point: Point) -> Point:
    """Add what is known of the chances."""
    half = interval(Fraction(1, 2))
    nu, a, b, theta = (point[letter] for letter in (s.nu, s.a, s.b, s.theta))
    allowed, rare = point[s.sigma] * point[s.x_sigma], 1 / point[s.n]
    lost, off = _weights(point, point[s.p] + nu, 1)
    kept = allowed + (nu.sqrt() + allowed) * (1 - lost + off)
    room = theta - b - point[s.c] - a * (1 - lost + off)
    active, quiet = [interval(0), interval(1)], [interval(0), interval(1)]
    if room > 0:  # no row is long
        tail = point[s.n] * (-(room**2) / (2 * kept**2)).exp() + rare
        active[1], quiet[0] = active[1].min(point[s.m] * tail), 1 - tail
    lost, _ = _weights(point, point[s.p] + nu, -1)
    if theta < point[s.c] + (a + b) - (a + 2 * b) * lost - 2 * allowed:  # the planted row locks
        silent = interval(Fraction(15, 16)) ** point[s.m]
        active[0] = (1 - rare) * (1 - silent)
    lost, _ = _weights(point, point[s.q] + nu, -1)
    if lost * (a + 2 * b + 2 * nu.sqrt() * point[s.x_sigma]) < 1:  # every row does
        away = (theta - b + point[s.c] + 1) / nu.sqrt()
        below = 1 - half * (away / interval(2).sqrt()).erfc()
        none = (point[s.t] * point[s.N] / 4 * below.log()).exp()
        quiet[1] = (none + (-point[s.N] / 8).exp() + 2 * rare).min(interval(1))
        active[0] = active[0].max(1 - quiet[1])
    loss = point[s.H_zeta] ** 2 * point[s.crowd] / point[s.Q_nu]
    known = {s.P_sigma: active[0].union(active[1]), w.p_quiet: quiet[0].union(quiet[1])}
    return Point({**point, **known, s.epsilon: loss}, exact=False)
