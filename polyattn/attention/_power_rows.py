r"""Rows of scores under :math:`s^\beta`, kept where weights neither overflow nor vanish.

Weights are normalised, so a row of scores may be multiplied by any positive number. The *level*
of a row is log2 of its largest weight so far. From :math:`|q|\,\max_k|k|` follows how high it can
ever rise: where that is in range, the row is *settled*, and no further look at it is needed.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, near_one, times_power_of_two
from polyattn.attention._powers import Power

__all__ = ["PowerRows"]


class _Levels(NamedTuple):
    """log2, for one float type: levels in use, that of a rescaled row, the largest first score."""

    top: int
    rest: int
    low: int
    first: int


_SQUARED = {"float32": _Levels(121, 60, 0, 50), "float64": _Levels(986, 480, -300, 400)}
# A logarithm of size L costs L units of rounding: levels near 0 keep it small.
_LOGARITHM = {"float32": _Levels(60, 0, -48, 0), "float64": _Levels(60, 0, -400, 0)}

# Below this a score is all rounding, and its reciprocal may overflow.
_SMALLEST = {"float32": 2.0**-100, "float64": 2.0**-900}

_GLANCE = 32
"""Scores of a row that are looked at first; one of them is hardly ever far from the largest."""

_FEW_BITS = 8
"""Where rounding the scale to a power of two would cost more than an eighth of the range."""


class PowerRows:
    r"""A block of queries; a tile of its scores has a row a key and a column a query.

    They start with :math:`|q|\,\max_k|k|` scaled to just below the top of the range, by a power
    of two (exactly) where that leaves enough of it. A row whose level is out of range, or need
    not be looked at again once it is lower, is then scaled by its largest score.
    """

    def __init__(
        self, q: NDArray[Any], keys: ScaledBlocks, longest_key: float, offset: float, power: Power
    ) -> None:
        self._power, self._smallest = power, _SMALLEST[q.dtype.name]
        self._levels = (_SQUARED if power.by_squaring else _LOGARITHM)[q.dtype.name]
        self._top = self._levels.top - len(keys).bit_length()  # so many weights are added
        q, exponents, norms = near_one(q)
        bound = norms * longest_key
        if offset:
            exponents = np.broadcast_to(exponents + keys.exponent, len(q))
            # Where the offset is all of a score, it stands near 1.
            exponents = np.where(bound > 0, exponents, math.frexp(offset)[1])
            smaller = np.minimum(0, exponents - math.frexp(offset)[1])  # an offset of at most 1
            q, bound = times_power_of_two(q, smaller[:, None]), np.ldexp(bound, smaller)
            added = np.ldexp(offset, smaller - exponents)
            bound = bound + np.abs(added)
        scale = self._first_scale(bound).astype(q.dtype)
        self.queries = aligned_empty(q.shape[::-1], q.dtype)
        np.multiply(q.T, scale, out=self.queries)
        self.offset = (added * scale).astype(q.dtype) if offset else None
        # log2 of the largest weight that may yet come, rounding included; -inf: nothing
        rounding = 2 * q.shape[1] * float(np.finfo(q.dtype).eps)
        self._bound = power.degree * (np.log2(bound * scale) + rounding)
        self._peak = np.zeros(len(q))
        self.settled, self.forgets, self.weigh = False, power.keeps_zero, power

    def _first_scale(self, bound: NDArray[np.float64]) -> NDArray[np.float64]:
        degree = self._power.degree
        highest = self._top / degree  # log2 of the largest score allowed
        if self._power.by_squaring and highest < _FEW_BITS:
            # Half a bit less, for the rounding of this factor.
            return np.asarray(2.0 ** ((self._top - 0.5) / degree) / np.where(bound > 0, bound, 1.0))
        first = int(min(self._levels.first, highest))
        return np.asarray(np.ldexp(1.0, first - np.frexp(bound)[1]))

    def keep(self, scores: NDArray[Any], allowed: NDArray[np.bool_]) -> None:
        """Take scores that are not allowed out; their weight is exactly 0 if this `forgets`."""
        np.multiply(scores, allowed, out=scores)

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """Rescale scores and queries where a level asks for it; return the factor for the past."""
        degree, low = self._power.degree, self._levels.low
        few = np.abs(scores[:_GLANCE]).max(axis=0)
        if self._bound.max() <= self._top and few.min() >= max(2 ** (low / degree), self._smallest):
            self._peak, self.settled = np.maximum(self._peak, few), True
            return None
        peak = scores.max(axis=0)
        if self._power.whole:
            peak = np.maximum(peak, -scores.min(axis=0))
        higher = (peak > self._peak) & (peak >= self._smallest)
        before, self._peak = self._peak, np.where(higher, peak, self._peak)
        level = degree * np.log2(self._peak)
        spread = self._bound - level
        # Lower is better where it settles the row for good.
        may_settle = spread <= self._top - low
        out = (level > self._top) | (level < low) | (may_settle & (self._bound > self._top))
        factor = None
        if (out & higher).any():
            rest = self._levels.rest
            settled = np.minimum(rest, self._top - 0.5 - spread)
            target = np.where(may_settle, settled, rest)
            factor = self._rescale(out & higher, target, before > 0, scores)
        met = (self._peak > 0) | np.isneginf(self._bound)
        self.settled = bool(np.all(met & (self._bound <= self._top)))
        return factor

    def _rescale(
        self, out: NDArray[Any], target: NDArray[Any], met: NDArray[Any], scores: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Bring the rows `out` to the level `target`; `met` are those that had scores before."""
        # A division makes the largest score what it should be, even exactly 1.
        divisor = np.where(out, self._peak / np.exp2(target / self._power.degree), 1)
        divisor = divisor.astype(scores.dtype)
        scores /= divisor
        self.queries /= divisor
        if self.offset is not None:
            self.offset /= divisor
        self._peak = self._peak / divisor
        change = -self._power.degree * np.log2(divisor.astype(np.float64))
        self._bound = self._bound + change
        # A rescaled row that only had zeros so far has summed nothing but lifts.
        return np.where(met | ~out, np.exp2(np.minimum(change, 0.0)), 0.0)

    def empty(self) -> NDArray[np.bool_]:
        """Return which rows have had no score but zero."""
        return np.asarray(self._peak == 0)
