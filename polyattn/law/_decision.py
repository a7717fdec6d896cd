r"""The least count at which a branch exceeds a threshold: in floats, with a rigorous error.

A branch exceeds the threshold at count K where a sum :math:`\sum_m\omega_m(c_m+h_mK)` of
products of weights :math:`\omega_m` is positive. Its coefficients :math:`c_m` are
differences of exact numbers, so in floats only the sum over m can cancel. Where the error
leaves more than one count possible the caller decides by :func:`polyattn.law._weights.sign_of_sum`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.law.scaled import Floats

__all__ = ["Bracket", "Term", "bracket"]

_ROUNDING = 2.0**-47  # of at most 9 terms: 2^-51 in the value, 5 roundings, 9 additions, to spare
_FAR = 540  # a weight 2^-540 below the largest that counts is replaced by its bound
_NEAR = 100  # weights this close are compared on one scale: far less than _SMALLEST allows
_SMALLEST, _LARGEST = 2.0**-300, 2.0**200  # sums beyond are left to exact arithmetic


class Term(NamedTuple):
    """``weight * (value + slope * K)``: the value within 2^-51 of itself and `error` besides.

    The slope is not negative. The arrays broadcast to (thresholds, branches).
    """

    value: Floats
    error: Floats
    slope: Floats
    mantissa: float
    exponent: int


class Bracket(NamedTuple):
    """The least count K that fires lies in ``least..most``; tie: K = 0 gives exactly zero."""

    least: Floats
    most: Floats
    tie: NDArray[np.bool_]


@np.errstate(all="ignore")  # what is lost so is left to exact arithmetic
def bracket(terms: Sequence[Term]) -> Bracket:
    """Bracket the least whole K, of either sign, for which the sum of the terms is positive.

    Where every slope is zero it is read as one: the sign of the least K then says whether the
    sum is positive.
    """
    top = _largest_exponent(terms)
    total: Any = 0.0
    size: Any = 0.0
    error: Any = 0.0
    slope: Any = 0.0
    for term in terms:
        shift = term.exponent - top
        weight = np.ldexp(term.mantissa, np.clip(shift, -_FAR, _FAR))
        part = term.value * weight
        total, size = total + part, size + np.abs(part)
        error, slope = error + term.error * weight, slope + term.slope * weight
        if np.any(shift < -_FAR):
            error = error + np.where(shift < -_FAR, np.abs(part), 0.0)
    slope = np.where(slope == 0, 1.0, slope)
    centre = -total / slope
    spread = (error + _ROUNDING * size) / slope
    spread = spread * (1 + _ROUNDING) + _ROUNDING * np.abs(centre)
    least, most = np.floor(centre - spread) + 1, np.floor(centre + spread) + 1
    sure = (size >= _SMALLEST) & (size <= _LARGEST) & (error <= _LARGEST)
    tie = ~sure
    if np.any(tie):
        for term in terms:
            tie = tie & (term.value == 0) & (term.error == 0)
        lost = ~(sure | tie)
        least, most = np.where(lost, -np.inf, least), np.where(lost, np.inf, most)
    return Bracket(least, most, tie)


def _largest_exponent(terms: Sequence[Term]) -> Any:
    """Return the exponent to divide by: of the largest weight whose coefficient is not zero.

    One number where the weights lie close enough together, else one a comparison.
    """
    exponents = [term.exponent for term in terms]
    if max(exponents) - min(exponents) < _NEAR:
        return max(exponents)
    top: Any = min(exponents)
    for term in terms:
        counts = (term.value != 0) | (term.error != 0)
        top = np.maximum(top, np.where(counts, term.exponent, min(exponents)))
    return top
