r"""How much :math:`J` further values of :math:`K` can gain, for m neurons: one maximum.

With :math:`D(p)=\Psi_J(p)-p` the gap is :math:`(1-p)^m\big[1-(1-\frac{D(p)}{1-p})^m\big]`. As a
function of :math:`(1-p)^m` it is concave, so that it rises to its maximum and falls from there on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

__all__ = ["profile_at_most"]

_ROUNDS = 60  # of the golden section between two corners
_GOLDEN = (math.sqrt(5) - 1) / 2
_SMALL = -37.0  # below, -log(1 - p) is p, and so back
_LARGEST = 700.0  # exp of more is no float


def profile_at_most(trials: int, steps: int, width: int) -> float:
    r"""Return the largest gap that the broken line leaves, widened for rounding.

    Parameters
    ----------
    trials : int
        The number :math:`N=d-3` of other groups, less than :math:`2^{52}`.
    steps : int
        The number :math:`J` of `counting_steps`.
    width : int
        The number :math:`m` of neurons.

    Returns
    -------
    float
        :math:`\max_p[(1-p)^m-(1-\Psi_J(p))^m]`, at most 1; after widening by a relative
        :math:`10^{-12}+10^{-14}\sqrt N` for the tails in floats.

    References
    ----------
    Book label ``thm:profile-inequality``.

    Examples
    --------
    >>> 0.5 <= profile_at_most(2, 1, 1) < 0.5 + 1e-11
    True
    """
    if steps > trials:  # the line is 1 from 0 on
        return 1.0
    corners = _corners(trials, steps)
    low, high = 0, trials + 1
    while high - low > 3:
        third = (high - low) // 3
        left, right = (_log_gap(corners(place), width) for place in (low + third, high - third))
        low, high = (low + third, high) if left <= right else (low, high - third)
    near = [corners(place) for place in range(max(low - 1, 0), min(high + 1, trials + 1) + 1)]
    best = max(_between(one, other, width) for one, other in pairwise(near))
    return min(1.0, math.exp(best) * (1 + 1e-12 + 1e-14 * math.sqrt(trials)))


class _Place(NamedTuple):
    """A place on the line: the logarithms of p, of 1 - p, and of what the line is above p."""

    chance: float
    rest: float
    gain: float


def _corners(trials: int, steps: int) -> Callable[[int], _Place]:
    """Return the corners of the line by their number."""
    import numpy as np

    from polyattn.law.scaled import log
    from polyattn.law.tails import binomial_tails

    tails = binomial_tails(trials)

    def corner(place: int) -> _Place:
        upper, lower = (log(x).tolist() for x in tails.both(np.array([place, place - steps])))
        # The smaller tails tell more of their difference.
        larger, smaller = upper[::-1] if 2 * place > trials else lower
        gain = -math.inf if place == 0 else larger + math.log1p(-math.exp(smaller - larger))
        return _Place(upper[0], lower[0], gain)

    return corner


def _between(one: _Place, other: _Place, width: int) -> float:
    """Return the logarithm of the largest gap between two corners, by golden section."""

    def gap(part: float) -> float:
        mixed = (_mixed(x, y, part) for x, y in zip(one, other, strict=True))
        return _log_gap(_Place(*mixed), width)

    low, high, best = 0.0, 1.0, max(_log_gap(one, width), _log_gap(other, width))
    for _ in range(_ROUNDS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        heights = gap(left), gap(right)
        best = max(best, *heights)
        low, high = (left, high) if heights[0] < heights[1] else (low, right)
    return best


def _mixed(x: float, y: float, part: float) -> float:
    """Return the logarithm of the mean of two numbers that are given by theirs."""
    small, large = sorted((x + math.log1p(-part), y + math.log(part)))
    return large if small == -math.inf else large + math.log1p(math.exp(small - large))


def _log_gap(place: _Place, width: int) -> float:
    """Return the logarithm of the gap of m neurons at a place on the line."""
    if place.rest == -math.inf or place.gain == -math.inf:  # nothing to gain
        return -math.inf
    firing = _log_rate(place.chance) if place.chance < -math.log(2) else math.log(-place.rest)
    more = math.log(width) + _log_rate(min(place.gain - place.rest, 0.0))
    return _log_share(more) - math.exp(min(math.log(width) + firing, _LARGEST))


def _log_rate(log_chance: float) -> float:
    """Return the logarithm of -log(1 - p) from that of p."""
    if log_chance < _SMALL:
        return log_chance
    chance = math.exp(log_chance)
    return math.log(-math.log1p(-chance)) if chance < 1 else math.inf


def _log_share(log_rate: float) -> float:
    """Return the logarithm of 1 - exp(-x) from that of x: the way back."""
    if log_rate < _SMALL:
        return log_rate
    return math.log(-math.expm1(-math.exp(min(log_rate, _LARGEST))))
