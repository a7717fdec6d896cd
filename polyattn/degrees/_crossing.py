r"""The degree at which one sum of powers overtakes another for the last time.

Let :math:`x=\sum_iA_is_i^\beta` and :math:`y=\sum_jB_js_j^\beta`. Where every base of x is at
least every base of y, :math:`\log x-\log y` rises, and there is one crossing. Else the bases are
:math:`p>q>p'>r` with p, p' in x and q, r in y: :math:`(x-y)/q^\beta` then has the derivative
:math:`(p'/q)^\beta` times a convex function of the degree, which has at most two zeros
:math:`z_1<z_2`, and x - y is rising before the first, falling to the second, rising for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from polyattn._arb import ball
from polyattn.degrees._roots import Term, log_sum

__all__ = ["Sums", "crossing", "last_crossing"]

_MARGIN_BITS = 105  # as in _roots: half an ulp of a float is 2**-53
_MOST_STEPS = 4000  # halvings from 1 to 5e-324 and back, to spare

Height: TypeAlias = Callable[[Any], tuple[Any, Any]]


class Sums(NamedTuple):
    """The terms of x and of y."""

    x: Sequence[Term]
    y: Sequence[Term]


def crossing(sums: Sums) -> Any:
    """Return the root of x = y as a ball, where log x - log y rises from below 0 to above."""
    from flint import arb

    return _enclosed(_height(sums), arb(0), None)


def last_crossing(sums: Sums) -> Any:
    """Return the last root of x = y as a ball for bases p > q > p' > r; None if there is none."""
    from flint import arb

    (_, p), (k, p_mutual) = sums.x
    (_, q), (hr, r) = sums.y
    height = _height(sums)
    # The convex factor of the derivative: A (p/p')^B + C (r/p')^B - k log(q/p').
    A, B, C = (
        ball(x) * ball(ratio).log()
        for x, ratio in ((Fraction(1), p / q), (k, q / p_mutual), (hr, q / r))
    )
    up, down = ball(p / p_mutual).log(), ball(p_mutual / r).log()
    lowest = (C * down / (A * up)).log() / ball(p / r).log()
    lowest = arb(0) if not lowest > 0 else lowest.mid()

    def convex(degree: Any) -> tuple[Any, Any]:
        rise, fall = A * (up * degree).exp(), C * (-down * degree).exp()
        return rise + fall - B, rise * up - fall * down

    first = None
    if not convex(lowest)[0] >= 0:
        second = _solve(convex, lowest, None)
        starts_rising = convex(arb(0))[0] > 0
        first = _solve(_turned(convex), arb(0), lowest) if starts_rising else arb(0)
        if height(second)[0] < 0:
            return _enclosed(height, second, None)
        if not height(second)[0] > 0:
            return arb.nan()
    if height(arb(0))[0] >= 0 or first == 0:
        return None
    return _enclosed(height, arb(0), first)


def _height(sums: Sums) -> Height:
    """Return log x - log y and its derivative, as a function of the degree."""
    x, y = ([(ball(A).log(), ball(base).log()) for A, base in terms] for terms in sums)

    def height(degree: Any) -> tuple[Any, Any]:
        (top, rise), (bottom, fall) = log_sum(x, degree), log_sum(y, degree)
        return top - bottom, rise - fall

    return height


def _turned(height: Height) -> Height:
    def turned(degree: Any) -> tuple[Any, Any]:
        value, slope = height(degree)
        return -value, -slope

    return turned


def _enclosed(height: Height, low: Any, high: Any) -> Any:
    """Return a ball around the root between two degrees; one that says nothing if it is not."""
    from flint import arb

    root = _solve(height, low, high)
    margin = root * arb(2) ** -_MARGIN_BITS
    crossed = height(root - margin)[0] < 0 and height(root + margin)[0] > 0
    return arb(root.mid(), margin.abs_upper()) if crossed else arb.nan()


def _solve(height: Height, low: Any, high: Any) -> Any:
    """Return a root by Newton's steps, and by halving where these leave the bracket."""
    from flint import arb

    if high is None:
        high = low + 1
        while not height(high)[0] > 0:
            low, high = high, 2 * high
    degree = ((low + high) / 2).mid()
    for _ in range(_MOST_STEPS):
        value, slope = height(degree)
        if value > 0:
            high = degree
        else:
            low = degree
        step = (value / slope).mid() if slope > 0 else arb.nan()
        after = (degree - step).mid()
        if not (after > low and after < high):
            after = ((low + high) / 2).mid()
        if abs(after - degree) <= abs(after) * arb(2) ** -(_MARGIN_BITS + 5):
            return after
        degree = after
    return degree
