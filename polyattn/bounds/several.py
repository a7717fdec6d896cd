"""Several planted rows in different groups: silence, and activation."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from polyattn._arb import ball, sign
from polyattn._arguments import require
from polyattn.bounds._parts import at_least, at_most, neurons
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel
from polyattn.several.data import SeveralRowsData
from polyattn.several.rows import several_weights

__all__ = ["several_activation_at_least", "several_silence"]


def several_silence(
    data: SeveralRowsData,
    kernel: Kernel,
    theta: ExactNumber,
    width: int = 1,
    *,
    log: bool = False,
) -> float:
    r"""Return a bound on the probability that a network activates on k rows in k groups.

    .. math::

        \eta=\theta-c-ah_k-b+b(d-2)u_k>0\ \Rightarrow\
        \Pr[F>0]\le m\exp\Big(-\frac{(d-2)\eta^2}{2b^2}\Big),

    and :math:`\Pr[F>0]=0` for :math:`\theta\ge b+c+ah_k`, with :math:`h_k` what a planted row gives
    to all planted rows, and :math:`u_k` what it gives to each group without one.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, with the planted rows in different groups.
    kernel : Polynomial or Softmax
        The kernel.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.
    log : bool, default False
        Return the natural logarithm.

    Returns
    -------
    float
        The bound, rounded up; at most 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If :math:`\eta\le0`, or the rows are in one group.

    References
    ----------
    Book label ``thm:k-rows-silence``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SeveralRowsData(10002, 10, rows=5, a="0.9", b="0.6", c="0.4")
    >>> several_silence(data, Polynomial("1.5"), "0.6", 30) < 1e-100
    True
    """
    call = "several_silence"
    height = _height(call, data, kernel, theta)
    count = neurons(call, width)

    def beyond() -> Any:
        return ball(height - data.b) - ball(data.a) * several_weights(data, kernel).planted

    def room() -> Any:
        return beyond() + ball(data.b * (data.d - 2)) * several_weights(data, kernel).cross

    if sign(beyond) in (0, 1):
        return -math.inf if log else 0.0
    if sign(room) != 1:
        raise ValueError(
            f"{call}: theta must be above the c + a h + b - b (d - 2) u that signs in balance "
            f"reach, got {theta}; use a larger theta or a smaller degree"
        )
    factor = Fraction(data.d - 2) / (2 * data.b**2)
    return at_most(lambda: ball(Fraction(count)).log() - ball(factor) * room() ** 2, log)


def several_activation_at_least(
    data: SeveralRowsData, kernel: Kernel, theta: ExactNumber, width: int = 1
) -> float:
    r"""Return a lower bound on the probability to activate on k rows in k groups.

    .. math::

        ah_k+2b\alpha_k>\theta-c+b&\ \Rightarrow\
        \Pr[F>0]\ge1-\big(\tfrac{3+2^{-k}}4\big)^m,\\
        ah_k>\theta-c&\ \Rightarrow\ \Pr[F>0]\ge1-\big(\tfrac78\big)^m

    Parameters
    ----------
    data : SeveralRowsData
        The construction, with the planted rows in different groups.
    kernel : Polynomial or Softmax
        The kernel.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The better bound that applies, rounded down.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If neither applies, or the rows are in one group.

    References
    ----------
    Book label ``thm:k-rows-activation``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SeveralRowsData(102, 10, rows=10, a="0.9", b="0.6", c="0.4")
    >>> several_activation_at_least(data, Polynomial(4), "1.1")
    0.125
    >>> round(several_activation_at_least(data, Polynomial(8), "1.1"), 3)
    0.25
    """
    call = "several_activation_at_least"
    height = _height(call, data, kernel, theta)
    count = neurons(call, width)

    def alone() -> Any:
        weights = several_weights(data, kernel)
        return ball(data.a) * weights.planted + 2 * ball(data.b) * weights.group

    if sign(lambda: alone() - ball(height + data.b)) == 1:
        return at_least((3 + Fraction(1, 2) ** data.rows) / 4, count)
    if sign(lambda: ball(data.a) * several_weights(data, kernel).planted - ball(height)) == 1:
        return at_least(Fraction(7, 8), count)
    raise ValueError(
        f"{call}: theta must be below c + a h, or below c + a h + 2 b alpha - b, got {theta}; "
        "use a smaller theta or a larger degree"
    )


def _height(call: str, data: SeveralRowsData, kernel: Kernel, theta: ExactNumber) -> Fraction:
    """Check the arguments of a call, and return theta - c."""
    require(call, data, SeveralRowsData)
    require(call, kernel, Kernel, "kernel")
    if data.one_group:
        raise ValueError(
            f"{call}: the planted rows must be in different groups, got one_group=True; in one "
            "group use the bounds of one planted row with copies / rows copies"
        )
    return exact_number(theta, "theta", call) - data.c
