r"""What a network cannot tell: upper bounds on the separability and on its tolerance.

The separability :math:`S_m=\sup_\theta(P_1-P_0)` of :math:`m` neurons is the best difference of
the two probabilities of activation over all thresholds.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, ceiling, round_once, sign
from polyattn._arguments import require
from polyattn.bounds._parts import largest_atom, neurons
from polyattn.bounds.broken_line import profile_at_most
from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = ["counting_steps", "detection_at_most", "tolerance"]


def counting_steps(data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel) -> int:
    r"""Return how many values of :math:`K` can tell the two data sets apart, at most.

    .. math:: J=\Big\lceil\Big(1+\frac{a_1}{2b}\Big)\frac1t\Big(\frac{p_1}r\Big)^\beta\Big\rceil

    :math:`K` counts the plus signs among the :math:`d-3` other groups.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel; for softmax :math:`(p_1/r)^\beta` is :math:`n^{\alpha(a_1^2+b^2)}`.

    Returns
    -------
    int
        :math:`J`, or the :math:`d-2` values that there are if they are fewer.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book label ``lem:counting``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> [counting_steps(*pair, Polynomial(degree)) for degree in (15, 18, 20)]
    [1, 37, 527]
    """
    require_pair("counting_steps", data0, data1)
    require("counting_steps", kernel, Kernel, "kernel")
    most = data1.d - 2

    def log_steps() -> Any:
        ratio = kernel.log_ratio(data1.p, data1.r, data1.n)
        return ratio + (ball(1 + data1.a / (2 * data1.b)) / data1.copies).log()

    if sign(lambda: log_steps() - ball(Fraction(most)).log()) in (0, 1):
        return most
    return ceiling(lambda: log_steps().exp())


def detection_at_most(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    width: int = 1,
    *,
    refined: bool = False,
) -> float:
    r"""Return an upper bound on the separability, for all thresholds at once.

    .. math::

        S_m\le m\,J\binom N{\lfloor N/2\rfloor}2^{-N},\qquad
        S_m\le2\sqrt2\,J\sqrt{\frac{\log m}N}\quad(m\ge2),\qquad N=d-3,

    with :math:`J` from `counting_steps`. Refined, the maximum that both come from:

    .. math:: S_m\le\max_{0\le p\le1}\big[(1-p)^m-(1-\Psi_J(p))^m\big]

    with the broken line :math:`\Psi_J` through the points :math:`(T(k),T(k-J))`,
    :math:`T(k)=\Pr[\mathrm{Bin}(N,\tfrac12)\ge k]`.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`; refined, with :math:`d<2^{52}`.
    kernel : Polynomial or Softmax
        The kernel.
    width : int, default 1
        The number :math:`m` of neurons.
    refined : bool, default False
        Return the smallest of the three bounds, not of the first two.

    Returns
    -------
    float
        The bound, at most 1; rounded up, refined after widening by a relative
        :math:`10^{-12}+10^{-14}\sqrt N` for the tails in floats.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book labels ``thm:detection-necessary``, ``thm:root-log-width`` and, refined,
    ``thm:profile-inequality``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> round(detection_at_most(*pair, Polynomial(10)), 4)
    0.0252
    >>> round(detection_at_most(*pair, Polynomial(10), 256), 2)
    0.21
    >>> round(detection_at_most(*pair, Polynomial(10), 256, refined=True), 2)
    0.07
    """
    call = "detection_at_most"
    steps = counting_steps(data0, data1, kernel)
    count = neurons(call, width)
    bound = _in_closed_form(data1.d - 3, steps, count)
    return min(bound, profile_at_most(data1.d - 3, steps, count)) if refined else bound


def _in_closed_form(trials: int, steps: int, width: int) -> float:
    """Return the smaller of the bounds by the largest atom and by the root of log m."""

    def by_atom() -> list[Any]:
        return [width * steps * largest_atom(trials)]

    def by_root() -> list[Any]:
        return [steps * (8 * ball(Fraction(width)).log() / trials).sqrt()]

    several = (by_atom, by_root) if width > 1 else (by_atom,)  # one neuron has no logarithm
    return min(1.0, *(round_once(bound, "up")[0] for bound in several))


def tolerance(data1: SelfAttentionData, kernel: Kernel, gap: ExactNumber) -> float:
    r"""Return how long an interval of thresholds can keep a gap, at most.

    If :math:`P_1-P_0\ge g` at every threshold of an interval of length :math:`\gamma`, then

    .. math:: g\,\gamma\le(a_1+2b)f_1^*,

    at every width, degree and :math:`a_0<a_1`.

    Parameters
    ----------
    data1 : SelfAttentionData
        The construction with the larger feature.
    kernel : Polynomial or Softmax
        The kernel.
    gap : number
        The gap :math:`g`, greater than 0 and at most 1.

    Returns
    -------
    float
        The greatest length :math:`\gamma=(a_1+2b)f_1^*/g`, in units of :math:`\sqrt{\log n}`,
        rounded up.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `gap` is out of range.

    References
    ----------
    Book label ``thm:tolerance``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> tolerance(data, Polynomial(20), "0.5") < 1e-7
    True
    """
    call = "tolerance"
    require(call, data1, SelfAttentionData, "data1")
    require(call, kernel, Kernel, "kernel")
    least = exact_number(gap, "gap", call)
    if not 0 < least <= 1:
        raise ValueError(f"{call}: gap must be greater than 0 and at most 1, got {gap}")
    factor = (data1.a + 2 * data1.b) / least
    return round_once(lambda: [ball(factor) * row_weights(data1, kernel).planted], "up")[0]
