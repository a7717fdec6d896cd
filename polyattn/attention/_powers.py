"""Powers of a whole tile in place: by squaring where that is cheapest, else by a logarithm.

A product that underflows to a subnormal number costs a hundred times a normal one. Before that
can happen to more than a few entries, a tiny constant is added to an even power: it vanishes in
the rounding of every entry that matters and keeps the others normal (a *lift*).
"""

from __future__ import annotations

from fractions import Fraction
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Power"]

MOST_PASSES = 12
"""Beyond this many passes over the tile a logarithm and an exponential are cheaper."""

USUAL = -14
"""log2 of the smallest score that is not rare, relative to the largest (rarer ones are slow)."""

LEVEL = 60
"""log2 that the largest weight of a row has at least, mostly: see `PowerRows`."""


class _Range(NamedTuple):
    """For one float type: log2 of the least product allowed, and of the lift."""

    least: int
    lift: int


# Far enough from underflow that even a sum of nothing but lifts, times a small value, is normal.
_RANGES = {"float32": _Range(-100, -24), "float64": _Range(-970, -120)}


class Power:
    r"""The map :math:`x \mapsto x^\beta` of a tile, in place.

    Parameters
    ----------
    degree : Fraction
        The degree :math:`\beta>0`.
    dtype : numpy.dtype
        float32 or float64.
    lifted : bool
        Whether entries that would underflow may become tiny ones instead, which is faster.

    Attributes
    ----------
    degree : float
        The degree.
    whole, odd : bool
        Whether the degree is an integer, and an odd one.
    by_squaring : bool
        Whether the power is formed by squaring.
    needs_scratch : bool
        Whether a second tile is needed.
    takes_both_signs : bool
        Whether prepared entries may be negative.
    keeps_zero : bool
        Whether the power of 0 is 0, without a lift.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, -2.0]])
    >>> Power(Fraction(3), x.dtype, lifted=False)(x, np.empty_like(x))
    >>> x
    array([[ 1., -8.]])
    """

    def __init__(self, degree: Fraction, dtype: np.dtype[Any], *, lifted: bool) -> None:
        self.degree = float(degree)
        self.whole = degree.denominator == 1
        self.odd = self.whole and degree.numerator % 2 == 1
        bits = bin(degree.numerator)[3:] if self.whole else ""  # below the leading one
        self.by_squaring = self.whole and len(bits) + bits.count("1") <= MOST_PASSES
        self.needs_scratch = self.odd or "1" in bits
        self._range = _RANGES[dtype.name]
        self._lifted = lifted
        self._dtype = dtype
        # NaN, from a negative score, passes through the maximum that this asks for.
        self._underflows = (
            lifted and dtype.name == "float64" and self.degree * USUAL < self._range.least
        )
        self._steps = self._plan(bits) if self.by_squaring else []
        self._drops_sign = self.whole and not self.odd and not self.by_squaring
        self.takes_both_signs = self.whole and not self._drops_sign
        self.keeps_zero = "lift" not in self._steps if self.by_squaring else not lifted

    def _plan(self, bits: str) -> list[str]:
        """Left to right: square at every bit, times x at every one, a lift where it is due."""
        steps: list[str] = []
        usual = USUAL + LEVEL / self.degree
        low = usual  # log2 of the smallest usual entry so far
        for at, bit in enumerate(bits):
            if self._lifted and 2 * low < self._range.least and steps and steps[-1] == "square":
                steps.append("lift")
                low = self._range.lift
            steps.append("square")
            low *= 2
            if bit == "1":
                last = at == len(bits) - 1
                if self._lifted and (2 - last) * (low + usual) < self._range.least:
                    steps.append("lift")
                    low = self._range.lift
                steps.append("times")
                low += usual
        return steps

    def prepare(self, x: NDArray[Any]) -> None:
        """Replace `x` by its absolute value where an even power starts with that."""
        if self._drops_sign:
            import numpy as np

            np.abs(x, out=x)

    def __call__(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace a prepared `x` by its power; `scratch` has its shape and is overwritten.

        A negative entry under a degree that is not whole becomes NaN.
        """
        import numpy as np

        if not self.by_squaring:
            self._by_logarithm(x, scratch)
            return
        if "times" in self._steps:
            np.copyto(scratch, x)
        lift = self._dtype.type(2.0**self._range.lift)
        for step in self._steps:
            if step == "square":
                np.multiply(x, x, out=x)
            elif step == "times":
                np.multiply(x, scratch, out=x)
            else:
                np.add(x, lift, out=x)

    def _by_logarithm(self, x: NDArray[Any], scratch: NDArray[Any]) -> None:
        import numpy as np

        if self.odd:
            np.copyto(scratch, x)
            np.abs(x, out=x)
        np.log(x, out=x)
        np.multiply(x, self._dtype.type(self.degree), out=x)
        if self._underflows:  # NumPy's exponential in float64 is ten times slower there
            # A row, not a number: the maximum with one number is four times slower.
            np.maximum(x, np.full(x.shape[-1], self._range.least * log(2)), out=x)
        np.exp(x, out=x)
        if self._lifted:  # adding to a subnormal number is not slow; using it in a product is
            np.add(x, self._dtype.type(2.0**self._range.least), out=x)
        if self.odd:
            np.copysign(x, scratch, out=x)
