"""Figures of chapter 4: what is proved about activation against what is true, over the degree."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled

__all__ = ["bound_against_truth", "losses"]


@styled
def bound_against_truth(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    width: int,
    silent: Mapping[str, float],
    degrees: tuple[float, float] = (2, 7),
) -> Illustration:
    r"""Draw the exact probability of activation and what is proved about it, over the degree.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons :math:`m`.
    silent : mapping of str to float
        For each threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`, the degree up to
        which :math:`\mathcal D_0` is proved to be silent; ``inf`` where there is no end.
    degrees : tuple of two floats, default (2, 7)
        The range of the degree.

    Returns
    -------
    Illustration
        One panel a threshold; the slack between bound and truth is shaded.

    Raises
    ------
    ValueError
        If a threshold is not between the bias and the reach of `data1`.

    References
    ----------
    Book label ``cor:separation``.

    Examples
    --------
    >>> parts = {"b": "0.6", "c": "0.4"}
    >>> pair = [SelfAttentionData(42, 5, a=a, **parts) for a in ("0.1", "0.9")]
    >>> bound_against_truth(*pair, 30, {"1.5": float("inf")}).alt[:32]
    'Probability that the network act'
    """
    import numpy as np

    from polyattn.bounds import separated_from, separation, silence
    from polyattn.kernels import Polynomial

    figure, axes = new_axes(len(silent), sharey=True, squeeze=False)
    grid, told = np.linspace(*degrees, 151), []
    for axis, (theta, end) in zip(axes[0], silent.items(), strict=True):
        true0, true1 = (_probabilities(data, grid, width, theta) for data in (data0, data1))
        start = separated_from(data1, theta)
        active = separation(data1, Polynomial(start + 1), theta, width)
        noise = silence(data0, Polynomial(min(end, start)), theta, width)
        lower = np.where(grid > start, active, 0.0)
        upper = np.where(grid <= end, noise, 1.0)
        for bound, truth in ((lower, true1), (upper, true0)):
            axis.fill_between(grid, bound, truth, color=COLOURS["bound"], alpha=0.16, linewidth=0)
            axis.plot(grid, bound, **LINES["bound"])
        axis.plot(grid, true1, **LINES["d1"])
        axis.plot(grid, true0, **LINES["d0"])
        axis.set_title(f"threshold {theta}", fontweight="normal")
        axis.set(xlabel="degree β", xlim=degrees, ylim=(-0.03, 1.03), yticks=(0, 0.5, 1))
        for name, colour, truth in (("D₁", "d1", true1), ("D₀", "d0", true0)):
            _name_rise(axis, name, COLOURS[colour], grid, truth)
        name, last = ("bounds", max(start, end)) if isfinite(end) else ("bound", start)
        beside(axis, name, (last, 0.15), (4, 0), "bound")
        span = f"{start:.2f} to {end:.2f}" if isfinite(end) else f"{start:.2f} on"
        told.append(
            f"Threshold {theta}: on D₁ it {_passes(grid, true1)}; on D₀ it "
            f"{_passes(grid, true0)}; separation is proved from degree {span}, with probability "
            f"{active:.3f} on D₁ against {noise:.1g} on D₀."
        )
    headline(figure, "Grey: where the bounds fall short of the truth")
    axes[0, 0].set_ylabel("probability to activate")
    alt = (
        f"Probability that the network activates, over the degree from {degrees[0]:g} to "
        f"{degrees[1]:g}, with {width} neurons, and its proved bounds. {' '.join(told)}"
    )
    return Illustration(figure, alt)


def _probabilities(data: SelfAttentionData, grid: Any, width: int, theta: str) -> Any:
    import numpy as np

    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    laws = (MaximalPreactivation(data, Polynomial(x), width=width) for x in grid)
    return np.array([law.sf(theta) for law in laws])


def _name_rise(axis: Any, name: str, colour: str, grid: Any, truth: Any) -> None:
    """Name a curve left of where it passes one half, or on the floor if it never does."""
    rises = (truth > 0.5).any()
    place = (grid[(truth > 0.5).argmax()], 0.4) if rises else (grid[-1], 0)
    axis.annotate(
        name, place, (-5, 0 if rises else 3), textcoords="offset points", ha="right",
        va="bottom", color=colour, fontweight="bold",
    )  # fmt: skip


def _passes(grid: Any, truth: Any) -> str:
    above = grid[truth > 0.5]
    return f"passes one half at degree {above[0]:.1f}" if len(above) else "stays below one half"


@styled
def losses(
    data0: SelfAttentionData, data1: SelfAttentionData, width: int, silent: Mapping[str, float]
) -> Illustration:
    r"""Draw the degree that each step of the proof arrives at, between the truth and the bound.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons :math:`m`, at least 6: then :math:`1-(7/8)^m>\frac12`.
    silent : mapping of str to float
        For each threshold :math:`\theta` the explicit degree up to which :math:`\mathcal D_0` is
        silent; ``inf`` where there is no end, and nothing to draw.

    Returns
    -------
    Illustration
        A line of three markers for each end of each window: the degree at which the exact
        probability passes one half, the one at which the condition of the theorem is just met,
        and the explicit one.

    Raises
    ------
    ValueError
        If a threshold is not between the bias and the reach of `data1`, or `width` is too small
        for the probability to pass one half.

    References
    ----------
    Book labels ``thm:separation-high``, ``thm:silence`` and ``cor:separation``.

    Examples
    --------
    >>> parts = {"b": "0.6", "c": "0.4"}
    >>> pair = [SelfAttentionData(402, 10, a=a, **parts) for a in ("0.1", "0.9")]
    >>> losses(*pair, 30, {"1.5": float("inf")}).alt[-55:]
    'θ = 1.5: exact law 4.47, condition 4.84, explicit 4.93.'
    """
    from polyattn.bounds import separated_from, silent_until
    from polyattn.degrees import planted_degree

    if width < _ENOUGH:
        raise ValueError(
            f"losses: width must be at least {_ENOUGH} for the probability to pass one half "
            f"wherever the planted row has locked, got {width}; use more neurons"
        )
    lines = {}
    for theta, end in silent.items():
        start = separated_from(data1, theta)
        weight = (data1.b + Fraction(theta) - data1.c) / (data1.a + 2 * data1.b)
        exact = _half_degree(data1, width, theta, 1.0, start)
        lines[f"D₁ from, θ = {theta}"] = exact, planted_degree(data1, weight), start
        if isfinite(end):
            exact = _half_degree(data0, width, theta, end, 4 * end)
            lines[f"D₀ until, θ = {theta}"] = exact, silent_until(data0, theta), end
    figure, axis = new_axes(height=1.1 + 0.95 * len(lines))
    for height, degrees in enumerate(reversed(lines.values())):
        axis.plot(degrees, [height] * 3, color=COLOURS["bound"], linewidth=1.4)
        axis.plot(degrees[1:], [height] * 2, "o", color=COLOURS["bound"])
        axis.plot(degrees[0], height, "o", color=COLOURS["ink"])
        for x, name in zip(degrees, _STEPS, strict=True):
            _name_step(axis, name, x, height, below=name == "condition")
    most = max(abs(x[-1] - x[0]) for x in lines.values())
    axis.set_title(f"Truth and bound are at most {most:.1f} degrees apart")
    axis.set_yticks(range(len(lines)), list(reversed(lines)))
    axis.set(xlabel="degree β", ylim=(-0.6, len(lines) - 0.4), xmargin=0.09)
    axis.spines["left"].set_visible(False)
    axis.tick_params(left=False)
    told = (
        f"{name}: " + ", ".join(f"{step} {x:.2f}" for step, x in zip(_STEPS, degrees, strict=True))
        for name, degrees in lines.items()
    )
    return Illustration(figure, f"Degrees on a line. {'. '.join(told)}.")


_ENOUGH = 6  # the least m with 1 - (7/8)^m > 1/2
_STEPS = ("exact law", "condition", "explicit")


def _half_degree(data: SelfAttentionData, width: int, theta: str, low: float, high: float) -> float:
    """Return a degree in (low, high) at which the probability of activation passes one half."""
    from scipy.optimize import brentq

    def over(degree: float) -> float:
        return float(_probabilities(data, [degree], width, theta)[0]) - 0.5

    return float(brentq(over, low, high))


def _name_step(axis: Any, name: str, x: float, height: int, *, below: bool) -> None:
    for text, shift in ((name, -16 if below else 20), (f"{x:.2f}", -29 if below else 7)):
        beside(axis, text, (x, height), (0, shift), "ink", ha="center", fontsize=10)
