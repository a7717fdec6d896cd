"""One vector of scores in plain Python: its weights and every sum with signs, in exact rationals.

It knows the scores and a whole degree, and nothing of the formulas of chapter 10.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise, product


@dataclass(frozen=True)
class Vector:
    """A vector of positive scores; the first of them is the spike, where there is one."""

    scores: tuple[Fraction, ...]
    degree: int

    @cached_property
    def powers(self) -> tuple[Fraction, ...]:
        """The scores raised to the degree."""
        return tuple(score**self.degree for score in self.scores)

    @cached_property
    def weights(self) -> tuple[Fraction, ...]:
        """The powers divided by their sum."""
        total = sum(self.powers)
        return tuple(power / total for power in self.powers)

    def sign_vectors(self) -> Iterator[tuple[tuple[int, ...], Fraction]]:
        """Every sign vector, with its inner product with the weights."""
        for signs in product((1, -1), repeat=len(self.scores)):
            yield signs, sum((s * f for s, f in zip(signs, self.weights, strict=True)), Fraction())

    @cached_property
    def values(self) -> tuple[Fraction, ...]:
        """The inner products with all sign vectors, in order."""
        return tuple(sorted(value for _, value in self.sign_vectors()))

    def exceeds(self, level: Fraction) -> Fraction:
        """Return the share of the sign vectors whose inner product is above a level."""
        return Fraction(len(self.values) - bisect_right(self.values, level), len(self.values))


vector = cache(Vector)


def levels(*vectors: Vector, most: int = 16) -> list[Fraction]:
    """Return thresholds: values of the inner product, and points between them."""
    values = sorted({value for each in vectors for value in each.values})
    values = values[:: max(1, len(values) // most)]
    return sorted({*values, *((x + y) / 2 for x, y in pairwise(values))})


def best_gap(plain: Vector, spiked: Vector, width: int) -> Fraction:
    """Return the largest gap of the probabilities, over all thresholds, with `width` neurons."""
    gaps = (
        (1 - plain.exceeds(x)) ** width - (1 - spiked.exceeds(x)) ** width
        for x in {*plain.values, *spiked.values}
    )
    return max(gaps, default=Fraction())
