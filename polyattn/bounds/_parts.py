"""What several bounds share: checks, the level, and the two forms of a probability."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from polyattn._arb import Direction, ball, round_once, sign
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number, whole_number
from polyattn.kernels import Kernel
from polyattn.rows import row_weights

__all__ = [
    "at_least",
    "at_most",
    "height_above_bias",
    "largest_atom",
    "largest_quotient",
    "level",
    "neurons",
    "require_above_bias",
    "share",
]


def height_above_bias(
    call: str, data: SelfAttentionData, kernel: Kernel, theta: ExactNumber
) -> Fraction:
    """Check the arguments of a call, and return theta - c."""
    require(call, data, SelfAttentionData)
    require(call, kernel, Kernel, "kernel")
    return exact_number(theta, "theta", call) - data.c


def require_above_bias(call: str, data: SelfAttentionData, theta: object, height: Fraction) -> None:
    """Raise unless the threshold is above the bias."""
    if height <= 0:
        raise ValueError(
            f"{call}: theta must be greater than c = {data.c}, got {theta}; the theorem says "
            "nothing about thresholds that the bias alone reaches"
        )


def neurons(call: str, width: int) -> int:
    """Check a width."""
    return whole_number(width, "width", call, 1, "use width >= 1 neurons")


def share(call: str, value: ExactNumber, name: str) -> Fraction:
    """Check a number strictly between 0 and 1."""
    part = exact_number(value, name, call)
    if not 0 < part < 1:
        raise ValueError(f"{call}: {name} must lie strictly between 0 and 1, got {value}")
    return part


def level(data: SelfAttentionData, kernel: Kernel) -> Any:
    r"""Return :math:`af^*+bG^*`, the level less the bias, as a ball."""
    weights = row_weights(data, kernel)
    return ball(data.a) * weights.planted + ball(data.b) * weights.planted_group


def largest_atom(trials: int) -> Any:
    r"""Return :math:`\binom N{\lfloor N/2\rfloor}2^{-N}` as a ball, at any N."""
    from flint import arb

    half = trials // 2
    log_mode = arb(trials + 1).lgamma() - arb(half + 1).lgamma()
    log_mode -= arb(trials - half + 1).lgamma() + trials * arb(2).log()
    return log_mode.exp()


def largest_quotient(pairs: Iterable[tuple[Fraction, Fraction]], direction: Direction) -> float:
    r"""Return the largest of 0 and the :math:`\log x/\log y`, rounded to a side."""

    def quotient(ratio: Fraction, base: Fraction) -> float:
        return round_once(lambda: [ball(ratio).log() / ball(base).log()], direction)[0]

    return max((quotient(*pair) for pair in pairs if pair[0] > 1), default=0.0)


def at_most(log_bound: Callable[[], Any], log: bool) -> float:
    """Return a bound given by its logarithm, rounded up and at most 1."""
    if log:
        return min(0.0, round_once(lambda: [log_bound()], "up")[0])
    if sign(log_bound) != -1:
        return 1.0
    return round_once(lambda: [log_bound().exp()], "up")[0]


def at_least(silent: Fraction, width: int) -> float:
    """Return 1 - silent**width, rounded down."""
    return round_once(lambda: [1 - ball(silent) ** width], "down")[0]
