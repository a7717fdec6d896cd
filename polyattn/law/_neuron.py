"""One neuron: the branches of its law with the weights of one kernel."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn._arb import at_precision
from polyattn.data import SelfAttentionData, VectorData
from polyattn.kernels import Kernel
from polyattn.law._branches import Branches
from polyattn.law._setting_a import self_attention_branches
from polyattn.law._setting_b import vector_branches
from polyattn.law._weights import Weights
from polyattn.law.scaled import Floats, Scaled, weighted_sum
from polyattn.law.tails import binomial_tails

__all__ = ["Lines", "Neuron"]


class Lines(NamedTuple):
    """Each branch as the line ``level + slope * K``, in Arb balls.

    Levels stand by row class and pattern, slopes by row class; a slope of zero is read as one.
    """

    level: list[list[Any]]
    slope: list[Any]


class Neuron:
    """The maximal pre-activation of a single neuron."""

    def __init__(self, data: SelfAttentionData | VectorData, kernel: Kernel) -> None:
        self.branches: Branches = (
            self_attention_branches(data)
            if isinstance(data, SelfAttentionData)
            else vector_branches(data)
        )
        self.weights = Weights(kernel, self.branches.scores, self.branches.n)
        self.floats = self.weights.floats()
        self._lines: dict[int, Lines] = {}

    def tails(self, counts: NDArray[np.int64]) -> tuple[Scaled, Scaled]:
        """Return Pr[X > theta] and Pr[X <= theta], given the least count of each pattern."""
        upper, lower = binomial_tails(self.branches.trials).both(counts)
        chances = self.branches.chances
        return weighted_sum(chances, upper), weighted_sum(chances, lower)

    def lines(self, precision: int) -> Lines:
        """Return the branches as lines in Arb balls of this precision."""
        if precision not in self._lines:
            rows, total = self.branches.rows, self.weights.total
            with at_precision(precision):
                shares = [total(row.share, precision) for row in rows]
                self._lines[precision] = Lines(
                    [
                        [total(start, precision) / share for start in row.start]
                        for row, share in zip(rows, shares, strict=True)
                    ],
                    [
                        total(row.slope, precision) / share
                        for row, share in zip(rows, shares, strict=True)
                    ],
                )
        return self._lines[precision]

    def value(self, pattern: int, count: int, lines: Lines) -> Any:
        """Return X for a pattern and a count, its largest row, at the current precision."""
        rows = zip(self.branches.rows, lines.level, lines.slope, strict=True)
        first, *others = (
            level[pattern] + slope * count
            for row, level, slope in rows
            if row.first <= count <= row.last
        )
        for other in others:
            first = first.max(other)
        return first

    def values(
        self, row: NDArray[np.int64], pattern: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> Floats:
        """Return the values of branches at counts, as floats good to a few roundings."""
        lead = self.floats.exponent - self.floats.exponent.max()
        weights = np.ldexp(self.floats.mantissa, np.maximum(lead, -1074))
        top, bottom = np.zeros(len(row)), np.zeros(len(row))
        levels = self.branches.levels
        for weight, (level, share, step) in zip(weights.tolist(), levels, strict=True):
            top += weight * (share[row, 0] * level.high[row, pattern] + step[row, 0] * counts)
            bottom += weight * share[row, 0]
        return top / bottom
