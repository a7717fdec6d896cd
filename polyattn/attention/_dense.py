"""Whole rows of weights, of which the largest score is known at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import times_power_of_two
from polyattn.attention._blas import even_pieces
from polyattn.attention._heads import Heads
from polyattn.attention._rows import Keys, Rows, check_sums
from polyattn.attention._weights import Power, representable
from polyattn.kernels import Kernel, Polynomial, Softmax

__all__ = ["dense_weights", "weights_of_scores"]

ENTRIES = 2**18  # weights that are formed together, 2 MiB in float64


def dense_weights(heads: Heads, kernel: Kernel, offset: float, *, causal: bool) -> NDArray[Any]:
    """Return the weights of checked arrays; see `polyattn.attention.attention_weights`."""
    out = np.empty((*heads.lead, heads.queries, heads.keys), heads.dtype)
    ahead = heads.keys - heads.queries if causal else heads.keys
    given = kernel if isinstance(kernel, Polynomial) else Softmax()  # queries carry the scale
    with np.errstate(all="ignore"):
        for index, head in heads:
            keys = Keys(head.k, kernel, offset, lifted=False)
            for rows in even_pieces(heads.queries, max(1, ENTRIES // heads.keys)):
                part, state = out[index][rows], Rows(head.q[rows], keys)
                np.matmul(state.queries.T, keys.blocks.block(slice(None)).T, out=part)
                if state.offset is not None:
                    part += state.offset[:, None]
                allowed = np.tri(len(part), heads.keys, rows.start + ahead, dtype=bool)
                if head.mask is not None:
                    allowed &= head.mask[rows]
                _normalise("attention_weights", part, allowed, given)
    return out


def weights_of_scores(scores: NDArray[Any], kernel: Kernel) -> NDArray[Any]:
    """Return the weights of checked scores; see `polyattn.attention.weights_of`."""
    keys = scores.shape[-1]
    out = scores.reshape(-1, keys).copy()
    with np.errstate(all="ignore"):
        for rows in even_pieces(len(out), max(1, ENTRIES // keys)):
            _normalise("weights_of", out[rows], np.ones_like(out[rows], bool), kernel)
    return out.reshape(scores.shape)


def _normalise(call: str, scores: NDArray[Any], allowed: NDArray[Any], kernel: Kernel) -> None:
    """Replace rows of scores by their weights, in place."""
    polynomial = isinstance(kernel, Polynomial)
    np.copyto(scores, 0 if polynomial else -np.inf, where=~allowed)
    size = np.abs(scores) if polynomial else scores
    peak = size.max(axis=1, keepdims=True)
    empty = (peak == 0) & polynomial
    if isinstance(kernel, Polynomial):
        scores /= np.where(empty, 1, peak)
        Power(kernel, scores.dtype, lifted=False)(scores, np.empty_like(scores))
    else:
        scale, power = math.frexp(float(kernel.scale))
        if power < 0:  # first, as a difference of scores may overflow where its product does not
            scores[:] = times_power_of_two(scores, power)
            peak, power = times_power_of_two(peak, power), 0
        scores -= peak
        scores *= representable(math.ldexp(scale, power), scores.dtype.type)
        np.exp(scores, out=scores)
    np.copyto(scores, allowed, where=empty)  # no score but zero: uniform
    total, counts = scores.sum(axis=1, keepdims=True), allowed.sum(axis=1, keepdims=True)
    rounding = counts * np.finfo(scores.dtype).eps * np.abs(scores).sum(axis=1, keepdims=True)
    check_sums(call, kernel, total, rounding, empty)
    scores /= total
