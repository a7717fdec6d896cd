"""The best threshold between two laws, its value and the interval on which it is attained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyattn._arb import at_precision, rational
from polyattn.law._lattice import small_gain
from polyattn.law._pairs import check_pair
from polyattn.law._points import Pair, Points
from polyattn.law._search import SMALL_GAIN, search
from polyattn.law.maximal import MaximalPreactivation

__all__ = ["Separability", "separability"]

_CANDIDATES = 2e-15  # points this close to the best gain are compared once more where it is small
_WIDTH_BITS = 40  # to which the width of the interval is known


@dataclass(frozen=True)
class Separability:
    """How well one threshold can tell two laws apart.

    Attributes
    ----------
    value : float
        The largest ``law1.sf(theta) - law0.sf(theta)`` over all thresholds, 0 if none is positive.
    complement : float
        ``1 - value``, to full relative precision.
    threshold : Fraction
        A threshold that attains it, exactly; ``float(threshold)`` need not where the interval
        is narrow.
    interval : tuple of Fraction
        The thresholds that attain it lie between these two, each of them included: the interval
        between neighbouring atoms of the two laws, rounded inwards by less than 1e-9 of its
        width. The upper end is ``inf`` where the value is 0.
    """

    value: float
    complement: float
    threshold: Fraction
    interval: tuple[Fraction, Fraction | float]


@np.errstate(all="ignore")
def separability(law0: MaximalPreactivation, law1: MaximalPreactivation) -> Separability:
    r"""Return the largest gain :math:`\sup_\theta(P_1(\theta)-P_0(\theta))` of any threshold.

    :math:`P_i(\theta)` is ``law_i.sf(theta)``, a step function, so the supremum is attained at
    an atom of law0. It is the largest vertical distance of the curve of :func:`roc` from the
    diagonal. Atoms are compared with both laws in Arb balls, never as floats and never on
    a grid: the best interval may be 1e-300 wide. Two atoms that 4,000 bits, beyond those that the
    weights span, do not tell apart count as one.

    Parameters
    ----------
    law0, law1 : MaximalPreactivation
        The laws of the two data sets, of one construction, size and width; entries and kernels
        may differ.

    Returns
    -------
    Separability
        With ``value``, ``complement``, ``threshold`` and ``interval``; value and complement to a
        relative 1e-9. Of several best thresholds the one that is found first.

    Raises
    ------
    TypeError
        If a law is not a MaximalPreactivation.
    ValueError
        If widths, constructions or sizes (d and copies, or n) differ, or weights lie further
        apart than a factor of :math:`2^{4194304}`.

    Notes
    -----
    The time does not grow with n for the self-attention data. For vectors of
    :math:`n\ge10^{12}` far below the degree of detection, where the gain is below 1e-6, many
    thresholds are equally good to within rounding, and the search takes up to a minute.

    References
    ----------
    Book label ``thm:detection-necessary`` bounds this number from above,
    ``thm:detection-sufficient`` from below.

    Examples
    --------
    >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
    >>> sets = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> laws = [MaximalPreactivation(data, Polynomial(20), width=256) for data in sets]
    >>> best = separability(*laws)
    >>> round(best.value, 9), float(laws[1].sf(best.threshold) - laws[0].sf(best.threshold))
    (0.999999992, 0.9999999920891877)
    """
    check_pair("separability", law0, law1)
    pair = Pair(law0._neuron, law1._neuron, law0.width)
    points = search(pair)
    best, value = _best(pair, points)
    if value <= 0:
        beyond = Fraction(max(law0.support()[1], law1.support()[1]))
        return Separability(0.0, 1.0, beyond, (beyond, math.inf))
    low, high = _interval(pair, points.counts0.above[best], points.counts1[best])
    return Separability(value, float(points.loss()[best]), _middle(low, high), (low, high))


def _best(pair: Pair, points: Points) -> tuple[int, float]:
    gain = points.gain()
    if gain.max() >= 0.5:
        best = int(points.loss().argmin())
        return best, float(gain[best])
    best = int(gain.argmax())
    if 0 < gain[best] < SMALL_GAIN:
        close = np.flatnonzero(gain > gain[best] - _CANDIDATES)
        again = small_gain(pair, points, close)
        if again.max() > 0:
            return int(close[again.argmax()]), float(again.max())
    return best, float(gain[best])


def _interval(
    pair: Pair, counts0: NDArray[np.int64], counts1: NDArray[np.int64]
) -> tuple[Fraction, Fraction]:
    """Return the atoms below and above, given the least counts between them, rounded inwards."""
    below, above = [], []
    with at_precision(pair.bits):
        for neuron, counts in ((pair.neuron0, counts0), (pair.neuron1, counts1)):
            lines, last = neuron.lines(pair.bits), neuron.branches.trials
            for pattern, count in enumerate(counts.tolist()):
                if count > 0:
                    below.append(neuron.value(pattern, count - 1, lines))
                if count <= last:
                    above.append(neuron.value(pattern, count, lines))
        low, high = (rational(x) for x in (max(below).upper(), min(above).lower()))
    unit = Fraction(2) ** (_WIDTH_BITS - _bits(high - low))
    return Fraction(math.ceil(low * unit)) / unit, Fraction(math.floor(high * unit)) / unit


def _bits(width: Fraction) -> int:
    """Return the binary logarithm of a width, to within one."""
    return width.numerator.bit_length() - width.denominator.bit_length()


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """Return a number near the middle with few digits."""
    unit = Fraction(2) ** (2 - _bits(high - low))
    return Fraction(round((low + high) / 2 * unit)) / unit
