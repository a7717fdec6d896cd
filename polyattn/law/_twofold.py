"""Numbers as the sum of two floats, and differences of them with a rigorous error.

A threshold may lie 1e-16 beside a level, or exactly on it: the difference has to come out to
full relative precision, and as exactly zero where the two numbers are equal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from polyattn.law.scaled import Floats

__all__ = ["Twofold", "difference", "twofold", "twofold_balls"]


class Twofold(NamedTuple):
    """``high + low``, within `error` of what is meant (0 where it is exact)."""

    high: Floats
    low: Floats
    error: Floats

    def at(self, index: Any) -> Twofold:
        """Return the numbers at an index, as NumPy reads it."""
        return Twofold(self.high[index], self.low[index], self.error[index])

    def reshape(self, *shape: int) -> Twofold:
        """Return the numbers in another shape."""
        return Twofold(*(part.reshape(shape) for part in self))


def twofold(numbers: Sequence[Fraction | int]) -> Twofold:
    """Return rational numbers as twofold floats."""
    high = [_nearest(x) for x in numbers]
    rest = [_rest(x, h) for x, h in zip(numbers, high, strict=True)]
    low = [_nearest(x) for x in rest]
    exact = [not _rest(x, h) for x, h in zip(rest, low, strict=True)]
    return _with_error(high, low, exact)


def twofold_balls(balls: Sequence[Any]) -> Twofold:
    """Return Arb balls, of more than 200 bits at the current precision, as twofold floats."""
    high = [float(x) for x in balls]
    rest = [x - h if math.isfinite(h) else 0 for x, h in zip(balls, high, strict=True)]
    return _with_error(high, [float(x) for x in rest], [False] * len(high))


def _with_error(high: list[float], low: list[float], exact: list[bool]) -> Twofold:
    """Return the two parts with the error that rounding the second has made."""
    # The rest is at most half an ulp of high, what it loses half an ulp of that; a subnormal
    # or overflowing number loses more, and the decision then falls to exact arithmetic.
    first, second = np.array(high), np.array(low)
    error = np.where(exact, 0.0, np.maximum(np.abs(second) * 2.0**-53, 1e-300))
    return Twofold(first, second, np.where(np.isfinite(first), error, np.inf))


def _rest(x: Fraction | int, nearest: float) -> Fraction | int:
    """Return what is left of a number, 0 where the float is infinite."""
    if isinstance(x, int) and nearest.is_integer():
        return x - int(nearest)
    return x - Fraction(nearest) if math.isfinite(nearest) else 0


def _nearest(x: Fraction | int) -> float:
    """Return the nearest float, infinite where the number is too large."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def difference(x: Twofold, y: Twofold) -> tuple[Floats, Floats]:
    """Return x - y, broadcast, within 2^-51 of itself and an absolute error besides.

    The first subtraction rounds relative to its result, and where the low parts cancel against
    that result it is exact (Sterbenz): no compensation is needed.
    """
    total = (x.high - y.high) + (x.low - y.low)
    return total, _absolute(x) + _absolute(y)


def _absolute(x: Twofold) -> Floats:
    """Return the absolute part of the error."""
    return x.error + 2.0**-51 * np.abs(x.low)
