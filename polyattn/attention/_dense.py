"""Whole rows of weights, of which the largest score is known at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import times_power_of_two
from polyattn.attention._blas import even_pieces
from polyattn.attention._heads import Heads
from polyattn.attention._scores import Scores
from polyattn.attention._weights import Exponential, Power, Weight, check_sums
from polyattn.kernels import Kernel, Polynomial

__all__ = ["dense_weights", "weights_of_scores"]

ENTRIES = 2**18  # weights that are formed together, 2 MiB in float64


def dense_weights(heads: Heads, kernel: Kernel, offset: float) -> NDArray[Any]:
    """Return the weights of checked arrays; see `polyattn.attention.attention_weights`."""
    out = np.empty((*heads.lead, heads.queries, heads.keys), heads.dtype)
    with np.errstate(all="ignore"):
        for index, head in heads:
            scores = Scores(head, kernel, offset, lifted=False)
            for block in even_pieces(heads.queries, max(1, ENTRIES // heads.keys)):
                rows, part = np.arange(block.start, block.stop), out[index][block]
                found = head.allowed(slice(0, heads.keys), rows)
                allowed = np.ones(part.shape, bool) if found is None else found.T
                scaled = scores.scaled(rows)
                scaled.whole(part)
                peak = np.abs(part).max(axis=1, where=allowed, initial=0)
                for row in np.flatnonzero((peak < scores.weight.smallest) & (scaled.bound > 0)):
                    scores.balanced(rows[row : row + 1]).whole(part[row : row + 1])
                _normalise("attention_weights", part, allowed, kernel, scores.weight)
    return out


def weights_of_scores(scores: NDArray[Any], kernel: Kernel) -> NDArray[Any]:
    """Return the weights of checked scores; see `polyattn.attention.weights_of`."""
    keys = scores.shape[-1]
    out = scores.reshape(-1, keys).copy()
    with np.errstate(all="ignore"):
        if isinstance(kernel, Polynomial):
            weight: Weight = Power(kernel, out.dtype, lifted=False)
        else:
            scale, power = math.frexp(float(kernel.scale))
            # A small scale first: a difference of scores may overflow where its product does not.
            out = times_power_of_two(out, min(power, 0))
            weight = Exponential(out.dtype, math.ldexp(scale, max(power, 0)))
        for rows in even_pieces(len(out), max(1, ENTRIES // keys)):
            allowed = np.ones_like(out[rows], bool)
            _normalise("weights_of", out[rows], allowed, kernel, weight)
    return out.reshape(scores.shape)


def _normalise(
    call: str, scores: NDArray[Any], allowed: NDArray[Any], kernel: Kernel, weight: Weight
) -> None:
    """Replace rows of scores by their weights, in place."""
    np.copyto(scores, weight.nothing, where=~allowed)
    unit = weight.largest(scores.T)[:, None]
    empty = (unit == 0) & isinstance(weight, Power)
    weight.centre(scores, np.where(empty, 1, unit), out=scores)
    weight(scores, np.empty_like(scores))
    np.copyto(scores, allowed, where=empty)  # no score but zero: uniform
    total, counts = scores.sum(axis=1, keepdims=True), allowed.sum(axis=1, keepdims=True)
    rounding = counts * np.finfo(scores.dtype).eps * np.abs(scores).sum(axis=1, keepdims=True)
    check_sums(call, kernel, total, rounding)
    scores /= total
