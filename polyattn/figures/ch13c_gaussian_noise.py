"""The figure of chapter 13c: which rows lock under noise, in the limit."""

from __future__ import annotations

from typing import Any

from polyattn.exact import ExactNumber
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, new_axes, styled

__all__ = ["three_phases"]

_TOP = 4.0  # the largest degree drawn, in units of log n


@styled
def three_phases(
    *, a0: ExactNumber, a1: ExactNumber, b: ExactNumber, c: ExactNumber, delta: ExactNumber
) -> Illustration:
    r"""Draw where the planted row and where all others lock, over the power of the noise.

    Parameters
    ----------
    a0, a1, b, c : number
        The entries, with :math:`0\le a_0<a_1`.
    delta : number
        The exponent :math:`\delta` of :math:`d-2=n^\delta`.

    Returns
    -------
    Illustration
        :math:`\kappa_*(p_1+\nu)`, :math:`\kappa_*(p_0+\nu)` and :math:`\kappa_*(q+\nu)` over
        :math:`\nu`, and the names of what lies between.

    References
    ----------
    Book label ``cor:noise-window``.

    Examples
    --------
    >>> three_phases(a0="0.1", a1="0.9", b="0.6", c="0.4", delta="1/2").alt[:36]
    'Degrees in units of log n, over the '
    """
    import numpy as np

    from polyattn.degrees import noise_phases

    powers = np.geomspace(0.02, 2, 41)
    entries = {"a0": a0, "a1": a1, "b": b, "c": c, "delta": delta}
    found = [noise_phases(**entries, noise=f"{x:.8g}") for x in powers]
    early, small, late = (
        np.array([getattr(x, kind) for x in found]) for kind in ("planted", "small", "others")
    )
    figure, axis = new_axes()
    for low, high, colour in ((0 * early, early, "grouping"), (early, small, "d1")):
        axis.fill_between(powers, low, high, color=COLOURS[colour], alpha=0.14, linewidth=0)
    top = np.full(len(powers), _TOP)
    axis.fill_between(
        powers, np.minimum(late, top), top, color=COLOURS["d0"], alpha=0.14, linewidth=0
    )
    axis.plot(powers, early, **LINES["d1"])
    axis.plot(powers, small, **LINES["bound"])
    axis.plot(powers, late, **LINES["d0"])
    axis.set(xscale="log", xlim=(powers[0], powers[-1]), ylim=(0, _TOP))
    axis.set(xlabel="power of the noise ν", ylabel="degree β / log n")
    ticks = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2]
    axis.set_xticks(ticks, [f"{x:g}" for x in ticks])
    axis.minorticks_off()
    _name(axis, "silent", (0.025, 0.15), "grouping")
    _name(axis, "separated", (0.025, 1.8), "d1")
    _name(axis, "drowned", (0.5, 2.6), "d0")
    axis.set_title("Noise ends the degrees that separate")
    said = "; ".join(
        f"{powers[i]:.2g}: {early[i]:.2f}, {small[i]:.2f}, {late[i]:.2f}" for i in range(0, 41, 10)
    )
    return Illustration(
        figure,
        "Degrees in units of log n, over the power of the noise: where the planted row of D₁ "
        f"locks, that of D₀, and every other row. By power, {said}. Below the first curve no row "
        "locks, above the last all do.",
    )


def _name(axis: Any, name: str, place: tuple[float, float], colour: str) -> None:
    axis.text(*place, name, color=COLOURS[colour], fontweight="bold", fontsize=10)
