"""Powers of a whole tile in place: by squaring where that is cheapest, else by a logarithm.

A product that underflows to a subnormal number costs a hundred times a normal one. Before that
can happen to more than a few entries, a tiny constant is added: it vanishes in the rounding of
every entry that matters and keeps the others normal (a *lift*).
"""

from __future__ import annotations

from fractions import Fraction
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Power", "representable"]

MOST_PASSES = 12
"""Beyond this many passes over the tile a logarithm and an exponential are cheaper."""

USUAL = -14
"""log2 of the smallest score that is not rare, relative to the largest (rarer ones are slow)."""

LEVEL = 60
"""log2 that the largest weight of a row has at least, mostly: see `Rows`."""

# log2 of the least product allowed, and of the lift: far enough from underflow that even a sum of
# nothing but lifts, times a small value, is normal.
_LEAST = {"float32": -100, "float64": -970}
_LIFT = {"float32": -24, "float64": -120}


def representable(number: float, dtype: type[np.floating[Any]]) -> np.floating[Any]:
    """Return a positive number in a float type, neither 0 nor infinite."""
    limits = np.finfo(dtype)
    return dtype(min(max(number, float(limits.tiny)), float(limits.max)))


class Power:
    r"""The map :math:`x \mapsto x^\beta` of a tile, in place.

    Where it is lifted, entries that would underflow may become tiny ones, which is faster. A
    negative entry under a degree that is not whole becomes NaN.
    """

    def __init__(self, degree: Fraction, dtype: np.dtype[Any], *, lifted: bool) -> None:
        self.degree, self.whole = float(degree), degree.denominator == 1
        self.odd = self.whole and degree.numerator % 2 == 1
        self._bits = bin(degree.numerator)[3:]  # below the leading one
        passes = len(self._bits) + self._bits.count("1")
        self.by_squaring = self.whole and passes <= MOST_PASSES
        self._least, self._lift = _LEAST[dtype.name], _LIFT[dtype.name]
        self._lifted, self._type = lifted, dtype.type

    def __call__(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace `x` by its power; `scratch` has its shape and is overwritten."""
        if not self.by_squaring:
            self._by_logarithm(x, scratch)
            return
        if "1" in self._bits:
            np.copyto(scratch, x)
        low = usual = USUAL + LEVEL / self.degree  # log2 of the smallest usual entry
        for bit in self._bits:
            if self._lifted and 2 * low + usual * (bit == "1") < self._least:
                np.add(x, self._type(2.0**self._lift), out=x)
                low = self._lift
            np.multiply(x, x, out=x)
            low *= 2
            if bit == "1":
                np.multiply(x, scratch, out=x)
                low += usual

    def _by_logarithm(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        if self.odd:
            np.copyto(scratch, x)
        if self.whole:
            np.abs(x, out=x)
        np.log(x, out=x)
        np.multiply(x, representable(self.degree, self._type), out=x)
        if self._lifted:  # exponentials that underflow are ten times slower
            # A row, not a number: the maximum with one number is four times slower.
            np.maximum(x, np.full(x.shape[-1], self._least * log(2), self._type), out=x)
        np.exp(x, out=x)
        if self.odd:
            np.copysign(x, scratch, out=x)
