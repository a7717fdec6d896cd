"""Random values of the maximum over many neurons, at a cost that does not grow with the width."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyattn.law._neuron import Neuron
from polyattn.law.scaled import Floats

__all__ = ["sample"]

_AT_ONCE = 2**20


@np.errstate(all="ignore")
def sample(neuron: Neuron, width: int, size: int, rng: np.random.Generator) -> Floats:
    r"""Draw `size` values of the maximum over `width` neurons.

    How many neurons have each sign pattern is multinomial, and within a pattern X increases in the
    count: only the largest count of each pattern matters, drawn as the quantile of
    :math:`U^{1/m_s}`.
    """
    step = max(1, _AT_ONCE // neuron.branches.patterns)
    parts = [_some(neuron, width, min(step, size - i), rng) for i in range(0, size, step)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _some(neuron: Neuron, width: int, size: int, rng: np.random.Generator) -> Floats:
    branches = neuron.branches
    chances = branches.chances.plain()
    neurons = rng.multinomial(width, chances / chances.sum(), size)
    which, pattern = np.nonzero(neurons)
    count = _largest_count(neurons[which, pattern], branches.trials, rng)
    best = np.full(size, -np.inf)
    np.maximum.at(best, which, neuron.best(pattern, count))
    return best


def _largest_count(
    neurons: NDArray[np.int64], trials: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw the largest of `neurons` counts of Bin(trials, 1/2), elementwise."""
    from scipy.stats import binom

    count = rng.binomial(trials, 0.5, neurons.shape)
    many = neurons > 1
    tail = -np.expm1(np.log1p(-rng.random(int(many.sum()))) / neurons[many])
    # Pr[Bin > k] <= tail at its least k, read at the lower end, where scipy keeps small tails.
    count[many] = np.clip(trials - binom.ppf(tail, trials, 0.5), 0, trials)
    return np.asarray(count, dtype=np.int64)
