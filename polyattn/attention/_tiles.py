"""Attention a tile at a time: a block of queries meets a block of keys, and only sums are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import even_pieces, multiply, run_in_threads, small_parts
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


def tiled_attention(
    q: NDArray[Any], k: NDArray[Any], v: NDArray[Any], kernel: Kernel, *, causal: bool
) -> NDArray[Any]:
    """Return the attention output of checked arrays; see `polyattn.attention.attention`."""
    out = np.empty((len(q), v.shape[1]), q.dtype)
    keys, values = Keys(k, kernel, lifted=True), ScaledBlocks(v, _VALUE_EXPONENT)
    height = 256 if causal else ROWS[q.dtype.name]
    blocks = -(-len(q) // height)
    free: list[_Tile] = []  # the memory of threads that have none at the moment

    def work(number: int) -> None:
        # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
        with np.errstate(all="ignore"):
            tile = free.pop() if free else _Tile(keys, values, height, causal)
            start = (blocks - 1 - number) * height  # the longest causal rows first
            tile.fill(q[start : start + height], start, out[start : start + height])
            free.append(tile)

    a_thread = height * (2 * max(height, KEYS) + 2 * k.shape[1] + 3 * v.shape[1]) * q.itemsize
    run_in_threads(work, blocks, most=max(1, MEMORY // a_thread))
    return out


class _Tile:
    """The memory of one thread, and the loop over keys for a block of queries."""

    def __init__(self, keys: Keys, values: ScaledBlocks, height: int, causal: bool) -> None:
        dtype, width = values.array.dtype, values.array.shape[1]
        self._keys, self._values, self._causal = keys, values, causal
        longest = max(KEYS, height if causal else 0)  # the tile on the diagonal is square
        self._scores = aligned_empty((height * longest,), dtype)
        self._scratch = aligned_empty((height * longest,), dtype)
        self._product = aligned_empty((height * width,), dtype)
        self._output = aligned_empty((height * width,), dtype)
        self._sums = aligned_empty((height,), dtype)
        self._ones = np.ones(longest, dtype)
        self._future = np.tri(height, k=-1, dtype=bool)  # True where the key (a row) comes later
        # Equal terms all round the same way, so the error grows with the number of products that
        # BLAS adds in a row. At a low degree, where little other error is allowed, sums are cut.
        degree = keys.power.degree if keys.power else np.inf
        self._chain = 256 if degree >= 4 else 128 if degree >= 2 else 64

    def fill(self, q: NDArray[Any], start: int, out: NDArray[Any]) -> None:
        """Write the output of the queries `q`, the first of them number `start`, to `out`."""
        rows, (count, width) = self._keys.rows(q), out.shape
        # Some queries together, so that a product with their weights is a small one.
        parts = small_parts(count, width * min(KEYS, self._chain))
        shape = (parts, width, count // parts)
        product = self._product[: out.size].reshape(shape)
        output = self._output[: out.size].reshape(shape)
        output[:] = 0
        total, absolute = np.zeros((2, count))
        sums = self._sums[:count]
        for keys in self._key_blocks(start, count):
            terms = keys.stop - keys.start
            scores = self._scores[: terms * count].reshape(terms, count)
            scratch = self._scratch[: terms * count].reshape(terms, count)
            multiply(self._keys.blocks.block(keys), rows.queries, scores)
            forbidden = self._forbidden(keys, start, count)
            if forbidden is not None:
                np.copyto(scores, rows.blank, where=forbidden)
            if not rows.settled:
                factor = rows.look(scores)
                if factor is not None:
                    total, absolute = total * factor, absolute * factor
                    output *= factor.reshape(parts, 1, -1).astype(out.dtype)
            rows.weigh(scores, scratch)
            if forbidden is not None and not rows.forgets_blanks:
                np.copyto(scores, 0, where=forbidden)

            ones = self._ones[:terms]
            total += np.matmul(ones, scores, out=sums)
            if self._keys.odd:
                absolute += np.matmul(ones, np.abs(scores, out=scratch), out=sums)
            weights = scores.reshape(terms, parts, -1).transpose(1, 0, 2)
            for piece in even_pieces(terms, self._chain):
                part = slice(keys.start + piece.start, keys.start + piece.stop)
                np.matmul(self._values.block(part).T, weights[:, piece], out=product)
                np.add(output, product, out=output)

        empty, allowed = rows.empty(), np.full(count, len(self._values))
        if self._causal:
            allowed = start + 1 + np.arange(count)
        rounding = allowed * np.finfo(out.dtype).eps * absolute
        check_sums("attention", self._keys.kernel, total, rounding, empty)
        output /= np.where(empty, 1.0, total).reshape(parts, 1, -1).astype(out.dtype)
        out.reshape(parts, count // parts, width)[:] = output.transpose(0, 2, 1)
        if empty.any():
            out[empty] = (self._sum(start, empty) / allowed[:, None])[empty]
        if self._values.exponent:
            out[:] = times_power_of_two(out, self._values.exponent)

    def _key_blocks(self, start: int, count: int) -> Iterator[slice]:
        """Yield the blocks of keys; under `causal` the past, and then the one on the diagonal."""
        yield from even_pieces(start if self._causal else len(self._values), KEYS)
        if self._causal:
            yield slice(start, start + count)

    def _forbidden(self, keys: slice, start: int, count: int) -> NDArray[np.bool_] | None:
        """Return where a key (a row) is not for a query, or None where all are allowed."""
        if self._causal and keys.start == start:
            return self._future[:count, :count]
        return None

    def _sum(self, start: int, empty: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return for each query the sum of the values that it may use, where it is `empty`."""
        total = np.zeros((len(empty), self._values.array.shape[1]))
        for keys in self._key_blocks(start, len(empty)):
            values = self._values.block(keys).astype(np.float64)
            forbidden = self._forbidden(keys, start, len(empty))
            used = np.ones((len(values), len(empty))) if forbidden is None else ~forbidden
            total[empty] += used[:, empty].T @ values
        return total
