"""The degrees between which one threshold tells the two data sets apart, at finite n."""

from __future__ import annotations

import math
from fractions import Fraction

from polyattn.data import SelfAttentionData, require_pair
from polyattn.degrees.finite import planted_degree
from polyattn.degrees.levels import level_root, lowest_level
from polyattn.exact import ExactNumber, exact_number

__all__ = ["window"]


def window(
    data0: SelfAttentionData, data1: SelfAttentionData, theta: ExactNumber
) -> tuple[float, float] | None:
    r"""Return the degrees between which a threshold tells the two data sets apart.

    The level of a data set at a degree is :math:`c+af^*+bG^*`, what the planted row reaches where
    the signs of its feature, its group and the bias are plus and the other groups cancel. The
    window runs from the degree at which the level of :math:`\mathcal D_1` reaches
    :math:`\theta` to the one at which that of :math:`\mathcal D_0` does, just before the break
    degree; strictly inside, :math:`\theta` lies between the two levels. There is no upper end
    where :math:`\theta\ge a_0+b+c`, which :math:`\mathcal D_0` never reaches.

    For :math:`\theta<b+c` both levels may rise together, carried by the groups. The window
    counts as empty where the planted row of :math:`\mathcal D_1` has not reached
    :math:`\theta` by its own weight, :math:`(a_1+b)f_1^*\ge\theta-c`, when the level of
    :math:`\mathcal D_0` does: in the limit such a threshold works at no multiple of
    :math:`\log n`.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.

    Returns
    -------
    tuple of float, or None
        (lower, upper), rounded once each; the lower end is 0 where even the smallest degree
        works, the upper end infinite where there is no limit. None where the window is empty.

    Raises
    ------
    OverflowError
        If an end is beyond every float: two scores are all but equal.
    TypeError
        If the data are not self-attention data or `theta` is not a number.
    ValueError
        If the two differ in more than `a`, or ``a0 >= a1``.

    Notes
    -----
    The ends are those of the levels, not of a probability: a few neurons still miss, many
    neurons reach a threshold a little earlier, and over a range of degrees that shrinks to one
    point as :math:`n` grows a threshold can work where the window is None. The exact law,
    :class:`~polyattn.law.MaximalPreactivation`, tells.

    References
    ----------
    Book label ``thm:window``.

    Examples
    --------
    >>> both = [SelfAttentionData(10002, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> [round(degree, 2) for degree in window(*both, "0.5")]
    [4.16, 6.42]
    >>> window(*both, "1.2")[1]
    inf
    """
    call = "window"
    require_pair(call, data0, data1)
    height = exact_number(theta, "theta", call) - data0.c
    a1, b = data1.a, data1.b
    if not lowest_level(data0) < height < a1 + b:
        return None
    upper = math.inf if height >= data0.a + b else level_root(call, data0, height)
    if height < b and _alone(data1, height / (a1 + b)) >= upper:
        return None
    lower = 0.0 if height <= lowest_level(data1) else level_root(call, data1, height)
    return (lower, upper) if lower < upper else None


def _alone(data: SelfAttentionData, weight: Fraction) -> float:
    """Return the degree at which the planted row has a weight; infinite beyond every float."""
    try:
        return planted_degree(data, weight) if weight * data.n > 1 else 0.0
    except OverflowError:
        return math.inf
