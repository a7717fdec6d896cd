"""Whole rows of weights, of which the largest score is known at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._keys import Keys, check_sums
from polyattn.attention._powers import Power, representable
from polyattn.kernels import Kernel, Polynomial, Softmax

__all__ = ["dense_weights"]

ENTRIES = 2**18
"""Weights that are formed together, 2 MiB in float64."""


def dense_weights(
    q: NDArray[Any], k: NDArray[Any], kernel: Kernel, *, causal: bool
) -> NDArray[Any]:
    """Return the weights of checked arrays; see `polyattn.attention.attention_weights`."""
    out = np.empty((len(q), len(k)), q.dtype)
    step = max(1, ENTRIES // len(k))
    with np.errstate(all="ignore"):
        keys = Keys(k, kernel, lifted=False)
        for start in range(0, len(q), step):
            part, end = out[start : start + step], len(k)
            queries = keys.rows(q[start : start + step]).queries.T  # they carry a softmax's scale
            np.matmul(queries, keys.blocks.block(slice(None)).T, out=part)
            allowed = np.tri(len(part), end, start if causal else end, dtype=bool)
            given = kernel if isinstance(kernel, Polynomial) else Softmax()
            _normalise("attention_weights", part, allowed, given)
    return out


def _normalise(call: str, scores: NDArray[Any], allowed: NDArray[Any], kernel: Kernel) -> None:
    """Replace rows of scores by their weights, in place."""
    polynomial = isinstance(kernel, Polynomial)
    np.copyto(scores, 0 if polynomial else -np.inf, where=~allowed)
    size = np.abs(scores) if polynomial else scores
    peak = size.max(axis=1, keepdims=True)
    empty = (peak == 0) & polynomial
    if isinstance(kernel, Polynomial):
        scores /= np.where(empty, 1, peak)
        Power(kernel.degree, scores.dtype, lifted=False)(scores, np.empty_like(scores))
    else:
        scores -= peak
        scores *= representable(float(kernel.scale), scores.dtype.type)
        np.exp(scores, out=scores)
    np.copyto(scores, allowed, where=empty)  # no score but zero: uniform
    total, counts = scores.sum(axis=1, keepdims=True), allowed.sum(axis=1, keepdims=True)
    rounding = counts * np.finfo(scores.dtype).eps * np.abs(scores).sum(axis=1, keepdims=True)
    check_sums(call, kernel, total, rounding, empty)
    scores /= total
