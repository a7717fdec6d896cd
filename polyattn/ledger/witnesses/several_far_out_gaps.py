r"""A witness for detection with :math:`k=n^\chi` planted rows, at :math:`n=10^{1000}`.

The largest gap lies between that of one threshold and a count of values of :math:`K_u`. Sums of
signs are within 50 standard deviations, but for :math:`2e^{-1250}` (Hoeffding). In one group it is
the gap of one planted row among t/k copies. A second look compares logarithms of floats: how much
weight moves, and how much random signs move.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import log
from typing import Any

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.witnesses.far_out_chances import add_chances
from polyattn.ledger.witnesses.several_far_out import FarOutRows
from polyattn.symbolic.chances import S_m, k
from polyattn.symbolic.growth import Way

_DEVIATIONS = 50
_TYPES = (s.V_star_k, s.V_s_k, s.V_o_k)


@dataclass(frozen=True)
class FarOutGaps(FarOutRows):
    """The limits of a part about the largest gap."""

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out, at two widths."""
        for width, point in product((1, 5), super()._points(part, way, spoken)):
            yield Point({**point, s.m: Fraction(width)}, exact=False)

    def _look(self, point: Point, spoken: set[Any]) -> None:
        """Add the gap."""
        if s.S_one in spoken:
            point[s.S_one] = _one_group(point)
        if s.S_several in spoken:
            point[s.S_several] = _best_gap(point)


def _one_group(point: Point) -> Any:
    """Return the gap with t/k in the place of t."""
    letters = (s.a0, s.a1, s.b, s.c, s.delta, s.kappa, s.beta, s.N, s.m)
    single = Point({x: point[x] for x in letters} | {s.t: point[s.t] / point[k]}, exact=False)
    add_chances(single, {S_m})
    return single[S_m]


def _best_gap(point: Point) -> Any:
    """Return an interval in which the largest gap lies."""
    shift = interval(0)
    for signs in _corners(point, point[k], point[s.N_u]):
        at = Point({**point, **signs}, exact=False)
        for row in _TYPES:
            shift = shift.max(evaluate(s.on(row, 1), at) - evaluate(s.on(row, 0), at))
    step = 2 * point[s.b] * point[s.on(s.u_k, 0)]
    atom = (2 / (interval(0).pi() * point[s.N_u])).sqrt()
    most = (point[s.m] * (1 + shift / step) * atom).min(interval(1))
    plus = _signs(point, 1, 1, 1, interval(0), interval(0))
    top = Point({**point, **plus}, exact=False)
    theta = (evaluate(s.on(s.X_k, 0), top) + evaluate(s.on(s.X_k, 1), top)) / 2
    silent = [1 - _chance(point, theta, i) for i in (0, 1)]
    least = (silent[0] ** point[s.m] - silent[1] ** point[s.m]).max(interval(0))
    return least.lower().union(most.upper())


def _signs(point: Point, first: int, last: int, own: int, with_: Any, without: Any) -> Any:
    """Return signs whose sums over the groups with and without a planted row are these."""
    known = {s.s_1: Fraction(first), s.s_d: Fraction(last), s.y_p: Fraction(own)}
    counts = {s.K_p: (point[k] + with_) / 2, s.K_u: (point[s.N_u] + without) / 2}
    return known | {s.y_u: Fraction(1)} | counts


def _corners(point: Point, with_: Any, without: Any) -> Iterator[Any]:
    for first, own, x, y in product((1, -1), repeat=4):
        yield _signs(point, first, 1, own, x * with_, y * without)


def _chance(point: Point, theta: Any, dataset: int) -> Any:
    """Return Pr[X > theta]: for each three signs X at both ends of what sums rarely leave."""
    rare = 4 * (-(interval(_DEVIATIONS) ** 2) / 2).exp()
    single = point[k] == 1
    within = interval(0) if single else _DEVIATIONS * point[k].sqrt()
    free, total = _DEVIATIONS * point[s.N_u].sqrt(), interval(0)
    for first, last, own in product((1, -1), (1, -1), (1, -1) if single else (1,)):
        ends = [
            evaluate(s.on(s.X_k, dataset), Point({**point, **signs}, exact=False))
            for i in (-1, 1)
            for signs in [
                _signs(point, first, last, own, interval(own) if single else i * within, i * free)
            ]
        ]
        share = interval(Fraction(1, 8 if single else 4))
        if ends[0] > theta:
            total += share
        elif not ends[1] < theta:
            total += share * interval(0).union(interval(1))
    return (total + rare * interval(-1).union(interval(1))).max(interval(0)).min(interval(1))


_SIZE = 1e6  # log n
_SCORES = ((1.33, 0.97, 0.52, 0.16), (4.52, 4.16, 0.52, 0.16))


def _in_logarithms(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Look whether the weight that moves exceeds what random signs move."""
    count, shares, powers = 0, (0.1, 0.3, 0.5, 0.8, 1.0), (0.0, 0.1, 0.3, 0.5, 0.7)
    for name, scores, share, power, degree in product(parts, _SCORES, shares, powers, range(1, 60)):
        own, club, mate, far = scores
        known = {s.on(s.p, 1): own, s.on(s.p_two, 1): club, s.q: mate, s.r: far}
        known |= {s.delta: share, s.chi: power, s.kappa: degree / 20}
        about = [x for x in claim.part(name).hypotheses if x.has(s.kappa, s.chi)]
        in_one = name.startswith("one group")
        fits = power <= 1 - share if in_one else power < share
        if not fits or not all(x.xreplace(known) == True for x in about):  # noqa: E712
            continue
        count += 1
        beta, rows = degree / 20 * _SIZE, power * _SIZE
        planted = [rows + beta * log(own)]
        if not in_one:
            planted = [beta * log(own), rows + beta * log(club) if rows > 0 else -(_SIZE**2)]
        group = (1 - share) * _SIZE + beta * log(far)  # one whole group without a planted row
        ahead = max(planted) - group - share * _SIZE / 2
        if (ahead > 0) != ("not" not in name):
            return False, f"{name} fails at {known}"
    return count > 0, f"{count} comparisons at n = e^1000000, in logarithms"


_ENTRIES = (("1/2", "2", "3/5", "2/5"),)
WITNESSES = (
    Step("far out", (FarOutGaps(_ENTRIES, ("1/2", "4/5"), powers=("0", "1/5", "2/5")),)),
    Step("in logarithms", (Computed("sampled", _in_logarithms),)),
)
