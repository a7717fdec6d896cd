"""The coefficient of one product of weights in value minus atom, for every pair of branches."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.law._branches import Branches
from polyattn.law._decision import Term
from polyattn.law._twofold import Twofold, difference, twofold
from polyattn.law.scaled import Floats

__all__ = ["ProductTable", "Whole", "whole_numbers"]

Ints = NDArray[np.int64]
Exact = NDArray[Any]


class Whole(NamedTuple):
    """Shares and steps (row classes, scores), starts (row classes, patterns, scores), all whole.

    They are Python's whole numbers, so that nothing overflows.
    """

    share: Exact
    step: Exact
    start: Exact


def whole_numbers(branches: Branches, unit: int) -> Whole:
    """Return steps and starts in multiples of 1 / unit; shares are whole as they are."""
    rows = branches.rows
    return Whole(
        _whole([row.share for row in rows], 1),
        _whole([row.step for row in rows], unit),
        _whole([row.start for row in rows], unit),
    )


def _whole(values: Any, unit: int) -> Exact:
    array = np.array(values, dtype=object)
    flat = [x.numerator * (unit // x.denominator) for x in array.ravel()]
    return _objects(flat).reshape(array.shape)


def _objects(values: list[Any]) -> Exact:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


class ProductTable:
    """The coefficient of one product: ``left - right + drift * K + step * (K' - K)``.

    Axes, in order: the source's row classes and patterns, the neuron's row classes and patterns;
    `left` has no second, `right` no fourth, `step` and `drift` neither.

    Parameters
    ----------
    mine, other : Whole
        The numbers of the neuron and of the source.
    pairs : list of (int, int)
        The scores of the neuron and of the source that make this product.
    mantissa, exponent : float, int
        The product of the weights, ``mantissa * 2**exponent``.
    bits : int
        The floats are in units of 2**bits, so that none overflows.
    """

    def __init__(
        self,
        mine: Whole,
        other: Whole,
        pairs: list[tuple[int, int]],
        mantissa: float,
        exponent: int,
        bits: int,
    ) -> None:
        self.mantissa, self.exponent = mantissa, exponent
        self.left_whole: Exact = np.zeros((), dtype=object)
        self.right_whole: Exact = np.zeros((), dtype=object)
        self.step_whole: Exact = np.zeros((), dtype=object)
        self.drift_whole: Exact = np.zeros((), dtype=object)
        for i, j in pairs:
            own, share = mine.share[None, :, i], other.share[:, None, j]
            step = mine.step[None, :, i] * share
            self.left_whole = self.left_whole + mine.start[None, :, :, i] * share[..., None]
            right = other.start[:, :, None, j] * own[:, None]
            self.right_whole = self.right_whole + right[..., None]
            self.step_whole = self.step_whole + step
            self.drift_whole = self.drift_whole + step - own * other.step[:, None, j]
        numbers: dict[int, int] = {}
        self.left, self.left_number = _as_floats(self.left_whole, numbers, bits)
        self.right, self.right_number = _as_floats(self.right_whole, numbers, bits)
        self.step = (self.step_whole / 2**bits).astype(np.float64)[..., None]
        self.drift = (self.drift_whole / 2**bits).astype(np.float64)[..., None]

    def at(self, row: Ints, pattern: Ints, count: Floats, aligned: NDArray[np.bool_]) -> Term:
        """Return the term for some of the source's branches and counts.

        Where branches are aligned it is exactly zero.
        """
        value, error = difference(self.left.at(row), self.right.at((row, pattern)))
        equal = aligned
        if np.any(error):  # equal numbers that two floats cannot hold are equal all the same
            equal = aligned | (self.left_number[row] == self.right_number[row, pattern])
        if np.any(equal):
            value, error = np.where(equal, 0.0, value), np.where(equal, 0.0, error)
        if np.any(self.drift):
            drift = self.drift[row] * count
            both = (value != 0) & (drift != 0)
            error = error + np.where(both, 2.0**-50 * (np.abs(value) + np.abs(drift)), 0.0)
            value = value + drift
        return Term(value, error, self.step[row], self.mantissa, self.exponent)


def _as_floats(exact: Exact, numbers: dict[int, int], bits: int) -> tuple[Twofold, Ints]:
    """Return whole numbers as twofold floats and by a number that equal ones share."""
    values = exact.ravel().tolist()
    labels = np.array([numbers.setdefault(value, len(numbers)) for value in values])
    scaled = [Fraction(value, 2**bits) for value in values] if bits else values
    return twofold(scaled).reshape(*exact.shape), labels.reshape(exact.shape)
