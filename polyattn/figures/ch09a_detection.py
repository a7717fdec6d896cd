"""Figures of chapter 9: how well any threshold tells the data sets apart, over the degree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled
from polyattn.kernels import Polynomial

if TYPE_CHECKING:
    from polyattn.law import Separability

__all__ = ["bounds_and_truth", "detection_and_weight"]

THICK = {**LINES["detection"], "linestyle": "-", "linewidth": 2.8}


@styled
def detection_and_weight(
    data0: SelfAttentionData, data1: SelfAttentionData, width: int, degrees: tuple[float, float]
) -> Illustration:
    r"""Draw the separability and the planted weight over the degree, on one axis.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons :math:`m`.
    degrees : tuple of two floats
        The range of the degree.

    Returns
    -------
    Illustration
        Two curves from 0 to 1, and the degrees where they pass one half.

    Raises
    ------
    ValueError
        If the two data sets differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book label ``cor:detection-threshold``.

    Examples
    --------
    >>> pair = [SelfAttentionData(42, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> detection_and_weight(*pair, 30, (1, 6)).alt[:34]
    'The best gap over all thresholds, '
    """
    import numpy as np

    from polyattn.degrees import detection_degree, planted_degree

    start = detection_degree(data1)
    half = planted_degree(data1)
    rise = np.linspace(max(degrees[0], 0.75 * start), min(degrees[1], 1.3 * start), 29)
    grid = np.unique(np.concatenate([np.linspace(*degrees, 9), rise]))
    gaps = np.array([best_gap(data0, data1, x, width).value for x in grid])
    wide = np.linspace(*degrees, 121)
    weights = np.array([planted_weight(data1, x) for x in wide])
    found = _first(grid, gaps)
    figure, axis = new_axes()
    axis.axvline(start, **LINES["detection"])
    axis.plot(grid, gaps, clip_on=False, **THICK)
    axis.plot(wide, weights, clip_on=False, **LINES["concentration"])
    space = 0.02 * (degrees[1] - degrees[0])
    axis.text(found + 2 * space, 0.8, "best gap Sₘ", color=COLOURS["detection"], weight="bold")
    axis.text(
        half - space, 0.5, "planted weight f*", color=COLOURS["concentration"], weight="bold",
        ha="right",
    )  # fmt: skip
    axis.text(start + space, 0.08, f"detection degree {start:.1f}", color=COLOURS["detection"])
    axis.set(xlim=degrees, ylim=(0, 1.02), yticks=(0, 0.5, 1), xlabel="degree β")
    axis.set_ylabel("best gap Sₘ, weight f*")
    axis.set_title(f"Half of the gap at degree {found:.1f}, half of the weight at {half:.1f}")
    alt = (
        f"The best gap over all thresholds, with {width} neurons and n = {data1.n:,} tokens, and "
        f"the planted weight, over the degree from {degrees[0]:g} to {degrees[1]:g}. The gap "
        f"passes one half at degree {found:.2f}, where the planted weight is "
        f"{planted_weight(data1, found):.2g}; the weight passes one half at degree {half:.2f}. The "
        f"detection degree is {start:.2f}."
    )
    return Illustration(figure, alt)


@styled
def bounds_and_truth(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    widths: tuple[int, int],
    degrees: tuple[float, float],
) -> Illustration:
    r"""Draw the separability below its upper bounds, and what it leaves to 1 below another.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    widths : tuple of two int
        The numbers of neurons, for the upper bounds and for the lower bound.
    degrees : tuple of two floats
        The range of the degree.

    Returns
    -------
    Illustration
        Two panels on a logarithmic scale: left the separability, dashed the bound of
        ``thm:profile-inequality`` and, dotted, the smaller closed form of those of
        ``thm:detection-necessary`` and ``thm:root-log-width``; right its complement and that of
        the bound of ``thm:detection-sufficient``.

    Raises
    ------
    ValueError
        If the two data sets differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book labels ``thm:detection-necessary``, ``thm:root-log-width``, ``thm:profile-inequality`` and
    ``thm:detection-sufficient``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> bounds_and_truth(*pair, (1, 30), (1, 6)).alt[:28]
    'The best gap and its bounds,'
    """
    import numpy as np

    from polyattn.bounds import detection_at_least, detection_at_most

    grid = np.linspace(*degrees, 25)
    kernels = [Polynomial(f"{x:.8g}") for x in grid]
    few, many = widths
    gaps = [best_gap(data0, data1, x, few).value for x in grid]
    upper = {
        refined: [detection_at_most(data0, data1, x, few, refined=refined) for x in kernels]
        for refined in (False, True)
    }
    missed = [best_gap(data0, data1, x, many).complement for x in grid]
    lower = [detection_at_least(data0, data1, x, many).complement for x in kernels]

    figure, axes = new_axes(2)
    for refined, bound in upper.items():
        axes[0].plot(grid, bound, **{**LINES["bound"], "linestyle": "--" if refined else ":"})
    axes[0].plot(grid, gaps, **THICK)
    says = next((i for i, x in enumerate(lower) if x < 1), -1)  # where the bound says something
    for axis, name, place, shift, side in (
        (axes[0], "closed form", (grid[0], upper[False][0]), (4, 5), "bottom"),
        (axes[0], "profile", (grid[0], upper[True][0]), (4, -4), "top"),
        (axes[1], "bound", (grid[says], lower[says]), (5, 0), "top"),
    ):
        beside(axis, name, place, shift, "bound", va=side)
    axes[1].plot(grid, np.where(np.array(lower) < 1, lower, np.nan), **LINES["bound"])
    axes[1].plot(grid, missed, **THICK)
    for axis, width, name in zip(
        axes, widths, ("best gap Sₘ", "what is missing, 1 − Sₘ"), strict=True
    ):
        axis.set(xlim=degrees, xlabel="degree β", yscale="log", ylabel=name)
        axis.set_title("1 neuron" if width == 1 else f"{width} neurons", fontweight="normal")
    axes[0].set_ylim(top=3.5)
    axes[1].yaxis.labelpad = 11  # its numbers are long
    axes[1].set_ylim(1e-15, 3)
    headline(figure, "Grey, the bounds: a few degrees from the truth")
    level = max(gaps) / 2
    close = [_first(grid, x, level) for x in (upper[True], gaps)]
    small = [_first(grid, -np.log10(x), 3) for x in (missed, lower)]
    alt = (
        f"The best gap and its bounds, on logarithmic scales over the degree from {degrees[0]:g} "
        f"to {degrees[1]:g}, for n = {data1.n:,} tokens. With m = {few} the gap is {gaps[0]:.3g} "
        f"at first, where its upper bounds are {upper[False][0]:.3g} and {upper[True][0]:.3g}; it "
        f"passes {level:.3g} at degree {close[1]:.2f}, and its better upper bound at "
        f"{close[0]:.2f}. With m = {many} all but one thousandth is reached at degree "
        f"{small[0]:.2f}, and promised by the lower bound from degree {small[1]:.2f} on."
    )
    return Illustration(figure, alt)


def best_gap(
    data0: SelfAttentionData, data1: SelfAttentionData, degree: float, width: int
) -> Separability:
    """Return the best gap of two data sets at a degree, as chapters 9a and 9b draw it."""
    from polyattn.law import MaximalPreactivation, separability

    kernel = Polynomial(f"{degree:.8g}")
    laws = [MaximalPreactivation(data, kernel, width) for data in (data0, data1)]
    return separability(*laws)


def planted_weight(data: SelfAttentionData, degree: float) -> float:
    """Return the weight that the planted row keeps at a degree."""
    from polyattn.rows import row_classes

    return row_classes(data, Polynomial(f"{degree:.8g}")).planted_weight


def _first(grid: Any, curve: Any, level: float = 0.5) -> float:
    """Return where a rising curve passes a level, between two points of the grid; else nan."""
    import numpy as np

    values = np.nan_to_num(np.asarray(curve))
    above = np.flatnonzero(values >= level)
    if not len(above):
        return float("nan")
    i = int(above[0])
    if i == 0:
        return float(grid[0])
    part = (level - values[i - 1]) / (values[i] - values[i - 1])
    return float(grid[i - 1] + part * (grid[i] - grid[i - 1]))
