"""Thresholds at which two laws have been evaluated, all of them atoms of the first law."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.law._atoms import atoms, bits_for
from polyattn.law._comparison import least_counts
from polyattn.law._neuron import Counts, Neuron
from polyattn.law._width import cdf, sf
from polyattn.law.scaled import Floats

__all__ = ["Pair", "Points"]

Ints = NDArray[np.int64]


class Pair:
    """Two neurons and how their values compare with the atoms of the first."""

    def __init__(self, neuron0: Neuron, neuron1: Neuron, width: int) -> None:
        self.neuron0, self.neuron1, self.width = neuron0, neuron1, width
        self.bits = bits_for("separability", neuron0, neuron1)

    def evaluate(self, pattern: Ints, count: Ints) -> Points:
        """Return law0's atoms at these patterns and counts as points."""
        here = atoms(self.neuron0, zip(pattern.tolist(), count.tolist(), strict=True), self.bits)
        counts0 = least_counts(self.neuron0, here)
        return self.points(counts0, least_counts(self.neuron1, here).above)

    def ends(self) -> Points:
        """Return the points minus and plus infinity."""
        ends0, ends1 = (
            np.array([[0], [x.branches.trials + 1]]).repeat(x.branches.patterns, axis=1)
            for x in (self.neuron0, self.neuron1)
        )
        return self.points(Counts(ends0, ends0.copy()), ends1)

    def points(self, counts0: Counts, counts1: Ints) -> Points:
        """Return the points with these least counts."""
        at, before = (self.neuron0.tails(counts) for counts in counts0)
        other = self.neuron1.tails(counts1)
        width = self.width
        return Points(
            counts0,
            counts1,
            sf(*at, width),
            sf(*before, width),
            sf(*other, width),
            cdf(*other, width),
        )


class Points(NamedTuple):
    """Evaluated thresholds: the least counts of both laws, and their probabilities there."""

    counts0: Counts
    counts1: Ints
    sf0: Floats
    sf0_before: Floats
    sf1: Floats
    cdf1: Floats

    def join(self, more: Points) -> Points:
        """Return these points and more."""
        counts0 = Counts(*(np.concatenate(x) for x in zip(self.counts0, more.counts0, strict=True)))
        rest = (np.concatenate(x) for x in zip(self[1:], more[1:], strict=True))
        return Points(counts0, *rest)

    def gain(self) -> Floats:
        """Return ``sf1 - sf0``."""
        return self.sf1 - self.sf0

    def loss(self) -> Floats:
        """Return ``1 - (sf1 - sf0)``, with full relative precision where it is small."""
        return self.cdf1 + self.sf0
