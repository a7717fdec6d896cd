r"""A witness for limits with Gaussian noise: :math:`n=10^{1000}`, and what is known of the chances.

Sizes and degrees are those of :class:`~polyattn.ledger.witnesses.far_out.FarOut`. The weights of a
row come from its scores, each of which is off by what the noise allows. A row that keeps a noise
of norm w is active with a chance of at most :math:`e^{-x^2/2w^2}`; where the planted row locks, the
noise is with it half of the time; where all lock, the rows are the noisy tokens. Data set 1 has a
larger feature, and the gap at one threshold is no larger than the best.
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
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.far_out import FarOut, scaled
from polyattn.symbolic import drowned as w
from polyattn.symbolic.growth import Way

_MORE = Fraction(9, 10)  # how much larger the feature of data set 1 is


@dataclass(frozen=True)
class FarOutNoise(FarOut):
    """The limits of a part with noise of some powers, at thresholds around those of the rows."""

    powers: tuple[str, ...] = ("1/20", "1")
    rooms: tuple[str, ...] = ("-1/2", "1/20", "1/2", "899/1000", "6")

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out, and what is known of the chances there."""
        for entry, power, room in product(self.entries, self.powers, self.rooms):
            known = dict(zip((s.a, s.b, s.c), map(Fraction, entry), strict=True))
            known |= {s.nu: Fraction(power), s.m: Fraction(10)}
            known |= {s.a0: known[s.a], s.a1: known[s.a] + _MORE}
            known[s.theta] = known[s.b] + known[s.c] + Fraction(room)
            for sizes in scaled(part, known, self.shares):
                other = {**known, s.a: known[s.a1]}
                yield _with_chances(far({**known, **sizes}), far({**other, **sizes}))


def far(known: Values) -> Point:
    """Return a point with the noise of its power, and how far that puts scores off."""
    point = Point(known, exact=False)
    x = (2 * (4 * point[s.n] ** 3).log()).sqrt()
    noise = {s.sigma: (point[s.nu] / point[s.d]).sqrt(), s.x_sigma: x}
    zeta = evaluate(s.SPREAD, Point({**known, **noise}, exact=False))
    return Point({**known, **noise, s.zeta: zeta}, exact=False)


def _power(point: Point, score: Any, side: int) -> Any:
    """Return the power of a score that is off by what the noise allows."""
    return (point[s.beta] * (score + side * point[s.zeta]).log()).exp()


def weights(point: Point, score: Any, side: int) -> tuple[Any, Any]:
    """Return what a row of this self-score gives itself and the others, at most or at least."""
    t, groups = point[s.t], point[s.N]
    own, high, low = (
        (_power(point, score, i), _power(point, point[s.q], i), _power(point, point[s.r], i))
        for i in (side, 1, -side)
    )
    crowd = (t - 1) * low[1] + t * groups * low[2]
    squares = (t - 1) * high[1] ** 2 + t * groups * high[2] ** 2
    return crowd / (own[0] + crowd), squares.sqrt() / crowd


def _with_chances(point: Point, other: Point) -> Point:
    """Add what is known of the chances."""
    active, quiet = _active(point)
    loss = point[s.H_zeta] ** 2 * point[s.crowd] / point[s.Q_nu]
    gap = [(_active(other)[0][0] - active[1]).max(interval(0)), interval(1)]
    lost, _ = weights(point, point[s.q] + point[s.nu], -1)
    rivals = (1 + point[s.t] * point[s.N] / 4).log()
    room = (2 * rivals).sqrt() - point[s.a1] / point[s.nu].sqrt()
    if room > 0:  # some other token is the largest
        spread = ((2 * point[s.n].log()).sqrt() + interval(Fraction(7, 5))) / point[s.nu].sqrt()
        near = lost * _apart(point) * spread
        bound = point[s.m] * ((-(room**2) / 2).exp() + near + _rare(point))
        gap[1] = bound.min(interval(1))
    known = {s.P_sigma: active[0].union(active[1]), w.p_quiet: quiet[0].union(quiet[1])}
    known |= {w.S_sigma: gap[0].union(gap[1])}
    return Point({**point, **known, s.epsilon: loss}, exact=False)


