"""Whether the output of a head tells which key has the most weight."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from real_heads.runs import Run

__all__ = ["reading", "scores_of"]

EDGES = (0, 0.5, 0.75, 1, 1.5, 2, 3, 5)
"""Where the bins of the SNR begin."""


def scores_of(run: Run, *, causal: bool) -> NDArray[np.float64]:
    """Return the scores of all heads, -inf where a query may not use a key."""
    q, k = (part.astype(np.float64) for part in (run.q, run.k))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    used = np.tri(q.shape[-2], dtype=bool) if causal else True
    return np.where(used, scores, -np.inf)


def reading(
    scores: NDArray[np.float64], values: NDArray[np.float32], sinks: list[int]
) -> dict[str, Any]:
    """Return how often the key whose value is nearest in direction to the output is the top key.

    Rows are counted by their SNR, the top weight over the norm of the others; those whose top
    key is one of `sinks` apart from the others. A row with a single key is left out.
    """
    weights = np.asarray(special.softmax(scores, axis=-1))
    weight, key = weights.max(axis=-1), weights.argmax(axis=-1)
    others = np.square(weights).sum(axis=-1) - weight**2
    with np.errstate(divide="ignore"):  # one weight of 1 beside zeros
        snr = weight / np.sqrt(np.maximum(others, 0))
    directions = values / np.linalg.norm(values, axis=-1, keepdims=True)
    near = weights @ values @ directions.swapaxes(-1, -2)
    read = np.where(np.isfinite(scores), near, -np.inf).argmax(axis=-1) == key
    several = np.isfinite(scores).sum(axis=-1) > 1
    sink = np.isin(key, sinks)
    place = np.digitize(snr, EDGES) - 1

    def shares(chosen: NDArray[np.bool_]) -> dict[str, list[Any]]:
        bins = [chosen & several & (place == number) for number in range(len(EDGES))]
        return {
            "rows": [int(each.sum()) for each in bins],
            "read": [_mean(read[each]) for each in bins],
            "top weight": [_mean(weight[each]) for each in bins],
        }

    return {"SNR from": EDGES, "a word": shares(~sink), "a sink": shares(sink)}


def _mean(values: NDArray[Any]) -> float | None:
    """Return a mean to four digits; None of nothing."""
    return round(float(values.mean()), 4) if len(values) else None
