"""Figures of chapter 8: the gap of one threshold, and what is left of it beyond its degrees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled
from polyattn.kernels import Polynomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["gaps", "more_neurons", "passing_levels"]

_DASHES = ("-", "--", ":")


def gaps(
    pair: Sequence[SelfAttentionData], theta: str, degrees: Any, widths: Sequence[int]
) -> NDArray[np.float64]:
    r"""Return :math:`\Pr[F(\mathcal D_1)>0]-\Pr[F(\mathcal D_0)>0]` over degrees, by the exact law.

    Parameters
    ----------
    pair : sequence of two SelfAttentionData
        The two data sets.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    degrees : sequence of float
        The degrees.
    widths : sequence of int
        The widths :math:`m`.

    Returns
    -------
    array of float, one row for each width
        Differences of :math:`(1-p)^m`, so that probabilities near 1 lose nothing.

    References
    ----------
    Book label ``thm:exact-law``.

    Examples
    --------
    >>> pair = [SelfAttentionData(12, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> gaps(pair, "0.5", [2, 9], [1, 30]).shape
    (2, 2)
    """
    import numpy as np

    from polyattn.law import MaximalPreactivation

    silent = np.array(
        [[MaximalPreactivation(x, Polynomial(b)).logcdf(theta) for b in degrees] for x in pair]
    )
    m = np.array(widths)[:, None]
    return np.asarray(np.exp(m * silent[0]) - np.exp(m * silent[1]))


@styled
def passing_levels(
    pairs: Mapping[str, Sequence[SelfAttentionData]], theta: str, widths: Sequence[int]
) -> Illustration:
    r"""Draw the gap over the degrees at which both levels pass the threshold together.

    Parameters
    ----------
    pairs : mapping of str to sequence of two SelfAttentionData
        For each title the two data sets.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    widths : sequence of up to three ints
        The widths :math:`m`.

    Returns
    -------
    Illustration
        One panel a pair, each with its own range of degrees: four times as long as that between
        the degrees, shaded, at which the two levels reach the threshold.

    References
    ----------
    Book label ``cor:narrow-range``.

    Examples
    --------
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.9", c="0.1") for a in ("0.05", "0.8")]
    >>> passing_levels({"small": pair}, "0.2", [30]).alt[:30]
    'The gap between the probabilit'
    """
    import numpy as np

    from polyattn.degrees import level_degree

    figure, axes = new_axes(len(pairs), sharey=True, squeeze=False)
    told = []
    for axis, (title, pair) in zip(axes[0], pairs.items(), strict=True):
        high, low = (level_degree(x, theta) for x in pair)
        length = high - low
        grid = np.linspace(low - 1.5 * length, high + 1.5 * length, 97)
        found = gaps(pair, theta, grid, widths)
        # The band ends below the name of the highest curve.
        axis.axvspan(low, high, 0, 0.85, color=COLOURS["faint"], alpha=0.6, linewidth=0)
        for row, width, dash in zip(found, widths, _DASHES, strict=False):
            axis.plot(grid, row, color=COLOURS["d1"], linestyle=dash, linewidth=1.8)
            _name_width(axis, grid, row, width, widths, high)
        best = ", ".join(f"{max(row):.3g} at m = {m}" for row, m in zip(found, widths, strict=True))
        told.append(
            f"{title}: the levels reach the threshold at degrees {low:.5g} and {high:.5g}; the "
            f"largest gaps in the picture are {best}"
        )
        axis.set_title(title)
        axis.set(xlabel="degree β", xlim=(grid[0], grid[-1]), ylim=(-0.02, 1.18))
        axis.set_xticks((low, high), (f"{low:.{_digits(length)}f}", f"{high:.{_digits(length)}f}"))
        axis.set_yticks((0, 0.5, 1))
    axes[0, 0].set_ylabel("gap")
    headline(figure, "Both levels pass the threshold, that of D₁ a little earlier")
    alt = (
        f"The gap between the probabilities that the network activates, at threshold {theta}, "
        f"over the degree. {'; '.join(told)}."
    )
    return Illustration(figure, alt)


def _name_width(
    axis: Any, grid: Any, row: Any, width: int, widths: Sequence[int], high: float
) -> None:
    """Name a curve above its top if it is the widest, else on the right of it and of the band."""
    top = int(row.argmax())
    half = (row > row[top] / 2).nonzero()[0]
    if width == max(widths):
        place, shift, side = (grid[top], row[top]), (0, 5), "center"
    else:
        shift, side = (5, 0) if row[top] > 0.5 else (8, 2), "left"
        place = max(grid[half[-1]], high), row[half[-1]]
    beside(axis, f"m = {width}", place, shift, "d1", ha=side, fontsize=10)


def _digits(length: float) -> int:
    return max(1, -math.floor(math.log10(length)))


@styled
def more_neurons(
    pair: Sequence[SelfAttentionData], theta: str, degrees: Sequence[str], most: int = 30
) -> Illustration:
    r"""Draw the gap over the number of neurons, at a degree in the window and at one beyond it.

    Parameters
    ----------
    pair : sequence of two SelfAttentionData
        The two data sets.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    degrees : sequence of two str
        The degree inside the window and the one beyond it.
    most : int, default 30
        The largest number of neurons.

    Returns
    -------
    Illustration
        Markers for the exact gap, on a logarithmic scale; the curve is
        :math:`2^{-m}-(3/8)^m`.

    References
    ----------
    Book labels ``thm:fixed-width`` and ``lem:more-neurons``.

    Examples
    --------
    >>> pair = [SelfAttentionData(10002, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> more_neurons(pair, "0.5", ["5", "8"]).alt[-27:]
    'it falls to 9.31e-10 at 30.'
    """
    import numpy as np

    widths = np.arange(1, most + 1)
    found = gaps(pair, theta, degrees, list(widths)).T
    figure, axis = new_axes()
    axis.plot(widths, 0.5**widths - 0.375**widths, **LINES["bound"])
    for row, name, text in zip(
        found, ("d1", "grouping"), ("in the window", "beyond it"), strict=True
    ):
        axis.plot(widths, row, "o", markersize=4.5, color=COLOURS[name])
        index, shift = (degrees[0], (8, -22)) if name == "d1" else (degrees[1], (7, 5))
        axis.annotate(
            f"degree {index}, {text}", (widths[most // 3], row[most // 3]), shift,
            textcoords="offset points", color=COLOURS[name], fontweight="bold",
        )  # fmt: skip
    beside(
        axis, "2⁻ᵐ − (3/8)ᵐ", (widths[-8], 0.5 ** int(widths[-8])), (-12, -15), "bound", ha="right"
    )
    axis.set_yscale("log")
    axis.set(xlabel="number of neurons m", ylabel="gap, logarithmic", xlim=(0, most + 1))
    axis.set_title("More neurons help in the window and hurt beyond it")
    alt = (
        f"The gap between the probabilities that the network activates at threshold {theta}, over "
        f"the number of neurons up to {most}. At degree {degrees[0]} it rises from "
        f"{found[0, 0]:.3g} to {found[0, -1]:.3g}; at degree {degrees[1]} it is "
        f"{found[1, 0]:.3g} for one neuron and follows 2 to the minus m less (3/8) to the m: "
        f"it falls to {found[1, -1]:.3g} at {most}."
    )
    return Illustration(figure, alt)
