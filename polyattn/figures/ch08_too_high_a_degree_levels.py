"""Figures of chapter 8: what the levels prove, and which degrees they allow one threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled
from polyattn.kernels import Polynomial

__all__ = ["bounds_and_truth", "limit_levels"]

_SETS = (("d0", "D₀"), ("d1", "D₁"))


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
        beside(axis, f"level is θ\nat {crossing:.2f}", (crossing, 0.3), (5, 0), "ink", fontsize=10)
        axis.set_title(label, color=COLOURS[name])
        axis.set(xlabel="degree β", xlim=degrees, ylim=(-0.02, 1.03), yticks=(0, 0.5, 1))
        told.append(
            f"On {label} the level reaches the threshold at degree {crossing:.2f}; the bounds just "
            f"after it are {min(x for x in lower if x):.3f} and then {lower[-1]:.3f}, the "
            f"exact probability at degree {degrees[1]:g} is {truth[-1]:.9g}."
        )
    headline(figure, "Bounds and truth change together, close to the level")
    axes[0].set_ylabel("probability to activate")
    last = axes[0].lines[0].get_ydata()[-1]  # of the lower bound
    beside(axes[0], "bounds", (degrees[1], last), (-2, -6), "bound", ha="right", va="top")
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
        axis.set(xlim=(0, top), xlabel="κ = β / log n")
        axis.set_xticks((0, top / 2, top), ("0", f"{top / 2:g}", f"{top:g}"))
        axis.set_yticks((c, b + c), ("c", "b + c"))
        axis.margins(y=0.14)  # room for a name above
    axes[0, 0].set_ylabel("level in the limit")
    headline(figure, "Between the staircases a threshold between c and b + c works")
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
            beside(axis, label, (top, height), (0, 4), name, ha="right", fontweight="bold")
