"""What the calls of this package share: checks of their arrays, and the maps they use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from polyattn.attention._arrays import float_arrays
from polyattn.attention._features import feature_count, lift_squares
from polyattn.attention._sums import BLOCK, Features, Problem
from polyattn.exact import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["checked", "exact_square", "power_of_scores", "problem_of", "shaped"]


def power_of_scores(degree: int) -> Any:
    """Return the map to exact weights: squaring again and again beats a general power."""
    import numpy as np

    def weigh(queries: NDArray[Any], keys: NDArray[Any]) -> NDArray[Any]:
        scores = np.matmul(queries, keys.T)
        for _ in range(degree.bit_length() - 1):
            scores *= scores
        return np.asarray(scores)

    return weigh


def exact_square(q: ArrayLike) -> Features:
    """Return the exact features of degree 2 for the columns of `q`."""
    import numpy as np

    return Features(lift_squares, feature_count(np.shape(q)[1]))


def problem_of(arrays: tuple[NDArray[Any], ...], causal: bool, local: int) -> Problem:
    """Return the sums to take, over blocks of `local` rows; causal attention always has blocks."""
    q, k, v = arrays
    flat = v.reshape(len(v), math.prod(v.shape[1:]))
    return Problem(q, k, flat, causal, local or (BLOCK if causal else 0))


def shaped(output: NDArray[Any], v: ArrayLike) -> NDArray[Any]:
    """Return the output with the trailing shape of the values."""
    import numpy as np

    return output.reshape(len(output), *np.shape(v)[1:])


def checked(
    call: str, q: ArrayLike, k: ArrayLike, v: ArrayLike, causal: bool, local: int
) -> tuple[NDArray[Any], ...]:
    """Return the three arrays as floats of one type, or raise in the name of `call`."""
    queries, keys, values = float_arrays(call, q=q, k=k, v=v)
    for name, array in (("q", queries), ("k", keys)):
        if array.ndim != 2 or array.shape[1] < 1:
            raise ValueError(
                f"{call}: {name} must have shape (rows, dim) with dim at least 1, got {array.shape}"
            )
    if queries.shape[1] != keys.shape[1]:
        raise ValueError(
            f"{call}: q and k must have the same dim, got shapes {queries.shape} and {keys.shape}"
        )
    if not len(keys):
        raise ValueError(f"{call}: k must have at least one row, got shape {keys.shape}")
    if values.ndim == 0 or len(values) != len(keys):
        raise ValueError(
            f"{call}: v must have one row a key, got shape {values.shape} for {len(keys)} keys"
        )
    whole_number(local, "local", call, 0, "use 0 for no blocks, or the rows of a block")
    if (causal or local) and len(queries) != len(keys):
        raise ValueError(
            f"{call}: causal attention and local blocks need as many queries as keys, "
            f"got {len(queries)} queries and {len(keys)} keys"
        )
    return queries, keys, values
