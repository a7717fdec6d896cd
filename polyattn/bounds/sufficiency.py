r"""What a network can tell: lower bounds on the separability, with thresholds that reach them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyattn._arb import at_precision, ball, rational, round_once, sign
from polyattn._arguments import require
from polyattn.bounds._parts import largest_quotient, neurons
from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = ["DetectionBound", "detected_from", "detection_at_least"]

_MOST_MARGIN = 40.0  # exp(-40^2 / 2) is below 1e-347: a larger margin buys nothing


@dataclass(frozen=True)
class DetectionBound:
    """A lower bound on the separability, and where it is reached.

    Attributes
    ----------
    value : float
        The bound, rounded down.
    complement : float
        1 less the bound, rounded up; it keeps its digits where the bound is near 1.
    interval : tuple of Fraction
        Thresholds (lower, upper) such that the bound holds at each of them, both ends included;
        inside the theorem's interval by 2**-64 of its length.
    margins : tuple of float
        The margins (s, s') used.
    """

    value: float
    complement: float
    interval: tuple[Fraction, Fraction]
    margins: tuple[float, float]


def detection_at_least(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    width: int = 1,
    *,
    margins: tuple[ExactNumber, ExactNumber] | None = None,
) -> DetectionBound:
    r"""Return a lower bound on the separability, with thresholds that reach it.

    If :math:`(a_1-a_0)f_1^*\ge b(s+s')\sqrt{d-3}\,u_0^*` for margins :math:`s,s'>0`, then

    .. math::

        S_m\ge1-\Big(1-\tfrac18\big(1-e^{-s'^2/2}\big)\Big)^m-m\,e^{-s^2/2},

    at every threshold from :math:`\theta=c+a_0f_0^*+b-bu_0^*(N-s\sqrt N)` up to, and without,
    :math:`\theta+a_1f_1^*-a_0f_0^*+bN(u_0^*-u_1^*)-b\sqrt N(su_0^*+s'u_1^*)`, where
    :math:`N=d-3`.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel.
    width : int, default 1
        The number :math:`m` of neurons.
    margins : tuple of two numbers, or None
        The margins :math:`s,s'`; None: those with the best bound that the condition leaves.

    Returns
    -------
    DetectionBound
        The bound and its complement, rounded to their own sides, thresholds that reach it, and
        the margins. The bound can be negative, and says nothing then.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or the margins are not positive or too
        large for the condition.

    References
    ----------
    Book label ``thm:detection-sufficient``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> detection_at_least(*pair, Polynomial(22), 256).value > 0.9999999
    True
    """
    call = "detection_at_least"
    require_pair(call, data0, data1)
    require(call, kernel, Kernel, "kernel")
    count = neurons(call, width)
    s, s1 = _margins(call, data0, data1, kernel, count, margins)

    def log_silent() -> Any:
        return count * (1 - (1 - (-(ball(s1) ** 2) / 2).exp()) / 8).log()

    def complement() -> Any:
        return log_silent().exp() + count * (-(ball(s) ** 2) / 2).exp()

    return DetectionBound(
        round_once(lambda: [1 - complement()], "down")[0],
        round_once(lambda: [complement()], "up")[0],
        _interval(data0, data1, kernel, s, s1),
        (float(s), float(s1)),
    )


def detected_from(
    data0: SelfAttentionData, data1: SelfAttentionData, s: ExactNumber, s1: ExactNumber
) -> float:
    r"""Return a degree from which on `detection_at_least` applies with these margins.

    .. math::

        \Big(\frac{p_1}r\Big)^\beta\ge2t\sqrt N\,\frac{b(s+s')}{a_1-a_0}
        \quad\text{where}\quad\sqrt N\ge\frac{2b(s+s')}{a_1-a_0},\qquad N=d-3.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    s, s1 : number
        The margins :math:`s,s'>0`.

    Returns
    -------
    float
        The degree, rounded up; 0 where every degree does.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, a margin is not positive, or the second
        condition fails.

    References
    ----------
    Book label ``thm:detection-sufficient``.

    Examples
    --------
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> round(detected_from(*pair, 3, 2), 2)
    20.44
    """
    call = "detected_from"
    require_pair(call, data0, data1)
    total = sum(_positive(call, value, name) for value, name in ((s, "s"), (s1, "s1")))
    need = 2 * data1.b * total / (data1.a - data0.a)
    if need**2 > data1.d - 3:
        raise ValueError(
            f"{call}: sqrt(d - 3) must be at least 2 b (s + s1) / (a1 - a0) = {float(need):.6g}, "
            f"got d = {data1.d}; use smaller margins or a larger d"
        )
    squared = (need * data1.copies) ** 2 * (data1.d - 3)
    return largest_quotient([(squared, (data1.p / data1.r) ** 2)], "up")


def _positive(call: str, value: ExactNumber, name: str) -> Fraction:
    margin = exact_number(value, name, call)
    if margin <= 0:
        raise ValueError(f"{call}: the margin {name} must be positive, got {value}")
    return margin


def _room(data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel) -> Any:
    """Return the greatest s + s' that the condition allows."""
    cross = row_weights(data0, kernel).planted_cross
    gain = ball(data1.a - data0.a) * row_weights(data1, kernel).planted
    return gain / (ball(data1.b) * ball(Fraction(data1.d - 3)).sqrt() * cross)


def _margins(
    call: str,
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    width: int,
    given: tuple[ExactNumber, ExactNumber] | None,
) -> tuple[Fraction, Fraction]:
    room = round_once(lambda: [_room(data0, data1, kernel)], "down")[0]
    if given is not None:
        s, s1 = (_positive(call, x, name) for x, name in zip(given, ("s", "s1"), strict=True))
        if sign(lambda: _room(data0, data1, kernel) - ball(s + s1)) not in (0, 1):
            raise ValueError(
                f"{call}: the margins may add up to {room:.6g} at most, got {float(s + s1):.6g}; "
                "use smaller margins or a larger degree"
            )
        return s, s1
    if room == 0.0:
        raise ValueError(
            f"{call}: no margins are small enough for this degree; use a larger degree"
        )
    s = Fraction(_best_margin(min(room, 2 * _MOST_MARGIN), width))
    # as rationals the two add up to the room itself, which is rounded down, or to less
    return s, min(Fraction(room) - s, Fraction(_MOST_MARGIN))


def _best_margin(room: float, width: int) -> float:
    from scipy.optimize import minimize_scalar

    def log_complement(s: float) -> float:
        silent = width * math.log1p(math.expm1(-((room - s) ** 2) / 2) / 8)
        union = math.log(width) - s * s / 2
        top = max(silent, union)
        return top + math.log(math.exp(silent - top) + math.exp(union - top))

    best = minimize_scalar(
        log_complement, bounds=(room * 1e-3, room * (1 - 1e-3)), method="bounded"
    )
    return float(best.x)


def _interval(
    data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel, s: Fraction, s1: Fraction
) -> tuple[Fraction, Fraction]:
    """Return rational thresholds inside the interval of the theorem."""
    bits = 256
    while True:
        with at_precision(bits):
            first, second = row_weights(data0, kernel), row_weights(data1, kernel)
            root = ball(Fraction(data1.d - 3)).sqrt()
            cross0, cross1 = first.planted_cross, second.planted_cross
            a0, a1, b = ball(data0.a), ball(data1.a), ball(data1.b)
            # c + b + a f* - b u* (N - s sqrt(N)), and the same with a minus for D_1
            base = ball(data0.c + data0.b)
            lower = base + a0 * first.planted - b * cross0 * (root**2 - ball(s) * root)
            upper = base + a1 * second.planted - b * cross1 * (root**2 + ball(s1) * root)
            length = upper - lower
            if length.rel_accuracy_bits() >= 100:
                inside = length * ball(Fraction(1, 2**64))
                return rational((lower + inside).mid()), rational((upper - inside).mid())
        bits *= 2
