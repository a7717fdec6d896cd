"""Attention a tile at a time: a block of queries meets a block of keys, and only sums are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, times_power_of_two
from polyattn.attention._blas import even_pieces, multiply, run_in_threads
from polyattn.attention._heads import Head, Heads
from polyattn.attention._scores import KEYS, Scaled, Scores
from polyattn.attention._weights import check_sums
from polyattn.kernels import Kernel

__all__ = ["ROWS", "tiled_attention"]

# Queries a tile; 256 under `causal`, where half of a tile on the diagonal is wasted.
ROWS = {"float32": 384, "float64": 256}
# Bytes that the tiles of all threads together may use.
MEMORY = 14 * 2**20


def tiled_attention(heads: Heads, kernel: Kernel, offset: float) -> NDArray[Any]:
    """Return the attention output of checked arrays; see `polyattn.attention.attention`."""
    dtype = heads.dtype
    height = min(256 if heads.causal else ROWS[dtype.name], max(heads.queries, 1))
    out = aligned_empty((*heads.lead, heads.queries, heads.width), dtype)
    with np.errstate(all="ignore"):
        every = [_Head(head, out[i], kernel, offset) for i, head in heads]
    blocks = -(-heads.queries // height)

    def work(number: int) -> None:
        block, head = divmod(number, len(every))
        start = (blocks - 1 - block) * height  # the longest causal rows first
        # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
        with np.errstate(all="ignore"):
            every[head].fill(np.arange(start, min(start + height, heads.queries)))

    a_thread = height * (2 * max(height, KEYS) + heads.dim + heads.width) * dtype.itemsize
    run_in_threads(work, blocks * len(every), most=max(1, MEMORY // a_thread))
    return out


class _Head:
    """One head: what to read, and where to write."""

    def __init__(self, head: Head, out: NDArray[Any], kernel: Kernel, offset: float) -> None:
        self._head, self._out, self._kernel = head, out, kernel
        self._scores = Scores(head, kernel, offset)
        self._weight = self._scores.weight
        self._values = ScaledBlocks(head.v, 32)  # the weights need the range of the type

    def fill(self, rows: NDArray[np.intp]) -> None:
        """Write the output of queries; the harder way for those of which sums leave the range."""
        highest, least = self._weight.fixed(len(self._head.k).bit_length())
        if least < np.inf:
            rows = rows[~self._write(rows, self._scores.scaled(rows, highest), least)]
        if len(rows):
            rows = rows[~self._write(rows, self._scores.scaled(rows))]
        if len(rows):
            self._fill_small(rows)

    def _fill_small(self, rows: NDArray[np.intp]) -> None:
        """Write the output of queries whose scores are zero, or far below what norms allow."""
        scaled = self._scores.balanced(rows)
        good, zero = self._write(rows, scaled), scaled.bound == 0
        if len(rows) == 1 or (self._head.mask is None and not self._head.causal):
            zero = ~good  # the columns of just those keys are near 1 that each row may use
        if zero.any():
            ones = np.ones(np.count_nonzero(zero), self._out.dtype)
            scaled = scaled._replace(queries=scaled.queries[:, zero] * 0, offset=ones)
            self._write(rows[zero], scaled)
        for row in rows[~(good | zero)]:
            self._fill_small(np.array([row]))

    def _write(
        self, rows: NDArray[np.intp], scaled: Scaled, least: float | None = None
    ) -> NDArray[np.bool_]:
        """Write averages of values, and return which are good; without `least` by running units."""
        count, dtype, weight = len(rows), self._out.dtype, self._weight
        memory = aligned_empty((2, max(rows[-1] + 1 - rows[0], KEYS) * count), dtype)
        out, product = np.zeros((2, count, self._out.shape[1]), dtype)
        sums, unit = np.empty(count, dtype), np.full(count, weight.lowest, dtype)
        total, absolute, numbers = np.zeros((3, count))
        for block in self._scores.key_blocks(rows):
            terms = block.stop - block.start
            scores, scratch = memory[:, : terms * count].reshape(2, terms, count)
            allowed, ones = self._head.allowed(block, rows), np.ones(terms, dtype)
            scaled.tile(block, scores)
            # What is not allowed must not be looked at, and may have no fractional power.
            if allowed is not None and (least is None or not weight.whole):
                np.copyto(scores, weight.nothing, where=~allowed)
            if least is None:
                before, unit = unit, np.maximum(unit, weight.largest(scores))
                factor = weight.ratio(before, unit)
                total, absolute = total * factor, absolute * factor
                out *= factor[:, None].astype(dtype)
                weight.centre(scores, unit, out=scores)
            weight(scores, scratch)
            if allowed is not None:
                np.multiply(scores, allowed, out=scores)
            total += np.matmul(ones, scores, out=sums)
            if weight.odd:
                absolute += np.matmul(ones, np.abs(scores, out=scratch), out=sums)
                numbers += terms if allowed is None else allowed.sum(axis=0)
            if least is not None and not block.start and (np.abs(total) < least).mean() > 0.5:
                return np.zeros(count, bool)  # do not go on
            values = self._values.block(block)
            for piece in even_pieces(terms, weight.chain):
                multiply(scores[piece].T, values[piece], product)
                np.add(out, product, out=out)
        out /= total[:, None].astype(dtype)
        if self._values.exponent:
            out = times_power_of_two(out, self._values.exponent)
        self._out[rows] = out
        good = unit >= weight.smallest
        if least is not None:
            sizes = absolute if weight.odd else total
            good = (sizes >= least) & (sizes < 2.0**weight.limits.largest)
        rounding = numbers * np.finfo(dtype).eps * absolute
        check_sums("attention", self._kernel, total[good], rounding[good])
        return good
