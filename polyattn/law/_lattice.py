r"""Gains of the size of one step of the law: a sharper bound, and their value to all digits.

The two vectors to classify with an equal background differ, given the single sign s, by
:math:`T(k-\delta_s)-T(k)` with T the upper tail of one binomial law and k the least count above
the threshold. At the atoms of law0 (which all its patterns share) :math:`\delta_s` is a rounded
affine function of the threshold, hence monotone, and the difference of tails is unimodal in k.
Below detection the gain is of the size of one step, and no other bound could tell.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from polyattn.law._points import Pair, Points
from polyattn.law.scaled import Floats
from polyattn.law.tails import binomial_tails, point_probability

__all__ = ["lattice_bound", "small_gain"]

Ints = NDArray[np.int64]
_MANY = 10**6  # trials; the ends of the range, where a count is cut off, weigh nothing then
_LONGEST = 2**15  # counts summed one by one; over more the two tails differ enough


def _comparable(pair: Pair) -> bool:
    """Return whether both laws are one row class on the same signs."""
    mine, other = pair.neuron0.branches, pair.neuron1.branches
    alike = mine.trials == other.trials > _MANY and mine.patterns == other.patterns
    return alike and len(mine.rows) == len(other.rows) == 1


def lattice_bound(pair: Pair, points: Points, left: Ints, right: Ints) -> Floats:
    r"""Return a bound on the gain at the atoms inside, infinite where this one does not apply.

    For m neurons, :math:`(1-p_0)^m-(1-p_1)^m\le m(p_1-p_0)^+(1-p_0)^{m-1}`.
    """
    bound = np.full(len(left), np.inf)
    mine, ends = pair.neuron0.branches, (left, right)
    if not (_comparable(pair) and len(mine.scores) == 1):
        return bound
    use = np.ones(len(left), dtype=bool)
    for counts in (points.counts0.above, points.counts1):  # not where a count is cut off
        for end in ends:
            use &= ((counts[end] > 0) & (counts[end] <= mine.trials)).all(axis=1)
    left, right = left[use], right[use]
    above = points.counts0.above
    shift = np.maximum(above[left] - points.counts1[left], above[right] - points.counts1[right])
    first, last = above[left] + 1, points.counts0.at_least[right]
    centre = (mine.trials + 1 + shift) / 2  # where the difference of tails is largest
    nearest = np.clip(np.floor(centre), first, last)
    farthest = np.where(centre - first > last - centre, first, last)
    count = np.where(shift >= 0, nearest, farthest).astype(np.int64)
    upper = binomial_tails(mine.trials).both(np.stack([count - shift, count]))[0].plain()
    gain = ((upper[0] - upper[1]) * mine.chances.plain()).sum(axis=1)
    silent = (1 - points.sf0_before[right]) ** ((pair.width - 1) / pair.width)
    bound[use] = pair.width * np.maximum(gain, 0.0) * silent
    return bound


def small_gain(pair: Pair, points: Points, which: Ints) -> Floats:
    """Return the gain at some points, to full relative precision however small it is.

    Zero where the two laws are not on the same signs.
    """
    if not _comparable(pair):
        return np.zeros(len(which))
    mine = pair.neuron0.branches
    _, q0 = pair.neuron0.tails(points.counts0.above[which])
    low, high = points.counts1[which], points.counts0.above[which]
    between = _between(mine.trials, low, high) - _between(mine.trials, high, low)
    more = between @ mine.chances.plain() / q0.plain()
    gain = -np.expm1(pair.width * np.log1p(-more)) * q0.plain() ** pair.width
    return np.asarray(gain, dtype=np.float64)


def _between(trials: int, low: Ints, high: Ints) -> Floats:
    """Return ``Pr[low <= Bin(trials, 1/2) < high]``, 0 where low is not below high."""
    sums = [
        _sum(trials, i, j) for i, j in zip(low.ravel().tolist(), high.ravel().tolist(), strict=True)
    ]
    return np.array(sums).reshape(low.shape)


@lru_cache(maxsize=2**16)
def _sum(trials: int, low: int, high: int) -> float:
    if low >= high:
        return 0.0
    tails = binomial_tails(trials)
    if high - low > _LONGEST or low < 1 or high > trials:
        upper = tails.both(np.array([low, high]))[0].plain()
        return float(upper[0] - upper[1])
    count = np.arange(low, high - 1, dtype=np.float64)
    ratios = np.cumprod((trials - count) / (count + 1))
    first = point_probability(trials, np.array(low)).plain()
    return float(first * (1 + ratios.sum()))
