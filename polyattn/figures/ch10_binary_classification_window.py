"""The figure of chapter 10 of the window of degrees for all backgrounds."""

from __future__ import annotations

import math

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, new_axes, power_of_ten, styled

__all__ = ["window_by_size"]


@styled
def window_by_size(
    ratio: float, spread: float, tau: float, epsilon: float, width: int = 1
) -> Illustration:
    r"""Draw both ends of the window for all backgrounds over the number of entries.

    Parameters
    ----------
    ratio, spread : float
        :math:`\rho>\Lambda>1`.
    tau : float
        The threshold, between 0 and 1.
    epsilon : float
        The chance of a false alarm that is allowed.
    width : int, default 1
        The number m of neurons.

    Returns
    -------
    Illustration
        The degrees of the window, shaded, for n from 10 to 10^12.

    References
    ----------
    Book label ``thm:uniform-window``.

    Examples
    --------
    >>> window_by_size(1.8, 1.5, 0.5, 0.01).alt[:23]
    'Both ends of the window'
    """
    import numpy as np

    sizes = np.logspace(1, 12, 441)
    odds, alarm = (1 + tau) / (1 - tau), 2 * math.log(width / epsilon)
    lower = np.log((sizes - 1) * odds) / math.log(ratio)
    upper = np.log(np.maximum(sizes * tau**2 / alarm, 1e-9)) / math.log(spread)
    broken = np.log((sizes - 1) * odds) / math.log(spread)
    figure, axis = new_axes(height=3.6)
    axis.plot(lower, sizes, **LINES["detection"])
    axis.plot(upper, sizes, **LINES["bound"])
    axis.plot(broken, sizes, **LINES["grouping"])
    open_ = upper > lower
    axis.fill_betweenx(sizes, lower, upper, where=open_, color=COLOURS["faint"], linewidth=0)
    axis.set(yscale="log", ylim=(10, 1e12), xlim=(0, 1.02 * float(broken[-1])))
    axis.set(xlabel="degree β", ylabel="number of entries n")
    for curve, index, words, kind, side in (
        (lower, 330, "spike decides", "detection", "right"),
        (upper, 170, "quiet until here", "bound", "right"),
        (broken, 200, "background\ndecides", "grouping", "left"),
    ):
        place = float(curve[index]) + (-1 if side == "right" else 1)
        height = "bottom" if side == "right" else "top"
        axis.text(place, sizes[index], words, ha=side, va=height, color=COLOURS[kind])
    first = float(sizes[open_][0]) if open_.any() else math.inf
    if math.isfinite(first):
        middle = float(lower[390] + upper[390]) / 2
        # Along the window, which is too narrow for a word across it.
        axis.text(middle, sizes[390], "window", ha="center", va="center", rotation=37)
        axis.set_title(
            f"ρ = {ratio:g}, Λ = {spread:g}: a window from n = {_power(first)} on", pad=14
        )
    opening = f"near n = {first:.1e}" if math.isfinite(first) else "beyond n = 10^12, if at all"
    alt = (
        f"Both ends of the window of degrees over the number of entries n from 10 to 10^12, for a "
        f"spike of {ratio:g}, a background range of {spread:g} and the threshold {tau:g}. The "
        f"spike decides from degree {lower[0]:.0f} at n = 10 and {lower[-1]:.0f} at n = 10^12; "
        f"the background is proved quiet up to {upper[-1]:.0f} there and decides itself from "
        f"{broken[-1]:.0f} on. The window opens {opening}."
    )
    return Illustration(figure, alt)


def _power(size: float) -> str:
    """Write a size in a title."""
    digits, power = f"{size:.1e}".split("e")
    return f"{digits} · {power_of_ten(int(power))}"
