"""The level of neurons on one data set, and how it changes with neurons and degree, in floats."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyattn.data import SelfAttentionData

__all__ = ["Level", "level"]

Floats = NDArray[np.floating[Any]]


class Level(NamedTuple):
    r"""The level :math:`X=\max_{j,i}\langle C_j,y_i\rangle` of each run, with its slopes.

    Shapes: `runs`, `runs` x `width` x `d`, `runs`, `runs`.
    """

    height: Floats
    by_neuron: Floats
    by_degree: Floats
    planted: NDArray[np.bool_]  # whether the planted row is the one that attains it


def level(data: SelfAttentionData, degrees: Floats, neurons: Floats) -> Level:
    """Return the levels of runs, each with a degree and neurons of its own.

    The planted row is row 0. Of the rows of other groups that with the largest own entry counts.
    """
    entries, slopes = _rows(data, degrees)
    groups = neurons[..., 1:-1]
    total = groups.sum(axis=-1)
    far = 1 + groups[..., 1:].argmax(axis=-1)
    home = np.zeros_like(far)
    own = np.stack([home, home, far])  # of the planted row, its mate, and another row
    mine = np.take_along_axis(groups[None], own[..., None], axis=-1)[..., 0]
    seen = np.stack([np.broadcast_to(neurons[..., 0], mine.shape), mine, total - mine])

    def pre_activations(rows: Floats) -> Floats:
        return np.asarray((rows[..., None] * seen).sum(axis=0))  # kind x run x neuron

    heights = pre_activations(entries) + float(data.c) * neurons[..., -1]
    kind, neuron = _places(heights)
    run = np.arange(len(degrees))
    by_neuron = np.zeros_like(neurons)
    by_neuron[run, neuron, 1:-1] = entries[2, kind, run, None]
    by_neuron[run, neuron, 1 + own[kind, run, neuron]] = entries[1, kind, run]
    by_neuron[run, neuron, 0], by_neuron[run, neuron, -1] = entries[0, kind, run], float(data.c)
    by_degree = pre_activations(slopes)[kind, run, neuron]
    return Level(heights[kind, run, neuron], by_neuron, by_degree, kind == 0)


def _places(heights: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the kind of row and the neuron that attain the maximum of each run."""
    kinds, runs, width = heights.shape
    best = heights.transpose(1, 0, 2).reshape(runs, kinds * width).argmax(axis=1)
    return best // width, best % width


def _rows(data: SelfAttentionData, degrees: Floats) -> tuple[Floats, Floats]:
    r"""Return the entries of the three kinds of row, and their derivatives in the degree.

    Shape: entry (feature, own group, each other group) x kind x run. A weight :math:`w` of score
    :math:`s` has the derivative :math:`w(\log s-\mu)`, with :math:`\mu` the mean of all logarithms
    under the row's weights.
    """
    counts = np.array([1, data.copies - 1, data.n - data.copies], dtype=float)[:, None]
    logs = np.log([[float(x)] for x in (data.p, data.q, data.r)])
    parts = []
    for scores in (logs, logs[[1, 1, 2]]):  # of the planted row, and of all others
        weights = counts * np.exp(degrees * (scores - scores[0]))
        weights /= weights.sum(axis=0)
        parts.append((weights, weights * (scores - (weights * scores).sum(axis=0))))
    entries, slopes = (
        np.stack([_entries(data, planted, 0), _entries(data, other, 0), _entries(data, other, 2)])
        for planted, other in zip(*parts, strict=True)
    )
    return entries.transpose(1, 0, 2), slopes.transpose(1, 0, 2)


def _entries(data: SelfAttentionData, weights: Floats, token: int) -> Floats:
    """Return the entries of a row that gives the planted token the weight of one of its kind."""
    feature = weights[token] / (1 if token == 0 else data.n - data.copies)
    away = weights[2] / (data.d - 3)
    return np.stack([float(data.a) * feature, float(data.b) * (weights[0] + weights[1]),
                     float(data.b) * away])  # fmt: skip
