"""Figures of chapter 12: the network of the book with sketched attention, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from polyattn.attention import PolynomialSketch
from polyattn.data import SelfAttentionData
from polyattn.kernels import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Trial", "kept_interval", "sketched_layer", "trials"]


class Trial(NamedTuple):
    """What one sketch makes of the two data sets."""

    degree: int
    size: int
    chosen: float
    """The gap at a threshold that was chosen for this sketch, on other networks."""
    fixed: float
    """The gap in the middle of the interval that is good without a sketch."""
    error: float
    """The median displacement of the largest pre-activation, of the data set with the larger."""
    room: float
    """Half the length of that interval."""
    planted_weight: float
    area: float
    """The area between the two curves, of positive gaps."""


def sketched_layer(
    data: SelfAttentionData, sketch: PolynomialSketch | None, degree: int = 2
) -> tuple[NDArray[Any], NDArray[Any]]:
    r"""Return one row of :math:`C` for each distinct token, and the weights, at any n.

    Copies of a token have equal features, so that d − 1 rows stand for all n: no n × n matrix, no
    sampling of tokens.

    Parameters
    ----------
    data : SelfAttentionData
        The data set.
    sketch : PolynomialSketch or None
        The sketch, with ``dim = data.d``; None for exact attention.
    degree : int, default 2
        The degree where there is no sketch.

    Returns
    -------
    rows : array of shape (k, d)
        Rows of :math:`C` in units of :math:`\sqrt{\log n}`: the planted row, its mates (not where
        ``copies`` is 1), then the other groups.
    weights : array of shape (k, k)
        How much attention each of them gives to all copies of each.

    References
    ----------
    Book labels ``thm:closed-form`` and ``lem:sketch-unbiased``.

    Examples
    --------
    >>> data = SelfAttentionData(6, 2, a="0.9", b="0.6", c="0.4")
    >>> rows, weights = sketched_layer(data, PolynomialSketch(4, 8, 6, random_state=0))
    >>> rows.shape, weights.sum(axis=1).round(9).tolist()
    ((5, 6), [1.0, 1.0, 1.0, 1.0, 1.0])
    """
    import numpy as np

    groups = data.d - 2
    tokens = np.zeros((groups + 1, data.d))
    tokens[1:, 1:-1] = float(data.b) * np.eye(groups)
    tokens[:, -1] = float(data.c)
    tokens[0, :2] = float(data.a), float(data.b)
    copies = np.full(groups + 1, float(data.copies))
    copies[:2] = 1, data.copies - 1
    tokens, copies = tokens[copies > 0], copies[copies > 0]
    if sketch is None:
        weights = (tokens @ tokens.T) ** degree * copies
    else:
        features = sketch.transform(tokens)
        weights = np.square(features @ features.T) * copies
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ tokens, weights


def kept_interval(
    data0: SelfAttentionData, data1: SelfAttentionData, degree: int, width: int
) -> tuple[float, float, float]:
    """Return the gap of the exact law at its best threshold, and the interval that keeps half.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    degree, width : int
        The degree, and the number of neurons.

    Returns
    -------
    gap, lowest, highest : float
        The interval to 1/1000 of the largest threshold that can be reached.

    References
    ----------
    Book labels ``thm:exact-law`` and ``thm:tolerance``.

    Examples
    --------
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> [round(x, 2) for x in kept_interval(*pair, 8, 64)]
    [1.0, 1.01, 1.89]
    """
    import numpy as np

    from polyattn.law import MaximalPreactivation, separability

    laws = [MaximalPreactivation(data, Polynomial(degree), width) for data in (data0, data1)]
    best = separability(*laws)
    grid = np.linspace(0, float(data1.a + data1.b + data1.c), 1001)
    low, high = (law.sf(grid) for law in laws)
    middle = int(np.searchsorted(grid, float(best.threshold)))
    lost = np.flatnonzero(high - low < best.value / 2)
    first = max(lost[lost < middle], default=-1) + 1
    last = min(lost[lost > middle], default=len(grid)) - 1
    return best.value, float(grid[first]), float(grid[last])


def trials(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    degrees: Iterable[int],
    sizes: Sequence[int],
    seeds: Sequence[int],
    width: int = 64,
    networks: int = 200,
) -> list[Trial]:
    """Sketch both data sets and sample networks: the same signs for all, a new sketch each time.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    degrees, sizes, seeds : iterables of int
        One trial for each combination; a seed is a sketch, shared by the two data sets.
    width : int, default 64
        The neurons of a network.
    networks : int, default 200
        How many networks are drawn. Half of them choose a threshold, the other half judge it, so
        that the estimate is unbiased for that threshold.

    Returns
    -------
    list of Trial
        The standard error of `chosen` is at most ``sqrt(1 / networks)``, that of `fixed` at most
        ``sqrt(1 / (2 networks))``, as a difference of two indicators of one network has a
        variance of at most 1 (the first is judged by half of them).

    Examples
    --------
    >>> pair = [SelfAttentionData(12, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> found = trials(*pair, [4], [8, 16], [0, 1], width=4, networks=20)
    >>> len(found), found[0].size
    (4, 8)
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    from polyattn.network import random_signs

    signs = random_signs(data0.d, width * networks, random_state=0).astype(np.float32)

    def largest(rows: NDArray[Any]) -> NDArray[Any]:
        inner = rows.astype(np.float32) @ signs
        return np.asarray(inner.max(axis=0).reshape(networks, width).max(axis=1))

    found = []
    with threadpool_limits(1, "blas"):  # the products are too small to share
        for degree in degrees:
            _, lowest, highest = kept_interval(data0, data1, degree, width)
            plain = [largest(sketched_layer(data, None, degree)[0]) for data in (data0, data1)]
            for size, seed in product(sizes, seeds):
                sketch = PolynomialSketch(degree, size, data0.d, random_state=seed)
                layers = [sketched_layer(data, sketch) for data in (data0, data1)]
                low, high = (largest(rows) for rows, _ in layers)
                errors = [np.median(abs(x - y)) for x, y in zip((low, high), plain, strict=True)]
                trial = Trial(
                    degree,
                    size,
                    chosen=_judged(low, high),
                    fixed=_gap(low, high, (lowest + highest) / 2),
                    error=float(max(errors)),
                    room=(highest - lowest) / 2,
                    planted_weight=float(layers[1][1][0, 0]),
                    area=_area(low, high),
                )
                found.append(trial)
    return found


def _gap(low: NDArray[Any], high: NDArray[Any], threshold: float) -> float:
    return float((high > threshold).mean() - (low > threshold).mean())


def _judged(low: NDArray[Any], high: NDArray[Any]) -> float:
    """Choose the threshold on one half of the networks and judge it on the other."""
    half = len(low) // 2
    candidates = sorted([*low[:half], *high[:half]])
    gaps = [_gap(low[:half], high[:half], x) for x in candidates]
    best = [x for x, gap in zip(candidates, gaps, strict=True) if gap == max(gaps)]
    return _gap(low[half:], high[half:], best[len(best) // 2])


def _area(low: NDArray[Any], high: NDArray[Any]) -> float:
    """Integrate the positive part of the gap of two samples, exactly: it is a step function."""
    import numpy as np

    steps = np.sort(np.concatenate([low, high]).astype(float))
    heights = np.searchsorted(np.sort(low), steps, "right") - np.searchsorted(
        np.sort(high), steps, "right"
    )
    return float(np.maximum(heights[:-1], 0) @ np.diff(steps) / len(low))
