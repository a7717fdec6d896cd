"""The least count of each sign pattern at which a neuron exceeds a threshold, exactly.

A threshold is a number, or an atom of a neuron's law: the value of one branch at one count,
which no float need be able to tell from its neighbour. Floats with a rigorous error decide
where they can, Arb balls where they cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from flint import arb

from polyattn._arb import at_precision
from polyattn.law._decision import Bracket, Term, bracket
from polyattn.law._neuron import Counts, Neuron
from polyattn.law._twofold import Twofold, difference
from polyattn.law.scaled import Floats

__all__ = ["Thresholds", "least_counts"]

_AT_ONCE = 2**17  # comparisons held in memory at a time
_BITS = 4000  # with fewer, the floor of a root just below a whole number is that number

Branch = tuple[int, int, int]


class Thresholds(Protocol):
    """Some thresholds: as floats, and exactly; a branch is (threshold, row class, pattern)."""

    @property
    def numbers(self) -> Twofold:
        """The thresholds as pairs of floats."""

    def roots(self, neuron: Neuron, branches: Sequence[Branch]) -> list[Any]:
        """Return the K at which the branches of a neuron attain them, as Arb balls."""

    def sign(self, neuron: Neuron, branch: Branch, count: int) -> int:
        """Return the sign of value minus threshold, 0 where it is undecided."""


def least_counts(neuron: Neuron, thresholds: Thresholds) -> Counts:
    """Return the least counts, N + 1 where no count exceeds the threshold."""
    branches = neuron.branches
    step = max(1, _AT_ONCE // (branches.patterns * len(branches.rows)))
    number = len(thresholds.numbers.high)
    parts = [
        _some_counts(neuron, thresholds, slice(i, min(i + step, number)))
        for i in range(0, number, step)
    ]
    return Counts(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


@np.errstate(all="ignore")  # thresholds like 1e308 are decided exactly
def _some_counts(neuron: Neuron, thresholds: Thresholds, part: slice) -> Counts:
    """Return the least counts of one slice of the thresholds."""
    never = neuron.branches.trials + 1
    terms = _terms(neuron, thresholds.numbers.at((part, None, None)))
    least, most, weak = _clip(bracket(terms), *neuron.branches.range, never)
    best = most.min(axis=1, keepdims=True)
    undecided = np.argwhere((least < most) & (least < best)).tolist()
    branches = [(part.start + i, row, pattern) for i, row, pattern in undecided]
    roots = thresholds.roots(neuron, branches)
    with at_precision(_BITS):
        for (i, row, pattern), branch, root in zip(undecided, branches, roots, strict=True):
            last = neuron.branches.rows[row].last
            above, at_least = _decide(neuron, thresholds, branch, root)
            least[i, row, pattern] = never if above > last else above
            weak[i, row, pattern] = never if at_least > last else at_least
    least, weak = (x.min(axis=1).astype(np.int64) for x in (least, weak))
    return Counts(least, np.minimum(weak, least))


def _terms(neuron: Neuron, numbers: Twofold) -> list[Term]:
    """Return the sum, by score, whose sign compares the branches with the thresholds."""
    out = []
    for i, (level, share, step) in enumerate(neuron.branches.levels):
        value, error = difference(level, numbers)
        mantissa, exponent = float(neuron.floats.mantissa[i]), int(neuron.floats.exponent[i])
        out.append(Term(share * value, share * error, step, mantissa, exponent))
    return out


def _clip(found: Bracket, first: Floats, last: Floats, never: int) -> tuple[Floats, Floats, Floats]:
    """Return the bracket, and the least count with X >= theta, in the counts of each branch."""
    least, most = (np.maximum(ends, first) for ends in (found.least, found.most))
    least, most = (np.where(ends > last, never, ends) for ends in (least, most))
    tie = found.tie & (first <= 0) & (last >= 0)
    return least, most, np.where(tie, 0, least)


def _decide(neuron: Neuron, thresholds: Thresholds, branch: Branch, root: Any) -> tuple[int, int]:
    """Return the least counts above and at the threshold, given the K that attains it."""
    first, last = neuron.branches.rows[branch[1]].first, neuron.branches.rows[branch[1]].last
    whole = None if root.contains_integer() else root.floor().unique_fmpz()
    if whole is not None:
        count = min(max(int(whole) + 1, first), last + 1)
        return count, count
    bounds = (root.lower().ceil(), root.upper().floor() + 1)
    least, most = (int(x.max(arb(first)).min(arb(last + 1)).unique_fmpz()) for x in bounds)
    while least < most:
        middle = (least + most) // 2
        sign = thresholds.sign(neuron, branch, middle)
        if sign == 0:
            return middle + 1, middle
        least, most = (least, middle) if sign > 0 else (middle + 1, most)
    return least, least
