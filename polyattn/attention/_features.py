"""Features: maps of rows, and the one whose inner product is the square of a score, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import refuse_if_too_large
from polyattn.attention._arrays import float_arrays

__all__ = ["BLOCK", "Features", "exact_features", "exact_square", "feature_count", "lift_squares"]

# The most rows of a tile; also what causal attention treats densely without local blocks.
BLOCK = 256
_TILE = 2**20  # entries of a tile of features: 8 MiB in float64


@dataclass(frozen=True)
class Features:
    """A map from rows to `count` features, which `lift` writes to its second argument."""

    lift: Callable[[NDArray[Any], NDArray[Any]], None]
    count: int

    @property
    def rows(self) -> int:
        """How many rows a tile has."""
        return max(64, min(BLOCK, _TILE // self.count))


def exact_features(x: ArrayLike) -> NDArray[np.floating[Any]]:
    r"""Return the symmetric features of degree 2, whose inner product is exactly a squared score.

    .. math:: \Phi(x) = \big(x_i^2\big)_i \cup \big(\sqrt2\,x_i x_j\big)_{i<j},\qquad
        \langle\Phi(x),\Phi(y)\rangle = \langle x,y\rangle^2

    Parameters
    ----------
    x : array_like of shape (n, dim)
        The rows, float32 or float64; integers are converted to float64.

    Returns
    -------
    array of shape (n, dim (dim + 1) / 2)
        The features, in the type of `x`.

    Raises
    ------
    TypeError
        If `x` has another type.
    ValueError
        If `x` is not such an array, holds NaN or infinity, or the features would not fit in
        memory.

    References
    ----------
    Book label ``lem:surrogate``.

    Examples
    --------
    >>> exact_features([[1.0, 2.0]]).round(3).tolist()
    [[1.0, 2.828, 4.0]]
    """
    (rows,) = float_arrays("exact_features", x=x)
    if rows.ndim != 2 or rows.shape[1] < 1:
        raise ValueError(
            f"exact_features: x must have shape (n, dim) with dim at least 1, got {rows.shape}"
        )
    shape = (len(rows), feature_count(rows.shape[1]))
    refuse_if_too_large("exact_features", shape, rows.itemsize, "take fewer rows at a time")
    with np.errstate(all="ignore"):
        return _squares(rows)


def feature_count(dim: int) -> int:
    """Return how many features of degree 2 a vector of `dim` entries has."""
    return dim * (dim + 1) // 2


def _squares(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the features of a checked array."""
    dim = rows.shape[1]
    lifted = np.empty((len(rows), feature_count(dim)), rows.dtype)
    twice = rows * rows.dtype.type(np.sqrt(2))
    start = 0
    for i in range(dim):
        stop = start + dim - i
        np.multiply(twice[:, i:], rows[:, i, None], out=lifted[:, start:stop])
        np.multiply(rows[:, i], rows[:, i], out=lifted[:, start])  # the square has no factor
        start = stop
    return lifted


def lift_squares(rows: NDArray[Any], out: NDArray[Any]) -> None:
    r"""Write the features of a checked array to `out`, a column a row, in an order that is fast.

    .. math:: \big(x_i^2\big)_i,\ \big(\sqrt2\,x_i x_{i+1}\big)_i,\
        \big(\sqrt2\,x_i x_{i+2}\big)_i,\ \dots

    with indices modulo the dimension: every pair once, as products of whole arrays.
    """
    number, dim = rows.shape
    columns = np.ascontiguousarray(rows.T)
    twice = np.concatenate([columns, columns])
    np.multiply(twice, rows.dtype.type(np.sqrt(2)), out=twice)
    np.multiply(columns, columns, out=out[:dim])
    shifts = (dim - 1) // 2
    shifted = as_strided(twice[1:], (shifts, dim, number), (twice.strides[0], *twice.strides))
    last = dim * (1 + shifts)
    np.multiply(columns, shifted, out=out[dim:last].reshape(shifted.shape))
    if dim % 2 == 0:  # opposite indices meet twice: take half of them
        np.multiply(columns[: dim // 2], twice[dim // 2 : dim], out=out[last:])


def exact_square(dim: int) -> Features:
    """Return the exact features of degree 2 of rows with `dim` entries."""
    return Features(lift_squares, feature_count(dim))
