"""Atoms of one neuron's law as thresholds, for itself and for another neuron.

An atom is an Arb ball of 4,000 bits beyond the span of the weights: two atoms that so many bits
do not tell apart count as one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from polyattn._arb import at_precision, rational
from polyattn.law._neuron import Neuron
from polyattn.law._twofold import Twofold, twofold_balls

__all__ = ["Atoms", "atoms", "bits_for"]

_BITS = 4000
_ROOT_BITS = 128  # counts have at most 52
_MOST_BITS = 2**23


def bits_for(call: str, *neurons: Neuron) -> int:
    """Return the bits at which atoms of these neurons are compared, or raise if too many."""
    spans = [int(max(x.floats.exponent) - min(x.floats.exponent)) for x in neurons]
    bits = _BITS + 2 * max(spans)
    if bits > _MOST_BITS:
        raise ValueError(
            f"{call}: weights must lie within a factor of 2**{_MOST_BITS // 2}, "
            f"got 2**{max(spans)}; use a smaller degree or scale"
        )
    return bits


def atoms(source: Neuron, at: Iterable[tuple[int, int]], bits: int) -> Atoms:
    """Return the atoms of a neuron at some (pattern, count)."""
    lines = source.lines(bits)
    with at_precision(bits):
        return Atoms([source.value(pattern, count, lines) for pattern, count in at], bits)


class Atoms:
    """Thresholds that are Arb balls."""

    def __init__(self, balls: Sequence[Any], bits: int) -> None:
        self.balls, self.bits = balls, bits
        with at_precision(bits):
            self.numbers: Twofold = twofold_balls(balls)

    def floats(self) -> list[float]:
        """Return, for each, the least float that is not below it."""
        with at_precision(self.bits):
            return [_least_float(x) + 0.0 for x in self.balls]  # no -0.0

    def rationals(self) -> list[Fraction]:
        """Return, for each, the upper end of its ball."""
        with at_precision(self.bits):
            return [rational(x.upper()) for x in self.balls]

    def roots(self, neuron: Neuron, branches: Sequence[tuple[int, int, int]]) -> list[Any]:
        """Return, as Arb balls, the K at which branches (threshold, row, pattern) attain them."""
        lines = neuron.lines(self.bits)
        with at_precision(self.bits):
            above = [self.balls[i] - lines.level[row][pattern] for i, row, pattern in branches]
        with at_precision(_ROOT_BITS):
            inverse = [1 / slope for slope in lines.slope]
            return [
                height * inverse[row] for height, (_, row, _) in zip(above, branches, strict=True)
            ]

    def sign(self, neuron: Neuron, branch: tuple[int, int, int], count: int) -> int:
        """Return the sign of a value of a branch minus its threshold, 0 where undecided."""
        i, row, pattern = branch
        lines = neuron.lines(self.bits)
        with at_precision(self.bits):
            excess = lines.level[row][pattern] + lines.slope[row] * count - self.balls[i]
            return int(excess > 0) - int(excess < 0)


def _least_float(atom: Any) -> float:
    """Return the least float that is not below a ball; what is undecided is equal."""
    out = float(atom)
    if atom > out:
        return math.nextafter(out, math.inf)
    while not atom > (below := math.nextafter(out, -math.inf)):
        out = below
    return out
