"""Figures of chapter 7: the phases as a map of degree and threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.degrees import PhaseDegrees, phase_degrees
from polyattn.exact import ExactNumber, exact_number
from polyattn.figures.ch07_phases_sizes import SIZES, data_of_size
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, power_of_ten, styled

__all__ = ["phase_diagram"]


@styled
def phase_diagram(
    a0: ExactNumber, a1: ExactNumber, deltas: Sequence[str], width: int, **entries: ExactNumber
) -> Illustration:
    r"""Draw the exact gap over :math:`\kappa` and :math:`\theta` at three sizes, under its limit.

    Parameters
    ----------
    a0, a1 : number
        The planted features of the two data sets.
    deltas : sequence of str
        The exponents :math:`\delta`, a row of panels each.
    width : int
        The number m of neurons.
    **entries : number
        The entries b and c.

    Returns
    -------
    Illustration
        Shaded: :math:`\Pr[F(\mathcal D_1)>0]-\Pr[F(\mathcal D_0)>0]`. Lines: the levels in the
        limit.

    References
    ----------
    Book labels ``cor:typical-level`` and ``thm:phases``.

    Examples
    --------
    >>> phase_diagram("0.1", "0.9", ["0.8"], 64, b="0.6", c="0.4").alt[:24]
    'Gap between the probabil'
    """
    import numpy as np

    b, c = (float(exact_number(entries[x], x, "phase_diagram")) for x in ("b", "c"))
    kappa, theta = np.linspace(0.02, 1, 41), np.linspace(0, 2.1, 64)
    figure, axes = new_axes(
        len(SIZES), len(deltas), height=1.2 + 2.2 * len(deltas), sharex=True, sharey=True,
        squeeze=False,
    )  # fmt: skip
    told = []
    for row, delta in zip(axes, deltas, strict=True):
        limits = {
            name: (phase_degrees(a=a, delta=delta, **entries), float(exact_number(a, "a", "")))
            for name, a in (("d0", a0), ("d1", a1))
        }
        agree = []
        for axis, size in zip(row, SIZES, strict=True):
            pair = [data_of_size(10**size, delta, a=a, **entries) for a in (a0, a1)]
            gap = np.subtract(*(_activates(x, kappa, theta, width) for x in reversed(pair)))
            _shade(axis, kappa, theta, gap)
            levels = {k: [_level(x, *limits[k], b, c) for x in kappa] for k in limits}
            inside = (theta[:, None] > levels["d0"]) & (theta[:, None] < levels["d1"])
            agree.append(f"{float(np.mean(np.abs(gap - inside))):.3f} at n = 10^{size}")
            for name, (degrees, a) in limits.items():
                _draw_level(axis, degrees, a, b, c, LINES[name])
            axis.set_title(
                f"n = {power_of_ten(size)}, δ = {delta}", fontweight="normal", fontsize=10
            )
        told.append(
            f"δ = {delta}: {_told(limits, b, c)}; the exact gap differs from the limit on average "
            f"by {', '.join(agree)}"
        )
    for axis in axes[-1]:
        axis.set_xlabel("degree κ")
        axis.set_xticks((0, 0.5, 1), ("0", "0.5", "1"))
    for axis in axes[:, 0]:
        axis.set(ylabel="threshold θ", xlim=(0, 1), ylim=(0, 2.1))
    for text, place in (("D₁", (0.04, c + 0.06)), ("D₀", (0.74, b + c - 0.2))):
        colour = COLOURS["d1" if text == "D₁" else "d0"]
        axes[0, -1].text(*place, text, color=colour, fontweight="bold")
    headline(figure, "Lines: the levels in the limit. Shaded: the exact gap")
    alt = (
        f"Gap between the probabilities that a network of {width} neurons activates on D₁ and on "
        f"D₀, over degree κ and threshold θ, at three sizes. {'. '.join(told)}."
    )
    return Illustration(figure, alt)


def _activates(data: SelfAttentionData, kappa: Any, theta: Any, width: int) -> Any:
    """Return Pr[F > 0] with a row for each threshold."""
    import numpy as np

    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    degrees = (Polynomial(f"{x * math.log(data.n):.10g}") for x in kappa)
    return np.array([MaximalPreactivation(data, x, width).sf(theta) for x in degrees]).T


def _shade(axis: Any, kappa: Any, theta: Any, gap: Any) -> None:
    """Shade by the gap, in five steps; a negative gap in the colour of D₀."""
    from matplotlib.colors import to_rgba

    steps = (0.1, 0.3, 0.5, 0.7, 0.9, 1.001)
    alphas = (0.12, 0.25, 0.4, 0.55, 0.7)
    for sign, name in ((1, "d1"), (-1, "d0")):
        colours = [to_rgba(COLOURS[name], alpha) for alpha in alphas]
        axis.contourf(kappa, theta, sign * gap, steps, colors=colours)


def _level(kappa: float, degrees: PhaseDegrees, a: float, b: float, c: float) -> float:
    """Return the typical level in the limit."""
    if kappa > degrees.planted:
        return a + b + c
    return b + c if kappa > min(degrees.pr, degrees.group) else c


def _draw_level(
    axis: Any, degrees: PhaseDegrees, a: float, b: float, c: float, look: dict[str, Any]
) -> None:
    jumps = sorted({min(degrees.pr, degrees.group), min(degrees.planted, 2)})
    heights = [c, *(_level(x + 1e-9, degrees, a, b, c) for x in jumps)]
    axis.step([0, *jumps, 2], [heights[0], *heights], where="pre", **look)


def _told(limits: Mapping[str, tuple[PhaseDegrees, float]], b: float, c: float) -> str:
    words = []
    for name, (degrees, a) in limits.items():
        first = min(degrees.pr, degrees.group)
        at = f"to {a + b + c:.1f} at κ = {degrees.planted:.3f}"
        if first < degrees.planted:
            at = f"to {b + c:.1f} at κ = {first:.3f} and {at}"
        words.append(f"in the limit the level of {name.upper()} rises from {c:.1f} {at}")
    return "; ".join(words)
