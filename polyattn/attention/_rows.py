r"""Rows of scores, kept where their weights neither overflow nor vanish.

A row of weights is normalised, so it may be multiplied by any positive number: its scores are
divided under a power, and shifted under the exponential. The *level* of a row is log2 of its
largest weight so far. From :math:`|q|\,\max_k|k|` follows how high it can ever rise: where that is
in range, the row is *settled*, and no further look at it is needed.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, near_one, times_power_of_two
from polyattn.attention._powers import Power
from polyattn.kernels import Kernel, Polynomial

__all__ = ["Keys", "Rows", "check_sums"]


class _Levels(NamedTuple):
    """log2, for one float type: levels in use, that of a rescaled row, the largest first score."""

    top: int
    rest: int
    low: int
    first: int


_SQUARED = {"float32": _Levels(121, 60, 0, 50), "float64": _Levels(986, 480, -300, 400)}
# A logarithm of size L costs L units of rounding: levels near 0 keep it small.
_LOGARITHM = {"float32": _Levels(60, 0, -48, 0), "float64": _Levels(60, 0, -400, 0)}
_SOFTMAX = {"float32": _Levels(86, 0, -43, 0), "float64": _Levels(860, 0, -430, 0)}

# Below this a score is all rounding, and its reciprocal may overflow.
_SMALLEST = {"float32": 2.0**-100, "float64": 2.0**-900}

# The largest exponent that a softmax takes: no difference of two overflows.
_LARGEST = {"float32": 1e37, "float64": 1e307}

# Beyond this power of two keys are scaled a block at a time: queries times its inverse must not
# overflow.
_EXPONENT = {"float32": 16, "float64": 200}

_GLANCE = 32
"""Scores of a row that are looked at first; one of them is hardly ever far from the largest."""

_FEW_BITS = 8
"""Where rounding the scale to a power of two would cost more than an eighth of the range."""


class Keys:
    """The keys of one head under its kernel; `lifted` as in `Power`."""

    def __init__(self, k: NDArray[Any], kernel: Kernel, offset: float, *, lifted: bool) -> None:
        self.blocks, self.kernel, self.offset = ScaledBlocks(k, _EXPONENT), kernel, offset
        self.longest, self.power = self.blocks.longest(), None
        levels = _SOFTMAX
        if isinstance(kernel, Polynomial):
            self.power = Power(kernel.degree, k.dtype, lifted=lifted)
            levels = _SQUARED if self.power.by_squaring else _LOGARITHM
        self.levels = levels[k.dtype.name]
        self.top = self.levels.top - len(k).bit_length()  # so many weights are added
        self.odd = self.power is not None and self.power.odd
        self.whole = self.power is None or self.power.whole
        # Equal terms all round the same way, so the error grows with the number of products that
        # BLAS adds in a row. At a low degree, where little other error is allowed, sums are cut.
        degree = self.power.degree if self.power else np.inf
        self.chain = 256 if degree >= 4 else 128 if degree >= 2 else 64


class Rows:
    r"""A block of queries; a tile of its scores has a row a key and a column a query.

    Under a power they start with :math:`|q|\,\max_k|k|` scaled to just below the top of the
    range, by a power of two (exactly) where that leaves enough of it.
    """

    def __init__(self, q: NDArray[Any], keys: Keys) -> None:
        self.keys, self.settled = keys, False
        self.queries = aligned_empty(q.shape[::-1], q.dtype)
        self.offset: NDArray[Any] | None = None
        near, exponents, norms = near_one(q)
        exponents, bound = exponents + keys.blocks.exponent, norms * keys.longest
        # log2 of the largest weight that may yet come; -inf: nothing
        if keys.power is None:
            self._bound = self._start_softmax(near, exponents, bound, keys.kernel)
        else:
            self._bound = self._start_power(near, exponents, bound, keys.power)
        self.nothing = -np.inf if keys.power is None else 0.0
        self._peak = np.full(len(q), self.nothing)

    def _start_power(
        self, q: NDArray[Any], exponents: Any, bound: NDArray[np.float64], power: Power
    ) -> NDArray[np.float64]:
        offset, top, first = self.keys.offset, self.keys.top, self.keys.levels.first
        if offset:
            own = np.where(bound > 0, exponents, -(2**20))
            unit = np.maximum(own, math.frexp(offset)[1])  # brings the larger of the two near 1
            q = times_power_of_two(q, (own - unit)[:, None])
            added = np.ldexp(offset, -unit)
            bound = np.ldexp(bound, own - unit) + np.abs(added)
        highest = top / power.degree  # log2 of the largest score allowed
        scale = np.ldexp(1.0, int(min(first, highest)) - np.frexp(bound)[1])
        if power.by_squaring and highest < _FEW_BITS:
            # Half a bit less, for the rounding of this factor.
            scale = 2.0 ** ((top - 0.5) / power.degree) / np.where(bound > 0, bound, 1.0)
        np.multiply(q.T, scale.astype(q.dtype), out=self.queries)
        self.offset = (added * scale).astype(q.dtype) if offset else None
        rounding = 2 * q.shape[1] * float(np.finfo(q.dtype).eps)
        return np.asarray(power.degree * (np.log2(bound * scale) + rounding))

    def _start_softmax(
        self, q: NDArray[Any], exponents: Any, bound: NDArray[np.float64], kernel: Any
    ) -> NDArray[np.float64]:
        """Give the queries the scale; an offset leaves a softmax as it is."""
        scale, power = math.frexp(float(kernel.scale))
        bound, largest = np.ldexp(bound * scale, exponents + power), _LARGEST[q.dtype.name]
        if np.any(bound > largest):
            raise ValueError(
                f"attention: scale * |q| * max|k| reaches {bound.max():.3g}, beyond "
                f"{largest:g} for {q.dtype.name}; scale the queries or the keys down"
            )
        self.queries[:] = times_power_of_two(q.T * q.dtype.type(scale), exponents + power)
        return bound * math.log2(math.e)

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """Rescale rows whose level is out of range; return the factor for their sums so far."""
        low, top, before = self.keys.levels.low, self.keys.top, self._peak
        self._peak = np.maximum(before, self._largest(scores[:_GLANCE]))
        level = self._level()
        if self._bound.max() > top or level.min() < low:
            self._peak = np.maximum(before, self._largest(scores))
            level = self._level()
        out = (self._peak > before) & ((level < low) | (level > top))
        factor = self._rescale(out, scores) if out.any() else None
        met = (self._peak > self.nothing) | np.isneginf(self._bound)
        self.settled = self.keys.whole and bool(np.all(met & (self._bound <= top)))
        return factor

    def _largest(self, scores: NDArray[Any]) -> NDArray[Any]:
        """Return the largest score of each row, in size under a power, where it is not rounding."""
        if self.keys.power is None:
            return np.asarray(scores.max(axis=0))
        size = np.abs(scores).max(axis=0)
        return np.where(size < _SMALLEST[scores.dtype.name], 0, size)

    def _level(self) -> NDArray[np.float64]:
        power = self.keys.power
        return (
            self._peak * math.log2(math.e) if power is None else power.degree * np.log2(self._peak)
        )

    def _rescale(self, out: NDArray[Any], scores: NDArray[Any]) -> NDArray[np.float64]:
        """Bring the rows `out` to the level where they rest."""
        power, dtype = self.keys.power, scores.dtype
        if power is None:
            shift = np.where(out, self._peak, 0)
            scores -= shift.astype(dtype)
            self.offset = (
                -shift.astype(dtype) if self.offset is None else self.offset - shift.astype(dtype)
            )
            self._peak = self._peak - shift
            change = -shift * math.log2(math.e)
        else:
            # A division makes the largest score what it should be, even exactly 1.
            rest = np.exp2(self.keys.levels.rest / power.degree)
            divisor = np.where(out, self._peak / rest, 1).astype(dtype)
            scores /= divisor
            self.queries /= divisor
            if self.offset is not None:
                self.offset /= divisor
            self._peak = self._peak / divisor
            change = -power.degree * np.log2(divisor.astype(np.float64))
        self._bound = self._bound + change
        # A row that rises has met nothing before but zeros, whose weights are lifts at most.
        return np.where(change > 0, 0.0, np.exp2(change))

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace scores by weights, in place."""
        if self.keys.power is None:
            np.exp(scores, out=scores)
        else:
            self.keys.power(scores, scratch)

    def empty(self) -> NDArray[np.bool_]:
        """Return which rows have had no score but zero, under a power."""
        return np.asarray((self._peak == 0) & (self.nothing == 0))


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
