"""Gaussian noise at a degree at which every row attends to itself: no threshold separates."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, round_once
from polyattn.bounds._gaussian import NearlyRight, prepared
from polyattn.bounds._parts import neurons
from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Polynomial

__all__ = ["drowned_activation_at_least", "drowned_gap_at_most"]


def drowned_activation_at_least(
    data: SelfAttentionData,
    kernel: Polynomial,
    sigma: ExactNumber,
    theta: ExactNumber,
    *,
    chance: ExactNumber = "0.001",
) -> float:
    r"""Return a lower bound on the probability to activate where every row attends to itself.

    With :math:`\zeta<r`, :math:`H_\zeta` of `gaussian_noise_at_most`,
    :math:`\epsilon=\frac{H_\zeta^2W}{Q_\nu+H_\zeta^2W}`, what any row gives to others at most,
    :math:`x=\sqrt{2\log(n/\varepsilon)}` and :math:`\ell=\epsilon(a+2b+2\sqrt\nu\,x)`, for one
    neuron and so for any number of them

    .. math::

        \Pr[F=0]\le\frac12\sum_{s=\pm1}\Phi\Big(\frac{\theta-b-cs+\ell}{\sqrt\nu}
        \Big)^{tN/4}+e^{-N/8}+2\varepsilon.

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
    chance : number, default "0.001"
        The chance :math:`\varepsilon` that is given away twice for the noise.

    Returns
    -------
    float
        The bound, rounded down; 0 where nothing is promised.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, or scores may be off by :math:`\zeta\ge r`.

    References
    ----------
    Book label ``thm:drowned``.

    Examples
    --------
    >>> data = SelfAttentionData(10**6, 1000, a="0.1", b="0.6", c="0.4")
    >>> round(drowned_activation_at_least(data, Polynomial(40), "0.001", "1.5"), 3)
    0.998
    """
    call = "drowned_activation_at_least"
    rows, missed = prepared(call, data, kernel, sigma, chance)
    height = exact_number(theta, "theta", call) - data.b

    def active() -> Any:
        row, rivals = rows(), ball(Fraction(data.copies * (data.d - 3), 4))
        lost, root = _loss(data, row, missed), row.power.sqrt()
        levels = ((ball(height + sign * data.c) + lost) / root for sign in (1, -1))
        quiet = sum((_normal(x).log() * rivals).exp() for x in levels) / 2
        return 1 - quiet - _few(data) - ball(2 * missed)

    return max(0.0, round_once(lambda: [active()], "down")[0])


def drowned_gap_at_most(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Polynomial,
    sigma: ExactNumber,
    width: int = 1,
    *,
    chance: ExactNumber = "0.001",
) -> float:
    r"""Return an upper bound on the best gap of all thresholds where every row attends to itself.

    With :math:`\epsilon`, :math:`x` and :math:`\ell` of `drowned_activation_at_least`, for
    :math:`\mathcal D_0`, and where :math:`\eta=a_1/\sqrt\nu\le\lambda=\sqrt{2\log(1+tN/4)}`

    .. math::

        S_m\le m\Big[e^{-\frac12(\lambda-\eta)^2}
        +\ell\,\frac{\sqrt{2\log n}+\frac75}{\sqrt\nu}+e^{-N/8}+2\varepsilon\Big].

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`. They have the same noise.
    kernel : Polynomial
        The degree :math:`\beta`.
    sigma : number
        The standard deviation :math:`\sigma>0` of an entry, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.
    chance : number, default "0.001"
        The chance :math:`\varepsilon` that is given away twice for the noise.

    Returns
    -------
    float
        The bound, rounded up; at most 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, scores may be off by :math:`\zeta\ge r`, or the two differ in
        more than `a`.

    References
    ----------
    Book label ``thm:drowned``.

    Examples
    --------
    >>> pair = [SelfAttentionData(10**6, 1000, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> round(drowned_gap_at_most(*pair, Polynomial(60), "0.001"), 3)
    0.002
    """
    call = "drowned_gap_at_most"
    require_pair(call, data0, data1)
    rows, missed = prepared(call, data0, kernel, sigma, chance)
    count = neurons(call, width)

    def gap() -> Any:
        row = rows()
        root = row.power.sqrt()
        top = (2 * ball(1 + Fraction(data0.copies * (data0.d - 3), 4)).log()).sqrt()
        room = top - ball(data1.a) / root
        ahead = (-(room**2) / 2).exp() if room > 0 else ball(Fraction(1))
        spread = ((2 * ball(Fraction(data0.n)).log()).sqrt() + ball(Fraction(7, 5))) / root
        near = _loss(data0, row, missed) * spread
        return count * (ahead + near + _few(data0) + ball(2 * missed))

    return min(1.0, round_once(lambda: [gap()], "up")[0])


def _loss(data: SelfAttentionData, row: NearlyRight, missed: Fraction) -> Any:
    """Return how far rows may be below the tokens, as a ball."""
    allowed = (2 * ball(data.n / missed).log()).sqrt()
    return row.lost(row.own) * (ball(data.a + 2 * data.b) + 2 * row.power.sqrt() * allowed)


def _normal(place: Any) -> Any:
    return (-place / ball(Fraction(2)).sqrt()).erfc() / 2


def _few(data: SelfAttentionData) -> Any:
    """Return the chance that fewer than a quarter of the groups have a plus sign, at most."""
    return ball(Fraction(3 - data.d, 8)).exp()
