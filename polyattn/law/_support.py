"""The least and the greatest value of the maximal pre-activation, as floats that enclose it."""

from __future__ import annotations

import numpy as np

from polyattn.law._comparison import least_counts
from polyattn.law._neuron import Counts, Neuron
from polyattn.law._thresholds import read_thresholds

__all__ = ["support"]

_BITS = 160


@np.errstate(all="ignore")
def support(neuron: Neuron) -> tuple[float, float]:
    """Return the greatest float not above any value and the least float not below any.

    The least value has minus signs alone and the greatest plus signs alone, since no entry of
    the data is negative. It is decided exactly: 1 is returned where the value is exactly 1.
    """
    trials, last, lines = neuron.branches.trials, neuron.branches.patterns - 1, neuron.lines(_BITS)
    lower, upper = float(neuron.value(0, 0, lines)), float(neuron.value(last, trials, lines))
    while _counts(neuron, upper).above[0, last] <= trials:
        upper = float(np.nextafter(upper, np.inf))
    while _counts(neuron, lower).at_least[0, 0] > 0:
        lower = float(np.nextafter(lower, -np.inf))
    return lower, upper


def _counts(neuron: Neuron, number: float) -> Counts:
    """Return the least counts above and at a float."""
    return least_counts(neuron, read_thresholds(number, "support"))