def _apart(point: Point) -> Any:
    """Return how far what a neuron sees of two tokens may be apart."""
    return point[s.a] + 2 * point[s.b] + 2 * point[s.nu].sqrt() * point[s.x_sigma]


def _rare(point: Point) -> Any:
    """Return the chance of few plus signs, and of what the event leaves out."""
    return (-point[s.N] / 8).exp() + 2 / point[s.n]


def alone(point: Point, added: Any) -> Any:
    """Bound the chance to be active where no row but the planted one is long, or return 1.

    Self-scores have so much added to them.

    Given the signs of a neuron, what it sees of the noise of one token is normal; and many neurons
    that share the noise are active at most as often as if each had its own (Jensen).
    """
    nu, a, b, c, theta = (point[letter] for letter in (s.nu, s.a, s.b, s.c, s.theta))
    allowed, half = point[s.sigma] * point[s.x_sigma], interval(Fraction(1, 2))
    lost, off = weights(point, point[s.q] + added, 1)
    kept, room = allowed + (nu.sqrt() + allowed) * (1 - lost + off), theta - b - c - a * off
    if not room > 0:
        return interval(1)
    others = point[s.n] * (-(room**2) / (2 * kept**2)).exp() + 3 / point[s.n]
    loss = weights(point, point[s.p] + added, -1)[0] * _apart(point)
    own = interval(0)
    for x, y, z in product((1, -1), repeat=3):
        place = (theta - loss - x * a - y * b - z * c) / nu.sqrt()
        own += half * (place / interval(2).sqrt()).erfc() / 8
    if not own < 1:
        return interval(1)
    return (1 - (1 - own) ** point[s.m] + point[s.m] * others).min(interval(1))


def _token_seen(point: Point, lost: Any) -> Any:
    """Bound from below how often the token of a planted row that loses so much makes one active.

    Two neurons see numbers of a small correlation.
    """
    half, unseen = interval(Fraction(1, 2)), interval(0)
    for x, y, z in product((1, -1), repeat=3):
        clean = x * point[s.a] + y * point[s.b] + z * point[s.c]
        place = (point[s.theta] + lost * _apart(point) - clean) / point[s.nu].sqrt()
        unseen += half * (-place / interval(2).sqrt()).erfc() / 8
    rare = point[s.m] / (2 * point[s.d].sqrt().sqrt()) + (point[s.m] + 1) / point[s.n]
    return 1 - unseen.min(interval(1)) ** point[s.m] - rare


def _active(point: Point) -> tuple[list[Any], list[Any]]:
    """Bound the chance that m neurons are active, and that one is not."""
    half = interval(Fraction(1, 2))
    nu, a, b, theta = (point[letter] for letter in (s.nu, s.a, s.b, s.theta))
    allowed, rare = point[s.sigma] * point[s.x_sigma], 1 / point[s.n]
    active, quiet = [interval(0), interval(1)], [interval(0), interval(1)]
    lost, off = weights(point, point[s.p] + nu, 1)
    kept = allowed + (nu.sqrt() + allowed) * (1 - lost + off)
    room = theta - b - point[s.c] - a * (1 - lost + off)
    if room > 0:  # no row is long
        tail = point[s.n] * (-(room**2) / (2 * kept**2)).exp() + rare
        active[1], quiet[0] = active[1].min(point[s.m] * tail), 1 - tail
    lost, _ = weights(point, point[s.p] + nu, -1)
    if theta < point[s.c] + (a + b) - (a + 2 * b) * lost - 2 * allowed:  # the planted row locks
        silent = interval(Fraction(15, 16)) ** point[s.m]
        active[0] = (1 - rare) * (1 - silent)
    active[0] = active[0].max(_token_seen(point, lost))
    active[1] = active[1].min(alone(point, point[s.nu]))
    lost, _ = weights(point, point[s.q] + nu, -1)
    if lost * _apart(point) < 1:  # every row does
        away = (theta - b + point[s.c] + 1) / nu.sqrt()
        below = 1 - half * (away / interval(2).sqrt()).erfc()
        none = (point[s.t] * point[s.N] / 4 * below.log()).exp()
        quiet[1] = (none + _rare(point)).min(interval(1))
        active[0] = active[0].max(1 - quiet[1])
    return active, quiet
