"""The figure of chapter 13b: how often dense networks with noise activate, cure by cure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polyattn.figures.ch13b_cures_for_noise_layer import CuredTrial
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled

__all__ = ["cures_compared"]

_TITLES = {"none": "no cure", "subtract": "power subtracted"}


@styled
def cures_compared(
    low: Mapping[str, Sequence[CuredTrial]], high: Mapping[str, Sequence[CuredTrial]]
) -> Illustration:
    r"""Draw how often dense networks with Gaussian noise activate, with each cure.

    Parameters
    ----------
    low, high : mapping of str to sequence of CuredTrial
        The trials on :math:`\mathcal D_0` and on :math:`\mathcal D_1`, by the name of the cure.

    Returns
    -------
    Illustration
        One panel a cure. Where one data set activates and the other does not is shaded.

    References
    ----------
    Book labels ``thm:qk-norm``, ``thm:no-diagonal`` and ``thm:subtract``.

    Examples
    --------
    >>> trials = {"none": [CuredTrial(4, 0.1, 0.1, 0.0)]}
    >>> cures_compared(trials, trials).alt[:25]
    'How often dense networks '
    """
    rows = (len(low) + 1) // 2
    figure, axes = new_axes(
        min(2, len(low)), rows, height=4.6, sharex=True, sharey=True, squeeze=False
    )
    told = []
    for place, (axis, (cure, trials)) in enumerate(zip(axes.flat, low.items(), strict=True)):
        degrees = [x.degree for x in trials]
        silent, loud = ([x.active for x in found[cure]] for found in (low, high))
        axis.fill_between(degrees, silent, loud, color=COLOURS["d1"], alpha=0.16, linewidth=0)
        axis.plot(degrees, loud, marker="o", markersize=4.5, **LINES["d1"])
        hollow = {"marker": "o", "markersize": 4.5, "markerfacecolor": "none"}
        axis.plot(degrees, silent, **hollow, **LINES["d0"])
        title = _TITLES.get(cure, cure)
        axis.set_title(title, fontweight="normal")
        axis.set(ylim=(-0.06, 1.12), xticks=degrees, yticks=(0, 0.5, 1))
        if place >= len(low) - 2:
            axis.set_xlabel("degree β")
        both = zip(degrees, silent, loud, strict=True)
        told.append(f"{title}: " + ", ".join(f"{x}: {y:.1f} and {z:.1f}" for x, y, z in both))
    _named(axes.flat[len(low) - 1], low, high)
    for row in axes:
        row[0].set_ylabel("share that activates")
    headline(figure, "Only subtraction leaves D₀ silent where all of D₁ activates")
    return Illustration(
        figure,
        "How often dense networks with Gaussian noise activate on D₀ and on D₁, by degree. "
        f"{'. '.join(told)}.",
    )


def _named(axis: Any, low: Mapping[str, Any], high: Mapping[str, Any]) -> None:
    """Name the two curves in the last panel, left of where each passes one half."""
    cure = list(low)[-1]
    for name, colour, trials in (("D₀", "d0", low[cure]), ("D₁", "d1", high[cure])):
        place = next((k for k, x in enumerate(trials) if x.active > 0.5), len(trials) - 1)
        before = trials[max(0, place - 1)]
        middle = (
            (before.degree + trials[place].degree) / 2,
            (before.active + trials[place].active) / 2,
        )
        axis.annotate(
            name, middle, (-6, 4), textcoords="offset points", ha="right",
            color=COLOURS[colour], fontweight="bold",
        )  # fmt: skip
