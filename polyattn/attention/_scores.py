r"""The scores of one head, kept where they neither overflow nor vanish.

A row of weights is normalised, so its scores may be multiplied by any positive number under a
power: they are, by one that follows from :math:`|q|\,\max_k|k|`, which bounds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import frexp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks, aligned_empty, near_one, times_power_of_two
from polyattn.attention._blas import even_pieces, multiply
from polyattn.attention._heads import Head
from polyattn.attention._weights import FEW_BITS, Exponential, Power, Weight
from polyattn.kernels import Kernel, Polynomial

__all__ = ["KEYS", "Scaled", "Scores"]

# The most keys a tile: it takes less than 512 KiB and stays in a core's second-level cache.
KEYS = 240
NOTHING = 2**20  # less the exponent of a zero


class Scaled(NamedTuple):
    """Queries, a column each, the keys they meet, what is added, and the largest possible score."""

    queries: NDArray[Any]
    keys: ScaledBlocks
    offset: NDArray[Any] | None
    bound: NDArray[np.float64]

    def tile(self, block: slice, out: NDArray[Any]) -> None:
        """Write the scores of a block of keys, a row a key."""
        multiply(self.keys.block(block), self.queries, out)
        if self.offset is not None:
            out += self.offset

    def whole(self, out: NDArray[Any]) -> None:
        """Write the scores of all keys, a row a query."""
        np.matmul(self.queries.T, self.keys.block(slice(None)).T, out=out)
        if self.offset is not None:
            out += self.offset[:, None]


class Scores:
    """The scores of one head under a kernel; `lifted` as in `Power`."""

    def __init__(self, head: Head, kernel: Kernel, offset: float, *, lifted: bool = True) -> None:
        self.head, self._kernel, self._offset = head, kernel, offset
        # Queries times the inverse of their scale must not overflow.
        self._keys = ScaledBlocks(head.k, 8)
        self._longest = self._keys.longest()
        self.weight: Weight = Exponential(head.k.dtype)
        if isinstance(kernel, Polynomial):
            self.weight = Power(kernel, head.k.dtype, lifted=lifted)

    def scaled(self, rows: NDArray[np.intp], highest: float = 0) -> Scaled:
        """Return queries with a scale; under a power the bound becomes 2**highest at most."""
        q, exponents, norms = near_one(self.head.q[rows])
        exponents, bound = exponents + self._keys.exponent, norms * self._longest
        if isinstance(self._kernel, Polynomial):
            return self._bounded(q, exponents, self._keys, bound, highest)
        scale, power = frexp(float(self._kernel.scale))  # an offset leaves a softmax as it is
        bound, most = np.ldexp(bound * scale, exponents + power), self.weight.limits.exponent
        if np.any(bound > most):
            raise ValueError(
                f"attention: scale * |q| * max|k| reaches {bound.max():.3g}, beyond "
                f"{most:g} for {q.dtype.name}; scale the queries or the keys down"
            )
        queries = times_power_of_two(q.T * q.dtype.type(scale), exponents + power)
        return Scaled(np.ascontiguousarray(queries), self._keys, None, bound)

    def balanced(self, rows: NDArray[np.intp]) -> Scaled:
        """Return them with columns of keys near 1: what underflows is far below a row's largest."""
        q, most = self.head.q[rows], np.zeros(self.head.k.shape[1], self.head.k.dtype)
        for block in self.key_blocks(rows):
            allowed, keys = self.head.allowed(block, rows), np.abs(self.head.k[block])
            used = keys if allowed is None else keys[allowed.any(axis=1)]
            most = np.maximum(most, used.max(axis=0, initial=0))
        columns = np.frexp(most)[1]
        met = (q != 0) & (most > 0)
        exponents = np.where(met, np.frexp(q)[1] + columns, -NOTHING).max(axis=1)
        q = np.where(met, times_power_of_two(q, columns - exponents[:, None]), 0)
        bound = met.any(axis=1) * float(q.shape[1])
        return self._bounded(q, exponents, ScaledBlocks(self.head.k, 8, columns), bound, 0)

    def _bounded(
        self, q: NDArray[Any], exponents: Any, keys: ScaledBlocks, bound: Any, highest: float
    ) -> Scaled:
        """Give queries, scores of which are at most `bound`, the offset and a scale."""
        added = np.zeros(len(q))
        if self._offset:
            own = np.where(bound > 0, exponents, -NOTHING)
            unit = np.maximum(own, frexp(self._offset)[1])  # brings the larger of the two near 1
            q = times_power_of_two(q, (own - unit)[:, None])
            added = np.ldexp(self._offset, -unit)
            bound = np.ldexp(bound, own - unit) + np.abs(added)
        scale = np.ldexp(1.0, int(highest) - np.frexp(bound)[1])
        if 0 < highest < FEW_BITS:
            scale = 2.0**highest / np.where(bound > 0, bound, 1.0)
        queries = aligned_empty(q.shape[::-1], q.dtype)
        np.multiply(q.T, scale.astype(q.dtype), out=queries)
        offset = (added * scale).astype(q.dtype) if self._offset else None
        return Scaled(queries, keys, offset, bound * scale)

    def key_blocks(self, rows: NDArray[np.intp]) -> Iterator[slice]:
        """Yield the blocks of keys; under `causal` the past, and then the one on the diagonal."""
        first, last = rows[0] + self.head.ahead, rows[-1] + self.head.ahead + 1
        yield from even_pieces(first if self.head.causal else len(self.head.k), KEYS)
        if self.head.causal:
            yield slice(first, last)
