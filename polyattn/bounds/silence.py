"""Low degree: where both data sets are silent."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from polyattn._arb import ball, sign
from polyattn._arguments import require
from polyattn.bounds._parts import (
    at_most,
    height_above_bias,
    level,
    neurons,
    require_above_bias,
)
from polyattn.data import SelfAttentionData
from polyattn.degrees.levels import level_root, lowest_level
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = ["silence", "silent_until"]


def silence(
    data: SelfAttentionData,
    kernel: Kernel,
    theta: ExactNumber,
    width: int = 1,
    *,
    log: bool = False,
) -> float:
    r"""Return a bound on the probability that a network activates whose level is half way up.

    .. math::

        \theta>c,\quad af^*+bG^*\le\tfrac{\theta-c}2\ \Rightarrow\
        \Pr[F>0]\le m\exp\Big(-\frac{(d-3)(\theta-c)^2}{8b^2}\Big),

    and :math:`\Pr[F>0]=0` for :math:`\theta\ge b+c+af^*`, at every degree.

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
    kernel : Polynomial or Softmax
        The kernel.
    theta : number
        The threshold :math:`\theta>c`, in units of :math:`\sqrt{\log n}`.
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
        If :math:`\theta\le c`, or the level is higher than half way.

    References
    ----------
    Book label ``thm:silence``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SelfAttentionData(10002, 10, a="0.9", b="0.6", c="0.4")
    >>> silence(data, Polynomial(2), "0.5", width=30) < 1e-13
    True
    """
    call = "silence"
    height = height_above_bias(call, data, kernel, theta)
    require_above_bias(call, data, theta, height)
    count = neurons(call, width)

    def beyond() -> Any:
        return ball(height - data.b) - ball(data.a) * row_weights(data, kernel).planted

    if sign(beyond) in (0, 1):
        return -math.inf if log else 0.0
    if sign(lambda: ball(height / 2) - level(data, kernel)) not in (0, 1):
        raise ValueError(
            f"{call}: the level a f* + b G* must be at most (theta - c) / 2 = "
            f"{float(height / 2):.6g}; lower the degree to silent_until(data, theta)"
        )
    exponent = (data.d - 3) * (height / data.b) ** 2 / 8
    return at_most(lambda: ball(Fraction(count)).log() - ball(exponent), log)


def silent_until(data: SelfAttentionData, theta: ExactNumber) -> float:
    r"""Return the degree up to which `silence` applies: where :math:`af^*+bG^*=\frac{\theta-c}2`.

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
    theta : number
        The threshold :math:`\theta>c`, in units of :math:`\sqrt{\log n}`.

    Returns
    -------
    float
        The degree, to the nearest float; infinite where the level stays below, 0 where it starts
        above.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If :math:`\theta\le c`.

    References
    ----------
    Book label ``cor:separation``.

    Examples
    --------
    >>> data = SelfAttentionData(10002, 10, a="0.1", b="0.6", c="0.4")
    >>> round(silent_until(data, "0.5"), 2)
    5.75
    """
    call = "silent_until"
    require(call, data, SelfAttentionData)
    half = (exact_number(theta, "theta", call) - data.c) / 2
    require_above_bias(call, data, theta, half)
    if half <= lowest_level(data):
        return 0.0
    if half >= data.a + data.b:
        return math.inf
    return level_root(call, data, half)
