"""Weights of a whole tile of scores, in place, and the range in which they are kept.

A product that underflows to a subnormal number costs a hundred times a normal one. Before that
can happen to more than a few entries, a tiny constant is added: it vanishes in the rounding of
every entry that matters and keeps the others normal (a *lift*).
"""

from __future__ import annotations

from math import e, log, log2
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from polyattn.kernels import Polynomial

__all__ = ["Exponential", "Power", "Weight", "representable"]

MOST_PASSES = 12  # beyond so many over the tile a logarithm and an exponential are cheaper
USUAL = -14  # log2 of the smallest score that is not rare, relative to the largest
LEVEL = 60  # log2 that the largest weight of a row has at least, mostly: see `Rows`

# log2 of the least product allowed, and of the lift: far enough from underflow that even a sum of
# nothing but lifts, times a small value, is normal.
_LEAST = {"float32": -100, "float64": -970}
_LIFT = {"float32": -24, "float64": -120}

# Below this a score is all rounding, and its reciprocal may overflow.
_SMALLEST = {"float32": 2.0**-100, "float64": 2.0**-900}


class Levels(NamedTuple):
    """log2, for one type: weights in use, those of a rescaled row, the largest first score."""

    top: int
    rest: int
    low: int
    first: int


# A lift must vanish beside the largest weight of a row, so that has to be 1 at least.
_SQUARED = {"float32": Levels(121, 60, 0, 50), "float64": Levels(986, 60, 0, 400)}
# A logarithm of size L costs L units of rounding: levels near 0 keep it small.
_LOGARITHM = {"float32": Levels(60, 0, -48, 0), "float64": Levels(60, 0, -400, 0)}
_SHIFTED = {"float32": Levels(86, 0, -43, 0), "float64": Levels(860, 0, -430, 0)}


def representable(number: float, dtype: type[np.floating[Any]]) -> np.floating[Any]:
    """Return a positive number in a float type, neither 0 nor infinite."""
    limits = np.finfo(dtype)
    return dtype(min(max(number, float(limits.tiny)), float(limits.max)))


class Power:
    r"""The map :math:`x \mapsto x^\beta`; if `lifted`, tiny results may be any other tiny ones."""

    nothing = 0.0  # the score of a weight of 0

    def __init__(self, kernel: Polynomial, dtype: np.dtype[Any], *, lifted: bool) -> None:
        degree, self._name, self._type = kernel.degree, dtype.name, dtype.type
        self.degree, self.whole = float(degree), degree.denominator == 1
        self.odd = self.whole and degree.numerator % 2 == 1
        # Equal terms all round the same way, so the error grows with the number of products that
        # BLAS adds in a row. At a low degree, where little other error is allowed, sums are cut.
        self.chain = 256 if degree >= 4 else 128 if degree >= 2 else 64
        self._bits = bin(degree.numerator)[3:]  # below the leading one
        passes = len(self._bits) + self._bits.count("1")
        self.by_squaring = self.whole and passes <= MOST_PASSES
        self.levels = (_SQUARED if self.by_squaring else _LOGARITHM)[dtype.name]
        self._least = _LEAST[dtype.name] if lifted else -np.inf

    def largest(self, scores: NDArray[Any]) -> NDArray[Any]:
        """Return the largest size of a score in each column, where it is not all rounding."""
        size = np.abs(scores).max(axis=0)
        return np.where(size < _SMALLEST[self._name], 0, size)

    def level(self, score: NDArray[Any]) -> NDArray[np.float64]:
        """Return log2 of weights."""
        return self.degree * np.log2(score.astype(np.float64))

    def __call__(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace `x` by its power; `scratch` has its shape and is overwritten."""
        if not self.by_squaring:
            self._by_logarithm(x, scratch)
            return
        if "1" in self._bits:
            np.copyto(scratch, x)
        low = usual = USUAL + LEVEL / self.degree  # log2 of the smallest usual entry
        for bit in self._bits:
            if 2 * low + usual * (bit == "1") < self._least:
                low = _LIFT[self._name]
                np.add(x, self._type(2.0**low), out=x)
            np.multiply(x, x, out=x)
            low *= 2
            if bit == "1":
                np.multiply(x, scratch, out=x)
                low += usual

    def _by_logarithm(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Do it for any degree; a negative entry becomes NaN if that is not whole."""
        if self.odd:
            np.copyto(scratch, x)
        if self.whole:
            np.abs(x, out=x)
        np.log(x, out=x)
        np.multiply(x, representable(self.degree, self._type), out=x)
        if self._least > -np.inf:  # exponentials that underflow are ten times slower
            # A row, not a number: the maximum with one number is four times slower.
            np.maximum(x, np.full(x.shape[-1], self._least * log(2), self._type), out=x)
        np.exp(x, out=x)
        if self.odd:
            np.copysign(x, scratch, out=x)


class Exponential:
    r"""The map :math:`x \mapsto e^x`; the queries carry the scale of a softmax."""

    nothing, whole, odd, chain = -np.inf, True, False, 256

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.levels = _SHIFTED[dtype.name]

    def largest(self, scores: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(scores.max(axis=0))

    def level(self, score: NDArray[Any]) -> NDArray[np.float64]:
        return score.astype(np.float64) * log2(e)

    def __call__(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        np.exp(x, out=x)


Weight: TypeAlias = Power | Exponential
