r"""A witness for the limits of chapter 10: one vector with :math:`10^{1000}` entries.

The spike's weight is computed in intervals. :math:`S_m` lies between the gap at a threshold 50
standard deviations from 0, by Hoeffding's bound, and a count of the K that tell the vectors apart;
and it is at most :math:`1-2^{-m}`, as half of all signs give :math:`X\ge0` at the least.
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
from polyattn.ledger.witnesses.far_out import AWAY, DIGITS, FarOut, bounds
from polyattn.symbolic.growth import Way

_DEVIATIONS = 50


@dataclass(frozen=True)
class FarOutVector(FarOut):
    """The limits of a part at degrees around those that it names; entries are (rho, Lambda)."""

    entries: tuple[tuple[str, ...], ...] = (("3/2", "5/4"), ("3", "2"))

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield equal backgrounds far out."""
        count = interval(10) ** DIGITS
        for texts, width in product(self.entries, (1, 3)):
            known = dict(zip((s.rho, s.Lambda), map(Fraction, texts), strict=True))
            known |= {s.m: Fraction(width), s.tau: Fraction(1, 2), s.epsilon: Fraction(1, 10)}
            fixed = Point(known, exact=False)
            for bound, away in product(bounds(part), (1, *AWAY)):
                degree = evaluate(bound, fixed) * interval(away)
                power = (degree * count.log() * fixed[s.rho].log()).exp()
                sizes = {s.entries: count, s.N: count - 1, s.w: power / (power + count - 1)}
                degrees = {s.kappa: degree, s.beta: degree * count.log()}
                point = Point({**known, **sizes, **degrees}, exact=False)
                point[s.S_v] = _best_gap(point)
                yield point


def _best_gap(point: Point) -> Any:
    """Return an interval in which the largest gap lies."""
    width, weight, count = point[s.m], point[s.w], point[s.entries]
    rare = (-(interval(_DEVIATIONS) ** 2) / 2).exp()
    low, high = interval(0), 1 - interval(Fraction(1, 2)) ** width
    if weight * count.sqrt() > 2 * _DEVIATIONS:
        low = (1 - rare) ** width - ((1 + rare) / 2) ** width
    told = width * (count * weight + 1) / count.sqrt()  # no K is likelier than 1/sqrt(n)
    if told < high:
        high = told
    return low.union(high)
