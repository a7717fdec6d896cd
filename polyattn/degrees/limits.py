r"""The degrees of the phases in the limit, in units of :math:`\log n`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyattn._arb import ball, round_once
from polyattn._arguments import require_larger
from polyattn.construction import exact_entries
from polyattn.exact import ExactNumber, exact_number

__all__ = ["PhaseDegrees", "phase_degrees", "phase_window", "size_exponent"]


@dataclass(frozen=True)
class PhaseDegrees:
    r"""The limits of the degrees, in units of :math:`\log n`.

    Attributes
    ----------
    pr : float
        :math:`\kappa_{pr}=1/\log(p/r)`: the planted row beats all rows of other groups.
    pq : float
        :math:`\kappa_{pq}=(1-\delta)/\log(p/q)`: it beats the rows of its group; infinite for
        :math:`a=0` (0 where :math:`\delta=1`, a group of one).
    group : float
        :math:`\kappa_{group}=\delta/\log(q/r)`: every other row locks on its group.
    planted : float
        :math:`\kappa_*=\max(\kappa_{pr},\kappa_{pq})`: the planted row locks on itself.
    detection : float
        :math:`\kappa_{det}=(1-\delta/2)/\log(p/r)`: telling apart becomes possible.
    """

    pr: float
    pq: float
    group: float
    planted: float
    detection: float


def phase_degrees(
    *, a: ExactNumber, b: ExactNumber, c: ExactNumber, delta: ExactNumber
) -> PhaseDegrees:
    r"""Return the degrees of the phases in the limit :math:`d=n^\delta`, :math:`t=n^{1-\delta}`.

    Parameters
    ----------
    a, b, c : number
        The entries :math:`a\ge0`, :math:`b>0`, :math:`c>0`.
    delta : number
        The exponent :math:`\delta`, greater than 0 and at most 1 (:math:`t=1`).

    Returns
    -------
    PhaseDegrees
        The :math:`\kappa` of each, rounded once.

    Raises
    ------
    TypeError
        If an argument is not a number.
    ValueError
        If one is out of range.

    References
    ----------
    Book labels ``thm:phases``, ``lem:mediant`` and ``cor:detection-threshold``.

    Examples
    --------
    >>> phases = phase_degrees(a="0.9", b="0.6", c="0.4", delta="1/2")
    >>> phases.group < phases.pr < phases.pq
    True
    """
    call = "phase_degrees"
    entries = exact_entries(call, a, b, c)
    exponent = size_exponent(call, delta)
    r = entries["c"] ** 2
    q = entries["b"] ** 2 + r
    p = entries["a"] ** 2 + q

    def balls() -> tuple[Any, ...]:
        return (
            1 / ball(p / r).log(),
            ball(1 - exponent) / ball(p / q).log() if p > q and exponent < 1 else ball(Fraction(0)),
            ball(exponent) / ball(q / r).log(),
            ball(1 - exponent / 2) / ball(p / r).log(),
        )

    pr, pq, group, detection = round_once(balls)
    if p == q and exponent < 1:
        pq = math.inf
    return PhaseDegrees(pr, pq, group, max(pr, pq), detection)


def phase_window(
    *,
    a0: ExactNumber,
    a1: ExactNumber,
    b: ExactNumber,
    c: ExactNumber,
    delta: ExactNumber,
    theta: ExactNumber,
) -> tuple[float, float] | None:
    r"""Return the window of a threshold in the limit, in units of :math:`\log n`.

    * :math:`c<\theta<b+c`: from :math:`\kappa_{pr}(a_1)` to
      :math:`\min(\kappa_{group},\kappa_{pr}(a_0))`, where that is later.
    * :math:`\theta=b+c`: from :math:`\kappa_{pr}(a_1)` to :math:`\kappa_{pr}(a_0)`, with no end
      where :math:`a_0=0`.
    * :math:`b+c<\theta<b+c+a_0`: from :math:`\kappa_*(a_1)` to :math:`\kappa_*(a_0)`.
    * :math:`\max(b+c+a_0,b+c)\le\theta<b+c+a_1`: from :math:`\kappa_*(a_1)` on, with no end.
    * any other :math:`\theta`: none.

    Parameters
    ----------
    a0, a1, b, c : number
        The entries, with :math:`0\le a_0<a_1`.
    delta : number
        The exponent :math:`\delta` of :math:`d=n^\delta`, greater than 0 and at most 1.
    theta : number
        The threshold, in units of :math:`\sqrt{\log n}`.

    Returns
    -------
    tuple of float, or None
        (lower, upper) in units of :math:`\log n`; None where no degree works.

    Raises
    ------
    TypeError
        If an argument is not a number.
    ValueError
        If one is out of range or ``a0 >= a1``.

    References
    ----------
    Book label ``thm:window``.

    Examples
    --------
    >>> case = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4", "delta": "0.8"}
    >>> [round(kappa, 3) for kappa in phase_window(**case, theta="0.5")]
    [0.472, 0.679]
    >>> phase_window(**case | {"delta": "0.3"}, theta="0.5") is None
    True
    """
    call = "phase_window"
    small, large = exact_entries(call, a0, b, c), exact_entries(call, a1, b, c)
    require_larger(call, small["a"], large["a"])
    early = phase_degrees(a=a1, b=b, c=c, delta=delta)
    late = phase_degrees(a=a0, b=b, c=c, delta=delta)
    height = exact_number(theta, "theta", call) - small["c"]
    top = small["b"]
    if not 0 < height < top + large["a"]:
        return None
    lower = early.planted if height > top else early.pr
    if height >= top + small["a"]:
        return lower, math.inf
    if height > top:
        return lower, late.planted
    upper = late.pr if height == top else min(late.group, late.pr)
    return (lower, upper) if lower < upper else None


def size_exponent(call: str, delta: ExactNumber) -> Fraction:
    r"""Return the exponent :math:`\delta` of :math:`d-2=n^\delta`, exactly and checked."""
    exponent = exact_number(delta, "delta", call)
    if not 0 < exponent <= 1:
        raise ValueError(
            f"{call}: delta must be greater than 0 and at most 1, got {delta}; "
            "d = n^delta, and delta = 1 means copies = 1"
        )
    return exponent
