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

__all__ = ["Twofold", "difference", "twofold"]


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
    """Return rational numbers as twofold floats.

    Examples
    --------
    >>> twofold([Fraction(1, 2), Fraction(1, 10)]).error.astype(bool)
    array([False,  True])
    """
    high = [_nearest(x) for x in numbers]
    rest = [_rest(x, h) for x, h in zip(numbers, high, strict=True)]
    low = [_nearest(x) for x in rest]
    exact = [not _rest(x, h) for x, h in zip(rest, low, strict=True)]
    # The rest is at most half an ulp of high, what it loses half an ulp of that; a subnormal
    # or overflowing number loses more, and the decision then falls to exact arithmetic.
    error = np.where(exact, 0.0, np.maximum(np.abs(low) * 2.0**-53, 1e-300))
    return Twofold(np.array(high), np.array(low), np.where(np.isfinite(high), error, np.inf))


def _rest(x: Fraction | int, nearest: float) -> Fraction | int:
    if isinstance(x, int) and nearest.is_integer():
        return x - int(nearest)
    return x - Fraction(nearest) if math.isfinite(nearest) else 0


def _nearest(x: Fraction | int) -> float:
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def difference(x: Twofold, y: Twofold) -> tuple[Floats, Floats]:
    """Return x - y, broadcast, within 2^-51 of itself and an absolute error besides.

    The first subtraction rounds relative to its result, and where the low parts cancel against
    that result it is exact (Sterbenz): no compensation is needed.

    Examples
    --------
    >>> tenth = twofold([Fraction(1, 10)])
    >>> difference(tenth, twofold([Fraction(1, 10) - Fraction(1, 10**25)]))[0].round(30)
    array([1.e-25])
    """
    total = (x.high - y.high) + (x.low - y.low)
    return total, _absolute(x) + _absolute(y)


def _absolute(x: Twofold) -> Floats:
    return x.error + 2.0**-51 * np.abs(x.low)
