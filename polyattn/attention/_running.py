"""Features of keys, summed as the keys go by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import aligned_empty
from polyattn.attention._blas import even_pieces, multiply

__all__ = ["BLOCK", "Features", "Running", "tiles"]

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


class Running:
    """Sums over the keys so far: of features times values, and of features."""

    def __init__(self, features: Features, values: NDArray[Any]) -> None:
        self.features = features
        dtype, shape = values.dtype, (features.count, values.shape[1])
        self.values, self._product = np.zeros(shape, dtype), aligned_empty(shape, dtype)
        self.weights = np.zeros(features.count, dtype)
        self._lifted = aligned_empty((features.count * features.rows,), dtype)
        self._ones = np.ones(features.rows, dtype)

    def _lift(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return features, a column a row, in memory that the next call overwrites."""
        count = self.features.count
        lifted = self._lifted[: count * len(rows)].reshape(count, len(rows))
        self.features.lift(rows, lifted)
        return lifted

    def add(self, keys: NDArray[Any], values: NDArray[Any]) -> None:
        lifted = self._lift(keys)
        multiply(lifted, values, self._product)
        np.add(self.values, self._product, out=self.values)
        self.weights += lifted @ self._ones[: len(keys)]

    def read(self, queries: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return for each query the sum of values times products of features, and of those."""
        lifted = self._lift(queries)
        output, product = np.zeros((2, len(queries), self.values.shape[1]), lifted.dtype)
        for piece in even_pieces(len(lifted), 240):
            multiply(lifted[piece].T, self.values[piece], product)
            output += product
        return output, self.weights @ lifted


def tiles(block: slice, rows: int) -> Iterable[slice]:
    """Cut a range of rows into pieces; the last may be shorter."""
    starts = range(block.start, block.stop, rows)
    return (slice(start, min(start + rows, block.stop)) for start in starts)
