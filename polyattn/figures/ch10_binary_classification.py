"""Figures of chapter 10: a spike, its background, and the degrees that tell it from one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from polyattn.data import VectorData
from polyattn.figures.ch10_binary_classification_window import window_by_size
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled

__all__ = ["half_the_degree", "three_vectors", "window_by_size"]


@styled
def half_the_degree(n: int, ratio: str, width: int, points: int = 31) -> Illustration:
    r"""Draw separability and the spike's weight over the degree, with bounds and thresholds.

    Parameters
    ----------
    n : int
        The number of entries; the background is equal.
    ratio : str
        :math:`\rho`, taken exactly.
    width : int
        The number m of neurons.
    points : int, default 31
        How many degrees are computed, up to 1.4 times the degree at which the spike has half.

    Returns
    -------
    Illustration
        The exact gap, both bounds of the theorem (dashed), the weight, two upright lines.

    References
    ----------
    Book label ``thm:half-degree``.

    Examples
    --------
    >>> half_the_degree(100, "3", width=2, points=3).alt[:27]
    'Separability with 2 neurons'
    """
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation, separability

    conc = math.log(n) / math.log(float(ratio))
    grid = [0.1 + (1.4 * conc - 0.1) * i / (points - 1) for i in range(points)]
    weights = [1 / (1 + (n - 1) * float(ratio) ** -x) for x in grid]
    gaps = []
    for degree in grid:
        kernel = Polynomial(f"{degree:.8g}")
        laws = [MaximalPreactivation(VectorData(n, x), kernel, width) for x in (None, ratio)]
        gaps.append(separability(*laws).value)
    upper = [_upper(n, float(ratio), x, width) for x in grid]
    lower = [_lower(n, weight, width) for weight in weights]
    figure, axis = new_axes(height=3.8)
    for values in (upper, lower):
        axis.plot(grid, values, **LINES["bound"])
    axis.fill_between(grid, lower, upper, color=COLOURS["faint"], linewidth=0)
    axis.plot(grid, gaps, color=COLOURS["detection"], linewidth=2.4)
    axis.plot(grid, weights, color=COLOURS["concentration"], linewidth=1.8)
    for place, name in ((conc / 2, "detection"), (conc, "concentration")):
        axis.axvline(place, **LINES[name])
        beside(axis, f"{place:.2f}", (place, 1.04), (0, 2), name, ha="center", va="bottom")
    named = _reach(grid, gaps, 0.93)
    axis.text(named + 1.0, 0.87, "separability", color=COLOURS["detection"])
    axis.text(conc * 1.08, 0.55, "weight w", color=COLOURS["concentration"])
    axis.text(_reach(grid, upper, 0.45) - 0.9, 0.45, "bounds", ha="right", color=COLOURS["bound"])
    axis.set(xlim=(0, grid[-1]), ylim=(0, 1.04), xlabel="degree β", ylabel="gap, weight")
    axis.set_title("The spike is detected long before it has any weight", pad=27)
    at = [f"{_reach(grid, values, 0.5):.1f}" for values in (gaps, weights)]
    alt = (
        f"Separability with {width} neurons and the weight of the spike over the degree, for "
        f"n = {n:,} entries and a spike of {ratio} times the background. Separability passes one "
        f"half near degree {at[0]}, the weight near {at[1]}. Upright lines mark the limits "
        f"log n/(2 log rho) = {conc / 2:.2f} and log n/log rho = {conc:.2f}. The upper and the "
        "lower bound of the theorem enclose the separability."
    )
    return Illustration(figure, alt)


def _upper(n: int, ratio: float, degree: float, width: int) -> float:
    """Return the bound of the theorem with the ceiling and the binomial coefficient."""
    from scipy.special import gammaln

    x = ratio**degree
    half = (n - 1) // 2
    atom = math.exp(gammaln(n) - gammaln(half + 1) - gammaln(n - half) - (n - 1) * math.log(2))
    values = math.ceil((n - 1) * (x - 1) / (x + n - 1))
    return float(min(1.0, width * values * atom / 2))


def _lower(n: int, weight: float, width: int) -> float:
    """Return the best bound over the two heights, on a grid of 60."""
    room = weight * math.sqrt(n - 1)
    best = 0.0
    for share in range(1, 60):
        x0, x1 = room * share / 60, room * (1 - share / 60)
        fires = (1 + math.exp(-(x1**2) / 2)) / 2  # that one neuron is silent, at most
        best = max(best, 1 - fires**width - width * math.exp(-(x0**2) / 2))
    return best


def _reach(grid: Sequence[float], values: Sequence[float], level: float) -> float:
    """Return where the values first reach the level; the end of the grid where they do not."""
    return next((x for x, y in zip(grid, values, strict=True) if y >= level), grid[-1])


@styled
def three_vectors(ratio: float, spread: float, degree: float, n: int = 10) -> Illustration:
    r"""Draw three score vectors and the weights that a degree makes of them.

    The first has a spike over a low background, the second a spike over a high one, the third
    none; the last two are proportional.

    Parameters
    ----------
    ratio, spread : float
        :math:`\rho`, and :math:`\Lambda` of at least the same size.
    degree : float
        The degree.
    n : int, default 10
        The number of entries.

    Returns
    -------
    Illustration
        Scores above, with the range of the background shaded; weights below.

    Raises
    ------
    ValueError
        If the ratio exceeds the spread, so that the third vector would have a spike.

    References
    ----------
    Book label ``thm:impossible``.

    Examples
    --------
    >>> three_vectors(1.4, 1.5, 6).alt[:21]
    'Three vectors of 10 s'
    """
    if ratio > spread:
        raise ValueError(
            f"three_vectors: ratio must be at most the spread, got {ratio} and {spread}; "
            "use a spike within the range of the background"
        )
    figure, axes = new_axes(3, 2, height=4.3, sharex=True, sharey="row")
    headline(figure, "The last two have the same weights, but one has a spike")
    cases = (
        ("D₁ over $lo$", "d1", [ratio * spread] + [1.0] * (n - 1)),
        ("D₁ over $L$", "d1", [ratio * spread] + [spread] * (n - 1)),
        ("D₀ over $lo$", "d0", [ratio] + [1.0] * (n - 1)),
    )
    largest = []
    for column, (name, colour, scores) in enumerate(cases):
        powers = [score**degree for score in scores]
        weights = [power / sum(powers) for power in powers]
        largest.append(weights[0])
        above, below = axes[0][column], axes[1][column]
        above.axhspan(1, spread, color=COLOURS["faint"], linewidth=0, zorder=0)
        above.bar(range(n), scores, color=COLOURS[colour], width=0.7)
        below.bar(range(n), weights, color=COLOURS[colour], width=0.7)
        below.text(0.7, weights[0] * 0.9, f"{weights[0]:.2f}", color=COLOURS[colour])
        above.set_title(name, fontweight="normal")
        below.set(xticks=[], ylim=(0, 1))
    axes[0][0].set(ylabel="score", yticks=[0, 1, spread], yticklabels=["0", "$lo$", "$L$"])
    axes[0][0].text(n / 2, (1 + spread) / 2, "background", ha="center", va="center", fontsize=10)
    axes[1][0].set(ylabel=f"weight, degree {degree:g}", yticks=[0, 0.5, 1])
    alt = (
        f"Three vectors of {n} scores, and below them their weights at degree {degree:g}. The "
        f"background may lie anywhere between lo and L = {spread:g} lo, shaded. A spike of "
        f"{ratio:g} L over a background at lo has the weight {largest[0]:.2f}; the same spike "
        f"over a background at L has {largest[1]:.2f}. A vector without a spike, with one entry "
        f"at {ratio:g} lo and the rest at lo, has {largest[2]:.2f}: the same as the second."
    )
    return Illustration(figure, alt)
