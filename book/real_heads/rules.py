"""The rules that replace the softmax of a trained model, each with its degree.

A score of -inf belongs to a key that the query may not use: its weight is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DEGREES", "RULES", "Rule", "offset", "uniform"]

Rule = Callable[[NDArray[Any]], NDArray[Any]]
DEGREES = (2, 4, 8, 16, 32, 64, 128)


def literal(degree: int) -> Rule:
    """Return the rule s^degree, on scores as they are."""
    return offset(degree, 0)


def offset(degree: int, added: float) -> Rule:
    """Return the rule (added + s)^degree: for an even degree a polynomial, and never negative."""

    def rule(scores: NDArray[Any]) -> NDArray[Any]:
        bases = np.abs(scores.astype(np.float64) + added)
        return _power(np.where(np.isinf(bases), 0, bases), degree)

    return rule


def from_top(degree: int) -> Rule:
    """Return the rule (1 + (s - max) / degree)^degree, zero where that is negative."""

    def rule(scores: NDArray[Any]) -> NDArray[Any]:
        below = scores.astype(np.float64) - scores.max(axis=-1, keepdims=True)
        return _power(np.maximum(1 + below / degree, 0), degree)

    return rule


def from_bottom(degree: int) -> Rule:
    """Return the rule (s - min)^degree; equal weights where all scores are equal."""

    def rule(scores: NDArray[Any]) -> NDArray[Any]:
        used = np.isfinite(scores)
        least = scores.min(axis=-1, keepdims=True, where=used, initial=np.inf)
        above = np.where(used, scores.astype(np.float64) - least, 0)
        flat = above.max(axis=-1, keepdims=True) == 0
        return _power(np.where(flat, used, above), degree)

    return rule


def uniform(scores: NDArray[Any]) -> NDArray[Any]:
    """Return the same weight for every key."""
    used = np.isfinite(scores)
    return np.asarray(used / used.sum(axis=-1, keepdims=True)).astype(np.float32)


def _power(bases: NDArray[Any], degree: int) -> NDArray[Any]:
    """Return normalised even powers, in the type that the model computes in."""
    powers = (bases / bases.max(axis=-1, keepdims=True)) ** degree
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


RULES: dict[str, Callable[[int], Rule]] = {
    "s": literal,
    "degree + s": lambda degree: offset(degree, degree),
    "1 + (s - max) / degree": from_top,
    "s - min": from_bottom,
}
"""What is raised to the degree."""
