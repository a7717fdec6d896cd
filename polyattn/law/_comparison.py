"""The least count of each sign pattern at which a neuron exceeds a threshold, exactly.

A threshold is a number, or an atom of a neuron's law: the value of one branch at one count,
which no float need be able to tell from its neighbour. Both are compared by the same rule.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from polyattn.law._decision import Bracket, Term, bracket
from polyattn.law._neuron import Neuron
from polyattn.law._twofold import Twofold, difference
from polyattn.law._weights import sign_of_sum
from polyattn.law.scaled import Floats

__all__ = ["Counts", "Numbers", "Thresholds", "least_counts"]

_AT_ONCE = 2**17  # comparisons held in memory at a time


class Counts(NamedTuple):
    """Arrays (thresholds, patterns): the least K with X > theta, and with X >= theta."""

    above: NDArray[np.int64]
    at_least: NDArray[np.int64]


class Thresholds(Protocol):
    """Some thresholds, as one neuron sees them."""

    def __len__(self) -> int:
        """Return how many there are."""

    def terms(self, part: slice) -> tuple[list[Term], Floats]:
        """Return the sum to be compared with 0, and the count from which K is measured.

        That count is 0 for a branch without slope.
        """

    def sign(self, threshold: int, row: int, pattern: int, count: int) -> int:
        """Return the exact sign of value minus threshold."""


class Numbers:
    """Thresholds that are numbers."""

    def __init__(self, neuron: Neuron, numbers: Twofold, exact: Callable[[int], Fraction]) -> None:
        self._neuron, self._numbers, self._exact = neuron, numbers, exact

    def __len__(self) -> int:
        return len(self._numbers.high)

    def terms(self, part: slice) -> tuple[list[Term], Floats]:
        numbers = self._numbers.at((part, None, None))
        floats, out = self._neuron.floats, []
        for i, (level, share, step) in enumerate(self._neuron.branches.levels):
            value, error = difference(level, numbers)
            mantissa, exponent = float(floats.mantissa[i]), int(floats.exponent[i])
            out.append(Term(share * value, share * error, step, mantissa, exponent))
        return out, np.zeros((1, 1, 1))

    def sign(self, threshold: int, row: int, pattern: int, count: int) -> int:
        theta, weights = self._exact(threshold), self._neuron.weights
        form = self._neuron.branches.rows[row]
        sums = [
            begin + step * count - share * theta
            for begin, step, share in zip(form.start[pattern], form.step, form.share, strict=True)
        ]
        return sign_of_sum(sums, weights.logs, weights.exact)


def least_counts(neuron: Neuron, thresholds: Thresholds) -> Counts:
    """Return the least counts, N + 1 where no count exceeds the threshold."""
    branches = neuron.branches
    step = max(1, _AT_ONCE // (branches.patterns * len(branches.rows)))
    parts = [
        _some_counts(neuron, thresholds, slice(i, min(i + step, len(thresholds))))
        for i in range(0, len(thresholds), step)
    ]
    return Counts(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _some_counts(neuron: Neuron, thresholds: Thresholds, part: slice) -> Counts:
    never = neuron.branches.trials + 1
    with np.errstate(over="ignore", invalid="ignore"):  # thresholds like 1e308: decided exactly
        terms, origin = thresholds.terms(part)
    least, most, weak = _clip(bracket(terms), origin, *neuron.branches.range, never)
    best = most.min(axis=1, keepdims=True)
    for i, row, pattern in np.argwhere((least < most) & (least < best)).tolist():
        at, last = (i, row, pattern), neuron.branches.rows[row].last
        branch = (part.start + i, row, pattern)
        found = _search(thresholds, branch, int(least[at]), int(min(most[at], last + 1)))
        least[at], weak[at] = (never if count > last else count for count in found)
    least, weak = (x.min(axis=1).astype(np.int64) for x in (least, weak))
    return Counts(least, np.minimum(weak, least))


def _clip(
    found: Bracket, origin: Floats, first: Floats, last: Floats, never: int
) -> tuple[Floats, Floats, Floats]:
    """Return the bracket, and the least count with X >= theta, in the counts of each branch."""
    least, most = (np.maximum(origin + ends, first) for ends in (found.least, found.most))
    least, most = (np.where(ends > last, never, ends) for ends in (least, most))
    tie = found.tie & (origin >= first) & (origin <= last)
    return least, most, np.where(tie, origin, least)


def _search(
    thresholds: Thresholds, branch: tuple[int, int, int], least: int, most: int
) -> tuple[int, int]:
    """Return the least counts above and at the threshold, by bisection with exact signs."""
    while least < most:
        middle = (least + most) // 2
        sign = thresholds.sign(*branch, middle)
        if sign == 0:
            return middle + 1, middle
        least, most = (least, middle) if sign > 0 else (middle + 1, most)
    return least, least
