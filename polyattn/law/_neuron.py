"""One neuron: the branches of its law with the weights of one kernel."""

from __future__ import annotations

from typing import Any

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

__all__ = ["Neuron"]


class Neuron:
    """The maximal pre-activation of a single neuron.

    Parameters
    ----------
    data : SelfAttentionData or VectorData
        The data.
    kernel : Polynomial or Softmax
        The kernel.

    Attributes
    ----------
    branches : Branches
        What the value is made of.
    weights : Weights
        The weights of the scores.
    """

    def __init__(self, data: SelfAttentionData | VectorData, kernel: Kernel) -> None:
        self.branches: Branches = (
            self_attention_branches(data)
            if isinstance(data, SelfAttentionData)
            else vector_branches(data)
        )
        self.weights = Weights(kernel, self.branches.scores, self.branches.n)
        self.floats = self.weights.floats()

    def tails(self, counts: NDArray[np.int64]) -> tuple[Scaled, Scaled]:
        """Return Pr[X > theta] and Pr[X <= theta], given the least count of each pattern.

        Parameters
        ----------
        counts : array of shape (thresholds, patterns)
            The least counts at which X exceeds the thresholds, N + 1 where none does.
        """
        upper, lower = binomial_tails(self.branches.trials).both(counts)
        chances = self.branches.chances
        return weighted_sum(chances, upper), weighted_sum(chances, lower)

    def value(self, row: int, pattern: int, count: int, precision: int) -> Any:
        """Return the value of a branch at a count, as an Arb ball."""
        from flint import arb, fmpq

        form = self.branches.rows[row]
        with at_precision(precision):
            top, bottom = arb(0), arb(0)
            for i, weight in enumerate(self.weights.balls(precision)):
                amount = form.start[pattern][i] + form.step[i] * count
                top += weight * fmpq(amount.numerator, amount.denominator)
                bottom += weight * fmpq(form.share[i].numerator, form.share[i].denominator)
            return top / bottom

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
