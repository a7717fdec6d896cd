"""Silence and activation under Gaussian noise, in terms of its standard deviation alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, round_once, sign
from polyattn.bounds._gaussian import prepared, silence
from polyattn.bounds._parts import neurons
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Polynomial

__all__ = ["gaussian_activation_at_least", "gaussian_noise_at_most", "gaussian_silence"]


def gaussian_noise_at_most(
    data: SelfAttentionData,
    kernel: Polynomial,
    sigma: ExactNumber,
    chance: ExactNumber = "0.01",
) -> float:
    r"""Return what any row of the output keeps of Gaussian noise at most, but for a chance.

    With :math:`x_\sigma` and :math:`\zeta<r` of `gaussian_event` and
    :math:`H_\zeta=\big(\frac r{r-\zeta}\big)^\beta`, with probability at least
    :math:`1-\varepsilon` for all rows :math:`\lVert w_j\rVert\le\omega_\sigma`,

    .. math::

        \omega_\sigma=\sigma x_\sigma+\sigma\big(\sqrt d+x_\sigma\big)\Big(
        \frac{H_\zeta^2P_\nu}{H_\zeta^2P_\nu+W}+H_\zeta^2\frac{\sqrt{(t-1)Q^2+tNR^2}}W\Big).

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction.
    kernel : Polynomial
        The degree :math:`\beta`.
    sigma : number
        The standard deviation :math:`\sigma>0` of an entry, in units of :math:`\sqrt{\log n}`.
    chance : number, default "0.01"
        The chance :math:`\varepsilon` that it fails, strictly between 0 and 1.

    Returns
    -------
    float
        :math:`\omega_\sigma` in units of :math:`\sqrt{\log n}`, rounded up.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, or scores may be off by :math:`\zeta\ge r`.

    References
    ----------
    Book label ``thm:gaussian-noise``.

    Examples
    --------
    >>> data = SelfAttentionData(10**6, 50, a="0.1", b="0.6", c="0.4")
    >>> round(gaussian_noise_at_most(data, Polynomial(10), "0.0002"), 3)
    0.008
    """
    call = "gaussian_noise_at_most"
    rows, _ = prepared(call, data, kernel, sigma, chance)
    return round_once(lambda: [rows().kept()], "up")[0]


def gaussian_silence(
    data: SelfAttentionData,
    kernel: Polynomial,
    sigma: ExactNumber,
    theta: ExactNumber,
    width: int = 1,
    *,
    chance: ExactNumber = "0.01",
    subtracted: bool = False,
    log: bool = False,
) -> float:
    r"""Return a bound on the probability that a network activates, over signs and Gaussian noise.

    With :math:`\omega_\sigma` of `gaussian_noise_at_most`, for :math:`\theta>a+b+c`

    .. math::

        \Pr[F>0]\le\varepsilon+mn\exp\Big(-\frac{(\theta-a-b-c)^2}{2\,\omega_\sigma^2}\Big).

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction.
    kernel : Polynomial
        The degree :math:`\beta`.
    sigma : number
        The standard deviation :math:`\sigma>0` of an entry, in units of :math:`\sqrt{\log n}`.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.
    chance : number, default "0.01"
        The part :math:`\varepsilon` of the bound that is spent on the noise.
    subtracted : bool, default False
        Whether :math:`\nu=d\sigma^2` is subtracted from every self-score: then P stands in the
        place of :math:`P_\nu`.
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
        If a number is out of range, scores may be off by :math:`\zeta\ge r`, or
        :math:`\theta\le a+b+c`.

    References
    ----------
    Book labels ``thm:gaussian-noise`` and, for `subtracted`, ``thm:subtract-gaussian``.

    Examples
    --------
    >>> data = SelfAttentionData(10**6, 50, a="0.1", b="0.6", c="0.4")
    >>> round(gaussian_silence(data, Polynomial(10), "0.0002", "1.5", 30), 4)
    0.01
    """
    call = "gaussian_silence"
    rows, missed = prepared(call, data, kernel, sigma, chance, subtracted)
    margin = exact_number(theta, "theta", call) - data.a - data.b - data.c
    if margin <= 0:
        raise ValueError(
            f"{call}: theta must be above a + b + c = {data.a + data.b + data.c}, got {theta}; "
            "below it a single token may be enough, use a higher threshold"
        )
    count = neurons(call, width) * data.n
    return silence(missed, count, lambda: (ball(margin), rows().kept()), log)


def gaussian_activation_at_least(
    data: SelfAttentionData,
    kernel: Polynomial,
    sigma: ExactNumber,
    theta: ExactNumber,
    width: int = 1,
    *,
    chance: ExactNumber = "0.01",
    subtracted: bool = False,
) -> float:
    r"""Return a lower bound on the probability to activate, over signs and Gaussian noise.

    With :math:`x_\sigma` and :math:`H_\zeta` of `gaussian_noise_at_most`,

    .. math::

        \frac W{P_\nu/H_\zeta^2+W}<\frac{a+b+c-\theta-2\sigma x_\sigma}{a+2b}
        \ \Rightarrow\ \Pr[F>0]\ge(1-\varepsilon)\big(1-(\tfrac{15}{16})^m\big).

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction.
    kernel : Polynomial
        The degree :math:`\beta`.
    sigma : number
        The standard deviation :math:`\sigma>0` of an entry, in units of :math:`\sqrt{\log n}`.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.
    chance : number, default "0.01"
        The chance :math:`\varepsilon` that is given away for the noise.
    subtracted : bool, default False
        Whether :math:`\nu=d\sigma^2` is subtracted from every self-score: then P stands in the
        place of :math:`P_\nu`.

    Returns
    -------
    float
        The bound, rounded down.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, scores may be off by :math:`\zeta\ge r`, or the
        planted row does not keep enough.

    References
    ----------
    Book labels ``thm:gaussian-noise`` and, for `subtracted`, ``thm:subtract-gaussian``.

    Examples
    --------
    >>> data = SelfAttentionData(10**6, 50, a="0.9", b="0.6", c="0.4")
    >>> round(gaussian_activation_at_least(data, Polynomial(12), "0.0002", "1.5", 30), 3)
    0.847
    """
    call = "gaussian_activation_at_least"
    rows, missed = prepared(call, data, kernel, sigma, chance, subtracted)
    height = data.a + data.b + data.c - exact_number(theta, "theta", call)
    count = neurons(call, width)

    def room() -> Any:
        row = rows()
        return (ball(height) - row.event.entries) / ball(data.a + 2 * data.b) - row.lost(
            row.planted
        )

    if sign(room) != 1:
        raise ValueError(
            f"{call}: the planted row is not known to keep enough for theta = {theta}; use a "
            "smaller theta or a larger degree"
        )
    return round_once(lambda: [ball(1 - missed) * (1 - ball(Fraction(15, 16)) ** count)], "down")[0]
