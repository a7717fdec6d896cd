"""The least atom at which a law has done enough, by bisection over its own atoms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn._arguments import plain_array
from polyattn.exact import exact_number
from polyattn.law._atoms import Atoms, atoms
from polyattn.law._comparison import least_counts
from polyattn.law._neuron import Neuron
from polyattn.law.scaled import Floats, Scaled

__all__ = ["Places", "least_atoms", "read_probabilities"]

Ints = NDArray[np.int64]


class Places(NamedTuple):
    """Atoms of a neuron: a pattern and a count for each."""

    patterns: Ints
    counts: Ints

    def atoms(self, neuron: Neuron, bits: int) -> Atoms:
        """Return them as thresholds."""
        return atoms(neuron, zip(self.patterns.tolist(), self.counts.tolist(), strict=True), bits)


def least_atoms(
    neuron: Neuron,
    number: int,
    enough: Callable[[Scaled, Scaled, Ints], NDArray[np.bool_]],
    bits: int,
) -> Places:
    """Return, for each of a number of conditions, the least atom that meets it.

    ``enough(p, q, which)`` says of Pr[X > atom] and Pr[X <= atom] whether they meet the conditions
    `which`; each must be met from some atom on, and at the greatest.
    """
    trials, patterns = neuron.branches.trials, neuron.branches.patterns
    first = np.zeros((number, patterns), dtype=np.int64)  # atoms below do not meet it,
    last = np.full((number, patterns), trials + 1)  # atoms from here on do
    found = Places(np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64))
    while (left := np.flatnonzero((last > first).any(axis=1))).size:
        room = last[left] - first[left]
        pattern = room.argmax(axis=1)
        count = first[left, pattern] + room[np.arange(len(left)), pattern] // 2
        counts = least_counts(neuron, Places(pattern, count).atoms(neuron, bits))
        meets = enough(*neuron.tails(counts.above), left)
        first[left[~meets]] = counts.above[~meets]
        last[left[meets]] = counts.at_least[meets]
        found.patterns[left[meets]], found.counts[left[meets]] = pattern[meets], count[meets]
    return found


def read_probabilities(value: Any, name: str, call: str) -> Floats:
    """Return probabilities as floats; raise where one is not a number from 0 to 1."""
    array = plain_array(call, name, value)
    if array.dtype.kind not in "fiu":  # exactly: a float may round an excess away
        numbers = [exact_number(x, name, call) for x in array.ravel().tolist()]
        array = np.array(numbers, dtype=object).reshape(array.shape)
    inside = np.asarray((array >= 0) & (array <= 1), dtype=bool)
    if not inside.all():
        raise ValueError(
            f"{call}: {name} must be probabilities from 0 to 1, got {array[~inside].flat[0]}; "
            "five in a hundred are 0.05"
        )
    with np.errstate(under="ignore"):
        return array.astype(np.float64)
