"""The whole trade between false alarms and detections, over all thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from polyattn.law._atoms import Atoms, bits_for
from polyattn.law._bisection import read_probabilities
from polyattn.law._comparison import least_counts
from polyattn.law._merging import merge
from polyattn.law._pairs import check_pair
from polyattn.law._quantiles import false_alarm_atoms
from polyattn.law._width import cdf, sf
from polyattn.law.maximal import MaximalPreactivation
from polyattn.law.scaled import Floats

__all__ = ["Curve", "power", "roc"]

_MOST_ATOMS = 2**18


@dataclass(frozen=True, eq=False)
class Curve:
    r"""The points that thresholds reach, from the highest threshold to the lowest.

    Attributes
    ----------
    false_alarms, detections : array of float
        The probabilities :math:`P_0(\theta)` and :math:`P_1(\theta)` of activating on the first
        and on the second data set, from (0, 0) to (1, 1).
    thresholds : array of float
        For each point the atom of one of the laws from which on it is reached, as the least float
        that is not below it; the last one is ``-inf``. Atoms that lie closer than floats share one.
    area : float
        The area below the curve, its points joined by straight lines:
        :math:`\Pr[X_1>X_0]+\frac12\Pr[X_1=X_0]` for independent layers.
    complement : float
        ``1 - area``, to full relative precision.
    """

    false_alarms: Floats
    detections: Floats
    thresholds: Floats
    area: float
    complement: float


@np.errstate(all="ignore")
def roc(law0: MaximalPreactivation, law1: MaximalPreactivation) -> Curve:
    r"""Return the curve of detections against false alarms over all thresholds.

    It has a point :math:`(P_0(\theta),P_1(\theta))` for every atom of either law, with
    :math:`P_i(\theta)` = ``law_i.sf(theta)``. Its largest vertical distance from the diagonal is
    the value of :func:`separability`.

    Parameters
    ----------
    law0, law1 : MaximalPreactivation
        The laws of the two data sets, of one construction, size and width; entries and kernels
        may differ.

    Returns
    -------
    Curve
        With ``false_alarms``, ``detections``, ``thresholds``, ``area`` and ``complement``; the
        probabilities as accurate as ``sf``, the complement to a relative 1e-9.

    Raises
    ------
    TypeError
        If a law is not a MaximalPreactivation.
    ValueError
        If widths, constructions or sizes differ, if both laws together have more than
        :math:`2^{18}` atoms (about :math:`16(d-2)`), or as :func:`separability`.

    Notes
    -----
    Two atoms that 4,000 bits, beyond those that the weights span, do not tell apart are one.

    References
    ----------
    J. A. Hanley and B. J. McNeil, Radiology 143 (1982) 29-36, for the area. Book label
    ``thm:exact-law``.

    Examples
    --------
    >>> from polyattn import MaximalPreactivation, Polynomial, VectorData, roc
    >>> curve = roc(*(MaximalPreactivation(VectorData(3, x), Polynomial(2)) for x in (None, 3)))
    >>> curve.false_alarms
    array([0.   , 0.125, 0.125, 0.125, 0.5  , 0.875, 0.875, 0.875, 1.   ])
    >>> curve.detections
    array([0.   , 0.125, 0.375, 0.5  , 0.5  , 0.5  , 0.625, 0.875, 1.   ])
    """
    check_pair("roc", law0, law1)
    neurons = law0._neuron, law1._neuron
    number = sum(x.branches.patterns * (x.branches.trials + 1) for x in neurons)
    if number > _MOST_ATOMS:
        raise ValueError(
            f"roc: the two laws have {number} atoms, more than {_MOST_ATOMS}; use "
            "power(law0, law1, false_alarms) for single points of the curve"
        )
    bits = bits_for("roc", *neurons)
    merged = merge(neurons, bits)
    parts = [
        [
            f(*x.tails(k), law0.width)
            for x, k in zip(neurons, counts, strict=True)
            for f in (sf, cdf)
        ]
        for counts in merged.counts()
    ]
    active0, silent0, active1, silent1 = (
        np.append(np.concatenate(x)[::-1], end)
        for x, end in zip(zip(*parts, strict=True), (1, 0, 1, 0), strict=True)
    )
    thresholds = np.append(Atoms(merged.balls, bits).floats()[::-1], -np.inf)
    steps = np.where(active0[1:] < 0.5, np.diff(active0), -np.diff(silent0))
    area, complement = (float((steps * (y[1:] + y[:-1])).sum() / 2) for y in (active1, silent1))
    return Curve(active0, active1, thresholds, min(area, 1 - complement), complement)


@np.errstate(all="ignore")
def power(law0: MaximalPreactivation, law1: MaximalPreactivation, false_alarms: Any) -> Any:
    r"""Return the largest probability of detection at given rates of false alarms.

    .. math::

       \max_\theta\{P_1(\theta):P_0(\theta)\le\alpha\},

    attained at the threshold ``law0.isf(alpha)``, taken as the atom that it is. The test of Neyman
    and Pearson for the statistic :math:`X`, without a coin thrown in between.

    Parameters
    ----------
    law0, law1 : MaximalPreactivation
        The laws of the two data sets, of one construction, size and width.
    false_alarms : float, or array of float
        The rates :math:`\alpha` from 0 to 1.

    Returns
    -------
    float, or array of float in the shape of `false_alarms`
        The probabilities, as accurate as ``sf``; at any size of the laws.

    Raises
    ------
    TypeError
        If a law is not a MaximalPreactivation, or a rate no number.
    ValueError
        If widths, constructions or sizes differ, if a rate is not from 0 to 1, or as
        :func:`separability`.

    References
    ----------
    J. Neyman and E. S. Pearson, Phil. Trans. R. Soc. A 231 (1933) 289-337. Book label
    ``thm:exact-law``.

    Examples
    --------
    >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, power
    >>> sets = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> laws = [MaximalPreactivation(data, Polynomial(19), width=256) for data in sets]
    >>> power(*laws, [0.001, 0.01, 0.1]).round(4)
    array([0.1665, 0.4997, 0.9331])
    """
    check_pair("power", law0, law1)
    rates = read_probabilities(false_alarms, "false_alarms", "power")
    bits = bits_for("power", law0._neuron, law1._neuron)
    places = false_alarm_atoms(law0._neuron, law0.width, rates.ravel(), bits)
    if not rates.size:
        return np.zeros(rates.shape)
    counts = least_counts(law1._neuron, places.atoms(law0._neuron, bits)).above
    values = sf(*law1._neuron.tails(counts), law1.width)
    values[rates.ravel() == 1] = 1.0  # any threshold will do, however low
    return values.reshape(rates.shape) if rates.shape else float(values[0])
