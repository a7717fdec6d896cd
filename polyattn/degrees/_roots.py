"""The degree, or the scale, at which a sum of powers takes a value, to full precision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from polyattn._arb import ball, finite_once

Term: TypeAlias = tuple[Fraction, Fraction]
"""A coefficient :math:`A > 0` and a base :math:`s`, for :math:`A s^\\beta`."""

# Half an ulp of a float is 2**-53: a root known to 2**-105 of itself can be rounded.
_MARGIN_BITS = 105
# From the left of a decreasing convex function Newton's steps grow until they square the error;
# 80 are enough for bases whose logarithms differ by a factor of 1e300.
_MOST_STEPS = 400


def power_sum_degree(call: str, terms: Sequence[Term], value: Fraction) -> float:
    r"""Return the :math:`\beta>0` with :math:`\sum_i A_i s_i^\beta=v`, rounded once.

    The bases are all greater than 1 or all smaller, and a root exists; the caller sees to both.
    The logarithm of the sum is convex in :math:`\beta`. Where one term alone equals :math:`v` the
    sum is above it, and from there Newton's method runs monotonically into the root. The root is
    then enclosed: the signs at :math:`\beta(1\pm2^{-105})` are decided in ball arithmetic.
    A root beyond every float is an OverflowError in the name of the call.
    """
    falling = terms[0][1] < 1

    def root() -> Any:
        logs = [(ball(A / value).log(), ball(base).log()) for A, base in terms]
        return _enclosed_root(logs, falling)

    return finite_once(root, too_large(call, "degree"))


def softmax_scale(terms: Sequence[Term], value: Fraction, n: int) -> float:
    r"""Return the :math:`\alpha>0` with :math:`\sum_i A_i n^{-\alpha s_i}=v`, rounded once.

    A term is :math:`(A_i,s_i)`, both positive; a root exists, and the caller sees to it. A root
    beyond every float is an OverflowError.
    """

    def root() -> Any:
        logs = [(ball(A / value).log(), -ball(gap)) for A, gap in terms]
        return _enclosed_root(logs, falling=True) / ball(Fraction(n)).log()

    return finite_once(root, too_large("softmax_scale", "scale"))


def too_large(call: str, what: str) -> str:
    """Return the complaint about a degree or a scale beyond every float."""
    return (
        f"{call}: the {what} is beyond every float, above 1.797e308, as two scores are all but "
        "equal; use entries, a ratio or a noise that set them further apart"
    )


def _enclosed_root(logs: Sequence[tuple[Any, Any]], falling: bool) -> Any:
    from flint import arb

    root = _newton(logs, falling)
    margin = root * arb(2) ** -_MARGIN_BITS
    below, above = log_sum(logs, root - margin)[0], log_sum(logs, root + margin)[0]
    crossed = (below > 0 and above < 0) if falling else (below < 0 and above > 0)
    # An open sign means too few bits: an answer that says nothing makes round_once take more.
    return arb(root.mid(), margin.abs_upper()) if crossed else arb.nan()


def _newton(logs: Sequence[tuple[Any, Any]], falling: bool) -> Any:
    from flint import arb

    alone = [(-log_A / log_base).mid() for log_A, log_base in logs]
    root = max([arb(0), *alone]) if falling else min(alone)
    for _ in range(_MOST_STEPS):
        height, slope = log_sum(logs, root)
        step = (height / slope).mid()
        root = (root - step).mid()
        if abs(step) <= abs(root) * arb(2) ** -(_MARGIN_BITS + 5):
            break
    return root


def log_sum(logs: Sequence[tuple[Any, Any]], degree: Any) -> tuple[Any, Any]:
    """Return the logarithm of the sum over the value, and its derivative."""
    exponents = [log_A + degree * log_base for log_A, log_base in logs]
    top = max(exponents, key=lambda ball: ball.mid())
    parts = [(exponent - top).exp() for exponent in exponents]
    total = sum(parts)
    slope = sum(part * log_base for part, (_, log_base) in zip(parts, logs, strict=True)) / total
    return top + total.log(), slope
