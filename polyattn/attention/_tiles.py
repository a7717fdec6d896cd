"""Attention a tile at a time: a block of queries meets a block of keys, and only sums are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import run_in_threads
from polyattn.attention._products import even_pieces, multiply, small_parts
from polyattn.attention._scorer import Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from polyattn.kernels import Kernel

__all__ = ["ROWS", "future_keys", "tiled_attention"]

ROWS = {"float32": 384, "float64": 256}
"""Queries a tile; 256 under `causal`, where half of a tile on the diagonal is wasted."""

KEYS = 240
"""The most keys a tile: it takes less than 512 KiB and stays in a core's second-level cache."""

MEMORY = 14 * 2**20
"""Bytes that the tiles of all threads together may use."""

# Beyond this power of two values are scaled a block at a time: the range of the type is needed
# for the weights.
_VALUE_EXPONENT = {"float32": 4, "float64": 32}


def future_keys(rows: int) -> NDArray[Any]:
    """Return the mask of a square tile on the diagonal: True where the key (a row) comes later."""
    import numpy as np

    return np.tri(rows, k=-1, dtype=bool)


def tiled_attention(
    q: NDArray[Any], k: NDArray[Any], v: NDArray[Any], kernel: Kernel, *, causal: bool
) -> NDArray[Any]:
    """Return the attention output of checked arrays; see `polyattn.attention.attention`."""
    import numpy as np

    out = np.zeros((len(q), v.shape[1]), q.dtype)
    scorer = Scorer(k, kernel, lifted=True)
    values = ScaledBlocks(v, _VALUE_EXPONENT)
    height, width = (256 if causal else ROWS[q.dtype.name]), v.shape[1]
    blocks = -(-len(q) // height)

    def worker(numbers: Iterator[int]) -> None:
        # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
        with np.errstate(all="ignore"):
            tile = _Tile(scorer, values, height, causal)
            for number in numbers:
                start = (blocks - 1 - number) * height  # the longest causal rows first
                tile.fill(q[start : start + height], start, out[start : start + height])

    a_thread = height * (2 * max(height, KEYS) + 2 * k.shape[1] + 3 * width) * q.itemsize
    run_in_threads(worker, blocks, most=max(1, MEMORY // a_thread))
    if values.exponent:
        for start in range(0, len(out), height):
            part = out[start : start + height]
            part[:] = times_power_of_two(part, values.exponent)
    return out


class _Tile:
    """The memory of one thread, and the loop over keys for a block of queries.

    A tile of scores has a row a key and a column a query.
    """

    def __init__(self, scorer: Scorer, values: ScaledBlocks, height: int, causal: bool) -> None:
        import numpy as np

        dtype, width = values.array.dtype, values.array.shape[1]
        self._scorer, self._values, self._causal = scorer, values, causal
        longest = max(KEYS, height if causal else 0)  # the tile on the diagonal is square
        self._scores = aligned_empty((height * longest,), dtype)
        self._scratch = aligned_empty((height * longest if scorer.needs_scratch else 0,), dtype)
        self._product = aligned_empty((height * width,), dtype)
        self._output = aligned_empty((height * width,), dtype)
        self._sums = aligned_empty((height,), dtype)
        self._ones = np.ones(longest, dtype)
        self._future = future_keys(height) if causal else None
        self._chain = scorer.longest_sum(256)

    def fill(self, q: NDArray[Any], start: int, out: NDArray[Any]) -> None:
        """Write the output of the queries `q`, the first of them number `start`, to `out`."""
        import numpy as np

        rows, (count, width) = self._scorer.rows(q), out.shape
        # Some queries together, so that a product with their weights is a small one.
        parts = small_parts(count, width * min(KEYS, self._chain))
        shape = (parts, width, count // parts)
        product = self._product[: out.size].reshape(shape)
        output = self._output[: out.size].reshape(shape)
        output[:] = 0
        total = np.zeros(count)
        absolute = np.zeros(count) if self._scorer.odd else total
        sums = self._sums[:count]
        settled = False
        for keys in self._key_blocks(start, count):
            terms = keys.stop - keys.start
            scores = self._scores[: terms * count].reshape(terms, count)
            scratch = scores
            if self._scratch.size:
                scratch = self._scratch[: scores.size].reshape(scores.shape)
            future = None
            if self._future is not None and keys.start == start:
                future = self._future[:terms, :count]

            multiply(self._scorer.keys.block(keys), rows.queries, scores)
            if future is not None:
                np.copyto(scores, rows.masked, where=future)
            rows.prepare(scores)
            if not settled:
                factor = rows.look(scores)
                if factor is not None:
                    total *= factor
                    absolute = absolute * factor if self._scorer.odd else total
                    output *= factor.reshape(parts, 1, -1).astype(out.dtype)
                settled = rows.settled()
            rows.weigh(scores, scratch)
            if future is not None and not rows.forgets_masked:
                np.copyto(scores, 0, where=future)

            total += np.matmul(self._ones[:terms], scores, out=sums)
            if self._scorer.odd:
                absolute += np.matmul(self._ones[:terms], np.abs(scores, out=scratch), out=sums)
            weights = scores.reshape(terms, parts, -1).transpose(1, 0, 2)
            for piece in even_pieces(terms, self._chain):
                part = slice(keys.start + piece.start, keys.start + piece.stop)
                np.matmul(self._values.block(part).T, weights[:, piece], out=product)
                np.add(output, product, out=output)

        allowed = np.full(count, len(self._values))
        if self._causal:
            allowed = start + 1 + np.arange(count)
        empty = rows.without_weight()
        total = self._scorer.normaliser(total, absolute, allowed, empty)
        output /= total.reshape(parts, 1, -1).astype(out.dtype)
        out.reshape(parts, count // parts, width)[:] = output.transpose(0, 2, 1)
        if empty.any():
            self._average(start, allowed, empty, out)

    def _key_blocks(self, start: int, count: int) -> Iterator[slice]:
        """Yield the blocks of keys: under `causal` the one on the diagonal first, then the past."""
        end = start if self._causal else len(self._values)
        if self._causal:
            yield slice(start, start + count)
        yield from even_pieces(end, KEYS)

    def _average(
        self, start: int, allowed: NDArray[Any], empty: NDArray[Any], out: NDArray[Any]
    ) -> None:
        """Give rows without weight the mean of the values that they may use."""
        import numpy as np

        past = np.zeros(out.shape[1])
        for first in range(0, start if self._causal else len(self._values), KEYS):
            part = slice(first, min(first + KEYS, start) if self._causal else first + KEYS)
            past += self._values.block(part).sum(axis=0, dtype=np.float64)
        sums = np.broadcast_to(past, out.shape)
        if self._causal:
            here = self._values.block(slice(start, start + len(out)))
            sums = past + np.cumsum(here, axis=0, dtype=np.float64)
        out[empty] = (sums / allowed[:, None])[empty]
