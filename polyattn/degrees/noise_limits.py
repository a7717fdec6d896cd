r"""The degrees of the phases under noise, in the limit and in units of :math:`\log n`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyattn._arb import ball, round_once
from polyattn._arguments import require_larger
from polyattn.construction import exact_entries
from polyattn.degrees.limits import size_exponent
from polyattn.exact import ExactNumber
from polyattn.noise.crowd import noise_power

__all__ = ["NoisePhases", "noise_phases"]


@dataclass(frozen=True)
class NoisePhases:
    r"""Where rows lock onto themselves under noise, in units of :math:`\log n`.

    Attributes
    ----------
    planted : float
        :math:`\kappa_*(p_1+\nu)`: the planted row of :math:`\mathcal D_1`.
    small : float
        :math:`\kappa_*(p_0+\nu)`: that of :math:`\mathcal D_0`.
    others : float
        :math:`\kappa_*(q+\nu)`: every other row.
    """

    planted: float
    small: float
    others: float


def noise_phases(
    *,
    a0: ExactNumber,
    a1: ExactNumber,
    b: ExactNumber,
    c: ExactNumber,
    delta: ExactNumber,
    noise: ExactNumber,
) -> NoisePhases:
    r"""Return where rows lock under noise of a fixed power, for :math:`d-2=n^\delta`.

    .. math:: \kappa_*(s)=\max\Big\{\frac{1-\delta}{\log(s/q)},\frac1{\log(s/r)}\Big\},
        \qquad s=p_1+\nu,\ p_0+\nu,\ q+\nu

    Parameters
    ----------
    a0, a1, b, c : number
        The entries, with :math:`0\le a_0<a_1`.
    delta : number
        The exponent :math:`\delta` of :math:`d-2=n^\delta`, greater than 0 and at most 1.
    noise : number
        The power :math:`\nu\ge0`, in units of :math:`\log n`.

    Returns
    -------
    NoisePhases
        The :math:`\kappa` of each, rounded once; infinite where a row ties with its group.

    Raises
    ------
    TypeError
        If an argument is not a number.
    ValueError
        If one is out of range or ``a0 >= a1``.

    References
    ----------
    Book label ``cor:noise-window``.

    Examples
    --------
    >>> case = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4", "delta": "1/2"}
    >>> phases = noise_phases(**case, noise="0.05")
    >>> round(phases.planted, 2), round(phases.small, 2), round(phases.others, 1)
    (0.51, 4.58, 5.4)
    """
    call = "noise_phases"
    small, large = exact_entries(call, a0, b, c), exact_entries(call, a1, b, c)
    require_larger(call, small["a"], large["a"])
    exponent, power = size_exponent(call, delta), noise_power(call, noise)
    r = large["c"] ** 2
    q = large["b"] ** 2 + r
    scores = (x + q + power for x in (large["a"] ** 2, small["a"] ** 2, Fraction(0)))
    return NoisePhases(*(_locks(score, q, r, exponent) for score in scores))


def _locks(score: Fraction, q: Fraction, r: Fraction, exponent: Fraction) -> float:
    """Return where a row with a self-score outweighs its mates and all others."""

    def balls() -> list[Any]:
        mates = ball(1 - exponent) / ball(score / q).log() if exponent < 1 else ball(Fraction(0))
        return [mates, 1 / ball(score / r).log()]

    return max(round_once(balls)) if score > q or exponent == 1 else math.inf
