"""The degrees at which a row locks onto itself under orthogonal noise."""

from __future__ import annotations

import math
from fractions import Fraction

from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.degrees._self_weight import most_weight, self_weight_degree
from polyattn.exact import ExactNumber
from polyattn.noise.crowd import noise_power

__all__ = ["lock_degree", "noise_window", "self_lock_degree"]


def lock_degree(data: SelfAttentionData, noise: ExactNumber, weight: ExactNumber = "0.5") -> float:
    r"""Return the degree at which the planted row gives itself `weight` under noise.

    It is the degree of `planted_degree` with :math:`p+\nu` for :math:`p` in the row itself:

    .. math:: \tfrac1{f^*}=1+(t-1)\big(\tfrac q{p+\nu}\big)^\beta
        +t(d-3)\big(\tfrac r{p+\nu}\big)^\beta

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
    noise : number
        The power :math:`\nu\ge0` of orthogonal noise, in units of :math:`\log n`.
    weight : number, default "0.5"
        Between :math:`\frac1n` and 1, both excluded.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or a number none.
    ValueError
        If `noise` is negative, or no degree gives that weight.

    References
    ----------
    Book label ``cor:noise-window``.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.9", b="0.6", c="0.4")
    >>> [round(lock_degree(data, noise), 2) for noise in ("0.0102", "0.0408", "0.255")]
    [3.44, 3.4, 3.15]
    """
    call = "lock_degree"
    require(call, data, SelfAttentionData)
    return self_weight_degree(call, data, data.p + noise_power(call, noise), weight)


def self_lock_degree(
    data: SelfAttentionData, noise: ExactNumber, weight: ExactNumber = "0.5"
) -> float:
    r"""Return the degree at which every row but the planted one gives itself `weight`.

    .. math:: \tfrac1{f_o}=1+(t-1)\big(\tfrac q{q+\nu}\big)^\beta
        +t(d-3)\big(\tfrac r{q+\nu}\big)^\beta

    Parameters
    ----------
    data : SelfAttentionData
        The construction; its feature plays no part.
    noise : number
        The power :math:`\nu\ge0` of orthogonal noise, in units of :math:`\log n`.
    weight : number, default "0.5"
        Between :math:`\frac1n` and 1, both excluded.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or a number none.
    ValueError
        If `noise` is negative, or no degree gives that weight: without noise a row ties with
        the rest of its group.

    References
    ----------
    Book label ``cor:noise-window``.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.9", b="0.6", c="0.4")
    >>> [round(self_lock_degree(data, noise), 2) for noise in ("0.0102", "0.0408", "0.255")]
    [113.11, 29.09, 5.79]
    """
    call = "self_lock_degree"
    require(call, data, SelfAttentionData)
    return self_weight_degree(call, data, data.q + noise_power(call, noise), weight)


def noise_window(data: SelfAttentionData, noise: ExactNumber) -> tuple[float, float]:
    r"""Return the degrees between which the planted row alone outweighs its crowd.

    .. math:: q+\nu<g(\beta)<p+\nu

    Parameters
    ----------
    data : SelfAttentionData
        The construction with the larger feature, :math:`\mathcal D_1`.
    noise : number
        The power :math:`\nu\ge0` of orthogonal noise, in units of :math:`\log n`.

    Returns
    -------
    low, high : float
        Where the planted row locks, and where all others do, each rounded once; infinite where no
        degree takes them there, 0 where every degree does. Empty (``low == high``) where the
        feature is 0. `polyattn.noise.in_noise_window` decides a degree exactly.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or `noise` not a number.
    ValueError
        If `noise` is negative.

    References
    ----------
    Book label ``cor:noise-window``.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.9", b="0.6", c="0.4")
    >>> [round(degree, 2) for degree in noise_window(data, "0.255")]
    [3.15, 5.79]
    """
    call = "noise_window"
    require(call, data, SelfAttentionData)
    power, half = noise_power(call, noise), Fraction(1, 2)
    if data.n == 2:  # one row against one of a smaller score: at every degree
        return 0.0, 0.0
    low, high = (
        self_weight_degree(call, data, score, half) if half < most_weight(data, score) else math.inf
        for score in (data.p + power, data.q + power)
    )
    return low, high
