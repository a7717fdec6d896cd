"""The search for the best threshold among the atoms, without sorting them.

``law1.sf - law0.sf`` rises only where law0 has an atom. Between two thresholds it stays below
``law1.sf(left) - law0.sf(right-)``; an interval of thresholds whose bound is no better than what
has been found is dropped, the others are split at atoms of law0 until none is left inside. Each
evaluated threshold is an atom (a branch and a count), compared exactly with both laws: an
optimum 1e-300 wide is found like any other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.law._lattice import lattice_bound
from polyattn.law._points import Pair, Points
from polyattn.law.scaled import Floats

__all__ = ["SMALL_GAIN", "search"]

Ints = NDArray[np.int64]
_AT_ONCE = 128  # thresholds evaluated in a round, at least: enough to repay the cost of a call
_MOST_SPLITS = 31  # of one interval
_NO_BETTER = 1e-12  # relative: an interval that could be better by less is dropped
_ROUNDING = 1e-15  # of a difference of probabilities: matters to a small gain only
_LATTICE_BELOW = 0.05  # a gain from which on the steps of the laws hardly count
SMALL_GAIN = 1e-4  # below it, differences of probabilities lose digits that are wanted


class _Intervals(NamedTuple):
    """Open intervals between points, the most that can be gained in each and the least lost."""

    left: Ints
    right: Ints
    gain: Floats
    loss: Floats

    def keep(self, which: NDArray[np.bool_] | Ints) -> _Intervals:
        return _Intervals(self.left[which], self.right[which], self.gain[which], self.loss[which])

    def join(self, more: _Intervals) -> _Intervals:
        left, right, gain, loss = (np.concatenate(x) for x in zip(self, more, strict=True))
        return _Intervals(left, right, gain, loss)


def search(pair: Pair) -> Points:
    """Return the evaluated points, the best threshold of all among them."""
    points = pair.ends()
    waiting = _between(pair, points, np.array([0]), np.array([1]))
    while True:
        waiting = _promising(points, waiting)
        if not waiting.left.size:
            return points
        room = max(_AT_ONCE, len(waiting.left) // 4)
        order = np.argsort(-waiting.gain, kind="stable")
        now, waiting = waiting.keep(order[:room]), waiting.keep(order[room:])
        interval, pattern, count = _split(points, now, room)
        new = len(points.sf0) + np.arange(len(count))
        points = points.join(pair.evaluate(pattern, count))
        left, right = _neighbours(now, interval, new)
        waiting = waiting.join(_between(pair, points, left, right))


def _neighbours(split: _Intervals, interval: Ints, new: Ints) -> tuple[Ints, Ints]:
    """Return the ends of the pieces into which the new points cut the intervals."""
    owner = np.concatenate([np.arange(len(split.left)), interval])
    order = np.argsort(owner, kind="stable")  # each interval's left end, then its new points
    left, owner = np.concatenate([split.left, new])[order], owner[order]
    right = np.append(left[1:], 0)
    last = np.append(owner[1:] != owner[:-1], True)
    right[last] = split.right
    return left, right


def _between(pair: Pair, points: Points, left: Ints, right: Ints) -> _Intervals:
    """Return the intervals between neighbours that have an atom of law0 inside."""
    holds = _inside(points, left, right).any(axis=1)
    left, right = left[holds], right[holds]
    gain = points.sf1[left] - points.sf0_before[right]
    loss = points.cdf1[left] + points.sf0_before[right]
    if points.gain().max() < _LATTICE_BELOW:
        gain = np.minimum(gain, lattice_bound(pair, points, left, right))
    return _Intervals(left, right, gain, loss)


def _promising(points: Points, intervals: _Intervals) -> _Intervals:
    """Return those that may hold something better than every evaluated point."""
    best, least = points.gain().max(), points.loss().min()
    if best >= 0.5:  # near 1 the complement tells apart what the value cannot
        return intervals.keep(intervals.loss < least * (1 - _NO_BETTER))
    slack = _ROUNDING if best < SMALL_GAIN else -_NO_BETTER * best
    return intervals.keep(intervals.gain > best - slack)


def _inside(points: Points, left: Ints, right: Ints) -> Ints:
    """Return how many atoms of each pattern of law0 lie strictly between two points."""
    return points.counts0.at_least[right] - points.counts0.above[left]


def _split(points: Points, intervals: _Intervals, room: int) -> tuple[Ints, Ints, Ints]:
    """Return atoms inside, evenly spaced in the pattern that has most: interval, pattern, count."""
    left = intervals.left
    inside = _inside(points, left, intervals.right)
    pattern, many = inside.argmax(axis=1), inside.max(axis=1)
    splits = np.minimum(many, max(1, min(_MOST_SPLITS, room // len(left))))
    interval = np.repeat(np.arange(len(left)), splits)
    k = np.arange(len(interval)) - np.repeat(np.cumsum(splits) - splits, splits)
    start = points.counts0.above[left, pattern]
    count = start[interval] + (k + 1) * many[interval] // (splits[interval] + 1)
    return interval, pattern[interval], count
