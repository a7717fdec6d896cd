"""The rules that replace the softmax of a trained model, each with its degree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["RULES", "offset", "uniform"]

Rule = Callable[[NDArray[Any]], NDArray[Any]]


def literal(degree: int) -> Rule:
    """Return the rule s^degree, on scores as they are."""
    return offset(degree, 0)


def offset(degree: int, added: float) -> Rule:
    """Return the rule (added + s)^degree: for an even degree a polynomial, and never negative."""

    def rule(scores: NDArray[Any]) -> NDArray[Any]:
        return _power(np.abs(scores.astype(np.float64) + added), degree)

    return rule


def from_top(degree: int) -> Rule:
    """Return the rule (1 + (s - max) / degree)^degree, zero where that is negative."""

    def rule(scores: NDArray[Any]) -> NDArray[Any]:
        below = scores.astype(np.float64) - scores.max(axis=-1, keepdims=True)
        return _power(np.maximum(1 + below / degree, 0), degree)

    return rule


def from_bottom(degree: int) -> Rule:
    """Return the rule (s - min)^degree."""

    def rule(scores: NDArray[Any]) -> NDArray[Any]:
        return _power(scores.astype(np.float64) - scores.min(axis=-1, keepdims=True), degree)

    return rule


def uniform(scores: NDArray[Any]) -> NDArray[Any]:
    """Return the same weight for every key."""
    return np.full(scores.shape, np.float32(1 / scores.shape[-1]))


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
