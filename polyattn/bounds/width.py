"""What width alone can tell: enough neurons separate at every degree, at an exponential price."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import at_precision, ball, round_once, sign
from polyattn._arguments import require
from polyattn.bounds._parts import neurons, share
from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = ["sufficient_width", "width_bound"]


def width_bound(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    theta: ExactNumber,
    width: int = 1,
) -> float:
    r"""Return a lower bound on the gap that holds at every degree, linear attention included.

    .. math::

        \theta\in[\,b+c+a_0f_0^*,\ b+c+a_1f_1^*)\ \Rightarrow\
        P_0=0,\quad P_1\ge1-\big(1-2^{-d}\big)^m

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The bound on :math:`P_1-P_0=P_1`, rounded down.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or `theta` is not in the interval.

    References
    ----------
    Book label ``thm:width``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(10, a=a, b="0.6", c="0.4") for a in (0, "0.9")]
    >>> round(width_bound(*pair, Polynomial(1), 1, width=10_000), 4)
    0.9999
    """
    call = "width_bound"
    require_pair(call, data0, data1)
    require(call, kernel, Kernel, "kernel")
    height = exact_number(theta, "theta", call) - data0.b - data0.c
    count = neurons(call, width)

    def over(data: SelfAttentionData) -> Any:
        return ball(height) - ball(data.a) * row_weights(data, kernel).planted

    # What stays undecided is as good as a tie: the lower end belongs to the interval.
    if sign(lambda: over(data0)) == -1 or sign(lambda: over(data1)) != -1:
        raise ValueError(
            f"{call}: theta must lie in [b + c + a0 f0*, b + c + a1 f1*), got {theta}; "
            "take it from row_classes, or from law.support()"
        )
    silent = 1 - Fraction(1, 2**data0.d)
    return round_once(lambda: [-(count * ball(silent).log()).expm1()], "down")[0]


def sufficient_width(data: SelfAttentionData, probability: ExactNumber) -> int:
    r"""Return the least :math:`m` with :math:`1-(1-2^{-d})^m\ge P`, about :math:`2^d`.

    Parameters
    ----------
    data : SelfAttentionData
        Either construction: only :math:`d` counts.
    probability : number
        The probability :math:`P`, strictly between 0 and 1.

    Returns
    -------
    int
        The number of neurons, at most one too large.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `probability` is out of range.

    References
    ----------
    Book label ``thm:width``.

    Examples
    --------
    >>> sufficient_width(SelfAttentionData(10, a=1, b=1, c=1), "0.99")
    4714
    """
    call = "sufficient_width"
    require(call, data, SelfAttentionData)
    wanted = share(call, probability, "probability")
    with at_precision(3 * data.d + 256):
        silent = ball(1 - Fraction(1, 2**data.d)).log()
        return int((ball(1 - wanted).log() / silent).upper().ceil().unique_fmpz())
