"""The arrays of a head, checked, and its scores one matrix at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import plain_array, refuse_if_too_large

__all__ = ["Floats", "below_top", "matrices", "products", "real_array"]

Floats = NDArray[np.float64]

WORKING_COPIES = 6  # of one matrix of scores, while its rows are measured


def real_array(call: str, name: str, value: ArrayLike, shape: str) -> NDArray[Any]:
    """Return an array of numbers with at least two axes, none of them NaN or +infinity."""
    array = plain_array(call, name, value)
    if array.dtype.kind not in "iuf" and array.dtype.name != "bfloat16":
        raise TypeError(
            f"{call}: {name} must hold real numbers, got {array.dtype}; "
            f"convert it with {name}.astype(float)"
        )
    if array.ndim < 2 or not all(array.shape):
        raise ValueError(
            f"{call}: {name} must have shape {shape}, no axis empty, got {array.shape}; "
            f"a single row is {name}[None, :]"
        )
    with np.errstate(all="ignore"):
        top = float(np.max(array))  # NaN passes through
    if not top < np.inf:
        raise ValueError(f"{call}: {name} holds NaN or infinity; use finite entries")
    return array


def matrices(call: str, scores: NDArray[Any], causal: bool) -> Iterator[Floats]:
    """Yield each matrix of scores, -inf where a query may not use a key."""
    queries, keys = scores.shape[-2:]
    allowed = _allowed(call, queries, keys, causal)
    for matrix in scores.reshape(-1, queries, keys):
        yield _masked(call, matrix.astype(np.float64), allowed)


def products(
    call: str, q: NDArray[Any], k: NDArray[Any], scale: float, causal: bool
) -> tuple[tuple[int, ...], Iterator[Floats]]:
    """Return the shape of the scores of queries and keys, and their matrices one by one."""
    try:
        lead = np.broadcast_shapes(q.shape[:-2], k.shape[:-2])
    except ValueError:
        lead = None
    if lead is None or q.shape[-1] != k.shape[-1]:
        raise ValueError(
            f"{call}: q and k must have shapes (..., n_q, dim) and (..., n_k, dim) whose leading "
            f"axes broadcast, got {q.shape} and {k.shape}; heads come before positions"
        )
    for name, array in (("q", q), ("k", k)):
        if not np.isfinite(array.astype(np.float64)).all():
            raise ValueError(f"{call}: {name} holds NaN or infinity; use finite entries")
    allowed = _allowed(call, q.shape[-2], k.shape[-2], causal)
    shape = (*lead, *allowed.shape)
    pairs = zip(_flat(q, lead), _flat(k, lead), strict=True)
    return shape, (_masked(call, _score(call, *pair, scale), allowed) for pair in pairs)


def below_top(scores: Floats) -> Floats:
    """Return each score less the largest of its row: at most 0, and 0 at the top."""
    with np.errstate(over="ignore"):  # beyond float64 below the top is no weight at all
        return np.asarray(scores - scores.max(axis=-1, keepdims=True))


def _flat(array: NDArray[Any], lead: tuple[int, ...]) -> NDArray[Any]:
    """Return the matrices of an array in a row, those that heads share once for each head."""
    shape = array.shape[-2:]
    return np.broadcast_to(array, lead + shape).reshape(-1, *shape)


def _score(call: str, q: NDArray[Any], k: NDArray[Any], scale: float) -> Floats:
    """Return the scaled products of the queries and keys of one head."""
    with np.errstate(all="ignore"):
        scores = q.astype(np.float64) @ k.astype(np.float64).T * scale
    if not np.isfinite(scores).all():
        raise ValueError(
            f"{call}: a score leaves the range of float64; divide q or k by a constant"
        )
    return np.asarray(scores)


def _allowed(call: str, queries: int, keys: int, causal: bool) -> NDArray[np.bool_]:
    """Return which key each query may use; under a causal mask the queries are the last ones."""
    if not isinstance(causal, bool):
        raise TypeError(f"{call}: causal must be a bool, got {causal!r}; use True or False")
    refuse_if_too_large(
        call, (queries, keys), 8 * WORKING_COPIES, "profile fewer queries at a time"
    )
    if causal and queries > keys:
        raise ValueError(
            f"{call}: a causal mask needs at least as many keys as queries, got {queries} queries "
            f"and {keys} keys; the first queries would have no key"
        )
    everything = np.ones((queries, keys), dtype=bool)
    return np.tril(everything, keys - queries) if causal else everything


def _masked(call: str, scores: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Return scores with -inf where a key may not be used; raise where a row has no key."""
    scores[~allowed] = -np.inf
    empty = np.isneginf(scores).all(axis=-1)
    if empty.any():
        raise ValueError(
            f"{call}: row {int(empty.argmax())} has no key with a score above -inf; leave it out"
        )
    return scores
