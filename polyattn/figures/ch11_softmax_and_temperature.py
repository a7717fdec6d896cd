"""Figures of chapter 11: polynomial, softmax and linear attention on one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, beside, new_axes, styled

__all__ = ["gap_at_a_threshold", "kernels_on_one_axis"]

_LABEL = "exponent e, where P₁/R = nᵉ"
_DASHES = {"polynomial": "-", "softmax": (0, (5, 2))}


def _kernel(name: str, data1: SelfAttentionData, exponent: float) -> Any:
    """Return the kernel with which P/R is n to this exponent, on the second data set."""
    from polyattn.kernels import Polynomial, Softmax

    if name == "softmax":
        return Softmax(f"{exponent / float(data1.a**2 + data1.b**2):.8g}")
    degree = exponent * math.log(data1.n) / math.log(data1.p / data1.r)
    return Polynomial(f"{degree:.8g}")


@styled
def kernels_on_one_axis(
    data0: SelfAttentionData, data1: SelfAttentionData, width: int, points: int = 33
) -> Illustration:
    r"""Draw the planted weight and the separability of three kernels over one exponent.

    The exponent is :math:`e=\log(P_1/R)/\log n`: :math:`\beta\log(p_1/r)/\log n` for a polynomial,
    :math:`\alpha(a_1^2+b^2)` for softmax; linear attention is one point on the first.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons.
    points : int, default 33
        How many exponents are computed, from 0.03 to 1.6.

    Returns
    -------
    Illustration
        Colours tell weight from separability, dashes softmax from polynomial.

    References
    ----------
    Book label ``thm:softmax-phases``.

    Examples
    --------
    >>> pair = [SelfAttentionData(12, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> kernels_on_one_axis(*pair, width=3, points=3).alt[:28]
    'Planted weight of D_1 and th'
    """
    from polyattn.law import MaximalPreactivation, separability
    from polyattn.rows import row_classes

    grid = [0.03 + 1.57 * k / (points - 1) for k in range(points)]
    linear = math.log(data1.p / data1.r) / math.log(data1.n)

    def weight(kernel: Any) -> float:
        return row_classes(data1, kernel).planted_weight

    def best(kernel: Any) -> float:
        laws = (MaximalPreactivation(x, kernel, width) for x in (data0, data1))
        return separability(*laws).value

    figure, axis = new_axes(height=3.8)
    tables: dict[tuple[str, str], list[float]] = {}
    for what, function in (("concentration", weight), ("detection", best)):
        for name, dashes in _DASHES.items():
            values = [function(_kernel(name, data1, x)) for x in grid]
            tables[what, name] = values
            axis.plot(grid, values, color=COLOURS[what], linestyle=dashes, linewidth=1.8)
        at_linear = function(_kernel("polynomial", data1, linear))
        axis.plot([linear], [at_linear], "o", color=COLOURS[what], markersize=5)
    axis.set(xlim=(0, 1.6), ylim=(-0.02, 1.06), xlabel=_LABEL, ylabel="weight, separability")
    axis.set_title("Detection comes at the same exponent, whatever the kernel")
    _name(axis, "separability", (_first(grid, tables["detection", "softmax"]) - 0.06, 0.42), "d")
    _name(
        axis, "weight f*", (_first(grid, tables["concentration", "polynomial"]) + 0.06, 0.42), "c"
    )
    _explain(axis)
    axis.annotate(
        "linear attention", (linear, 0.0), (4, 26), textcoords="offset points", fontsize=10,
        arrowprops={"arrowstyle": "-", "color": COLOURS["ink"], "linewidth": 0.8},
    )  # fmt: skip
    crossings = {key: _first(grid, values) for key, values in tables.items()}
    alt = (
        f"Planted weight of D_1 and the separability with {width} neurons over the exponent e, for "
        f"n = {data1.n:,}, d = {data1.d:,}. Separability reaches one half at e = "
        f"{crossings['detection', 'polynomial']:.2f} for polynomial and "
        f"{crossings['detection', 'softmax']:.2f} for softmax attention; the planted weight at "
        f"{crossings['concentration', 'polynomial']:.2f} and "
        f"{crossings['concentration', 'softmax']:.2f}. Linear attention lies at e = {linear:.2f}, "
        "where both are near 0."
    )
    return Illustration(figure, alt)


@styled
def gap_at_a_threshold(
    data0: SelfAttentionData, data1: SelfAttentionData, theta: str, width: int, points: int = 261
) -> Illustration:
    r"""Draw the gap :math:`\Pr[F_1>0]-\Pr[F_0>0]` at one threshold, for both kernels.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    width : int
        The number of neurons.
    points : int, default 261
        How many exponents are computed, from 0.5 to 1.8; for the polynomial also as many between
        those at which the two levels reach the threshold, and a little beyond.

    Returns
    -------
    Illustration
        Two curves over the exponent of `kernels_on_one_axis`.

    References
    ----------
    Book label ``thm:softmax-phases``.

    Examples
    --------
    >>> pair = [SelfAttentionData(12, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> gap_at_a_threshold(*pair, "0.5", width=3, points=5).alt[:24]
    'Gap at the threshold 0.5'
    """
    from polyattn.law import MaximalPreactivation

    coarse = [0.5 + 1.3 * k / (points - 1) for k in range(points)]
    early, late = _levels_reach(data0, data1, theta)
    fine = [early + (late - early) * (3 * k / (points - 1) - 1) for k in range(points)]
    fine = [x for x in fine if coarse[0] < x < coarse[-1]]
    grids = {"polynomial": sorted({*coarse, *fine}), "softmax": coarse}
    figure, axis = new_axes(height=3.2)
    tables = {}
    for name, dashes in _DASHES.items():
        gaps = []
        for exponent in grids[name]:
            kernel = _kernel(name, data1, exponent)
            low, high = (MaximalPreactivation(x, kernel, width).sf(theta) for x in (data0, data1))
            gaps.append(high - low)
        tables[name] = gaps
        axis.plot(grids[name], gaps, color=COLOURS["detection"], linestyle=dashes, linewidth=1.8)
    axis.set(xlim=(0.5, 1.8), ylim=(-0.02, 1.06), xlabel=_LABEL, ylabel="gap of the probabilities")
    axis.set_title(f"At θ = {theta} softmax has a window, the polynomial a sliver")
    above = {
        name: [x for x, gap in zip(grids[name], gaps, strict=True) if gap > 0.5]
        for name, gaps in tables.items()
    }
    if inside := above["softmax"]:
        middle = (inside[0] + inside[-1]) / 2
        axis.annotate("softmax", (middle, 0.9), ha="center", color=COLOURS["detection"])
    beside(axis, "polynomial", (early, 0.5), (-4, 0), "detection", ha="right", fontsize=10)
    told = {
        name: f"above one half for e from {inside[0]:.{digits}f} to {inside[-1]:.{digits}f}"
        if (inside := above[name])
        else "never above one half"
        for name, digits in (("softmax", 2), ("polynomial", 4))
    }
    alt = (
        f"Gap at the threshold {theta} with {width} neurons over the exponent e, for n = "
        f"{data1.n:,}. Softmax: {told['softmax']}. Polynomial: {told['polynomial']}."
    )
    return Illustration(figure, alt)


def _levels_reach(
    data0: SelfAttentionData, data1: SelfAttentionData, theta: str
) -> tuple[float, float]:
    """Return the exponents at which the levels of both data sets reach the threshold, D_1 first.

    Both are 1, where nothing is fine, if the threshold is out of reach for one of them.
    """
    from polyattn.degrees import level_degree

    unit = math.log(data1.p / data1.r) / math.log(data1.n)
    try:
        return unit * level_degree(data1, theta), unit * level_degree(data0, theta)
    except ValueError:
        return 1.0, 1.0


def _first(grid: Sequence[float], values: Sequence[float]) -> float:
    """Return where the values first reach one half; the end of the grid where they do not."""
    return next((x for x, y in zip(grid, values, strict=True) if y >= 0.5), grid[-1])


def _name(axis: Any, text: str, place: tuple[float, float], which: str) -> None:
    colour = COLOURS["detection" if which == "d" else "concentration"]
    side = "right" if which == "d" else "left"  # of the curves
    axis.annotate(text, place, ha=side, color=colour, fontsize=10.5)


def _explain(axis: Any) -> None:
    """Say what the dashes mean, with a stroke of each."""
    for height, (name, dashes) in zip((0.2, 0.11), _DASHES.items(), strict=True):
        axis.plot([1.2, 1.3], [height] * 2, color=COLOURS["ink"], linestyle=dashes, linewidth=1.6)
        axis.annotate(name, (1.32, height), va="center", fontsize=10)
