"""Attention a tile at a time: a block of queries meets a block of keys, and only sums are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import even_pieces, multiply, run_in_threads
from polyattn.attention._heads import Head, Heads
from polyattn.attention._rows import Keys, Rows, check_sums
from polyattn.kernels import Kernel, Softmax

__all__ = ["KEYS", "ROWS", "tiled_attention"]

# Queries a tile; 256 under `causal`, where half of a tile on the diagonal is wasted.
ROWS = {"float32": 384, "float64": 256}
# The most keys a tile: it takes less than 512 KiB and stays in a core's second-level cache.
KEYS = 240
# Bytes that the tiles of all threads together may use.
MEMORY = 14 * 2**20


def tiled_attention(heads: Heads, kernel: Kernel, offset: float, *, causal: bool) -> NDArray[Any]:
    """Return the attention output of checked arrays; see `polyattn.attention.attention`."""
    dtype = heads.dtype
    height = min(256 if causal else ROWS[dtype.name], max(heads.queries, 1))
    out = aligned_empty((*heads.lead, heads.queries, heads.width), dtype)
    with np.errstate(all="ignore"):
        every = [_Head(head, out[i], kernel, offset, causal) for i, head in heads]
    blocks = -(-heads.queries // height)

    def work(number: int) -> None:
        block, head = divmod(number, len(every))
        start = (blocks - 1 - block) * height  # the longest causal rows first
        # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
        with np.errstate(all="ignore"):
            every[head].fill(slice(start, min(start + height, heads.queries)))

    a_thread = height * (2 * max(height, KEYS) + heads.dim + heads.width) * dtype.itemsize
    run_in_threads(work, blocks * len(every), most=max(1, MEMORY // a_thread))
    return out


class _Head:
    """One head: what to read, what each query may use, and where to write."""

    def __init__(
        self, head: Head, out: NDArray[Any], kernel: Kernel, offset: float, causal: bool
    ) -> None:
        self._head, self._out, self._causal = head, out, causal
        self._keys = Keys(head.k, kernel, offset, lifted=True)
        self._values = ScaledBlocks(head.v, 32)  # the weights need the range of the type
        self._ahead = len(head.k) - len(head.q)  # the queries are the last ones

    def fill(self, queries: slice) -> None:
        """Write the output of a block of queries."""
        q, out = self._head.q[queries], self._out[queries]
        rows = Rows(q, self._keys)
        total, rounding = self._sum(rows, queries, out)
        empty = rows.empty()
        check_sums("attention", self._keys.kernel, total, rounding, empty)
        out /= total[:, None].astype(out.dtype)
        if empty.any():  # uniform weights: those of a softmax whose scores are all zero
            rows = Rows(np.zeros_like(q), Keys(self._head.k, Softmax(), 0, lifted=False))
            mean = np.empty_like(out)
            total, _ = self._sum(rows, queries, mean)
            out[empty] = (mean / total[:, None])[empty]
        if self._values.exponent:
            out[:] = times_power_of_two(out, self._values.exponent)

    def _sum(
        self, rows: Rows, queries: slice, out: NDArray[Any]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Set `out` to sums of weighted values; return those of weights, and their rounding."""
        count, dtype, weight = len(out), out.dtype, rows.weight
        memory = aligned_empty((2, max(count, KEYS) * count), dtype)
        sums, product = np.empty(count, dtype), aligned_empty(out.shape, dtype)
        total, absolute, numbers = np.zeros((3, count))
        out[:] = 0
        for block in self._key_blocks(queries):
            terms = block.stop - block.start
            scores, scratch = memory[:, : terms * count].reshape(2, terms, count)
            allowed, ones = self._allowed(block, queries), np.ones(terms, dtype)
            multiply(self._keys.blocks.block(block), rows.queries, scores)
            if rows.offset is not None:
                scores += rows.offset
            # What is not allowed must not be looked at, and may have no fractional power.
            if allowed is not None and not (rows.settled and weight.whole):
                np.copyto(scores, weight.nothing, where=~allowed)
            if not rows.settled:
                factor = rows.look(scores)
                if factor is not None:
                    total, absolute = total * factor, absolute * factor
                    out *= factor[:, None].astype(dtype)
            weight(scores, scratch)
            if allowed is not None:
                np.multiply(scores, allowed, out=scores)
            total += np.matmul(ones, scores, out=sums)
            if weight.odd:
                absolute += np.matmul(ones, np.abs(scores, out=scratch), out=sums)
                numbers += terms if allowed is None else allowed.sum(axis=0)
            values = self._values.block(block)
            for piece in even_pieces(terms, weight.chain):
                multiply(scores[piece].T, values[piece], product)
                np.add(out, product, out=out)
        return total, numbers * np.finfo(dtype).eps * absolute

    def _key_blocks(self, queries: slice) -> Iterator[slice]:
        """Yield the blocks of keys; under `causal` the past, and then the one on the diagonal."""
        first, last = queries.start + self._ahead, queries.stop + self._ahead
        yield from even_pieces(first if self._causal else len(self._head.k), KEYS)
        if self._causal:
            yield slice(first, last)

    def _allowed(self, keys: slice, queries: slice) -> NDArray[np.bool_] | None:
        """Return where a query (a column) may use a key (a row), or None where it may use all."""
        past, mask = None, self._head.mask
        if self._causal and keys.stop == queries.stop + self._ahead:
            past = ~np.tri(queries.stop - queries.start, k=-1, dtype=bool)
        if mask is None:
            return past
        # Copied twice: to turn it while it lies far apart in memory is many times slower.
        tile = np.ascontiguousarray(np.ascontiguousarray(mask[queries, keys]).T)
        return tile if past is None else tile & past
