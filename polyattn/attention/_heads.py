"""Heads and batches: leading axes that broadcast, and what a query may use of the keys."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import plain_array

__all__ = ["Head", "Heads", "check_causal"]


class Head(NamedTuple):
    """One head: arrays of two axes."""

    q: NDArray[Any]
    k: NDArray[Any]
    v: NDArray[Any]
    mask: NDArray[np.bool_] | None
    causal: bool

    @property
    def ahead(self) -> int:
        """How many keys come before that of the first query: the queries are the last ones."""
        return len(self.k) - len(self.q)

    def allowed(self, keys: slice, rows: NDArray[np.intp]) -> NDArray[np.bool_] | None:
        """Return where a query (a column) may use a key (a row), or None where it may use all."""
        past = None
        if self.causal and keys.stop > rows[0] + self.ahead + 1:
            numbers = np.arange(keys.start, keys.stop, dtype=np.int32)
            past = numbers[:, None] <= (rows + self.ahead).astype(np.int32)
        if self.mask is None:
            return past
        # Copied before it is turned: far apart in memory that is many times slower.
        tile = np.ascontiguousarray(self.mask[rows, keys].T)
        return tile if past is None else tile & past


class Heads:
    """Queries, keys and values of one type, their axes before the last two broadcast."""

    def __init__(
        self,
        call: str,
        q: NDArray[Any],
        k: NDArray[Any],
        v: NDArray[Any],
        causal: bool = False,
        mask: ArrayLike | None = None,
    ) -> None:
        check_causal(call, causal)
        _check_shapes(call, q, k, v)
        self.queries, self.keys = q.shape[-2], k.shape[-2]
        if causal and self.queries > self.keys:
            raise ValueError(
                f"{call}: causal attention needs a key for every query (the queries are the last "
                f"ones), got {self.queries} queries and {self.keys} keys"
            )
        alone = q.ndim == k.ndim == 2
        trailing = v.shape[1:] if alone else v.shape[-1:]
        if alone:  # the keys are the first axis of the values, and what follows is one width
            v = v.reshape(self.keys, prod(trailing))
        arrays = q, k, v
        try:
            self.lead = np.broadcast_shapes(*(x.shape[:-2] for x in arrays))
        except ValueError:
            shapes = ", ".join(str(x.shape) for x in arrays)
            raise ValueError(
                f"{call}: the axes before the last two must broadcast, got shapes {shapes}; "
                "give heads that are shared an axis of length 1"
            ) from None
        self.shape = (*self.lead, self.queries, *trailing)
        self.width, self.dim, self.dtype = v.shape[-1], q.shape[-1], q.dtype
        self.causal = causal
        self._arrays = [np.broadcast_to(x, self.lead + x.shape[-2:]) for x in arrays]
        self._mask = None if mask is None else self._checked_mask(call, mask, causal)

    def __iter__(self) -> Iterator[tuple[tuple[int, ...], Head]]:
        """Yield the index of each head, and the head."""
        for index in np.ndindex(self.lead):
            q, k, v = (x[index] for x in self._arrays)
            mask = None if self._mask is None else self._mask[index]
            yield index, Head(q, k, v, mask, self.causal)

    def _checked_mask(self, call: str, given: ArrayLike, causal: bool) -> NDArray[np.bool_]:
        mask, pairs = plain_array(call, "mask", given), (self.queries, self.keys)
        if mask.dtype != bool:
            raise TypeError(
                f"{call}: mask must hold booleans (True: may attend), got {mask.dtype}; "
                "use a comparison, say mask > 0"
            )
        try:
            out = np.broadcast_to(mask, self.lead + pairs)
        except ValueError:
            raise ValueError(
                f"{call}: mask must broadcast to {self.lead + pairs}, a query a row and a key a "
                f"column, got shape {mask.shape}"
            ) from None
        mask = np.broadcast_to(mask, mask.shape[:-2] + pairs)
        last = np.arange(self.queries) + (self.keys - self.queries if causal else self.keys)
        nothing = ~mask.any(axis=-1) | (mask.argmax(axis=-1) > last)
        if nothing.any():
            *head, row = (int(i) for i in np.argwhere(nothing)[0])
            of = f" of head {tuple(head)}" if head else ""
            raise ValueError(
                f"{call}: the mask leaves row {row}{of} no key that it may use (the first of "
                f"{np.count_nonzero(nothing)} such rows); allow one at least, or drop the query"
            )
        return out


def check_causal(call: str, causal: object) -> None:
    """Raise where a mask, say, stands in the place of the flag."""
    if not isinstance(causal, bool | np.bool_):
        raise TypeError(
            f"{call}: causal must be True or False, got {type(causal).__name__}; "
            "a mask is given by its name, mask=..., to attention"
        )


def _check_shapes(call: str, q: NDArray[Any], k: NDArray[Any], v: NDArray[Any]) -> None:
    for name, array in (("q", q), ("k", k)):
        if array.ndim < 2 or array.shape[-1] < 1:
            raise ValueError(
                f"{call}: {name} must have shape (rows, dim), after axes of heads if there are "
                f"any, with dim at least 1, got {array.shape}"
            )
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(
            f"{call}: q and k must have the same dim, got shapes {q.shape} and {k.shape}"
        )
    keys = k.shape[-2]
    if not keys:
        raise ValueError(f"{call}: k must have at least one row, got shape {k.shape}")
    alone = q.ndim == k.ndim == 2
    if v.ndim < (1 if alone else 2) or v.shape[0 if alone else -2] != keys:
        where = "" if alone else " on its last axis but one"
        raise ValueError(
            f"{call}: v must have one row a key{where}, got shape {v.shape} for {keys} keys"
        )
