r"""Rows of scores, kept where their weights neither overflow nor vanish.

A row of weights is normalised, so it may be multiplied by any positive number: its scores are
divided under a power, and shifted under the exponential. The *level* of a row is log2 of its
largest weight so far. From :math:`|q|\,\max_k|k|` follows how high it can ever rise: where that is
in range, the row is *settled*, and no further look at it is needed.
"""

from __future__ import annotations

from math import frexp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, near_one, times_power_of_two
from polyattn.attention._weights import Exponential, Power, Weight
from polyattn.kernels import Kernel, Polynomial

__all__ = ["Keys", "Rows", "check_sums"]

# The largest exponent that a softmax takes: no difference of two overflows.
_LARGEST = {"float32": 1e37, "float64": 1e307}

_GLANCE = 32  # scores of a row that are looked at first: one is hardly ever far from the largest
_FEW_BITS = 8  # rounding the scale to a power of two would cost an eighth of the range, or more


class Keys:
    """The keys of one head under its kernel; `lifted` as in `Power`."""

    def __init__(self, k: NDArray[Any], kernel: Kernel, offset: float, *, lifted: bool) -> None:
        # Queries times the inverse of their scale must not overflow.
        self.blocks, self.kernel, self.offset = ScaledBlocks(k, 8), kernel, offset
        self.longest = self.blocks.longest()
        self.weight: Weight = Exponential(k.dtype)
        if isinstance(kernel, Polynomial):
            self.weight = Power(kernel, k.dtype, lifted=lifted)
        self.top = self.weight.levels.top - len(k).bit_length()  # so many weights are added


class Rows:
    """A block of queries; a tile of its scores has a row a key and a column a query."""

    def __init__(self, q: NDArray[Any], keys: Keys) -> None:
        self.keys, self.weight, self.settled = keys, keys.weight, False
        self.queries = aligned_empty(q.shape[::-1], q.dtype)
        self.offset: NDArray[Any] | None = None
        near, exponents, norms = near_one(q)
        start = near, exponents + keys.blocks.exponent, norms * keys.longest
        # log2 of the largest weight that may yet come; -inf: nothing
        if isinstance(keys.weight, Power):
            self._bound = self._start_power(*start, keys.weight)
        else:
            self._bound = self._start_softmax(*start, keys.kernel)
        self._peak = np.full(len(q), keys.weight.nothing)

    def _start_power(
        self, q: NDArray[Any], exponents: Any, bound: NDArray[np.float64], power: Power
    ) -> NDArray[np.float64]:
        """Scale the largest possible score to just below the top, exactly if there is room."""
        offset, top = self.keys.offset, self.keys.top
        if offset:
            own = np.where(bound > 0, exponents, -(2**20))
            unit = np.maximum(own, frexp(offset)[1])  # brings the larger of the two near 1
            q = times_power_of_two(q, (own - unit)[:, None])
            added = np.ldexp(offset, -unit)
            bound = np.ldexp(bound, own - unit) + np.abs(added)
        highest = top / power.degree  # log2 of the largest score allowed
        scale = np.ldexp(1.0, int(min(power.levels.first, highest)) - np.frexp(bound)[1])
        if power.by_squaring and highest < _FEW_BITS:
            # Half a bit less, for the rounding of this factor.
            scale = 2.0 ** ((top - 0.5) / power.degree) / np.where(bound > 0, bound, 1.0)
        np.multiply(q.T, scale.astype(q.dtype), out=self.queries)
        if offset:
            self.offset = (added * scale).astype(q.dtype)
        rounding = 2 * q.shape[1] * float(np.finfo(q.dtype).eps)
        return np.asarray(power.level(bound * scale) + power.degree * rounding)

    def _start_softmax(
        self, q: NDArray[Any], exponents: Any, bound: NDArray[np.float64], kernel: Any
    ) -> NDArray[np.float64]:
        """Give the queries the scale; an offset leaves a softmax as it is."""
        scale, power = frexp(float(kernel.scale))
        bound, largest = np.ldexp(bound * scale, exponents + power), _LARGEST[q.dtype.name]
        if np.any(bound > largest):
            raise ValueError(
                f"attention: scale * |q| * max|k| reaches {bound.max():.3g}, beyond "
                f"{largest:g} for {q.dtype.name}; scale the queries or the keys down"
            )
        self.queries[:] = times_power_of_two(q.T * q.dtype.type(scale), exponents + power)
        return self.weight.level(bound)

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """Rescale rows whose level is out of range; return the factor for their sums so far."""
        weight, low, top, before = self.weight, self.weight.levels.low, self.keys.top, self._peak
        for seen in (scores[:_GLANCE], scores):
            self._peak = np.maximum(before, weight.largest(seen))
            level = weight.level(self._peak)
            if self._bound.max() <= top and level.min() >= low:
                break
        out = (self._peak > before) & ((level < low) | (level > top))
        factor = None
        if out.any():  # zeros met before may have had lifts for weights
            change = self._rescale(out, scores)
            factor = np.where(before == weight.nothing, 0.0, np.exp2(change))
        met = (self._peak > weight.nothing) | np.isneginf(self._bound)
        self.settled = bool(np.all(met & (self._bound <= top)))
        return factor

    def _rescale(self, out: NDArray[Any], scores: NDArray[Any]) -> NDArray[np.float64]:
        """Bring the rows `out` to the level where they rest; return the change of levels."""
        weight = self.weight
        if isinstance(weight, Power):
            # Lower is better where it settles the row for good.
            spread, levels = self._bound - weight.level(self._peak), weight.levels
            lower = np.minimum(levels.rest, self.keys.top - 0.5 - spread)
            rest = np.where(lower >= levels.low, lower, levels.rest)
            # A division makes the largest score what it should be, even exactly 1.
            unit = np.where(out, self._peak / np.exp2(rest / weight.degree), 1).astype(scores.dtype)
            self.queries /= unit
            self.offset = None if self.offset is None else self.offset / unit
            scores /= unit
            self._peak = self._peak / unit
        else:
            unit = np.where(out, self._peak, 0).astype(scores.dtype)
            self.offset = -unit if self.offset is None else self.offset - unit
            scores -= unit
            self._peak = self._peak - unit
        change = -weight.level(unit)
        self._bound = self._bound + change
        return change

    def empty(self) -> NDArray[np.bool_]:
        """Return which rows have had no score but zero, under a power."""
        return np.asarray((self._peak == 0) & isinstance(self.weight, Power))


def check_sums(
    call: str, kernel: Kernel, total: NDArray[Any], rounding: NDArray[Any], empty: NDArray[Any]
) -> None:
    """Refuse sums of weights that mean nothing: NaN, or signed ones within their rounding."""
    if np.isnan(total).any():
        raise ValueError(
            f"{call}: a score is negative, and {kernel!r} has no real weight for it; "
            "use a whole degree, or no negative scores"
        )
    lost = np.count_nonzero((np.abs(total) <= rounding) & ~empty)
    if lost and isinstance(kernel, Polynomial) and kernel.degree % 2 == 1:
        raise ValueError(
            f"{call}: the weights of {lost} or more rows sum to zero within rounding, "
            f"as scores of both signs may under the odd {kernel!r}; "
            "use an even degree, or no negative scores"
        )
