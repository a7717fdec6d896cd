"""Figures of chapter 7: the race of three powers, and how fast the phases come out of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from polyattn.data import SelfAttentionData
from polyattn.degrees import phase_degrees
from polyattn.exact import ExactNumber, exact_number
from polyattn.figures.ch07_phases_law import law_in_each_phase
from polyattn.figures.ch07_phases_sizes import SIZES, data_of_size
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled

__all__ = ["data_of_size", "law_in_each_phase", "race", "transitions"]

_THIN_TO_THICK = (0.8, 1.6, 2.8)


@styled
def race(deltas: Sequence[str], **entries: ExactNumber) -> Illustration:
    r"""Draw the powers of n that the three crowds of the planted row weigh, relative to Q.

    Parameters
    ----------
    deltas : sequence of str
        The exponents :math:`\delta`, a panel each.
    **entries : number
        The entries a, b and c.

    Returns
    -------
    Illustration
        Three lines over :math:`\kappa` a panel, the uppermost underlaid.

    References
    ----------
    Book label ``thm:phases``.

    Examples
    --------
    >>> race(["0.8"], a="0.9", b="0.6", c="0.4").alt[:29]
    'Three lines over the degree κ'
    """
    import numpy as np

    rise, fall = _slopes(entries)
    figure, axes = new_axes(len(deltas), sharey=True, squeeze=False)
    kappa, told = np.linspace(0, 1, 401), []
    for axis, delta in zip(axes[0], deltas, strict=True):
        flat = 1 - float(delta)
        degrees = phase_degrees(delta=delta, **entries)
        lines = {
            "itself": (rise * kappa, LINES["d1"], (1, rise)),
            "mates": (np.full_like(kappa, flat), LINES["grouping"], (1, flat)),
            "other groups": (1 - fall * kappa, LINES["bound"], (0.04, 1.02)),
        }
        top = np.max([line for line, _, _ in lines.values()], axis=0)
        axis.plot(kappa, top, color=COLOURS["faint"], linewidth=9, solid_capstyle="butt", zorder=0)
        for name, (line, look, (x, y)) in lines.items():
            axis.plot(kappa, line, **look)
            below = name == "mates"
            axis.annotate(
                name, (x, y), (0, -4 if below else 4), textcoords="offset points",
                va="top" if below else "bottom", ha="right" if x == 1 else "left",
                color=look["color"],
            )  # fmt: skip
        named = {"κ_pq": degrees.pq, "κ_pr": degrees.pr, "κ_group": degrees.group}
        for x in named.values():
            # The lines end below the name of the others.
            axis.axvline(x, ymax=0.88, color=COLOURS["faint"], linewidth=1, zorder=-1)
        axis.set_xticks(list(named.values()), [_lowered(name) for name in named])
        route = "direct" if degrees.pq < degrees.group else "detour"
        axis.set_title(f"δ = {delta}: the {route} route", fontweight="normal")
        axis.set(xlim=(0, 1), ylim=(-0.15, 1.15), yticks=(0, 0.5, 1), xlabel="degree κ")
        told.append(
            f"δ = {delta} (the {route} route): the mates' line is at {flat:.1f}; "
            + ", ".join(f"{name} = {x:.3f}" for name, x in named.items())
        )
    axes[0, 0].set_ylabel("power of n, relative to Q")
    headline(figure, "The uppermost line takes the planted row's attention")
    alt = (
        "Three lines over the degree κ: the planted row itself rises from 0, its mates are flat, "
        f"the other groups fall from 1; the uppermost is underlaid. {'. '.join(told)}."
    )
    return Illustration(figure, alt)


@styled
def transitions(deltas: Sequence[str], **entries: ExactNumber) -> Illustration:
    r"""Draw :math:`f^*` and :math:`w_o` over :math:`\kappa` at three sizes, beside their limits.

    Parameters
    ----------
    deltas : sequence of str
        The exponents :math:`\delta`, a panel each.
    **entries : number
        The entries a, b and c.

    Returns
    -------
    Illustration
        The thicker a curve, the larger n; vertical lines where the limits jump.

    References
    ----------
    Book labels ``thm:phases`` and ``thm:cutoff``.

    Examples
    --------
    >>> transitions(["0.8"], a="0.9", b="0.6", c="0.4").alt[:22]
    'Attention weights over'
    """
    import numpy as np

    figure, axes = new_axes(len(deltas), sharey=True, squeeze=False)
    kappa, told = np.linspace(0.02, 1.1, 217), []
    for axis, delta in zip(axes[0], deltas, strict=True):
        degrees = phase_degrees(delta=delta, **entries)
        jumps = {"f*": ("concentration", degrees.planted), "w_o": ("grouping", degrees.group)}
        heights = []
        for size, width in zip(SIZES, _THIN_TO_THICK, strict=True):
            data = data_of_size(10**size, delta, **entries)
            curves = np.array([_weights(data, x) for x in kappa]).T
            for (name, (look, jump)), curve in zip(jumps.items(), curves, strict=True):
                axis.plot(kappa, curve, color=COLOURS[look], linewidth=width, clip_on=False)
                beyond = np.interp(jump + 0.1, kappa, curve)
                heights.append(f"{name} = {beyond:.3f} at n = 10^{size}")
        for name, (look, jump) in jumps.items():
            axis.axvline(jump, **LINES[look])
            beside(axis, _lowered(name), (jump, 1), (0, 7), look, ha="center", fontweight="bold")
        axis.set_title(f"δ = {delta}", fontweight="normal", pad=26)
        axis.set(xlim=(0, 1.1), ylim=(0, 1), yticks=(0, 0.5, 1), xlabel="degree κ")
        told.append(
            f"δ = {delta}: in the limit f* jumps at κ = {degrees.planted:.3f} and w_o at "
            f"{degrees.group:.3f}; at κ larger by 0.1, {', '.join(heights)}"
        )
    axes[0, 0].set_ylabel("attention weight")
    headline(figure, "10³, 10⁶ and 10¹² tokens (thick): steps emerge")
    alt = (
        "Attention weights over the degree κ at n = 10^3, 10^6 and 10^12, the thicker the larger; "
        f"they approach steps. {'. '.join(told)}."
    )
    return Illustration(figure, alt)


def _slopes(entries: Mapping[str, ExactNumber]) -> tuple[float, float]:
    """Return log(p/q) and log(q/r)."""
    a, b, c = (float(exact_number(entries[x], x, "race")) for x in ("a", "b", "c"))
    return math.log1p(a**2 / (b**2 + c**2)), math.log1p(b**2 / c**2)


def _lowered(name: str) -> str:
    """Write what follows an underscore as an index."""
    letter, _, index = name.partition("_")
    return f"{letter}$_{{{index}}}$" if index else name


def _weights(data: SelfAttentionData, kappa: float) -> tuple[float, float]:
    from polyattn.kernels import Polynomial
    from polyattn.rows import row_classes

    rows = row_classes(data, Polynomial(f"{kappa * math.log(data.n):.10g}"))
    return rows.planted_weight, rows.others.own / float(data.b)
