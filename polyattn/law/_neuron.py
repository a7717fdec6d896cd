"""One neuron: the branches of its law with the weights of one kernel."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from polyattn._arb import at_precision
from polyattn.data import SelfAttentionData, VectorData
from polyattn.kernels import Kernel
from polyattn.law._branches import Branches, RowForm
from polyattn.law._setting_a import self_attention_branches
from polyattn.law._setting_b import vector_branches
from polyattn.law._setting_several import several_branches
from polyattn.law._weights import Weights
from polyattn.law.scaled import Floats, Scaled, weighted_sum
from polyattn.law.tails import binomial_tails, point_probability
from polyattn.several.data import SeveralRowsData

__all__ = ["Counts", "Data", "Lines", "Neuron"]

Data: TypeAlias = SelfAttentionData | SeveralRowsData | VectorData
"""What a neuron may see."""


class Counts(NamedTuple):
    """Arrays (thresholds, patterns): the least K with X > theta, and with X >= theta."""

    above: NDArray[np.int64]
    at_least: NDArray[np.int64]


class Lines(NamedTuple):
    """Each branch as the line ``level + slope * K``, in Arb balls.

    Levels stand by row class and pattern, slopes by row class; a slope of zero is read as one.
    """

    level: list[list[Any]]
    slope: list[Any]


def _branches_of(data: Data) -> Branches:
    """Return what one neuron sees of the data, without the degree."""
    if isinstance(data, SelfAttentionData):
        return self_attention_branches(data)
    if isinstance(data, SeveralRowsData):
        return several_branches(data)
    return vector_branches(data)


class Neuron:
    """The maximal pre-activation of a single neuron."""

    def __init__(self, data: Data, kernel: Kernel) -> None:
        self.branches = _branches_of(data)
        self.weights = Weights(kernel, self.branches.scores, self.branches.n)
        self.floats = self.weights.floats()
        self._lines: dict[int, Lines] = {}

    def tails(self, counts: NDArray[np.int64]) -> tuple[Scaled, Scaled]:
        """Return Pr[X > theta] and Pr[X <= theta], given the least count of each pattern."""
        upper, lower = binomial_tails(self.branches.trials).both(counts)
        chances = self.branches.chances
        return weighted_sum(chances, upper), weighted_sum(chances, lower)

    def point(self, counts: Counts) -> Scaled:
        """Return Pr[X = theta], given the least counts above and at the thresholds."""
        inside = counts.above > counts.at_least
        trials = self.branches.trials
        each = point_probability(trials, np.minimum(counts.at_least, trials))
        there = Scaled(np.where(inside, each.mantissa, 0.0), each.exponent)
        return weighted_sum(self.branches.chances, there)

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

    def rational(self, pattern: int, count: int) -> Fraction | None:
        """Return X for a pattern and a count exactly, None where a weight is not rational."""
        weights = self.weights.exact()
        if None in weights:
            return None
        values = []
        for row in self.branches.rows:
            if row.first <= count <= row.last:
                pairs = zip(row.start[pattern], row.step, strict=True)
                amounts = [start + step * count for start, step in pairs]
                values.append(_dot(weights, amounts) / _dot(weights, row.share))
        best = max(values)
        return Fraction(int(best.p), int(best.q))

    def best(self, pattern: NDArray[np.int64], counts: NDArray[np.int64]) -> Floats:
        """Return X for patterns and counts, as floats good to a few roundings."""
        best = np.full(len(counts), -np.inf)
        for i, row in enumerate(self.branches.rows):
            top, bottom = np.zeros(len(counts)), 0.0
            weights = self._weights_of(row)
            for weight, (level, share, step) in zip(weights, self.branches.levels, strict=True):
                top += weight * (share[i, 0] * level.high[i, pattern] + step[i, 0] * counts)
                bottom += weight * share[i, 0]
            holds = (counts >= row.first) & (counts <= row.last)
            best = np.where(holds, np.maximum(best, top / bottom), best)
        return best

    def _weights_of(self, row: RowForm) -> Floats:
        """Return the weights of a row class, relative to its largest: others may be far larger."""
        has = np.array([share > 0 for share in row.share])
        lead = self.floats.exponent - self.floats.exponent[has].max()
        return np.where(has, np.ldexp(self.floats.mantissa, np.clip(lead, -1074, 0)), 0.0)


def _dot(weights: Sequence[Any], amounts: Sequence[Fraction]) -> Any:
    """Return the sum of rational weights times rational amounts."""
    pairs = zip(weights, amounts, strict=True)
    return sum((w * fmpq(x.numerator, x.denominator) for w, x in pairs), fmpq(0))
