"""The weights of the distinct scores, as floats of any size and as Arb logarithms, and signs.

Every comparison in the law is the sign of a sum of products of weights with rational
coefficients that do not know the degree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from polyattn._arb import at_precision
from polyattn.kernels import Kernel, Polynomial
from polyattn.law.scaled import Scaled, scaled

__all__ = ["PRECISIONS", "Weights", "sign_of_sum"]

PRECISIONS = (64, 250, 1000, 4000)
"""The bits tried in turn; a sum that is still undecided at the last counts as zero."""

_LARGEST_POWER = 2**26  # bits; an exact power beyond it would cost seconds and gigabytes
_FLOAT_BITS = 160  # log-weights reach 1e5, and 64 bits must be left below the point


class Weights:
    """The weights of some scores under a kernel, all relative to the smallest score.

    Parameters
    ----------
    kernel : Polynomial or Softmax
        The kernel.
    scores : sequence of Fraction
        The distinct scores.
    n : int
        The number of rows, which sets the unit of the scores.
    """

    def __init__(self, kernel: Kernel, scores: Sequence[Fraction], n: int) -> None:
        self.kernel, self.scores, self.n = kernel, tuple(scores), n
        self.symbols = tuple((kernel, score) for score in scores)  # equal symbols, equal weights
        self._reference = min(scores)
        self._logs: dict[int, list[Any]] = {}
        self._balls: dict[int, list[Any]] = {}
        self._rationals: list[Any] | None = None

    def logs(self, precision: int) -> list[Any]:
        """Return the log-weights as Arb balls of this precision."""
        if precision not in self._logs:
            with at_precision(precision):
                self._logs[precision] = [
                    self.kernel.log_ratio(score, self._reference, self.n) for score in self.scores
                ]
        return self._logs[precision]

    def balls(self, precision: int) -> list[Any]:
        """Return the weights themselves as Arb balls of this precision."""
        if precision not in self._balls:
            from flint import arb

            with at_precision(precision):
                self._balls[precision] = [arb(x).exp() for x in self.logs(precision)]
        return self._balls[precision]

    def floats(self) -> Scaled:
        """Return the weights to the last bit of a float64, whatever their size."""
        from flint import arb

        with at_precision(_FLOAT_BITS):
            log_2 = arb.const_log2()
            logs = self.logs(_FLOAT_BITS)
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

    def _exact(self, score: Fraction) -> Any:
        from flint import fmpq

        if isinstance(self.kernel, Polynomial):
            base, power = score / self._reference, self.kernel.degree
        else:
            base, power = Fraction(self.n), self.kernel.scale * (score - self._reference)
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if power.denominator != 1 or power * bits > _LARGEST_POWER:
            return None
        return fmpq(base.numerator, base.denominator) ** power.numerator


def sign_of_sum(
    coefficients: Sequence[Fraction | int],
    logs: Callable[[int], Sequence[Any]],
    exact: Callable[[], Sequence[Any]],
) -> int:
    r"""Return the sign of :math:`\sum_i c_i e^{x_i}` for rational :math:`c_i`.

    Decided by the signs of the coefficients where they agree, then in Arb balls at the
    PRECISIONS, then in exact rationals where the exponentials have them (whole degrees);
    what is then left counts as zero, a tie.

    Parameters
    ----------
    coefficients : sequence of Fraction or int
        The coefficients.
    logs : callable
        The exponents as Arb balls, for a precision in bits.
    exact : callable
        The exponentials as exact rationals, None where there is none.

    Examples
    --------
    >>> sign_of_sum([1, -1], lambda _: [0, 0], lambda: [1, 1])
    0
    """
    used = [i for i, c in enumerate(coefficients) if c]
    signs = {1 if coefficients[i] > 0 else -1 for i in used}
    if len(signs) < 2:
        return signs.pop() if signs else 0
    from flint import arb, fmpq

    rational = [fmpq(Fraction(c).numerator, Fraction(c).denominator) for c in coefficients]
    for precision in PRECISIONS:
        with at_precision(precision):
            exponents = [arb(x) for x in logs(precision)]
            top = max((exponents[i] for i in used), key=float)
            total = sum(((exponents[i] - top).exp() * rational[i] for i in used), arb(0))
            if total > 0:
                return 1
            if total < 0:
                return -1
    powers = exact()
    if any(powers[i] is None for i in used):
        return 0
    exact_total = sum((powers[i] * rational[i] for i in used), fmpq(0))
    return int(exact_total > 0) - int(exact_total < 0)
