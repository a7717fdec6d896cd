"""Attention a tile at a time: a block of queries meets a block of keys, and only sums are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import even_pieces, multiply, run_in_threads, small_parts
from polyattn.attention._heads import Head, Heads
from polyattn.attention._keys import Keys, check_sums
from polyattn.kernels import Kernel

__all__ = ["KEYS", "ROWS", "tiled_attention"]

ROWS = {"float32": 384, "float64": 256}
"""Queries a tile; 256 under `causal`, where half of a tile on the diagonal is wasted."""

KEYS = 240
"""The most keys a tile: it takes less than 512 KiB and stays in a core's second-level cache."""

MEMORY = 14 * 2**20
"""Bytes that the tiles of all threads together may use."""

# Beyond this power of two values are scaled a block at a time: the range of the type is needed
# for the weights.
_VALUE_EXPONENT = {"float32": 4, "float64": 32}


def tiled_attention(heads: Heads, kernel: Kernel, offset: float, *, causal: bool) -> NDArray[Any]:
    """Return the attention output of checked arrays; see `polyattn.attention.attention`."""
    dtype = heads.dtype
    height = min(256 if causal else ROWS[dtype.name], max(heads.queries, 1))
    out = np.empty((*heads.lead, heads.queries, heads.width), dtype)
    with np.errstate(all="ignore"):
        every = [_Head(head, out[i], kernel, offset, causal) for i, head in heads]
    blocks = -(-heads.queries // height)
    free: list[_Tile] = []  # the memory of threads that have none at the moment

    def work(number: int) -> None:
        # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
        with np.errstate(all="ignore"):
            tile = free.pop() if free else _Tile(height, heads.width, dtype)
            block, head = divmod(number, len(every))
            start = (blocks - 1 - block) * height  # the longest causal rows first
            tile.fill(every[head], start, min(height, heads.queries - start))
            free.append(tile)

    a_thread = height * (2 * max(height, KEYS) + 2 * heads.dim + 3 * heads.width) * dtype.itemsize
    run_in_threads(work, blocks * len(every), most=max(1, MEMORY // a_thread))
    return out


class _Head:
    """One head: what to read, what each query may use, and where to write."""

    def __init__(
        self, head: Head, out: NDArray[Any], kernel: Kernel, offset: float, causal: bool
    ) -> None:
        self.q, self.out, self.causal, self._mask = head.q, out, causal, head.mask
        self.masked = head.mask is not None
        self.keys = Keys(head.k, kernel, offset, lifted=True)
        self.values = ScaledBlocks(head.v, _VALUE_EXPONENT)
        self._ahead = len(head.k) - len(head.q)  # the queries are the last ones

    def key_blocks(self, start: int, count: int) -> Iterator[slice]:
        """Yield the blocks of keys; under `causal` the past, and then the one on the diagonal."""
        first = start + self._ahead
        yield from even_pieces(first if self.causal else len(self.values), KEYS)
        if self.causal:
            yield slice(first, first + count)

    def allowed(
        self, keys: slice, start: int, count: int, past: NDArray[np.bool_]
    ) -> NDArray[np.bool_] | None:
        """Return where a query (a column) may use a key (a row), or None where it may use all."""
        diagonal = self.causal and keys.start == start + self._ahead
        if self._mask is None:
            return past[:count, :count] if diagonal else None
        # Copied twice: to turn it while it lies far apart in memory is many times slower.
        tile = np.ascontiguousarray(self._mask[start : start + count, keys])
        tile = np.ascontiguousarray(tile.T)
        return tile & past[:count, :count] if diagonal else tile


class _Tile:
    """The memory of one thread, and the loop over keys for a block of queries."""

    def __init__(self, height: int, width: int, dtype: np.dtype[Any]) -> None:
        longest = max(KEYS, height)  # the tile on the diagonal is square
        self._scores = aligned_empty((height * longest,), dtype)
        self._scratch = aligned_empty((height * longest,), dtype)
        self._product = aligned_empty((height * width,), dtype)
        self._output = aligned_empty((height * width,), dtype)
        self._sums = aligned_empty((height,), dtype)
        self._ones = np.ones(longest, dtype)
        self._past = np.triu(np.ones((height, height), bool))

    def fill(self, head: _Head, start: int, count: int) -> None:
        """Write the output of `count` queries, the first of them number `start`."""
        out, keys = head.out[start : start + count], head.keys
        rows, width = keys.rows(head.q[start : start + count]), out.shape[1]
        # Some queries together, so that a product with their weights is a small one.
        parts = small_parts(count, width * min(KEYS, keys.chain))
        shape = (parts, width, count // parts)
        product = self._product[: out.size].reshape(shape)
        output = self._output[: out.size].reshape(shape)
        output[:] = 0
        total, absolute, numbers = np.zeros((3, count))
        sums = self._sums[:count]
        for block in head.key_blocks(start, count):
            terms = block.stop - block.start
            scores = self._scores[: terms * count].reshape(terms, count)
            scratch = self._scratch[: terms * count].reshape(terms, count)
            allowed = head.allowed(block, start, count, self._past)

            multiply(keys.blocks.block(block), rows.queries, scores)
            if rows.offset is not None:
                scores += rows.offset
            if allowed is None:
                numbers += terms
            else:
                rows.keep(scores, allowed)
                numbers += allowed.sum(axis=0) if head.masked else np.arange(1, count + 1)
            if not rows.settled:
                factor = rows.look(scores)
                if factor is not None:
                    total, absolute = total * factor, absolute * factor
                    output *= factor.reshape(parts, 1, -1).astype(out.dtype)
            rows.weigh(scores, scratch)
            if allowed is not None and not rows.forgets:
                np.multiply(scores, allowed, out=scores)

            ones = self._ones[:terms]
            total += np.matmul(ones, scores, out=sums)
            if keys.odd:
                absolute += np.matmul(ones, np.abs(scores, out=scratch), out=sums)
            weights = scores.reshape(terms, parts, -1).transpose(1, 0, 2)
            for piece in even_pieces(terms, keys.chain):
                part = slice(block.start + piece.start, block.start + piece.stop)
                np.matmul(head.values.block(part).T, weights[:, piece], out=product)
                np.add(output, product, out=output)

        empty = rows.empty()
        rounding = numbers * np.finfo(out.dtype).eps * absolute
        check_sums("attention", keys.kernel, total, rounding, empty)
        output /= np.where(empty, 1.0, total).reshape(parts, 1, -1).astype(out.dtype)
        out.reshape(parts, count // parts, width)[:] = output.transpose(0, 2, 1)
        if empty.any():
            out[empty] = (self._sum(head, start, empty) / numbers[:, None])[empty]
        if head.values.exponent:
            out[:] = times_power_of_two(out, head.values.exponent)

    def _sum(self, head: _Head, start: int, empty: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return for each query that is `empty` the sum of the values that it may use."""
        total = np.zeros((len(empty), head.out.shape[1]))
        for block in head.key_blocks(start, len(empty)):
            values = head.values.block(block).astype(np.float64)
            allowed = head.allowed(block, start, len(empty), self._past)
            used = np.ones((len(values), len(empty))) if allowed is None else allowed
            total[empty] += used[:, empty].T @ values
        return total
