"""Figures of chapter 10: the gap of one neuron in the worst case of all backgrounds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import cycle

from polyattn.data import VectorData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, new_axes, styled

__all__ = ["worst_gap", "worst_gaps"]


def worst_gap(n: int, ratio: str, spread: str, degree: str, tau: str) -> float:
    r"""Return the gap of one neuron in the worst case of both backgrounds, of two levels each.

    .. math::

       \min_{\mathcal D_1}p_1-\max_{\mathcal D_0}p_0,

    over backgrounds with some entries at :math:`L` and the rest at :math:`lo`: for a few counts of
    each, among them all or none.

    Parameters
    ----------
    n : int
        The number of entries.
    ratio, spread, degree, tau : str
        :math:`\rho`, :math:`\Lambda`, :math:`\beta` and the threshold, taken exactly.

    Returns
    -------
    float
        The gap; negative where some background without a spike fires more often.

    References
    ----------
    Book label ``thm:uniform-window``.

    Examples
    --------
    >>> round(worst_gap(400, "1.8", "1.5", "10.75", "0.5"), 3)
    0.485
    """
    spiked = (_fires(n, ratio, high, spread, degree, tau) for high in (0, n // 2))
    return min(spiked) - _loudest(n, spread, degree, tau)


@cache
def _loudest(n: int, spread: str, degree: str, tau: str) -> float:
    """Return the largest chance that one neuron fires without a spike."""
    counts = {*range(min(n, 5)), 6 % n, 8 % n, n // 40, n // 20, n // 8}
    return max(_fires(n, None, high, spread, degree, tau) for high in counts)


def _fires(n: int, spike: str | None, high: int, spread: str, degree: str, tau: str) -> float:
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    data = VectorData(n, spike, high=high, spread=spread)
    return float(MaximalPreactivation(data, Polynomial(degree)).sf(tau))


@styled
def worst_gaps(
    n: int, ratios: Sequence[str], spread: str, tau: str, points: int = 37
) -> Illustration:
    r"""Draw the worst gap of one neuron over the degree, for several spikes.

    Parameters
    ----------
    n : int
        The number of entries.
    ratios : sequence of str
        Values of :math:`\rho`, the largest first.
    spread, tau : str
        :math:`\Lambda` and the threshold.
    points : int, default 37
        How many degrees are computed, from 3 to 21.

    Returns
    -------
    Illustration
        One curve a spike, named at its rise, or under its slope if it has no gap.

    References
    ----------
    Book labels ``thm:uniform-window`` and ``thm:too-high``.

    Examples
    --------
    >>> worst_gaps(8, ("3",), "1.5", "0.5", points=3).alt[:20]
    'Worst gap of one neu'
    """
    grid = [3 + 18 * i / (points - 1) for i in range(points)]
    figure, axis = new_axes()
    axis.axhline(0, color=COLOURS["ink"], linewidth=0.8)
    told = []
    looks = ("-", 2.8), ((0, (4, 1.5)), 2.2), (":", 1.8)
    for ratio, (dashes, width) in zip(ratios, cycle(looks), strict=False):
        gaps = [worst_gap(n, ratio, spread, f"{x:.6g}", tau) for x in grid]
        axis.plot(grid, gaps, color=COLOURS["d1"], linewidth=width, linestyle=dashes)
        best = max(range(points), key=gaps.__getitem__)
        extreme = best if gaps[best] > 0.1 else min(range(points), key=gaps.__getitem__)
        half = next(
            k for k, gap in enumerate(gaps) if gap * gaps[extreme] >= gaps[extreme] ** 2 / 2
        )
        shift = (-16, 0) if extreme == best else (-18, -10)  # left of a rise, or under a slope
        axis.annotate(
            f"ρ = {ratio}", (grid[half], gaps[extreme] / 2), shift, textcoords="offset points",
            ha="right", va="center", color=COLOURS["d1"],
        )  # fmt: skip
        told.append(f"{gaps[best]:.3f} at degree {grid[best]:g} for rho = {ratio}")
    axis.set(xlim=(3, 21), ylim=(-0.55, 0.62), xlabel="degree β", ylabel="worst gap of one neuron")
    axis.set_title(f"Some degree leaves a gap, but only for ρ above Λ = {spread}")
    alt = (
        f"Worst gap of one neuron over the degree from 3 to 21, for n = {n}, a background range of "
        f"{spread} and the threshold {tau}. Of the degrees drawn the best gap is "
        + ", ".join(told)
        + ". Beyond their windows all curves end at 0."
    )
    return Illustration(figure, alt)
