"""Figures of chapter 15: the degree that noise at the output asks for, and where descent ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, new_axes, power_of_ten, styled
from polyattn.learned import Training

__all__ = ["descents", "output_degrees"]


@styled
def output_degrees(
    data0: SelfAttentionData, data1: SelfAttentionData, error: ExactNumber = "0.05"
) -> Illustration:
    r"""Draw the degree at which the best network has an error, over the noise at its output.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    error : number, default "0.05"
        The error :math:`\delta` on both data sets.

    Returns
    -------
    Illustration
        The degree between the necessary and the sufficient one; horizontal lines are the
        detection degree of random signs and the degree at which the planted row keeps half.

    References
    ----------
    Book label ``thm:output-noise``.

    Examples
    --------
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> output_degrees(*pair).alt[:20]
    'The degree at which '
    """
    import numpy as np

    from polyattn.degrees import detection_degree, planted_degree
    from polyattn.learned import learned_degree, necessary_degree, sufficient_degree

    exponents = np.arange(-9, -1.19, 0.2)
    needed, least, enough = (
        np.array([degree(data0, data1, 10.0**x, error) for x in exponents])
        for degree in (learned_degree, necessary_degree, sufficient_degree)
    )
    lines = {
        "detection": ("random signs detect", detection_degree(data1)),
        "concentration": ("the planted row keeps half", planted_degree(data1)),
    }
    figure, axis = new_axes(height=3.9)
    axis.fill_between(exponents, least, enough, color=COLOURS["bound"], alpha=0.16, linewidth=0)
    axis.plot(exponents, least, **LINES["bound"])
    axis.plot(exponents, enough, **LINES["bound"])
    axis.plot(exponents, needed, **LINES["d1"])
    for colour, (name, height) in lines.items():
        axis.axhline(height, **LINES[colour])
        place = (-9, height) if colour == "concentration" else (-1.2, height)
        _name(axis, f"{name}: {height:.1f}", place, colour)
    middle = len(exponents) // 2
    _name(axis, "the best network", (exponents[middle] - 0.4, needed[middle] + 2), "d1", "right")
    k = 3 * len(exponents) // 4
    _name(axis, "enough", (exponents[k] - 0.4, enough[k] + 2), "bound", "right")
    _name(axis, "necessary", (exponents[middle] + 0.5, least[middle] - 9), "bound", "left")
    powers = range(-9, 0, 2)
    axis.set_xticks(powers, [power_of_ten(x) for x in powers])
    axis.set(xlabel="noise ν$_{out}$ at the output", ylabel="degree β", ylim=(0, None))
    axis.set_title("With noise at the output no network does without attention")
    said = [
        f"at 10 to the {exponents[k]:.0f} the degree is {needed[k]:.1f}, necessary {least[k]:.1f}, "
        f"sufficient {enough[k]:.1f}"
        for k in range(0, len(exponents), 5)
        if round(exponents[k]) % 2
    ]
    named = "; ".join(f"{name} at degree {height:.1f}" for name, height in lines.values())
    return Illustration(
        figure,
        f"The degree at which the best network has the error {error} on both data sets, over the "
        f"noise at its output: {'; '.join(said)}. {named[0].upper()}{named[1:]}.",
    )


@styled
def descents(
    data0: SelfAttentionData, data1: SelfAttentionData, found: Mapping[Any, Training]
) -> Illustration:
    r"""Draw the course of gradient descent in the plane of degree and margin.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    found : mapping to Training
        What `polyattn.learned.train` returned, by the degree at the start.

    Returns
    -------
    Illustration
        A line a run, a dot where it ends, and the best margin of each degree above them all.

    References
    ----------
    Book label ``thm:learned-margin``.

    Examples
    --------
    >>> from polyattn.learned import train
    >>> pair = [SelfAttentionData(12, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> descents(*pair, {2: train(*pair, "0.2", degree=2, runs=2, steps=9)}).alt[:19]
    'The course of gradi'
    """
    import numpy as np

    from polyattn.kernels import Polynomial
    from polyattn.learned import best_margin

    most = 1.08 * max(float(run.degrees.max()) for run in found.values())
    grid = np.linspace(most / 120, most, 120)
    best = np.array([best_margin(data0, data1, Polynomial(x)) for x in grid])
    figure, axis = new_axes(height=3.9)
    axis.plot(grid, best, **LINES["bound"])
    k = int(np.searchsorted(grid, 0.72 * most))
    _name(axis, "the best margin", (grid[k], best[k] + 0.03), "bound", "left")
    told = []
    for start, run in found.items():
        planted = run.planted
        for which, colour in ((~planted, "d0"), (planted, "d1")):
            course = run.degrees[:, which], run.margins[:, which]
            axis.plot(*course, color=COLOURS[colour], linewidth=0.7, alpha=0.6)
            axis.plot(*(x[-1] for x in course), "o", markersize=5, color=COLOURS[colour])
        ends = f"{planted.sum()} of {len(planted)} runs end with the planted row"
        if planted.any():
            degree, margin = (x[-1, planted].mean() for x in (run.degrees, run.margins))
            ends += f", at degree {degree:.2f} and margin {margin:.2f} on average"
        if not planted.all():
            ends += f", the others at degree {run.degrees[-1, ~planted].mean():.2f}"
        told.append(f"from degree {start} {ends}")
    axis.set(xlabel="degree β", ylabel="margin", xlim=(0, most), ylim=(min(-0.1, 0), None))
    axis.set_title("Where it reads the planted row, descent finds the best margin")
    top = f"{best.max():.2f} near degree {grid[best.argmax()]:.1f}"
    return Illustration(
        figure,
        f"The course of gradient descent, by degree and margin. {'; '.join(told).capitalize()}. "
        f"The best margin of all is {top}.",
    )


def _name(
    axis: Any, name: str, place: tuple[float, float], colour: str, side: str | None = None
) -> None:
    """Name a line beside a place on it."""
    side = side or ("left" if place[0] < -5 else "right")
    beside(axis, name, place, (0, 4), colour, ha=side, fontweight="bold", fontsize=10)
