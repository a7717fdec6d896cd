"""Rows of scores under the exponential, shifted where weights would overflow or vanish."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, near_one, times_power_of_two
from polyattn.kernels import Softmax

__all__ = ["SoftmaxRows"]

# Logarithms of the largest weight of a row: the range that needs no shift, and overflow.
_TOP = {"float32": 60.0, "float64": 600.0}
_LOW = {"float32": -30.0, "float64": -300.0}
_LARGEST = {"float32": 1e37, "float64": 1e307}


class SoftmaxRows:
    """A block of queries, which carry the scale; the parts are those of `PowerRows`."""

    forgets = True
    offset = None

    def __init__(
        self, q: NDArray[Any], keys: ScaledBlocks, longest_key: float, kernel: Softmax
    ) -> None:
        name = q.dtype.name
        self._low, self._top = _LOW[name], _TOP[name] - math.log2(len(keys))
        scale, power = math.frexp(float(kernel.scale))
        near, exponent, norms = near_one(q)
        exponent = exponent + power + keys.exponent
        self._bound = np.ldexp(norms * longest_key * scale, exponent)
        if np.any(self._bound > _LARGEST[name]):
            raise ValueError(
                f"attention: scale * |q| * max|k| reaches {self._bound.max():.3g}, beyond "
                f"{_LARGEST[name]:g} for {name}; scale the queries or the keys down"
            )
        self.queries = aligned_empty(q.shape[::-1], q.dtype)
        self.queries[:] = times_power_of_two(near.T * q.dtype.type(scale), exponent)
        self._peak = np.full(len(q), -np.inf)
        self._shift = np.zeros(len(q))
        self.settled = False

    def keep(self, scores: NDArray[Any], allowed: NDArray[np.bool_]) -> None:
        """Take scores that are not allowed out."""
        np.copyto(scores, -np.inf, where=~allowed)

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """Shift a row by its largest score where that is out of range."""
        before, self._peak = self._peak, np.maximum(self._peak, scores.max(axis=0))
        level, met = self._peak - self._shift, self._peak > -np.inf
        out = met & ((level > self._top) | (level < self._low))
        # Rounded to the type of the scores, since they will see it so.
        shift = np.where(out, self._peak, self._shift).astype(scores.dtype).astype(np.float64)
        change, self._shift = self._shift - shift, shift
        self.settled = bool(np.all(met & (self._bound - shift <= self._top)))
        if not out.any():
            return None
        return np.where(np.isneginf(before), 0.0, np.exp(np.minimum(change, 0.0)))

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace scores by weights, in place."""
        if self._shift.any():
            np.subtract(scores, self._shift.astype(scores.dtype), out=scores)
        np.exp(scores, out=scores)

    def empty(self) -> NDArray[np.bool_]:
        """Return no row: no score is without weight under the exponential."""
        return np.zeros(len(self._peak), dtype=bool)
