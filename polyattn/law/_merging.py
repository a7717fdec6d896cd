"""All atoms of several neurons in order, those that are equal as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from flint import arb
from numpy.typing import NDArray

from polyattn._arb import at_precision
from polyattn.law._neuron import Neuron

__all__ = ["Merged", "merge"]

Ints = NDArray[np.int64]
_SPARE = 64  # bits beyond those by which atoms are compared
_AT_ONCE = 2**22


class Merged(NamedTuple):
    """The distinct atoms, rising, and for each branch of each neuron its place among them."""

    balls: list[Any]
    columns: list[int]  # how many patterns each neuron has
    column: Ints  # of each atom in the order of `place`: neuron and pattern
    place: Ints  # rising

    def counts(self) -> Iterator[list[Ints]]:
        """Yield, for runs of atoms, the least counts above them, an array a neuron."""
        step = max(1, _AT_ONCE // sum(self.columns))
        above = np.zeros(sum(self.columns), dtype=np.int64)
        for i in range(0, len(self.balls), step):
            first, last = np.searchsorted(self.place, [i, i + step])
            more = np.zeros((min(step, len(self.balls) - i), len(above)), dtype=np.int64)
            np.add.at(more, (self.place[first:last] - i, self.column[first:last]), 1)
            counts = above + np.cumsum(more, axis=0)
            above = counts[-1]
            yield np.split(counts, np.cumsum(self.columns)[:-1], axis=1)


def merge(neurons: Sequence[Neuron], bits: int) -> Merged:
    """Return all atoms in order; what so many bits do not tell apart is equal."""
    balls: list[Any] = []
    column: list[int] = []  # the number of the pattern among those of all neurons
    patterns = [neuron.branches.patterns for neuron in neurons]
    with at_precision(bits):
        for neuron in neurons:
            lines = neuron.lines(bits)
            for pattern in range(neuron.branches.patterns):
                counts = range(neuron.branches.trials + 1)
                balls += [neuron.value(pattern, count, lines) for count in counts]
                column += [column[-1] + 1 if column else 0] * len(counts)
        unit = arb(2) ** (bits - _SPARE)
        keys = [int((x.mid() * unit).floor().unique_fmpz()) for x in balls]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rising = [keys[i] for i in order]
    # A ball is narrower than a unit: the keys of equal atoms differ by one at most.
    new = [True, *(y - x > 1 for x, y in pairwise(rising))]
    distinct = [balls[i] for i, is_new in zip(order, new, strict=True) if is_new]
    return Merged(distinct, patterns, np.array(column)[order], np.cumsum(new) - 1)
