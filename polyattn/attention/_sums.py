"""Sums over keys in linear time: far keys by their features, near blocks with dense weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn.attention._arrays import ScaledBlocks, float_arrays, near_one, times_power_of_two
from polyattn.attention._heads import Head, Heads
from polyattn.attention._running import BLOCK, Features, Running, tiles
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
            out[index] = attend(Problem(head, causal, block, f"{call}: the normaliser{of}"))
    return out.reshape(heads.shape)


class Problem:
    """One head, its queries and its keys scaled to norms of at most 1, in blocks of rows."""

    def __init__(self, head: Head, causal: bool, block: int, subject: str) -> None:
        self.q, self._causal, self._subject = head.q, causal, subject
        every, all_queries = slice(0, len(head.k)), slice(0, len(head.q))
        self._blocks = list(tiles(every, block)) if block else []
        # Features of each block are added before those beside the next one are read.
        self._orders = [self._blocks] if block else [[every, all_queries]]
        if block and not causal:
            self._orders.append(self._blocks[::-1])
        self._ahead = len(head.k) - len(head.q) if block else 0  # the queries are the last rows
        self._k, self._values = ScaledBlocks(head.k, 32), ScaledBlocks(head.v, 32)
        self._longest = int(np.frexp(self._k.longest())[1])

    def near(self, weigh: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]) -> Sums:
        """Sum dense weights inside each block; under `causal` up to the query itself."""
        sums = self._zeros()
        for block in self._blocks:
            keys, values = self._keys(block), self._values.block(block)
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
            total = Running(features, self._values.array)
            for block, after in pairwise(blocks):
                for tile in tiles(block, features.rows):
                    total.add(self._keys(tile), self._values.block(tile))
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

    def _keys(self, rows: slice) -> NDArray[Any]:
        return times_power_of_two(self._k.block(rows), -self._longest)

    def _beside(self, block: slice, most: int) -> Iterator[tuple[slice, NDArray[Any]]]:
        """Yield the queries beside a block of keys in tiles, each with its rows."""
        first, last = block.start - self._ahead, block.stop - self._ahead
        for rows in tiles(slice(max(first, 0), max(last, 0)), most):
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
