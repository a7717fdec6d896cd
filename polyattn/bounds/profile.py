r"""The profile of detection: the separability of one neuron near the degree of detection, in brief.

Neither exact nor a bound: the binomial noise is replaced by a normal one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from polyattn._arb import at_precision, ball
from polyattn._arguments import require
from polyattn.data import SelfAttentionData, require_pair
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

if TYPE_CHECKING:
    from flint import arb

__all__ = ["profile", "profile_shifts"]

_REACH = 6.0  # beyond six standard deviations a normal tail is below 1e-9
_BITS = 512  # weights that differ by 1e-100 of themselves may be subtracted
_SIGNS = ((1, 1), (1, -1), (-1, 1), (-1, -1))  # of the feature and of the planted row's group
_STEPS = 600  # a step of 1/50: the best of a smooth curve is then found to about 1e-5


def profile_shifts(
    data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel
) -> tuple[list[float], list[float]]:
    r"""Return how far the planted row is ahead of all others for each pair of signs.

    In units of the noise, and 0 where it is behind:

    .. math::

        h_i(s_1,s_g)=\max\Big(0,\ s_g\gamma_i+s_1\frac{a_i}b\lambda_i-\omega\Big),\qquad
        \lambda_i=\frac{f_i^*}{u_1^*\sqrt N},\quad \gamma_i=\frac{G_i^*}{u_1^*\sqrt N},\quad
        \omega=\frac{w_o}{u_1^*\sqrt N},

    where :math:`N=d-3`.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel.

    Returns
    -------
    shifts0, shifts1 : list of float
        :math:`h_0` and :math:`h_1` for :math:`(s_1,s_g)=(+,+),(+,-),(-,+),(-,-)`, without unit.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book label ``obs:profile``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> shifts0, shifts1 = profile_shifts(*pair, Polynomial(19))
    >>> [round(x, 2) for x in shifts0], [round(x, 2) for x in shifts1]
    ([0.02, 0.0, 0.0, 0.0], [1.75, 0.0, 0.0, 0.0])
    """
    with at_precision(_BITS):
        found = [float(shift) for shift in _shifts(data0, data1, kernel)]
    return found[:4], found[4:]


def _shifts(data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel) -> list[arb]:
    """Return the four shifts of each data set, data set 0 first."""
    require_pair("profile_shifts", data0, data1)
    require("profile_shifts", kernel, Kernel, "kernel")

    found = []
    planted = [row_weights(data, kernel) for data in (data0, data1)]
    noise = planted[1].planted_cross * ball(Fraction(data0.d - 3)).sqrt()
    for data, weights in zip((data0, data1), planted, strict=True):
        feature = ball(data.a / data.b) * weights.planted
        for first, own in _SIGNS:
            ahead = own * weights.planted_group + first * feature - planted[1].own_group
            middle = (ahead / noise).mid()
            found.append(middle if middle > 0 else ball(Fraction(0)))
    return found


def profile(data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel) -> float:
    r"""Return the separability of one neuron as normal noise would have it.

    .. math::

        \hat S=\sup_x\frac18\sum_{s_1,s_g}
        \big[\Phi(x-h_0(s_1,s_g))-\Phi(x-h_1(s_1,s_g))\big]

    with :math:`h_i` from `profile_shifts` and :math:`\Phi` the normal distribution function.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel.

    Returns
    -------
    float
        :math:`\hat S`, to about 1e-5. It differs from the separability by a number of the order
        of :math:`1/\sqrt d+f_1^*`, as ``thm:profile`` says where :math:`(a_1+b)f_1^*\le c`; for
        :math:`f_1^*\le\frac1{50}`, :math:`a_1\le3b` and :math:`b\le4c` by no more than
        :math:`\frac12\binom N{\lfloor N/2\rfloor}2^{-N}+\frac1{10}f_1^*` in all cases that were
        compared (``obs:profile``). With a small bias c it may be far off.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book labels ``thm:profile`` and ``obs:profile``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> [round(profile(*pair, Polynomial(degree)), 3) for degree in (16, 19, 22)]
    [0.002, 0.077, 0.125]
    """
    import numpy as np
    from scipy.special import ndtr

    # Every x is taken as a distance from one of the shifts: these may be 1e17, and apart by 1.
    with at_precision(_BITS):
        shifts = _shifts(data0, data1, kernel)
        apart = np.array([[float(x - y) for y in shifts] for x in shifts])
    near = np.linspace(-_REACH, _REACH, _STEPS + 1)
    below = ndtr(apart[:, None, :] + near[:, None])
    gaps = (below[..., :4] - below[..., 4:]).sum(axis=-1) / 8
    return float(max(gaps.max(), 0.0))
