"""Thresholds as users give them: numbers of every kind, one or many, taken exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn._arb import at_precision
from polyattn._arguments import plain_array
from polyattn.exact import exact_number
from polyattn.law._neuron import Neuron
from polyattn.law._twofold import Twofold, twofold
from polyattn.law.scaled import Floats

__all__ = ["GivenThresholds", "read_thresholds"]

_BITS = 4000  # a comparison that they leave undecided counts as a tie


@dataclass(frozen=True)
class GivenThresholds:
    """The thresholds of one call, flat."""

    numbers: Twofold  # an infinity stands here as 0
    shape: tuple[int, ...]
    never: NDArray[np.bool_]  # plus infinity
    always: NDArray[np.bool_]  # minus infinity
    _given: list[Fraction] | Floats

    def roots(self, neuron: Neuron, branches: Sequence[tuple[int, int, int]]) -> list[Any]:
        """Return, as Arb balls, the K at which branches (threshold, row, pattern) attain them."""
        slopes = [neuron.weights.total(row.slope, _BITS) for row in neuron.branches.rows]
        with at_precision(_BITS):
            return [
                -neuron.weights.total(self._excess(neuron, branch, 0), _BITS) / slopes[branch[1]]
                for branch in branches
            ]

    def sign(self, neuron: Neuron, branch: tuple[int, int, int], count: int) -> int:
        """Return the exact sign of a value of a branch minus its threshold, 0 where undecided."""
        return neuron.weights.exact_sign(self._excess(neuron, branch, count))

    def _excess(self, neuron: Neuron, branch: tuple[int, int, int], count: int) -> list[Fraction]:
        """Return, by score, the rational amounts that make value minus threshold."""
        i, row, pattern = branch
        form = neuron.branches.rows[row]
        value = self._given[i]
        theta = value if isinstance(value, Fraction) else Fraction(float(value))
        parts = zip(form.start[pattern], form.slope, form.share, strict=True)
        return [begin + slope * count - share * theta for begin, slope, share in parts]


def read_thresholds(theta: Any, call: str) -> GivenThresholds:
    """Return the thresholds in `theta`; raise where one is NaN, masked or no number.

    Floats stay an array; anything else goes through Fractions, one by one.
    """
    array = plain_array(call, "theta", theta, None if _are_floats(theta) else object)
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        return _from_floats(array.astype(np.float64), call)
    given = [_one(x, call) for x in array.ravel().tolist()]
    infinite = np.array([x if isinstance(x, float) else 0.0 for x in given])
    numbers = [Fraction(0) if isinstance(x, float) else x for x in given]
    return GivenThresholds(
        twofold(numbers), array.shape, infinite == np.inf, infinite == -np.inf, numbers
    )


def _are_floats(theta: Any) -> bool:
    """Return whether these are floats alone, so that an array of floats loses nothing."""
    if isinstance(theta, list | tuple):
        return bool(theta) and all(map(_are_floats, theta))
    return isinstance(theta, float) or getattr(getattr(theta, "dtype", None), "kind", "") == "f"


def _from_floats(array: Floats, call: str) -> GivenThresholds:
    """Return an array of floats as thresholds."""
    if np.isnan(array).any():
        raise ValueError(f"{call}: theta must not be NaN; use a number")
    flat = array.ravel()
    finite = np.where(np.isinf(flat), 0.0, flat)
    zero = np.zeros_like(finite)
    return GivenThresholds(
        Twofold(finite, zero, zero), array.shape, flat == np.inf, flat == -np.inf, finite
    )


def _one(value: object, call: str) -> Fraction | float:
    """Return one threshold exactly; an infinity of any kind as a float."""
    if isinstance(value, float | np.floating | Decimal) and math.isinf(value):
        return float(value)
    return exact_number(value, "theta", call)
