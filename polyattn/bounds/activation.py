"""With what probability a network activates: bounds on both sides, at any threshold."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from polyattn._arb import ball, ceiling, sign
from polyattn.bounds._parts import at_least, at_most, height_above_bias, level, neurons
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = ["activation_at_least", "activation_at_most", "sandwich"]

# The tails of the binomial law are good to 1e-14; a bound is widened by a hundred times that.
_TAIL_ERROR = 1e-12


def sandwich(
    data: SelfAttentionData, kernel: Kernel, theta: ExactNumber, *, log: bool = False
) -> tuple[float, float]:
    r"""Return the bounds :math:`\frac18B\le p\le B` on the probability that one neuron activates.

    .. math::

        B(\theta)=\Pr\Big[\mathrm{Bin}(d-3,\tfrac12)>d-3-\frac{af^*+b+c-\theta}{2bu^*}\Big]

    Parameters
    ----------
    data : SelfAttentionData
        The construction, with :math:`d<2^{52}`.
    kernel : Polynomial or Softmax
        The kernel.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    log : bool, default False
        Return natural logarithms.

    Returns
    -------
    lower, upper : float
        :math:`B/8` and :math:`B`, each widened for rounding by a relative
        :math:`(1+|\log B|)\cdot10^{-12}`. What 4,096 bits do not tell from a tie counts as one.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `theta` is not finite.

    References
    ----------
    Book label ``thm:sandwich``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> lower, upper = sandwich(data, Polynomial(20), "0.99")
    >>> 7.9 < upper / lower < 8.1
    True
    """
    height = height_above_bias("sandwich", data, kernel, theta)

    def minuses() -> Any:
        """How many minus signs among the other groups the envelope leaves room for."""
        weights = row_weights(data, kernel)
        room = ball(data.a) * weights.planted + ball(data.b - height)
        return room / (2 * ball(data.b) * weights.planted_cross)

    import numpy as np

    from polyattn.law.scaled import log as log_of
    from polyattn.law.tails import binomial_tails

    trials = data.d - 3
    count = _count_below(minuses, trials)
    exact = float(log_of(binomial_tails(trials).both(np.array([count]))[1])[0])  # Pr[Bin < count]
    slack = _TAIL_ERROR * (1 + abs(exact)) if count else 0.0
    bounds = exact - math.log(8) - slack, min(0.0, exact + slack)
    return bounds if log else (math.exp(bounds[0]), math.exp(bounds[1]))


def activation_at_most(
    data: SelfAttentionData,
    kernel: Kernel,
    theta: ExactNumber,
    width: int = 1,
    *,
    log: bool = False,
) -> float:
    r"""Return the upper bound for a threshold above the level.

    .. math::

        \eta=\theta-c-af^*-bG^*>0\ \Rightarrow\
        \Pr[F>0]\le m\exp\Big(-\frac{\eta^2}{2b^2(d-3)u^{*2}}\Big)

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
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
        If the threshold is not above the level.

    References
    ----------
    Book label ``thm:finite-bounds``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SelfAttentionData(10002, 10, a="0.9", b="0.6", c="0.4")
    >>> activation_at_most(data, Polynomial(3), "0.5") < 1e-40
    True
    """
    call = "activation_at_most"
    height = height_above_bias(call, data, kernel, theta)
    count = neurons(call, width)
    if sign(lambda: ball(height) - level(data, kernel)) != 1:
        raise ValueError(
            f"{call}: theta must be above the level c + a f* + b G*, got {theta}; "
            "below it, activation_at_least bounds the other side"
        )

    def log_bound() -> Any:
        spread = ball(data.b) * row_weights(data, kernel).planted_cross
        excess = (ball(height) - level(data, kernel)) / spread
        return ball(Fraction(count)).log() - excess**2 / (2 * (data.d - 3))

    return at_most(log_bound, log)


def activation_at_least(
    data: SelfAttentionData, kernel: Kernel, theta: ExactNumber, width: int = 1
) -> float:
    r"""Return the lower bound for a threshold below the level.

    .. math::

        \theta<c+af^*+bG^*&\ \Rightarrow\ \Pr[F>0]\ge1-\big(\tfrac{15}{16}\big)^m,\\
        \theta<c+af^*+b\big(1-2(d-3)u^*\big)&\ \Rightarrow\
        \Pr[F>0]\ge1-\big(\tfrac78\big)^m

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
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
        If the threshold is not below the level.

    References
    ----------
    Book label ``thm:finite-bounds``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SelfAttentionData(10002, 10, a="0.9", b="0.6", c="0.4")
    >>> activation_at_least(data, Polynomial(5), "0.5")
    0.0625
    >>> activation_at_least(data, Polynomial(12), "0.5")
    0.125
    """
    call = "activation_at_least"
    height = height_above_bias(call, data, kernel, theta)
    count = neurons(call, width)

    def lowest() -> Any:
        weights = row_weights(data, kernel)
        turned = 1 - 2 * (data.d - 3) * weights.planted_cross  # every other group at minus
        return ball(data.a) * weights.planted + ball(data.b) * turned

    if sign(lambda: lowest() - ball(height)) == 1:
        return at_least(Fraction(7, 8), count)
    if sign(lambda: level(data, kernel) - ball(height)) == 1:
        return at_least(Fraction(15, 16), count)
    raise ValueError(
        f"{call}: theta must be below the level c + a f* + b G*, got {theta}; "
        "above it, activation_at_most bounds the other side"
    )


def _count_below(number: Callable[[], Any], trials: int) -> int:
    """Return how many of the counts 0, ..., trials are below a number, however large it is."""
    if sign(number) != 1:  # nor is 0, where 4,096 bits do not tell the number from it
        return 0
    if sign(lambda: number() - trials) == 1:
        return trials + 1
    return ceiling(number)
