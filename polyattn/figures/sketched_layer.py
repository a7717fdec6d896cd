"""Figures of chapter 12: the network of the book with sketched attention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, new_axes, styled
from polyattn.kernels import Polynomial
from polyattn.sketch import PolynomialSketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Trial", "affordable", "kept_interval", "sketched_layer", "survival", "trials"]

_MARKS = ("o", "s", "^", "D", "v")


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


@styled
def survival(found: Sequence[Trial], exact: dict[int, float]) -> Illustration:
    """Draw the gap of the network with sketched attention over the size of the sketch.

    Parameters
    ----------
    found : sequence of Trial
        The trials; sketches of one degree and size are averaged.
    exact : dict from int to float
        For each degree the separability without a sketch, at the right of each panel.

    Returns
    -------
    Illustration
        Two panels: a threshold chosen for the sketch, and one fixed in advance.

    References
    ----------
    Book labels ``thm:exact-law`` and ``lem:sketch-unbiased``.

    Examples
    --------
    >>> one = Trial(4, 8, 0.9, 0.1, 0.5, 0.4, 0.3, 0.2)
    >>> survival([one, one._replace(size=16)], {4: 0.98}).alt[:12]
    'The gap with'
    """
    sizes = sorted({trial.size for trial in found})
    places = range(len(sizes) + 1)
    figure, axes = new_axes(columns=2, height=3.7, sharey=True)
    panels = ("chosen", "a chosen threshold"), ("fixed", "a fixed threshold")
    told = []
    for axis, (what, title) in zip(axes, panels, strict=True):
        lines = []
        for mark, (degree, limit) in zip(_MARKS, exact.items(), strict=False):
            means = [_mean(getattr(x, what) for x in found if x[:2] == (degree, m)) for m in sizes]
            axis.plot(places[:-1], means, marker=mark, markersize=4.5, color=COLOURS["d1"])
            axis.plot(
                places[-2:], [means[-1], limit], color=COLOURS["d1"], linewidth=0.8, linestyle=":"
            )
            axis.plot(places[-1], limit, mark, markersize=4.5, color=COLOURS["d0"])
            above = min(means) > 0.95
            place = 0 if above else min(range(len(sizes)), key=lambda i: abs(means[i] - 0.45))
            place = place if max(means) > 0.5 else len(sizes) - 1
            axis.annotate(
                f"β = {degree}",
                (place, means[place]),
                (0, 5) if above else (6, -4),
                textcoords="offset points",
                va="bottom" if above else "top",
                fontsize=10,
            )
            lines.append(f"degree {degree}: " + ", ".join(f"{mean:.2f}" for mean in means))
        axis.set(xticks=places, ylim=(-0.05, 1.14), xlabel="size m of the sketch")
        axis.set_xticklabels([*map(str, sizes), "exact"])
        axis.set_title(title, fontweight="normal")
        told.append(f"{title}: " + "; ".join(lines))
    axes[0].set_ylabel("gap between the data sets")
    title = "The higher the degree, the smaller the sketch that will do"
    figure.suptitle(title, x=0.01, ha="left", fontsize=11.5, fontweight="bold")
    listed = ", ".join(map(str, sizes))
    limits = ", ".join(f"{value:.3f} at degree {degree}" for degree, value in exact.items())
    return Illustration(
        figure,
        f"The gap with sketched attention, means over sketches of the sizes {listed}. "
        f"{'. '.join(told)}. Without a sketch the gap is {limits}.",
    )


@styled
def affordable(found: Sequence[Trial]) -> Illustration:
    """Draw each trial's gap over its error, in units of the room that the threshold has.

    Parameters
    ----------
    found : sequence of Trial
        The trials.

    Returns
    -------
    Illustration
        Filled marks for the threshold fixed in advance, open ones for the chosen threshold.

    References
    ----------
    Book label ``thm:tolerance``.

    Examples
    --------
    >>> affordable([Trial(4, 8, 0.9, 0.1, 0.5, 0.4, 0.3, 0.2)]).alt[:31]
    'The gap over the error of a ske'
    """
    figure, axis = new_axes(height=3.7)
    degrees = sorted({trial.degree for trial in found})
    for mark, degree in zip(_MARKS, degrees, strict=False):
        some = [trial for trial in found if trial.degree == degree]
        x = [trial.error / trial.room for trial in some]
        hollow = {"markerfacecolor": "none", "color": COLOURS["d0"]}
        axis.plot(x, [z.chosen for z in some], mark, markersize=5, **hollow)
        axis.plot(x, [z.fixed for z in some], mark, markersize=4.5, color=COLOURS["d1"])
    axis.axvline(1, color=COLOURS["bound"], linestyle="--", linewidth=1.4)
    axis.annotate("predicted to be\naffordable up to here ", (0.97, 0.4), **_left("bound"))
    axis.annotate("○ chosen for the sketch", (0.97, 0.24), **_left("d0"))
    axis.annotate("● fixed in advance", (0.97, 0.14), **_left("d1"))
    axis.set(xscale="log", ylim=(-0.1, 1.06))
    axis.set_xticks([0.1, 0.2, 0.5, 1, 2, 5], ["0.1", "0.2", "0.5", "1", "2", "5"])
    axis.minorticks_off()
    axis.set(xlabel="error of the sketch / room of the threshold", ylabel="gap")
    axis.set_title("A fixed threshold obeys the prediction")
    within = [trial for trial in found if trial.error < trial.room]
    beyond = [trial for trial in found if trial.error >= trial.room]
    said = [
        f"{name} ({len(some)} sketches): mean gap {_mean(x.fixed for x in some):.2f} at the fixed "
        f"threshold and {_mean(x.chosen for x in some):.2f} at the chosen one"
        for name, some in (("error within the room", within), ("error beyond it", beyond))
        if some
    ]
    return Illustration(
        figure,
        "The gap over the error of a sketch, in units of the room that the threshold has, one mark "
        f"a sketch, degrees {', '.join(map(str, degrees))}. {'; '.join(said)}.",
    )


def _left(colour: str) -> dict[str, Any]:
    return {"ha": "right", "va": "center", "color": COLOURS[colour]}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
