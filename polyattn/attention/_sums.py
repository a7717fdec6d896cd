"""Sums over keys in linear time: far keys by their features, near blocks with dense weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn.attention._arrays import (
    ScaledBlocks,
    aligned_empty,
    float_arrays,
    near_one,
    times_power_of_two,
)
from polyattn.attention._blas import even_pieces, multiply
from polyattn.attention._features import BLOCK, Features
from polyattn.attention._heads import Head, Heads
from polyattn.exact import whole_number

__all__ = ["Problem", "Sums", "each_head", "power_of_scores"]


class Sums(NamedTuple):
    """For each query the weighted sum of the values, and the sum of the weights."""

    values: NDArray[Any]
    weights: NDArray[Any]


def each_head(
    call: str,
    arrays: dict[str, ArrayLike],
    causal: bool,
    local: int,
    attend: Callable[[Problem], NDArray[Any]],
) -> NDArray[Any]:
    """Check the arrays q, k and v, and return the outputs of every head in one array."""
    q, k, v = float_arrays(call, **arrays)
    heads = Heads(call, q, k, v, causal)
    whole_number(local, "local", call, 0, "use 0 for no blocks, or the rows of a block")
    if local and not causal and heads.queries != heads.keys:
        raise ValueError(
            f"{call}: local blocks of all keys need as many queries as keys, "
            f"got {heads.queries} queries and {heads.keys} keys"
        )
    out = np.empty((*heads.lead, heads.queries, heads.width), heads.dtype)
    block = local or (BLOCK if causal else 0)
    with np.errstate(all="ignore"):  # a normaliser that is not finite is looked for
        for index, head in heads:
            of = f" of head {index}" if index else ""
            out[index] = attend(Problem(head, block, f"{call}: the normaliser{of}"))
    return out.reshape(heads.shape)


class _Running:
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


class Problem:
    """One head, its queries and its keys scaled to norms of at most 1, in blocks of rows."""

    def __init__(self, head: Head, block: int, subject: str) -> None:
        self.q, self._causal, self._subject = head.q, head.causal, subject
        every, all_queries = slice(0, len(head.k)), slice(0, len(head.q))
        self._blocks = list(_tiles(every, block)) if block else []
        # Features of each block are added before those beside the next one are read.
        self._orders = [self._blocks] if block else [[every, all_queries]]
        if block and not head.causal:
            self._orders.append(self._blocks[::-1])
        self._ahead = head.ahead if block else 0
        keys, self._values = ScaledBlocks(head.k, 32), ScaledBlocks(head.v, 32)
        self._k = ScaledBlocks(head.k, 32, keys.exponent + np.frexp(keys.longest())[1])

    def near(self, weigh: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]) -> Sums:
        """Sum dense weights inside each block; under `causal` up to the query itself."""
        sums = self._zeros()
        for block in self._blocks:
            keys, values = self._k.block(block), self._values.block(block)
            for rows, queries in self._beside(block, BLOCK):
                weights = weigh(queries, keys)
                if self._causal:
                    last = rows.start + self._ahead - block.start
                    weights *= np.tri(len(weights), len(keys), last, dtype=bool)
                sums.values[rows] = weights @ values
                sums.weights[rows] = weights.sum(axis=1, dtype=np.float64)
        return sums

    def far(self, features: Features) -> Sums:
        """Sum products of features over all other blocks; under `causal` over those before."""
        sums = self._zeros()
        for blocks in self._orders:
            total = _Running(features, self._values.array)
            for block, after in pairwise(blocks):
                for tile in _tiles(block, features.rows):
                    total.add(self._k.block(tile), self._values.block(tile))
                for rows, queries in self._beside(after, features.rows):
                    values, weights = total.read(queries)
                    sums.values[rows] += values
                    sums.weights[rows] += weights
        return sums

    def divided(self, parts: tuple[Sums, ...], fix: str) -> NDArray[Any]:
        """Return values over weights; raise where a row has no positive weight to divide by."""
        weights = np.sum([part.weights for part in parts], axis=0)
        good = (weights >= np.finfo(self.q.dtype).tiny) & np.isfinite(weights)
        if not good.all():
            row = int(np.flatnonzero(~good)[0])
            raise ValueError(
                f"{self._subject} of row {row} is {weights[row]:.3g}, not a positive number "
                f"to divide by (it is the first of {np.count_nonzero(~good)} such rows); {fix}"
            )
        output = parts[0].values
        for part in parts[1:]:
            output += part.values
        output /= weights[:, None].astype(output.dtype)
        if self._values.exponent:
            output = times_power_of_two(output, self._values.exponent)
        return np.asarray(output)

    def _beside(self, block: slice, most: int) -> Iterator[tuple[slice, NDArray[Any]]]:
        """Yield the queries beside a block of keys in tiles, each with its rows."""
        first, last = block.start - self._ahead, block.stop - self._ahead
        for rows in _tiles(slice(max(first, 0), max(last, 0)), most):
            near, _, norms = near_one(self.q[rows])
            yield rows, times_power_of_two(near, -np.frexp(norms)[1][:, None])

    def _zeros(self) -> Sums:
        shape = len(self.q), self._values.array.shape[1]
        return Sums(np.zeros(shape, self.q.dtype), np.zeros(len(self.q)))


def power_of_scores(degree: int) -> Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]:
    """Return the map to exact weights: squaring again and again beats a general power."""

    def weigh(queries: NDArray[Any], keys: NDArray[Any]) -> NDArray[Any]:
        scores = queries @ keys.T
        for _ in range(degree.bit_length() - 1):
            scores *= scores
        return np.asarray(scores)

    return weigh


def _tiles(block: slice, rows: int) -> Iterable[slice]:
    """Cut a range of rows into pieces; the last may be shorter."""
    starts = range(block.start, block.stop, rows)
    return (slice(start, min(start + rows, block.stop)) for start in starts)
