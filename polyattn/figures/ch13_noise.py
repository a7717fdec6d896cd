"""Figures of chapter 13: how noise locks every row, and what is proved about a noisy network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.ch13_noise_layer import NoisyTrial
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled

__all__ = ["noisy_bounds", "self_weights"]

_DEGREES = range(2, 13, 2)


@styled
def self_weights(
    data: SelfAttentionData, found: Mapping[str, Sequence[NoisyTrial]]
) -> Illustration:
    r"""Draw what rows give to themselves under noise, by the theorem and in the dense network.

    Parameters
    ----------
    data : SelfAttentionData
        The clean data, with the larger feature.
    found : mapping of str to sequence of NoisyTrial
        For each standard deviation :math:`\sigma` the trials with Gaussian noise.

    Returns
    -------
    Illustration
        One panel a standard deviation. Curves: orthogonal noise of the same power,
        :math:`\nu=d\sigma^2`. Marks: Gaussian noise.

    References
    ----------
    Book labels ``thm:orthogonal-noise`` and ``cor:noise-window``.

    Examples
    --------
    >>> data = SelfAttentionData(42, 5, a="0.9", b="0.6", c="0.4")
    >>> one = NoisyTrial(4.0, 0.8, 0.1, 0.0, 1.0, 0.0)
    >>> self_weights(data, {"0.02": [one]}).alt[:30]
    'What rows give to themselves u'
    """
    import numpy as np

    from polyattn.degrees import noise_window
    from polyattn.exact import exact_number

    figure, axes = new_axes(len(found), sharey=True, squeeze=False)
    told = []
    for axis, (sigma, trials) in zip(axes[0], found.items(), strict=True):
        power = data.d * exact_number(sigma, "sigma", "self_weights") ** 2
        degrees = [x.degree for x in trials]
        grid = np.linspace(min(1.0, *degrees), max(12.0, *degrees), 111)
        rows = [_weights(data, power, degree) for degree in grid]
        planted, others = zip(*rows, strict=True)
        axis.plot(grid, planted, **LINES["d1"])
        axis.plot(grid, others, **LINES["d0"])
        axis.plot(degrees, [x.planted for x in trials], "o", markersize=4.5, color=COLOURS["d1"])
        hollow = {"markerfacecolor": "none", "color": COLOURS["d0"]}
        axis.plot(degrees, [x.others for x in trials], "o", markersize=4.5, **hollow)
        ends = [x for x in noise_window(data, power) if grid[0] < x < grid[-1]]
        for end in ends:
            axis.axvline(end, **LINES["concentration"])
            axis.annotate(
                f"{end:.1f}", (end, 1.16), (4, 0), textcoords="offset points", fontsize=10
            )
        axis.set_title(f"σ = {sigma}, power {float(power):.3f}", fontweight="normal")
        axis.set(xlabel="degree β", ylim=(-0.03, 1.27), xticks=_DEGREES, yticks=(0, 0.5, 1))
        _name_end(axis, "the planted row", (grid[-1], 1.04), "d1")
        _name_end(axis, "every other row", (grid[-1], others[-1] / 2 - 0.05), "d0")
        among = "; ".join(f"{x.degree:g}: {x.planted:.2f}, {x.others:.2f}" for x in trials)
        told.append(
            f"σ = {sigma}: half at degree {', '.join(f'{x:.2f}' for x in ends) or 'beyond'}; "
            f"in the dense network, by degree, {among}"
        )
    axes[0, 0].set_ylabel("weight of a row on itself")
    headline(figure, "Noise locks every row, the planted one first")
    return Illustration(
        figure,
        "What rows give to themselves under noise, the planted row and the mean of all others, "
        f"over the degree. {'. '.join(told)}.",
    )


def _weights(data: SelfAttentionData, power: Any, degree: float) -> tuple[float, float]:
    from polyattn.kernels import Polynomial
    from polyattn.noise import noisy_row_classes

    rows = noisy_row_classes(data, Polynomial(degree), power)
    return rows.planted.self_weight, rows.others.self_weight


def _name_end(axis: Any, name: str, place: tuple[float, float], colour: str) -> None:
    """Name a curve at the right end of the panel."""
    axis.annotate(
        name, place, ha="right", color=COLOURS[colour], fontweight="bold", fontsize=10
    )  # fmt: skip


@styled
def noisy_bounds(
    found: Mapping[str, tuple[Sequence[NoisyTrial], Sequence[NoisyTrial]]],
) -> Illustration:
    r"""Draw how often dense networks with noise activate, and what is proved about it.

    Parameters
    ----------
    found : mapping of str to pair of sequences of NoisyTrial
        For each standard deviation :math:`\sigma` the trials on :math:`\mathcal D_0` and on
        :math:`\mathcal D_1`.

    Returns
    -------
    Illustration
        One panel a standard deviation; the slack between bound and truth is shaded.

    References
    ----------
    Book label ``thm:any-noise``.

    Examples
    --------
    >>> low = [NoisyTrial(4.0, 0.1, 0.1, 0.0, 0.2, 0.0)]
    >>> high = [NoisyTrial(4.0, 0.8, 0.1, 0.9, 1.0, 0.8)]
    >>> noisy_bounds({"0.02": (low, high)}).alt[:25]
    'How often dense networks '
    """
    figure, axes = new_axes(len(found), sharey=True, squeeze=False)
    told = []
    for axis, (sigma, (low, high)) in zip(axes[0], found.items(), strict=True):
        grid = [x.degree for x in low]
        for bound, truth in (
            ([x.at_most for x in low], [x.active for x in low]),
            ([x.at_least for x in high], [x.active for x in high]),
        ):
            axis.fill_between(grid, bound, truth, color=COLOURS["bound"], alpha=0.16, linewidth=0)
            axis.plot(grid, bound, **LINES["bound"])
        axis.plot(grid, [x.active for x in high], marker="o", markersize=4.5, **LINES["d1"])
        hollow = {"marker": "o", "markersize": 4.5, "markerfacecolor": "none"}
        axis.plot(grid, [x.active for x in low], **hollow, **LINES["d0"])
        axis.set_title(f"σ = {sigma}", fontweight="normal")
        axis.set(xlabel="degree β", ylim=(-0.03, 1.08), xticks=_DEGREES, yticks=(0, 0.5, 1))
        both = zip(low, high, strict=True)
        said = "; ".join(
            f"{x.degree:g}: {x.active:.2f} (at most {x.at_most:.2g}), {y.active:.2f} (at least "
            f"{y.at_least:.2g})"
            for x, y in both
        )
        told.append(f"σ = {sigma}, by degree, on D₀ and D₁: {said}")
        _name_at_half(axis, "D₁", grid, [x.active for x in high], "d1")
        _name_at_half(axis, "D₀", grid, [x.active for x in low], "d0")
    axes[0, 0].set_ylabel("probability to activate")
    headline(figure, "Little noise leaves a wide window, more noise a narrow one")
    return Illustration(
        figure,
        "How often dense networks with Gaussian noise activate, over the degree, and the proved "
        f"bounds. {'. '.join(told)}.",
    )


def _name_at_half(axis: Any, name: str, grid: Any, values: Any, colour: str) -> None:
    """Name a curve left of where it passes one half, or above its end if it never does."""
    place = next((k for k, x in enumerate(values) if x > 0.5), None)
    at, shift = (grid[-1], values[-1]), (0, 6)
    if place:
        rise = (0.5 - values[place - 1]) / (values[place] - values[place - 1])
        at, shift = (grid[place - 1] + rise * (grid[place] - grid[place - 1]), 0.5), (-6, 0)
    axis.annotate(
        name, at, shift, textcoords="offset points", ha="right", color=COLOURS[colour],
        fontweight="bold",
    )  # fmt: skip
