"""Floats with an exponent of their own: probabilities of 1e-30000, to full precision.

A plain float64 ends at 1e-308, and the logarithm of a small probability keeps fewer digits of
it the smaller it is; a mantissa beside an exponent has neither fault.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Scaled", "log", "scaled", "weighted_sum"]

Floats = NDArray[np.float64]
_LOG_2 = float(np.log(2.0))
_EMPTY = -(2**40)  # the exponent of an exact zero: below every other


class Scaled(NamedTuple):
    """The numbers ``mantissa * 2**exponent``; mantissas lie in [1/2, 1) or are zero."""

    mantissa: Floats
    exponent: NDArray[np.int64]

    def at(self, index: Any) -> Scaled:
        """Return the numbers at an index, as NumPy reads it."""
        return Scaled(self.mantissa[index], self.exponent[index])

    @np.errstate(under="ignore")
    def plain(self) -> Floats:
        """Return them as float64; what is too small becomes zero."""
        return np.asarray(np.ldexp(self.mantissa, np.maximum(self.exponent, -5000)))

    @np.errstate(all="ignore")
    def times(self, factor: float) -> Floats:
        """Return ``factor`` times the numbers as float64, with no underflow in between."""
        return np.asarray(np.ldexp(self.mantissa * factor, np.maximum(self.exponent, -5000)))


def scaled(mantissa: Any, exponent: Any = 0) -> Scaled:
    """Return ``mantissa * 2**exponent`` with the mantissas brought into [1/2, 1).

    Examples
    --------
    >>> scaled([3.0], [-5000])
    Scaled(mantissa=array([0.75]), exponent=array([-4998]))
    """
    part, shift = np.frexp(np.asarray(mantissa, dtype=np.float64))
    whole = np.where(part == 0, _EMPTY, np.asarray(exponent, dtype=np.int64) + shift)
    return Scaled(part, whole)


@np.errstate(under="ignore")
def weighted_sum(weights: Scaled, values: Scaled) -> Scaled:
    """Return the sum of ``weights * values`` over the last axis.

    All terms are non-negative, so nothing cancels: the relative error is that of a term.

    Examples
    --------
    >>> weighted_sum(scaled([0.5, 0.5]), scaled([1.0, 1.0], [-9000, -9001])).exponent
    array(-9000)
    """
    mantissa = weights.mantissa * values.mantissa
    exponent = weights.exponent + values.exponent
    top = exponent.max(axis=-1, keepdims=True)
    shifted = np.ldexp(mantissa, np.maximum(exponent - top, -2000))
    return scaled(shifted.sum(axis=-1), top[..., 0])


@np.errstate(divide="ignore")
def log(numbers: Scaled) -> Floats:
    """Return the natural logarithms; a zero gives ``-inf``.

    Examples
    --------
    >>> round(float(log(scaled(0.5, -19999))), 9)
    -13862.943611199
    """
    return np.asarray(np.log(numbers.mantissa) + numbers.exponent * _LOG_2)
