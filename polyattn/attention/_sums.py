"""Sums over keys in linear time: features are summed a block at a time, near blocks are dense."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import even_pieces, multiply, small_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BLOCK", "Features", "Problem", "Sums"]

BLOCK = 256
"""The most rows of a tile; also what causal attention treats densely without local blocks."""

_TILE = 2**20  # entries of a tile of features: 8 MiB in float64
_VALUE_EXPONENT = {"float32": 4, "float64": 32}  # values beyond are scaled, as attention does


@dataclass
class Sums:
    """For each query the weighted sum of the values, and the sum of the weights."""

    values: NDArray[Any]
    weights: NDArray[Any]


@dataclass(frozen=True)
class Features:
    """A map from rows to `count` features, a tile of rows at a time.

    `lift` writes the features of some rows to its second argument, a column a row.
    """

    lift: Callable[[NDArray[Any], NDArray[Any]], None]
    count: int

    @property
    def rows(self) -> int:
        """How many rows a tile has."""
        return max(64, min(BLOCK, _TILE // self.count))


class Problem:
    """Checked queries, keys and values, brought to rows of norm at most 1 by powers of two.

    Polynomial weights do not change when a query, or all keys together, are multiplied by a
    number.

    Parameters
    ----------
    q, k, v : array
        Checked arrays of one type; `v` has two axes.
    causal : bool
        Query i uses the keys 0 to i only.
    block : int
        Rows a block, of which the weights are dense; 0 for none.
    """

    def __init__(
        self, q: NDArray[Any], k: NDArray[Any], v: NDArray[Any], causal: bool, block: int
    ) -> None:
        self._q, self._k, self._causal = q, k, causal
        self._blocks = list(_tiles(slice(0, len(k)), block)) if block else []
        self._values = ScaledBlocks(v, _VALUE_EXPONENT)
        self._q_exponents = _norm_exponents(q, 0)
        self._k_exponent = max(_norm_exponents(k, -(2**30)), default=-(2**30))
        if self._k_exponent == -(2**30):  # all keys are zero
            self._k_exponent = 0

    def near(self, weigh: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]) -> Sums:
        """Sum dense weights inside each block; under `causal` up to the query itself."""
        import numpy as np

        sums = self._zeros()
        for block in self._blocks:
            keys, values = self._keys(block), self._values.block(block)
            for rows in _tiles(block, BLOCK):
                weights = weigh(self._queries(rows), keys)
                if self._causal:
                    later = np.tri(len(keys), len(weights), block.start - rows.start - 1, bool)
                    np.copyto(weights, 0, where=later.T)
                sums.values[rows] = weights @ values
                sums.weights[rows] = weights.sum(axis=1, dtype=np.float64)
        return sums

    def far(self, features: Features) -> Sums:
        """Sum products of features over all other blocks; under `causal` over those before."""
        sums = self._zeros()
        if not self._blocks:
            total = _Running(features, self._values.array)
            for tile in _tiles(slice(0, len(self._k)), features.rows):
                total.add(self._keys(tile), self._values.block(tile))
            self._read(total, slice(0, len(self._q)), sums)
            return sums
        for blocks in (self._blocks,) if self._causal else (self._blocks, self._blocks[::-1]):
            total = _Running(features, self._values.array)
            for number, block in enumerate(blocks):
                if number:
                    self._read(total, block, sums)
                if number < len(blocks) - 1:
                    for tile in _tiles(block, features.rows):
                        total.add(self._keys(tile), self._values.block(tile))
        return sums

    def divided(self, call: str, parts: tuple[Sums, ...], fix: str) -> NDArray[Any]:
        """Return values over weights; raise where a row has no positive weight to divide by."""
        import numpy as np

        weights = np.sum([part.weights for part in parts], axis=0)
        good = (weights >= np.finfo(self._q.dtype).tiny) & np.isfinite(weights)
        if not good.all():
            row = int(np.flatnonzero(~good)[0])
            raise ValueError(
                f"{call}: the normaliser of row {row} is {weights[row]:.3g}, not a positive number "
                f"to divide by (it is the first of {np.count_nonzero(~good)} such rows); {fix}"
            )
        output = parts[0].values
        for part in parts[1:]:
            output += part.values
        output /= weights[:, None].astype(output.dtype)
        if self._values.exponent:
            output = times_power_of_two(output, self._values.exponent)
        return np.asarray(output)

    def _queries(self, rows: slice) -> NDArray[Any]:
        return times_power_of_two(self._q[rows], -self._q_exponents[rows, None])

    def _keys(self, rows: slice) -> NDArray[Any]:
        return times_power_of_two(self._k[rows], -self._k_exponent)

    def _zeros(self) -> Sums:
        import numpy as np

        shape = len(self._q), self._values.array.shape[1]
        return Sums(np.zeros(shape, self._q.dtype), np.zeros(len(self._q)))

    def _read(self, total: _Running, rows: slice, sums: Sums) -> None:
        for tile in _tiles(rows, total.features.rows):
            values, weights = total.read(self._queries(tile))
            sums.values[tile] += values
            sums.weights[tile] += weights


class _Running:
    """Sums over the keys so far: of features times values, and of features."""

    def __init__(self, features: Features, values: NDArray[Any]) -> None:
        import numpy as np

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
        import numpy as np

        lifted = self._lift(keys)
        multiply(lifted, values, self._product)
        np.add(self.values, self._product, out=self.values)
        self.weights += lifted @ self._ones[: len(keys)]

    def read(self, queries: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return for each query the sum of values times products of features, and of those."""
        import numpy as np

        lifted = self._lift(queries)
        (number, width), most = (len(queries), self.values.shape[1]), 240
        parts = small_parts(number, width * most)
        columns = lifted.reshape(len(lifted), parts, number // parts).transpose(1, 0, 2)
        output = np.zeros((parts, width, number // parts), lifted.dtype)
        product = np.empty_like(output)
        for piece in even_pieces(len(lifted), most):
            np.matmul(self.values[piece].T, columns[:, piece], out=product)
            np.add(output, product, out=output)
        return output.transpose(0, 2, 1).reshape(number, width), self.weights @ lifted


def _tiles(block: slice, rows: int) -> Iterable[slice]:
    """Cut a range of rows into pieces; the last may be shorter."""
    starts = range(block.start, block.stop, rows)
    return (slice(start, min(start + rows, block.stop)) for start in starts)


def _norm_exponents(rows: NDArray[Any], of_zero: int) -> NDArray[Any]:
    """Return for each row an e with 2**(e - 1) <= norm < 2**e; `of_zero` for a row of zeros."""
    import numpy as np

    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        squares = np.vecdot(rows, rows)
    if len(rows) and 2.0**-60 < squares.min() <= squares.max() < 2.0**60:
        return np.asarray((np.frexp(squares)[1].astype(np.int64) + 1) // 2)
    exponents = np.full(len(rows), of_zero, np.int64)
    for start in range(0, len(rows), BLOCK):
        part = rows[start : start + BLOCK]
        high = np.frexp(np.abs(part).max(axis=1))[1].astype(np.int64)
        norms = np.linalg.norm(times_power_of_two(part, -high[:, None]), axis=1)
        found = np.frexp(norms)[1] + high
        exponents[start : start + BLOCK] = np.where(norms > 0, found, of_zero)
    return exponents
