"""Figures of chapter 8: the degrees that one threshold allows, and what is left beyond them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, new_axes, styled
from polyattn.kernels import Polynomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["bounds_and_truth", "gaps", "limit_levels", "more_neurons", "passing_levels"]

_SETS = (("d0", "D₀"), ("d1", "D₁"))
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
def bounds_and_truth(
    pair: Sequence[SelfAttentionData],
    theta: str,
    width: int,
    degrees: tuple[float, float] = (3, 8),
) -> Illustration:
    r"""Draw the exact probability to activate and the bounds from the level, over the degree.

    Parameters
    ----------
    pair : sequence of two SelfAttentionData
        The two data sets.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    width : int
        The number :math:`m` of neurons.
    degrees : tuple of two floats, default (3, 8)
        The range of the degree.

    Returns
    -------
    Illustration
        One panel a data set; the slack between bound and truth is shaded.

    References
    ----------
    Book label ``thm:finite-bounds``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> bounds_and_truth(pair, "0.5", 30).alt[:38]
    'Probability that the network activates'
    """
    import numpy as np

    from polyattn.bounds import activation_at_least, activation_at_most
    from polyattn.degrees import level_degree
    from polyattn.law import MaximalPreactivation

    grid = np.linspace(*degrees, 126)
    figure, axes = new_axes(2, sharey=True)
    told = []
    for axis, data, (name, label) in zip(axes, pair, _SETS, strict=True):
        crossing = level_degree(data, theta)
        truth = [MaximalPreactivation(data, Polynomial(x), width).sf(theta) for x in grid]
        lower = [
            activation_at_least(data, Polynomial(x), theta, width) if x > crossing else 0
            for x in grid
        ]
        upper = [
            min(1, activation_at_most(data, Polynomial(x), theta, width)) if x < crossing else 1
            for x in grid
        ]
        for bound in (lower, upper):
            axis.fill_between(grid, bound, truth, color=COLOURS["bound"], alpha=0.16, linewidth=0)
            axis.plot(grid, bound, **LINES["bound"])
        axis.plot(grid, truth, **LINES[name])
        axis.axvline(crossing, color=COLOURS["ink"], linewidth=0.8)
        axis.annotate(
            f"level is θ\nat {crossing:.2f}", (crossing, 0.3), (5, 0), textcoords="offset points",
            fontsize=10,
        )  # fmt: skip
        axis.set_title(label, color=COLOURS[name])
        axis.set(xlabel="degree β", xlim=degrees, ylim=(-0.02, 1.03), yticks=(0, 0.5, 1))
        told.append(
            f"On {label} the level reaches the threshold at degree {crossing:.2f}; the bounds just "
            f"after it are {min(x for x in lower if x):.3f} and then {lower[-1]:.3f}, the "
            f"exact probability at degree {degrees[1]:g} is {truth[-1]:.9g}."
        )
    _headline(figure, "The bounds change at the level, the truth just before it")
    axes[0].set_ylabel("probability to activate")
    return Illustration(
        figure,
        f"Probability that the network activates at threshold {theta} with {width} neurons, over "
        f"the degree, and its bounds. {' '.join(told)}",
    )


@styled
def limit_levels(cases: Mapping[str, Mapping[str, str]], top: float = 1.0) -> Illustration:
    r"""Draw the limits of both levels over :math:`\kappa`, and the thresholds between them.

    Parameters
    ----------
    cases : mapping of str to mapping
        For each title the entries ``a0``, ``a1``, ``b``, ``c`` and ``delta``.
    top : float, default 1.0
        The largest :math:`\kappa`.

    Returns
    -------
    Illustration
        One panel a case: two staircases; the strip from c to b + c is shaded where they differ.

    References
    ----------
    Book label ``thm:window``.

    Examples
    --------
    >>> case = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4", "delta": "0.8"}
    >>> limit_levels({"case II": case}).alt[-46:]
    'works for κ between 0.472 and 0.679 (case II).'
    """
    from polyattn.degrees import phase_degrees, phase_window

    figure, axes = new_axes(len(cases), height=3.3, sharey=True, squeeze=False)
    told = []
    for axis, (title, case) in zip(axes[0], cases.items(), strict=True):
        b, c = float(Fraction(case["b"])), float(Fraction(case["c"]))
        for (name, _), key in zip(_SETS, ("a0", "a1"), strict=True):
            common = {x: case[x] for x in ("b", "c", "delta")}
            phases = phase_degrees(a=case[key], **common)
            jumps = (min(phases.pr, phases.group), phases.planted)
            reached = [jump for jump in jumps if jump < top]
            heights = (c, b + c, b + c + float(Fraction(case[key])))[: len(reached) + 1]
            x = [0, *(jump for jump in reached for _ in range(2)), top]
            y = [height for height in heights for _ in range(2)]
            axis.plot(x, y, **LINES[name])
        ends = phase_window(**case, theta=str(Fraction(case["c"]) + Fraction(case["b"]) / 2))
        if ends:
            axis.fill_between(ends, c, b + c, color=COLOURS["d1"], alpha=0.16, linewidth=0)
            told.append(f"works for κ between {ends[0]:.3f} and {ends[1]:.3f} ({title})")
        else:
            told.append(f"works for no κ ({title})")
        axis.set_title(title)
        axis.set(xlim=(0, top), xlabel="κ = β / log n", xticks=(0, top / 2, top))
        axis.set_yticks((c, b + c), ("c", "b + c"))
    axes[0, 0].set_ylabel("level in the limit")
    _headline(figure, "Between the staircases a threshold between c and b + c works")
    _name_levels(axes[0], list(cases.values()), top)
    alt = (
        "The level of each data set in the limit, over the degree in units of log n. "
        f"A threshold between c and b + c {', '.join(told)}."
    )
    return Illustration(figure, alt)


def _name_levels(axes: Any, cases: Sequence[Mapping[str, str]], top: float) -> None:
    """Name both staircases at their right ends."""
    from polyattn.degrees import phase_degrees

    for axis, case in zip(axes, cases, strict=True):
        base = float(Fraction(case["b"]) + Fraction(case["c"]))
        for (name, label), key in zip(_SETS, ("a0", "a1"), strict=True):
            common = {x: case[x] for x in ("b", "c", "delta")}
            locked = phase_degrees(a=case[key], **common).planted < top
            height = base + (float(Fraction(case[key])) if locked else 0)
            axis.annotate(
                label, (top, height), (0, 4), textcoords="offset points", ha="right",
                color=COLOURS[name], fontweight="bold",
            )  # fmt: skip


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
        axis.axvspan(low, high, color=COLOURS["faint"], alpha=0.6, linewidth=0)
        for row, width, dash in zip(found, widths, _DASHES, strict=False):
            axis.plot(grid, row, color=COLOURS["d1"], linestyle=dash, linewidth=1.8)
            _name_width(axis, grid, row, width, widths)
        best = ", ".join(f"{max(row):.3g} at m = {m}" for row, m in zip(found, widths, strict=True))
        told.append(
            f"{title}: the levels reach the threshold at degrees {low:.5g} and {high:.5g}; the "
            f"largest gaps in the picture are {best}"
        )
        axis.set_title(title)
        axis.set(xlabel="degree β", xlim=(grid[0], grid[-1]), ylim=(-0.02, 1.1))
        axis.set_xticks((low, high), (f"{low:.{_digits(length)}f}", f"{high:.{_digits(length)}f}"))
        axis.set_yticks((0, 0.5, 1))
    axes[0, 0].set_ylabel("gap")
    _headline(figure, "Both levels pass the threshold, that of D₁ a little earlier")
    alt = (
        f"The gap between the probabilities that the network activates, at threshold {theta}, "
        f"over the degree. {'; '.join(told)}."
    )
    return Illustration(figure, alt)


def _name_width(axis: Any, grid: Any, row: Any, width: int, widths: Sequence[int]) -> None:
    """Name a curve on its left side if it is the widest, else on its right; at its foot if low."""
    top = int(row.argmax())
    half = (row > row[top] / 2).nonzero()[0]
    if width == max(widths):
        place, shift, side = half[0], (-4, 0), "right"
    elif row[top] > 0.5:
        place, shift, side = half[-1], (5, 0), "left"
    else:
        place, shift, side = half[-1], (8, 2), "left"
    axis.annotate(
        f"m = {width}", (grid[place], row[place]), shift, textcoords="offset points", ha=side,
        fontsize=10, color=COLOURS["d1"],
    )  # fmt: skip


def _headline(figure: Any, text: str) -> None:
    figure.suptitle(text, x=0.01, ha="left", fontsize=11.5, fontweight="bold")


def _digits(length: float) -> int:
    return max(1, 1 - math.floor(math.log10(length)))


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
        index, below = (degrees[0], -16) if name == "d1" else (degrees[1], 8)
        axis.annotate(
            f"degree {index}, {text}", (widths[most // 3], row[most // 3]), (8, below),
            textcoords="offset points", color=COLOURS[name], fontweight="bold",
        )  # fmt: skip
    axis.annotate(
        "2⁻ᵐ − (3/8)ᵐ", (widths[-8], 0.5 ** int(widths[-8])), (-8, -12),
        textcoords="offset points", ha="right", color=COLOURS["bound"],
    )  # fmt: skip
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
