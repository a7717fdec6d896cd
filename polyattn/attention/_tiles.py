"""Attention a tile at a time: a block of queries meets a block of keys, and only sums are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import run_in_threads
from polyattn.attention._scorer import Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from polyattn.kernels import Kernel

__all__ = ["ROWS", "future_keys", "tiled_attention"]

ROWS = 256
"""Queries a tile."""

KEYS = {"float32": 480, "float64": 240}
"""The most keys a tile: it takes less than 512 KiB and stays in a core's second-level cache."""

SMALL_PRODUCT = 10**6
"""OpenBLAS multiplies matrices without repacking them up to this many products of numbers."""

MEMORY = 14 * 2**20
"""Bytes that the tiles of all threads together may use."""

# Beyond this power of two values are scaled a block at a time: the range of the type is needed
# for the weights.
_VALUE_EXPONENT = {"float32": 4, "float64": 32}


def future_keys(rows: int) -> NDArray[Any]:
    """Return the mask of a square tile on the diagonal: True where the key comes later."""
    import numpy as np

    return ~np.tri(rows, dtype=bool)


def even_pieces(length: int, most: int) -> Iterator[slice]:
    """Cut a range into pieces of one length, the last perhaps shorter, with no sliver at its end.

    Rows of a tile that lie a multiple of 2 KiB apart compete for the same lines of the cache, so
    a piece never has 256 columns.
    """
    if length:
        step = -(-length // -(-length // most))
        step += -step % 8
        step += 8 * (step % 256 == 0)
        for first in range(0, length, step):
            yield slice(first, min(first + step, length))


def tiled_attention(
    q: NDArray[Any], k: NDArray[Any], v: NDArray[Any], kernel: Kernel, *, causal: bool
) -> NDArray[Any]:
    """Return the attention output of checked arrays; see `polyattn.attention.attention`."""
    import numpy as np

    out = np.zeros((len(q), v.shape[1]), q.dtype)
    scorer = Scorer(k, kernel, lifted=True)
    values = ScaledBlocks(v, _VALUE_EXPONENT)
    blocks = -(-len(q) // ROWS)

    def worker(numbers: Iterator[int]) -> None:
        # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
        with np.errstate(all="ignore"):
            tile = _Tile(scorer, values, causal)
            for number in numbers:
                start = (blocks - 1 - number) * ROWS  # the longest causal rows first
                tile.fill(q[start : start + ROWS], start, out[start : start + ROWS])

    a_thread = (
        ROWS * (2 * max(ROWS, KEYS[q.dtype.name]) + 3 * k.shape[1] + 2 * v.shape[1]) * q.itemsize
    )
    run_in_threads(worker, blocks, most=max(1, MEMORY // a_thread))
    if values.exponent:
        for start in range(0, len(out), ROWS):
            part = out[start : start + ROWS]
            part[:] = times_power_of_two(part, values.exponent)
    return out


class _Tile:
    """The memory of one thread, and the loop over keys for a block of queries."""

    def __init__(self, scorer: Scorer, values: ScaledBlocks, causal: bool) -> None:
        import numpy as np

        dtype, width = values.array.dtype, values.array.shape[1]
        self._scorer, self._values, self._causal = scorer, values, causal
        self._keys = KEYS[dtype.name]
        widest = max(self._keys, ROWS)  # the tile on the diagonal is square
        self._scores = aligned_empty((ROWS * widest,), dtype)
        self._scratch = aligned_empty((ROWS * widest if scorer.needs_scratch else 0,), dtype)
        self._product = aligned_empty((ROWS, width), dtype)
        self._part = aligned_empty((widest if values.misaligned else 0, width), dtype)
        self._sums = aligned_empty((ROWS,), dtype)
        self._ones = np.ones(widest, dtype)
        self._future = future_keys(ROWS)
        self._chain = scorer.longest_sum(256)

    def fill(self, q: NDArray[Any], start: int, out: NDArray[Any]) -> None:
        """Write the output of the queries `q`, the first of them number `start`, to `out`."""
        import numpy as np

        rows, count = self._scorer.rows(q), len(q)
        total = np.zeros(count)
        absolute = np.zeros(count) if self._scorer.odd else total
        settled = False
        for keys in self._key_blocks(start, count):
            shape = (count, keys.stop - keys.start)
            scores = self._scores[: shape[0] * shape[1]].reshape(shape)
            scratch = self._scratch[: scores.size].reshape(shape) if self._scratch.size else scores
            future = (
                self._future[:count, : shape[1]] if self._causal and keys.start == start else None
            )

            np.matmul(rows.queries, self._scorer.keys.block(keys).T, out=scores)
            if future is not None:
                np.copyto(scores, rows.masked, where=future)
            rows.prepare(scores)
            if not settled:
                factor = rows.look(scores)
                if factor is not None:
                    total *= factor
                    absolute = absolute * factor if self._scorer.odd else total
                    out *= factor[:, None].astype(out.dtype)
                settled = rows.settled()
            rows.weigh(scores, scratch)
            if future is not None and not rows.forgets_masked:
                np.copyto(scores, 0, where=future)

            sums, ones = self._sums[:count], self._ones[: shape[1]]
            total += np.matmul(scores, ones, out=sums)
            if self._scorer.odd:
                absolute += np.matmul(np.abs(scores, out=scratch), ones, out=sums)
            for part in even_pieces(shape[1], self._chain):
                self._multiply(scores[:, part], keys.start + part.start)
                np.add(out, self._product[:count], out=out)

        allowed = (
            start + 1 + np.arange(count) if self._causal else np.full(count, len(self._values))
        )
        empty = rows.without_weight()
        total = self._scorer.normaliser(total, absolute, allowed, empty)
        out /= total[:, None].astype(out.dtype)
        if empty.any():
            self._average(start, allowed, empty, out)

    def _multiply(self, weights: NDArray[Any], first: int) -> None:
        """Set the product to these weights times the values from number `first` on."""
        import numpy as np

        rows, terms = weights.shape
        values = self._values.block(slice(first, first + terms))
        if self._values.misaligned:
            np.copyto(self._part[:terms], values)
            values = self._part[:terms]
        product = self._product[:rows]
        most = SMALL_PRODUCT // max(1, values.size)
        together = 1 << max(most, 1).bit_length() - 1
        if 16 <= together < rows and rows % together == 0:
            weights = weights.reshape(-1, together, terms)
            product = product.reshape(-1, together, values.shape[1])
        np.matmul(weights, values, out=product)

    def _key_blocks(self, start: int, count: int) -> Iterator[slice]:
        """Yield the blocks of keys: under `causal` the one on the diagonal first, then the past."""
        end = start if self._causal else len(self._values)
        if self._causal:
            yield slice(start, start + count)
        yield from even_pieces(end, self._keys)

    def _average(
        self, start: int, allowed: NDArray[Any], empty: NDArray[Any], out: NDArray[Any]
    ) -> None:
        """Give rows without weight the mean of the values that they may use."""
        import numpy as np

        past = np.zeros(out.shape[1])
        for first in range(0, start if self._causal else len(self._values), ROWS):
            past += self._values.block(slice(first, first + ROWS)).sum(axis=0, dtype=np.float64)
        sums = np.broadcast_to(past, out.shape)
        if self._causal:
            here = self._values.block(slice(start, start + len(out)))
            sums = past + np.cumsum(here, axis=0, dtype=np.float64)
        out[empty] = (sums / allowed[:, None])[empty]
