"""The weights of the distinct scores: as floats of any size, as Arb balls, as exact rationals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq

from polyattn._arb import at_precision, ball
from polyattn.kernels import Kernel, Polynomial
from polyattn.law.scaled import Scaled, scaled

__all__ = ["Weights"]

_LARGEST_POWER = 2**26  # bits; an exact power beyond it would cost seconds and gigabytes
_MOST_LOG = 2**38  # of the largest weight: exponents of floats are added, and stay in 64 bits
_FLOAT_BITS = 160  # log-weights reach 1e5, and 64 bits must be left below the point


class Weights:
    """The weights of some scores under a kernel, all relative to the smallest score."""

    def __init__(self, kernel: Kernel, scores: Sequence[Fraction], n: int) -> None:
        self.kernel, self.scores, self.n = kernel, tuple(scores), n
        self._reference = min(scores)
        self._balls: dict[int, list[Any]] = {}
        self._rationals: list[Any] | None = None

    def balls(self, precision: int) -> list[Any]:
        """Return the weights as Arb balls of this precision."""
        if precision not in self._balls:
            with at_precision(precision):
                self._balls[precision] = [x.exp() for x in self._logs()]
        return self._balls[precision]

    def total(self, amounts: Sequence[Fraction], precision: int) -> Any:
        """Return the sum of the weights times rational amounts, as an Arb ball."""
        with at_precision(precision):
            terms = zip(self.balls(precision), amounts, strict=True)
            return sum((x * ball(amount) for x, amount in terms if amount), arb(0))

    def exact_sign(self, amounts: Sequence[Fraction]) -> int:
        """Return the sign of that sum; 0 where a weight that counts is not rational."""
        used = [(x, y) for x, y in zip(self.exact(), amounts, strict=True) if y]
        if any(x is None for x, _ in used):
            return 0
        total = sum((x * fmpq(y.numerator, y.denominator) for x, y in used), fmpq(0))
        return int(total > 0) - int(total < 0)

    def floats(self) -> Scaled:
        """Return the weights to the last bit of a float64, whatever their size."""
        with at_precision(_FLOAT_BITS):
            log_2, logs = arb.const_log2(), self._logs()
            _refuse_too_far_apart(self.kernel, max(map(float, logs)))
            powers = [round(float(x) * 1.4426950408889634) for x in logs]
            parts = [
                float((x - power * log_2).exp()) for x, power in zip(logs, powers, strict=True)
            ]
        return scaled(np.array(parts), np.array(powers))

    def exact(self) -> list[Any]:
        """Return each weight as an exact rational, None where it has none that fits."""
        if self._rationals is None:
            self._rationals = [self._exact(score) for score in self.scores]
        return self._rationals

    def _logs(self) -> list[Any]:
        """Return the log-weights as Arb balls of the current precision."""
        return [arb(self.kernel.log_ratio(x, self._reference, self.n)) for x in self.scores]

    def _exact(self, score: Fraction) -> Any:
        """Return one weight as an exact rational or None."""
        if isinstance(self.kernel, Polynomial):
            base, power = score / self._reference, self.kernel.degree
        else:
            base, power = Fraction(self.n), self.kernel.scale * (score - self._reference)
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if power.denominator != 1 or power * bits > _LARGEST_POWER:
            return None
        return fmpq(base.numerator, base.denominator) ** power.numerator


def _refuse_too_far_apart(kernel: Kernel, log_ratio: float) -> None:
    """Raise where the largest weight has a logarithm that no exponent here can hold."""
    if log_ratio > _MOST_LOG:
        raise ValueError(
            "MaximalPreactivation: weights must lie within a factor of exp(2**38), got "
            f"exp({log_ratio:.3g}) under {type(kernel).__name__}; use a smaller degree or scale"
        )
