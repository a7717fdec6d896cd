"""The least and the greatest value of the maximal pre-activation, as floats that enclose it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from polyattn.law._comparison import Numbers
from polyattn.law._neuron import Neuron
from polyattn.law._twofold import twofold

__all__ = ["support"]


def support(neuron: Neuron) -> tuple[float, float]:
    """Return the greatest float not above any value and the least float not below any.

    The least value has minus signs alone and the greatest plus signs alone, since no entry of
    the data is negative. It is decided exactly: 1 is returned where the value is exactly 1.
    """
    rows, last = neuron.branches.rows, neuron.branches.patterns - 1
    trials = neuron.branches.trials
    top = [(i, last, trials) for i, row in enumerate(rows) if row.last == trials]
    bottom = [(i, 0, 0) for i, row in enumerate(rows) if row.first == 0]
    upper = max(float(neuron.value(*branch, 160)) for branch in top)
    while any(_sign(neuron, upper, branch) > 0 for branch in top):
        upper = float(np.nextafter(upper, np.inf))
    lower = max(float(neuron.value(*branch, 160)) for branch in bottom)
    while all(_sign(neuron, lower, branch) < 0 for branch in bottom):
        lower = float(np.nextafter(lower, -np.inf))
    return lower, upper


def _sign(neuron: Neuron, number: float, branch: tuple[int, int, int]) -> int:
    """Return the exact sign of the value of a branch minus the number."""
    exact = Fraction(number)
    return Numbers(neuron, twofold([exact]), lambda _: exact).sign(0, *branch)
