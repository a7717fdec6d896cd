r"""Atoms of one neuron's law as thresholds for another's.

An atom is a quotient of sums of weights, so that value minus atom, times both denominators, is
a sum over *products* of two weights, again with rational coefficients that know no degree. Equal
products are collected (both laws share q and r, and where a = 0 also p = q), and with them
every structural tie.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.law._branches import Vector
from polyattn.law._decision import Term
from polyattn.law._neuron import Neuron
from polyattn.law._products import ProductTable, Whole, whole_numbers
from polyattn.law._weights import sign_of_sum
from polyattn.law.scaled import Floats, scaled

__all__ = ["AtomComparison", "Atoms"]

Ints = NDArray[np.int64]
_LONG = 60  # bits of a common denominator from which on whole numbers are scaled down
_FEW = 2**12  # pairs of branches that are searched for one being the other, moved by whole counts


class AtomComparison:
    """How the values of one neuron compare with the atoms of another, the source.

    Parameters
    ----------
    neuron, source : Neuron
        The two neurons; they may be the same.
    """

    def __init__(self, neuron: Neuron, source: Neuron) -> None:
        self.neuron, self.source = neuron, source
        products: dict[Any, list[tuple[int, int]]] = {}
        for i, mine in enumerate(neuron.weights.symbols):
            for j, other in enumerate(source.weights.symbols):
                products.setdefault(frozenset((mine, other)), []).append((i, j))
        self.products = list(products.values())
        self.tables = self._tables()
        self.aligned, self.shift = self._alignment()
        steps = [[[any(row.step)] for row in neuron.branches.rows]]
        self.counting = np.array(steps, dtype=np.float64)  # which row classes have a slope

    def at(self, row: Ints, pattern: Ints, count: Ints) -> Atoms:
        """Return the source's atoms at these branches and counts, as thresholds."""
        return Atoms(self, row, pattern, count)

    def logs(self, precision: int) -> list[Any]:
        """Return the logarithms of the products as Arb balls."""
        mine, other = (x.weights.logs(precision) for x in (self.neuron, self.source))
        return [mine[i] + other[j] for (i, j), *_ in self.products]

    def exact(self) -> list[Any]:
        """Return the products as exact rationals, None where one is not rational."""
        mine, other = self.neuron.weights.exact(), self.source.weights.exact()
        return [
            None if mine[i] is None or other[j] is None else mine[i] * other[j]
            for (i, j), *_ in self.products
        ]

    def _tables(self) -> list[ProductTable]:
        unit = math.lcm(self.neuron.branches.denominator, self.source.branches.denominator)
        bits = unit.bit_length() if unit.bit_length() > _LONG else 0
        mine, other = (whole_numbers(x.branches, unit) for x in (self.neuron, self.source))
        return [self._table(mine, other, pairs, bits) for pairs in self.products]

    def _table(
        self, mine: Whole, other: Whole, pairs: list[tuple[int, int]], bits: int
    ) -> ProductTable:
        (i, j), *_ = pairs
        a, b = self.neuron.floats, self.source.floats
        weight = scaled(a.mantissa[i] * b.mantissa[j], a.exponent[i] + b.exponent[j])
        return ProductTable(mine, other, pairs, float(weight.mantissa), int(weight.exponent), bits)

    def _alignment(self) -> tuple[NDArray[np.bool_], Floats]:
        """Return where a branch is a source's branch moved by whole counts, and by how many.

        The other groups' rows with s_g = +1 at K equal those with s_g = -1 at K + 1, at every K:
        left to the floats, each of these ties would cost a decision in exact arithmetic.
        """
        fits: Any = True
        move: Any = None
        sources, rows = self.source.branches, self.neuron.branches
        shape = (len(sources.rows), sources.patterns, len(rows.rows), rows.patterns)
        if math.prod(shape) > _FEW:
            return np.zeros(shape, dtype=bool), np.zeros(shape)
        for table in self.tables:
            gap = table.right_whole - table.left_whole[:, None]
            step, drift = (x[:, None, :, None] for x in (table.step_whole, table.drift_whole))
            quotient = gap // np.where(step == 0, 1, step)
            move = quotient if move is None else np.where(step == 0, move, quotient)
            fits = fits & (drift == 0)
        for table in self.tables:
            gap = table.right_whole - table.left_whole[:, None]
            fits = fits & (gap == move * table.step_whole[:, None, :, None])
        fits = fits.astype(bool)
        return fits, np.where(fits, move, 0).astype(np.float64)


class Atoms:
    """Some atoms of the source, as thresholds for the neuron of a comparison."""

    def __init__(self, comparison: AtomComparison, row: Ints, pattern: Ints, count: Ints) -> None:
        self._comparison, self._row, self._pattern = comparison, row, pattern
        self._count = count

    def __len__(self) -> int:
        return len(self._count)

    def terms(self, part: slice) -> tuple[list[Term], Floats]:
        """Return the terms, with K measured from the atom's own count and shift."""
        comparison, row, pattern = self._comparison, self._row[part], self._pattern[part]
        count = self._count[part, None, None].astype(np.float64)
        aligned = comparison.aligned[row, pattern]
        terms = [table.at(row, pattern, count, aligned) for table in comparison.tables]
        return terms, count * comparison.counting + comparison.shift[row, pattern]

    def sign(self, threshold: int, row: int, pattern: int, count: int) -> int:
        """Return the exact sign of a value of the neuron minus an atom."""
        comparison = self._comparison
        mine = comparison.neuron.branches.rows[row]
        other = comparison.source.branches.rows[int(self._row[threshold])]
        start = other.start[int(self._pattern[threshold])]
        value = _amounts(mine.start[pattern], mine.step, count)
        atom = _amounts(start, other.step, int(self._count[threshold]))
        sums = [
            sum((value[i] * other.share[j] - mine.share[i] * atom[j] for i, j in pairs), Fraction())
            for pairs in comparison.products
        ]
        return sign_of_sum(sums, comparison.logs, comparison.exact)


def _amounts(start: Vector, step: Vector, count: int) -> list[Fraction]:
    return [begin + slope * count for begin, slope in zip(start, step, strict=True)]
