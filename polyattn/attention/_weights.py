"""Weights of whole tiles of scores, in place, and the range in which they mean something.

A product that underflows to a subnormal number costs a hundred times a normal one. Before that
can happen to more than a few entries, a tiny constant is added: it vanishes in the rounding of
every entry that matters and keeps the others normal (a *lift*).
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from polyattn.kernels import Kernel, Polynomial

__all__ = ["Exponential", "Power", "Weight", "check_sums", "representable"]

MOST_PASSES = 12  # beyond so many over the tile a logarithm and an exponential are cheaper
USUAL = -14  # log2 of the smallest score that is not rare, relative to the largest
LEVEL = 60  # log2 that the largest weight of a row has at least, mostly
MEAN = -16  # log2 of the smallest mean weight by a logarithm or an exponential, rounded by size
FEW_BITS = 8  # rounding a scale to a power of two would cost an eighth of the range, or more


class Limits(NamedTuple):
    """Numbers of one type, as log2."""

    largest: int  # weight of a row, or sum of weights
    smallest: int  # largest score of a row, if 1 bounds all: underflow leaves it exact
    least: int  # product: even a sum of lifts times a small value is normal
    lift: int
    exponent: float  # not as log2: the largest of a softmax; no difference of two overflows


LIMITS = {
    "float32": Limits(121, -40, -100, -24, 1e37),
    "float64": Limits(986, -490, -970, -120, 1e307),
}


def representable(number: float, dtype: type[np.floating[Any]]) -> np.floating[Any]:
    """Return a positive number in a float type, neither 0 nor infinite."""
    limits = np.finfo(dtype)
    return dtype(min(max(number, float(limits.tiny)), float(limits.max)))


class Power:
    r"""The map :math:`x \mapsto x^\beta`; if `lifted`, tiny results may be any other tiny ones."""

    nothing = 0.0  # the score of a weight of 0
    centre: Any = np.divide  # with the unit of a row: brings its largest weight into range

    def __init__(self, kernel: Polynomial, dtype: np.dtype[Any], *, lifted: bool = True) -> None:
        degree, self._type = kernel.degree, dtype.type
        self.degree, self.whole = float(degree), degree.denominator == 1
        self.odd = self.whole and degree.numerator % 2 == 1
        # Equal terms all round the same way, so the error grows with the number of products that
        # BLAS adds in a row. At a low degree, where little other error is allowed, sums are cut.
        self.chain = 256 if degree >= 4 else 128 if degree >= 2 else 64
        self._bits = bin(degree.numerator)[3:]  # below the leading one
        passes = len(self._bits) + self._bits.count("1")
        self._by_squaring = self.whole and passes <= MOST_PASSES
        self.limits, self.lowest = LIMITS[dtype.name], float(np.finfo(dtype).smallest_subnormal)
        self.smallest = 2.0**self.limits.smallest
        self._least = self.limits.least if lifted else -np.inf
        # log2 of the largest score of a row, as centred
        self._rest = min(LEVEL / self.degree, FEW_BITS) if lifted and self._by_squaring else 0.0

    def fixed(self, bits: int) -> tuple[float, float]:
        """Return log2 of the largest score, and the least good sum of weights; infinite: none."""
        highest, least = 0.0, bits + max(MEAN, self.limits.smallest * self.degree)
        if self._by_squaring:
            # Half a bit less, for the rounding of the scale.
            highest, least = (self.limits.largest - bits - 0.5) / self.degree, bits
        reached = (highest - 2) * self.degree >= least  # by a quarter of the largest score
        return min(highest, self.limits.largest / 2), 2.0**least if reached else np.inf

    def largest(self, scores: NDArray[Any]) -> NDArray[Any]:
        """Return for each column by what its largest score is to be divided."""
        return np.asarray(np.abs(scores).max(axis=0) * self._type(2.0**-self._rest))

    def ratio(self, peak: NDArray[Any], new: NDArray[Any]) -> NDArray[np.float64]:
        """Return the weights of scores over those of larger ones."""
        return np.asarray(np.divide(peak, new, dtype=np.float64) ** self.degree)

    def __call__(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace `x` by its power; `scratch` has its shape and is overwritten."""
        if not self._by_squaring:
            self._by_logarithm(x, scratch)
            return
        if "1" in self._bits:
            np.copyto(scratch, x)
        low = usual = USUAL + self._rest  # log2 of the smallest usual entry
        for bit in self._bits:
            if 2 * low + usual * (bit == "1") < self._least:
                low = self.limits.lift
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
    r"""The map :math:`x \mapsto e^{\alpha x}`; in `attention` the queries carry the scale."""

    nothing, whole, odd, chain, smallest = -np.inf, True, False, 256, -np.inf
    centre: Any = np.subtract

    def __init__(self, dtype: np.dtype[Any], scale: float = 1.0) -> None:
        self.limits, self.lowest = LIMITS[dtype.name], float(np.finfo(dtype).min)
        self._scale = representable(scale, dtype.type)

    def fixed(self, bits: int) -> tuple[float, float]:
        return 0.0, 2.0 ** (bits + MEAN)

    def largest(self, scores: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(scores.max(axis=0))

    def ratio(self, peak: NDArray[Any], new: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(np.exp(np.subtract(peak, new, dtype=np.float64)))

    def __call__(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        if self._scale != 1:
            np.multiply(x, self._scale, out=x)
        np.exp(x, out=x)


Weight: TypeAlias = Power | Exponential


def check_sums(call: str, kernel: Kernel, total: NDArray[Any], rounding: NDArray[Any]) -> None:
    """Refuse sums of weights that mean nothing: NaN, or signed ones within their rounding."""
    if np.isnan(total).any():
        raise ValueError(
            f"{call}: a score is negative, and {kernel!r} has no real weight for it; "
            "use a whole degree, or no negative scores"
        )
    lost = np.count_nonzero(np.abs(total) <= rounding)
    if lost and isinstance(kernel, Polynomial) and kernel.degree % 2 == 1:
        raise ValueError(
            f"{call}: the weights of {lost} or more rows sum to zero within rounding, "
            f"as scores of both signs may under the odd {kernel!r}; "
            "use an even degree, or no negative scores"
        )
