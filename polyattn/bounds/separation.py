"""High degree: where a locked row activates."""

from __future__ import annotations

from fractions import Fraction

from polyattn._arb import ball, sign
from polyattn._arguments import require
from polyattn.bounds._parts import (
    at_least,
    height_above_bias,
    neurons,
    require_above_bias,
)
from polyattn.bounds.concentration import concentrated_from
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = ["separated_from", "separation"]


def separation(
    data: SelfAttentionData, kernel: Kernel, theta: ExactNumber, width: int = 1
) -> float:
    r"""Return :math:`1-(7/8)^m`, at most the probability that a locked row activates.

    .. math::

        \theta>c,\quad1-f^*<\frac{a+b+c-\theta}{a+2b}
        \ \Rightarrow\ \Pr[F>0]\ge1-\big(\tfrac78\big)^m

    Parameters
    ----------
    data : SelfAttentionData
        The construction, :math:`\mathcal D_1` in the theorem.
    kernel : Polynomial or Softmax
        The kernel.
    theta : number
        The threshold :math:`\theta>c`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The bound, rounded down.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If :math:`\theta\le c`, or the planted weight is too small.

    References
    ----------
    Book label ``thm:separation-high``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SelfAttentionData(10002, 10, a="0.9", b="0.6", c="0.4")
    >>> round(separation(data, Polynomial(12), "0.5", width=30), 3)
    0.982
    """
    call = "separation"
    height = height_above_bias(call, data, kernel, theta)
    require_above_bias(call, data, theta, height)
    count = neurons(call, width)
    allowed = (data.a + data.b - height) / (data.a + 2 * data.b)
    if sign(lambda: ball(allowed) - row_weights(data, kernel).planted_complement) != 1:
        raise ValueError(
            f"{call}: the planted row must have locked, 1 - f* below {float(allowed):.6g} "
            f"(theta = {theta}); raise the degree beyond separated_from(data, theta)"
        )
    return at_least(Fraction(7, 8), count)


def separated_from(data: SelfAttentionData, theta: ExactNumber) -> float:
    r"""Return a degree beyond which `separation` applies, from the concentration theorem.

    Parameters
    ----------
    data : SelfAttentionData
        The construction, with :math:`a>0`.
    theta : number
        The threshold, :math:`c<\theta<a+b+c`, in units of :math:`\sqrt{\log n}`.

    Returns
    -------
    float
        `concentrated_from` at the loss :math:`\frac{a+b+c-\theta}{a+2b}`, rounded up; every
        larger degree will do.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `theta` is out of range, or :math:`a=0`.

    References
    ----------
    Book label ``cor:separation``.

    Examples
    --------
    >>> data = SelfAttentionData(10002, 10, a="0.9", b="0.6", c="0.4")
    >>> round(separated_from(data, "0.5"), 2)
    5.44
    """
    call = "separated_from"
    require(call, data, SelfAttentionData)
    height = exact_number(theta, "theta", call) - data.c
    if not 0 < height < data.a + data.b:
        raise ValueError(
            f"{call}: theta must lie strictly between c = {data.c} and a + b + c = "
            f"{data.a + data.b + data.c}, got {theta}"
        )
    return concentrated_from(data, (data.a + data.b - height) / (data.a + 2 * data.b))
